#!/bin/sh
# Every check of the course is proved, and one that proves nothing is found.
. "$(dirname "$0")/lib.sh"

# verdict CHECK STATE TEXT: what the last output, of --format=events, says of it
verdict() {
	jq -e -s --arg c "$1" --arg s "$2" --arg t "$3" \
		'any(.[]; .event == "proof.check" and .check == $c and .state == $s and ((.cause // "") | contains($t)))' "$dir/out" >/dev/null
	tap $? "$1 is $2${3:+: $3}"
}

# an author's first steps
run 60 stack up postgres kafka connect
run 10 new "$dir/own"
own=$dir/own/lessons/50-own/01-first-lesson.mdx
wiring=$dir/own/labs/50-own/01-first-lesson/lab.json
run 20 prove "$own"
exits "a lab from elsewhere is not proved unasked" 2
run 10 trust --yes "$own"
run 90 prove "$own"
exits "what cdclab new writes is proved" 0
says "all of it" "2 of 2 checks proved"

# it claims the connector, and is content with a table
jq '(.checks[] | select(.id == "row-arrives").expect) =
	[{ "sql": "postgres", "text": "SELECT to_regclass('"'public.own_visits'"') IS NOT NULL" }]' "$wiring" >"$dir/weak.json"
cp "$dir/weak.json" "$wiring"
run 10 trust --yes "$own"
run 120 prove "$own" --format=events
exits "a check that proves nothing fails the proof" 1
verdict row-arrives failed "it stays green while deploy is undone, by the effect of table"
verdict connector-running proved ""
run 90 check "$own"
exits "the lab is as after a run" 0
run 60 reset "$own"

run 400 prove "$lesson" --format=events
exits "the checks of $lesson are proved" 0
for check in $five; do
	verdict "$check" proved ""
done
silent "no tick is given" '"check.pass"'
run 60 check "$lesson" --format=tap
exits "and hold at the end" 0
finish
