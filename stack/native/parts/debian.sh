# What comes as packages: the C library and Python, then PostgreSQL, Prometheus and the small tools of Debian 12; MySQL of unstable, since
# no release has it; and a Java where the machine has none. Sourced by ../fetch.
# shellcheck shell=bash
# shellcheck disable=SC2154 # cache, new, dir: fetch's

# libc: the loader, the C library and what else every Debian 12 has; all programs of Debian 12 in the parts run with them, on any machine
get_python() {
  apt_open python bookworm
  closure '?essential' >"$apt_dir/essential"
  # shellcheck disable=SC2046 # a list of names
  get_debs libc '^$' $(libraries '^lib(apt|debconf)' <"$apt_dir/essential")
  # pip of the same release: what it installs does not depend on the machine's
  cp "$apt_dir/essential" "$apt_dir/base"
  get_debs python '^$' python3.11-minimal libpython3.11-stdlib python3-pip-whl python3-setuptools-whl
  own_loader python
  runs python "$new/python/usr/bin/python3.11" -c 'import ssl, hashlib, zlib, bz2, lzma, ctypes, sqlite3'
  place libc python
  grep -E '^(libc6|python3.11-minimal) ' "$new/python.versions" >"$stamps/python.versions"
}

get_debian() {
  apt_open debian bookworm
  # without its just-in-time compiler PostgreSQL is 140 MB smaller and, on a lab's small queries, not slower
  get_debs postgres '^lib(llvm|z3)' postgresql-15 postgresql-client-15 libpq5
  rm -rf "$new"/postgres/usr/lib/postgresql/15/lib/{llvmjit.so,bitcode}
  get_debs prometheus '^$' prometheus prometheus-postgres-exporter
  get_debs kcat '^$' kcat
  get_debs tools '^$' jq
  local tree
  ln -sfn "$dir/libc" "$new/libc" # where the programs look for it
  for tree in postgres prometheus kcat tools; do
    own_loader "$tree"
  done
  runs postgres "$new/postgres/usr/lib/postgresql/15/bin/postgres" --version
  runs postgres "$new/postgres/usr/lib/postgresql/15/bin/psql" --version
  runs prometheus "$new/prometheus/usr/bin/prometheus" --version
  runs prometheus "$new/prometheus/usr/bin/prometheus-postgres-exporter" --version
  runs kcat "$new/kcat/usr/bin/kcat" -V
  runs jq "$new/tools/usr/bin/jq" --version
  place postgres prometheus kcat tools
  cp "$new/debian.versions" "$stamps/debian.versions"
}

get_mysql() {
  local version program tree=$new/mysql
  apt_open mysql sid
  # base stays empty: these come with a C library and a loader of their own
  get_debs mysql '^$' mysql-server-core mysql-client-core
  version=$(awk '$1 == "mysql-server-core" { print $2 }' "$new/mysql.versions")
  dpkg --compare-versions "$version" ge 8.4 ||
    fail "$(msg 'mysql: the archive has MySQL %s, the course needs 8.4 or newer' "$version")" "$(msg "another mirror among this machine's apt sources")"
  for program in sbin/mysqld bin/mysql bin/mysqladmin bin/mysqlbinlog; do
    runs mysql "$tree/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" \
      --library-path "$tree/usr/lib/x86_64-linux-gnu:$tree/usr/lib/mysql/private" "$tree/usr/$program" --version
  done
  place mysql
  cp "$new/mysql.versions" "$stamps/mysql.versions"
}

get_java() {
  apt_open java bookworm
  get_debs java . openjdk-17-jre-headless
  # Debian makes these when it installs: the archive of Java's own classes, which ours are built on
  runs java "$new"/java/usr/lib/jvm/java-17-openjdk-amd64/bin/java -Xshare:dump
  place java
  cp "$new/java.versions" "$stamps/java.versions"
}
