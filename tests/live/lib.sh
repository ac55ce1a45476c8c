# lib.sh - a stack of the test's own: sourced by the live tests.
#
# Each test runs in a network namespace, so its servers have the lesson's own
# ports and do not meet a learner's; its state and progress lie in a directory
# of its own. Only the fetched parts are shared, and they are never written.
# shellcheck shell=sh

: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${CDCLAB:=$(pwd)/cdclab}"
lesson=05-multi-database-configuration
lesson_id=07-module-7/$lesson
five="connectors-running postgres-topic mysql-topic pyflink-both source-database" # its required checks

if [ -z "${CDCLAB_LIVE_NS-}" ]; then
	export CDCLAB_LIVE_NS=1 CDCLAB top_srcdir
	lo_up='ip link set lo up && exec "$@"'
	if [ "$(id -u)" = 0 ]; then
		exec unshare --net --kill-child sh -c "$lo_up" sh sh "$0" "$@"
	fi
	exec unshare --user --map-current-user --keep-caps --net --kill-child \
		sh -c "$lo_up" sh sh "$0" "$@"
fi

parts=${CDCLAB_STACK_DIR:-}
if [ -n "$parts" ]; then
	parts=$parts/parts
elif [ "$(id -u)" = 0 ]; then
	parts=/var/lib/cdclab/parts
else
	parts=${XDG_DATA_HOME:-$HOME/.local/share}/cdclab/parts
fi

. "$(dirname "$0")/bury.sh"
bury
dir=$(mktemp -d "${TMPDIR:-/tmp}/cdclab-live.XXXXXX") || exit 99
echo $$ >"$dir/test"
chmod 755 "$dir"
mkdir "$dir/stack" "$dir/progress" || exit 99
ln -s "$(readlink -f "$parts")" "$dir/stack/parts"
export CDCLAB_STACK_DIR="$dir/stack" CDCLAB_STATE_DIR="$dir/progress"
export CDCLAB_LANG=en
# a learner's engine is none of ours
export DOCKER_HOST=unix:///nonexistent/docker.sock

. "$top_srcdir/tests/tap.sh"

# tap_context: what the last command said, of a claim that does not hold
tap_context() {
	[ ! -f "$dir/out" ] || tail -n 30 "$dir/out"
}

# says NAME TEXT: the last output has it
says() {
	grep -qF -- "$2" "$dir/out"
	tap $? "$1"
}

# silent NAME TEXT: the last output does not have it
silent() {
	! grep -qF -- "$2" "$dir/out"
	tap $? "$1"
}

# run SECONDS ARGS...: cdclab, its output kept; its status in $code
run() {
	limit=$1
	shift
	timeout "$limit" "$CDCLAB" "$@" >"$dir/out" 2>&1 </dev/null
	code=$?
}

# exits NAME STATUS
exits() {
	[ "$code" = "$2" ]
	tap $? "$1 (exit $code)"
}

# pid_of SERVICE
pid_of() {
	"$CDCLAB" stack status --json "$1" |
		jq -r --arg s "$1" '.services[] | select(.name == $s) | .pid'
}

# nobody_left: no process of this stack
nobody_left() {
	! grep -lsF "$dir/stack" /proc/[0-9]*/cmdline
}

# red CHECK LAYER TEXT: the events of the last output have that failure
red() {
	jq -e -s --arg c "$1" --arg l "$2" --arg t "$3" \
		'any(.[]; .event == "check.fail" and .check == $c and
			.layer == $l and (.cause | contains($t)))' \
		"$dir/out" >/dev/null 2>&1
	tap $? "$1 is red: $2, $3"
}

# green CHECK
green() {
	jq -e -s --arg c "$1" \
		'any(.[]; .event == "check.pass" and .check == $c)' \
		"$dir/out" >/dev/null 2>&1
	tap $? "$1 passes"
}

# proved: the lab is there, whatever its optional check says, which waits for Prometheus
proved() {
	# shellcheck disable=SC2086 # a list
	"$CDCLAB" run "$lesson" deploy-postgres deploy-mysql unified-orders && "$CDCLAB" check "$lesson" $five
}

# heal: after servers were killed or frozen, all is as after a run
heal() {
	"$CDCLAB" stack up >"$dir/healed" 2>&1
	for c in postgres mysql; do
		until_true 60 curl -fsS -m 5 -o /dev/null -X POST \
			"http://127.0.0.1:8083/connectors/$c-outbox-connector/restart?includeTasks=true&onlyFailed=false"
	done
	until_true 60 proved
}

# -- a screen -----------------------------------------------------------------

tm() {
	tmux -L "cdclab-live-$$" -f /dev/null "$@"
}

# screen COLS ROWS ARGS...: cdclab in a terminal
screen() {
	size="-x $1 -y $2"
	shift 2
	# shellcheck disable=SC2086 # options
	tm new-session -d $size -e TERM=tmux-256color "exec '$CDCLAB' $*"
}

keys() {
	tm send-keys "$@"
}

sees() {
	tm capture-pane -p >"$dir/out" && grep -q -- "$1" "$dir/out"
}

sees_not() {
	! sees "$1"
}

# shows CLAIM REGEX; hides CLAIM REGEX: it is on the screen, or no more
shows() {
	ok "$1" until_true 60 sees "$2"
}

hides() {
	ok "$1" until_true 60 sees_not "$2"
}

tidy() {
	tm kill-server 2>/dev/null
	"$CDCLAB" stack down --wipe >/dev/null 2>&1
	rm -rf "$dir"
}
trap tidy EXIT
trap 'exit 1' INT TERM HUP
