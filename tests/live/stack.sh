#!/bin/sh
# The real servers: up, healed, adopted, down; what is in the way is named.
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/live/watch_lib.sh
. "$(dirname "$0")/watch_lib.sh"

four="postgres mysql kafka connect"

# state_of SERVICE; state_is SERVICE STATE
state_of() {
	"$CDCLAB" stack status --json "$1" |
		jq -r --arg s "$1" '.services[] | select(.name == $s) | .state'
}
state_is() {
	[ "$(state_of "$1")" = "$2" ]
}

# gets URL FILTER VALUE: the answer, through jq (whose -e takes no answer at all for a yes)
gets() {
	[ "$(curl -fsS "$1" | jq -c "$2")" = "$3" ]
}

# killed SERVICE: by SIGKILL, and seen to be
killed() {
	kill -KILL "$(pid_of "$1")"
	until_true 60 state_is "$1" dead
}

run 180 stack up
exits "everything comes up" 0
for s in postgres mysql kafka connect flink flink-taskmanager prometheus postgres-exporter; do
	ok "$s runs" state_is "$s" running
done

before=$("$CDCLAB" stack status --json | jq -c '[.services[].pid]')
start=$(date +%s%N)
run 20 stack up
ms=$((($(date +%s%N) - start) / 1000000))
exits "a second up finds all there" 0
ok "and takes less than a second ($ms ms)" test "$ms" -lt 1000
after=$("$CDCLAB" stack status --json | jq -c '[.services[].pid]')
ok "and starts nothing" test "$before" = "$after"

ok "all listen on the loopback only" sh -c \
	"! ss -ltnH | awk '{ print \$4 }' | grep -vE '^(127\.|\[::ffff:127\.)'"
if [ "$(id -u)" = 0 ]; then
	ok "no server runs as root" sh -c \
		"! ps -o user= -p $(echo "$before" | tr -d '[]') | grep -q root"
