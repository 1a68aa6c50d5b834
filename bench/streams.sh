#!/usr/bin/env bash
# Opens idle event streams on one node and says what memory each of them takes.
#
#   bench/streams.sh            (10 000 streams, the JDK's TLS)
#
# STREAMS  how many (default 10000)
# ENGINE   jdk or openssl (default jdk)
# HOLD     seconds to hold them, at least two heartbeats of 15 s (default 40)
# SLUICE_JAVA_OPTS   JVM options (default -Xmx1g)
#
# Needs python3, curl, and twice as many file descriptors as streams (ulimit -n is raised to the hard limit). Ends with 1
# when a stream is refused or does not last.
set -euo pipefail
bench=$(cd -P -- "$(dirname -- "$0")" && pwd)
home=$(dirname "$bench")
streams=${STREAMS:-10000} engine=${ENGINE:-jdk} hold=${HOLD:-40}
export SLUICE_JAVA_OPTS=${SLUICE_JAVA_OPTS:--Xmx1g}
port=${SLUICE_PORT:-19445}
work=$(mktemp -d)
server='' client=''

say() { printf '%s\n' "$*" >&2; }
die() { say "streams: $*"; exit 1; }

cleanup() {
  for pid in $client $server; do kill "$pid" 2>/dev/null || true; done
  for pid in $client $server; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

ulimit -n "$(ulimit -Hn)"
(($(ulimit -n) > streams + 500)) || die "only $(ulimit -n) file descriptors are allowed; set STREAMS lower"
! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || die "port $port is taken; set SLUICE_PORT"

"$home/scripts/generate-certs.sh" "$work/certs" >/dev/null
export TLS_KEY_PATH=$work/certs/key.pem TLS_CERT_PATH=$work/certs/cert.pem
JWT_SECRET=$(head -c 48 /dev/urandom | base64 -w0)
export JWT_SECRET
cat >"$work/sluice.yaml" <<YAML
server: {host: 127.0.0.1, maxConnections: $((streams + 1000)), tls: {engine: $engine}}
streams: {max: $((streams + 1000)), perUser: $((streams + 1000))}
limits: {perUser: 1000000000, perAddress: 1000000000}
ledger: {enabled: false}
YAML

"$home/sluice" --version >/dev/null # builds when the sources are newer
PORT=$port DATA_DIR=$work/data LOG_LEVEL=warn "$home/sluice" run -c "$work/sluice.yaml" >"$work/sluice.log" 2>&1 &
server=$!
for ((tries = 0; tries < 150; tries++)); do
  [[ $(curl -sk --max-time 2 "https://127.0.0.1:$port/health/ready") == *ready* ]] && break
  kill -0 "$server" 2>/dev/null || { cat "$work/sluice.log" >&2; die "the server did not start"; }
  sleep 0.4
done
token=$("$home/sluice" token --sub bench --expires 1h)
java_home=$(dirname "$(dirname "$(readlink -f "/proc/$server/exe")")")

resident() { awk '/^VmRSS/ { print $2 }' "/proc/$server/status"; }
# Kilobytes of the heap that are in use after everything unused was thrown away.
live() {
  "$java_home/bin/jcmd" "$server" GC.run >/dev/null
  "$java_home/bin/jcmd" "$server" GC.heap_info | awk '/ used [0-9]+K/ { for (i = 1; i < NF; i++) if ($i == "used") {
    sub(/K.*/, "", $(i + 1)); print $(i + 1); exit } }'
}

# A first thousand warms up what is made once.
PORT=$port COUNT=$((streams < 1000 ? streams : 1000)) TOKEN=$token HOLD=1 \
  python3 "$bench/load/streams.py" >"$work/warm.out" || die "the first streams failed"
sleep 3
heap_before=$(live) rss_before=$(resident)
PORT=$port COUNT=$streams TOKEN=$token HOLD=$hold python3 "$bench/load/streams.py" >"$work/client.out" &
client=$!
until grep -q '^OPEN' "$work/client.out"; do
  kill -0 "$client" 2>/dev/null || { wait "$client" || status=$?; tail -n 5 "$work/sluice.log" >&2; die "not every stream could be opened (the client ended with ${status:-0})"; }
  sleep 1
done
heap_open=$(live) rss_open=$(resident)
cpu_before=$(awk '{ print $14 + $15 }' "/proc/$server/stat")
wait "$client"
cpu_after=$(awk '{ print $14 + $15 }' "/proc/$server/stat")
client=''
read -r _ left beats < <(grep '^HELD' "$work/client.out")
awk -v n="$streams" -v h="$((heap_open - heap_before))" -v r="$((rss_open - rss_before))" -v left="$left" \
  -v beats="$beats" -v cpu="$((cpu_after - cpu_before))" -v hz="$(getconf CLK_TCK)" -v hold="$hold" 'BEGIN {
    printf "%d streams: %.1f KiB of heap each, %.1f KiB resident each; %d lasted %d s, %d heartbeats, %.1f %% of a CPU\n",
      n, h / n, r / n, left, hold, beats, 100 * cpu / hz / hold }'
((left == streams)) || die "$((streams - left)) streams did not last"
((beats >= streams)) || die "only $beats heartbeats came"
