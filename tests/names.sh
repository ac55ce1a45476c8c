#!/bin/sh
# No file under src/ names a connector, topic, job, slot, table, column, message type or block of a lesson: labs are data.
. "${top_srcdir:-.}/tests/tap.sh"
root=${top_srcdir:-$(cd "$(dirname "$0")/.." && pwd)}

# names: what the labs call their things, one a line
names() {
	cat "$root"/labs/*/*/lab.json | tr '\n' ' ' >"$tmp"
	# "connector": "NAME", and the lists of topics
	grep -oE '"(connector|topic|reaches|job|slot|block|query)": "[^"]+"' "$tmp" | sed 's/.*: "//; s/"$//'
	grep -oE '"topics": \[[^]]+' "$tmp" | sed 's/.*\[//' | tr ',' '\n' | tr -d ' "'
	# INSERT INTO table (column, ...)
	grep -oE 'INSERT INTO [^)]+' "$tmp" | sed 's/INSERT INTO //; s/(/,/' | tr ',' '\n' | tr -d ' '
	# type = 'NAME', and the last name of a JSON pointer
	grep -oE "type = '[A-Za-z]+" "$tmp" | sed "s/.*'//"
	grep -oE '"(key|value):/[^"]+' "$tmp" | sed 's:.*/::'
}

tmp=$(mktemp) || exit 99
trap 'rm -f "$tmp"' EXIT
# words of everybody, and of SQL
all=$(names | grep -vxE 'id|type|payload|[A-Z]+' | sort -u)
[ "$(printf '%s\n' "$all" | wc -l)" -ge 20 ]
tap $? "the labs have names: $(printf '%s\n' "$all" | wc -l)"
found=$(printf '%s\n' "$all" | grep -rnwF --include='*.[ch]' -f - "$root/src")
[ -z "$found" ]
tap $? "none of them is in the source $found"
finish
