#!/bin/sh
# The course as it is has no faults; a course that has some hears of all.

. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/cli-setup.sh"

# front ORDER: lines 1 to 5 of a lesson
front()
{
	printf -- '---\ntitle: T\ndescription: D\norder: %s\n---\n' "$1"
}

# row WORD: of a table of four columns
row()
{
	echo "| $1 | $1 | $1 | $1 |"
}

# course ROOT TEXT: one lesson of that text, in both languages
course()
{
	mkdir -p "$1/lessons/01-a"
	for name in 01-x.mdx 01-x.en.mdx; do
		{
			front 1
			printf '%b' "$2"
		} >"$1/lessons/01-a/$name"
	done
}

lessons=$(find "$top/lessons" -name '*.en.mdx' | wc -l)
labs=$(find "$top/labs" -name lab.json | wc -l)
export CDCLAB_DATA_DIR="$top"
run lint
is "the course: status 0" 0 "$rc"
is "the course: no complaints" \
	"$((lessons)) lessons, $((labs)) labs: no complaints" "$(cat "$T/out")"
is "the course: nothing on standard error" "" "$(cat "$T/err")"

word=abcdefghijklmnopqrs
course "$T/wide" "$(row ${word}t)\n|---|---|---|---|\n$(row ${word}t)\n"
word=abcdefghijklmnop
course "$T/fits" "$(row $word-$word)\n|---|---|---|---|\n$(row "$word $word")\n"
(cd "$T/wide" && "$cdclab" lint lessons >"$T/out" 2>"$T/err")
is "a table that cannot wrap into 80 columns: status 5" 5 "$?"
is "a table that cannot wrap into 80 columns: its line, twice" \
	"lessons/01-a/01-x.en.mdx:6 lessons/01-a/01-x.mdx:6" \
	"$(sed 's/: table of 89 columns.*80$//' "$T/out" | paste -sd ' ')"
is "the complaints are counted" "2 complaints" "$(cat "$T/err")"
run lint "$T/fits"
is "a table that wraps" "1 lesson, 0 labs: no complaints" "$(cat "$T/out")"

course "$T/bad" 'a\n\n[x](./09-\033[2J)\n\n<Foo />\n\n```json\n{ // why\n}\n```\n'
rm "$T/bad/lessons/01-a/01-x.en.mdx"
(cd "$T/bad/lessons/01-a" && "$cdclab" lint 01-x.mdx >"$T/out" 2>"$T/err")
is "several faults: status 5" 5 "$?"
is "several faults: in the order of the file, as seen from here" \
	"01-x.mdx:1 01-x.mdx:8 01-x.mdx:10 01-x.mdx:13" \
	"$(sed 's/: .*//' "$T/out" | paste -sd ' ')"
is "each says what was expected" 4 "$(grep -c ', expected ' "$T/out")"
is "control characters are shown, not sent" 0 \
	"$(LC_ALL=C grep -caP '\x1b' "$T/out")"
run lint "$T/bad" "$T/wide" "$T/bad/lessons/01-a/01-x.mdx"
is "paths that overlap: each fault once" 6 "$(wc -l <"$T/out")"

run lint "$T/none"
is "no such path: status 2" 2 "$rc"
run lint "$top/README.md"
is "neither a lesson nor a lab: status 2" 2 "$rc"
"$cdclab" lint "$T/bad" >/dev/full 2>"$T/err"
ok "a full disk: said" grep -q 'No space left' "$T/err"

done_testing
