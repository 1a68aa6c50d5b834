#!/bin/sh
# Opens the circuit breaker of a provider that fails, shows that others go on, waits, and sees one trial close it.
#
#   scripts/demo-breaker.sh [--no-wait]        against ./sluice dev
#
# URL, DEMO_TOKEN and CACERT as in demo-lib.sh. --no-wait ends when the breaker is open. Ends with 1 when the gateway does
# not behave so.
set -eu
# shellcheck source=scripts/demo-lib.sh
. "$(dirname -- "$0")/demo-lib.sh"

call() {
  post "{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/execute\",\"params\":{\"name\":\"$1\",\"input\":$2}}"
}

expect() {
  if [ "$status" != "$1" ]; then
    echo "expected $1 but got $status: $(cat "$answer")" >&2
    exit 1
  fi
}

echo "Bad tokens and bad input are the caller's fault and count for nothing:"
kept=$TOKEN TOKEN=invalid_token
for i in 1 2 3 4 5 6; do status=$(call simulate_work '{"ms":0}'); done
echo "  6 calls with a bad token: $status"
expect 401
TOKEN=$kept
status=$(call simulate_work '{"ms":0}')
echo "  the next good call: $status"
expect 200

echo "Failures of the provider open its breaker:"
for i in 1 2 3 4 5; do
  status=$(call simulate_work '{"ms":0,"fail":true}')
  echo "  failing call $i: $status"
done
status=$(call simulate_work '{"ms":0}')
echo "  the next call: $status $(cat "$answer")"
expect 503
status=$(call hello_world '{}')
echo "  a tool of another provider: $status"
expect 200
[ "${1:-}" != --no-wait ] || exit 0

status=$(call simulate_work '{"ms":0}')
seconds=$(sed -n 's/.*"retryAfter":\([0-9]*\).*/\1/p' "$answer")
echo "Waiting ${seconds:=60} s until one trial is let through ..."
sleep $((seconds + 1))
status=$(call simulate_work '{"ms":0}')
echo "  the trial: $status; the breaker is closed again"
expect 200
