#!/bin/sh
# The command line as scripts see it: statuses, streams, formats that other
# programs read, and what is sent to the engine.

. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/cli-setup.sh"

lesson=01-module-1/02-tiny

for tool in jq prove python3; do
	command -v $tool >/dev/null && continue
	echo "1..0 # SKIP $tool is missing"
	exit 0
done

# usage_error CLAIM PATTERN ARGUMENT...: status 2, the reason on stderr alone
usage_error()
{
	about=$1 pattern=$2
	shift 2
	run "$@"
	is "$about: status 2" 2 "$rc"
	ok "$about: says why" grep -q -e "$pattern" "$T/err"
	ok "$about: nothing on standard output" test ! -s "$T/out"
}

# -- where it is

run list
cp "$T/out" "$T/lessons"
touch "$T/configure.ac" "$T/bin/configure.ac"
run list
rm "$T/configure.ac" "$T/bin/configure.ac"
is "some configure.ac near an installation makes it no source tree" \
	"$(cat "$T/lessons")" "$(cat "$T/out")"

# -- usage

usage_error "without a terminal, cdclab alone" "^usage: cdclab"
usage_error "an unknown command" 'unknown command "nope", expected list' nope
usage_error "an unknown option" 'unknown option "--nope"' list --nope
usage_error "an option of another command" 'unknown option "--wipe"' \
	list --wipe
usage_error "a value that is no choice" 'expected human|events|tap' \
	run $lesson --format xml
usage_error "a driver that there is not" 'expected auto|docker|native' \
	run $lesson --driver podman
usage_error "a missing value" '--cols: expected N' read $lesson --cols
usage_error "a number that is none" 'a number from' read $lesson --cols=0
usage_error "a value that is not wanted" 'takes no value' list --json=1
usage_error "an unknown letter" 'unknown option "-x"' list -x
usage_error "one of several bytes" 'unknown option "-ж"' list -ж
usage_error "what may be two options" 'unknown option "--co"' read $lesson \
	--co 40
usage_error "an option behind the names" 'unknown option "--nope"' \
	read $lesson --nope
usage_error "a name that looks like an option" 'no lesson "--cols"' \
	read -- --cols
usage_error "too many names" 'no arguments' list lessons
usage_error "a missing lesson" 'expected LESSON' run
usage_error "an unknown lesson" 'no lesson "nothing-like-it"' run nothing-like-it
usage_error "an ambiguous lesson" '01-module-1/02-tiny' run 01-module-1
usage_error "a lesson without a lab" 'has no lab' run 01-plain
usage_error "an unknown step" 'it has: table, topics' run $lesson tabel
usage_error "an unknown check" 'it has: alpha, beta, gamma' check $lesson x
usage_error "drills of a lab that has none" 'the lab has no drills' drill $lesson
usage_error "an unknown verb of the stack" 'up, down, restart' stack reboot
usage_error "wipe without down" 'stack down' stack up --wipe
usage_error "json without status" 'stack status' stack up --json
ok "nothing of that has started an engine" test ! -s "$PEER_HEARD"

for command in '' list read run check reset drill restart stack; do
	run $command --help
	is "help of '$command': status 0" 0 "$rc"
	ok "help of '$command': on standard output" grep -q '^usage: cdclab' \
		"$T/out"
	ok "help of '$command': 80 columns" test -z \
		"$(awk 'length > 80' "$T/out")"
done
run run -h
ok "-h is --help" grep -q '^usage: cdclab run' "$T/out"
run --version
ok "--version says name and version" grep -qx 'cdclab [0-9.]*' "$T/out"

# -- what is asked of the engine

# asked CLAIM JQ: the request that the peer heard has it
asked()
{
	ok "$1" jq -e "$2" "$PEER_HEARD"
}

play green
run run tiny table --driver native --lang ru
asked "run: the steps" '.do == "run" and .steps == ["table"]'
asked "run: the driver" '.driver == "native"'
asked "run: lesson, lab and text, as files" \
	'(.lesson == "01-module-1/02-tiny") and
	(.lab | startswith("/") and endswith("/01-module-1/02-tiny/lab.json"))
	and (.text | startswith("/") and endswith("/02-tiny.mdx"))'
play green
run run tiny --lang en
asked "run: the text in the language asked for" \
	'.text | endswith("02-tiny.en.mdx")'
