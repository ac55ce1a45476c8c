# shellcheck shell=sh
# Sourced by the tests in a real terminal: a tmux server of their own, of a
# known size, with a shell in it; an installation whose engine is a scripted
# peer; the lesson of tests/golden/tui. All waits are for something that is
# seen, and end.

command -v tmux >/dev/null || {
	echo "1..0 # SKIP tmux is not installed"
	exit 0
}

top=${top_srcdir:-$(dirname "$0")/../..}
top=$(cd "$top" && pwd)
golden=$top/tests/golden/tui
T=$(mktemp -d) || exit 99
shells=0

tm()
{
	tmux -L "cdclab-$$-$shells" -f /dev/null "$@"
}

clean_up()
{
	tm kill-server 2>/dev/null
	rm -rf "$T"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM PIPE

. "$top/tests/terminal/installed.sh"

unset CDCLAB_DATA_DIR CDCLAB_LANG LC_MESSAGES LANG LANGUAGE NO_COLOR TMUX
export CDCLAB_STATE_DIR="$T/state" CDCLAB_STACK_DIR="$T/stack" HOME="$T"
export PEER_PLAY="$T/play" PEER_HEARD="$T/heard" LC_ALL=C.UTF-8
export HISTFILE='' T
echo "PS1='ready> '" >"$T/rc"
: >"$T/play"

. "$top/tests/tap.sh"

tap_context()
{
	tm capture-pane -p 2>/dev/null | sed 's/^/|/'
}

on_screen()
{
	tm capture-pane -p | grep -qF -e "$1"
}

not_on_screen()
{
	! on_screen "$1"
}

# shows TEXT CLAIM; hides TEXT CLAIM: it is on the screen, or no more
shows()
{
	ok "$2" until_true on_screen "$1"
}

hides()
{
	ok "$2" until_true not_on_screen "$1"
}

# shell COLS ROWS: a terminal with a shell at its prompt
shell()
{
	tm kill-server 2>/dev/null
	shells=$((shells + 1)) # the old one may need a moment to be gone
	tm new-session -d -x "$1" -y "$2" "exec bash --rcfile $T/rc -i"
	tm set-option -g status off >/dev/null
	tm resize-window -x "$1" -y "$2"
	until_true on_screen 'ready>' || exit 99
}

keys()
{
	tm send-keys "$@"
}

# type_in TEXT: as a line of the shell
type_in()
{
	tm send-keys -l "$1"
	tm send-keys Enter
}

# start COLS ROWS [ARGUMENT...]: the program on the lesson
start()
{
	size="$1 $2"
	shift 2
	rm -f "$T/pid" "$T/exit"
	# shellcheck disable=SC2086
	shell $size
	cat >"$T/program" <<PROGRAM
stty -g >$T/stty
trap : INT
sh -c 'echo \$\$ >$T/pid; exec $T/bin/cdclab read 02-two --lang en $*'
code=\$?
stty -g >$T/stty-after
echo \$code >$T/exit
PROGRAM
	type_in "sh $T/program"
	until_true test -s "$T/pid"
	# shellcheck disable=SC2034 # for who sourced us
	pid=$(cat "$T/pid")
}

# exits CODE CLAIM: the program has ended so
has_exit()
{
	test -s "$T/exit" && test "$(cat "$T/exit")" = "$1"
}

exits()
{
	ok "$2" until_true has_exit "$1"
}

# as_found CLAIM: the terminal is as it was before the program
is_as_found()
{
	cmp -s "$T/stty" "$T/stty-after" && on_screen 'ready>' &&
		[ "$(tm display-message -p '#{alternate_on}#{cursor_flag}')" = 01 ]
}

as_found()
{
	ok "$1" until_true is_as_found
}

# no_process PID: it has ended, whether or not somebody has taken note
no_process()
{
	! kill -0 "$1" 2>/dev/null ||
		grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null
}

# default_signals FILE: what /proc said of a program: it ignores and blocks none
# of the signals up to 31 (the next two are the C library's own)
default_signals()
{
	until_true grep -q SigIgn "$1" || return 1
	while read -r _ mask; do
		[ $((0x$mask & 0x7fffffff)) = 0 ] || return 1
	done <"$1"
}

# now: milliseconds
now()
{
	date +%s%3N
}

# within MS COMMAND...: it holds so soon
within()
{
	limit=$(($(now) + $1))
	shift
	until "$@"; do
		[ "$(now)" -lt "$limit" ] || return 1
		sleep 0.02
	done
}

# play LINES: what the peer does from now on
play()
{
	cat >"$T/play"
	: >"$PEER_HEARD"
}

plan()
{
	finish
}
