#!/bin/sh
# What learners do: effects count, and what is wrong is named.
. "$(dirname "$0")/lib.sh"
connect=http://127.0.0.1:8083/connectors

# block NAME: the bytes of a named block of the lesson
block() {
	awk -v want="title=\"$1\"" '
		/^```/ && on { exit }
		on { print }
		/^```/ && index($0, want) { on = 1 }
	' "$top_srcdir/lessons/$lesson_id.mdx"
}

put() { # NAME: a config from stdin
	curl -fsS -o /dev/null -X PUT -H 'Content-Type: application/json' \
		--data @- "$connect/$1/config"
}

running() {
	curl -fsS "$connect/$1/status" | jq -e '(.tasks | length) > 0 and all(.tasks[]; .state == "RUNNING")'
}

# settles CHECK TEXT: check until its cause is that one; after a PUT the old task runs on for a moment, and its rows go the old way
settles() {
	tries=5
	while [ "$tries" -gt 0 ]; do
		run 90 check "$lesson" "$1" --format=events
		! grep '"check.fail"' "$dir/out" | grep -qF "$2" || return 0
		tries=$((tries - 1))
	done
}

run 200 run "$lesson"
exits "the lab runs" 0

# a connector deleted, and deployed again by hand
curl -fsS -X DELETE "$connect/mysql-outbox-connector"
# its task runs on for a moment, and what it sends in that moment does arrive
until_true 60 sh -c '! curl -fsS http://127.0.0.1:9404/metrics | grep -q "name=\"mysql-outbox\""'
run 60 check "$lesson" --format=events
red connectors-running connector "has no connector mysql-outbox-connector"
red mysql-topic connector "has no connector mysql-outbox-connector"
green postgres-topic
block connectors/mysql-outbox-connector.json | put mysql-outbox-connector
until_true 60 running mysql-outbox-connector
run 60 check "$lesson" --format=events
exits "deployed by hand with curl it is as good" 0

# both connectors write to one topic
block connectors/mysql-outbox-connector.json |
	sed 's/outbox\.event\.mysql\./outbox.event.postgres./' | put mysql-outbox-connector
until_true 60 running mysql-outbox-connector
settles mysql-topic "went to the topic outbox.event.postgres.orders"
red mysql-topic topic "went to the topic outbox.event.postgres.orders"
run 90 check "$lesson" --format=events
exits "one topic for both is red" 1

# a topic that nobody reads: the option is misspelt, so the default is used
block connectors/mysql-outbox-connector.json |
	sed 's/route\.topic\.replacement/route.topic.replacment/' | put mysql-outbox-connector
until_true 60 running mysql-outbox-connector
settles mysql-topic "went to the topic outbox.event.orders"
red mysql-topic topic "its nearest name is transforms.outbox.route.topic.replacement"
block connectors/mysql-outbox-connector.json | put mysql-outbox-connector
until_true 60 running mysql-outbox-connector

# a paused connector
curl -fsS -X PUT "$connect/postgres-outbox-connector/pause"
run 60 check "$lesson" connectors-running --format=events
red connectors-running connector "postgres-outbox-connector is PAUSED"
run 60 run "$lesson" deploy-postgres
exits "its step lets it go on" 0
says "and says so" "postgres-outbox-connector was stopped: it is resumed"
until_true 60 running postgres-outbox-connector

# a second MySQL reader with the same server id: the older one dies
block connectors/mysql-outbox-connector.json |
	jq '."topic.prefix" = "rogue" | ."schema.history.internal.kafka.topic" = "schema-changes.rogue" |
		."transforms.outbox.route.topic.replacement" = "rogue.${routedByValue}"' | put rogue
until_true 60 sh -c "! curl -fsS $connect/mysql-outbox-connector/status | jq -e '.tasks[0].state == \"RUNNING\"'"
run 60 check "$lesson" mysql-topic --format=events
red mysql-topic binlog "same server_uuid/server_id"
curl -fsS -X DELETE "$connect/rogue"
run 60 run "$lesson" deploy-mysql
exits "its step restarts what has failed" 0
says "and says so" "mysql-outbox-connector has failed: it is restarted"
until_true 60 running mysql-outbox-connector

