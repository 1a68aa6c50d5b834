#!/usr/bin/env bash
# Runs the official MCP conformance suite, pinned, against a running gateway and prints a table.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: scripts/conformance.sh --url URL [options]
       scripts/conformance.sh --tls --target URL --token TOKEN [--ca FILE] [options]

  --url URL           an endpoint on this machine that needs no token, such as http://localhost:8080/mcp
  --tls               reach --target through a loopback proxy that adds the token
  --target URL        the endpoint behind it, such as https://localhost:8443/mcp
  --token TOKEN       the token; better given as SLUICE_TOKEN
  --ca FILE           PEM of what to trust beside the well-known authorities
  --suite NAME        all (default), active, core, pending, draft
  --revision R        only this revision; may be repeated
  --no-extensions     leave out the scenarios of the tasks and skills extensions
  --requirements      also run the frozen sets of 2025-11-25 and 2026-07-28
  --scenario NAME     only this scenario; may be repeated
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

while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --ca)
      [[ -r ${2:-} ]] || { say "--ca: cannot read ${2:-(nothing)}"; exit 2; }
      NODE_EXTRA_CA_CERTS=$(realpath "$2")
      export NODE_EXTRA_CA_CERTS
      shift 2
      ;;
    --output)
      [[ -n ${2:-} ]] || { say "--output needs a directory"; exit 2; }
      arguments+=(--output "$(realpath -m "$2")")
      shift 2
      ;;
    *) arguments+=("$1"); shift ;;
  esac
done
((${#arguments[@]})) || { usage >&2; exit 2; }

command -v npm >/dev/null || { say "npm is not on the PATH; the suite comes from npm"; exit 1; }

# The suite and the Node it needs are installed once and again only when the lock file changes.
mkdir -p "$install_dir"
cp "$source_dir"/*.mjs "$source_dir"/package.json "$source_dir"/package-lock.json "$source_dir"/.npmrc "$install_dir"/
exec 9>"$install_dir/.lock"
flock -w 300 9 || { say "another run holds $install_dir/.lock"; exit 1; }
wanted=$(cat "$install_dir/package.json" "$install_dir/package-lock.json" | sha256sum)
if [[ $(cat "$install_dir/.installed" 2>/dev/null) != "$wanted" ]]; then
  say "installing the conformance suite into target/conformance"
  rm -f "$install_dir/.installed"
  (cd "$install_dir" && npm ci --prefer-offline --no-audit --no-fund --ignore-scripts --loglevel=error >&2)
  printf '%s\n' "$wanted" >"$install_dir/.installed"
fi
exec 9>&-

# Node 22 from npm where there is a build for this machine, the installed one otherwise.
node=$(compgen -G "$install_dir/node_modules/node-*-*/bin/node" | head -n 1 || true)
node=${node:-$(command -v node)}
major=$("$node" -p 'process.versions.node.split(".")[0]')
((major >= 22)) || { say "the suite needs Node 22 or newer, $node is $("$node" --version)"; exit 1; }

cd "$install_dir"
exec "$node" run.mjs "${arguments[@]}"
