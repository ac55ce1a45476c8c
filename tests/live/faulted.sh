#!/bin/sh
# Every server paused by cdclab, then killed behind its back, under every check: red, by its own name.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/faults.sh"
# a pause stops all processes of a server, and some of them are not its first
why_frozen=""

# others SERVICE STATE: how many of its processes are in another state; those that have ended are in none
others() {
	pid=$(pid_of "$1")
	ps -o stat= -p "$pid" --ppid "$pid" | grep -vc "^[$2Z]"
}

hit() {
	case $1 in
	pause)
		run 20 stack pause "$2"
		exits "stack pause $2" 0
		[ "$(others "$2" T)" = 0 ]
		tap $? "every process of $2 is stopped"
		;;
	*) kill -KILL "$(pid_of "$2")" ;;
	esac
}

run 200 run "$lesson"
exits "the lab runs" 0
fault_all pause kill
finish
