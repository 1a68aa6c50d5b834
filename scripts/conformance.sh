#!/usr/bin/env bash
# Runs the official MCP conformance suite, pinned, against a gateway with a fixture of its own, and prints a table.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: scripts/conformance.sh [options]                   start a gateway with the fixture and try it
       scripts/conformance.sh --tls [options]             the same behind TLS and authentication
       scripts/conformance.sh --through URL [options]     a gateway without the fixture, in front of the server at URL
       scripts/conformance.sh --through-revisions [options]
                                                          that, in front of servers of the official SDKs, one for each
                                                          era, each by clients of both eras
       scripts/conformance.sh --serve PORT                only serve the fixture, without authentication
       scripts/conformance.sh --url URL [options]         try what runs already and needs no token
       scripts/conformance.sh --tls --target URL --token TOKEN [--ca FILE] [options]

  --tls               reach the gateway through a loopback proxy that adds a token
  --target URL        the endpoint behind it, such as https://localhost:8443/mcp
  --token TOKEN       the token; better given as SLUICE_TOKEN
  --port N            port of the proxy, a free one by default; the target must accept the
                      origin http://localhost:N, or dns-rebinding-protection fails rightly
  --ca FILE           PEM of what to trust beside the well-known authorities
  --suite NAME        all (default), active, core, pending, draft
  --revision R        only this revision; may be repeated
  --no-extensions     leave out the scenarios of the tasks and skills extensions
  --no-requirements   leave out the frozen sets of 2025-11-25 and 2026-07-28
  --scenario NAME     only this scenario; may be repeated
  --jobs N            run this many at one time (default 3)
  --output DIR        keep the results here (default target/conformance/results)
  --verbose           list the warnings too

Exit status: 0 everything passed, 1 something failed, 2 wrong usage.
TEXT
}

say() { printf '%s\n' "$*" >&2; }

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source_dir=$here/src/test/conformance
install_dir=$here/target/conformance
arguments=()
own=true tls=false serve='' through='' through_revisions=false output=$install_dir/results

while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --serve)
      [[ ${2:-} =~ ^[0-9]+$ ]] || { say "--serve needs a port"; exit 2; }
      serve=$2
      shift 2
      ;;
    --ca)
      [[ -r ${2:-} ]] || { say "--ca: cannot read ${2:-(nothing)}"; exit 2; }
      NODE_EXTRA_CA_CERTS=$(realpath "$2")
      export NODE_EXTRA_CA_CERTS
      shift 2
      ;;
    --output)
      [[ -n ${2:-} ]] || { say "--output needs a directory"; exit 2; }
      output=$(realpath -m "$2")
      arguments+=(--output "$output")
      shift 2
      ;;
    --through)
      [[ ${2:-} =~ ^https?://[^[:space:]\"\\]+$ ]] || { say "--through needs the URL of a server"; exit 2; }
      through=$2
      shift 2
      ;;
    --through-revisions) through_revisions=true; shift ;;
    --tls) tls=true; arguments+=("$1"); shift ;;
    --url | --target) own=false; arguments+=("$1"); shift ;;
    *) arguments+=("$1"); shift ;;
  esac
done

# What serves the fixture may be what another gateway is put in front of.
gateway_dir=$install_dir/gateway${through:+-through}

