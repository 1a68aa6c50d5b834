#!/usr/bin/env bash
# Prices a call of Sluice against a bare Vert.x server in the same run: CPU time of the server process per request.
#
#   bench/run.sh [hot|handshake|overload|all]       (default: hot)
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

sluice_pid='' bare_pid=''

stop_servers() {
  local pid
  for pid in $sluice_pid $bare_pid; do kill "$pid" 2>/dev/null || true; done
  for pid in $sluice_pid $bare_pid; do wait "$pid" 2>/dev/null || true; done
  sluice_pid='' bare_pid=''
}

start_sluice() { # engine, command of sluice
  "$home/sluice" --version >/dev/null # builds when the sources are newer
  BENCH_TLS_ENGINE=$1 PORT=$sluice_port DATA_DIR=$work/data LOG_LEVEL=warn \
    taskset -c 0 "$home/sluice" "$2" -c "$bench/sluice-bench.yaml" >"$work/sluice.log" 2>&1 &
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

headers() { # tool
  printf '%s\n' "Content-Type: application/json" "Accept: application/json, text/event-stream" \
    "Authorization: Bearer $token" "MCP-Protocol-Version: 2026-07-28" "Mcp-Method: tools/call" "Mcp-Name: $1"
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
  local before after
  before=$(cpu_micros "$2")
  load "$3" "$bench/load/echo.json" echo "$length" 32 0
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
  mkdir -p "$results"
  printf '%s\t%s\t%s\t%s %s\t%s\t%s\n' "$(date -u +%FT%TZ)" "$1" "$2" "$3" "$4" "$word" "$(cd "$home" && git rev-parse --short HEAD 2>/dev/null || echo -)" \
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

case $mode in
  hot | handshake | overload) modes=$mode ;;
  all) modes="hot handshake overload" ;;
  *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
needed
"$home/scripts/generate-certs.sh" "$work/certs" >/dev/null
export TLS_KEY_PATH=$work/certs/key.pem TLS_CERT_PATH=$work/certs/cert.pem
JWT_SECRET=$(head -c 48 /dev/urandom | base64 | tr -d '\n')
export JWT_SECRET
for each in $modes; do "$each"; done
exit "$missed"
