#!/bin/sh
# A third language is one catalogue and no line of C: this one is made here, 40 %
# longer, with accents, in brackets. Nothing breaks on the screens, in the
# pop-ups and in the reports.

. "${top_srcdir:-$(dirname "$0")/..}/tests/terminal/cli-setup.sh"

# -- a catalogue beside the others

python3 "$top/po/pseudo.py" "$top/po/cdclab.pot" >"$T/xx.po"
ok 'the language is made' msgfmt -c -o "$T/share/cdclab/po/xx.mo" "$T/xx.po"
run --lang xx --help
ok 'help is in it' grep -q '⟦Šhöw' "$T/out"
ok 'no line of help is in English' sh -c '! grep -E "^  --[a-z]" "$1" |
	grep -v ⟦' - "$T/out"
run --lang yy
ok 'a language that is not there names it' grep -q 'en, ru, xx' "$T/err"
LC_ALL=xx_XX.UTF-8 "$cdclab" nonsense 2>"$T/err"
ok 'the environment chooses it' grep -q '⟦ûñkñöwñ' "$T/err"

# -- a lesson in it

mdx=$T/share/cdclab/lessons/01-module-1/02-tiny
run read 02-tiny --lang xx
ok 'a lesson that is not in it is shown in English' grep -q 'The table' "$T/out"
sed 's/The table is there/Tàblé/' "$mdx.en.mdx" >"$mdx.xx.mdx"
run read 02-tiny --lang xx
ok 'a lesson in it needs one file' grep -q 'Tàblé' "$T/out"
ok 'and the words of the layout are in it' grep -q '⟦Léššöñ' "$T/out"
run read 02-tiny --lang xx --text-lang ru
ok 'that of lessons is chosen apart' grep -q 'Таблица' "$T/out"
play red
run run 02-tiny --lang xx
ok 'why it is red is in it' grep -q '⟦whý' "$T/out"
ok 'so is the checklist' grep -q 'Tàblé' "$T/out"
for format in junit json; do
	play red
	run run 02-tiny --lang xx --format $format
	cp "$T/out" "$T/$format"
done
ok 'JUnit is XML' python3 -c 'import sys, xml.dom.minidom as m
m.parse(sys.argv[1])' "$T/junit"
ok 'JSON is JSON' jq -e .exit "$T/json"

# -- screens at three sizes

mkdir "$T/only" && cp "$T/share/cdclab/po/xx.mo" "$T/only/"
top_srcdir=$top CDCLAB_TEST_PO=$T/only "${top_builddir:-.}/tests/unit/test_tui_screen" >"$T/screens"
is 'every script of the screen plays' 0 $?
ok 'the screens are in it' sh -c 'test "$(grep -c ⟦ "$1")" -gt 500' - "$T/screens"
ok 'all of what is open has its corners, and no row is wider than the screen' \
	python3 "$top/tests/pseudo.py" "$T/screens"
finish
