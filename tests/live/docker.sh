#!/bin/sh
# The lab on containers: an engine of the test's own, from Debian's packages, with images made on this machine; containers killed, paused, cut
# off and removed behind its back.

# shellcheck source=tests/live/docker_lib.sh
. "$(dirname "$0")/docker_lib.sh"

run 20 stack up --driver docker
exits "without an engine" 3
says "it is said which was looked for" "no Docker engine answers at /nonexistent/docker.sock"

engine "$dir/engine"
tap $? "an engine runs in the namespace"
clients

python3 -m http.server -b 127.0.0.1 8083 >/dev/null 2>&1 &
squatter=$!
until_true 5 curl -fs -o /dev/null http://127.0.0.1:8083/
run 60 stack up --driver docker
exits "a taken port" 3
says "is told with its owner" "port 8083 at 127.0.0.1 is taken by pid $squatter"
kill "$squatter"
[ "$(left)" = 0 ]
tap $? "and nothing was made"

for signal in INT KILL; do
	"$CDCLAB" stack up --driver docker >"$dir/out" 2>&1 &
	up=$!
	until_true 60 begun
	tap $? "containers start"
	kill "-$signal" "$up"
	wait "$up" 2>/dev/null
	until_true 60 gone
	tap $? "SIG$signal in the middle of up: nothing half-made is left"
done

mkdir "$dir/foreign"
printf 'services: { postgres: { image: cdclab-local/base, command: sleep 1000 } }\n' >"$dir/foreign/compose.yaml"
(cd "$dir/foreign" && docker compose -p cdclab up -d) >/dev/null 2>&1
run 60 stack up --driver docker
exits "a project of the same name" 3
says "is told from ours" "made in $dir/foreign"
run 60 stack down --wipe --driver docker
exits "and not taken down" 3
[ -n "$(box postgres)" ]
tap $? "nor touched"
(cd "$dir/foreign" && docker compose -p cdclab down) >/dev/null 2>&1

run 240 run "$lesson" --driver docker
exits "the lab runs from nothing" 0
says "all five are proved" "5 of 5 checks passed"
run 20 stack status
exits "auto keeps to docker" 0
run 20 stack up --driver native
exits "two drivers are never mixed" 3
says "and it is said what to do" "cdclab stack down --driver docker first"

# the lesson's commands, as printed
mkdir "$dir/sql" "$dir/lesson"
echo 'SELECT count(*) FROM outbox;' >"$dir/sql/ask.sql"
(
	eval "$("$CDCLAB" stack env)"
	cd "$dir" && psql -At -f sql/ask.sql && echo 'SELECT COUNT(*) FROM shop.outbox' | mysql -N &&
		kcat -b localhost:29092 -C -t unified.orders -o beginning -e -q -f '%k\n' &&
		curl -s http://localhost:8083/connectors | jq -r '.[]' && flink list
) >"$dir/out" 2>&1
code=$?
exits "the lesson's clients run" 0
says "kcat reads the result" '"order_id":1000'
says "flink lists the job" "RUNNING"

# strike VERB SERVICE CAUSE CHECKS...: those are red and name the service
strike() {
	verb=$1 service=$2 cause=$3
	shift 3
	docker "$verb" "$(box "$service")" >/dev/null
	run 60 check "$lesson" --format=events
	exits "$verb $service" 1
	for check in "$@"; do
		red "$check" process "$cause"
	done
}

strike kill postgres "postgres is dead" connectors-running postgres-topic pyflink-both source-database
green mysql-topic
heal
strike pause mysql "mysql is frozen: its container is paused" connectors-running mysql-topic pyflink-both source-database
green postgres-topic
heal
strike kill kafka "kafka is dead" connectors-running postgres-topic mysql-topic pyflink-both source-database
heal
strike pause connect "connect is frozen" connectors-running postgres-topic mysql-topic pyflink-both source-database
heal
strike kill flink-taskmanager "flink-taskmanager is dead" pyflink-both source-database
green connectors-running
heal

docker network disconnect cdclab_default "$(box postgres)"
run 90 check "$lesson" postgres-topic --format=events
exits "a database that is cut off" 1
silent "does not pass" check.pass
docker network connect --alias postgres cdclab_default "$(box postgres)"
docker rm -f "$(box mysql)" >/dev/null
run 60 check "$lesson" mysql-topic --format=events
exits "a container that was removed" 1
silent "does not pass" check.pass
heal
run 60 check "$lesson"
exits "all is healed" 0

run 90 reset "$lesson"
exits "reset undoes it" 0
run 120 run "$lesson"
exits "and it runs again" 0

docker volume create mine >/dev/null
run 120 stack down --wipe
exits "down --wipe" 0
[ "$(left)" = 0 ]
tap $? "leaves nothing of the project"
holds "and what is not ours" docker volume inspect mine
docker volume rm mine >/dev/null
finish
