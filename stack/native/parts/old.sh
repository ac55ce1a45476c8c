# What an upgrade leaves: parts that no pin names any more, and servers that still run from what is to be replaced. Sourced by ../fetch.
# shellcheck shell=bash
# shellcheck disable=SC2154 # dir, own, shared, stamps, trees_of, parts: fetch's

users_of() { # TREE...: 'pid 12 (anna)' for each process that runs from one of them
  local tree like=() file pid
  for tree; do
    like+=("$dir/$tree/")
    [[ $tree != pyflink ]] || like+=("$dir/flink/")
  done
  for file in $(printf '%s\n' "${like[@]}" | grep -lsF --file=- /proc/[0-9]*/cmdline); do
    pid=${file//[!0-9]/}
    echo "pid $pid ($(stat -c %U "/proc/$pid" 2>/dev/null))"
  done
}

# A Java finds its jars one by one, PostgreSQL its libraries: under a server that runs nothing is replaced.
check_unused() { # PART...: what is there of them has no user
  local part tree trees=() users
  for part; do
    for tree in ${trees_of[$part]}; do
      [[ ! -e $dir/$tree ]] || trees+=("$tree")
    done
  done
  ((${#trees[@]})) || return 0
  users=$(users_of "${trees[@]}" | tr '\n' ' ')
  [[ -z $users ]] || die "$(msg 'servers run from the parts of another version in %s, which cannot be replaced now: %s' "$dir" "${users% }")" \
    "$(msg 'cdclab stack down where they were started, then again')"
}

forget() { # TREE...: they are removed, unless somebody runs from them
  if [[ -n $(users_of "$@") ]]; then
    say 'no longer needed, and kept until the servers that run from it are down: %s' "$*"
    return 1
  fi
  say 'no longer needed, and removed: %s, %s MB' "$*" "$(cd "$dir" && du -smc "$@" 2>/dev/null | awk 'END { print $1 }')"
  (cd "$dir" && rm -rf "$@")
}

# .stamps/PART.trees says what a part was when it was made, so nothing else in the directory is touched.
forget_old() {
  local file part tree trees old
  for file in "$stamps"/*.trees; do
    [[ -e $file ]] || continue
    part=$(basename "$file" .trees) old=()
    read -ra trees <"$file"
    for tree in "${trees[@]}"; do
      [[ " ${trees_of[*]} " == *" $tree "* || ! -e $dir/$tree ]] || old+=("$tree")
    done
    ((${#old[@]})) && ! forget "${old[@]}" && continue
    rm -f "$file"
    [[ -n ${trees_of[$part]:-} ]] || rm -f "$stamps/$part" "$stamps/$part.versions"
  done
  for part in "${parts[@]}"; do
    [[ -e $stamps/$part.trees ]] || echo "${trees_of[$part]}" >"$stamps/$part.trees"
  done
}

# A user's own parts that are of another version, where root's are of this one: root's are used, and the room is given back.
yield_to_shared() {
  [[ $dir == "$own" && $own != "$shared" && -e $own/VERSIONS && -e $shared/VERSIONS ]] && ! whole || return 1
  [[ $("$here/fetch" --list "$shared") != *' missing '* ]] || return 1
  check_unused "${!trees_of[@]}"
  say 'those in %s are used; the older ones in %s are removed' "$shared" "$own"
  rm -rf "$own"
}

# What says what the parts are: cdclab compares it, and calls fetch when it has changed.
pins_key() { cat "$here/fetch" "$here"/parts/* "$here"/pins/* | sha256sum | cut -c1-64; }
