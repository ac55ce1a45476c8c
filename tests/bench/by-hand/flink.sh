#!/bin/bash
# flink.sh - a Flink session cluster beside up.sh's servers, its JVMs started directly: Flink's own scripts start helpers of their own and
# let the TaskManager wait for a retry, which takes four times as long. down.sh stops it.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

flink=$(readlink -f "$PARTS/flink")
conf=$data/flink/conf
mkdir -p "$conf" "$data/flink/log"
cp "$flink"/conf/log4j*.properties "$conf/"
read -ra opens < <(sed -n 's/^      all: //p' "$flink/conf/config.yaml" | head -1)
cat >"$conf/config.yaml" <<END
env: {java: {opts: {all: "${opens[*]} ${jvm[*]}"}}}
jobmanager: {bind-host: localhost, rpc: {address: localhost, port: 6123}, memory: {process: {size: 900m}}}
taskmanager: {bind-host: localhost, host: localhost, numberOfTaskSlots: 4, memory: {process: {size: 1200m}}}
parallelism: {default: 1}
rest: {address: localhost, bind-address: localhost, port: 8081}
END
run=("$java" "${opens[@]}" "${jvm[@]}" "-Dlog4j.configurationFile=file:$conf/log4j.properties"
	-cp "$(printf '%s\n' "$flink"/lib/*.jar | paste -sd:)")
export FLINK_CONF_DIR=$conf

setsid "${run[@]}" -Xmx448m "-Dlog.file=$data/flink/log/jm.log" org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint \
	--configDir "$conf" --executionMode cluster >"$data/run/flink-jm.log" 2>&1 &
echo $! >"$data/run/flink-jm.pid"
for _ in $(seq 300); do
	answers 6123 && break
	sleep .05
done

memory=()
for pair in network.min=64mb network.max=64mb task.heap.size=256mb managed.size=64mb framework.heap.size=128mb \
	framework.off-heap.size=128mb task.off-heap.size=0b jvm-metaspace.size=128mb jvm-overhead.min=64mb jvm-overhead.max=64mb; do
	memory+=(-D "taskmanager.memory.$pair")
done
setsid "${run[@]}" -Xmx512m -XX:MaxDirectMemorySize=256m "-Dlog.file=$data/flink/log/tm.log" \
	org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$conf" -D taskmanager.cpu.cores=2.0 "${memory[@]}" \
	>"$data/run/flink-tm.log" 2>&1 &
echo $! >"$data/run/flink-tm.pid"
slots() { curl -s http://127.0.0.1:8081/overview | unpacked tools jq -r '."slots-available"' 2>/dev/null; }
for _ in $(seq 300); do
	[ "$(slots)" = 4 ] && break
	sleep .1
done
lap 'flink session cluster'
[ "$(slots)" = 4 ]