# What is said to help, helps: the words of "try" are pasted as they stand there.
eval "$("$CDCLAB" stack env)"

# advised CHECK LAYER PATTERN: the check is red there, and that part of its advice is kept
advised() {
	: >"$dir/pasted"
	run 60 check "$lesson" "$1"
	sed -n 's/^ *where  *//p' "$dir/out" | grep -q "^$2 " &&
		sed -n 's/^ *try  *//p' "$dir/out" | grep -o "$3" | head -n 1 >"$dir/pasted"
	[ -s "$dir/pasted" ]
	tap $? "$1 is red at $2, with what to do: $(head -c 60 "$dir/pasted")"
}

# heals CHECK NAME: what was done, a copy of the advice included, makes it green
heals() {
	run 60 check "$lesson" "$1"
	[ "$code" = 0 ] || run 60 check "$lesson" "$1"
	exits "$2" 0
}

# order N: a row of somebody else's, for the job to read: its values from the id on
order() {
	echo "('orders', '$1', 'X', '{\"before\": null, \"after\": {\"order_id\": $1, \"customer_id\": 0, \"total_amount\": 0.00, \"created_at\": \"2026-01-01 00:00:00.000\"}, \"op\": \"c\"}')"
}
into='INSERT INTO outbox (aggregatetype, aggregateid, type'
reset='curl -sX PUT [^ ]*/stop; until .*/resume'

# somebody else holds the slot, and reads nothing: RUNNING proves nothing
curl -fsS -X PUT "$connect/postgres-outbox-connector/stop"
until_true 60 sh -c '! psql -qAt -c "SELECT active_pid FROM pg_replication_slots" | grep -q .'
holder=$dir/stack/parts/postgres/usr/lib/postgresql/15/bin/pg_recvlogical
sed "s|exec .*/psql\"|exec '$holder'|" "$dir/stack/state/bin/psql" >"$dir/hold"
PGOPTIONS='-c wal_sender_timeout=0' sh "$dir/hold" -d shop --start -S outbox_slot -n -f - \
	-o proto_version=1 -o publication_names=outbox_pub >"$dir/held" 2>&1 &
held=$!
until_true 60 sh -c 'psql -qAt -c "SELECT active_pid FROM pg_replication_slots" | grep -q .'
kill -STOP "$held"
curl -fsS -X PUT "$connect/postgres-outbox-connector/resume"
until_true 60 running postgres-outbox-connector
run 60 check "$lesson" connectors-running postgres-topic --format=events
red connectors-running slot "(pg_recvlogical, user postgres"
red postgres-topic slot "(pg_recvlogical, user postgres"
advised connectors-running "replication slot" 'SELECT pg_terminate_backend([0-9]*)'
psql -c "$(cat "$dir/pasted")" >/dev/null
kill -KILL "$held"
heals postgres-topic "the slot is read again"

# a database that may not be written: who says so, and how it is put back
psql -c 'ALTER DATABASE shop SET default_transaction_read_only = on' >/dev/null
advised postgres-topic database 'BEGIN READ WRITE;.*COMMIT'
psql -c "$(cat "$dir/pasted")" >/dev/null
heals postgres-topic "PostgreSQL is written again"
mysql -e 'SET GLOBAL super_read_only = ON'
advised mysql-topic database 'SET GLOBAL super_read_only = OFF, GLOBAL read_only = OFF'
mysql -e "$(cat "$dir/pasted")"
heals mysql-topic "MySQL is written again"

# a check writes nothing that would end the connector when it is deleted
mysql -e 'SET GLOBAL binlog_row_image = MINIMAL'
run 60 check "$lesson" mysql-topic --format=events
red mysql-topic database "binlog_row_image other than FULL"
ok "the connector lives on" running mysql-outbox-connector
# a row of somebody else's does end it, and no restart helps
mysql shop -e "$into, payload) VALUES $(order 71);
	DELETE FROM outbox WHERE aggregateid = '71'; SET GLOBAL binlog_row_image = 'FULL'"
