# Class-data archives: servers start in half the time with them, and all of this may fail without harm. Sourced by ../fetch.
# shellcheck shell=bash
# shellcheck disable=SC2154 # cache, new, dir: fetch's
#
# Java takes an archive only for the same jars, paths and collector that it was made with. So it is made here, once, at the final place,
# with the driver's class path (the jars by name in byte order) and flags, from servers that run for a moment on ports of their own.
jars() { # DIRECTORY: a class path
  local all=("$1"/*.jar)
  (IFS=: && echo "${all[*]}")
}

await() { # PID SECONDS COMMAND...: until it succeeds
  local end=$((SECONDS + $2))
  until "${@:3}" 2>/dev/null; do
    kill -0 "$1" && ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

listens() { (exec 9<>"/dev/tcp/127.0.0.1/$1"); }

run_java() { # NAME FLAG...: a Java that writes its archive as it ends
  exec "${as[@]}" "$dir/java-home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xmx512m \
    "-Djava.io.tmpdir=$work/tmp" "-XX:ArchiveClassesAtExit=$work/out/$1.jsa" "${@:2}" >"$work/log/$1.log" 2>&1
}

serve() { # NAME FLAG...: such a Java as a server; sets pid
  run_java "$@" &
  pid=$!
  pids+=("$pid")
}

get_archives() {
  local work=$cache/cds as=() pid pids=() kafka flink port=$((20000 + RANDOM % 10000)) opts name job
  local broker=$port controller=$((port + 1)) connect=$((port + 2)) rpc=$((port + 3)) rest=$((port + 4))
  rm -rf "$work"
  mkdir -p "$work"/{out,log,data,conf,tmp}
  if ((EUID == 0)); then # strangers' code does not need root here either
    as=(setpriv --reuid="$account" --regid="$account" --clear-groups)
    chown -R "$account:" "$work"
  fi
  cd "$work" || return
  kafka=$(jars "$dir/kafka/lib")
  flink=$(jars "$dir/flink/lib")
  cat >conf/server.properties <<EOF
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$broker,CONTROLLER://127.0.0.1:$controller
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$work/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
EOF
  cat >conf/connect.properties <<EOF
bootstrap.servers=127.0.0.1:$broker
group.id=parts
listeners=http://127.0.0.1:$connect
rest.advertised.host.name=localhost
offset.storage.topic=offsets
config.storage.topic=configs
status.storage.topic=statuses
offset.storage.replication.factor=1
config.storage.replication.factor=1
status.storage.replication.factor=1
offset.storage.partitions=1
status.storage.partitions=1
key.converter=org.apache.kafka.connect.json.JsonConverter
value.converter=org.apache.kafka.connect.json.JsonConverter
plugin.path=$dir/plugins
plugin.discovery=service_load
EOF
  cat >conf/log4j2.properties <<EOF
appender.c.type=Console
appender.c.name=c
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=info
rootLogger.appenderRef.c.ref=c
EOF
  opts=$(sed -n 's/^      all: //p' "$dir/flink/conf/config.yaml" | head -n 1)
  cat >conf/config.yaml <<EOF
env: {java: {opts: {all: "$opts"}}}
jobmanager: {bind-host: localhost, rpc: {address: localhost, port: $rpc}, memory: {process: {size: 900m}}}
taskmanager:
  {bind-host: localhost, host: localhost, numberOfTaskSlots: 2, cpu: {cores: 1.0},
   memory: {network: {min: 64mb, max: 64mb}, task: {heap: {size: 256mb}, off-heap: {size: 0b}}, managed: {size: 64mb},
     framework: {heap: {size: 128mb}, off-heap: {size: 128mb}}, jvm-metaspace: {size: 128mb}, jvm-overhead: {min: 64mb, max: 64mb}}}
rest: {address: localhost, bind-address: localhost, port: $rest}
EOF
  cp "$dir/flink/conf/log4j-console.properties" conf/
  cat >conf/job.py <<EOF
from pyflink.table import EnvironmentSettings, TableEnvironment
t = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
t.get_config().set("execution.checkpointing.interval", "1 s")
columns = "id BIGINT, amount DECIMAL(10, 2), made TIMESTAMP(3)"
server = "'properties.bootstrap.servers' = '127.0.0.1:$broker'"
for name in ("a", "b"):
    t.execute_sql(f"""CREATE TABLE {name} ({columns}, PRIMARY KEY (id) NOT ENFORCED) WITH ({server}, 'connector' = 'kafka', 'topic' = '{name}',
        'scan.startup.mode' = 'earliest-offset', 'format' = 'debezium-json', 'debezium-json.schema-include' = 'false')""")
t.execute_sql(f"""CREATE TABLE c ({columns}, source STRING, PRIMARY KEY (source, id) NOT ENFORCED) WITH ({server},
    'connector' = 'upsert-kafka', 'topic' = 'c', 'key.format' = 'json', 'value.format' = 'json')""")
t.execute_sql("INSERT INTO c SELECT *, 'a' FROM a UNION ALL SELECT *, 'b' FROM b")
EOF
  local log="-Dlog4j2.configurationFile=$work/conf/log4j2.properties" flags
  # shellcheck disable=SC2206 # a list of flags
  flags=($opts "-Dlog4j.configurationFile=$work/conf/log4j-console.properties" "-Dlog.file=$work/log/flink" -cp "$flink")

  trap 'kill "${pids[@]}" 2>/dev/null; wait; tail -n 3 log/*.log' EXIT
  "${as[@]}" "$dir/java-home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$kafka" \
    kafka.tools.StorageTool format -t MkU3OEVBNTcwNTJENDM2Qk -c conf/server.properties
  serve kafka "$log" -cp "$kafka" kafka.Kafka conf/server.properties
  await "$pid" 60 listens "$broker"
  serve flink-jobmanager "${flags[@]}" org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint \
    --configDir "$work/conf" --executionMode cluster
  await "$pid" 60 listens "$rpc"
  serve connect "$log" -cp "$kafka" org.apache.kafka.connect.cli.ConnectDistributed conf/connect.properties
  await "$pid" 60 curl -fs -o plugins.json "http://127.0.0.1:$connect/connector-plugins"
  serve flink-taskmanager "${flags[@]}" org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$work/conf"
  await "$pid" 60 eval "curl -fs http://localhost:$rest/overview | grep -q '\"slots-available\":2'"

  # a small job like the lesson's, so that what submits and runs jobs is in the archives too
  for name in a b c; do
    echo '{"before": null, "after": {"id": 1, "amount": "1.50", "made": "2026-01-01 00:00:00"}, "op": "c"}' |
      "$dir/kcat/usr/bin/kcat" -P -b "127.0.0.1:$broker" -t "$name"
  done
  (
    export PATH=$dir/pyflink/bin:$PATH FLINK_CONF_DIR=$work/conf FLINK_{LOG_DIR="$work/log",OPT_DIR="$dir/flink/opt",LIB_DIR="$dir/flink/lib",PLUGINS_DIR="$dir/flink/plugins"}
    run_java flink-client "${flags[@]}" org.apache.flink.client.cli.CliFrontend run -d -pyexec python -pyclientexec python -py conf/job.py
  )
  job=$(sed -n 's/.*JobID //p' log/flink-client.log)
  await "$pid" 30 eval "curl -fs http://localhost:$rest/jobs/$job/checkpoints | grep -q '\"completed\":[1-9]'"
  curl -fs -X PATCH "http://localhost:$rest/jobs/$job?mode=cancel" >cancel.json

  kill "${pids[@]:1}" # the broker last: without it the others take longer to leave
  wait "${pids[@]:1}" || true
  kill "${pids[0]}"
  wait || true
  trap - EXIT
  rm -rf "${new:?}/cds"
  mkdir -p "$new/cds"
  for name in kafka connect flink-jobmanager flink-taskmanager flink-client; do
    cp "out/$name.jsa" "$new/cds/" # copied, so that the files are root's like the rest
  done
  chmod 644 "$new"/cds/*
  place cds
}

cds_key() { # changes with all that an archive depends on
  { declare -f get_archives run_java serve jars; echo "$dir"; fingerprint maven; fingerprint pyflink; stat -L -c %Y "$dir/java-home/lib/server/libjvm.so"; } |
    sha256sum | cut -c1-16
}

