#!/bin/bash
# down.sh [wipe] - stop what up.sh and flink.sh started; wipe: delete the data as well.
#
# Connect goes first and alone: killed together with the broker it cannot leave its group, and the next start waits ten seconds for that.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

stop() { # PID-FILE: TERM, ten seconds, KILL
	local pid
	pid=$(cat "$1" 2>/dev/null) || return 0
	kill "$pid" 2>/dev/null || return 0
	for _ in $(seq 100); do
		kill -0 "$pid" 2>/dev/null || return 0
		sleep .1
	done
	kill -9 "$pid"
}

[ ! -f "$data/run/flink-tm.pid" ] || stop "$data/run/flink-tm.pid"
[ ! -f "$data/run/flink-jm.pid" ] || stop "$data/run/flink-jm.pid"
stop "$data/run/connect.pid"
stop "$data/run/kafka.pid" &
[ ! -f "$data/pg/postmaster.pid" ] || postgres pg_ctl -s -w -D "$data/pg" -m fast stop &
stop "$data/run/mysql.pid" &
wait
[ "${1-}" != wipe ] || rm -rf "$data"
