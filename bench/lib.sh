# Shared by the benchmarks of this folder; sourced by them. Expects bench, home, rounds, length, warmup, the ports and work.
# shellcheck shell=bash disable=SC2034,SC2154,SC2317  # set for and by the scripts that source this; called by name

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

sluice_pid='' bare_pid='' session='' token=''

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
    exec taskset -c 0 "$home/sluice" "$2" -c "${config:-$bench/sluice-bench.yaml}") >"$work/sluice.log" 2>&1 &
  sluice_pid=$!
  token=$("$home/sluice" token --sub bench --roles user --expires 12h)
}

start_bare() { # engine
  local java
  java=$(readlink -f "/proc/$sluice_pid/exe")
  # shellcheck disable=SC2086  # options are separated by blanks on purpose
  taskset -c 0 "$java" --enable-native-access=ALL-UNNAMED -Dio.netty.allocator.type=pooled $SLUICE_JAVA_OPTS \
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
answers() { # port, body, tool, text that the answer must hold, status (200)
  local arguments=() line
  while read -r line; do arguments+=(-H "$line"); done < <(headers "$3")
  [[ $(curl -sk --max-time 5 "${arguments[@]}" --data-binary "@$2" -w ' %{http_code}' "https://127.0.0.1:$1/mcp") == *"$4"*" ${5:-200}" ]]
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
    wrk -t1 -c"$5" -d"$4s" --timeout 20s -s "$bench/load/post.lua" "https://127.0.0.1:$1/mcp" >"${said:-$work/wrk.out}" 2>&1 ||
    { cat "${said:-$work/wrk.out}" >&2; die "wrk failed"; }
  read -r _ answered refused broken micros p50 p99 < <(grep '^FIGURES' "${said:-$work/wrk.out}") || die "wrk gave no figures"
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
  [[ $2 =~ ^-?[0-9.]+(e-?[0-9]+)?$ ]] || die "$1: no figure ($2)"
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
