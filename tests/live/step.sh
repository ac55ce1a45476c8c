#!/bin/sh
# A row is held at each place of both flows; whatever ends that, all goes on as before and no row is lost or doubled.
. "$(dirname "$0")/lib.sh"

connector_is() { # DATABASE STATE
	curl -fsS -m 5 "http://127.0.0.1:8083/connectors/$1-outbox-connector/status" |
		jq -e --arg s "$2" '.connector.state == $s and all(.tasks[]; .state == $s)' >/dev/null
}

jobs_running() {
	curl -fsS -m 5 http://127.0.0.1:8081/jobs/overview | jq '[.jobs[] | select(.state == "RUNNING")] | length'
}

job_runs() {
	[ "$(jobs_running)" = 1 ]
}

# order DATABASE NUMBER: a row beside the one that is held
order() {
	payload="{\"before\": null, \"after\": {\"order_id\": $2, \"customer_id\": 1, \"total_amount\": 1.00, \"created_at\": \"2026-11-24 07:12:03.671\"}, \"op\": \"c\"}"
	sql="INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload) VALUES ('00000000-0000-4000-8000-0000000$2', 'orders', '$2', 'OrderCreated', '$payload')"
	if [ "$1" = postgres ]; then
		psql -qc "$sql"
	else
		mysql shop -e "$sql"
	fi
}

# once TOPIC NUMBER: it has that row, once
once() {
	[ "$(kcat -b 127.0.0.1:29092 -q -C -e -o beginning -t "$1" | grep -c "\"order_id\": *$2[,}]")" = 1 ]
}

# hold ARGS...: on a terminal of its own, until it says that a row is held; its input is fd 9
hold() {
	rm -f "$dir/keys" "$dir/held"
	mkfifo "$dir/keys"
	setsid script -qfec "exec '$CDCLAB' step $lesson $*" "$dir/held" <"$dir/keys" >/dev/null 2>&1 &
	terminal=$!
	exec 9>"$dir/keys"
	until_true 60 grep -q 'Ctrl-C' "$dir/held"
	reader=$(pgrep -P "$terminal")
	engine=$(pgrep -P "$reader")
}

nobody_holds() {
	[ ! -e "/proc/$reader" ] && [ ! -e "/proc/$engine" ]
}

kill_it() {
	kill -KILL "$reader" "$engine"
	exec 9>&-
	until_true 60 nobody_holds
}

run 200 run "$lesson"
exits "the lab runs" 0
# shellcheck disable=SC1091 # made a moment ago
"$CDCLAB" stack env >"$dir/env" && . "$dir/env"

# all hops of both
run 90 step "$lesson" postgres-orders --json
exits "a row of PostgreSQL is held at each place" 0
ok "the table, the WAL, the record with its headers, the change that the job made" jq -e '
	[.hops[].at] == ["postgres", "outbox.event.postgres.orders", "unified.orders"]
	and .hops[0].held_by_connector == "postgres-outbox-connector" and .hops[1].held_by_job == "unified-orders"
	and any(.hops[0].parts[]; .is == "row" and (.text | contains("CdclabCanary")))
	and any(.hops[0].parts[]; .is == "log" and (.text | contains("table public.outbox: INSERT:")))
	and any(.hops[1].parts[]; .is == "header" and .name == "eventType" and .text == "CdclabCanary")
	and any(.hops[1].parts[]; .is == "value" and (.text | fromjson | .after.order_id < 0))
	and any(.hops[2].parts[]; .is == "change" and (.text | startswith("+I ")))' "$dir/out"
run 90 step "$lesson" mysql-orders
exits "a row of MySQL is held at each place" 0
says "the binlog lists its transaction" "Write_rows"
says "and its rows event is decoded" '@4='
says "the job's change names where it is from" '"source_database":"mysql"'

# on the screen
screen 100 40 read "$lesson"
shows "the lesson is on the screen" "keys"
keys 2H
shows "a key holds a row of the second flow before its connector" "Enter lets it go"
connector_is mysql PAUSED
tap $? "which is paused"
sees "Write_rows"
tap $? "the binlog's event is shown"
keys Enter
shows "Enter lets it go to the topic, before the job" "header *eventType: CdclabCanary"
shows "which is stopped" "the job unified-orders is stopped"
keys Escape
shows "Esc puts everything back" "Everything goes on as before"
ok "the connector runs" until_true 60 connector_is mysql RUNNING
ok "and the job" until_true 60 job_runs
keys q q
hides "the screen is left" .

# other rows wait with it
hold mysql-orders --at mysql
connector_is mysql PAUSED
tap $? "on a terminal the connector is paused while the row is held"
order mysql 77001
order postgres 77002
ok "a row of the other database passes" until_true 60 once outbox.event.postgres.orders 77002
run 10 reset "$lesson"
says "what changes the lab has to wait" "another run or reset of this lab is at work"
printf '\n' >&9
ok "Enter lets it go on" until_true 60 nobody_holds
exec 9>&-
ok "and the row beside it is there, once" until_true 60 once outbox.event.mysql.orders 77001

# Ctrl-C, and the terminal closed
hold postgres-orders --at postgres
printf '\003' >&9
ok "Ctrl-C ends it" until_true 60 nobody_holds
exec 9>&-
ok "and the connector goes on" until_true 60 connector_is postgres RUNNING
hold postgres-orders --at postgres
kill -KILL "$terminal"
exec 9>&-
ok "a terminal that is closed ends it" until_true 60 nobody_holds
ok "and the connector goes on as well" until_true 60 connector_is postgres RUNNING

# kill -9 while the job is stopped
hold mysql-orders --at outbox.event.mysql.orders
[ "$(jobs_running)" = 0 ]
tap $? "the job is stopped while the row stands before it"
order postgres 77003
kill_it
run 90 check "$lesson" pyflink-both
exits "after kill -9 the next check puts the job back" 0
job_runs
tap $? "it is one job"
ok "the row that came meanwhile is in the result, once" until_true 60 once unified.orders 77003

# kill -9 while the connector is paused and its worker dies
hold postgres-orders --at postgres
kill -KILL "$(pid_of connect)"
ok "a server that dies ends it" until_true 60 nobody_holds
grep -q "not reached" "$dir/held" && grep -q "connect" "$dir/held"
tap $? "and it is told which"
exec 9>&-
heal
# shellcheck disable=SC2086 # a list
run 60 check "$lesson" $five
exits "once it is back, all five are green" 0
ok "the connector goes on" connector_is postgres RUNNING
hold postgres-orders --at postgres
kill_it
connector_is postgres PAUSED
tap $? "after kill -9 a connector is still paused"
# shellcheck disable=SC2086 # a list
run 60 check "$lesson" $five
exits "until the next check, which is green" 0

[ "$(psql -Atc "SELECT count(*) FROM pg_replication_slots WHERE slot_name <> 'outbox_slot'")" = 0 ]
tap $? "no slot is left"
[ "$(psql -Atc "SELECT count(*) FROM outbox WHERE type = 'CdclabCanary' AND created_at < (now() AT TIME ZONE 'UTC') - interval '5 minutes'")" = 0 ]
tap $? "nor is an old canary"
finish
