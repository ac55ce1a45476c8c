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

plan
