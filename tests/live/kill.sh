#!/bin/sh
# Killed at random moments: no tick that was shown is lost, the next start works. KILLS=200 for a long run.
. "$(dirname "$0")/lib.sh"
: "${KILLS:=16}"
journal=$dir/progress/labs/$lesson_id/journal

run 200 run "$lesson"
exits "the lab runs" 0

gone() {
	! kill -0 "$1" 2>/dev/null
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
	[ -z "$engine" ] || until_true 5 gone "$engine" || return 1
	grep '"check.pass"' "$dir/shown" | sed -n 's/.*"at_ms":\([0-9]*\).*/\1/p' | while read -r at; do
		grep -q "\"at_ms\":$at,.*check.pass" "$journal" || exit 1
	done
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
