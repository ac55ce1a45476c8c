#!/bin/sh
# The lesson without cdclab: every block pasted into psql, mysql, curl, kcat and flink, what they print held against the text.
# Then cdclab's checks, which look at effects, pass all the same.
. "$(dirname "$0")/lib.sh"

run 180 stack up
exits "the stack is up" 0
eval "$("$CDCLAB" stack env)"
mkdir "$dir/desk"
(cd "$dir/desk" && python3 "$top_srcdir/tests/live/walk.py" "$top_srcdir/lessons/$lesson_id.mdx") >"$dir/out" 2>&1
code=$?
sed 's/^\(not ok\|ok\) [0-9]* - /# \1: /; /^1\.\./d' "$dir/out"
exits "every block of the lesson runs and prints what it shows" 0
run 90 check "$lesson"
exits "what was done by hand passes" 0
says "all five" "5 of 5 checks passed"
# jobs: how many the cluster runs
jobs() { curl -fsS http://127.0.0.1:8081/jobs/overview | jq '[.jobs[] | select(.state == "RUNNING")] | length'; }
run 180 run "$lesson"
exits "run goes on from what was done by hand" 0
says "with all five" "5 of 5 checks passed"
[ "$(jobs)" = 1 ]
tap $? "and with the one job that is there"
run 120 reset "$lesson"
exits "reset takes back what was done by hand" 0
[ "$(jobs)" = 0 ]
tap $? "with its job"
finish
