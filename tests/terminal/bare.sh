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

# asks: is there what a terminal would have to answer? Attributes, status and
# cursor; colours; settings; modes; the keyboard's ways.
asks()
{
	esc=$(printf '\033')
	csi="$esc\\["
	grep -aqE -e "$csi[>=?]?[0-9;]*[cn]" -e "$esc\\](4;[0-9]+|1[0-9]);\\?" \
		-e "${esc}P[+\$]q" -e "$csi\\?[0-9]+\\\$p" -e "$csi\\?u" "$T/out"
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
ok 'nothing was asked of it' asks_nothing
printf '\033[6n' >"$T/out"
ok 'a question would have been seen' asks
printf '\033]11;?\007' >"$T/out"
ok 'and one about colours' asks

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
