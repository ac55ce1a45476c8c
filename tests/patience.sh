#!/bin/sh
# A wait of tests/tap.sh is as long as it says, however slow the command is.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"

tried=$(mktemp) || exit 99
trap 'rm -f "$tried"' EXIT
slow_no()
{
	echo again >>"$tried"
	sleep 0.5
	false
}

until_true 1 slow_no && held=0 || held=1
tap $((1 - held)) "what never holds is given up"
# 20 tries would be 11 seconds
ok "after a second, and not after 20 tries" test "$(grep -c . "$tried")" -le 4
: >"$tried"
until_true 60 test -e "$tried"
tap $? "what holds ends the wait"
finish
