#!/bin/bash
# The worker; CONNECT_PLUGIN_DISCOVERY becomes plugin.discovery, and so on.
set -euo pipefail
[[ $1 == start ]] || exec "$@"
file=/tmp/connect.properties
cat >"$file" <<P
bootstrap.servers=$BOOTSTRAP_SERVERS
group.id=$GROUP_ID
config.storage.topic=$CONFIG_STORAGE_TOPIC
offset.storage.topic=$OFFSET_STORAGE_TOPIC
status.storage.topic=$STATUS_STORAGE_TOPIC
offset.flush.interval.ms=${OFFSET_FLUSH_INTERVAL_MS:-60000}
rest.advertised.host.name=$ADVERTISED_HOST_NAME
key.converter=${KEY_CONVERTER:-org.apache.kafka.connect.json.JsonConverter}
value.converter=${VALUE_CONVERTER:-org.apache.kafka.connect.json.JsonConverter}
plugin.path=/parts/plugins
P
env | sed -n 's/^CONNECT_\([A-Z0-9_]*\)=\(.*\)/\1 \2/p' | while read -r name value; do
  name=${name,,}
  echo "${name//_/.}=$value"
done >>"$file"
cat >/tmp/log4j2.properties <<'P'
appender.c.type=Console
appender.c.name=c
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=[%d] %p %X{connector.context}%m (%c)%n
rootLogger.level=info
rootLogger.appenderRef.c.ref=c
P
agent=()
[[ ${ENABLE_JMX_EXPORTER:-} != true ]] || agent=(-javaagent:/parts/jmx/jmx_prometheus_javaagent.jar=9404:/kafka/config/metrics.yaml)
# shellcheck disable=SC2086 # a list of flags
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto ${HEAP_OPTS:-} "${agent[@]}" \
  -Dlog4j2.configurationFile=/tmp/log4j2.properties -cp "/parts/kafka/lib/*" org.apache.kafka.connect.cli.ConnectDistributed "$file"
