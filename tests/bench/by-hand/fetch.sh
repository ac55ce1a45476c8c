#!/bin/bash
# fetch.sh - what stack/native/fetch brings, by hand: Debian's packages with apt-get and dpkg-deb, jars with Maven, PyFlink with pip, into
# $PARTS, which is to be a new directory. On Debian 12 with maven, python3 and a Java of 17 or 21.
#
# One thing after the other, as it is typed, each by the tool that is made for it. The pins of jars and Python's packages are the same; of
# Python's packages only those that the lab's job takes. Nothing is verified or kept for a next time but by these tools themselves.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
pins=$here/../../../stack/native/pins
mirror=$(apt-get update --print-uris 2>/dev/null | sed -n "s|^'\(.*/debian\)/*/dists/bookworm/InRelease'.*|\1|p" | head -n 1)
mkdir -p "$PARTS"
cd "$PARTS"

# lists SUITE: the package lists of it, apart from the machine's
lists() {
	mkdir -p "apt-$1/lists/partial" "apt-$1/archives/partial"
	: >"apt-$1/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg check-valid-until=no] $mirror $1 main" >"apt-$1/sources.list"
	apt=(apt-get -qq -o Dir::State="$PWD/apt-$1" -o Dir::State::lists="$PWD/apt-$1/lists" -o Dir::State::status="$PWD/apt-$1/status" \
		-o Dir::Cache="$PWD/apt-$1" -o Dir::Etc::sourcelist="$PWD/apt-$1/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o APT::Sandbox::User=root -o Acquire::Languages=none)
	"${apt[@]}" update
}

# debs TREE PACKAGE...: unpacked with the libraries that they need
debs() {
	local tree=$1 libraries
	shift
	mkdir -p "$tree/debs"
	libraries=$("${apt[@]}" -s install --no-install-recommends "$@" | awk '/^Inst lib/ { print $2 }' | grep -vE '^lib(llvm|z3|perl|js-)|-perl$')
	# shellcheck disable=SC2086 # a list of names
	(cd "$tree/debs" && "${apt[@]}" download "$@" $libraries)
	for deb in "$tree"/debs/*.deb; do
		dpkg-deb -x "$deb" "$tree"
	done
	rm -rf "$tree/debs"
}

# with_libraries PROGRAM...: a script in its place that finds the libraries beside it
with_libraries() {
	local program tree
	for program; do
		tree=${program%%/*}
		mv "$program" "$program.elf"
		printf '#!/bin/sh\nLD_LIBRARY_PATH=%q exec %q "$@"\n' "$PWD/$tree/usr/lib/x86_64-linux-gnu" "$PWD/$program.elf" >"$program"
		chmod 755 "$program"
	done
}

lists bookworm
debs postgres postgresql-15 postgresql-client-15
debs tools jq
debs kcat kcat
debs prometheus prometheus prometheus-postgres-exporter
rm -rf postgres/usr/lib/postgresql/15/lib/{llvmjit.so,bitcode}
with_libraries postgres/usr/lib/postgresql/15/bin/{postgres,initdb,pg_ctl,psql} tools/usr/bin/jq kcat/usr/bin/kcat
lap "Debian's packages"
lists sid
debs mysql mysql-server-core mysql-client-core
lap MySQL

mkdir -p pom kafka plugins jmx flink-connector
cp "$pins/pom.xml" pom/
mvn -q -B -f pom/pom.xml -Dmaven.repo.local="$PWD/m2" package
mv pom/out/kafka kafka/lib
for archive in pom/out/single/debezium-connector-*.tar.gz; do
	tar xzf "$archive" -C plugins --no-same-owner
done
mv pom/out/single/jmx_prometheus_javaagent-*.jar jmx/
mv pom/out/single/flink-sql-connector-kafka-*.jar flink-connector/
lap jars

sed '/^# udf/,$d' "$pins/requirements.txt" >requirements.txt
python3 -m venv pyflink
pyflink/bin/pip -q install --require-hashes --no-deps -r requirements.txt
# without the packages for Python functions an import of PyFlink takes this
cp "$here/../../../stack/native/parts/sitecustomize.py" pyflink/lib/python3.*/site-packages/
ln -s "$(echo pyflink/lib/python3.*/site-packages/pyflink)" flink
cp flink-connector/*.jar flink/lib/
ln -s "$(readlink -f "$(type -P java)" | sed 's|/bin/java$||')" java-home
lap PyFlink
