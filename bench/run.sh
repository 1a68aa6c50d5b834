#!/usr/bin/env bash
# Prices a call of Sluice against a bare Vert.x server in the same run: CPU time of the server process per request.
#
#   bench/run.sh [hot|handshake|overload|kinds|all]       (default: hot)
#
# ROUNDS   measured rounds, servers in turn (default 5)
# SECONDS_PER_ROUND  length of one measurement (default 10)
# WARMUP   seconds of load for each server before the first round (default 75)
# SLUICE_JAVA_OPTS   JVM options of both servers (default -Xmx512m)
#
# Needs wrk (HTTP load), python3 (new connections), curl, taskset and at least two CPUs: the server runs on CPU 0, the
# load on CPU 1. Ends with 1 when a target is missed.
# shellcheck disable=SC2317  # functions are called by their names in variables
set -euo pipefail
bench=$(cd -P -- "$(dirname -- "$0")" && pwd)
home=$(dirname "$bench")
mode=${1:-hot}
rounds=${ROUNDS:-5} length=${SECONDS_PER_ROUND:-10} warmup=${WARMUP:-75}
export SLUICE_JAVA_OPTS=${SLUICE_JAVA_OPTS:--Xmx512m}
sluice_port=${SLUICE_PORT:-19443} bare_port=${BARE_PORT:-19444}
work=$(mktemp -d)
results=$bench/results
missed=0

# shellcheck source=bench/lib.sh
source "$bench/lib.sh"

# ---- Modes ----------------------------------------------------------------------------------------------------------

both_up() { # engine
  start_sluice "$1" run
  await sluice "$sluice_pid" "$sluice_port" "$bench/load/echo.json" echo hello
  start_bare "$1"
  await bare "$bare_pid" "$bare_port" "$bench/load/echo.json" echo hello
}

hot() {
  both_up jdk
  say "hot: HTTPS on the JDK's TLS, 32 keep-alive connections; warming up ($warmup s each)"
  local left
  for ((left = warmup; left > 0; left -= 15)); do
    load "$bare_port" "$bench/load/echo.json" echo 15 32 0
    load "$sluice_port" "$bench/load/echo.json" echo 15 32 0
  done
  alternate hot
  verdict hot "$(median)" "at most" 1.7
  stop_servers
}

# Connects for the same time to each server, in turns: connections come in hundreds a second, so that a number of them
# small enough to wait for would measure the compiler.
warm_up_connecting() {
  local port began
  declare -A spent=(["$bare_port"]=0 ["$sluice_port"]=0)
  while ((spent[$sluice_port] < warmup || spent[$bare_port] < warmup)); do
    for port in "$bare_port" "$sluice_port"; do
      began=$SECONDS
      connect "$port" "$connections"
      ((spent[$port] += SECONDS - began)) || true
    done
    say "  ${spent[$sluice_port]} of $warmup s"
  done
}

handshake() {
  both_up openssl
  connections=3000
  say "handshake: a new connection with a full handshake for each call, OpenSSL; warming up ($warmup s each)"
  warm_up_connecting
  alternate handshake
  verdict handshake "$(median)" "at most" 1.3
  stop_servers
}

# Sum of the server's own counters whose lines match: what connecting and ending costs wrk stays out of the figures.
counted() { # pattern
  curl -sk --max-time 10 "https://127.0.0.1:$sluice_port/metrics/prometheus" | awk -v p="$1" '$0 ~ p { n += $2 } END { printf "%.0f\n", n }'
}

done_so_far() { counted '^mcp_tools_executed_total.*outcome="ok".*tool="simulate_work"'; }
refused_so_far() { counted '^mcp_errors_total'; }

# Loads the simulated work and looks at a stretch in the middle; sets completed and offered, both per second.
stretch() { # connections, pause
  local began ended done_before refused_before loading
  load "$sluice_port" "$bench/load/work.json" simulate_work $((length + 10)) "$1" "$2" &
  loading=$!
  sleep 8
  began=$(date +%s%N) done_before=$(done_so_far) refused_before=$(refused_so_far)
  sleep "$length"
  ended=$(date +%s%N) completed=$(done_so_far) offered=$(refused_so_far)
  wait "$loading"
  offered=$(awk -v n=$((completed - done_before + offered - refused_before)) -v ns=$((ended - began)) 'BEGIN { printf "%.0f", n * 1e9 / ns }')
  completed=$(awk -v n=$((completed - done_before)) -v ns=$((ended - began)) 'BEGIN { printf "%.1f", n * 1e9 / ns }')
}

