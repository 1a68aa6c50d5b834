#!/usr/bin/env bash
# Builds the container image and tries it: not root, read-only root, healthy, serves a call, stops cleanly, takes
# mounted certificates, refuses to start without a secret. Skips with a line when no container engine works here.
#
#   scripts/test-image.sh
#
# ENGINE      docker or podman (default: the first that works)
# IMAGE       an image to try instead of building one
# BUILD_ARGS  more arguments for the build, separated by blanks
set -euo pipefail
project=$(cd -P -- "$(dirname -- "$0")/.." && pwd)
name=sluice-image-test-$$
secret=$(head -c 48 /dev/urandom | base64 | tr -d '\n')
work=$(mktemp -d)

step() { printf 'test-image: %s\n' "$*"; }
fail() {
  printf 'test-image: FAILED: %s\n' "$*" >&2
  "$engine" logs "$name" 2>&1 | tail -n 30 >&2 || true
  exit 1
}
# shellcheck disable=SC2329  # called by the trap
cleanup() {
  [[ -z ${engine:-} ]] || "$engine" rm -f -v "$name" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

engine=''
for candidate in ${ENGINE:-docker podman}; do
  if "$candidate" info >/dev/null 2>&1; then
    engine=$candidate
    break
  fi
done
if [[ -z $engine ]]; then
  step "skipped: neither docker nor podman works here"
  exit 0
fi

image=${IMAGE:-}
if [[ -z $image ]]; then
  image=sluice:test
  format=()
  [[ $engine != podman ]] || format=(--format docker) # the OCI format has no health check
  step "building with $engine"
  # shellcheck disable=SC2086  # arguments are separated by blanks on purpose
  "$engine" build "${format[@]}" ${BUILD_ARGS:-} -t "$image" "$project" >"$work/build.log" 2>&1 ||
    { tail -n 30 "$work/build.log" >&2; fail "the image does not build"; }
fi

hardened=(--read-only --tmpfs "/tmp:rw,noexec,nosuid,size=64m" --cap-drop ALL --security-opt no-new-privileges
  --memory 512m --pids-limit 200)
[[ $engine != podman ]] || hardened+=(--read-only-tmpfs=false)

start() { # extra arguments of run
  "$engine" run -d --name "$name" -p 127.0.0.1::8443 -e JWT_SECRET="$secret" "${hardened[@]}" "$@" "$image" >/dev/null
  port=$("$engine" port "$name" 8443/tcp | sed -n '1s/.*://p')
}

probe() {
  "$engine" exec "$name" java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx24m -cp /app/sluice.jar dev.sluice.HealthProbe
}

await_healthy() {
  local tries
  for ((tries = 0; tries < 60; tries++)); do
    [[ $("$engine" inspect "$name" --format '{{.State.Running}}') == true ]] || fail "the container ended"
    ! probe >/dev/null 2>&1 || return 0
    sleep 0.5
  done
  fail "not healthy after 30 s"
}

call() { # certificate, further arguments of curl
  curl -sS --max-time 10 --cacert "$1" -H 'Content-Type: application/json' "${@:2}" \
    -d '{"type":"request","id":"1","method":"tools/execute","params":{"name":"hello_world","input":{"name":"Ada"}}}' \
    "https://localhost:$port/mcp"
}

stop() {
  local code
  "$engine" stop -t 30 "$name" >/dev/null 2>&1
  code=$("$engine" inspect "$name" --format '{{.State.ExitCode}}')
  [[ $code == 0 || $code == 143 ]] || fail "stopping gave exit code $code"
  "$engine" rm -v "$name" >/dev/null
}

"$engine" run --rm --entrypoint test "$image" -s /app/sluice.aot || fail "the AOT cache is missing"
"$engine" run --rm -e JWT_SECRET="$secret" -e SLUICE_JAVA_OPTS=-XX:AOTMode=on "$image" --version >/dev/null ||
  fail "the AOT cache does not fit the image's JVM"

step "without JWT_SECRET it refuses to start and says why"
if "$engine" run --rm "${hardened[@]}" "$image" >"$work/out" 2>&1; then fail "it started without a secret"; fi
grep -qi 'secret' "$work/out" || { cat "$work/out" >&2; fail "the message does not name the secret"; }

step "starts unprivileged with a read-only root and a certificate of its own"
start
await_healthy
[[ $("$engine" exec "$name" id -u) == 10001 ]] || fail "runs as uid $("$engine" exec "$name" id -u)"
if "$engine" exec "$name" touch /app/probe 2>/dev/null; then fail "/app can be written"; fi
"$engine" exec "$name" cat /data/certs/cert.pem >"$work/cert.pem"
[[ $("$engine" exec "$name" stat -c %a /data/certs/key.pem) == 600 ]] || fail "the key is readable by others"

step "the health check of the image is well"
if [[ $engine == podman ]]; then
  podman healthcheck run "$name" >/dev/null || fail "the health check fails"
else
  for ((tries = 0; tries < 80; tries++)); do
    [[ $(docker inspect "$name" --format '{{.State.Health.Status}}') != healthy ]] || break
    sleep 0.5
  done
  [[ $(docker inspect "$name" --format '{{.State.Health.Status}}') == healthy ]] || fail "docker says it is not healthy"
fi

step "serves an authenticated call over its certificate, and 401 to a stranger"
token=$("$engine" exec "$name" /app/sluice token --sub alice --roles user)
answer=$(call "$work/cert.pem" -H "Authorization: Bearer $token")
[[ $answer == *Ada* ]] || fail "the answer was: $answer"
[[ $(call "$work/cert.pem" -o /dev/null -w '%{http_code}') == 401 ]] || fail "a call without token was not answered 401"

step "stops cleanly"
"$engine" logs "$name" >"$work/log" 2>&1
! grep -q 'Exception' "$work/log" || fail "there is an exception in the log"
stop

step "takes certificates mounted at /app/certs"
"$project/scripts/generate-certs.sh" "$work/certs" >/dev/null
chmod 755 "$work" "$work/certs"
chmod 644 "$work/certs/key.pem" # uid 10001 of the container must read it
start -v "$work/certs:/app/certs:ro"
await_healthy
call "$work/certs/cert.pem" -o /dev/null || fail "the mounted certificate is not the one served"
stop
step "all well"
