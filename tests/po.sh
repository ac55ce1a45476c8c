#!/bin/sh
# Every text of the sources is in po/cdclab.pot, and in each catalogue, with
# the same arguments.

top=${top_srcdir:-$(dirname "$0")/..}
top=$(cd "$top" && pwd)
. "$top/tests/tap.sh"
T=$(mktemp -d) || exit 99
trap 'rm -rf "$T"' EXIT

cd "$top" || exit 99
ok "xgettext takes all sources" po/texts.sh "$T" 2>"$T/warnings"
sed 's/^/# /' "$T/warnings"
ok "it has nothing to complain of" test ! -s "$T/warnings"
for file in POTFILES.in cdclab.pot; do
	ok "po/$file has what the sources say (make update-po)" \
		diff -u "po/$file" "$T/$file"
done
for po in po/*.po; do
	ok "$po: formats take the same arguments" \
		msgfmt -c -o /dev/null "$po"
	msgfmt --statistics -o /dev/null "$po" 2>"$T/count"
	ok "$po: complete ($(cat "$T/count"))" sh -c \
		'! grep -qE "fuzzy|untranslated" "$1"' - "$T/count"
	msgcmp --use-untranslated "$po" "$T/cdclab.pot" >"$T/missing" 2>&1
	ok "$po: has every text" test ! -s "$T/missing"
	sed 's/^/# /' "$T/missing"
done
finish
