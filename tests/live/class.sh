#!/bin/sh
# A class on a real broker: learners' ticks on the board, forgeries beside it, and bad days: the broker killed, topics deleted, processes killed.
. "$(dirname "$0")/lib.sh"
lab=99-test/02-class

# a course of one lab, whose only server is a broker of its own
data=$dir/data
mkdir -p "$data/lessons/99-test" "$data/labs/$lab" "$dir/lab" "$dir/desk"
cp "$top_srcdir"/labs/lab.schema.json "$data/labs"
cp "$top_srcdir"/lessons/LANGUAGES "$data/lessons"
cp -r "$top_srcdir/stack" "$data"
cp "$top_srcdir/tests/live/class/lesson.mdx" "$data/lessons/$lab.mdx"
cp "$top_srcdir/tests/live/class/lab.json" "$data/labs/$lab"
# one that nobody begins, so nothing of it is ever sent
mkdir -p "$data/labs/99-test/03-idle"
cp "$top_srcdir/tests/live/class/lesson.mdx" "$data/lessons/99-test/03-idle.mdx"
cp "$top_srcdir/tests/live/class/lab.json" "$data/labs/99-test/03-idle"
cp -P "$dir/stack/parts" "$dir/lab/parts"
export CDCLAB_DATA_DIR="$data"
cd "$dir/desk" || exit 99

# as NAME ARGS...: a learner's cdclab, with a state of his own; all have the lab's broker
as() {
	learner=$1
	shift
	CDCLAB_STATE_DIR="$dir/$learner" CDCLAB_STACK_DIR="$dir/lab" timeout 40 "$CDCLAB" "$@" </dev/null
}

class_tidy() {
	for pid in $(senders); do kill "$pid" 2>/dev/null; done
	CDCLAB_STACK_DIR="$dir/lab" "$CDCLAB" stack down --wipe >/dev/null 2>&1
	tidy
}
trap class_tidy EXIT

# senders: what is left behind to send
senders() {
	for file in $(grep -lszx send /proc/[0-9]*/cmdline); do
		process=${file%/cmdline}
		! grep -qszF "CDCLAB_STATE_DIR=$dir/" "$process/environ" || echo "${process#/proc/}"
	done
}
nothing_to_send() { [ -z "$(senders)" ]; }

# board FILTER: jq's, on the board as it is now
board() {
	"$CDCLAB" class board --once --json >"$dir/board" 2>"$dir/out" && jq -e "$1" "$dir/board"
}
# shows CLAIM FILTER
shows() {
	until_true 60 board "$2"
	tap $? "$1"
}

# topic TOPIC OPTION...: what is in a topic of the class
topic() {
	name=$1
	shift
	kcat -b localhost:29092 -C -e -q -t "cdclab-class.demo.$name" "$@"
}
# put KEY OPTION...: a record from standard input
put() {
	key=$1
	shift
	kcat -b localhost:29092 -P -t cdclab-class.demo.state -k "$key" "$@"
}
topics() {
	kcat -b localhost:29092 -L | grep -o 'cdclab-class[^"]*'
}
no_topics() { [ -z "$(topics)" ]; }

# ticks NAME: the events that his journal has for the class
ticks() {
	grep -cE '"event":"(step.done|step.fail|step.undone|check.pass|check.fail|lab.reset)"' "$dir/$1/labs/$lab/journal"
}
# all_sent NAME: each of them is in the topic under a key of its own, and no other
all_sent() {
	who=$(jq -r --arg n "$1" '[.learners[] | select(.name == $n)][0].learner' "$dir/board")
	got=$(topic events -f '%k\n' | grep -F "event/$who/" | sort -u | cut -d/ -f3 | sort -n | tr '\n' ' ')
	[ "$got" = "$(seq "$(ticks "$1")" | tr '\n' ' ')" ]
}

"$CDCLAB" stack up kafka >"$dir/up" 2>&1 &
up=$!
CDCLAB_STACK_DIR="$dir/lab" CDCLAB_STACK_PORTS=+100 "$CDCLAB" stack up kafka >"$dir/out" 2>&1
wait "$up"
tap $? "the broker of the class is up, and that of the lab beside it"
eval "$("$CDCLAB" stack env)"

# -- a class, and who is in it
run 20 class open demo
exits "a class is opened on the stack's broker" 0
join=$(head -n 1 "$dir/out")
run 20 class open demo
[ "$join" = "$(head -n 1 "$dir/out")" ]
tap $? "opened again it has the same code"
as ann class join "${join%?}x" --as ann >"$dir/out" 2>&1
says "a code with a wrong digit is refused" "a character of it is wrong"
for learner in ann bob cat dan eve; do
	as $learner class join "$join" --as $learner >"$dir/$learner.out" 2>&1 &
	joining="$joining $!"