play green
run check tiny beta
asked "check: the checks" '.do == "check" and .checks == ["beta"]'
play reset
run reset tiny
asked "reset: all steps" '.do == "reset" and .steps == []'
play reset
run restart tiny table
asked "restart: the steps" '.do == "restart" and .steps == ["table"]'
play up
run stack down --wipe postgres
asked "stack: verb, services, wipe" '.do == "stack" and .verb == "down"
	and .services == ["postgres"] and .wipe'

# -- languages

# title LANGUAGE ASSIGNMENT...: the checklist is in that language
title()
{
	want=$1
	shift
	play green
	env "$@" "$cdclab" run tiny >"$T/out" 2>&1
	ok "the language of $*: $want" grep -q "^\[x\] $want" "$T/out"
}

title The LC_ALL=C
title The LC_ALL=C.UTF-8
title Таблица LC_ALL=C LANGUAGE=ru
title Таблица LC_ALL=C.UTF-8 LANGUAGE=xx:ru:en
title The LANG=xx_XX.UTF-8
title Таблица LANG=ru_RU.UTF-8
title The LANG=en_US.UTF-8
title The LC_ALL=en_GB.UTF-8 LANG=ru_RU.UTF-8
title Таблица CDCLAB_LANG=ru LC_ALL=en_GB.UTF-8
title The CDCLAB_LANG=en LC_ALL=ru_RU.UTF-8

# -- options before the command

play green
run --driver native --lang ru run tiny table
asked "an option of the command" '.driver == "native"'
asked "the language" '.text | endswith("02-tiny.mdx")'
run --lang ru stack fetch --nonsense
ok "an unknown one behind the command is named, in the language" \
	grep -q 'неизвестный ключ "--nonsense"' "$T/err"
run --nonsense list --lang ru
ok "one before it, too" grep -q 'неизвестный ключ "--nonsense"' "$T/err"
run --lang ru nonsense
ok "so is an unknown command" grep -q 'неизвестная команда' "$T/err"

# -- a script that says messages

mkdir -p "$T/share/cdclab/stack/native"
fetch=$T/share/cdclab/stack/native/fetch
cat >"$fetch" <<'END'
#!/bin/sh
printf '\036parts: %%s\037\036%%s done, %%s s\037maven\0377\035\035\n'
printf 'Nothing of ours\033[2J' >&2
exit 5
END
chmod +x "$fetch"
run stack fetch --lang ru
is "its status is ours" 5 $rc
is "its sentences are in the language" "компоненты: maven: готово, 7 с" \
	"$(cat "$T/out")"
is "other lines are as they are, but nothing for the terminal" \
	'Nothing of ours^[[2J' "$(cat "$T/err")"
cat >"$fetch" <<'END'
#!/bin/sh
trap 'echo asked; exit 130' TERM
: >"$HOME/at-work"
while :; do sleep 0.1; done
END
"$cdclab" stack fetch >"$T/out" 2>"$T/err" &
pid=$!
ok "it is at work" until_true 20 test -e "$T/at-work"
kill -TERM $pid
wait $pid
is "who ends us ends it" 130 $?
ok "and it has its say" grep -qx asked "$T/out"

# -- formats that others read

for name in green red hostile crash nostack; do
	play $name
	run run tiny --format junit
	ok "$name: JUnit is XML" python3 -c '
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot().find("testsuite")
cases = suite.findall("testcase")
def count(kind): return sum(c.find(kind) is not None for c in cases)
assert int(suite.get("tests")) == len(cases)
assert int(suite.get("failures")) == count("failure")
assert int(suite.get("errors")) == count("error")
assert int(suite.get("skipped")) == count("skipped")
' "$T/out"
	play $name
	run run tiny --format json
	ok "$name: JSON is one object with its status" \
		jq -es "length == 1 and .[0].exit == $rc" "$T/out"
	play $name
	run run tiny --format events
	ok "$name: events are JSON lines of version 1" \
		jq -es 'length > 1 and all(.v == 1)' "$T/out"
done
play green
run run tiny --format tap
ok "green TAP: prove agrees" prove -Q -e cat "$T/out"
play red
run run tiny --format tap
prove -e cat "$T/out" >"$T/proved" 2>&1
ok "red TAP: prove sees the two that are red, not the optional one" \
	grep -q 'Failed tests: *1-2' "$T/proved"
play lie
run run tiny --format tap
is "silent TAP: a parser counts what was skipped" 2 "$(perl -MTAP::Parser -e '
	my $tap = TAP::Parser->new({ tap => do { local $/; <STDIN> } });
	$tap->run;
	print scalar $tap->skipped;' <"$T/out")"

# -- what servers say reaches no terminal as it is


