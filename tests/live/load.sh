#!/bin/sh
# The budget of lesson 06: ten thousand rows in each database, both connectors restarted half way.
. "$(dirname "$0")/lib.sh"
budget=06-multi-database-checklist

run 200 run "$lesson"
exits "the pipeline of lesson 05 runs" 0
run 240 run "$budget"
exits "the load is within the budget" 0
says "all five are proved" "5 of 5 checks passed"
says "nothing is lost in PostgreSQL's topic" "outbox.event.postgres.orders: 10000 rows, 0 lost"
says "nothing is lost in MySQL's topic" "outbox.event.mysql.orders: 10000 rows, 0 lost"
says "the keyed result has each once" "20000 keys for 20000 rows, none left over"

# rows of the table that never went the connector's way are missed: the count is no echo of the topic
eval "$("$CDCLAB" stack env)"
mysql -e "SET SESSION sql_log_bin = 0; INSERT INTO shop.outbox (aggregatetype, aggregateid, type, payload)
	SELECT 'orders', MAX(CAST(aggregateid AS SIGNED)) + 1, 'LoadOrder', JSON_OBJECT() FROM shop.outbox WHERE type = 'LoadOrder'"
run 200 check "$budget" load-arrived --format=events
red load-arrived topic "1 of 10001 rows of mysql are not in outbox.event.mysql.orders"
run 60 reset "$budget"
exits "reset takes the load back" 0
finish
