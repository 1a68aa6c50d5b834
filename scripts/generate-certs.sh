#!/bin/sh
# Makes a self-signed certificate for localhost, 127.0.0.1 and ::1: DIR/key.pem (mode 600) and DIR/cert.pem.
#
#   scripts/generate-certs.sh [DIR] [--force]
#
# DIR is certs/ of the project unless given. Existing files stay unless --force is given.
set -eu

usage() {
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

force=false dir=''
for argument in "$@"; do
  case $argument in
    --force) force=true ;;
    -*) usage ;;
    *)
      [ -z "$dir" ] || usage
      dir=$argument
      ;;
  esac
done
[ -n "$dir" ] || dir=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd)/certs

command -v openssl >/dev/null || {
  echo "generate-certs: openssl is missing (apt-get install openssl, brew install openssl);" \
    "or let './sluice run --self-signed' make the certificate." >&2
  exit 1
}

mkdir -p "$dir"
if [ "$force" = false ]; then
  for file in "$dir/key.pem" "$dir/cert.pem"; do
    [ ! -e "$file" ] || {
      echo "generate-certs: $file exists; pass --force to replace it." >&2
      exit 1
    }
  done
fi

# Both files are made aside and moved into place, so that a server never reads half of a pair.
work=$(mktemp -d "$dir/.new.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# A configuration of our own, because -addext is missing from older versions of openssl and from LibreSSL.
cat >"$work/openssl.cnf" <<'CONF'
[req]
prompt = no
distinguished_name = subject
x509_extensions = extensions
[subject]
CN = localhost
O = Sluice self-signed
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
CONF

(
  umask 077
  openssl ecparam -name prime256v1 -genkey -noout -out "$work/sec1.pem"
  openssl pkcs8 -topk8 -nocrypt -in "$work/sec1.pem" -out "$work/key.pem"
)
openssl req -x509 -new -sha256 -days 730 -config "$work/openssl.cnf" -key "$work/key.pem" -out "$work/cert.pem"
chmod 600 "$work/key.pem"
chmod 644 "$work/cert.pem"
mv -f "$work/key.pem" "$dir/key.pem"
mv -f "$work/cert.pem" "$dir/cert.pem"
echo "generate-certs: $dir/key.pem and $dir/cert.pem, valid until" \
  "$(openssl x509 -noout -enddate -in "$dir/cert.pem" | cut -d= -f2)"
