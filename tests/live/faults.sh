# faults.sh - each server killed or paused before and during the checks, on either driver: sourced after lib.sh.
# shellcheck shell=sh disable=SC2154

# what the driver says of a server that was hit
: "${why_dead:=its process}"
: "${why_frozen=its process}"

# hit VERB SERVICE: a test may do it behind the back of cdclab instead
hit() {
	run 20 stack "$1" "$2"
	exits "stack $1 $2" 0
}

# cause_of VERB SERVICE
cause_of() {
	case $1 in
	kill) echo "$2 is dead: $why_dead" ;;
	*) echo "$2 is frozen: $why_frozen" ;;
	esac
}

# asked: the required checks, now
asked() {
	# shellcheck disable=SC2086 # a list
	run 60 check "$lesson" $five --format=events
}

# fault VERB SERVICE CHECKS...: those are red and name the service
fault() {
	verb=$1 service=$2
	shift 2
	hit "$verb" "$service"
	asked
	exits "check after $verb $service" 1
	for check in "$@"; do
		red "$check" process "$(cause_of "$verb" "$service")"
	done
}

# begin: source-database, which needs all of them, is being checked; done_checking: its verdict is there
begin() {
	"$CDCLAB" check "$lesson" source-database --format=events >"$dir/checked" 2>&1 </dev/null &
	checking=$!
	until_true 60 grep -q '"check.start"' "$dir/checked"
}
done_checking() {
	wait "$checking"
	code=$?
	cp "$dir/checked" "$dir/out"
}

# fault_during VERB SERVICE
fault_during() {
	begin
	hit "$1" "$2"
	done_checking
	exits "$1 $2 during a check" 1
	red source-database process "$(cause_of "$1" "$2")"
}

# fault_all VERB...: each verb after the other
fault_all() {
	for verb in "$@"; do
		fault "$verb" postgres connectors-running postgres-topic pyflink-both source-database
		green mysql-topic
	done
	heal
	for verb in "$@"; do
		fault "$verb" mysql connectors-running mysql-topic pyflink-both source-database
		green postgres-topic
	done
	heal
	for verb in "$@"; do
		fault "$verb" kafka connectors-running postgres-topic mysql-topic pyflink-both source-database
	done
	heal
	for verb in "$@"; do
		fault "$verb" connect connectors-running postgres-topic mysql-topic pyflink-both source-database
	done
	heal
	for verb in "$@"; do
		# rows go on flowing through the task manager for a while, so source-database may hold
		fault "$verb" flink pyflink-both
		green postgres-topic
		green mysql-topic
	done
	heal
	for verb in "$@"; do
		fault "$verb" flink-taskmanager pyflink-both source-database
		green connectors-running
	done
	heal
	fault_during "$1" postgres
	heal
	for last in "$@"; do :; done
	fault_during "$last" kafka
	heal
	tap $? "all is healed"
}
