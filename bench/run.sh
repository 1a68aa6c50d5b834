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

say() { printf '%s\n' "$*" >&2; }
die() { say "bench: $*"; exit 1; }

cleanup() {
  stop_servers
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

needed() {
  if ! command -v wrk >/dev/null && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    say "bench: installing wrk"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wrk >/dev/null 2>&1 || true
  fi
  local tool
  for tool in wrk python3 curl taskset; do
    command -v "$tool" >/dev/null || die "$tool is missing (apt-get install wrk python3 curl util-linux)"
  done
  local port
  for port in "$sluice_port" "$bare_port"; do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null ||
      die "port $port is taken, and the load must not meet somebody else's server; set SLUICE_PORT and BARE_PORT"
  done
  (($(nproc) >= 2)) || die "needs two CPUs, one for the server and one for the load"
}

# ---- Servers --------------------------------------------------------------------------------------------------------

sluice_pid='' bare_pid='' session=''

stop_servers() {
  local pid
  for pid in $sluice_pid $bare_pid; do kill "$pid" 2>/dev/null || true; done
  for pid in $sluice_pid $bare_pid; do wait "$pid" 2>/dev/null || true; done
  sluice_pid='' bare_pid=''
}

start_sluice() { # engine, command of sluice
  "$home/sluice" --version >/dev/null # builds when the sources are newer
  # Started where the plugins of a benchmark may lie, and nobody else's.
  (cd "$work" && BENCH_TLS_ENGINE=$1 PORT=$sluice_port DATA_DIR=$work/data LOG_LEVEL=warn \
    exec taskset -c 0 "$home/sluice" "$2" -c "$bench/sluice-bench.yaml") >"$work/sluice.log" 2>&1 &
  sluice_pid=$!
  token=$("$home/sluice" token --sub bench --roles user --expires 12h)
}

start_bare() { # engine
  local java
  java=$(readlink -f "/proc/$sluice_pid/exe")
  # shellcheck disable=SC2086  # options are separated by blanks on purpose
  taskset -c 0 "$java" --enable-native-access=ALL-UNNAMED $SLUICE_JAVA_OPTS \
    -Dvertx.disableFileCPResolving=true -Dvertx.disableFileCaching=true -cp "$home/target/lib/*" \
    "$bench/bare/BareServer.java" "$bare_port" "$work/certs/key.pem" "$work/certs/cert.pem" "$1" >"$work/bare.log" 2>&1 &
  bare_pid=$!
}

# Of a call in the newest revision; for "list" of a list, for "legacy" of a call in a session of the revision before.
headers() { # tool
  printf '%s\n' "Content-Type: application/json" "Accept: application/json, text/event-stream" \
    "Authorization: Bearer $token"
  case $1 in
    list) printf '%s\n' "MCP-Protocol-Version: 2026-07-28" "Mcp-Method: tools/list" ;;
    legacy) printf '%s\n' "MCP-Protocol-Version: 2025-11-25" "Mcp-Session-Id: $session" ;;
    *) printf '%s\n' "MCP-Protocol-Version: 2026-07-28" "Mcp-Method: tools/call" "Mcp-Name: $1" ;;
  esac
}

# One call by itself: without the expected answer, figures would mean nothing.
answers() { # port, body, tool, text that the answer must hold
  local arguments=() line
  while read -r line; do arguments+=(-H "$line"); done < <(headers "$3")
  [[ $(curl -sk --max-time 5 "${arguments[@]}" --data-binary "@$2" -w ' %{http_code}' "https://127.0.0.1:$1/mcp") == *"$4"*200 ]]
}

await() { # name, pid, then as for answers
  local tries
  for ((tries = 0; tries < 150; tries++)); do
    kill -0 "$2" 2>/dev/null || break
    ! answers "${@:3}" || return 0
    sleep 0.4
  done
  tail -n 20 "$work/$1.log" >&2
  die "$1 does not answer the call"
}

# ---- Measuring ------------------------------------------------------------------------------------------------------

cpu_micros() { # pid: user and system time of the process so far
  awk -v hz="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); printf "%.0f\n", ($12 + $13) * 1e6 / hz }' "/proc/$1/stat"
}

