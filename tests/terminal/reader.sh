#!/bin/sh
# The mode for screen readers: a lesson read and its lab run by numbers, through
# a pipe and on a terminal.
# shellcheck source=tests/terminal/lib.sh
. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/lib.sh"

cdclab="$T/bin/cdclab"

# by_numbers LESSON NUMBER...: what is said when these are typed, to a reader of
# it for the first time; LESSON again: to one who goes on
by_numbers()
{
	what=$1
	shift
	[ "$what" = again ] && what=02-two || rm -f "$CDCLAB_STATE_DIR/reader.json"
	printf '%s\n' "$@" | timeout 20 "$cdclab" read "$what" --lang en \
		--screen-reader >"$T/said" 2>"$T/err"
}

says()
{
	ok "$2" grep -qF -e "$1" "$T/said"
}

{
	echo '!request'
	cat "$golden/run-red.events"
} >"$T/play"

# all sections by "1", once more than there are, then the lab
set -- 1 1 1 1 1 1 1 1 1 1
by_numbers 02-two "$@" 5 8 9 0
ok 'it ends well' test $? -eq 0
says 'Two databases, one stream' 'the title'
says 'Heading 2: Introduction' 'a heading with its level'
says 'Section 1 of' 'where it is'
says 'Code: sql/outbox.sql, sql' 'a block has a beginning'
says 'End of code' 'and an end'
says 'Key: payload' 'a table is told cell by cell'
says 'This is the last section' 'and the end is told'
says 'step 1 of 5: ' 'a step has its number'
says 'check 3 of 5: ' 'a check has its number'
says '[ok] ' 'what holds is said in a word'
says '[fail] The MySQL topic receives events: process, mysql: ' \
	'what does not, with the reason'
says 'What to try: cdclab stack up mysql' 'and with advice'
says '0. Quit' 'choices have numbers'

"$cdclab" read 02-two --lang en --plain |
	tr -cs 'A-Za-z' '\n' | sort -u >"$T/words"
tr -cs 'A-Za-z' '\n' <"$T/said" | sort -u >"$T/heard"
ok 'no word of the lesson is lost' test -z "$(comm -23 "$T/words" "$T/heard")"
# shellcheck disable=SC2016 # for the inner shell
ok 'nothing is drawn' sh -c '! "$@"' - grep -q '[│┃─━═┼╭╮╰╯┌]' "$T/said"
# shellcheck disable=SC2016 # for the inner shell
ok 'there are no escape codes' sh -c '! grep -q "$1" "$2"' - \
	"$(printf '\033')" "$T/said"

by_numbers 02-two 3 2 6 3 x 99 4 0
says 'Section 2 of' 'a section is chosen by its number'
says 'There is no such number' 'what is no choice is told'
says 'Заголовок 2: ' 'the other language is one number away'
cat >"$T/play" <<PLAY
{"v":1,"event":"hello","text":"peer","count":1}
!request
{"v":1,"id":1,"event":"service.state","service":"mysql","state":"dead","cause":"its process 7 is gone"}
{"v":1,"id":1,"event":"end"}
PLAY
: >"$PEER_HEARD"
by_numbers 02-two 10 0
says 'mysql: dead, its process 7 is gone' 'the servers are told when asked for'
ok 'and only then' test "$(grep -c . "$PEER_HEARD")" = 1

cat >"$T/play" <<PLAY
{"v":1,"event":"hello","text":"peer","count":1}
!request
{"v":1,"id":1,"event":"end"}
!request
{"v":1,"id":2,"event":"end"}
PLAY
: >"$PEER_HEARD"
by_numbers 02-two 11 3 11 3 11 3 0
says 'See whether MySQL listens on its port.' 'a hint is one number away'
says '11: the solution, 2 of 2' 'and what comes next'
says 'Connector mysql-outbox-connector' 'the solution is said step by step'
says '5 runs the steps that are not done.' 'with the number that runs it'
says 'There are no more hints' 'and there is no more'
ok 'each is written down' test "$(grep -c '"do":"hint"' "$PEER_HEARD")" = 2

by_numbers 02-two
ok 'the end of the input is the end' test $? -eq 0
printf '2\n0\n' | CDCLAB_SCREEN_READER=1 "$cdclab" >"$T/said" 2>"$T/err"
ok 'the course is a list of lessons by number' grep -q '^2\. ' "$T/said"

shell 80 24
type_in "clear; $cdclab read 02-two --lang en --screen-reader"
shows 'Number:' 'on a terminal it asks as well'
keys 1 Enter
shows 'Heading 2: Introduction' 'and reads on'
ok 'without the alternate screen' test \
	"$(tm display-message -p '#{alternate_on}')" = 0
keys 0 Enter
ok 'it leaves' until_true on_screen 'ready>'

shell 80 300
type_in "clear; rm -f $CDCLAB_STATE_DIR/reader.json; $cdclab read 02-two --lang en --screen-reader"
shows 'Number:' 'it begins once more'
type_in 1
shows 'Section 1 of' 'a section is read'
type_in 1
shows 'Section 2 of' 'and the next one'
keys C-c
ok 'Ctrl-C ends it' until_true on_screen 'ready>'
by_numbers again 2 0
says 'Section 2 of' 'the place was kept'
ok 'and is where it begins' sh -c "grep -m 1 '^Section' '$T/said' | grep -q 'Section 2'"

plan
