# lib.sh - what the scripts by hand share: sourced by them, with bash.
#
# PARTS is the directory that stack/native/fetch has filled, LAB an empty one
# for data, logs and process ids. The programs are those that cdclab starts.
# shellcheck shell=bash disable=SC2034 # used by those that source it

: "${PARTS:?set PARTS to the parts that stack/native/fetch made}"
: "${LAB:?set LAB to a directory of your own}"
here=$(cd "$(dirname "$0")" && pwd)
data=$LAB/data
java=$PARTS/java-home/bin/java
pg_bin=$(echo "$PARTS"/postgres/usr/lib/postgresql/*/bin)
my_lib=$PARTS/mysql/usr/lib/x86_64-linux-gnu
# small servers that live for an hour: what starts sooner wins
jvm=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData "-Djdk.net.hosts.file=$data/hosts")
export LC_ALL=C.UTF-8

# PostgreSQL does not run as root, and MySQL does so only when told
as_us=()
account=()
if [ "$(id -u)" = 0 ]; then
	as_us=(runuser -u cdclab --)
	account=(--user=cdclab)
fi

postgres() { # PROGRAM ARGS...
	local program=$1
	shift
	"${as_us[@]}" "$pg_bin/$program" "$@"
}

mysql_program() { # bin/mysql or sbin/mysqld, ARGS...
	local program=$1
	shift
	"$my_lib/ld-linux-x86-64.so.2" --library-path "$my_lib:$PARTS/mysql/usr/lib/mysql/private" "$PARTS/mysql/usr/$program" "$@"
}

unpacked() { # PART PROGRAM ARGS...: a small tool of Debian's that was unpacked
	local part=$PARTS/$1 program=$2
	shift 2
	"$part/usr/bin/$program" "$@"
}

answers() { # PORT: something accepts there
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# lap WHAT: seconds since the script began
began=${EPOCHREALTIME/[.,]/}
lap() {
	local us=$((${EPOCHREALTIME/[.,]/} - began))
	printf '%3d.%02d  %s\n' $((us / 1000000)) $((us / 10000 % 100)) "$1"
}
