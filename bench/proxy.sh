#!/usr/bin/env bash
# Prices a call that Sluice passes on to a tool server behind it, against nginx that passes the same call on to the same
# server (proxy_pass, TLS in front, kept connections behind) and against calling that server directly.
#
#   bench/proxy.sh [forward|open|isolation|cold|all]  (default: forward)
#
# forward    CPU time of the process per call, Sluice over nginx; and how much longer a call takes at half of what Sluice
#            can do, Sluice over the server itself
# open       the same time, when each call comes at a time of its own and waits for no other (no target: figures)
# isolation  three tool servers, one of which freezes under load: what the callers of the other two notice
# cold       from the start of the process to its first answer, and the calls of the three seconds after it: with what
#            `sluice rehearse` left over without (no target: figures)
#
# Both use OpenSSL, which is what Sluice takes unless told otherwise.
#
# ROUNDS, SECONDS_PER_ROUND and WARMUP (default 150, for each kind of load) as for run.sh. SLUICE_JAVA_OPTS is
# -Xmx1g -Xmn700m by default: on one CPU the JVM takes the serial collector, which stops calls less often when most of
# the heap is for what is young. Needs nginx besides what run.sh needs. The servers run on CPU 0; the load and the tool
# servers on CPU 1. Ends with 1 when a target is missed.
# shellcheck disable=SC2317  # functions are called by their names in variables
set -euo pipefail
bench=$(cd -P -- "$(dirname -- "$0")" && pwd)
home=$(dirname "$bench")
mode=${1:-forward}
rounds=${ROUNDS:-5} length=${SECONDS_PER_ROUND:-10} warmup=${WARMUP:-150}
export SLUICE_JAVA_OPTS=${SLUICE_JAVA_OPTS:--Xmx1g -Xmn700m}
sluice_port=${SLUICE_PORT:-19443} bare_port=${NGINX_PORT:-19444} upstream_port=${UPSTREAM_PORT:-19445}
work=$(mktemp -d)
results=$bench/results
missed=0
upstreams=() nginx_pid=''

# shellcheck source=bench/lib.sh
source "$bench/lib.sh"

# ---- Servers --------------------------------------------------------------------------------------------------------

stop_all() {
  stop_servers
  local pid
  for pid in $nginx_pid "${upstreams[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${upstreams[@]}"; do wait "$pid" 2>/dev/null || true; done
  nginx_pid='' upstreams=()
}

start_upstream() { # port, milliseconds a call takes
  local java
  java=$(java_25)
  taskset -c 1 "$java" --enable-native-access=ALL-UNNAMED -Xmx256m -cp "$home/target/lib/*" \
    "$bench/upstream/BareUpstream.java" "$1" "$2" >"$work/upstream$1.log" 2>&1 &
  upstreams+=($!)
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    ! grep -q '^upstream: up' "$work/upstream$1.log" || return 0
    sleep 0.2
  done
  cat "$work/upstream$1.log" >&2
  die "the tool server did not start"
}

