#!/bin/bash
# lab.sh - the lab done by hand on up.sh's servers: tables, both connectors, a row in each database, both topics, PyFlink.
#
# What a careful person types, in a script: the usual clients, one thing after the other, each waited for. PyFlink runs the lesson's query
# in a cluster of its own process and ends at the end of the topics. Prints the seconds at which each was done, and how many of the five
# items hold; succeeds when all do.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

connectors=http://localhost:8083/connectors
broker=localhost:29092
passed=0

pg() { PGHOST=127.0.0.11 PGUSER=postgres "$pg_bin/psql" -q "$@"; }
my() { mysql_program bin/mysql --no-defaults --socket="$data/run/mysql.sock" --user=root "$@"; }
jq() { unpacked tools jq "$@"; }

pg -f "$here/postgres.sql" >/dev/null
my <"$here/mysql.sql"
lap tables

for name in postgres mysql; do
	curl -fs -o /dev/null -X PUT -H 'Content-Type: application/json' --data @"$here/$name-outbox-connector.json" \
		"$connectors/$name-outbox-connector/config"
done
lap 'connectors deployed'

running() {
	curl -fs "$connectors?expand=status" | jq '[.[].status | select(.connector.state == "RUNNING" and
		(.tasks | length) > 0 and all(.tasks[]; .state == "RUNNING"))] | length'
}
for _ in $(seq 60); do
	n=$(running)
	[ "$n" = 2 ] && break
	sleep .5
done
[ "$n" != 2 ] || passed=$((passed + 1))
lap 'both RUNNING'

order=$((RANDOM + 10000))
payload='{"before":null,"after":{"order_id":'$order',"customer_id":7,"total_amount":10.50,"created_at":"2026-11-23 10:00:00.000"},"op":"c"}'
columns='(aggregatetype, aggregateid, type, payload)'
pg shop -c "INSERT INTO outbox $columns VALUES ('orders', 'p$order', 'OrderCreated', '$payload')"
my -e "INSERT INTO shop.outbox $columns VALUES ('orders', 'm$order', 'OrderCreated', '$payload')"

arrived() { # TOPIC KEY
	unpacked kcat kcat -b $broker -C -t "$1" -o beginning -e -q -f '%k\n' 2>/dev/null | grep -q "^$2\$"
}
for name in postgres mysql; do
	for _ in $(seq 40); do
		arrived "outbox.event.$name.orders" "${name:0:1}$order" && {
			passed=$((passed + 1))
			break
		}
		sleep .5
	done
done
lap 'both rows in their topics'

connector_jar=$(echo "$PARTS"/flink-connector/*.jar)
# on its own cluster PyFlink would load the packages for Python functions first, which this query does not take
rows=$(_python_worker_execution_mode=process "$PARTS/pyflink/bin/python" "$here/unified_orders.py" "$connector_jar" $broker 2>"$data/run/pyflink.log")
[ "$(grep -c "| *$order |" <<<"$rows")" != 2 ] || passed=$((passed + 1))
grep -q "$order .*postgresql" <<<"$rows" && grep -q "$order .*mysql" <<<"$rows" && passed=$((passed + 1))
lap 'PyFlink read both'

echo "$passed of 5"
[ $passed = 5 ]
