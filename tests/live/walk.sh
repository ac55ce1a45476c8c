#!/bin/sh
# The lesson without cdclab: every block pasted into psql, mysql, curl, kcat and flink, what they print held against the text.
# Then cdclab's checks, which look at effects, pass all the same.
. "$(dirname "$0")/lib.sh"

run 180 stack up
exits "the stack is up" 0
eval "$("$CDCLAB" stack env)"
mkdir "$dir/desk"
# walk LESSON: each of its blocks, as a learner pastes them
walk() {
	(cd "$dir/desk" && python3 "$top_srcdir/tests/live/walk.py" "$top_srcdir/lessons/07-module-7/$1.mdx") >"$dir/out" 2>&1
	code=$?
	sed 's/^\(not ok\|ok\) [0-9]* - /# \1: /; /^1\.\./d' "$dir/out"
	exits "every block of $1 runs and prints what it shows" 0
}
walk "$lesson"
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
# fires ALERT: is it?
fires() { curl -fsS http://127.0.0.1:9090/api/v1/alerts | jq -e '.data.alerts[] | select(.labels.alertname == "'"$1"'" and .state == "firing")'; }
run 60 stack down postgres
until_true 60 fires ConnectorSeriesGone
tap $? "the lesson's rule fires when PostgreSQL is stopped"
run 60 stack up postgres
until_true 60 eval '! fires ConnectorSeriesGone'
tap $? "and ends when it is back"
walk 06-multi-database-checklist
run 120 reset "$lesson"
exits "reset takes back what was done by hand" 0
[ "$(jobs)" = 0 ]
tap $? "with its job"
finish
