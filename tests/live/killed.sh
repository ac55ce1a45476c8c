#!/bin/sh
# Every server killed by a signal, behind the back of cdclab, under every check: red, by its own name.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/faults.sh"

hit() {
	kill -KILL "$(pid_of "$2")"
}

run 200 run "$lesson"
exits "the lab runs" 0
fault_all kill
finish
