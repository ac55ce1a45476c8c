#!/bin/bash
# The broker; KAFKA_NUM_PARTITIONS becomes num.partitions, and so on.
set -euo pipefail
file=/tmp/server.properties
env | sed -n 's/^KAFKA_\([A-Z0-9_]*\)=\(.*\)/\1 \2/p' | while read -r name value; do
  name=${name,,}
  [[ $name == heap_opts ]] || echo "${name//_/.}=$value"
done >"$file"
cat >/tmp/log4j2.properties <<'P'
appender.c.type=Console
appender.c.name=c
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=info
rootLogger.appenderRef.c.ref=c
P
# shellcheck disable=SC2206 # a list of flags
java=(java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xshare:auto ${KAFKA_HEAP_OPTS:-}
  -Dlog4j2.configurationFile=/tmp/log4j2.properties -cp "/parts/kafka/lib/*")
[[ -e $KAFKA_LOG_DIRS/meta.properties ]] ||
  "${java[@]}" kafka.tools.StorageTool format -t "${CLUSTER_ID:-Y2RjbGFiLWNkY2xhYi1sYQ}" -c "$file"
exec "${java[@]}" kafka.Kafka "$file"
