#!/bin/sh
# A lesson printed line by line, and the program itself: light, and without
# anything that talks to servers.

. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/cli-setup.sh"

export CDCLAB_LANG=ru
run read tiny
is "read off a terminal: status 0" 0 "$rc"
ok "read off a terminal: the lesson" grep -q 'Таблица на месте' "$T/out"
cp "$T/out" "$T/first"
run read tiny --plain
ok "--plain says the same" cmp "$T/first" "$T/out"
run read tiny --lang en
ok "--lang en: English" grep -q 'The table is there' "$T/out"
run read 01-plain --lang en
ok "a lesson that is not in that language: in the other" grep -q \
	'Простой урок' "$T/out"
run read "$golden/data/lessons/01-module-1/02-tiny.mdx"
ok "a path of a file that is not in the course" grep -q 'Таблица на месте' \
	"$T/out"
run read "$golden/data/lessons/01-module-1/02-tiny.en.mdx"
ok "a path of the English file: that file" grep -q 'The table is there' \
	"$T/out"

printf '\nbell \007 escape \033[2J c1 \302\233 bidi \342\200\256\n' \
	>>"$T/share/cdclab/lessons/01-module-1/01-plain.mdx"
run read 01-plain
is "a lesson with control characters: shown" 0 "$rc"
ok "a lesson with control characters: none of them is printed" test -z \
	"$(LC_ALL=C tr -d '\n\040-\176\200-\377' <"$T/out")"

for cols in 20 40 80 132; do
	run read tiny --cols $cols
	ok "--cols $cols: no row is wider" test "$cols" -ge \
		"$(LC_ALL=C.UTF-8 wc -L <"$T/out")"
done

printf '# Piped\n\n    code\n\n[beside](open.mdx)\n' >"$T/piped.md"
"$cdclab" read - <"$T/piped.md" >"$T/out" 2>"$T/err"
is "read -: status 0" 0 $?
ok "read -: what came" grep -q '^Piped$' "$T/out"
ok "read -: it is Markdown" grep -q '^code$' "$T/out"
mkfifo "$T/fifo"
cat "$T/piped.md" >"$T/fifo" &
run read "$T/fifo"
is "read of a pipe: status 0" 0 "$rc"
ok "read of a pipe: what came" grep -q '^Piped$' "$T/out"
run read "$T/piped.md"
ok "a link to a file that is not there tells which" \
	grep -q '^beside (open.mdx)$' "$T/out"
: >"$T/open.mdx"
run read "$T/piped.md"
ok "a link to a file beside it is its words" grep -q '^beside$' "$T/out"

run read no-such-lesson
is "an unknown lesson: status 2" 2 "$rc"
printf -- '---\ntitle: "x"\n\n<Open>\n\n</Other>\nstill read\n' \
	>"$T/open.mdx"
run read "$T/open.mdx"
is "a lesson with mistakes: status 0" 0 "$rc"
ok "a lesson with mistakes: its text" grep -q 'still read' "$T/out"
ok "nothing of that has started an engine" test ! -e "$T/state/log"

# A lesson larger than a pipe holds, so that head is gone before the end.
seq 20000 | sed 's/$/ line\n/' \
	>>"$T/share/cdclab/lessons/01-module-1/02-tiny.mdx"
{
	"$cdclab" read tiny 2>"$T/err"
	echo $? >"$T/status"
} | head -n 1 >"$T/out"
ok "a reader that goes away: no word of it" test ! -s "$T/err"
is "a reader that goes away: as SIGPIPE has it" 141 "$(cat "$T/status")"

ldd "$cdclab" >"$T/libraries" 2>&1
ok "it loads what a reader needs" grep -q libncursesw "$T/libraries"
ok "it loads nothing that talks to a server" sh -c \
	"! grep -E 'curl|libpq|mariadb|rdkafka|libssl' '$T/libraries'"

done_testing
