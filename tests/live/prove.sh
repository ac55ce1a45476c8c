#!/bin/sh
# Every check of the course is proved, and one that proves nothing is found.
. "$(dirname "$0")/lib.sh"

# verdict CHECK STATE TEXT: what the last output, of --format=events, says of it
verdict() {
	jq -e -s --arg c "$1" --arg s "$2" --arg t "$3" \
		'any(.[]; .event == "proof.check" and .check == $c and .state == $s and ((.cause // "") | contains($t)))' "$dir/out" >/dev/null
	tap $? "$1 is $2${3:+: $3}"
}

# an author's first steps, as labs/README.md has them
mkdir "$dir/bin" && ln -s "$CDCLAB" "$dir/bin/cdclab"
sed -n '/^```sh$/,/^```$/{/^```/!p;}' "$top_srcdir/labs/README.md" >"$dir/steps"
(cd "$dir" && PATH=$dir/bin:$PATH timeout 240 sh -ex "$dir/steps") >"$dir/out" 2>&1 </dev/null
code=$?
exits "labs/README.md takes an author from new to prove" 0
says "what cdclab new writes is proved" "2 of 2 checks proved"
says "and it is listed" "50-my-course/01-first-lesson"
own=$dir/my-course/lessons/50-my-course/01-first-lesson.mdx
wiring=$dir/my-course/labs/50-my-course/01-first-lesson/lab.json

# it claims the connector, and is content with a table
jq '(.checks[] | select(.id == "row-arrives").expect) =
	[{ "sql": "postgres", "text": "SELECT to_regclass('"'public.my_course_visits'"') IS NOT NULL" }]' "$wiring" >"$dir/weak.json"
cp "$dir/weak.json" "$wiring"
run 20 prove "$own"
exits "a lab that changed is not proved unasked" 2
run 10 trust --yes "$own"
run 120 prove "$own" --format=events
exits "a check that proves nothing fails the proof" 1
verdict row-arrives failed "it stays green while deploy is undone, by the effect of table"
verdict connector-running proved ""
run 90 check "$own"
exits "the lab is as after a run" 0
run 60 reset "$own"

run 400 prove "$lesson" --format=events
exits "the checks of $lesson are proved" 0
for check in $five; do
	verdict "$check" proved ""
done
silent "no tick is given" '"check.pass"'
run 60 check "$lesson" --format=tap
exits "and hold at the end" 0

run 600 prove 06-multi-database-checklist --format=tap
exits "the checks and drills of the next lesson are proved" 0
says "all of them" "1..11"
finish
