#!/bin/sh
# Servers that somebody else runs: they are named by variables, seen as a client sees them, and nobody here starts or stops them.

top=${top_srcdir:-$(dirname "$0")/..}
T=$(mktemp -d) || exit 99
server=
trap 'kill $server 2>/dev/null; rm -rf "$T"' EXIT
mkdir "$T/stack" "$T/progress"
unset CDCLAB_PASSWORD CDCLAB_COMPOSE_FILE
export CDCLAB_STACK_DIR="$T/stack" CDCLAB_STATE_DIR="$T/progress" CDCLAB_LANG=en DOCKER_HOST=unix:///nonexistent/docker.sock
. "$top/tests/tap.sh"

tap_context()
{
	cat "$T/out"
}

# run STATUS NAME ARGS...: the program ends with it
run()
{
	want=$1 name=$2
	shift 2
	timeout 60 "${CDCLAB:-./cdclab}" "$@" >"$T/out" 2>&1 </dev/null
	code=$?
	[ "$code" = "$want" ]
	tap $? "$name (exit $code)"
}

# says NAME TEXT
says()
{
	grep -qF -- "$2" "$T/out"
	tap $? "$1"
}

run 3 "no server is named" stack status --driver remote
says "it is said by what one is" "CDCLAB_POSTGRES_HOST and its like do"

# no server listens at port 1
export CDCLAB_CONNECT_HOST=localhost CDCLAB_CONNECT_PORT=1
run 3 "a server that is named, and is not there, is seen" stack status connect
says "as a client sees it" "nothing listens at localhost:1 (Connection refused)"
run 3 "up cannot start it" stack up kafka connect
says "and says who can" "on your machine, in stack/docker: docker compose up -d --wait"
run 3 "its log is elsewhere" stack logs connect
says "and it is said where" "docker compose logs connect"
run 3 "down takes nothing down" stack down --wipe
says "and says who does, and what that forgets" "docker compose down --volumes (that forgets your progress, too)"

# one that listens
python3 -u -c 'import http.server as h; s = h.HTTPServer(("127.0.0.1", 0), h.SimpleHTTPRequestHandler); print(s.server_port); s.serve_forever()' \
	>"$T/port" 2>/dev/null &
server=$!
until_true test -s "$T/port"
CDCLAB_CONNECT_PORT=$(cat "$T/port")
for verb in kill pause; do
	run 3 "nobody can $verb a server that is there" stack $verb connect
	says "without Docker's socket" "-v /var/run/docker.sock:/var/run/docker.sock learn"
done

# a name has two addresses, and the server one of them
printf '%s two\n' ::1 127.0.0.1 >"$T/hosts"
if unshare -m mount --bind "$T/hosts" /etc/hosts 2>/dev/null; then
	seen=$(CDCLAB_CONNECT_HOST=two unshare -m sh -c 'mount --bind "$0" /etc/hosts && exec "$@"' "$T/hosts" \
		timeout 60 "${CDCLAB:-./cdclab}" stack status connect 2>&1 </dev/null)
	! echo "$seen" | grep -q "nothing listens"
	tap $? "a server is there when one of its name's addresses is"
fi

CDCLAB_CONNECT_HOST=connect CDCLAB_CONNECT_PORT=8083 CDCLAB_KAFKA_HOST=kafka CDCLAB_KAFKA_PORT=9092 \
	run 0 "a lesson is printed" read --plain 05-multi
says "with Connect's name" "http://connect:8083/connectors"
says "and the broker's" "kcat -b kafka:9092"
! grep -q "localhost:8083" "$T/out"
tap $? "and no other"

finish