# 100 calls of 100 ms may run: the node can complete 1000 a second. First 100 connections offer just that; then 1100
# connections that come back 100 ms after an answer offer ten times as much, most of which is refused.
overload() {
  start_sluice jdk dev # for the tool that simulates work
  await sluice "$sluice_pid" "$sluice_port" "$bench/load/work.json" simulate_work content
  say "overload: calls completed a second at the bound and at ten times the load; warming up ($warmup s)"
  load "$sluice_port" "$bench/load/work.json" simulate_work "$warmup" 1100 100
  : >"$work/ratios"
  local round full
  for ((round = 1; round <= rounds; round++)); do
    stretch 100 0
    full=$completed
    stretch 1100 100
    say "round $round: $full completed/s at the bound, $completed completed/s of $offered offered"
    awk -v a="$completed" -v b="$full" 'BEGIN { printf "%.3f\n", a / b }' >>"$work/ratios"
  done
  verdict overload "$(median)" "at least" 0.9
  stop_servers
}

# The JDK that Sluice runs on also compiles the plugin.
build_plugin() {
  local java
  start_sluice jdk run
  await sluice "$sluice_pid" "$sluice_port" "$bench/load/echo.json" echo hello
  java=$(readlink -f "/proc/$sluice_pid/exe")
  stop_servers
  mkdir -p "$work/plugin/META-INF/services" "$work/plugins"
  "$(dirname "$java")/javac" -cp "$home/target/sluice.jar:$home/target/lib/*" -d "$work/plugin" "$bench/plugin/BenchProvider.java"
  echo bench.BenchProvider >"$work/plugin/META-INF/services/dev.sluice.provider.ToolProvider"
  "$(dirname "$java")/jar" --create --file "$work/plugins/bench.jar" -C "$work/plugin" .
}

# Sends one body by itself; prints head and body of the answer.
once() { # body, tool
  local arguments=() line
  while read -r line; do arguments+=(-H "$line"); done < <(headers "$2" | grep -v ': $')
  curl -sk -i --max-time 5 "${arguments[@]}" --data-binary "$1" "https://127.0.0.1:$sluice_port/mcp"
}

# What the kinds of requests send; the bodies of a file take turns, one a line.
kinds_of_bodies() {
  local cursor
  session=$(once '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1.0"}}}' legacy |
    tr -d '\r' | awk -F': ' 'tolower($1) == "mcp-session-id" { print $2 }')
  [[ -n $session ]] || die "no session"
  cursor=$(once "@$bench/load/list.json" list | grep -o '"nextCursor":"[^"]*"')
  [[ -n $cursor ]] || die "the list has one page only"
  { cat "$bench/load/list.json"; sed "s/\"params\":{/\"params\":{${cursor/nextCursor/cursor},/" "$bench/load/list.json"; } >"$work/list.json"
}

# Other kinds of requests against the hot call of the same server, each in turn.
kinds() {
  build_plugin
  start_sluice jdk run
  await sluice "$sluice_pid" "$sluice_port" "$bench/load/steps.json" steps "done"
  kinds_of_bodies
  local each round left hot
  declare -A body=([echo]=$bench/load/echo.json [list]=$work/list.json [steps]=$bench/load/steps.json [legacy]=$bench/load/legacy.json)
  say "kinds: the hot call, one of two pages with 100 tools each, a call with ten progress notes as an event stream, the"
  say "hot call of an old client; 32 keep-alive connections; warming up ($warmup s each)"
  for ((left = warmup; left > 0; left -= 15)); do
    for each in echo list steps legacy; do load "$sluice_port" "${body[$each]}" "$each" 15 32 0; done
  done
  for each in list steps legacy; do : >"$work/ratios.$each"; done
  for ((round = 1; round <= rounds; round++)); do
    say "round $round"
    for each in echo list steps legacy; do
      price_calls "$each" "$sluice_pid" "$sluice_port" "${body[$each]}" "$each"
      if [[ $each == echo ]]; then
        hot=$price
      else
        awk -v a="$price" -v b="$hot" 'BEGIN { printf "%.3f\n", a / b }' >>"$work/ratios.$each"
      fi
    done
  done
  for each in list steps legacy; do
    cp "$work/ratios.$each" "$work/ratios"
    figure "$each" "$(median)" "x hot"
  done
  stop_servers
}

case $mode in
  hot | handshake | overload | kinds) modes=$mode ;;
  all) modes="hot handshake overload kinds" ;;
  *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
needed
"$home/scripts/generate-certs.sh" "$work/certs" >/dev/null
export TLS_KEY_PATH=$work/certs/key.pem TLS_CERT_PATH=$work/certs/cert.pem
JWT_SECRET=$(head -c 48 /dev/urandom | base64 | tr -d '\n')
export JWT_SECRET
for each in $modes; do "$each"; done
exit "$missed"
