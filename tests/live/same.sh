# same.sh - one lab on either driver, and what was said of it: sourced after lib.sh.
# shellcheck shell=sh disable=SC2154

# keep_as NAME: the last output is what $driver said
keep_as() {
	mkdir -p "$dir/said/$driver"
	cp "$dir/out" "$dir/said/$driver/$1"
}

# ask VERB JSON: of the stack, as the engine is asked; its events are the output
ask() {
	: >"$dir/out"
	{
		echo "{\"id\":1,\"do\":\"stack\",\"verb\":\"$1\",\"driver\":\"$driver\"$2}"
		until_true 120 grep -q '"event":"end"' "$dir/out"
	} | "${CDCLAB%/*}/cdclab-engine" serve >"$dir/out" 2>&1
}

# record DRIVER: from nothing to a lab that is undone, with a death in the middle
record() {
	driver=$1
	rm -rf "${CDCLAB_STATE_DIR:?}"/* # what the other driver has earned
	run 240 run "$lesson" --driver "$driver" --format=events
	exits "$driver: the lab runs from nothing" 0
	keep_as run
	run 60 check "$lesson" --format=events
	exits "$driver: all five hold" 0
	keep_as check
	ask status
	keep_as status
	ask kill ',"services":["postgres"]'
	keep_as kill
	# shellcheck disable=SC2086 # a list
	run 60 check "$lesson" $five --format=events
	exits "$driver: without postgres they do not" 1
	keep_as red
	ask up ',"services":["postgres"]'
	keep_as up
	heal
	run 90 reset "$lesson" --format=events
	exits "$driver: reset" 0
	keep_as reset
}

# same: what was recorded of both drivers differs only as it is listed
same() {
	python3 "$top_srcdir/tests/live/same.py" "$dir/said" "$((count + 1))" >"$dir/compared" || failed=1
	cat "$dir/compared"
	count=$((count + $(grep -cE '^(not )?ok ' "$dir/compared")))
}
