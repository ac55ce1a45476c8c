#!/bin/sh
# The containers of the course: pinned, on loopback, watched, within 6 GB, and of the versions that the lessons were seen on.

top=${top_srcdir:-$(dirname "$0")/..}
cd "$top" || exit 99
T=$(mktemp -d) || exit 99
trap 'rm -rf "$T"' EXIT

file=stack/docker/compose.yaml
pins=stack/native/pins
native=$(jq -r '[.services[].name] | join(" ")' stack/services.json)
. tests/tap.sh

faults()
{
	awk -v native="$native" -f tests/compose.awk "$1" >"$T/faults"
}

faults $file
[ ! -s "$T/faults" ]
tap $? "$file keeps to its rules"
sed 's/^/# /' "$T/faults"

# broken CLAIM TEXT SED: with that change the rules find TEXT
broken()
{
	sed "$3" $file >"$T/broken.yaml"
	faults "$T/broken.yaml"
	grep -q "$2" "$T/faults"
	tap $? "found: $1"
}

broken "an image without a version" "postgres: not pinned" 's/postgres:15\..*/postgres:latest/'
# shellcheck disable=SC2016 # compose's variable
broken "a port open to all" "kafka: published at" 's/127.0.0.1:${CDCLAB_KAFKA/${CDCLAB_KAFKA/'
broken "no health check" "mysql: no health check" '/^  mysql:/,/^  kafka:/s/healthcheck:/other:/'
broken "no memory limit" "connect: no memory limit" '/^  connect:/,/^  flink:/s/mem_limit: .*//'
broken "more than 6 GB" "MB of memory" 's/mem_limit: 1024m/mem_limit: 4096m/'
broken "a database that is killed" "mysql: ends in less" '/^  mysql:/,/^  kafka:/s/stop_grace_period: .*//'
broken "a service that is missing" "all: 7 services" '/^  flink-taskmanager:/,/^$/d'

# version IMAGE: its tag in compose.yaml
version()
{
	sed -n "s|^    image: $1:v\{0,1\}||p" $file | head -n 1
}

# pin NAME: in pom.xml or requirements.txt
pin()
{
	sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" $pins/pom.xml
	sed -n "s|^$1==\([^ ]*\).*|\1|p" $pins/requirements.txt
}

# same NAME A B
same()
{
	[ -n "$2" ] && [ "$2" = "$3" ]
	tap $? "$1: $2, and $3 in the native stack"
}

same Kafka "$(version apache/kafka)" "$(pin kafka)"
same Debezium "$(version cdclab/connect)" "$(pin debezium)"
same Flink "$(version cdclab/flink)" "$(pin apache-flink)"
same "its base" "$(sed -n 's/^FROM flink:\([0-9.]*\).*/\1/p' stack/docker/flink/Dockerfile | uniq)" "$(pin apache-flink)"
same "Debezium's base" "$(sed -n 's/^FROM .*debezium.*:\([^ ]*\).*/\1/p' stack/docker/connect/Dockerfile stack/docker/flink/Dockerfile | uniq)" \
	"$(pin debezium)"
same "the Kafka connector" "$(sed -n 's/.* flink-sql-connector-kafka \([^ ]*\).*/\1/p' stack/docker/flink/Dockerfile)" "$(pin flink.kafka)"
same "the JMX exporter" "$(sed -n 's/.* jmx_prometheus_javaagent \([^ ]*\) .*/\1/p' stack/docker/connect/Dockerfile)" "$(pin jmx)"

seen="PostgreSQL $(version postgres | cut -d. -f1), MySQL $(version mysql | cut -d. -f1,2),"
seen="$seen Kafka and Kafka Connect $(version apache/kafka), Debezium $(version cdclab/connect) and Flink $(version cdclab/flink)"
grep -qF "$seen" lessons/07-module-7/05-multi-database-configuration.en.mdx
tap $? "the lesson was seen on them"

for service in $native learn flink-client; do
	grep -q "^  $service: { image: \"cdclab-local/" stack/docker/compose.local.yaml
	tap $? "$service has a local image"
done

mkdir "$T/bin"
cat >"$T/bin/docker" <<'D'
#!/bin/sh
for image; do :; done
case $image in
cdclab/*) exit 1 ;;
*) echo "${image%:*}@sha256:1234" ;;
esac
D
chmod +x "$T/bin/docker"
PATH=$T/bin:$PATH stack/docker/digests >"$T/digests"
[ "$(grep -c '^  [a-z-]*: { image: ".*@sha256:1234" }$' "$T/digests")" = 5 ] && grep -q '^  kafka: { image: "apache/kafka@' "$T/digests"
tap $? "digests has what was pulled"
[ "$(grep -c '^  # [a-z-]*: cdclab/.* was not pulled$' "$T/digests")" = 5 ]
tap $? "and says what was not"
printf '#!/bin/sh\nexit 1\n' >"$T/bin/docker"
! PATH=$T/bin:$PATH stack/docker/digests >"$T/digests" 2>"$T/why" && [ ! -s "$T/digests" ] && grep -q "docker compose pull" "$T/why"
tap $? "with nothing pulled there is no file, and it is said why"

finish
