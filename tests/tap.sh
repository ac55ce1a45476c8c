# tap.sh - the claims of a script, in TAP: sourced by all of them.
# shellcheck shell=sh

count=0
failed=0
PATIENCE=${CDCLAB_TEST_PATIENCE:-60} # seconds: what holds ends a wait, so a slow machine costs nothing

# tap_context: what a claim that does not hold shows; a script may have its own
tap_context() { :; }

# tap RESULT CLAIM: it holds if the result is 0
tap()
{
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
		return
	fi
	failed=1
	echo "not ok $count - $2"
	tap_context | sed 's/^/# /'
}

# ok CLAIM COMMAND...: it holds if the command does
ok()
{
	claim=$1
	shift
	tap_log=$(mktemp) || exit 99
	if "$@" >"$tap_log" 2>&1; then
		tap 0 "$claim"
	else
		tap 1 "$claim"
		sed 's/^/# /' "$tap_log"
	fi
	rm -f "$tap_log"
}

# seconds_up: of this machine, whatever becomes of its clock
seconds_up()
{
	read -r up _ </proc/uptime
	echo "${up%.*}"
}

# until_true [SECONDS] COMMAND...: again and again until it holds, or patience ends
until_true()
{
	patience=$PATIENCE
	case $1 in
	*[!0-9]*) ;;
	*)
		patience=$1
		shift
		;;
	esac
	give_up=$(($(seconds_up) + patience))
	until "$@" >/dev/null 2>&1; do
		[ "$(seconds_up)" -lt "$give_up" ] || return 1
		sleep 0.05
	done
}

# finish: the number of claims; the script ends
finish()
{
	echo "1..$count"
	exit "$failed"
}
