#!/bin/sh
# The course as a learner meets it: up, run, run again, reports, reset, down.
. "$(dirname "$0")/lib.sh"

run 5 check "$lesson"
exits "nothing is up: the stack is missing" 3

# a bare root has no /etc/hosts, so nothing here may rest on the name localhost
: >"$dir/hosts"
# shellcheck disable=SC2016 # another shell's
timeout 200 unshare -m sh -c 'mount --bind "$1" /etc/hosts && exec "$2" run "$3"' sh "$dir/hosts" "$CDCLAB" "$lesson" >"$dir/out" 2>&1 </dev/null
code=$?
exits "the lab runs from nothing, without a name for this machine" 0
says "all five are proved" "5 of 5 checks passed"

job=$("$CDCLAB" stack status --json | jq -r '.jobs[] | select(.state == "RUNNING") | .name')
case $job in
cdclab/*"/pyflink/unified_orders.py#"*) tap 0 "the job is the cluster's: $job" ;;
*) tap 1 "the job is the cluster's: $job" ;;
esac

run 60 run "$lesson"
exits "a second run finds all of it" 0
says "and proves all five again" "5 of 5 checks passed"
jobs=$("$CDCLAB" stack status --json | jq '[.jobs[] | select(.state == "RUNNING")] | length')
[ "$jobs" = 1 ]
tap $? "there is one job, not two ($jobs)"

start=$(date +%s%N)
run 20 stack up
took=$((($(date +%s%N) - start) / 1000000))
[ "$code" = 0 ] && [ "$took" -lt 3000 ]
tap $? "up again does nothing ($took ms)"

"$CDCLAB" check "$lesson" --format=tap >"$dir/check.tap" 2>/dev/null
ok "TAP is understood by prove" prove -e cat "$dir/check.tap"
"$CDCLAB" check "$lesson" --format=junit >"$dir/check.xml" 2>/dev/null
ok "JUnit is understood by an XML parser" xmllint --noout "$dir/check.xml"
run 60 check "$lesson" --format=json
ok "JSON is one object with five checks" \
	jq -e '.exit == 0 and (.checks | map(select(.state == "pass" and (.optional | not))) | length) == 5' "$dir/out"
run 60 check "$lesson" mysql-topic --format=events
green mysql-topic
run 30 trace "$lesson" --count 5 --json
exits "rows are traced along both flows" 0
ok "each of them is at the commit, in a record, in both topics, later and later" jq -e '
	(.flows | length) == 2 and all(.flows[].hops; length == 4 and all(.[]; .rows == 5)
		and (map(.p50_ms) | .[0] == 0 and .[1] <= .[2] and .[2] <= .[3]))' "$dir/out"

run 30 events "$lesson" --no-canaries
ok "the learner's two orders are in three topics, without the canaries'" jq -e -s '
	[.[].topic] | group_by(.) | map([.[0], length]) == [["outbox.event.mysql.orders", 1], ["outbox.event.postgres.orders", 1], ["unified.orders", 2]]' "$dir/out"

run 20 check "$lesson" nope
exits "an unknown check is a usage error" 2

# a course of one's own on the same servers
run 10 new "$dir/own"
own=$dir/own/lessons/50-own/01-first-lesson.mdx
run 20 run "$own"
exits "a lab from elsewhere does not run unasked" 2
run 10 trust --yes "$own"
run 90 run "$own"
exits "once allowed, it runs as it was written" 0
run 60 reset "$own"
exits "and is undone" 0

# shellcheck disable=SC1091 # made a moment ago
left=$("$CDCLAB" stack env >"$dir/env" && . "$dir/env" &&
	psql -Atc "SELECT count(*) FROM outbox WHERE type = 'CdclabCanary'" &&
	mysql -N -e "SELECT count(*) FROM shop.outbox WHERE type = 'CdclabCanary'")
left=$(echo "$left" | tr '\n' ' ')
[ "$left" = "0 0 " ]
tap $? "no canary is left in the tables ($left)"

# the random passwords of the stack are in its secrets and nowhere else
cat "$dir"/stack/state/secrets/* | grep -oE '[0-9a-f]{20,}' | sort -u >"$dir/secrets"
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' >"$dir/arguments"
[ -s "$dir/secrets" ] && ! grep -rqF -f "$dir/secrets" \
	"$dir/progress" "$dir/stack/state/log" "$dir/stack/state/run" "$dir/env" "$dir/arguments"
tap $? "no secret is in a journal, log, record, argument or in the environment"

run 60 reset "$lesson"
exits "reset undoes it" 0
run 60 stack down
exits "down" 0
ok "no process is left" nobody_left
run 60 stack down --wipe
exits "down --wipe" 0
ok "no data is left" sh -c '! ls "$1"/data 2>/dev/null | grep -q .' sh "$dir/stack/state"
finish
