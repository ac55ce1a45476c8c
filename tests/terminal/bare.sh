#!/bin/sh
# Terminals that are less than one: that answer nothing, have hardly any size,
# or are gone.
# shellcheck source=tests/terminal/lib.sh
. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/lib.sh"

command -v script >/dev/null || {
	echo "1..0 # SKIP script is not installed"
	exit 0
}

# bare ROWS COLS [COMMAND]: on a terminal that only takes what is written
bare()
{
	rm -f "$T/pid" "$T/code" "$T/typed" "$T/out"
	mkfifo "$T/typed"
	cat >"$T/program" <<PROGRAM
stty rows $1 cols $2
${3:-:}
echo \$\$ >$T/pid
exec $T/bin/cdclab read 02-two --lang en
PROGRAM
	(
		TERM=xterm-256color script -qfec "sh $T/program" "$T/out" \
			<"$T/typed" >/dev/null 2>&1 &
		echo $! >"$T/script"
		wait $!
		echo $? >"$T/code"
	) 2>/dev/null &
	exec 9>"$T/typed"
	until_true test -s "$T/pid"
	pid=$(cat "$T/pid")
}

painted()
{
	grep -aqF -e "$1" "$T/out"
}

left()
{
	test -s "$T/code" && test "$(cat "$T/code")" = "$1"
}

esc=$(printf '\033')
csi="$esc\\["

# questions: how often the terminal is asked for its background
questions()
{
	tr '\007' '\n' <"$T/out" | grep -ac "$esc]11;?\$"
}

# asks: is there anything else that a terminal would have to answer?
# Attributes, status and cursor; colours; settings; modes; the keyboard's ways.
asks()
{
	sed "s/$esc]11;?//g" "$T/out" |
		grep -aqE -e "$csi[>=?]?[0-9;]*[cn]" \
			-e "$esc\\](4;[0-9]+|1[0-9]);\\?" \
			-e "${esc}P[+\$]q" -e "$csi\\?[0-9]+\\\$p" -e "$csi\\?u"
}

asks_nothing()
{
	! asks
}

bare 24 80
ok 'a terminal that answers nothing shows the lesson, within a second' \
	within 1000 painted 'Introduction'
printf 'j Gq' >&9
ok 'keys are obeyed there' until_true left 0
ok 'it was asked for its background, once' test "$(questions)" = 1
ok 'and for nothing else' asks_nothing
printf '\033[6n' >"$T/out"
ok 'a question would have been seen' asks
printf '\033]10;?\007' >"$T/out"
ok 'and one about other colours' asks

bare 24 80 'export COLORFGBG="15;0"'
until_true painted 'Introduction'
printf q >&9
ok 'what is known is not asked' until_true left 0
ok 'not once' test "$(questions)" = 0

bare 24 80
until_true painted 'Introduction'
ok 'without an answer it is dark' painted '38;5;111m'
for piece in '\033]1' '1;rgb:fff' 'f/ffff/ff' 'ff\033' '\\'; do
	printf '%b' "$piece" >&9
done
ok 'a late answer changes the colours' until_true painted '38;5;26m'
printf 'j\033]11;rgb:0/0/0\007' >&9
printf q >&9
ok 'and presses no key' until_true left 0
ok 'nor was anything asked of an engine' test ! -s "$PEER_HEARD"

# answered CODE: the answer is there before the shell reads again
bare 24 80
until_true test -s "$T/out"
printf 'q' >&9
printf '\033]11;rgb:ffff/ffff/ffff\033\\' >&9
ok 'one that comes while it leaves is taken' until_true left 0

for size in '1 1' '1 80' '24 1' '2 2' '0 0'; do
	# shellcheck disable=SC2086
	bare $size
	until_true test -s "$T/out"
	printf ' jGg/a\rntqvqq' >&9
	ok "$size: keys are obeyed" until_true left 0
done

shell 80 24
type_in "exec $T/bin/cdclab read 02-two --lang en"
shows 'Introduction' 'on a usual screen it is read'
tm resize-window -x 1 -y 1
keys j j
tm resize-window -x 80 -y 24
shows 'Introduction' 'a moment of one cell does no harm'
keys q

bare 24 80
until_true painted 'Introduction'
kill -KILL "$(cat "$T/script")"
ok 'it goes with its terminal' within 1000 no_process "$pid"

bare 24 80 "trap '' HUP"
until_true painted 'Introduction'
kill -KILL "$(cat "$T/script")"
ok 'and so it does where nobody tells it' within 1000 no_process "$pid"

exec 9>&-
plan