targets=()
$own || targets+=("--url or --target")
[[ -z $through ]] || targets+=(--through)
! $through_revisions || targets+=(--through-revisions)
if ((${#targets[@]} > 1)) || { $through_revisions && [[ -n $serve ]]; }; then
  say "--url or --target, --through and --through-revisions exclude each other, --through-revisions and --serve too"
  exit 2
fi

# ---- npm ------------------------------------------------------------------------------------------------------------

# Installs the npm project $1 of the tests into target/, once and again only when its lock file changes.
install_project() {
  local from=$here/src/test/$1 to=$here/target/$1 wanted
  command -v npm >/dev/null || { say "npm is not on the PATH; the suite comes from npm"; exit 1; }
  mkdir -p "$to"
  cp "$from"/*.mjs "$from"/package.json "$from"/package-lock.json "$from"/.npmrc "$to"/
  exec 9>"$to/.lock"
  flock -w 300 9 || { say "another run holds $to/.lock"; exit 1; }
  wanted=$(cat "$to/package.json" "$to/package-lock.json" | sha256sum)
  if [[ $(cat "$to/.installed.sha256" 2>/dev/null) != "$wanted" ]]; then
    say "installing into target/$1"
    rm -f "$to/.installed.sha256"
    (cd "$to" && npm ci --prefer-offline --no-audit --no-fund --ignore-scripts --loglevel=error >&2)
    printf '%s\n' "$wanted" >"$to/.installed.sha256"
  fi
  exec 9>&-
}

# ---- Through the gateway to both eras -------------------------------------------------------------------------------

# Runs this script again in front of the fixture $1, which ends when what it reads from does.
through_fixture() {
  local upstreams=$here/target/upstreams results=$output/through-${1%.mjs} port='' status=0
  local address=$upstreams/$1.port
  rm -rf "$address" "$results"
  exec 8> >(cd "$upstreams" && exec node "$@" >"$address")
  local fixture=$!
  until port=$(cat "$address" 2>/dev/null) && [[ -n $port ]]; do
    kill -0 "$fixture" 2>/dev/null || { say "$1 did not start"; exit 1; }
    sleep 0.1
  done
  say "through the gateway to $1"
  "${BASH_SOURCE[0]}" --no-extensions --no-requirements --revision 2025-11-25 --revision 2026-07-28 \
    "${arguments[@]}" --through "http://127.0.0.1:$port/mcp" --output "$results" 8>&- || status=$?
  exec 8>&-
  return "$status"
}

if $through_revisions; then
  install_project upstreams
  status=0
  through_fixture fixture1.mjs 0 || status=$?
  through_fixture fixture2.mjs 0 --modern-only || status=$?
  exit "$status"
fi

# ---- The gateway ----------------------------------------------------------------------------------------------------

# Prints a JDK that can compile for the gateway.
find_jdk() {
  local candidate
  for candidate in "${SLUICE_JAVA:-}" "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")" \
    /usr/lib/jvm/* /opt/java/* /opt/*jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    candidate=${candidate%/bin/java}
    if [[ -x $candidate/bin/javac && $("$candidate/bin/javac" -version 2>&1) =~ ^javac\ ([0-9]+) ]] &&
      ((BASH_REMATCH[1] >= 25)); then
      printf '%s\n' "$candidate"
      return
    fi
  done
  say "needs a JDK 25 or newer; set SLUICE_JAVA to one"
  return 1
}

# Packs the fixture into a plugin, as any author of tools would.
pack_fixture() {
  local jdk classes=$install_dir/fixture
  jdk=$(find_jdk)
  "$here/sluice" --version >&2
  rm -rf "$classes" "$gateway_dir"
  mkdir -p "$classes/META-INF/services" "$gateway_dir/plugins"
  "$jdk/bin/javac" -nowarn -proc:none -d "$classes" -cp "$here/target/sluice.jar:$here/target/lib/*" \
    "$here"/src/test/java/dev/sluice/fixture/*.java
  echo dev.sluice.fixture.ConformanceProvider >"$classes/META-INF/services/dev.sluice.provider.ToolProvider"
  "$jdk/bin/jar" --create --file "$gateway_dir/plugins/conformance-fixture.jar" -C "$classes" .
  cp "$source_dir/sluice.yaml" "$gateway_dir/"
}

# The gateway with nothing of its own, in front of one server whose names it leaves as they are.
put_in_front() {
  "$here/sluice" --version >&2
  rm -rf "$gateway_dir"
  mkdir -p "$gateway_dir"
  cp "$source_dir/sluice.yaml" "$gateway_dir/"
  cat >>"$gateway_dir/sluice.yaml" <<YAML
upstreams:
  through: {url: "$through", prefix: ""}
YAML
}

# Lays out what the gateway is started with.
prepare() {
  if [[ -n $through ]]; then
    put_in_front
  else
    pack_fixture
  fi
}

sluice() { (cd "$gateway_dir" && exec "$here/sluice" "$@"); }

# Starts the gateway; sets url and, behind TLS, what a caller needs.
start_gateway() {
  prepare
  local log=$gateway_dir/gateway.log
  : >"$log"
  if $tls; then
    proxy_port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    JWT_SECRET=$(head -c 48 /dev/urandom | base64 -w 0)
    export JWT_SECRET CONFORMANCE_TLS=true CONFORMANCE_OPEN=false CORS_ORIGINS=http://localhost:$proxy_port
  fi
  (cd "$gateway_dir" && exec "$here/sluice" run -c sluice.yaml --port 0 --self-signed) >"$log" 2>&1 &
  gateway=$!
  trap 'kill "$gateway" 2>/dev/null || :; wait "$gateway" 2>/dev/null || :' EXIT
  local port=''
  until port=$(sed -n 's/^sluice: serving on port //p' "$log") && [[ -n $port ]]; do
    kill -0 "$gateway" 2>/dev/null || { cat "$log" >&2; say "the gateway did not start"; exit 1; }
    sleep 0.1
  done
  if $tls; then
    SLUICE_TOKEN=$(sluice token -c sluice.yaml --sub conformance --roles user)
    export SLUICE_TOKEN NODE_EXTRA_CA_CERTS=$gateway_dir/certs/cert.pem
    arguments+=(--target "https://localhost:$port/mcp" --port "$proxy_port")
  else
    arguments+=(--url "http://localhost:$port/mcp")
  fi
}

if [[ -n $serve ]]; then
  prepare
  cd "$gateway_dir"
  exec "$here/sluice" run -c sluice.yaml --port "$serve"
fi

# ---- The suite ------------------------------------------------------------------------------------------------------

install_project conformance

# Node 22 from npm where there is a build for this machine, the installed one otherwise.
node=$(compgen -G "$install_dir/node_modules/node-*-*/bin/node" | head -n 1 || true)
node=${node:-$(command -v node)}
major=$("$node" -p 'process.versions.node.split(".")[0]')
((major >= 22)) || { say "the suite needs Node 22 or newer, $node is $("$node" --version)"; exit 1; }

if $own; then
  start_gateway
fi
cd "$install_dir"
"$node" run.mjs "${arguments[@]}"
