#!/bin/sh
# Makes 101 calls in quick succession: 100 are answered, the next gets 429 and is told when to come back.
#
#   scripts/demo-rate-limit.sh        against ./sluice dev
#
# URL, DEMO_TOKEN and CACERT as in demo-lib.sh. LIMIT is the calls a caller may make in a window (default 100). Ends with 1
# when the gateway does not behave so.
set -eu
# shellcheck source=scripts/demo-lib.sh
. "$(dirname -- "$0")/demo-lib.sh"
limit=${LIMIT:-100}

well=0 i=0
while [ "$i" -lt $((limit + 1)) ]; do
  i=$((i + 1))
  status=$(post "{\"type\":\"request\",\"id\":\"$i\",\"method\":\"tools/list\"}")
  case $status in
    200) well=$((well + 1)) ;;
    429) break ;;
    *)
      echo "call $i: unexpected status $status" >&2
      cat "$answer" >&2
      exit 1
      ;;
  esac
done

echo "$well calls were answered 200; call $i got $status:"
cat "$answer"
echo
if [ "$status" != 429 ]; then
  echo "No call was refused: the limit differs, or a new window began meanwhile." >&2
  exit 1
fi
[ "$well" = "$limit" ] || { echo "Expected $limit answers before the refusal; had this caller made calls before?" >&2; exit 1; }
