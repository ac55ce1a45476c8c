#!/bin/sh
# The lab on containers, and that it is the same lab: what native servers are hit with hits containers, by cdclab and behind its back, and what
# both drivers say is compared; containers cut off, restarted and removed, before and during checks.

# shellcheck disable=SC2034 # docker_lib.sh reads it
learns=1
# shellcheck source=tests/live/docker_lib.sh
. "$(dirname "$0")/docker_lib.sh"
# shellcheck source=tests/live/faults.sh
. "$(dirname "$0")/faults.sh"
# shellcheck source=tests/live/same.sh
. "$(dirname "$0")/same.sh"
# shellcheck source=tests/live/watch_lib.sh
. "$(dirname "$0")/watch_lib.sh"
why_dead="its container has ended" why_frozen="its container is paused"

run 20 stack up --driver docker
exits "without an engine" 3
says "it is said which was looked for" "no Docker engine answers at /nonexistent/docker.sock"

engine "$dir/engine"
tap $? "an engine runs in the namespace"
clients
wipe_engine
# all that follows is done under Docker's proxy settings, which reach into each container, with a proxy that is not there
mkdir "$dir/config" && cp -rL "$DOCKER_CONFIG/cli-plugins" "$dir/config/"
echo '{"proxies":{"default":{"httpProxy":"http://127.0.0.1:9","httpsProxy":"http://127.0.0.1:9"}}}' >"$dir/config/config.json"
export DOCKER_CONFIG="$dir/config"

python3 -m http.server -b 127.0.0.1 8083 >/dev/null 2>&1 &
squatter=$!
until_true 60 curl -fs -o /dev/null http://127.0.0.1:8083/
run 60 stack up --driver docker
exits "a taken port" 3
says "is told with its owner" "port 8083 at 127.0.0.1 is taken by pid $squatter"
CDCLAB_CONNECT_PORT=18083 CDCLAB_JMX_PORT=8083 run 60 stack up --driver docker
exits "the port of the metrics, too" 3
says "by the name of who wants it" "connect: port 8083 at 127.0.0.1 is taken by pid $squatter"
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
run 20 stack kill postgres --driver docker
exits "nor hit" 3
[ -n "$(box postgres)" ]
tap $? "nor touched"
(cd "$dir/foreign" && docker compose -p cdclab down) >/dev/null 2>&1

record docker
run 120 run "$lesson"
exits "and it runs again" 0
says "all five are proved" "5 of 5 checks passed"
run 60 check "$lesson" monitoring
exits "so is the item of Prometheus" 0
curl -fsS http://127.0.0.1:9090/api/v1/rules | jq -e '[.data.groups[].rules[] | select(.health == "ok").name] | index("ConnectorTaskFailed")' >"$dir/out"
tap $? "which has taken the lesson's rules"
run 120 run 06-multi
exits "the next lesson's lab runs" 0
run 120 drill 06-multi drill-mysql-killed --solve
exits "a drill breaks a container, and its solution heals it" 0
run 20 stack status
exits "auto keeps to docker" 0
run 20 stack up --driver native
exits "two drivers are never mixed" 3
says "and it is said what to do" "cdclab stack down --driver docker first"

# another learner on this engine
second="$dir/second"
mkdir -p "$second"
CDCLAB_STACK_DIR=$second run 60 stack up postgres --driver docker
exits "a second learner on this engine" 3
says "is told whose the servers are" "whose state is in $CDCLAB_STACK_DIR/state"
says "and how to have others" "CDCLAB_STACK_PORTS=+100 cdclab stack up --driver docker"
CDCLAB_STACK_DIR=$second run 60 stack down --wipe --driver docker
exits "and cannot take them down" 3
CDCLAB_STACK_DIR=$second CDCLAB_STACK_PORTS=+100 run 90 stack up postgres --driver docker
exits "has others beside them" 0
says "at other ports" "127.0.0.1:5532"
# the next shell, which says nothing of ports
CDCLAB_STACK_DIR=$second run 20 stack status postgres
exits "finds them again" 0
CDCLAB_STACK_DIR=$second run 60 stack down --wipe
exits "and takes them down" 0
docker ps -aq --filter label=com.docker.compose.project=cdclab-100 | grep -q .
[ $? = 1 ] && [ -n "$(box postgres)" ]
tap $? "those alone"

