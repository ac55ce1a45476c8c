# Debian's packages unpacked, not installed, so nothing starts and no root is needed. Sourced by ../fetch.
# shellcheck shell=bash
# shellcheck disable=SC2154 # cache, new: fetch's

mirrors() { # 'address suite' of each archive that this machine's apt uses
  apt-get update --print-uris 2>/dev/null | sed -n "s|^'\(.*\)/dists/\([^']*\)/InRelease'.*|\1 \2|p"
}

# Whatever Debian this machine is, the parts are those of one: every learner has the same servers.
apt_open() { # PART SUITE: a private apt that knows only Debian's signed archives; sets apt, apt_dir
  local main security known guessed='' signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  known=$(mirrors)
  main=${CDCLAB_DEBIAN_MIRROR:-$(sed -n 's|\(/debian\(\.list\)\?\)/* .*|\1|p' <<<"$known" | head -n 1)}
  [[ -n $main ]] || die "$(msg "%s: no Debian mirror (an address that ends in /debian) among this machine's apt sources" "$1")" \
    "$(msg 'CDCLAB_DEBIAN_MIRROR=ADDRESS with the address of one')"
  security=$(sed -n 's|\(/debian-security\)/* .*|\1|p' <<<"$known" | head -n 1)
  [[ -n $security ]] || security=$main-security guessed=yes
  apt_dir=$cache/apt-$2
  apt=(apt-get -q -c "$apt_dir/apt.conf")
  [[ ! $apt_dir/ready -nt $cache/run ]] || return 0
  mkdir -p "$apt_dir"/{state/lists/partial,cache/archives/partial}
  : >"$apt_dir/status" # apt's idea of the machine: nothing is installed
  # unstable's Release file is at times older than it says it may be
  [[ $2 != sid ]] || signed=${signed/]/ check-valid-until=no]} security=
  echo "deb $signed $main $2 main${security:+
deb $signed $security $2-security main}" >"$apt_dir/sources.list"
  cat >"$apt_dir/apt.conf" <<END
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State "$apt_dir/state"; Dir::State::status "$apt_dir/status"; Dir::State::lists "$apt_dir/state/lists";
Dir::Cache "$apt_dir/cache"; Dir::Etc::sourcelist "$apt_dir/sources.list"; Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null"; Dir::Etc::preferencesparts "/dev/null";
APT::Install-Recommends "false"; APT::Sandbox::User "root"; Acquire::Retries "3"; Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false"; Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
APT::Architecture "amd64"; APT::Architectures "amd64";
END
  # a mirror may have no neighbour with the security archive
  if ! apt_update && ! { [[ -n $guessed && -n $security ]] && sed -i 2d "$apt_dir/sources.list" && apt_update; }; then
    fail "$(msg '%s: the package lists of %s did not come whole and signed from %s' "$1" "$2" "$main")" \
      "$(msg 'again, or another mirror; the end of %s says more' "$cache/log/$1.log")"
  fi
  : >"$apt_dir/base"
  : >"$apt_dir/ready"
}

apt_update() { "${apt[@]}" -o APT::Update::Error-Mode=any update; }

closure() { # PACKAGE...: names of all that apt would install for it on an empty machine
  "${apt[@]}" -s install "$@" | awk '/^Inst/ { print $2 }' | sort
}

libraries() { # SKIP: of the names read, those of libraries, but not the ones like SKIP (a regular expression)
  grep -E '^(lib|zlib)' | grep -vE "^lib(js-|perl|c-l10n|c-bin|c-dev)|-perl\$|$1" || true
}

get_debs() { # TREE SKIP PACKAGE...: unpack the packages and the libraries they need, but those in base or like SKIP
  local tree=$new/$1 skip=$2 debs=$cache/debs/$1 list deb link
  shift 2
  list=$(comm -13 "$apt_dir/base" <(closure "$@") | libraries "$skip")
  mkdir -p "$debs"
  # shellcheck disable=SC2086 # a list of names
  (cd "$debs" && "${apt[@]}" download "$@" $list)
  rm -rf "$tree"
  mkdir -p "$tree"
  for deb in "$debs"/*.deb; do
    dpkg-deb -x "$deb" "$tree"
  done
  rm -rf "$tree"/usr/share/{man,locale,lintian}
  # a link to /etc or /usr means the tree's own, where the tree has it
  find "$tree" -type l -lname '/*' | while read -r link; do
    [[ ! -e $tree$(readlink "$link") ]] || ln -sfnr "$tree$(readlink "$link")" "$link"
  done
  chmod -R a+rX "$tree"
  for deb; do
    # shellcheck disable=SC2016 # dpkg's own variables
    dpkg-deb -W --showformat '${Package} ${Version}\n' "$debs/${deb}"_*.deb
  done >>"$new/$part.versions"
  rm -rf "$debs"
}

# A C library of another version than the loader's ends every program, and libraries in LD_LIBRARY_PATH end those that a program starts.
# So each program becomes NAME.elf, and NAME a script that starts it with the loader and the libraries of the parts alone.
own_loader() { # TREE
  local program
  find "$new/$1" -type f -perm -1 -path '*bin/*' | while read -r program; do
    [[ $(head -c 4 "$program" | tail -c 3) == ELF ]] || continue
    mv "$program" "$program.elf"
    cat >"$program" <<'END'
#!/bin/sh
self=$(readlink -f "$0")
tree=${self%/usr/*} libc=${self%/usr/*}/../libc l=lib/x86_64-linux-gnu
exec "$libc/$l/ld-linux-x86-64.so.2" --library-path "$tree/$l:$tree/usr/$l:$libc/$l:$libc/usr/$l" --argv0 "$self" "$self.elf" "$@"
END
    chmod 755 "$program"
  done
  complete "$1"
}

# On the release that they are of, programs would find the machine's libraries and run; on another they would not.
complete() { # TREE: or the sentence names the libraries that a program there would take from the machine
  local tree=$new/$1 libc=$new/libc l=lib/x86_64-linux-gnu strangers
  strangers=$(find "$tree" -name '*.elf' -exec "$libc/$l/ld-linux-x86-64.so.2" \
    --library-path "$tree/$l:$tree/usr/$l:$libc/$l:$libc/usr/$l" --list {} \; |
    awk -v ours="^($new|$dir)/" '$2 == "=>" && ($3 == "not" || $3 ~ "^/" && $3 !~ ours) { print $1 }' | sort -u | tr '\n' ' ')
  [[ -z $strangers ]] || fail "$(msg '%s: libraries are missing among its packages: %s' "$1" "$strangers")" "$(msg 'add their packages to %s' "$here/parts/debian.sh")"
}

runs() { # NAME COMMAND...: it starts on this machine, or the sentence says that it does not
  "${@:2}" || fail "$(msg '%s: what was fetched does not run on this machine: %s' "$1" "${*:2}")" "$(msg 'see what is missing at the end of %s' "$cache/log")"
}
