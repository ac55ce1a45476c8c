# strike.sh - each server hit by a signal under every check: sourced by killed.sh and frozen.sh, after lib.sh.
# shellcheck shell=sh disable=SC2154

# strike SIGNAL SERVICE WORD CHECKS...: those are red and name the service
strike() {
	signal=$1 service=$2 word=$3
	shift 3
	pid=$(pid_of "$service")
	kill -"$signal" "$pid"
	run 60 check "$lesson" --format=events
	exits "$service $word" 1
	for check in "$@"; do
		red "$check" process "$service is $word"
	done
	[ "$signal" != STOP ] || kill -CONT "$pid"
}

# strike_all SIGNAL WORD
strike_all() {
	run 200 run "$lesson"
	exits "the lab runs" 0
	strike "$1" postgres "$2" connectors-running postgres-topic pyflink-both source-database
	green mysql-topic
	heal
	strike "$1" mysql "$2" connectors-running mysql-topic pyflink-both source-database
	green postgres-topic
	heal
	strike "$1" kafka "$2" connectors-running postgres-topic mysql-topic pyflink-both source-database
	heal
	strike "$1" connect "$2" connectors-running postgres-topic mysql-topic pyflink-both source-database
	heal
	strike "$1" flink "$2" pyflink-both
	green postgres-topic
	green mysql-topic
	heal
	strike "$1" flink-taskmanager "$2" pyflink-both source-database
	green connectors-running
	heal
	run 60 check "$lesson"
	exits "all is healed" 0
}