until_true 60 sh -c "curl -fsS $connect/mysql-outbox-connector/status | grep -q FAILED"
advised mysql-topic binlog "$reset"
sh -e "$dir/pasted" >/dev/null 2>&1
heals mysql-topic "cut rows are got past"

# the publication is dropped while it is read
psql -c 'DROP PUBLICATION outbox_pub' >/dev/null
psql -c "$into, payload) VALUES $(order 72)" >/dev/null
advised postgres-topic database "$reset"
block sql/postgres-publication.sql | psql >/dev/null
sh -e "$dir/pasted" >/dev/null 2>&1
heals postgres-topic "a publication that was dropped is read again"

# a column by another name, and its row
mysql shop -e "ALTER TABLE outbox RENAME COLUMN payload TO body;
	$into, body) VALUES $(order 73)"
until_true 60 sh -c "curl -fsS $connect/mysql-outbox-connector/status | grep -q FAILED"
advised mysql-topic database "RENAME COLUMN"
mysql shop -e "ALTER TABLE outbox RENAME COLUMN body TO payload"
advised mysql-topic connector "$reset"
sed -i 's/resume\..*/resume/' "$dir/pasted"
sh -e "$dir/pasted" >/dev/null 2>&1
heals mysql-topic "a row by another name is got past"

# the binlog is purged behind a connector that does not read it
curl -fsS -X PUT "$connect/mysql-outbox-connector/stop"
until_true 60 sh -c "! mysql -Ne \"SELECT id FROM performance_schema.processlist WHERE command LIKE 'Binlog Dump%'\" | grep -q ."
mysql shop -e "$into, payload) VALUES $(order 74);
	FLUSH BINARY LOGS; PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 DAY"
curl -fsS -X PUT "$connect/mysql-outbox-connector/resume"
advised mysql-topic binlog 'snapshot.mode=when_needed'
block connectors/mysql-outbox-connector.json | jq '."snapshot.mode" = "when_needed"' | put mysql-outbox-connector
heals mysql-topic "a binlog that was purged is read on"
block connectors/mysql-outbox-connector.json | put mysql-outbox-connector
heals mysql-topic "and initial is back"

# rows that come as something else, or not at all, while all say RUNNING
block connectors/postgres-outbox-connector.json | jq 'del(.transforms)' | put postgres-outbox-connector
until_true 60 running postgres-outbox-connector
settles postgres-topic "went to the topic postgres-outbox.public.outbox"
red postgres-topic connector "went to the topic postgres-outbox.public.outbox"
block connectors/postgres-outbox-connector.json | jq '."table.include.list" = "public.outbxo"' | put postgres-outbox-connector
until_true 60 running postgres-outbox-connector
settles postgres-topic "table.include.list"
red postgres-topic connector "table.include.list of postgres-outbox-connector is public.outbxo"
block connectors/postgres-outbox-connector.json |
	jq 'del(."publication.name", ."publication.autocreate.mode")' | put postgres-outbox-connector
until_true 60 running postgres-outbox-connector
settles postgres-topic "the publication dbz_publication does not exist"
red postgres-topic connector "the publication dbz_publication does not exist"
block connectors/postgres-outbox-connector.json | put postgres-outbox-connector
heals postgres-topic "the lesson's config is good again"

# a topic that was deleted comes back by itself, and what was in it is gone
run 90 check "$lesson" source-database
silent "a topic that is as it was is not mentioned" "deleted"
python3 "$top_srcdir/tests/live/topic_delete.py" unified.orders outbox.event.mysql.orders
tap $? "two topics are deleted by hand"
run 90 check "$lesson" source-database
says "the topic of the source" "the topic outbox.event.mysql.orders was deleted and recreated after"
says "and the result's" "the topic unified.orders was deleted and recreated after"

# what the catalog knows at once, and its advice
psql -c 'ALTER PUBLICATION outbox_pub DROP TABLE public.outbox' >/dev/null
advised postgres-topic database 'ALTER PUBLICATION outbox_pub ADD TABLE public.outbox'
psql -c "$(cat "$dir/pasted")" >/dev/null
psql -c 'ALTER ROLE debezium CONNECTION LIMIT 0' -c 'SELECT pg_terminate_backend(pid) FROM pg_stat_replication' >/dev/null
advised postgres-topic database 'ALTER ROLE debezium CONNECTION LIMIT -1'
psql -c "$(cat "$dir/pasted")" >/dev/null
heals postgres-topic "a role that may connect again is read"

