#!/bin/bash
# The texts of the specifications and their examples, fetched where packages come from, against the rows that we make of them. Prints TAP.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rows=$PWD/tests/spec/rows
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip_all() { # WHY
  echo "1..0 # SKIP $1"
  exit 0
}

command -v npm >/dev/null || skip_all 'there is no npm'
npm install --prefix "$work" --no-audit --no-fund --ignore-scripts commonmark-spec@0.31.2 commonmark@0.31.2 >"$work/npm.log" 2>&1 || {
  grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT' "$work/npm.log" &&
    skip_all 'the package registry cannot be reached'
  sed 's/^/# /' "$work/npm.log"
  echo 'Bail out! npm'
  exit 1
}

# GitHub's own examples lie among the tests of a crate.
mkdir -p "$work/crate/src"
echo 'fn main() {}' >"$work/crate/src/main.rs"
printf '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\npulldown-cmark = "=0.13.0"\n' >"$work/crate/Cargo.toml"
if command -v cargo >/dev/null; then
  CARGO_HOME=$work/cargo cargo fetch --manifest-path "$work/crate/Cargo.toml" >"$work/cargo.log" 2>&1
fi
mapfile -t github < <(find "$work/cargo" -path '*pulldown-cmark-*/tests/suite/gfm_*.rs' 2>/dev/null | sort)
node "$here/spec.mjs" "$rows" "$work" ${github[@]+"${github[@]}"}
