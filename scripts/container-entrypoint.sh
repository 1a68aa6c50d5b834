#!/bin/sh
# The entry point of the container image: chooses the certificate and becomes the launcher.
#
# TLS_KEY_PATH and TLS_CERT_PATH win; then key.pem and cert.pem mounted at /app/certs, which is where the gateway looks
# by itself; then, unless a configuration file speaks for itself, a self-signed pair made once in the volume.
set -eu

configured=false
for argument in "$@"; do
  case $argument in
    -c | -c?* | --config | --config=*) configured=true ;;
  esac
done

if [ "$configured" = false ] && [ -z "${TLS_KEY_PATH:-}${TLS_CERT_PATH:-}" ] && [ ! -e /app/certs/key.pem ]; then
  TLS_KEY_PATH=/data/certs/key.pem
  TLS_CERT_PATH=/data/certs/cert.pem
  export TLS_KEY_PATH TLS_CERT_PATH
fi

SLUICE_JAVA_OPTS="-Djava.library.path=/app/native -XX:MaxRAMPercentage=70 ${SLUICE_JAVA_OPTS:-}"
export SLUICE_JAVA_OPTS
exec /app/sluice "$@"
