# watch_lib.sh - what the engine tells of servers while nobody asks: sourced after lib.sh.
# shellcheck shell=sh disable=SC2154

# watch_begin: have the servers watched; what is told goes to $dir/watched
watch_begin() {
	mkfifo "$dir/ask"
	"${CDCLAB%/*}/cdclab-engine" serve <"$dir/ask" >"$dir/watched" 2>&1 &
	watcher=$!
	exec 8>"$dir/ask"
	echo '{"id":1,"do":"stack","verb":"watch"}' >&8
}

# told_is SERVICE STATE: that was told of it last
told_is() {
	[ "$(jq -rs --arg s "$1" '[.[] | select(.event == "service.state" and .service == $s)] | last | .state' "$dir/watched")" = "$2" ]
}

# told SERVICE STATE NAME: soon that is what was told of it last
told() {
	cp "$dir/watched" "$dir/out"
	until_true 60 told_is "$1" "$2"
	tap $? "$3"
}

# watch_end: it leaves when nobody listens
watch_end() {
	exec 8>&-
	until_true 60 sh -c "! kill -0 $watcher"
	tap $? "the watch ends with who asked for it"
	wait "$watcher"
	rm -f "$dir/ask"
}
