#!/bin/sh
# Every kind of step on real servers: done, seen, done again, undone.
. "$(dirname "$0")/lib.sh"
steps=99-test/01-steps

# the course with one lesson more
data=$dir/data
mkdir -p "$data/lessons/99-test" "$data/labs/$steps"
cp "$top_srcdir"/labs/lab.schema.json "$data/labs"
cp "$top_srcdir"/lessons/LANGUAGES "$data/lessons"
cp -r "$top_srcdir/stack" "$data"
cp "$top_srcdir/tests/live/steps/lesson.mdx" "$data/lessons/$steps.mdx"
cp "$top_srcdir/tests/live/steps/lab.json" "$data/labs/$steps"
export CDCLAB_DATA_DIR="$data"

# done_as STEP STATE
done_as() {
	ok "$1 is done ($2)" grep -qE "\"step.done\".*\"step\":\"$1\",\"state\":\"$2\"" "$dir/out"
}

run 240 run "$steps" --format=events
exits "all steps are done" 0
for s in topic records deploy load loaded note shell pause resume read-offsets restart-task restart stop delete-offsets freeze thaw kill start down; do
	done_as "$s" done
done
says "a load counts its rows" '"rows: 200 rows in postgres"'
says "a shell has the stack's programs" 'table has 200'
says "and the files beside it" '"a note"'
ok "its output is cut" test "$(grep -c '"step":"shell","text"' "$dir/out")" = 201
says "offsets are shown" '\"lsn\"'
eval "$("$CDCLAB" stack env)"
got=$(kcat -b localhost:29092 -t orders.state -C -e -q -f '%k %s %h\n' | sort | tr '\n' ';')
[ "$got" = '7 {"order_id": 7} id=seven,source=by hand;8  ;8 {"order_id":8} ;' ]
tap $? "records have their key, value and headers: $got"
says_state=$(curl -fsS localhost:8083/connectors/rows/status | jq -r .connector.state)
[ "$says_state" = STOPPED ]
tap $? "the connector is stopped: $says_state"

run 60 run "$steps" topic --format=events
done_as topic already
sed -i 's/"partitions": 3/"partitions": 4/' "$data/labs/$steps/lab.json"
run 60 run "$steps" topic
says "a topic with other partitions is left alone" "topic orders.state has 3 partitions, not 4"
sed -i 's/"partitions": 4/"partitions": 3/; s/"compact"/"delete"/' "$data/labs/$steps/lab.json"
run 60 run "$steps" topic
says "one with other settings is, too" "topic orders.state has cleanup.policy=compact, not delete"

note=$CDCLAB_STACK_DIR/state/scratch/work/notes/one.txt
run 60 run "$steps" note --format=events
done_as note already
ok "the file is there" test -f "$note"
run 60 reset "$steps" records
says "records cannot be taken back" "still there: records of the topic orders.state"
run 120 reset "$steps"
exits "all is undone" 0
ok "the file is gone" test ! -e "$note"
ok "mysql runs again" test "$("$CDCLAB" stack status --json mysql | jq -r '.services[0].state')" = running
finish
