# What is to be installed, on which system, under which name. Sourced by ../bootstrap.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # what, native: bootstrap's

# system and version as in /etc/os-release; tried: both commands were run there from a bare root;
# whose column of names it has; the last row that fits counts
systems() {
  cat <<'END'
debian *      known  debian
debian 12     tried  debian
debian 13     tried  debian
ubuntu 24.04  known  debian
ubuntu 26.04  known  debian
fedora *      known  fedora
arch   *      known  arch
END
}

# for what | Debian and Ubuntu | Fedora | Arch; a/b: what is there of them, else the first that can be had. WSL 2 has one of these systems
# in it, and takes its names. The rest of fetching the servers needs apt and dpkg, and works on Debian and Ubuntu only.
names() {
  cat <<'END'
build | autoconf automake gettext pkg-config gcc libc6-dev make xz-utils | autoconf automake gettext-devel pkgconf gcc make xz | autoconf automake gettext pkgconf gcc make xz
build | libncurses-dev libidn2-dev libcurl4-openssl-dev libjansson-dev | ncurses-devel libidn2-devel libcurl-devel jansson-devel | ncurses libidn2 curl jansson
build | libyaml-dev libcmark-gfm-dev libcmark-gfm-extensions-dev | libyaml-devel cmark-gfm-devel | libyaml cmark-gfm
build | libpq-dev libmariadb-dev librdkafka-dev | libpq-devel mariadb-connector-c-devel librdkafka-devel | postgresql-libs mariadb-libs librdkafka
build | libutf8proc-dev zlib1g-dev libssl-dev libcmocka-dev | utf8proc-devel zlib-devel openssl-devel libcmocka-devel | libutf8proc zlib openssl cmocka
fetch | maven python3 zstd curl ca-certificates debian-archive-keyring | maven python3 zstd curl ca-certificates | maven python zstd curl ca-certificates
serve | openjdk-21-jre-headless/openjdk-17-jre-headless tzdata | java-21-openjdk-headless tzdata | jre21-openjdk-headless tzdata
serve | iproute2 util-linux procps | iproute util-linux procps-ng | iproute2 util-linux procps-ng
check | clang libclang-rt-dev/libclang-rt-18-dev/libclang-rt-14-dev clang-format tmux mandoc | clang compiler-rt clang-tools-extra tmux mandoc | clang compiler-rt tmux mandoc
check | jq libxml2-utils shellcheck perl debootstrap | jq libxml2 ShellCheck perl debootstrap | jq libxml2 shellcheck perl debootstrap
check | build-essential debhelper po-debconf lintian zsh fish | zsh fish | zsh fish
END
}

system=unknown tried=unknown column=0
find_system() {
  local id version is are state names
  # shellcheck source=/dev/null
  id=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${VERSION_ID:-rolling}")
  system=$(sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\).*/\1/p' /etc/os-release 2>/dev/null)
  system=${system:-$(uname -s)}
  read -r id version <<<"$id"
  while read -r is are state names; do
    # shellcheck disable=SC2053 # a pattern
    [[ $id == "$is" && $version == $are ]] || continue
    tried=$state
    column=$(echo "build debian fedora arch" | tr ' ' '\n' | grep -n "^$names$" | cut -d: -f1)
  done < <(systems)
  case $tried in
    known) say "on $system nobody has tried this yet; the names of its packages are the known ones" ;;
    unknown) say "$system is unknown here; it is built if all that it takes is there" ;;
  esac
}

purposes() { if [[ $what == check ]]; then echo 'build|fetch|serve|check'; else echo 'build|fetch|serve'; fi; }
named() { # COLUMN: the names there
  names | grep -E "^($(purposes)) " | cut -d'|' -f"$1" | tr -s ' ' '\n' | sed '/^$/d'
}

declare -A managers_is=([2]='dpkg_has apt_can apt_install apt_lists' [3]='rpm_has dnf_can dnf_install true' [4]='pacman_has pacman_can pacman_install true')
# shellcheck disable=SC2016 # dpkg's own variables
dpkg_has() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }
apt_can() { [[ $(apt-cache policy "$1" 2>/dev/null) =~ Candidate:\ [^\(] ]]; }
apt_lists() { as_root apt-get -q update; }
apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
    apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
}
rpm_has() { rpm -q --whatprovides "$1" >/dev/null 2>&1; }
dnf_can() { dnf -q list --available "$1" >/dev/null 2>&1; }
dnf_install() { as_root dnf install -y --setopt=install_weak_deps=False "$@"; }
pacman_has() { pacman -Q "$1" >/dev/null 2>&1; }
pacman_can() { pacman -Si "$1" >/dev/null 2>&1; }
pacman_install() { as_root pacman -Sy --needed --noconfirm "$@"; }
as_root() { if ((EUID)); then sudo -n "$@"; else "$@"; fi; }

missing() { # the names of what is not installed
  local has can name one
  read -r has can _ <<<"${managers_is[$column]}"
  named "$column" | while read -r name; do
    for one in ${name//\// }; do
      "$has" "$one" && continue 2
    done
    for one in ${name//\// }; do
      [[ $name == */* ]] || break
      "$can" "$one" && break
    done
    # what comes from elsewhere stays as it is
    [[ $name == maven ]] && type -P mvn >/dev/null && continue
    echo "$one"
  done
  if [[ $what == check ]]; then
    for one in npm chromium; do
      type -P "$one" >/dev/null || "$has" "$one" || echo "$one"
    done
  fi
}

install_missing() {
  local list install lists
  find_system
  if ((!column)); then
    say "it takes what Debian calls: $(named 2 | tr '\n' ' ')"
    return 0
  fi
  read -r _ _ install lists <<<"${managers_is[$column]}"
  list=$(missing)
  [[ -n $list ]] || return 0
  if ((EUID != 0)) && ! sudo -n true 2>/dev/null && ! { [[ -t 0 ]] && sudo -v; }; then
    say "installing needs an administrator: install ${list//$'\n'/ }"
    finish 3
  fi
  need lists "$lists"
  list=$(missing) # which of two names this system has is known by now
  say "to install: ${list//$'\n'/ }"
  # shellcheck disable=SC2086 # a list of names
  need packages "$install" $list
}

# Asked for before half a gigabyte is fetched.
native=yes
find_native() {
  local why=
  if [[ $(uname -sm) != 'Linux x86_64' ]]; then
    why="they are made for Linux on x86-64 (amd64), and this is $(uname -sm)"
  elif ! type -P apt-get >/dev/null || ! type -P dpkg-deb >/dev/null; then
    why="they are Debian's packages, and this system has no apt-get and dpkg to unpack them"
  elif ! getconf GNU_LIBC_VERSION >/dev/null 2>&1; then
    why="they take the GNU C library, and this system has another"
  elif ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
    why="fetching takes Python 3.9 or newer as python3"
  else
    return 0
  fi
  native=
  say "the servers cannot run here as processes: $why"
  say "what works: ./cdclab read, and with Docker the labs: ./cdclab stack up --driver docker"
}