fi
ok "no password is in an argument or an environment" sh -c \
	'for s in postgres mysql; do
		secret=$(cat "$CDCLAB_STACK_DIR/state/secrets/$s")
		! grep -lsF "$secret" /proc/[0-9]*/cmdline /proc/[0-9]*/environ \
			"$CDCLAB_STACK_DIR"/state/log/* || exit 1
	done'

eval "$("$CDCLAB" stack env)"
ok "psql speaks to the database shop" test \
	"$(psql -Atc 'SELECT current_database()')" = shop
ok "mysql has the database shop" mysql -e 'USE shop'
ok "mysql writes a binlog with GTIDs" test \
	"$(mysql -NBe 'SELECT @@log_bin, @@gtid_mode')" = "1	ON"
ok "kcat reaches the broker" kcat -b localhost:29092 -L
ok "flink lists its jobs" flink list
ok "Connect has both plugins" gets localhost:8083/connector-plugins \
	'[.[].class | select(startswith("io.debezium")) | split(".")[-1]] | sort' \
	'["MySqlConnector","PostgresConnector"]'
ok "the JMX exporter answers" curl -fsS -o /dev/null localhost:9404/metrics
ok "postgres_exporter sees PostgreSQL" sh -c \
	'curl -fs localhost:9187/metrics | grep -qx "pg_up 1"'
ok "Prometheus reaches all three" until_true 60 \
	gets localhost:9090/api/v1/targets '[.data.activeTargets[].health]' '["up","up","up"]'

psql -qc 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)'
psql -qc 'SELECT pg_sleep(600)' >/dev/null 2>&1 &
until_true 60 sh -c 'psql -Atc "SELECT 1 FROM pg_stat_activity
	WHERE query LIKE \$\$SELECT pg_sleep%\$\$" | grep -q 1'
backend=$(psql -Atc "SELECT pid FROM pg_stat_activity
	WHERE query LIKE 'SELECT pg_sleep%'")
kill -STOP "$backend"
killed postgres
run 60 stack up postgres
exits "PostgreSQL comes back from a kill, past a frozen backend" 0
ok "with its rows" test "$(psql -Atc 'SELECT id FROM kept')" = 7
for s in mysql kafka connect flink flink-taskmanager; do
	killed "$s"
	run 90 stack up
	exits "$s comes back from a kill" 0
	ok "and is ready" state_is "$s" running
done

first=$(pid_of postgres)
# shellcheck disable=SC2046 # a list
kill -STOP $(pgrep -P "$first") "$first"
run 30 stack up postgres
exits "PostgreSQL comes back from a stop of all its processes" 0
ok "none of them is stopped any more" sh -c "! ps -o stat= -p $first --ppid $first | grep ^T"
ok "and it answers" test "$(psql -Atc 'SELECT 1')" = 1
run 30 stack down postgres
says "its exporter goes with it" "postgres-exporter stopped"
run 30 stack up postgres
ok "and comes back with it" state_is postgres-exporter running
run 60 stack restart postgres
exits "a restart" 0
ok "starts both" state_is postgres-exporter running

watch_begin
for s in postgres mysql kafka connect flink flink-taskmanager prometheus postgres-exporter; do
	told "$s" running "$s is told to run"
done
lines=$(wc -l <"$dir/watched")
pid=$(pid_of mysql)
kill -STOP "$pid"
told mysql frozen "a server that is stopped by a signal is told of"
kill -CONT "$pid"
told mysql running "and that it goes on"
kill -KILL "$pid"
told mysql dead "and that it is killed"
"$CDCLAB" stack up mysql >"$dir/out" 2>&1
told mysql running "and that it is back"
only=$(tail -n +$((lines + 1)) "$dir/watched" | jq -r 'select(.event == "service.state") | .service' | sort -u | tr '\n' ' ')
ok "nothing is told of the others ($only)" test "$only" = "mysql "
watch_end

kill -STOP "$(pid_of mysql)" "$(pid_of kafka)" "$(pid_of connect)"
ok "a frozen server is seen" until_true 60 state_is mysql frozen
run 60 stack down
exits "down ends frozen ones, too" 0
ok "and leaves no process" nobody_left
ok "and no record" sh -c '! ls "$CDCLAB_STACK_DIR"/state/run/* 2>/dev/null'

python3 -m http.server -b 127.0.0.1 8083 >/dev/null 2>&1 &
thief=$!
until_true 60 curl -fsS -o /dev/null localhost:8083
# shellcheck disable=SC2086 # a list
run 30 stack up $four
exits "a taken port stops it" 3
says "and is named with its owner" \
	"connect: port 8083 at 127.0.0.1 is taken by pid $thief (python3), which answers HTTP/1.0 200 OK"
ok "and nothing was started" nobody_left
kill "$thief"
wait "$thief" 2>/dev/null

mv "$CDCLAB_STACK_DIR/state/data/mysql/mysql.ibd" "$dir/mysql.ibd"
# shellcheck disable=SC2086 # a list
run 60 stack up $four
exits "a server that dies at start stops it" 3
says "and says so" "mysql: ended with 1 at start"
says "with the last lines of its log" "Data Dictionary initialization failed"
ok "and the others were taken back" nobody_left
mv "$dir/mysql.ibd" "$CDCLAB_STACK_DIR/state/data/mysql/mysql.ibd"

for i in 1 2 3 4 5 6; do
	# shellcheck disable=SC2086 # a list
	"$CDCLAB" stack up $four >/dev/null 2>&1 &
	victim=$!
	until_true 60 test -e "$CDCLAB_STACK_DIR/state/run/kafka.json"
	sleep "0.$((i * 3 % 10))"
	kill -KILL "$victim"
	wait "$victim" 2>/dev/null
	# shellcheck disable=SC2086 # a list
	run 90 stack up $four
	exits "up after a kill -9 of up, $i" 0
	"$CDCLAB" stack down --wipe >/dev/null 2>&1
	ok "and down leaves no process, $i" nobody_left
done
ok "nor anything else" test "$(ls "$CDCLAB_STACK_DIR")" = parts

finish
