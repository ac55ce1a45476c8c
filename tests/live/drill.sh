#!/bin/sh
# Drills of the course: solved, repaired by hand, given up, killed in the middle; whatever happens, all is as before.
. "$(dirname "$0")/lib.sh"

six=06-multi-database-checklist
checks="lag-budget slot-tidy binlog-tidy" # those that need no load
jq_says() { # JQ: of the last output, of --format=events
	jq -e -s "$1" "$dir/out" >/dev/null
}

# passed DRILL CHECK: it was, and the check was red with it
passed() {
	jq_says "any(.[]; .event == \"drill\" and .state == \"symptom\" and .text == \"$2\")"
	tap $? "$1: $2 is red as promised"
	jq_says "any(.[]; .event == \"check.pass\" and .check == \"$1\" and (.text | tostring | contains(\"lost: 0\")))"
	tap $? "$1: it passes, nothing is lost"
}

# begin DRILL: in the background, until its fault shows; its pids in $reader and $engine
begin() {
	timeout 170 "$CDCLAB" drill "$six" "$1" --format=events >"$dir/out" 2>&1 </dev/null &
	limiter=$!
	until_true 60 grep -q '"state":"heal"' "$dir/out"
	tap $? "$1: its fault shows"
	reader=$(pgrep -P "$limiter")
	engine=$(pgrep -P "$reader")
}

is_up() { # SERVICE
	"$CDCLAB" stack status "$1" >/dev/null
}

run 200 run "$lesson" topics deploy-postgres deploy-mysql unified-orders postgres-order mysql-order
exits "the pipeline runs" 0

run 90 drill "$six" drill-server-id-twice --solve --format=events
exits "a drill is solved" 0
passed drill-server-id-twice lag-budget

begin drill-postgres-stopped
"$CDCLAB" reset "$six" >"$dir/busy" 2>&1
grep -q "at work" "$dir/busy"
tap $? "what changes the lab has to wait"
"$CDCLAB" stack up postgres >/dev/null 2>&1
wait "$limiter"
tap $? "a repair by hand is one"
passed drill-postgres-stopped lag-budget
! jq_says 'any(.[]; .event == "drill" and .state == "solve")'
tap $? "and no solution was run"

# the duplicate fails and stays: all rows arrive, but nothing is repaired
begin drill-server-id-twice
connectors=http://127.0.0.1:8083/connectors
curl -fsS -X POST "$connectors/mysql-outbox-connector/restart?includeTasks=true&onlyFailed=true" >/dev/null
# shellcheck disable=SC2317 # called by until_true
duplicate_fails() { curl -fsS "$connectors/rogue-connector/status" | jq -e '.tasks[0].state == "FAILED"' >/dev/null; }
until_true 60 duplicate_fails
until_true 60 "$CDCLAB" check "$six" lag-budget >/dev/null
tap $? "a repair that leaves the cause looks like one"
! grep -q '"state":"healed"' "$dir/out"
tap $? "and is none"
curl -fsS -X DELETE "$connectors/rogue-connector"
wait "$limiter"
passed drill-server-id-twice lag-budget

begin drill-mysql-killed
kill -INT "$reader"
wait "$limiter"
ok "Ctrl-C puts the server back" is_up mysql

begin drill-connector-stopped
kill -KILL "$reader" "$engine"
wait "$limiter"
# shellcheck disable=SC2086 # a list
run 60 check "$six" $checks
exits "after kill -9 the next check puts the connector back" 0
says "which is told" "drill-connector-stopped"
# shellcheck disable=SC2086 # a list
run 60 check "$six" $checks
silent "once" "drill-connector-stopped"
finish
