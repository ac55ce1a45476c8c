#!/bin/sh
# Killed at random moments: no tick that was shown is lost, the next start works. KILLS=200 for a long run.
. "$(dirname "$0")/lib.sh"
# Each of six kinds of work is killed WORKS times: by hand, for that takes minutes.
: "${KILLS:=16}" "${WORKS:=0}"

run 200 run "$lesson"
exits "the lab runs" 0

gone() {
	! kill -0 "$1" 2>/dev/null
}

# kept: each tick that $dir/shown has is in a journal
kept() {
	grep '"check.pass"' "$dir/shown" | sed -n 's/.*"at_ms":\([0-9]*\).*/\1/p' | while read -r at; do
		grep -rq --include=journal "\"at_ms\":$at,.*check.pass" "$dir/progress/labs" || exit 1
	done
}

# one VICTIM: start a check, kill the victim after a random part of its time, hold what was shown against the journal
one() {
	"$CDCLAB" check "$lesson" --format=events >"$dir/shown" 2>/dev/null </dev/null &
	reader=$!
	sleep "0.$(awk -v seed="$1$2" 'BEGIN { srand(seed); printf "%03d", rand() * 1000 }')"
	[ "$2" = 0 ] || sleep 1
	engine=$(pgrep -P "$reader" -f cdclab-engine | head -n 1)
	victim=$reader
	[ "$(($1 % 2))" = 0 ] || victim=${engine:-$reader}
	kill -9 "$victim" 2>/dev/null
	wait "$reader" 2>/dev/null
	[ -z "$engine" ] || until_true 60 gone "$engine" || return 1
	kept
}

lost=0 i=0
while [ "$i" -lt "$KILLS" ]; do
	one "$i" "$((i / 2 % 2))" || lost=$((lost + 1))
	i=$((i + 1))
done
[ "$lost" = 0 ]
tap $? "$KILLS kills lost no tick and left no engine ($lost)"
run 60 check "$lesson"
exits "the next check works" 0

# killed SEED SECONDS ARGS...: at a moment of so many, the reader, its engine, or both
killed() {
	seed=$1 long=$2
	shift 2
	"$CDCLAB" "$@" >"$dir/shown" 2>/dev/null </dev/null &
	reader=$!
	sleep "$(awk -v seed="$seed" -v long="$long" 'BEGIN { srand(seed); printf "%.3f", rand() * long }')"
	engine=$(pgrep -P "$reader" -f cdclab-engine | head -n 1)
	case $((seed % 3)) in
	0) kill -9 "$reader" ;;
	1) kill -9 ${engine:+"$engine"} "$reader" ;;
	*) kill -9 "${engine:-$reader}" ;;
	esac 2>/dev/null
	wait "$reader" 2>/dev/null
	[ -z "$engine" ] || until_true 60 gone "$engine"
}

# as_before WHAT: one run puts back what was under way, and the next check holds
as_before() {
	run 200 run "$lesson"
	exits "a run after $1" 0
	ok "no tick of it is lost" kept
	[ -z "$(find "$dir/progress" "$dir/stack/state" -path '*/data' -prune -o -name '*.new*' -print)" ]
	tap $? "and no half a file is left"
	run 90 check "$lesson"
	exits "the check holds" 0
}

# killed at other work: a run, a restart, a row that is held, a drill, a row that is traced, a server that goes down
seed=${SEED:-1} left=$((WORKS * 6))
while [ "$left" -gt 0 ]; do
	case $((left % 6)) in
	0) killed "$seed" 9 run "$lesson" --format=events ;;
	1) killed "$seed" 6 restart "$lesson" --format=events ;;
	2) killed "$seed" 12 step "$lesson" postgres-orders --json ;;
	3) killed "$seed" 15 drill 06-multi drill-connector-stopped --solve --format=events ;;
	4) killed "$seed" 4 trace "$lesson" --json ;;
	*) killed "$seed" 3 stack down connect ;;
	esac
	as_before "kill $seed of kind $((left % 6))"
	seed=$((seed + 1)) left=$((left - 1))
done

# killed while the lab is undone: the next reset undoes the rest, and the next run has all of it again
for at in 0.3 0.8 1.5 3; do
	"$CDCLAB" reset "$lesson" --format=events >"$dir/shown" 2>/dev/null </dev/null &
	reader=$!
	sleep "$at"
	pkill -9 -P "$reader" -f cdclab-engine
	kill -9 "$reader" 2>/dev/null
	wait "$reader" 2>/dev/null
	if [ "$at" = 0.8 ]; then
		# without a second reset: what is half undone is made again
		run 120 run "$lesson"
		exits "a run after a reset that was killed at $at s" 0
		continue
	fi
	run 60 reset "$lesson"
	exits "the reset after one that was killed at $at s" 0
done
left=$(curl -fsS http://127.0.0.1:8083/connectors)
[ "$left" = "[]" ]
tap $? "no connector is left: $left"
run 120 run "$lesson"
exits "and the lab runs again" 0

# killed while the stack comes up: the next up adopts or cleans, and down leaves nothing
run 60 stack down --wipe
for at in 0.2 1 2.5 5; do
	"$CDCLAB" stack up >/dev/null 2>&1 &
	up=$!
	sleep "$at"
	pkill -9 -P "$up" -f cdclab-engine
	kill -9 "$up" 2>/dev/null
	wait "$up" 2>/dev/null
	run 90 stack up
	exits "up after a kill at $at s" 0
	run 60 stack down --wipe
	ok "and down leaves nothing" nobody_left
done
finish