done
# shellcheck disable=SC2086 # a list
wait $joining
as cat2 class join "$(echo "$join" | tr 'a-z-' 'A-Z ')" --as cat >"$dir/out" 2>&1
tap $? "a code may be typed with capitals and blanks"
as ann class join "$join" --as again >"$dir/out" 2>&1
says "nobody joins twice" "you are in the class demo as ann"
shows "six learners are on the board, two of one name" '.learners | length == 6 and (map(select(.name == "cat").learner) | unique | length == 2)'

for learner in ann bob cat dan; do
	as $learner run "$lab" >"$dir/$learner.out" 2>&1 &
	running="$running $!"
done
# shellcheck disable=SC2086 # a list
wait $running
shows "their ticks are there, and their reds" '[.learners[] | select((.earned | length) == 1 and (.red | length) == 1 and .red[0].item == "second")] | length == 4'
shows "grouped by the cause that they share" '.groups | length == 1 and (.[0].learners | sort == ["ann", "bob", "cat", "dan"]) and (.[0].cause | contains("class.lab"))'
shows "who is red comes first" '.learners[0:4] | all(.red | length == 1)'
"$CDCLAB" class board --once >"$dir/out"
says "for people, too" "4 learners: "
ok "the events are in their topic" all_sent ann

# -- hands, and the instructor's line
as bob class hand >"$dir/out" 2>&1
tap $? "a learner raises his hand"
as eve class hand >"$dir/out" 2>&1
shows "the queue has them in order, with what is red there" '[.hands[] | [.name, .item]] == [["bob", "second"], ["eve", null]]'
"$CDCLAB" class board --once >"$dir/out"
ok "for people, too" grep -qE "^bob .*hand up .*second: " "$dir/out"
as bob class hand >"$dir/out" 2>&1
shows "who lowers it is not in the queue" '[.hands[].name] == ["eve"]'
as eve class hand >"$dir/out" 2>&1
# a reader that stays: its engine tells how the class stands
mkfifo "$dir/asks"
CDCLAB_STATE_DIR="$dir/ann" CDCLAB_STACK_DIR="$dir/lab" "${CDCLAB%/*}/cdclab-engine" serve <"$dir/asks" >"$dir/told" 2>/dev/null &
exec 7>"$dir/asks"
told() { grep -F '"class.frame"' "$dir/told" | tail -n 1 | jq -r .text | jq -e "$1"; }
ok "a screen is told that all was sent" until_true 60 told '.class == "demo" and .member == "ann" and .unsent == null'
said() {
	run 20 class say "five minutes of break"
	grep -F '"class.frame"' "$dir/told" | jq -r .text | jq -es 'any(.said == "five minutes of break")'
}
ok "and what the instructor says" until_true 60 said
exec 7>&-

# -- forgeries
jq -r '.learners[] | select(.name == "ann") | .learner' "$dir/board" >"$dir/who"
ann="state/$(cat "$dir/who")/$lab"
eve="state/$(jq -r '.learners[] | select(.name == "eve") | .learner' "$dir/board")/$lab"
topic state -f '%k\t%s\n' >"$dir/states"
grep -F "$ann	" "$dir/states" | cut -f 2 >"$dir/anns"
grep -F "$eve	" "$dir/states" | tail -n 1 | cut -f 2 >"$dir/eves"
tail -n 1 "$dir/anns" | sed 's/"name":"ann"/"name":"eva"/' | tr -d '\n' | put "$ann"
tr -d '\n' <"$dir/eves" | put "$ann"
head -n 1 "$dir/anns" | tr -d '\n' | put "$ann"
head -c 20000 /dev/zero | tr '\0' x | put "$ann"
printf '%s|\n' "$ann" | kcat -b localhost:29092 -P -t cdclab-class.demo.state -K '|' -Z
shows "forged, replayed, large and erasing records are counted" '.unverified | .forged == 3 and .repeated == 1 and .large == 1'
shows "and overwrite nothing" '.learners | length == 6 and any(.name == "ann" and (.earned | length) == 1)'
"$CDCLAB" class board --once >"$dir/out"
says "which people see, too" "unverified records (forged: 3"

