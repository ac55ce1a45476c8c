#!/bin/sh
# What a terminal sends that is no key: answers, reports, keys of other
# programs. None of it presses anything, in one piece or byte by byte.
# shellcheck source=tests/terminal/lib.sh
. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/lib.sh"

# hex TEXT: its bytes, one a word; printf's escapes are understood
hex()
{
	printf '%b' "$1" | od -An -v -tx1
}

# sent TEXT: in one piece; cut TEXT: each byte alone, one right behind the
# other: how long a pause may be is for tests/unit/test_decoder.c
sent()
{
	# shellcheck disable=SC2046
	keys -H $(hex "$1")
}

cut()
{
	bytes=$(hex "$1")
	set --
	for byte in $bytes; do
		set -- "$@" send-keys -H "$byte" ';'
	done
	tm "$@"
}

# nothing NAME TEXT: it presses no key, and what comes next is obeyed
nothing()
{
	keys g
	until_true on_screen 'Lesson 2'
	sent "$2"
	keys '='
	shows 'Line 1 of' "$1: nothing is pressed"
	keys j
	until_true not_on_screen 'Line 1 of'
	keys g
	cut "$2"
	keys '='
	shows 'Line 1 of' "$1, byte by byte"
	keys j
	until_true not_on_screen 'Line 1 of'
}

: >"$PEER_HEARD"
start 80 24
shows 'Two databases, one stream' 'a lesson opens'
nothing 'Alt and a letter' '\033x\033q\033r\033c'
nothing 'Alt and a letter of two bytes' '\033\0321\0217'
nothing 'another key' '\033[25~\033[1;2P\033O2Q\033[[A\033[23$'
nothing 'the focus' '\033[I\033[O'
# shellcheck disable=SC1003 # of printf
nothing 'what kind of terminal it is' \
	'\033[?62;1;4c\033[>41;379;0c\033P>|XTerm(379)\033\\'
nothing 'where the cursor is' '\033[24;80R\033[0n'
# shellcheck disable=SC1003
nothing 'a colour' '\033]11;rgb:ffff/ffff/ffff\033\\\033]10;rgb:0/0/0\007'
# shellcheck disable=SC1003
nothing 'an application'"'"'s own' '\033_Gi=1;q\033\\\033^r\033\\\033Xr\033\\'
ok 'nothing was asked of the engine' test ! -s "$PEER_HEARD"

keys t
shows '─ Contents ─' 'a pop-up opens'
sent '\033c\033[I\033x'
cut '\033r\033[1;3A'
shows '─ Contents ─' 'and stays through all of it'
keys Escape
hides '─ Contents ─' 'Esc closes it'
keys Escape
shows 'Nothing is open' 'Esc at rest leaves nothing'
keys t
shows '─ Contents ─' 'a pop-up opens again'
keys C-c
hides '─ Contents ─' 'Ctrl-C closes it'
keys :
keys -l 'lang'
shows ':lang' 'a command is typed'
keys C-c
hides ':lang' 'Ctrl-C closes the line'
shows 'Two databases, one stream' 'and leaves nothing'

sent '\033[200~rq'
shows 'presses no keys' 'a paste that does not end'
keys Escape
hides 'presses no keys' 'is ended by Esc'
keys t
shows '─ Contents ─' 'and keys are keys again'
keys Escape
hides '─ Contents ─' 'all of them'
ok 'nothing was asked of the engine all the while' test ! -s "$PEER_HEARD"
keys q
exits 0 'q leaves'
as_found 'the terminal is as it was found'

plan
