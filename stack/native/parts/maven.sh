# Maven: Kafka, Connect, Debezium, the Kafka connector of Flink, the JMX agent. Sourced by ../fetch.
# shellcheck shell=bash
# shellcheck disable=SC2154 # cache, new, pins: fetch's

get_maven() {
  type -P mvn >/dev/null || die "$(msg 'there is no %s' mvn)" "apt-get install maven"
  local pom=$cache/maven bad expected file got
  mkdir -p "$pom"
  rm -rf "$pom/out"
  cp "$pins/pom.xml" "$pom/pom.xml"
  # a repository of our own: what an empty HOME and a full one get is the same, and a second try finds what the first had
  mvn -q -B -f "$pom/pom.xml" -Dstyle.color=never -Dmaven.repo.local="$cache/m2" -Dmaven.wagon.http.retryHandler.count=3 package

  cd "$pom/out" || return
  while read -r expected file; do
    [[ -e $file ]] || fail "$(msg 'maven: %s is pinned but was not delivered' "$file")" "$(msg 'check that pom.xml and maven.sha256 in %s belong together' "$pins")"
    got=$(sha256sum <"$file")
    [[ ${got%% *} == "$expected" ]] && continue
    find "$cache/m2" -name "${file##*/}" -delete
    refuse 'maven: %s is not the pinned file: expected sha256 %s, got %s' "${file##*/}" "$expected" "${got%% *}"
  done <"$pins/maven.sha256"
  bad=$(find . -type f -printf '%P\n' | grep -vxFf <(cut -c67- "$pins/maven.sha256") || true)
  [[ -z $bad ]] || die "$(msg 'maven: not pinned: %s' "${bad//$'\n'/ }")" "$(msg 'add the files to maven.sha256 in %s after looking at them' "$pins")"

  rm -rf "${new:?}"/{kafka,plugins,jmx,flink-connector}
  mkdir -p "$new"/{kafka,plugins,jmx,flink-connector}
  mv kafka "$new/kafka/lib"
  local archive
  for archive in single/debezium-connector-*.tar.gz; do
    tar xzf "$archive" -C "$new/plugins" --no-same-owner
  done
  mv single/jmx_prometheus_javaagent-*.jar "$new/jmx/jmx_prometheus_javaagent.jar"
  mv "single/$connector" "$new/flink-connector/"
  place kafka plugins jmx flink-connector
  sed -n '/<properties>/,/<\/properties>/s|^ *<\([a-z.]*\)>\([0-9][^<]*\)</.*|\1 \2|p' "$pins/pom.xml" |
    sed 's/^flink.kafka /flink-sql-connector-kafka /; s/^jmx /jmx_prometheus_javaagent /' >"$stamps/maven.versions"
}

