#!/bin/sh
# What is seen: colours of every kind of terminal, and the same text printed
# as on the screen.
# shellcheck source=tests/terminal/lib.sh
. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/lib.sh"

cdclab="$T/bin/cdclab"

# seen: the rows of the lesson on the screen, without margin and bars
seen()
{
	tm capture-pane -p | sed -e '$d' | sed -e '$d' -e 's/^ //; s/ *$//'
}

same_rows()
{
	seen >"$T/seen"
	sed -n "$1,$(($1 + 21))p" "$T/plain" | diff - "$T/seen"
}

"$cdclab" read 02-two --lang en --cols 78 --plain >"$T/plain"
start 80 24
shows 'Introduction' 'a lesson is on the screen'
ok 'its rows are those of --plain at that width' until_true same_rows 1
keys Space
ok 'and so are those a screen further' until_true same_rows 22
keys q
exits 0 'it leaves'

# sgr PATTERN: an escape sequence of colours on the screen
sgr()
{
	tm capture-pane -p -e | grep -q "$1"
}

no_sgr()
{
	! tm capture-pane -p -e | grep -q "\[[0-9;:]*[34][0-8]"
}

# run_as CLAIM PATTERN VAR=VALUE...: colours of that kind are on the screen
run_as()
{
	claim=$1 pattern=$2
	shift 2
	shell 80 24
	type_in "clear; env -u COLORTERM $* $cdclab read 02-two --lang en"
	keys g
	shows 'Introduction' "$claim: it opens"
	ok "$claim: its colours" until_true sgr "$pattern"
	keys q
}

run_as 'dark, 256 colours' '38[;:]5[;:]111' TERM=xterm-256color COLORFGBG='"15;0"'
run_as 'light, 256 colours' '38[;:]5[;:]26' TERM=xterm-256color COLORFGBG='"0;15"'
run_as 'unknown ground' '38[;:]5[;:]111' TERM=screen-256color
run_as 'eight colours' '\[.*36m' TERM=linux
run_as 'sixteen colours' '\[\([0-9;]*;\)\{0,1\}9[0-7]' TERM=xterm
run_as 'CDCLAB_THEME' '38[;:]5[;:]26' TERM=tmux-256color CDCLAB_THEME=light
if infocmp xterm-direct >/dev/null 2>&1; then
	run_as 'all colours' '38[;:]5[;:]\|38[;:]2[;:]' TERM=xterm-direct
	run_as 'COLORTERM' '38[;:]5[;:]\|38[;:]2[;:]' TERM=xterm-256color \
		COLORTERM=truecolor
fi

for term in vt100 xterm screen; do
	shell 80 24
	type_in "clear; TERM=$term $cdclab read 02-two --lang en"
	shows 'Introduction' "TERM=$term: it opens"
	keys q
done

start 80 24 --color never
shows 'Introduction' 'it opens without colours'
ok '--color never: there are none' no_sgr
keys q

start 80 24 --theme dark
shows 'Introduction' 'it opens in the dark'
keys T
shows 'for a light background' 'T changes the colours, and says to which'
keys q

start 39 9
shows 'Needs 40x10, now 39x9' 'a screen that is too small says what it needs'
tm resize-window -x 80 -y 24
shows 'Introduction' 'and goes on when it grows'
tm resize-window -x 1 -y 1
tm resize-window -x 300 -y 100
shows 'The outbox table' 'it survives one cell, and a large screen'
tm resize-window -x 1000 -y 1000
shows 'checklist 0/5' 'and a huge one'
keys q
exits 0 'and still leaves'

# printed OPTIONS: the lesson off a terminal
printed()
{
	# shellcheck disable=SC2086
	env -u NO_COLOR "$cdclab" read 02-two --lang en $1 </dev/null
}
esc=$(printf '\033')
# shellcheck disable=SC2016 # for the inner shell
ok 'a pipe has no escape codes' sh -c \
	'! "$1" read 02-two </dev/null | grep -q "$2"' - "$cdclab" "$esc"
printed '--color always --theme dark' >"$T/coloured"
ok '--color always: a pipe has colours' grep -q "$esc\[[0-9;]*m" "$T/coloured"
sed "s/$esc\[[0-9;]*m//g" "$T/coloured" >"$T/stripped"
printed '' >"$T/piped"
ok 'and the same text' cmp "$T/stripped" "$T/piped"

LC_ALL=C
export LC_ALL
start 80 24
keys g
shows '| * Note' 'in the C locale all is ASCII'
keys q
exits 0 'it leaves at the end'

plan