controls='[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]'
controls="$controls|\xe2\x80[\x8b-\x8f\xa8-\xae]"

# clean FILE...: no C0 but newline, no DEL, C1, zero-width or bidi
clean()
{
	! cat "$@" | LC_ALL=C grep -aqP "$controls"
}

play hostile
for format in human events tap junit json; do
	run run tiny --format $format
	ok "hostile $format: no control characters" clean "$T/out" "$T/err"
done
run run tiny --format tap
ok "hostile TAP: a server cannot add a test" test 1 -eq \
	"$(grep -c '^not ok' "$T/out")"
printf '\033[31mred\033[0m\n' >"$T/red"
clean "$T/red"
is "(the search for control characters finds one)" 1 "$?"

# -- colour

# coloured STATUS CLAIM ASSIGNMENT...: on a terminal of its own, is there any?
coloured()
{
	want=$1 about=$2
	shift 2
	play green
	env "$@" script -qec "'$cdclab' run tiny" /dev/null >"$T/out" \
		</dev/null 2>&1
	grep -q '2 of 2 checks passed' "$T/out" || want="to run at all"
	LC_ALL=C grep -qP '\x1b\[' "$T/out"
	is "$about" "$want" "$?"
}

if command -v script >/dev/null; then
	coloured 0 "a terminal: colour" TERM=xterm
	coloured 1 "NO_COLOR: none" TERM=xterm NO_COLOR=1
	coloured 0 "an empty NO_COLOR: colour" TERM=xterm NO_COLOR=
	coloured 1 "TERM=dumb: none" TERM=dumb
fi
play green
run run tiny
is "no terminal: no colour" 0 "$(LC_ALL=C grep -caP '\x1b' "$T/out")"

# -- bad days

play green
run run tiny --format human
is "all green: status 0" 0 "$rc"
is "all green: the last line counts" "2 of 2 checks passed" \
	"$(tail -n 1 "$T/out")"

lab=$T/share/cdclab/labs/01-module-1/02-tiny/lab.json
cp "$lab" "$T/lab.json"
play green
sed 's/"block": "sql\/table.sql"/"blok": "sql\/table.sql"/' \
	"$T/lab.json" >"$lab"
run run tiny
is "a wrong lab file: status 5" 5 "$rc"
ok "a wrong lab file: place and reason" grep -q \
	'^/.*/lab\.json:[0-9]*: .*blok' "$T/err"
ok "a wrong lab file: nothing started" test ! -s "$PEER_HEARD"
sed 's/"block": "sql\/table.sql"/"block": "sql\/none.sql"/' \
	"$T/lab.json" >"$lab"
run run tiny
is "a lab that asks for a block the lesson lacks: status 5" 5 "$rc"
cp "$T/lab.json" "$lab"
mdx=$T/share/cdclab/lessons/01-module-1/02-tiny.mdx
printf '\n```sql\nnever closed\n' >>"$mdx"
run run tiny --text-lang ru
is "a lesson with an open fence: status 5" 5 "$rc"
ok "a lesson with an open fence: place and reason" grep -q \
	'^/.*/02-tiny\.mdx:[0-9]*: ' "$T/err"
cp "$golden/data/lessons/01-module-1/02-tiny.mdx" "$mdx"

play crash
run run tiny
is "a crash of the engine: status 70" 70 "$rc"
ok "a crash of the engine: the log is there" test -s \
	"$T/state/log/engine.log"
chmod -x "$T/libexec/cdclab/cdclab-engine"
run run tiny
is "no engine: status 70" 70 "$rc"
chmod +x "$T/libexec/cdclab/cdclab-engine"

play green
"$cdclab" run tiny --format events 2>"$T/err" | head -n 1 >"$T/out"
ok "a reader that goes away: quiet" test ! -s "$T/err"
"$cdclab" list >/dev/full 2>"$T/err"
ok "a full disk: said" grep -q 'No space left' "$T/err"
play green
"$cdclab" run tiny >&- 2>"$T/err"
is "a closed standard output: the run goes on" 0 "$?"

run list
is "list: status 0" 0 "$rc"
ok "list: a lesson without a lab" grep -q '^01-module-1/01-plain .* 3 min$' \
	"$T/out"
ok "list: nothing is earned yet" grep -q '02-tiny .* 5 min  0/2$' "$T/out"
run list --json
ok "list: the same as JSON" jq -e '.lessons[1] |
	.id == "01-module-1/02-tiny" and .checks == 2 and .earned == 0' "$T/out"

done_testing
