#!/bin/sh
# Signals belong to cdclab alone: whatever the engine does, the prompt is back
# soon, and no engine is left.

. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/cli-setup.sh"

cd "$T" || exit 99
command -v jq >/dev/null || {
	echo "1..0 # SKIP jq is missing"
	exit 0
}

now_ms()
{
	echo $(($(date +%s%N) / 1000000))
}

# begin PLAY: a run that has reported its first check
begin()
{
	play "$1"
	rm -f engine.pid
	: >out
	"$cdclab" run tiny --lang en >out 2>err </dev/null &
	pid=$!
	until_true grep -q alpha out
	engine=$(cat engine.pid)
}

# end_by SIGNAL...: send them, wait for the end: rc, took_ms
end_by()
{
	from=$(now_ms)
	for signal in "$@"; do
		kill -s "$signal" "$pid"
		# One pending signal is no more than one: let it be taken.
		test $# -eq 1 || until_true taken
	done
	wait "$pid"
	rc=$?
	took_ms=$(($(now_ms) - from))
}

# No signal is pending for the process, or it is gone.
taken()
{
	! grep -q '^S[hH][dD]*Pnd:.*[1-9a-f]' "/proc/$pid/status" 2>/dev/null
}

gone()
{
	! kill -0 "$1" 2>/dev/null
}

begin hang
ok "the engine has a process group of its own" test "$engine" -eq \
	"$(ps -o pgid= -p "$engine")"
end_by INT
is "Ctrl-C and an engine that hangs: status 130" 130 "$rc"
ok "Ctrl-C and an engine that hangs: back soon ($took_ms ms)" \
	test "$took_ms" -lt 2000
ok "Ctrl-C and an engine that hangs: no engine is left" gone "$engine"
ok "Ctrl-C: earned marks are shown" grep -q '^\[x\] The table' out
ok "Ctrl-C: says that servers are up" grep -q '^Cancelled; the servers' out

begin obey
end_by INT
is "Ctrl-C and an engine that obeys: status 130" 130 "$rc"
ok "Ctrl-C and an engine that obeys: it was asked" jq -es \
	'.[1] | .do == "cancel" and .request == 1' heard
ok "Ctrl-C and an engine that obeys: nobody waits for the grace" \
	test "$took_ms" -lt 800

fastest=99999
for _ in 1 2 3; do
	begin hang
	end_by INT INT
	test "$took_ms" -ge "$fastest" || fastest=$took_ms
done
is "a second Ctrl-C: status 130" 130 "$rc"
ok "a second Ctrl-C: does not wait for the grace" test "$fastest" -lt 800
ok "a second Ctrl-C: no engine is left" gone "$engine"

begin hang
end_by TERM
is "TERM: status 143" 143 "$rc"
ok "TERM: no engine is left" gone "$engine"

begin hang
end_by HUP
is "HUP: status 129" 129 "$rc"
ok "HUP: no engine is left" gone "$engine"

begin wait
end_by KILL
is "kill -9: status 137" 137 "$rc"
ok "kill -9: the engine sees the end of its input" until_true gone "$engine"

done_testing