docker inspect "$(box connect)" | grep -q '"HTTP_PROXY=http://127.0.0.1:9"'
tap $? "with a proxy in each container that answers nobody"
echo '::1 localhost' >"$dir/hosts"
# shellcheck disable=SC2016 # another shell's
unshare -m sh -c 'mount --bind "$1" /etc/hosts && exec "$2" check "$3" postgres-topic mysql-topic' sh "$dir/hosts" "$CDCLAB" "$lesson" >"$dir/out" 2>&1
code=$?
exits "where localhost is ::1 alone it holds, too" 0

# the lesson's commands, as printed
mkdir "$dir/sql" "$dir/lesson"
echo 'SELECT count(*) FROM outbox;' >"$dir/sql/ask.sql"
(
	export http_proxy=http://127.0.0.1:9
	eval "$("$CDCLAB" stack env)"
	cd "$dir" && psql -At -f sql/ask.sql && echo 'SELECT COUNT(*) FROM shop.outbox' | mysql -N &&
		kcat -b localhost:29092 -C -t unified.orders -o beginning -e -q -f '%k\n' &&
		curl -s http://localhost:8083/connectors | jq -r '.[]' && flink list
) >"$dir/out" 2>&1
code=$?
exits "the lesson's clients run" 0
says "kcat reads the result" '"order_id":1000'
says "flink lists the job" "RUNNING"

# cdclab from a container of its own, among these
compose() {
	docker compose -f "$top_srcdir/stack/docker/compose.yaml" -f "$top_srcdir/stack/docker/$CDCLAB_COMPOSE_FILE" "$@"
}
# learn ARGS...: a command of it
learn() {
	compose run -T --rm "$@" >"$dir/out" 2>&1 </dev/null
	code=$?
}
socket=${DOCKER_HOST#unix://}:/var/run/docker.sock
learn learn run "$lesson"
exits "the lab runs from a container" 0
says "with the servers by their names" "kafka:9092"
says "all five are proved" "5 of 5 checks passed"
learn --no-deps learn stack kill postgres
exits "without Docker's socket nothing is killed" 3
says "and it is said how" "run --rm -v /var/run/docker.sock:/var/run/docker.sock learn"
learn --no-deps -v "$socket" learn stack kill postgres
exits "with it a server is" 0
learn --no-deps learn stack status postgres
says "and is seen to be without it" "there is no postgres in this network"
learn --no-deps -v "$socket" learn stack up postgres
exits "and started again" 0
# on_screen LOCALE TEXT: the course at 80x24, in a tmux of its own: one that was just killed may still be going
on_screen() {
	tmux_name=cdclab-$$-$1
	tmux -f /dev/null -L "$tmux_name" new-session -d -x 80 -y 24 -e "LANG=$1" -e CDCLAB_LANG= -e LC_ALL= -e LANGUAGE= -e COLORTERM=truecolor \
		"docker compose -f '$top_srcdir/stack/docker/compose.yaml' -f '$top_srcdir/stack/docker/$CDCLAB_COMPOSE_FILE' run --rm --no-deps learn"
	until_true 60 sh -c "tmux -L $tmux_name capture-pane -p | grep -qF '$2'"
	tap $? "the course is opened in $1"
	tmux -L "$tmux_name" capture-pane -p >"$dir/out"
	tmux -L "$tmux_name" kill-server
}
on_screen en_US.UTF-8 "Lessons done: 1 of"
on_screen ru_RU.UTF-8 "L English"
says "with its own letters" "Модуль"

# hit VERB SERVICE: paused by cdclab, killed behind its back
hit() {
	case $1 in
	pause)
		run 20 stack pause "$2"
		exits "stack pause $2" 0
		;;
	*) docker kill "$(box "$2")" >/dev/null ;;
	esac
}
fault_all pause kill

