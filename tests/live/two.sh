#!/bin/sh
# Two learners on one machine: each has servers, ports and state of its own, and takes down only these.
. "$(dirname "$0")/lib.sh"

# as first | as second: who says the next commands
as() {
	export CDCLAB_STACK_DIR="$dir/$1" CDCLAB_STATE_DIR="$dir/$1-progress"
}
mv "$dir/stack" "$dir/first"
mkdir "$dir/second" "$dir/first-progress" "$dir/second-progress"
cp -P "$dir/first/parts" "$dir/second/parts"
both_tidy() {
	as second
	"$CDCLAB" stack down --wipe >/dev/null 2>&1
	as first
	tidy
}
trap both_tidy EXIT

as first
run 120 stack up connect
exits "the first learner's servers come up" 0
as second
run 60 stack up connect
exits "the second one is told that the ports are taken" 3
says "and by what they move" "CDCLAB_STACK_PORTS=+100 cdclab stack up"

export CDCLAB_STACK_PORTS=+100
run 120 stack up connect postgres
exits "with it, the other servers come up beside the first" 0
export CDCLAB_STACK_PORTS=+200
run 20 stack up connect
exits "other ports are not taken while these are in use" 3
unset CDCLAB_STACK_PORTS
run 20 stack status connect postgres
says "they are found without saying it again" "127.0.0.1:8183"
says "with an address for their names" "127.1.100.11:5432"

cluster() {
	curl -fsS --noproxy '*' "http://127.0.0.1:$1/" | jq -re .kafka_cluster_id
}
ok "the first Connect answers" cluster 8083
ok "the second one answers beside it" cluster 8183

run 20 read "$lesson" --plain
says "a lesson shows the second learner's ports" "localhost:8183/connectors"
silent "and no others" "localhost:8083"
as first
run 20 read "$lesson" --plain
says "and the first learner's as they are written" "localhost:8083/connectors"

as second
run 60 stack down
exits "the second learner's servers go down" 0
as first
run 20 stack status connect kafka
exits "and the first one's run on" 0
run 60 stack down
exits "until their own learner takes them down" 0
finish
