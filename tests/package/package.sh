#!/bin/bash
# The Debian package: built twice to the same bytes, clean for lintian, whole; installed, upgraded, removed and purged by dpkg in a copy of
# this machine's root that is thrown away (an overlay in a mount namespace of its own).
top=${top_srcdir:-$(dirname "$0")/../..}
top=$(cd "$top" && pwd)
here=$PWD
# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"
for tool in dh lintian dpkg-buildpackage; do
	type -P $tool >/dev/null && continue
	echo "1..0 # SKIP $tool is missing"
	exit 0
done

T=$(mktemp -d) || exit 99
trap 'rm -rf "$T"' EXIT
export DEB_BUILD_OPTIONS="nocheck parallel=$(nproc)"
name=cdclab_$(sed -n '1s/.*(\(.*\)).*/\1/p' "$top/dist/debian/changelog")_$(dpkg --print-architecture).deb

# -- built

again() { # from sources that lay about for years, in another directory, in another time zone
	mkdir "$T/old" && tar -C "$T/old" -xf "$1" && find "$T/old" -exec touch -h -d 2019-05-05 {} + &&
		tar -C "$T/old" -cJf "$T/old/${1##*/}" "$(basename "${1##*/}" .tar.xz)" &&
		(umask 077 && TZ=Asia/Vladivostok "$top/dist/deb" "$T/old/${1##*/}" "$T/a/longer/path" -b)
}
ok "make deb" make -C "$here" -s deb DEB_ARGS=-b
deb=$here/build/deb/$name
ok "it is there" test -e "$deb"
again "$(ls "$here"/cdclab-*.tar.xz)" >"$T/again.log" 2>&1
ok "built again elsewhere it is the same, byte for byte" cmp "$deb" "$T/a/longer/path/$name"

lint() {
	lintian --allow-root --fail-on error,warning "$here/build/deb/${name%.deb}.changes"
}
ok "lintian finds no error and nothing to warn of" lint

# -- whole

files() { sed 's|^\./||; s|/$||; s|\.gz$||; /^$/d' | grep -vE '^(usr/share/(doc|lintian)/|usr/share/doc$|usr/share/lintian$)' | sort; }
dpkg-deb --fsys-tarfile "$deb" | tar -t | files >"$T/has"
make -C "$here" -s install DESTDIR="$T/install" prefix=/usr >"$T/install.log" 2>&1
(cd "$T/install" && find . -mindepth 1) | files >"$T/want"
ok "all that make install installs is in it, and nothing else" diff "$T/want" "$T/has"
for file in usr/bin/cdclab usr/libexec/cdclab/cdclab-engine usr/share/man/man1/cdclab.1 usr/share/cdclab/stack/native/fetch \
	usr/share/cdclab/labs/lab.schema.json usr/share/bash-completion/completions/cdclab.bash \
	usr/share/zsh/site-functions/_cdclab usr/share/fish/vendor_completions.d/cdclab.fish; do
	ok "it has $file" grep -qx "$file" "$T/has"
done
ok "it depends on nothing that builds" sh -c "! dpkg-deb -f '$deb' Depends Recommends | grep -E '(-dev|gcc|clang|make|autoconf)\\b'"

# -- installed

# older: the same under an older number
older() {
	dpkg-deb -R "$deb" "$T/older" && sed -i 's/^Version: .*/Version: 0.0.1-1/' "$T/older/DEBIAN/control" &&
		dpkg-deb -Zgzip -b "$T/older" "$T/older.deb"
}

# All of it is done in there; what is claimed is printed and taken over here.
inside() {
	unshare -m bash -c '
		set -e
		mount --make-rprivate /
		mount -t tmpfs tmpfs "$1/overlay"
		mkdir -p "$1"/overlay/{root,work,upper/var/lib,upper/tmp}
		mknod "$1/overlay/upper/var/lib/cdclab" c 0 0 # as if nothing of this machine were there
		mount -t overlay overlay -o "lowerdir=/,upperdir=$1/overlay/upper,workdir=$1/overlay/work" "$1/overlay/root"
		mount --rbind /dev "$1/overlay/root/dev"
		mount -t proc proc "$1/overlay/root/proc"
		cp "$2" "$1/overlay/root/tmp/new.deb"
		cp "$1/older.deb" "$3" "$1/overlay/root/tmp/"
		exec chroot "$1/overlay/root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/home/x DEBIAN_FRONTEND=noninteractive \
			bash /tmp/installed.sh' bash "$T" "$deb" "$top/tests/package/installed.sh"
}
if ((EUID)); then
	ok "installed # SKIP takes root" true
elif ok "an older version of it" older && mkdir "$T/overlay" && inside >"$T/inside" 2>"$T/inside.log"; then
	while read -r result claim; do
		tap "$result" "$claim"
	done < <(grep -E '^[01] ' "$T/inside")
else
	tap 1 "a copy of this machine's root"
	cat "$T/inside" "$T/inside.log" | sed 's/^/# /'
fi
ok "all that was to be done with it was done" grep -qx end "$T/inside"
finish
