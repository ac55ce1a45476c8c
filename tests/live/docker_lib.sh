# docker_lib.sh - a Docker engine of the test's own, from Debian's packages, with images made on this machine: sourced first, in place of
# lib.sh, by the live tests of the docker driver.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154

# The engine and its images are kept beside the parts. They are made outside of the network namespace, which reaches no mirror.
keep=${CDCLAB_STACK_DIR:-/var/lib/cdclab}/docker

skip() {
	echo "1..0 # SKIP $1"
	exit 0
}

# engine DIR FLAG...: start one, its log in DIR/log; sets engine_pid, DOCKER_HOST. engine_data: where its images are, when not beside the parts.
engine() {
	run=$1
	shift
	mkdir -p "$run"
	export DOCKER_HOST="unix://$run/docker.sock"
	"$keep/engine/run" dockerd --data-root "${engine_data:-$keep/data}" --exec-root "$run/exec" --pidfile "$run/pid" -H "$DOCKER_HOST" "$@" \
		>"$run/log" 2>&1 </dev/null 9>&- &
	engine_pid=$!
	tries=300
	until curl -fs -m 2 -o /dev/null --unix-socket "$run/docker.sock" http://docker/_ping; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] && kill -0 "$engine_pid" || return 1
		sleep 0.1
	done
}

engine_end() {
	[ -z "${engine_pid-}" ] || {
		kill "$engine_pid" 2>/dev/null
		wait "$engine_pid" 2>/dev/null
	}
	engine_pid=
}

# prepare: the packages and the images are there after it, with learns that of cdclab, too; images_later: another test may be using them, and be waited for at the end
prepare() {
	top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
	[ "$(id -u)" = 0 ] || skip "a Docker engine needs root"
	[ "$(uname -m)" = x86_64 ] || skip "the images are made for amd64"
	made=$(mktemp -d)
	mkdir -p "$keep"
	. "$(dirname "$0")/bury.sh"
	bury
	exec 8>"$keep/packages"
	flock 8
	"$top/tests/live/engine" "$keep/engine" >"$made/packages" 2>&1 || {
		tail -n 3 "$made/packages" >&2
		skip "Debian's packages of the engine do not come"
	}
	exec 8>&-
	# one engine at a time can have the images; the lock lasts as long as the test, and who has it makes them
	exec 9>"$keep/lock"
	if [ -n "${images_later-}" ]; then
		flock -n 9 || return 0
	else
		flock 9
	fi
	engine "$made" --bridge=none --iptables=false || {
		tail -n 3 "$made/log" >&2
		skip "a Docker engine does not run here"
	}
	tree=
	[ -z "${learns-}" ] || {
		tree=$made/tree
		MAKEFLAGS='' make -s install-strip prefix=/usr DESTDIR="$tree" >"$made/install" 2>&1 || tail -n 3 "$made/install" >&2
	}
	"$keep/engine/run" "$top/stack/docker/local-images/build" "${CDCLAB_STACK_DIR:-/var/lib/cdclab}/parts" $tree >&2 || {
		engine_end
		echo "1..1"
		echo "not ok 1 - the images are made"
		exit 1
	}
	engine_end
	rm -rf "$made"
}

[ -n "${CDCLAB_LIVE_NS-}" ] || prepare
# shellcheck source=tests/live/lib.sh
. "$(dirname "$0")/lib.sh"

tidy_stack() {
	"$CDCLAB" stack down --wipe --driver docker >/dev/null 2>&1
}
tidy_docker() {
	tidy_stack
	engine_end
	rm -rf "$dir"
}
trap tidy_docker EXIT
export CDCLAB_COMPOSE_FILE=compose.local.yaml

# clients: docker and its compose are found from here on
clients() {
	PATH=$(dirname "$keep/engine/run"):$PATH
	eval "$("$keep/engine/run" sh -c 'echo "export PATH=\"$PATH\" XTABLES_LIBDIR=\"$XTABLES_LIBDIR\" DOCKER_CONFIG=\"$DOCKER_CONFIG\""')"
}

# box SERVICE: its container
box() {
	docker ps -aq --filter label=com.docker.compose.project=cdclab --filter "label=com.docker.compose.service=$1"
}

# left: how many things of the project there are
left() {
	ours=label=com.docker.compose.project=cdclab
	{
		docker ps -aq --filter $ours
		docker volume ls -q --filter $ours
		docker network ls -q --filter $ours
	} | wc -l
}

# wipe_engine: what a test that was killed has left in the engine that has the images; all in there is a test's
wipe_engine() {
	docker ps -aq | xargs -r docker rm -fv
	docker volume ls -q | xargs -r docker volume rm -f
	docker network prune -f
} >/dev/null 2>&1

gone() { [ "$(left)" = 0 ]; }
begun() { [ -n "$(docker ps -q)" ]; }
