#!/bin/sh
# The watch over a stack that is not up: whichever driver is chosen meanwhile, and while there is nothing to look at.
engine=${CDCLAB_ENGINE:-./cdclab-engine}
T=$(mktemp -d) || exit 99
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM PIPE
CDCLAB_DATA_DIR=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd)
export CDCLAB_DATA_DIR CDCLAB_STACK_DIR="$T/stack" CDCLAB_STATE_DIR="$T/progress" DOCKER_HOST="unix://$T/docker.sock"
. "${top_srcdir:-$(dirname "$0")/../..}/tests/tap.sh"

tap_context() {
	cat "$T/told"
}

# told_times N TEXT: lines with the text
told_times() {
	[ "$(grep -c -e "$2" "$T/told")" = "$1" ]
}

# chosen DRIVER: somebody has brought the stack up with it
chosen() {
	mkdir -p "$T/stack/state"
	echo "$1" >"$T/stack/state/driver.new"
	mv "$T/stack/state/driver.new" "$T/stack/state/driver"
}

chosen native
mkfifo "$T/ask"
"$engine" serve <"$T/ask" >"$T/told" 2>"$T/log" &
watcher=$!
exec 8>"$T/ask"
echo '{"id":1,"do":"stack","verb":"watch"}' >&8
ok 'a stack that is not up is told of' until_true told_times 1 '"service":"mysql","state":"stopped"'
chosen docker
ok 'another driver is noticed; what it needs is not there' until_true told_times 1 'no Docker engine answers'
chosen native
ok 'and when it is the first again' until_true told_times 2 '"service":"mysql","state":"stopped"'
ok 'why there was nothing was said once' until_true told_times 1 'no Docker engine answers'
echo '{"id":2,"do":"cancel","request":1}' >&8
ok 'it ends when it is cancelled' until_true told_times 1 '"id":1,"event":"end"'
echo '{"id":3,"do":"stack","verb":"watch"}' >&8
ok 'it begins again' until_true told_times 3 '"service":"mysql","state":"stopped"'
exec 8>&-
wait "$watcher" || failed=1
ok 'and ends with who asked' until_true told_times 1 '"id":3,"event":"end"'
finish
