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
until_true 30 sh -c '! curl -fsS http://127.0.0.1:9404/metrics | grep -q "name=\"mysql-outbox\""'
run 60 check "$lesson" --format=events
red connectors-running connector "has no connector mysql-outbox-connector"
red mysql-topic connector "has no connector mysql-outbox-connector"
green postgres-topic
block connectors/mysql-outbox-connector.json | put mysql-outbox-connector
until_true 20 running mysql-outbox-connector
run 60 check "$lesson" --format=events
exits "deployed by hand with curl it is as good" 0

# both connectors write to one topic
block connectors/mysql-outbox-connector.json |
	sed 's/outbox\.event\.mysql\./outbox.event.postgres./' | put mysql-outbox-connector
until_true 20 running mysql-outbox-connector
settles mysql-topic "went to the topic outbox.event.postgres.orders"
red mysql-topic topic "went to the topic outbox.event.postgres.orders"
run 90 check "$lesson" --format=events
exits "one topic for both is red" 1

# a topic that nobody reads: the option is misspelt, so the default is used
block connectors/mysql-outbox-connector.json |
	sed 's/route\.topic\.replacement/route.topic.replacment/' | put mysql-outbox-connector
until_true 20 running mysql-outbox-connector
settles mysql-topic "went to the topic outbox.event.orders"
red mysql-topic topic "went to the topic outbox.event.orders"
block connectors/mysql-outbox-connector.json | put mysql-outbox-connector
until_true 20 running mysql-outbox-connector

# a paused connector
curl -fsS -X PUT "$connect/postgres-outbox-connector/pause"
run 60 check "$lesson" connectors-running --format=events
red connectors-running connector "postgres-outbox-connector is PAUSED"
curl -fsS -X PUT "$connect/postgres-outbox-connector/resume"
until_true 20 running postgres-outbox-connector

# a second MySQL reader with the same server id: the older one dies
block connectors/mysql-outbox-connector.json |
	jq '."topic.prefix" = "rogue" | ."schema.history.internal.kafka.topic" = "schema-changes.rogue" |
		."transforms.outbox.route.topic.replacement" = "rogue.${routedByValue}"' | put rogue
until_true 20 sh -c "! curl -fsS $connect/mysql-outbox-connector/status | jq -e '.tasks[0].state == \"RUNNING\"'"
run 60 check "$lesson" mysql-topic --format=events
red mysql-topic binlog "same server_uuid/server_id"
curl -fsS -X DELETE "$connect/rogue"
curl -fsS -o /dev/null -X POST "$connect/mysql-outbox-connector/restart?includeTasks=true&onlyFailed=true"
until_true 20 running mysql-outbox-connector

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
run 120 run "$lesson" unified-orders
exits "the step puts the lesson's code back" 0
run 60 check "$lesson" --format=events
exits "and all is green again" 0

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