# a job with other code than the lesson's, and then the lesson's own again
mkdir "$dir/course"
cp -r "$top_srcdir/lessons" "$top_srcdir/labs" "$top_srcdir/stack" "$dir/course/"
for f in "$dir/course/lessons/$lesson_id.mdx" "$dir/course/lessons/$lesson_id.en.mdx"; do
	sed -i 's/^"""Two outbox topics,/"""Another docstring,/' "$f"
done
CDCLAB_DATA_DIR=$dir/course run 120 run "$lesson" unified-orders
exits "changed code replaces the job" 0
run 60 check "$lesson" pyflink-both --format=events
red pyflink-both consumer "has other code than the lesson"
advised pyflink-both consumer 'cdclab run [^ ]* [^ ]*'
# shellcheck disable=SC2046 # its words
run 120 $(sed 's/^cdclab //' "$dir/pasted")
exits "the step puts the lesson's code back" 0
run 60 check "$lesson" --format=events
exits "and all is green again" 0

# jobs JQ: the ids of those for which it holds
jobs() {
	curl -fsS http://127.0.0.1:8081/jobs/overview | jq -r ".jobs[] | select($1) | .jid"
}
none_left() {
	[ -z "$(jobs '."end-time" < 0')" ]
}
# by_hand SED: the lesson's job, changed, is the only one
by_hand() {
	for job in $(jobs '."end-time" < 0'); do
		curl -fsS -o /dev/null -X PATCH "http://127.0.0.1:8081/jobs/$job?mode=cancel"
	done
	until_true 60 none_left
	block pyflink/unified_orders.py | sed "$1" >"$dir/by_hand.py"
	flink run -d -py "$dir/by_hand.py" >"$dir/submitted" 2>&1
}
# second_is_refused WHY: the step makes none beside it, and what it says to try makes room for it
second_is_refused() {
	run 120 run "$lesson" unified-orders
	exits "no second job is submitted" 1
	says "it says why" "$1"
	sed -n 's/^ *try  *//p' "$dir/out" | grep -o 'curl -X PATCH .*' >"$dir/pasted"
	sh -e "$dir/pasted" >/dev/null 2>&1
	until_true 60 none_left
	run 120 run "$lesson" unified-orders
	exits "once it is cancelled, the step submits the lesson's" 0
	heals pyflink-both "and that one writes"
}
by_hand 's/outbox.event.mysql.orders/outbox.event.mysql.order/'
until_true 60 sh -c 'curl -fsS http://127.0.0.1:8081/jobs/overview | grep -q RESTARTING'
second_is_refused "submitted by hand) is RESTARTING: UnknownTopicOrPartitionException"
by_hand 's/earliest-offset/latest-offset/'
until_true 60 sh -c 'curl -fsS http://127.0.0.1:8081/jobs/overview | grep -q RUNNING'
second_is_refused "is RUNNING and has written nothing yet"

# validation: the texts of the worker, not its NullPointerException
for f in "$dir/course/lessons/$lesson_id.mdx" "$dir/course/lessons/$lesson_id.en.mdx"; do
	sed -i 's/"database.password": "dbz"/"database.password": "wrong"/' "$f"
done
CDCLAB_DATA_DIR=$dir/course run 60 run "$lesson" deploy-mysql
exits "a wrong password is refused" 1
says "with MySQL's words" "Access denied for user"
silent "and without a NullPointerException" "because the return value of"
run 60 check "$lesson" mysql-topic --format=events
green mysql-topic

# a lab with an error starts nothing
sed -i 's/"sql": "postgres", "block"/"sql": "oracle", "block"/' "$dir/course/labs/$lesson_id/lab.json"
CDCLAB_DATA_DIR=$dir/course run 10 run "$lesson"
exits "an error in the lab" 5
says "is said with its line" 'lab.json:16: steps[1].run.sql: "oracle" is not known, expected "postgres" or "mysql"'
finish
