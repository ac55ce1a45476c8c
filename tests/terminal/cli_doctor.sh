#!/bin/sh
# cdclab doctor, with the real engine: what it says of this machine, and of one that is broken where nobody else sees it.

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/tap.sh"
cdclab=${CDCLAB:-./cdclab}
T=$(mktemp -d) || exit 99
trap 'kill ${server-} 2>/dev/null; rm -rf "$T"' EXIT
export CDCLAB_STACK_DIR="$T/stack" CDCLAB_STATE_DIR="$T/state" CDCLAB_LANG=en CDCLAB_STACK_PORTS=+7100 LANG=C.UTF-8
unset LC_ALL CDCLAB_DRIVER
tap_context() { cat "$T/out"; }

# doctor ARGUMENT...: what it says in $T/out, its status in $rc
doctor() {
	"$cdclab" doctor "$@" >"$T/out" 2>&1 </dev/null
	rc=$?
}
# says CLAIM PATTERN
says() { ok "$1" grep -qE "$2" "$T/out"; }
rc_is() { [ "$rc" = "$1" ]; }

doctor --driver native
says "the system" '^system +good +.*Linux [0-9]'
says "the memory" '^memory +(good|note|bad) +[0-9.]+ of [0-9.]+ GiB are free'
says "the disk, of a folder that is still to be made" "^stack +good +[0-9.]+ GiB are free in $T/stack"
says "what the driver has" '^native +good +its parts are not fetched yet'
doctor --json
ok "JSON has each with its state" jq -e '.findings | length > 5 and all(.state | IN("good", "note", "bad"))' "$T/out"
ok "and the status is 1 where one is bad" \
	sh -c 'test '"$rc"' = "$(jq "if any(.findings[]; .state == \"bad\") then 1 else 0 end" "$1")"' sh "$T/out"

CDCLAB_STATE_DIR=/proc/nothing doctor
ok "a folder without room: status 1" rc_is 1
says "is named" '^progress +bad +.*/proc'
says "with the variable that moves it" 'try: .*CDCLAB_STATE_DIR'
doctor --driver nothing
ok "an unknown driver: status 2" rc_is 2
LC_ALL=C doctor
says "a locale without UTF-8" '^locale +note +its characters are '
mkdir "$T/none"
PATH=$T/none doctor --driver native
says "programs that fetch takes" 'programs +bad +there is no mvn, '

python3 -m http.server --bind 127.0.0.1 15183 >/dev/null 2>&1 &
server=$!
taken() {
	doctor --driver native
	grep -qE '^connect +bad +port 15183 at 127.0.0.1 is taken by pid '"$server"' ' "$T/out"
}
ok "a port that somebody has, and who" until_true taken

if unshare -m true 2>/dev/null; then
	unshare -m sh -c 'mount --bind /dev/null /etc/hosts && exec "$1" doctor' sh "$cdclab" >"$T/out" 2>&1
	says "no localhost, and the line that makes it one" 'try: add the line "127.0.0.1 localhost" to /etc/hosts'
	echo "127.0.0.1 localhost" >"$T/hosts"
	unshare -m sh -c 'mount --bind "$2" /etc/hosts && exec "$1" doctor' sh "$cdclab" "$T/hosts" >"$T/out" 2>&1
	says "which heals it" '^localhost +good'
	unshare -m sh -c 'mount -t tmpfs -o ro tmpfs /dev/shm && "$1" doctor
		mkdir -p /dev/shm && mount -t tmpfs -o mode=1777 tmpfs /dev/shm && "$1" doctor' sh "$cdclab" >"$T/out" 2>&1
	says "shared memory that cannot be written" '^shared memory +bad'
	says "and after the advice" '^shared memory +good'
fi
finish
