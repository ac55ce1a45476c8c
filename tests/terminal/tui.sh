#!/bin/sh
# The screen in a real terminal: start, resize, suspend, and every way out.
# shellcheck source=tests/terminal/lib.sh
. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/lib.sh"

hello='{"v":1,"event":"hello","text":"peer","count":1}'
run='{"v":1,"id":1,"event":"run.start","lesson":"01-module-1/02-two-databases","text":"run"}'
begin='{"v":1,"id":1,"event":"check.start","check":"mysql-topic","count":1}'

takes_all_keys()
{
	stty -a -F "$(tm display-message -p '#{pane_tty}')" |
		grep -q -e '-ixon'
}

start 80 24
shows 'Two databases, one stream' 'a lesson opens'
shows 'checklist 0/5' 'its checklist is counted'
keys Space
shows 'CREATE TABLE' 'a key scrolls'
tm resize-window -x 120 -y 40
shows '── Checklist' 'on a larger screen the pane is there'
tm resize-window -x 40 -y 10
hides '── Checklist' 'on a smaller one it is not'
shows '0/5' 'and the bar is short'
tm resize-window -x 80 -y 24
shows 'checklist 0/5' 'it grows again'
keys C-z
shows 'Stopped' 'Ctrl-Z stops it'
hides 'CREATE TABLE' 'and the screen is the shell'"'"'s'
type_in fg
shows 'CREATE TABLE' 'fg brings it back'
ok 'Ctrl-S is a key as before, and stops no output' until_true takes_all_keys
keys q
exits 0 'q leaves'
as_found 'the terminal is as it was found'

start 80 24
shows 'CREATE TABLE' 'the place is remembered'
keys C-c
exits 130 'Ctrl-C leaves'
as_found 'the terminal is as it was found, after Ctrl-C'

play <<PLAY
$hello
!request
!pid $T/engine
$run
$begin
!hang
PLAY
start 80 24
keys r l
shows '[…] The MySQL topic' 'a check waits'
keys C-c
shows 'Ctrl-C again leaves' 'Ctrl-C cancels it, and says what the next one does'
keys C-c
ok 'that is obeyed while an engine hangs, within two seconds' \
	within 2000 has_exit 130
as_found 'the terminal is as it was found, after a hanging engine'
ok 'the engine is gone' until_true no_process "$(cat "$T/engine")"

play <<PLAY
$hello
!request
!pid $T/engine
$run
!flood 400000
!hang
PLAY
start 80 24
keys r
until_true test -s "$T/engine"
keys t
ok 'a key is answered within half a second of a flood' \
	within 500 on_screen '─ Contents ─'
keys q
hides '─ Contents ─' 'q closes them'
keys q
shows 'q again cancels and leaves' 'and does not end a run at once'
keys q
ok 'the second one does' within 2000 has_exit 0

play <<PLAY
$hello
!request
$run
!log it cannot go on
!die KILL
PLAY
start 80 24
keys r
shows 'The engine has stopped' 'a dead engine is told of'
keys g
shows 'Two databases' 'and reading goes on'
play <<PLAY
$hello
!request
$run
$begin
PLAY
keys r l
shows '[…] The MySQL topic' 'the next request starts another'
keys q q
exits 0 'it leaves after that'

# in_a_run NAME: a lab runs and does not end
in_a_run()
{
	play <<PLAY
$hello
!request
!pid $T/engine
$run
$begin
PLAY
	start 80 24
	keys r l
	shows '[…] The MySQL topic' "$1"
}

in_a_run 'a run goes on, again'
keys C-c
ok 'Ctrl-C asks the engine to cancel it' \
	until_true grep -q '"do":"cancel"' "$PEER_HEARD"
kill -TERM "$pid"
exits 143 'SIGTERM ends that at once'
as_found 'the terminal is as it was found, after SIGTERM in a run'
ok 'with its engine' until_true no_process "$(cat "$T/engine")"