# Loads a port with wrk; sets answered, refused (no success), broken (connections), micros, p50 and p99.
load() { # port, body, tool, seconds, connections, pause
  BODY=$2 HEADERS=$(headers "$3") PAUSE_MS=$6 taskset -c 1 \
    wrk -t1 -c"$5" -d"$4s" --timeout 20s -s "$bench/load/post.lua" "https://127.0.0.1:$1/mcp" >"$work/wrk.out" 2>&1 ||
    { cat "$work/wrk.out" >&2; die "wrk failed"; }
  read -r _ answered refused broken micros p50 p99 < <(grep '^FIGURES' "$work/wrk.out") || die "wrk gave no figures"
  ((answered > 0)) || die "nothing was answered"
}

# Opens connections; sets answered, failed and resumed.
connect() { # port, connections
  PORT=$1 COUNT=$2 BODY=$bench/load/echo.json HEADERS=$(headers echo) \
    taskset -c 1 python3 "$bench/load/handshakes.py" >"$work/connect.out"
  read -r answered failed resumed <"$work/connect.out"
}

# One measurement of keep-alive calls; sets price to CPU microseconds per answer.
price_hot() { # name, pid, port
  price_calls "$1" "$2" "$3" "$bench/load/echo.json" echo
}

price_calls() { # name, pid, port, body, tool
  local before after
  before=$(cpu_micros "$2")
  load "$3" "$4" "$5" "$length" 32 0
  after=$(cpu_micros "$2")
  ((refused + broken == 0)) || die "$1: $refused calls refused, $broken broken"
  price=$(awk -v c=$((after - before)) -v n="$answered" 'BEGIN { printf "%.2f", c / n }')
  say "$(awk -v name="$1" -v n="$answered" -v us="$micros" -v price="$price" -v p50="$p50" -v p99="$p99" 'BEGIN {
    printf "  %-7s %7.2f us/call  %7.0f calls/s  p50 %6.2f ms  p99 %6.2f ms", name, price, n * 1e6 / us, p50 / 1e3, p99 / 1e3 }')"
}

# One measurement of new connections; sets price to CPU microseconds per connection.
price_handshake() { # name, pid, port
  local before after
  before=$(cpu_micros "$2")
  connect "$3" "$connections"
  after=$(cpu_micros "$2")
  ((failed == 0 && resumed == 0)) || die "$1: $failed connections failed, $resumed were resumed"
  price=$(awk -v c=$((after - before)) -v n="$answered" 'BEGIN { printf "%.0f", c / n }')
  say "$(printf '  %-7s %7.0f us/connection' "$1" "$price")"
}

# The median of the rounds' ratios.
median() { sort -n "$work/ratios" | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# Compares a figure with its target, says so and keeps it.
verdict() { # mode, figure, at most|at least, target
  local word=ok
  awk -v a="$2" -v b="$4" -v how="$3" 'BEGIN { exit !(how == "at most" ? a <= b : a >= b) }' || { word=MISSED missed=1; }
  printf '%s: %s (target %s %s): %s\n' "$1" "$2" "$3" "$4" "$word"
  keep "$1" "$2" "$3 $4" "$word"
}

# Says a figure that has no target, and keeps it.
figure() { # mode, figure, unit
  printf '%s: %s %s\n' "$1" "$2" "$3"
  keep "$1" "$2" "$3" -
}

keep() { # mode, figure, target or unit, word
  mkdir -p "$results"
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$(date -u +%FT%TZ)" "$@" "$(cd "$home" && git rev-parse --short HEAD 2>/dev/null || echo -)" \
    >>"$results/results.tsv"
}

# Measures the servers in turn; leaves a ratio for each round in the file.
alternate() { # mode: hot or handshake
  local round sluice bare ratio
  : >"$work/ratios"
  for ((round = 1; round <= rounds; round++)); do
    say "round $round"
    "price_$1" bare "$bare_pid" "$bare_port"; bare=$price
    "price_$1" sluice "$sluice_pid" "$sluice_port"; sluice=$price
    ratio=$(awk -v a="$sluice" -v b="$bare" 'BEGIN { printf "%.3f", a / b }')
    say "  ratio   $ratio"
    echo "$ratio" >>"$work/ratios"
  done
}

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
