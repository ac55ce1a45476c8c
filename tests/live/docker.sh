#!/bin/sh
# The lab on containers: an engine of the test's own, from Debian's packages, with images made on this machine; containers killed, paused, cut
# off and removed behind its back.

# The engine and its images are kept beside the parts. They are made outside of the network namespace, which reaches no mirror.
keep=${CDCLAB_STACK_DIR:-/var/lib/cdclab}/docker

skip() {
	echo "1..0 # SKIP $1"
	exit 0
}

# engine DIR FLAG...: start one, its log in DIR/log; sets engine_pid, DOCKER_HOST
engine() {
	run=$1
	shift
	mkdir -p "$run"
	export DOCKER_HOST="unix://$run/docker.sock"
	"$keep/engine/run" dockerd --data-root "$keep/data" --exec-root "$run/exec" --pidfile "$run/pid" -H "$DOCKER_HOST" "$@" \
		>"$run/log" 2>&1 </dev/null &
	engine_pid=$!
	tries=300
	until curl -fs -m 2 -o /dev/null --unix-socket "$run/docker.sock" http://docker/_ping; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] && kill -0 "$engine_pid" || return 1
		sleep 0.1
	done
}

engine_end() {
	[ -z "${engine_pid-}" ] || {
		kill "$engine_pid" 2>/dev/null
		wait "$engine_pid" 2>/dev/null
	}
	engine_pid=
}

if [ -z "${CDCLAB_LIVE_NS-}" ]; then
	top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
	[ "$(id -u)" = 0 ] || skip "a Docker engine needs root"
	[ "$(uname -m)" = x86_64 ] || skip "the images are made for amd64"
	made=$(mktemp -d)
	mkdir -p "$keep"
	"$top/tests/live/engine" "$keep/engine" >"$made/packages" 2>&1 || {
		tail -n 3 "$made/packages" >&2
		skip "Debian's packages of the engine do not come"
	}
	engine "$made" --bridge=none --iptables=false || {
		tail -n 3 "$made/log" >&2
		skip "a Docker engine does not run here"
	}
	"$keep/engine/run" "$top/stack/docker/local-images/build" "${CDCLAB_STACK_DIR:-/var/lib/cdclab}/parts" >&2 || {
		engine_end
		echo "1..1"
		echo "not ok 1 - the images are made"
		exit 1
	}
	engine_end
	rm -rf "$made"
fi

# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"
tidy_docker() {
	tidy_stack
	engine_end
	rm -rf "$dir"
}
tidy_stack() {
	"$CDCLAB" stack down --wipe --driver docker >/dev/null 2>&1
}
trap tidy_docker EXIT
export CDCLAB_COMPOSE_FILE=compose.local.yaml

run 20 stack up --driver docker
exits "without an engine" 3
says "it is said which was looked for" "no Docker engine answers at /nonexistent/docker.sock"

engine "$dir/engine"
tap $? "an engine runs in the namespace"
PATH=$(dirname "$keep/engine/run"):$PATH
eval "$("$keep/engine/run" sh -c 'echo "export PATH=\"$PATH\" XTABLES_LIBDIR=\"$XTABLES_LIBDIR\" DOCKER_CONFIG=\"$DOCKER_CONFIG\""')"

# box SERVICE: its container
box() {
	docker ps -aq --filter label=com.docker.compose.project=cdclab --filter "label=com.docker.compose.service=$1"
}

# left: how many things of the project there are
left() {
	ours=label=com.docker.compose.project=cdclab
	{
		docker ps -aq --filter $ours
		docker volume ls -q --filter $ours
		docker network ls -q --filter $ours
	} | wc -l
}

python3 -m http.server -b 127.0.0.1 8083 >/dev/null 2>&1 &
squatter=$!
until_true 5 curl -fs -o /dev/null http://127.0.0.1:8083/
run 60 stack up --driver docker
exits "a taken port" 3
says "is told with its owner" "port 8083 at 127.0.0.1 is taken by pid $squatter"
kill "$squatter"
[ "$(left)" = 0 ]
tap $? "and nothing was made"

gone() { [ "$(left)" = 0 ]; }
begun() { [ -n "$(docker ps -q)" ]; }
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

heal() {
	"$CDCLAB" stack up >"$dir/healed" 2>&1
	for c in postgres mysql; do
		until_true 30 curl -fsS -m 5 -o /dev/null -X POST \
			"http://127.0.0.1:8083/connectors/$c-outbox-connector/restart?includeTasks=true&onlyFailed=false"
	done
	until_true 3 "$CDCLAB" run "$lesson" >/dev/null 2>&1
}

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
