#!/bin/bash
# jobmanager, taskmanager with JOB_MANAGER_RPC_ADDRESS and FLINK_PROPERTIES; as "flink" the command line. Java is started directly: Flink's
# own scripts start it twice more to read the configuration.
set -euo pipefail
conf=$FLINK_CONF_DIR
jars=("$FLINK_LIB_DIR"/*.jar)
args=
log=$FLINK_HOME/conf/log4j-console.properties
[[ ${0##*/} != flink ]] || log=$FLINK_HOME/conf/log4j-cli.properties args=${JVM_ARGS--XX:SharedArchiveFile=/opt/flink/client.jsa}
# shellcheck disable=SC2207 # a list of flags
java=(java $args -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData $(sed -n 's/^      all: //p' "$FLINK_HOME/conf/config.yaml" | head -n 1)
  "-Dlog4j.configurationFile=$log" -Dlog.file=/tmp/flink.log -cp "$(IFS=: && echo "${jars[*]}")")
if [[ ${0##*/} == flink ]]; then
  exec "${java[@]}" org.apache.flink.client.cli.CliFrontend "$@"
fi
cat >"$conf/config.yaml" <<Y
env.java.opts.all: $(sed -n 's/^      all: //p' "$FLINK_HOME/conf/config.yaml" | head -n 1)
jobmanager.bind-host: 0.0.0.0
jobmanager.rpc.address: $JOB_MANAGER_RPC_ADDRESS
taskmanager.bind-host: 0.0.0.0
rest.address: $JOB_MANAGER_RPC_ADDRESS
rest.bind-address: 0.0.0.0
taskmanager.cpu.cores: 2.0
taskmanager.memory.task.heap.size: 256m
taskmanager.memory.task.off-heap.size: 0b
taskmanager.memory.framework.heap.size: 128m
taskmanager.memory.framework.off-heap.size: 128m
taskmanager.memory.jvm-overhead.min: 64m
taskmanager.memory.jvm-overhead.max: 64m
$(grep -v 'process.size' <<<"$FLINK_PROPERTIES")
Y
case $1 in
  jobmanager)
    exec "${java[@]}" -Xmx400m org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint --configDir "$conf" --executionMode cluster
    ;;
  taskmanager)
    exec "${java[@]}" -Xmx384m -XX:MaxDirectMemorySize=256m org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$conf"
    ;;
  *) exec "$@" ;;
esac
