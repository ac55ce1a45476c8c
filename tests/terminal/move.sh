#!/bin/sh
# Moving about in a real terminal: the line of commands, what is pasted.
# shellcheck source=tests/terminal/lib.sh
. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/lib.sh"

cursor_at()
{
	[ "$(tm display-message -p '#{cursor_x},#{cursor_y}')" = "$1" ]
}

start 80 24
shows 'Two databases, one stream' 'a lesson opens'
keys :
keys -l 'lang r'
shows ':lang r' 'what is typed is shown'
ok 'the cursor is behind it' until_true cursor_at 7,23
keys Tab Enter
shows 'Введение' 'a command with a word after it'
keys : Up Escape
hides ':lang' 'Esc closes the line'
tm set-buffer 'qqq'
tm paste-buffer -p
shows 'Вставка' 'what is pasted presses no keys'
keys :
tm set-buffer "$(printf 'lang\nen')"
tm paste-buffer -p
shows ':lang en' 'a pasted line end is a space'
keys Enter
shows 'Introduction' 'and Enter does what was pasted'
keys :
keys -l 'q'
keys Enter
exits 0 'the line of commands leaves'
as_found 'the terminal is as it was found'

# mouse BUTTON COL ROW: as a terminal tells of it, in hexadecimal
mouse()
{
	keys -H 1b 5b 4d "$1" "$2" "$3"
}

start 80 24
shows 'Two databases, one stream' 'a lesson opens'
mouse_is()
{
	[ "$(tm display-message -p '#{mouse_any_flag}')" = "$1" ]
}
ok 'the mouse is left to the terminal' until_true mouse_is 0
keys g M
ok 'M asks for it' until_true mouse_is 1
mouse 61 25 25
mouse 61 25 25
hides 'Lesson 2' 'the wheel scrolls down'
mouse 60 25 25
mouse 60 25 25
shows 'Lesson 2' 'and up'
keys M
ok 'M gives it back' until_true mouse_is 0
keys M q
exits 0 'it leaves with the mouse on'
as_found 'the terminal is as it was found'
ok 'and the mouse is the terminal'"'"'s' until_true mouse_is 0

shell 80 24
type_in "clear; $T/bin/cdclab read 01-links --lang en"
shows 'Where links lead' 'a lesson with links opens'
keys M
until_true mouse_is 1
row=$(tm capture-pane -p | grep -n 'Back to the outbox' | cut -d: -f1)
mouse 20 2d "$(printf '%x' $((32 + row)))"
shows 'Outbox: ' 'a click on a link follows it'
keys q
shows 'ready>' 'it leaves'

# A browser that tells what it was given.
cat >"$T/browser" <<'BROWSER'
#!/bin/sh
grep -E '^Sig(Blk|Ign)' /proc/self/status >"$T/browser-signals"
exec >"$T/browsed.new"
printf '%s: ' $#
printf '[%s]' "$@"
test -t 0 && printf ' on a terminal'
exec >&-
mv "$T/browsed.new" "$T/browsed"
BROWSER
chmod +x "$T/browser"
export BROWSER="$T/browser"
browsed()
{
	[ "$(cat "$T/browsed" 2>/dev/null)" = "$1" ]
}

shell 80 24
type_in "clear; $T/bin/cdclab read 01-links --lang en"
shows 'Where links lead' 'a lesson with links opens'
keys -N 6 Tab
keys Enter
shows 'no such lesson' 'a link that leads nowhere is said to'
keys Tab Enter
shows 'Enter opens in the browser: https://example.org/a?b=c#d' \
	'an address is shown first'
ok 'and is not opened yet' test ! -e "$T/browsed"
keys Enter
ok 'the browser gets it as one word, away from the terminal' \
	until_true browsed '1: [https://example.org/a?b=c#d]'
shows 'Handed to the browser' 'which is said'
ok 'with the signals as a program expects them' \
	default_signals "$T/browser-signals"
keys q
shows 'ready>' 'it leaves'

plan