# -- the class's broker is killed
"$CDCLAB" class board --json >"$dir/live" 2>"$dir/live.err" </dev/null &
live=$!
run 20 stack kill kafka
echo two | kcat -b localhost:29192 -P -t class.lab -k two
as ann check "$lab" >"$dir/out" 2>&1
tap $? "a lab goes on without it"
says "and is green" "2 of 2 checks passed"
ok "what it could not send is left to another process" test -n "$(senders)"
as ann check "$lab" first >"$dir/out" 2>&1
one_sends() { [ "$(senders | wc -l)" = 1 ]; }
ok "and one is enough, however many commands there are" until_true one_sends
for pid in $(senders); do kill -9 "$pid"; done
ok "which is killed" until_true nothing_to_send
# as many events as ten minutes may have
ticked=$(grep -F check.pass "$dir/bob/labs/$lab/journal" | tail -n 1)
yes "$ticked" | head -n 300 >>"$dir/bob/labs/$lab/journal"
as bob check "$lab" >"$dir/out" 2>&1
run 60 stack up kafka
exits "the broker is back" 0
shows "what waited has come" '.learners | any(.name == "bob" and (.earned | length) == 2)'
as ann check "$lab" first >"$dir/out" 2>&1
shows "also what was killed before it could send, after the next start" '.learners | any(.name == "ann" and (.earned | length) == 2)'
ok "no event is lost or doubled" until_true all_sent ann
ok "nor of the hundreds of another" until_true all_sent bob
earned_live() { tail -n 1 "$dir/live" | jq -e '[.learners[] | select((.earned | length) == 2)] | length == 2'; }
ok "a board that was open all the time shows it" until_true 60 earned_live
kill -INT $live
wait $live

# -- topics deleted under it
python3 "$top_srcdir/tests/live/topic_delete.py" cdclab-class.demo.state cdclab-class.demo.events cdclab-class.demo.channel
until_true no_topics
as ann check "$lab" first >"$dir/out" 2>&1
ok "who writes ends when there is nothing to write to" until_true nothing_to_send
ok "and does not bring a topic back" no_topics
run 20 class board --once
says "the board says what is wrong" "there is no class demo"
run 20 class open demo
exits "the class is opened again" 0
for learner in ann bob cat; do as $learner check "$lab" first >"$dir/out" 2>&1; done
shows "and who goes on is on the board again" '.learners | length == 3 and any(.name == "ann" and (.earned | length) == 2)'
ok "with all of his events" until_true all_sent ann

# -- by stick
as dan class export "$dir/stick" >"$dir/out" 2>&1
tap $? "what a learner did is written into a file"
run 40 class import "$dir/stick"
says "and taken in" "are in the class, 0 are not signed for it"
shows "so he is on the board with what he earned" '.learners | length == 4 and any(.name == "dan" and (.earned | length) == 1 and (.red | length) == 1)'
sed 's/"name":"dan"/"name":"don"/' "$dir/stick" | grep '"name":"don"' >"$dir/forged"
run 40 class import "$dir/forged"
says "a file that was changed is not" "has no record for the class demo"
as dan class leave >"$dir/out" 2>&1
tap $? "he leaves"
carried=$(topic events -f '%k %S\n' | grep -F "event/$(jq -r '.learners[] | select(.name == "dan").learner' "$dir/board")/" | awk '{ size[$1] = $2 } END { for (k in size) if (size[k] != -1) n++; print n + 0 }')
[ "$carried" = 0 ]
tap $? "and what was carried is erased, too"

# -- who leaves, and the end
as bob class leave >"$dir/out" 2>&1
tap $? "a learner leaves"
shows "and is not on the board" '[.learners[].name] == ["ann", "cat"] or [.learners[].name] == ["cat", "ann"]'
who=$(jq -r .secret "$dir/bob/class/member.json" 2>/dev/null)
[ -z "$who" ]
tap $? "his key is gone"
left=$(topic state -f '%k %S\n'; topic events -f '%k %S\n')
left=$(echo "$left" | awk '{ size[$1] = $2 } END { for (k in size) if (size[k] == -1) n++; print n + 0 }')
[ "$left" -ge 5 ]
tap $? "each key of his has a tombstone ($left)"
run 30 class close
exits "the class is closed" 0
ok "its topics are gone" until_true no_topics
ok "the results are there" jq -e '.class == "demo" and ([.learners[].name] | sort == ["ann", "cat"]) and any(.learners[]; .name == "ann" and any(.reds[]; .item == "second" and .healed > 0))' demo-*.json
ok "as CSV, too" grep -qE '^"ann","[0-9a-f]*","99-test/02-class","second","20' demo-*.csv
ok "and as a page" grep -qF '<td>ann<td>99-test/02-class<td>second<td>20' demo-*.html
as ann check "$lab" first >"$dir/out" 2>&1
tap $? "a lab goes on when the class is closed"
until_true nothing_to_send
ok "and no topic comes back" no_topics
as ann class leave >"$dir/out" 2>&1
tap $? "a closed class can be left"
finish