# kept: the place in the lesson is on disk, and nothing beside it
kept()
{
	grep -q '"line":[0-9][0-9]' "$T/state/reader.json" &&
		! ls "$T"/state/*.new.* 2>/dev/null
}

for signal in HUP TERM INT QUIT; do
	rm -f "$T/state/reader.json"
	touch "$T/state/reader.json.new.99999999"
	start 80 24
	shows 'Introduction' "SIG$signal again and again: it opens"
	keys Space
	shows 'CREATE TABLE' 'further down'
	kill -s "$signal" "$pid"
	kill -s "$signal" "$pid"
	kill -s HUP "$pid"
	kill -s HUP "$pid"
	ok 'it ends' until_true test -s "$T/exit"
	as_found 'the terminal is as it was found'
	ok 'and the place is kept, with no file left over' kept
done

rm -f "$T/state/reader.json"
start 80 24
keys Space
shows 'CREATE TABLE' 'a place further down'
tm kill-server
ok 'without its terminal it ends' within 1000 no_process "$pid"
ok 'and keeps the place' kept

in_a_run 'a run goes on'
tm kill-server
ok 'without its terminal the program is gone within a second' \
	within 1000 no_process "$pid"
ok 'and so is its engine' within 1000 no_process "$(cat "$T/engine")"

play <<PLAY
$hello
!pid $T/engine
!request
{"v":1,"id":1,"event":"service.state","service":"kafka","state":"running","text":"127.0.0.1:29092"}
{"v":1,"id":1,"event":"service.state","service":"mysql","state":"running","text":"127.0.0.1:3306"}
!wait $T/kill
{"v":1,"id":1,"event":"service.state","service":"mysql","state":"dead","cause":"its process 7 is gone"}
!wait $T/heal
{"v":1,"id":1,"event":"service.state","service":"mysql","state":"running","text":"127.0.0.1:3306"}
PLAY
rm -f "$T/engine" "$T/kill" "$T/heal"
start 80 24
shows 'Introduction' 'a lesson is read'
keys Space b
ok 'without an engine' test ! -e "$T/engine"
keys s
shows 'mysql              running' 'the servers are shown'
shows 'stack 2/2' 'and counted'
: >"$T/kill"
ok 'one that dies is shown within a second' within 1000 on_screen 'mysql: dead'
shows 'its process 7 is gone' 'with the reason'
hides 'x cancels' 'and nothing is said to run'
keys Escape
hides '─ Servers ─' 'Esc closes them'
keys g
shows 'mysql: dead' 'the bar goes on to say it'
: >"$T/heal"
ok 'and that it is back' within 1000 on_screen 'stack 2/2'
keys s
shows '─ Servers ─' 'they are shown again'
keys Escape
hides '─ Servers ─' 'and closed'
keys s
shows '─ Servers ─' 'and shown'
ok 'one request does for all of it' test "$(grep -c . "$PEER_HEARD")" = 1
keys q q
ok 'and keeps nobody from leaving' within 1500 has_exit 0

start 80 24
shows 'Introduction' 'it starts after that'
kill -SEGV "$pid"
ok 'it dies of a fault' until_true test -s "$T/exit"
as_found 'the terminal is as it was found, after a fault'

start 80 24
shows 'Introduction' 'it starts again'
kill -TERM "$pid"
exits 143 'SIGTERM ends it'
as_found 'the terminal is as it was found, after SIGTERM'

shell 80 24
type_in "clear; TERM=dumb $T/bin/cdclab read 02-two --lang en; echo code \$?"
shows 'code 0' 'on a dumb terminal a lesson is printed'
type_in "clear; TERM=no-such $T/bin/cdclab read 02-two --lang en"
shows 'Introduction' 'an unknown TERM is taken for a usual one'
keys q

LC_ALL=C NO_COLOR=1
export LC_ALL NO_COLOR
start 80 24
shows '| * Note' 'lines are ASCII outside of UTF-8'
no_colour()
{
	! tm capture-pane -p -e | grep -q '\[[0-9;]*3[0-7]'
}
ok 'and there is no colour' no_colour
keys q
exits 0 'it leaves'

plan
