# Sourced by the tests of the command line: an installation of its own, whose
# engine is a scripted peer. Nothing of the learner's is read or written.
# Sets T (scratch), cdclab, golden; defines ok, is, run, play.

top=${top_srcdir:-$(dirname "$0")/../..}
top=$(cd "$top" && pwd)
golden=$top/tests/golden/report
T=$(mktemp -d) || exit 99
trap 'rm -rf "$T"' EXIT

. "$top/tests/terminal/installed.sh"
cdclab=$T/bin/cdclab

unset CDCLAB_DATA_DIR CDCLAB_LANG LC_ALL LC_MESSAGES LANG LANGUAGE NO_COLOR
export CDCLAB_STATE_DIR="$T/state" CDCLAB_STACK_DIR="$T/stack" HOME="$T"
export PEER_HEARD="$T/heard"

. "$top/tests/tap.sh"

# is CLAIM WANTED GOT
is()
{
	ok "$1" test "$2" = "$3"
	test "$2" = "$3" || printf 'want %s\ngot %s\n' "$2" "$3" |
		sed 's/^/# /'
}

# run ARGUMENT...: cdclab, its streams in $T/out and $T/err, status in $rc
run()
{
	"$cdclab" "$@" >"$T/out" 2>"$T/err" </dev/null
	rc=$?
}

# play NAME: the peer's part from now on
play()
{
	PEER_PLAY=$golden/$1.play
	export PEER_PLAY
	: >"$PEER_HEARD"
}

done_testing()
{
	finish
}
