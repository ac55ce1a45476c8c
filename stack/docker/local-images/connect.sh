#!/bin/bash
# The worker; CONNECT_PLUGIN_DISCOVERY becomes plugin.discovery, and so on; CONNECT_LOG4J_LOGGER_SOME_PACKAGE is the level of its logger.
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
settings() { # PREFIX: the variables with it, as "some.name value"
  env | sed -n "s/^$1_\([A-Z0-9_]*\)=\(.*\)/\1 \2/p" | while read -r name value; do
    name=${name,,}
    echo "${name//_/.} $value"
  done
}
settings CONNECT | sed '/^log4j/d; s/ /=/' >>"$file"
cat >/tmp/log4j2.properties <<'P'
appender.c.type=Console
appender.c.name=c
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=[%d] %p %X{connector.context}%m (%c)%n
rootLogger.level=info
rootLogger.appenderRef.c.ref=c
P
settings CONNECT_LOG4J_LOGGER | while read -r name level; do
  printf 'logger.%s.name=%s\nlogger.%s.level=%s\n' "${name##*.}" "$name" "${name##*.}" "$level"
done >>/tmp/log4j2.properties
agent=()
[[ ${ENABLE_JMX_EXPORTER:-} != true ]] || agent=(-javaagent:/parts/jmx/jmx_prometheus_javaagent.jar=9404:/kafka/config/metrics.yaml)
# shellcheck disable=SC2086 # a list of flags
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto ${HEAP_OPTS:-} "${agent[@]}" \
  -Dlog4j2.configurationFile=/tmp/log4j2.properties -cp "/parts/kafka/lib/*" org.apache.kafka.connect.cli.ConnectDistributed "$file"