# fair SERVICE: what was red for its sake names it, or, for Connect, what it no longer reads; nothing else is red
fair() {
	jq -e -s --arg s "$1" 'all(.[] | select(.event == "check.fail");
		.at == $s or ($s == "connect" and (.layer | IN("slot", "binlog", "worker", "connector", "task"))))' "$dir/out" >/dev/null 2>&1
	tap $? "what is red is red for its sake"
}

all_green() {
	asked
	[ "$code" = 0 ]
}

# these three come back by themselves, and so do the connectors
docker restart "$(box postgres)" >/dev/null
asked
fair postgres
silent "postgres was restarted before the check: nothing is called dead" '"layer":"process"'
for s in postgres connect kafka; do
	until_true 60 all_green
	tap $? "all is green without help"
	begin
	docker restart "$(box "$s")" >/dev/null
	done_checking
	[ "$code" -le 1 ]
	tap $? "$s is restarted in the middle of a check: it has a verdict ($code)"
	fair "$s"
done
until_true 60 all_green
tap $? "and all is green again without help"

begin
docker network disconnect cdclab_default "$(box postgres)"
done_checking
exits "a database that is cut off in the middle of a check" 1
fair postgres
run 90 check "$lesson" postgres-topic --format=events
exits "and before one" 1
fair postgres
says "and it is said what it is cut off from" "its container is cut off from every network"
says "and how it comes back" "into the network: cdclab stack up"
silent "does not pass" check.pass
run 60 stack up postgres
exits "up puts it back" 0
run 90 check "$lesson" postgres-topic
exits "and what needs it works again" 0
heal
docker rm -f "$(box prometheus)" "$(box flink-taskmanager)" >/dev/null
run 60 check "$lesson" monitoring --format=events
says "a Prometheus that was removed is told as what it is" '"layer":"process"'
run 60 check "$lesson" pyflink-both --format=events
exits "a TaskManager that was removed" 1
fair flink-taskmanager
docker rm -f "$(box mysql)" >/dev/null
run 60 check "$lesson" mysql-topic --format=events
exits "a container that was removed" 1
fair mysql
docker rm -f "$(box postgres)" >/dev/null
run 120 run "$lesson"
exits "run brings removed containers back" 0

watch_begin
told prometheus running "the watch tells what runs"
docker pause "$(box mysql)" >/dev/null
told mysql frozen "that a container is paused"
docker unpause "$(box mysql)" >/dev/null
told mysql running "that it is not any more"
docker kill "$(box prometheus)" >/dev/null
told prometheus dead "that one is killed"
docker start "$(box prometheus)" >/dev/null
told prometheus running "that it is back"
docker network disconnect cdclab_default "$(box prometheus)"
told prometheus starting "that it cannot be reached"
docker network connect --alias prometheus cdclab_default "$(box prometheus)"
told prometheus running "and that it can"
run 60 stack down
told connect stopped "that all is down"
compose up -d >/dev/null 2>&1
told connect running "that all is up, by hand"
silent "nor is dead what was made to be started later" "ended (created"
hand=$(docker ps -q | sort)
rm -f "$CDCLAB_STACK_DIR/state/driver"
second=$CDCLAB_COMPOSE_FILE
unset CDCLAB_COMPOSE_FILE
run 60 stack up
exits "up finds what was made by hand" 0
says "and takes it for what it is" "driver docker: its containers are there"
[ "$(docker ps -q | sort)" = "$hand" ]
tap $? "with its files: no container is made anew"
export CDCLAB_COMPOSE_FILE="$second"

docker volume create mine >/dev/null
run 120 stack down --wipe
exits "down --wipe" 0
[ "$(left)" = 0 ]
tap $? "leaves nothing of the project"
ok "and what is not ours" docker volume inspect mine
docker volume rm mine >/dev/null

told mysql stopped "the watch tells that nothing is left"
engine_end
told mysql unknown "that the engine is gone, and no more than that"
engine "$dir/engine" 8>&-
told mysql stopped "and that it is back"
watch_end

record native
run 60 stack down --wipe
same
finish
