#!/bin/sh
# What each report says of a recorded conversation is what it said when
# somebody last read it with care: tests/golden/report/*.out.
# GOLDEN_UPDATE=1 writes them anew.

. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/cli-setup.sh"

export CDCLAB_LANG=ru
lesson=01-module-1/02-tiny

# golden NAME STATUS ARGUMENT...: standard output and error, and the status
golden()
{
	name=$1 status=$2
	shift 2
	run "$@"
	{
		cat "$T/out"
		test ! -s "$T/err" || { echo "--- stderr"; cat "$T/err"; }
	} | sed "s|$T|TOP|g" >"$T/said"
	test -z "$GOLDEN_UPDATE" || cp "$T/said" "$golden/$name.out"
	is "$name: exit status $status" "$status" "$rc"
	ok "$name: says what it said" diff -u "$golden/$name.out" "$T/said"
}

for play in green red hostile crash nostack; do
	play $play
	case $play in
	green) status=0 ;;
	crash) status=70 ;;
	nostack) status=3 ;;
	*) status=1 ;;
	esac
	for format in human events tap junit json; do
		golden $play.$format $status run $lesson --format $format
	done
done
play green
golden green.en 0 run $lesson --lang en
golden green.verbose 0 run $lesson --lang en --verbose
golden green.steps 0 run $lesson table --format tap
play red
golden red.en 1 run $lesson --lang en
play reset
golden reset.human 0 reset $lesson
golden reset.tap 0 reset $lesson --format tap
golden reset.junit 0 reset $lesson --format junit
play lie
golden lie.human 1 run $lesson
golden lie.tap 1 run $lesson --format tap
play up
golden stack-up 0 stack up
play status
golden stack-status 1 stack status
golden stack-status.json 1 stack status --json
play look
golden stack-look 0 stack look connector/postgres-outbox-connector $lesson
golden stack-look.json 0 stack look --json connector/postgres-outbox-connector
golden stack-look.en 0 stack look --lang en connector/postgres-outbox-connector
play none
golden stack-none.json 3 stack status --json --driver docker
play stopped
golden stack-stopped 3 stack status
play nostack
golden stack-nostack 3 stack up
play logs
golden stack-logs 0 stack logs
play env
golden stack-env 0 stack env

done_testing