# The JDK that Sluice would run on.
java_25() {
  local each
  for each in "${SLUICE_JAVA:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/*; do
    each=${each%/bin/java}
    if [[ -x $each/bin/java && $("$each/bin/java" -version 2>&1) =~ \"([0-9]+) ]] && ((BASH_REMATCH[1] >= 25)); then
      printf '%s\n' "$each/bin/java"
      return
    fi
  done
  die "needs a JDK 25; set SLUICE_JAVA to one"
}

start_nginx() {
  cat >"$work/nginx.conf" <<CONF
worker_processes 1;
pid $work/nginx.pid;
error_log $work/nginx.log warn;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  keepalive_requests 100000000;
  upstream tools { server 127.0.0.1:$upstream_port; keepalive 64; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:$bare_port ssl;
    ssl_certificate $work/certs/cert.pem;
    ssl_certificate_key $work/certs/key.pem;
    location / { proxy_pass http://tools; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
CONF
  taskset -c 0 nginx -c "$work/nginx.conf" -p "$work" -g 'daemon off;' >"$work/nginx.out" 2>&1 &
  nginx_pid=$!
  local tries
  for ((tries = 0; tries < 50; tries++)); do
    worker_pid=$(pgrep -P "$nginx_pid" | head -n 1 || true)
    [[ -z $worker_pid ]] || return 0
    sleep 0.1
  done
  cat "$work/nginx.out" "$work/nginx.log" >&2
  die "nginx did not start"
}

# What Sluice stands in front of: services by name and port.
write_config() { # name:port ...
  cat "$bench/sluice-bench.yaml" >"$work/sluice.yaml"
  echo "upstreams:" >>"$work/sluice.yaml"
  local each
  for each in "$@"; do
    cat >>"$work/sluice.yaml" <<YAML
  ${each%%:*}:
    url: http://127.0.0.1:${each##*:}/mcp
    prefix: "${prefix//NAME/${each%%:*}}"
    timeout: ${call_timeout:-30s}
    admission: {maxRunning: ${running:-64}, maxWaiting: 64, maxWait: 5s}
YAML
  done
  config=$work/sluice.yaml
}

# ---- Modes ----------------------------------------------------------------------------------------------------------

# Calls a tool server directly: without TLS, as Sluice and nginx do.
load_directly() { # port, connections, pause
  BODY=$bench/load/forward.json HEADERS=$(headers forward) PAUSE_MS=$3 taskset -c 1 \
    wrk -t1 -c"$2" -d"${length}s" --timeout 20s -s "$bench/load/post.lua" "http://127.0.0.1:$1/mcp" >"$work/wrk.out" 2>&1 ||
    { cat "$work/wrk.out" >&2; die "wrk failed"; }
  read -r _ answered refused broken micros p50 p99 < <(grep '^FIGURES' "$work/wrk.out") || die "wrk gave no figures"
}

# So many connections that each waits $pause milliseconds after an answer offer half of what was answered when they did
# not wait. An answer takes about 0.6 ms; what came of it is said.
pause=5
half() { # calls a second at saturation
  awk -v rate="$1" -v pause="$pause" 'BEGIN { printf "%d\n", rate / 2 * (pause + 0.6) / 1000 + 0.5 }'
}

start_forwarders() {
  start_upstream "$upstream_port" 0
  prefix=''
  write_config "tools:$upstream_port"
  start_sluice auto run
  await sluice "$sluice_pid" "$sluice_port" "$bench/load/forward.json" forward hello
  start_nginx
  await nginx "$nginx_pid" "$bare_port" "$bench/load/forward.json" forward hello
}

# Says what the machine does to a process that only computes while its other CPU computes too: no server's slowest calls can be
# better than that.
say_stops() {
  local java count together longest
  java=$(java_25)
  taskset -c 1 "$java" "$bench/load/Stops.java" 6 700 >/dev/null &
  read -r _ count together longest < <(taskset -c 0 "$java" "$bench/load/Stops.java" 5 700)
  wait $!
  say "$(awk -v n="$count" -v t="$together" -v l="$longest" 'BEGIN {
    printf "  the machine stops whoever computes on CPU 0: %d times in 5 s for a millisecond or more, %.0f ms together, the longest %.1f ms", n, t / 1e3, l / 1e3 }')"
}

forward() {
  local round sluice nginx saturation paced=96 direct_p50 direct_p99 nginx_p50 nginx_p99
  start_forwarders
  say "forward: HTTPS in front, one tool server behind, 32 kept connections; warming up (twice $warmup s)"
  local left
  for ((left = warmup; left > 0; left -= 15)); do
    load "$sluice_port" "$bench/load/forward.json" forward 15 32 0
  done
  # A node with time to spare runs code that one without has not run yet.
  for ((left = warmup; left > 0; left -= 15)); do
    load "$sluice_port" "$bench/load/forward.json" forward 15 "$paced" "$pause"
  done
  load "$bare_port" "$bench/load/forward.json" forward 5 "$paced" 0
  : >"$work/ratios"; : >"$work/p50"; : >"$work/p99"
  say_stops
  for ((round = 1; round <= rounds; round++)); do
    say "round $round"
    price_calls nginx "$worker_pid" "$bare_port" "$bench/load/forward.json" forward; nginx=$price
    price_calls sluice "$sluice_pid" "$sluice_port" "$bench/load/forward.json" forward; sluice=$price
    saturation=$(awk -v n="$answered" -v us="$micros" 'BEGIN { print n * 1e6 / us }')
    awk -v a="$sluice" -v b="$nginx" 'BEGIN { r = a / b; printf "%.3f\n", r; printf "  ratio   %.3f\n", r > "/dev/stderr" }' >>"$work/ratios"
    paced=$(half "$saturation")
    load_directly "$upstream_port" "$paced" "$pause"; direct_p50=$p50 direct_p99=$p99
    load "$bare_port" "$bench/load/forward.json" forward "$length" "$paced" "$pause"; nginx_p50=$p50 nginx_p99=$p99
    load "$sluice_port" "$bench/load/forward.json" forward "$length" "$paced" "$pause"
    ((refused + broken == 0)) || die "at half of saturation $refused calls were refused, $broken broken"
    say "$(awk -v n="$answered" -v us="$micros" -v s="$saturation" -v a="$p50" -v b="$p99" -v c="$direct_p50" -v d="$direct_p99" \
      -v e="$nginx_p50" -v f="$nginx_p99" 'BEGIN {
      r = n * 1e6 / us
      printf "  at %.0f %% of saturation (%.0f calls/s): p50 %.2f ms (directly %.2f, nginx %.2f), p99 %.2f ms (directly %.2f, nginx %.2f)",
        100 * r / s, r, a / 1e3, c / 1e3, e / 1e3, b / 1e3, d / 1e3, f / 1e3 }')"
    awk -v a="$p50" -v b="$direct_p50" 'BEGIN { printf "%.3f\n", (a - b) / 1e3 }' >>"$work/p50"
    awk -v a="$p99" -v b="$direct_p99" 'BEGIN { printf "%.3f\n", (a - b) / 1e3 }' >>"$work/p99"
  done
  say_stops
  verdict forward "$(median)" "at most" 2.5
  cp "$work/p50" "$work/ratios"; figure forward-p50 "$(median)" "ms added"
  cp "$work/p99" "$work/ratios"; verdict forward-p99 "$(median)" "at most" 2
  stop_all
}

# Calls at a rate, whether those before were answered or not; sets p50, p99 and late, the p99 of what the load itself added.
load_openly() { # address, calls a second, seconds
  BODY=$bench/load/forward.json HEADERS=$(headers forward) taskset -c 1 "$java" --enable-native-access=ALL-UNNAMED \
    -Xmx400m -Xms400m -Xmn200m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$home/target/lib/*" \
    "$bench/load/Paced.java" "$1" "$2" 96 "$3" >"$work/paced.out" 2>&1 || { cat "$work/paced.out" >&2; die "the load failed"; }
  read -r _ answered refused broken micros p50 p99 late < <(grep '^FIGURES' "$work/paced.out") || die "the load gave no figures"
  ((refused + broken == 0)) || die "at half of saturation $refused calls were refused, $broken broken"
}

open() {
  local round rate java each left
  java=$(java_25)
  start_forwarders
  say "open: as forward, calls at times of their own; warming up (twice $warmup s)"
  for ((left = warmup; left > 0; left -= 15)); do
    load "$sluice_port" "$bench/load/forward.json" forward 15 32 0
  done
  price_calls sluice "$sluice_pid" "$sluice_port" "$bench/load/forward.json" forward
  rate=$(awk -v n="$answered" -v us="$micros" 'BEGIN { printf "%.0f", n * 1e6 / us / 2 }')
  load_openly "https://127.0.0.1:$sluice_port/mcp" "$rate" "$warmup"
  load_openly "https://127.0.0.1:$bare_port/mcp" "$rate" 5
  : >"$work/ratios"
  for ((round = 1; round <= rounds; round++)); do
    say "round $round, $rate calls/s"
    local -A got=()
    for each in "directly http $upstream_port" "nginx https $bare_port" "sluice https $sluice_port"; do
      read -r name scheme port <<<"$each"
      load_openly "$scheme://127.0.0.1:$port/mcp" "$rate" "$length"
      got[$name]=$p99
      say "$(awk -v n="$name" -v a="$p50" -v b="$p99" -v c="$late" 'BEGIN {
        printf "  %-8s p50 %.2f ms, p99 %.2f ms, sent late by %.2f ms (p99)", n, a / 1e3, b / 1e3, c / 1e3 }')"
    done
    awk -v a="${got[sluice]}" -v b="${got[directly]}" 'BEGIN { printf "%.3f\n", (a - b) / 1e3 }' >>"$work/ratios"
  done
  figure open-p99 "$(median)" "ms added"
  stop_all
}

# Calls of one tool server through Sluice; leaves answered, refused, micros and p99 in a file.
callers_of() { # name, pause
  sed "s/\"forward\"/\"$1_forward\"/" "$bench/load/forward.json" >"$work/$1.json"
  (
    said=$work/$1.wrk
    load "$sluice_port" "$work/$1.json" "$1_forward" "$length" 8 "$2"
    printf '%s %s %s %s\n' "$answered" "$refused" "$micros" "$p99" >"$work/$1.figures"
  ) &
}

# Loads all three at once; sets what the two well ones did: calls a second and the larger p99. Callers of the third come back
# 20 ms after an answer: those who are refused at once would otherwise take the CPU of the load and of the tool servers.
trio() { # round, how
  callers_of one 0
  callers_of two 0
  callers_of three 20
  wait_for_callers
  read -r a1 r1 m1 q1 <"$work/one.figures"
  read -r a2 r2 m2 q2 <"$work/two.figures"
  read -r a3 r3 m3 q3 <"$work/three.figures"
  done_now=$(awk -v a="$a1" -v b="$a2" -v r="$r1" -v s="$r2" -v m="$m1" 'BEGIN { printf "%.0f", (a - r + b - s) * 1e6 / m }')
  p99_now=$(awk -v a="$q1" -v b="$q2" 'BEGIN { print (a > b ? a : b) }')
  say "  $2: the well two $done_now calls/s, p99 $(awk -v p="$p99_now" 'BEGIN { printf "%.1f", p / 1e3 }') ms, refused $((r1 + r2)); the third $a3 answered, of which $r3 refused"
}

wait_for_callers() { wait $(jobs -p | grep -v -e "^$sluice_pid$" $(printf -- '-e ^%s$ ' "${upstreams[@]}")); }

# The tool servers take 20 ms a call, so that the figures speak of places and not of the CPU.
isolation() {
  local each port=$upstream_port round well_done well_p99
  for each in one two three; do start_upstream "$port" 20; port=$((port + 1)); done
  prefix=NAME_ call_timeout=1s running=16
  write_config "one:$upstream_port" "two:$((upstream_port + 1))" "three:$((upstream_port + 2))"
  start_sluice auto run
  for each in one two three; do
    sed "s/\"forward\"/\"${each}_forward\"/" "$bench/load/forward.json" >"$work/$each.json"
    await sluice "$sluice_pid" "$sluice_port" "$work/$each.json" "${each}_forward" hello
  done
  say "isolation: three tool servers of 20 ms, 8 connections each; the third freezes; warming up ($warmup s)"
  for each in one two three; do load "$sluice_port" "$work/$each.json" "${each}_forward" $((warmup / 3)) 8 0; done
  : >"$work/ratios"; : >"$work/p99"
  for ((round = 1; round <= rounds; round++)); do
    say "round $round"
    curl -s -X POST "http://127.0.0.1:$((upstream_port + 2))/thaw"
    await sluice "$sluice_pid" "$sluice_port" "$work/three.json" three_forward hello # its breaker has closed
    trio "$round" "all well "
    well_done=$done_now well_p99=$p99_now
    curl -s -X POST "http://127.0.0.1:$((upstream_port + 2))/freeze"
    trio "$round" "one frozen"
    answers "$sluice_port" "$work/three.json" three_forward CIRCUIT_OPEN 503 || die "the callers of the frozen one are not told CIRCUIT_OPEN"
    awk -v a="$done_now" -v b="$well_done" 'BEGIN { printf "%.3f\n", a / b }' >>"$work/ratios"
    awk -v a="$p99_now" -v b="$well_p99" 'BEGIN { printf "%.3f\n", a / b }' >>"$work/p99"
  done
  verdict isolation-throughput "$(median)" "at least" 0.95
  cp "$work/p99" "$work/ratios"; verdict isolation-p99 "$(median)" "at most" 1.5
  stop_all
}

# Starts Sluice and calls it; sets first, the milliseconds until it answered, and answered.
start_cold() { # with or without
  local began tries
  began=$(date +%s%3N)
  [[ $1 == with ]] || export SLUICE_JAVA_OPTS="$options -XX:AOTMode=off"
  start_sluice auto run
  export SLUICE_JAVA_OPTS=$options
  for ((tries = 0; tries < 1000; tries++)); do
    ! answers "$sluice_port" "$bench/load/forward.json" forward hello || break
    kill -0 "$sluice_pid" 2>/dev/null || { tail -n 20 "$work/sluice.log" >&2; die "sluice ended"; }
    sleep 0.02
  done
  first=$(($(date +%s%3N) - began))
  load "$sluice_port" "$bench/load/forward.json" forward 3 32 0
  ((refused + broken == 0)) || die "$refused calls refused, $broken broken"
  say "$(awk -v h="$1" -v f="$first" -v n="$answered" -v us="$micros" 'BEGIN {
    printf "  %-8s first answer after %.2f s, then %.0f calls/s", h, f / 1e3, n * 1e6 / us }')"
  stop_servers
  rm -rf "$work/data"
}

cold() {
  local round options=$SLUICE_JAVA_OPTS first without_first without_answered
  start_upstream "$upstream_port" 0
  prefix=''
  write_config "tools:$upstream_port"
  "$home/sluice" rehearse >"$work/rehearsal.log" 2>&1 || { cat "$work/rehearsal.log" >&2; die "the rehearsal failed"; }
  load_directly "$upstream_port" 32 0
  : >"$work/ratios"; : >"$work/calls"
  for ((round = 1; round <= rounds; round++)); do
    say "round $round"
    start_cold without; without_first=$first without_answered=$answered
    start_cold with
    awk -v a="$first" -v b="$without_first" 'BEGIN { printf "%.3f\n", a / b }' >>"$work/ratios"
    awk -v a="$answered" -v b="$without_answered" 'BEGIN { printf "%.3f\n", a / b }' >>"$work/calls"
  done
  figure cold-first "$(median)" "x the time"
  cp "$work/calls" "$work/ratios"; figure cold-calls "$(median)" "x the calls"
  stop_all
}

case $mode in
  forward | open | isolation | cold) modes=$mode ;;
  all) modes="forward open isolation cold" ;;
  *) sed -n '2,19s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
needed
command -v nginx >/dev/null || die "nginx is missing (apt-get install nginx-light)"
"$home/sluice" --version >/dev/null # builds when the sources are newer
"$home/scripts/generate-certs.sh" "$work/certs" >/dev/null
export TLS_KEY_PATH=$work/certs/key.pem TLS_CERT_PATH=$work/certs/cert.pem
JWT_SECRET=$(head -c 48 /dev/urandom | base64 | tr -d '\n')
export JWT_SECRET
trap 'stop_all; rm -rf "$work"' EXIT
for each in $modes; do "$each"; done
exit "$missed"
