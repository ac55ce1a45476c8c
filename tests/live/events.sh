#!/bin/sh
# Records as they are and as they come: cdclab events on a real broker, which dies; a topic that is deleted and recreated.
. "$(dirname "$0")/lib.sh"

run 60 stack up kafka
exits "the broker is up" 0
eval "$("$CDCLAB" stack env)"
broker="-b localhost:29092"

# put TOPIC OPTION...: records from standard input
put() {
	topic=$1
	shift
	# shellcheck disable=SC2086 # options
	kcat $broker -P -t "$topic" -X message.max.bytes=20000000 "$@"
}

# holds CLAIM FILTER: jq's, on the last output, a list of records
holds() {
	ok "$1" jq -e -s "$2" "$dir/out"
}

# -- what they are
python3 "$top_srcdir/tests/live/topic_make.py" forms 1 max.message.bytes=20000000
tap $? "a topic for large records"
printf 'k1:plain text\n' | put forms -K:
printf 'k2:\n' | put forms -K: -Z
printf '\377\376\001' >"$dir/binary"
put forms -k k3 "$dir/binary"
printf '{"schema":{"name":"s.Envelope"},"payload":{"op":"u","before":{"n":0.10},"after":{"n":12345678901234567890.10},"source":{"ts_ms":1}}}' | put forms -k 4 -z zstd
head -c 10000000 /dev/urandom | base64 -w 0 | head -c 10000000 >"$dir/large"
put forms -k 5 "$dir/large"
run 20 events "$lesson" forms
exits "all of a topic" 0
holds "text, a tombstone, bytes" '.[0].value == "plain text" and .[0].text and .[1].tombstone and .[2].value_base64 == "//4B"'
says "a change event out of its schema, each digit of it" '"op":"u","before":{"n":0.10},"after":{"n":12345678901234567890.10},"source":{"ts_ms":1}'
holds "a record of 10 MB, whole" '.[4].key == 5 and (.[4].value | length) == 10000000'
run 20 events "$lesson" forms --where key=4 --count 1
holds "one of them" 'length == 1 and .[0].op == "u"'

# -- as they come
"$CDCLAB" events "$lesson" forms later --follow --start -1 >"$dir/follow" 2>"$dir/notes" </dev/null &
follow=$!
# came KEY TOPIC
came() {
	cut -c1-200 "$dir/follow" | grep -qF "{\"topic\":\"$2\"" && cut -c1-200 "$dir/follow" | grep -qF "\"key\":$1,"
}
ok "the last one is there at once" until_true came 5 forms
until_true grep -qF "the topic later is not there yet" "$dir/notes"
tap $? "a topic that is not there is waited for"
echo first | put later -k 6
ok "its first record" until_true came 6 later
python3 "$top_srcdir/tests/live/topic_delete.py" forms
until_true python3 "$top_srcdir/tests/live/topic_make.py" forms 2
echo again | put forms -k 7
ok "a topic that was deleted and recreated is read from its beginning" until_true came 7 forms
until_true grep -qE "the topic forms (was deleted and recreated: it is read from its beginning|is there now)" "$dir/notes"
tap $? "and that is said"
run 20 stack kill kafka
until_true grep -qF "does not answer; reading goes on once it does" "$dir/notes"
tap $? "a broker that is killed is named"
run 60 stack up kafka
echo back | put forms -k 8
ok "and reading goes on once it is back" until_true 60 came 8 forms
until_true grep -qF "Kafka answers again" "$dir/notes"
tap $? "which is said, too"
[ "$(cut -c1-200 "$dir/follow" | grep -c '"key":7,')" = 1 ]
tap $? "no record came twice"
kill -INT $follow
wait $follow
code=$?
exits "Ctrl-C ends it" 130

# -- on the screen
python3 "$top_srcdir/tests/live/topic_make.py" unified.orders 1 max.message.bytes=20000000
screen 120 40 read "$lesson"
shows "the lesson" "Keys\|keys"
keys K
printf 'k2:\n' | put unified.orders -K: -Z
shows "a tombstone is shown for what it is" "tombstone"
printf '{"op":"u","before":{"n":1,"s":"same"},"after":{"n":2,"s":"same"},"source":{"connector":"postgresql","schema":"public","table":"t","lsn":26953336}}' | put unified.orders -k '{"n":1}'
shows "a change has its fields side by side, the changed one marked" '\* n  *1  *2'
shows "its place in the log is written as the database does" 'LSN 0/19B4678'
put unified.orders -k 5 "$dir/large"
shows "of 10 MB the size is told" '10000000 bytes: too large'
seq 40000 | put unified.orders
shows "of more than can be shown some are left out, and that is said" 'left out: '
shows "but not the newest" ' 40000$'
keys p
echo later | put unified.orders
shows "they stand still while they wait" 'paused: 1 wait'
keys p
shows "and go on" ' later$'
keys / 'value:/op=u' Enter
shows "a condition leaves the one record" '1 record'
keys Escape
hides "Esc closes it" '1 record'
run 10 events "$lesson" nosuch
exits "a topic that is not there is a mistake" 2
says "and those that are there are named" "the broker has: "
finish
