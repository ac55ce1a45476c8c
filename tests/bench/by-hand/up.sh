#!/bin/bash
# up.sh - the servers of the lesson, started by hand: PostgreSQL, MySQL, Kafka, Kafka Connect.
#
# What a careful person writes who knows these servers: databases at the same time as Kafka, each waited for, Connect when the broker
# answers, data directories made when missing. Prints the seconds at which each was there.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

mkdir -p "$data"/{pg,mysql,kafka,connect,run}
chmod 1777 "$data/run"
[ ${#as_us[@]} = 0 ] || chown cdclab "$data/pg" "$data/mysql"
cat >"$data/hosts" <<END
127.0.0.11 postgres
127.0.0.12 mysql
127.0.0.13 kafka
127.0.0.1 localhost connect $(hostname)
END

start_postgres() {
	[ -f "$data/pg/PG_VERSION" ] || postgres initdb -D "$data/pg" -U postgres -A trust -E UTF8 --no-sync >/dev/null
	postgres pg_ctl -s -w -D "$data/pg" -l "$data/run/pg.log" \
		-o "-c listen_addresses=127.0.0.11,127.0.0.1 -c wal_level=logical -k $data/run" start
	lap postgres
}

start_mysql() {
	local common=(--no-defaults --basedir="$PARTS/mysql/usr" "${account[@]}" --datadir="$data/mysql"
		--plugin-dir="$PARTS/mysql/usr/lib/mysql/plugin" --lc-messages-dir="$PARTS/mysql/usr/share/mysql" --secure-file-priv=)
	if [ ! -d "$data/mysql/mysql" ]; then
		mysql_program sbin/mysqld "${common[@]}" --initialize-insecure >"$data/run/mysql-init.log" 2>&1
		lap 'mysql: data directory'
	fi
	mysql_program sbin/mysqld "${common[@]}" --port=3306 --bind-address=127.0.0.12,127.0.0.1 --socket="$data/run/mysql.sock" \
		--mysqlx=OFF --skip-name-resolve --innodb-buffer-pool-size=64M --server-id=223344 --log-bin=mysql-bin \
		--pid-file="$data/run/mysql.pid" >"$data/run/mysql.log" 2>&1 &
	for _ in $(seq 200); do
		grep -q 'ready for connections' "$data/run/mysql.log" && break
		sleep .1
	done
	lap mysql
}

write_kafka_config() {
	cat >"$data/kafka.properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.13:9093
listeners=PLAINTEXT://127.0.0.13:9092,CONTROLLER://127.0.0.13:9093,HOST://127.0.0.1:29092
advertised.listeners=PLAINTEXT://kafka:9092,HOST://localhost:29092
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$data/kafka
num.partitions=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
END
	cat >"$data/log4j2.properties" <<END
status=error
appender.c.type=Console
appender.c.name=c
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=info
rootLogger.appenderRef.c.ref=c
END
}

write_connect_config() {
	cat >"$data/connect.properties" <<END
bootstrap.servers=kafka:9092
group.id=cdclab
listeners=http://127.0.0.1:8083
rest.advertised.host.name=localhost
offset.storage.topic=connect_offsets
config.storage.topic=connect_configs
status.storage.topic=connect_statuses
offset.storage.replication.factor=1
config.storage.replication.factor=1
status.storage.replication.factor=1
offset.storage.partitions=1
status.storage.partitions=1
key.converter=org.apache.kafka.connect.json.JsonConverter
value.converter=org.apache.kafka.connect.json.JsonConverter
plugin.path=$PARTS/plugins
plugin.discovery=service_load
offset.flush.interval.ms=5000
scheduled.rebalance.max.delay.ms=0
END
}

start_kafka() {
	local log4j=-Dlog4j2.configurationFile=$data/log4j2.properties
	write_kafka_config
	if [ ! -f "$data/kafka/meta.properties" ]; then
		"$java" "${jvm[@]}" -cp "$PARTS/kafka/lib/*" kafka.tools.StorageTool format -t MkU3OEVBNTcwNTJENDM2Qk \
			-c "$data/kafka.properties" >"$data/run/format.log" 2>&1
		lap 'kafka: data directory'
	fi
	setsid "$java" "${jvm[@]}" -Xmx512m "$log4j" -cp "$PARTS/kafka/lib/*" kafka.Kafka "$data/kafka.properties" \
		>"$data/run/kafka.log" 2>&1 &
	echo $! >"$data/run/kafka.pid"
	for _ in $(seq 300); do
		answers 29092 && break
		sleep .05
	done
	lap kafka
}

start_connect() {
	local log4j=-Dlog4j2.configurationFile=$data/log4j2.properties
	write_connect_config
	setsid "$java" "${jvm[@]}" -Xmx768m "$log4j" -cp "$PARTS/kafka/lib/*" org.apache.kafka.connect.cli.ConnectDistributed \
		"$data/connect.properties" >"$data/run/connect.log" 2>&1 &
	echo $! >"$data/run/connect.pid"
	for _ in $(seq 600); do
		curl -fs http://127.0.0.1:8083/health >/dev/null && break
		sleep .1
	done
	lap connect
}

start_postgres &
postgres_job=$!
start_mysql &
mysql_job=$!
start_kafka
start_connect
wait "$postgres_job" "$mysql_job"
lap all
curl -fs http://127.0.0.1:8083/health >/dev/null
