# Sourced by the demonstrations: where the gateway is and who calls.
#
# URL         address of the gateway (default https://localhost:8443)
# DEMO_TOKEN  bearer token (default: made by ./sluice token for a subject that has made no calls yet)
# CACERT      certificate to trust (default: the one ./sluice dev made)
# shellcheck shell=sh

home=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd)
URL=${URL:-https://localhost:8443}
CACERT=${CACERT:-$home/.sluice/cert.pem}
TOKEN=${DEMO_TOKEN:-$("$home/sluice" token --sub "demo-$$-$(date +%s)" --roles user)} || exit 1

answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
trap 'exit 130' INT TERM

# Posts a body to /mcp: the status goes to standard output, the answer into the file.
post() {
  curl -sS --max-time 70 --cacert "$CACERT" -o "$answer" -w '%{http_code}' \
    -H 'Content-Type: application/json' -H "Authorization: Bearer $TOKEN" -d "$1" "$URL/mcp"
}

if ! curl -sS --max-time 5 --cacert "$CACERT" -o /dev/null "$URL/health"; then
  echo "There is no gateway at $URL with the certificate $CACERT: start ./sluice dev, or set URL and CACERT." >&2
  exit 1
fi
