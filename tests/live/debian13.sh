#!/bin/bash
# The newest Debian on this one: a bare root of Debian 13, in which bootstrap installs what is missing; then, with a loopback network alone,
# the build with warnings as errors, the tests of it, and ./bootstrap run with the parts that were fetched here; then the package, built and
# installed there, and its own test by somebody who is not root. The root with its packages is kept beside the parts; nothing is ever written
# into it, nor into the parts.
# shellcheck disable=SC2016,SC2317 # quoted for the shells inside, and called by them
set -u
top=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
. "$top/tests/tap.sh"

skip() {
  echo "1..0 # SKIP $1"
  exit 0
}
((EUID == 0)) || skip "debootstrap needs root"
[[ $(uname -m) == x86_64 ]] || skip "the servers' parts are for x86-64"
type -P debootstrap >/dev/null || skip "there is no debootstrap"
mirror=$(apt-get update --print-uris 2>/dev/null | sed -n "s|^'\(.*/debian\)/*/dists/[^/]*/InRelease'.*|\1|p" | head -n 1)
[[ -n $mirror ]] || skip "no Debian mirror (an address that ends in /debian) among this machine's apt sources"
unshare --mount true 2>/dev/null || skip "nothing can be mounted here"

parts=${CDCLAB_STACK_DIR:+$CDCLAB_STACK_DIR/parts}
parts=$(readlink -f "${parts:-/var/lib/cdclab/parts}")
[[ -e $parts/VERSIONS ]] || skip "no parts at $parts: stack/native/fetch brings them"
key=$(sha256sum <"$top/bootstrap.d/systems.sh" | cut -c1-12)
kept=$(dirname "$parts")/roots/debian13-$key
dir=$(mktemp -d "${TMPDIR:-/tmp}/cdclab-debian13.XXXXXX") || exit 99
trap 'umount -R "$dir"/*/root 2>/dev/null; rm -rf --one-file-system "$dir"' EXIT
tap_context() { tail -n 40 "$dir/log"; }
log() { timeout 900 "$@" >"$dir/log" 2>&1 </dev/null; }

# the ways to the registries are this machine's
as_here() { # ROOT
  local file
  cp -L /etc/resolv.conf "$1/etc/"
  for file in /etc/apt/apt.conf.d/* /etc/apt/apt.conf /etc/pip.conf /usr/local/share/ca-certificates/*.crt /etc/ssl/certs/ca-certificates.crt; do
    [[ -f $file ]] || continue
    # what is run after an installation belongs to programs that are not there
    ! grep -qE '^[^#]*(Post-Invoke|Pre-Install)' "$file" || continue
    mkdir -p "$1${file%/*}" && cp -L "$file" "$1$file"
  done
}

# inside ROOT COMMAND...: with its own processes and devices
inside() {
  local root=$1
  shift
  # shellcheck disable=SC2016 # of the inner shell
  unshare --mount --pid --fork --kill-child sh -c 'root=$1 && shift && mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" &&
    exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb CFLAGS=-O1 "$@"' sh "$root" "$@"
}

copy_source() { # ROOT
  rm -rf "$1/root/cdclab" "$dir/src"
  make -s distdir distdir="$dir/src" >/dev/null 2>&1 && cp -a "$dir/src" "$1/root/cdclab"
}

make_root() {
  local new=$kept.new
  rm -rf "$(dirname "$kept")"
  mkdir -p "$(dirname "$kept")"
  DPKG_FORCE=unsafe-io debootstrap --variant=minbase trixie "$new" "$mirror" && as_here "$new" && copy_source "$new" &&
    inside "$new" sh -c 'cd /root/cdclab && ./bootstrap packages || { cat build/log/packages.log; exit 1; }
      DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends build-essential debhelper po-debconf' &&
    mv "$new" "$kept"
}

# what stands in $kept, with what is written to it apart
layer() { # LOWER NAME
  mkdir -p "$dir/$2"/{up,work,root}
  mount -t overlay overlay -o "lowerdir=$1,upperdir=$dir/$2/up,workdir=$dir/$2/work" "$dir/$2/root"
}

if [[ -z ${CDCLAB_DEBIAN13-} ]]; then # mounts of our own, gone with us
  export CDCLAB_DEBIAN13=1
  rm -rf "$dir"
  exec unshare --mount --kill-child "$0"
fi

if [[ ! -d $kept ]]; then
  export -f make_root as_here copy_source inside
  export kept dir mirror
  log bash -c make_root
  tap $? "bootstrap installs on a bare Debian 13 what it takes"
fi
[[ -d $kept ]] || finish
if ! layer "$kept" system || ! layer "$parts" parts; then
  skip "no overlay can be mounted here"
fi
root=$dir/system/root
mkdir -p "$root/var/lib/cdclab/parts" && mount --rbind "$dir/parts/root" "$root/var/lib/cdclab/parts"
export -f copy_source
log bash -c 'copy_source "$1"' sh "$root"
tap $? "its sources are those of a release"

offline() { # COMMAND: in there, with a loopback network alone
  log unshare --net bash -c 'ip link set lo up && inside "$@"' sh "$root" sh -c "cd /root/cdclab && $1"
}
export -f inside

offline './configure -q --enable-werror && make -s -j2'
tap $? "its compiler has no warning"
# without the two that mostly wait, which say nothing of a system
offline "make -s -j2 check TESTS='$(cd "$top" && echo tests/unit/test_*.c tests/peer/test_*.c |
  sed 's/\.c\b//g; s/\S*test_\(proof\|drill\)\b//g')'"
tests=$?
sed -i '/^FAIL:/!d' "$dir/log"
cat "$root/root/cdclab"/tests/*/test_*.log 2>/dev/null | grep -aE -A12 'not ok|\[ +ERROR|\[  FAILED' | head -n 60 >>"$dir/log"
tap $tests "the tests of its build pass"
offline './bootstrap run'
tap $? "bootstrap run ends well"
ok "the lab passes on its native stack" grep -q '^5 of 5 checks passed' "$dir/log"
cp "$dir/log" "$dir/run"
diff <(grep -v ^java "$parts/VERSIONS") <(grep -v ^java "$root/var/lib/cdclab/parts/VERSIONS") >"$dir/log"
tap $? "its servers are those of this machine"
ok "its Java is its own" grep -q '^java 21' "$root/var/lib/cdclab/parts/VERSIONS"

offline 'DEB_BUILD_OPTIONS=nocheck make -s deb DEB_ARGS=-b && dpkg -i build/deb/cdclab_*.deb'
tap $? "the package is built and installed"
offline 'useradd -m learner && cp dist/debian/tests/lab /tmp/lab && mkdir -m 1777 /tmp/own && rm -rf /root/cdclab &&
  cd / && AUTOPKGTEST_TMP=/tmp/own AUTOPKGTEST_NORMAL_USER=learner /tmp/lab'
tap $? "the lab passes from the package, for a user"
ok "on the parts that root has" test ! -e "$root/home/learner/.local/share/cdclab"
finish
