#!/bin/sh
# A lesson's blocks as files: written, listed, compared, put back, and what is in the way.

. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/cli-setup.sh"

mkdir -p "$T/data"
cp -r "$top/tests/golden/tui/data/lessons" "$top/tests/golden/tui/data/labs" "$T/data/"
cp "$top/labs/lab.schema.json" "$T/data/labs/"
export CDCLAB_DATA_DIR="$T/data"
cd "$T" || exit 99

run workspace 02-two --diff
is 'without a workspace: status 2' 2 "$rc"
ok 'and how to make one' grep -q 'cdclab workspace .*02-two.* makes one' "$T/err"
run workspace 02-two work
is 'one is made: status 0' 0 "$rc"
is 'where it is said' "$(realpath work)" "$(head -1 "$T/out")"
ok 'its files are listed' grep -q '^  sql/outbox.sql$' "$T/out"
ok 'and there' test -s work/sql/outbox.sql
run workspace 02-two --diff
is 'nothing is edited: no diff' '' "$(cat "$T/out")"

echo 'SELECT 1;' >>work/sql/outbox.sql
echo mine >work/notes
run workspace 02-two
ok 'an edited file is marked' grep -q 'sql/outbox.sql  (edited)' "$T/out"
ok 'what is no block is left alone' grep -q '1 other file in it is left alone' "$T/out"
run workspace 02-two --diff sql/outbox.sql
ok 'its diff has the line' grep -qx '+SELECT 1;' "$T/out"
run workspace 02-two --back
is 'put back: status 0' 0 "$rc"
run workspace 02-two --diff
is 'it is the lesson'"'"'s again' '' "$(cat "$T/out")"
run workspace 02-two --back nothing.sql
is 'a name that is none: status 2' 2 "$rc"

rm work/sql/outbox.sql
run workspace 02-two
ok 'a file that was removed is written again' test -s work/sql/outbox.sql
rm work/sql/outbox.sql && mkdir work/sql/outbox.sql
run workspace 02-two --diff
is 'a folder in its place: status 2' 2 "$rc"
ok 'which is said' grep -q 'not a folder' "$T/err"
rmdir work/sql/outbox.sql

mkdir -p other/sql
echo theirs >other/sql/outbox.sql
run workspace 02-two other
is 'somebody else'"'"'s file: status 2' 2 "$rc"
ok 'which is said' grep -q "other/sql/outbox.sql is there already, and is not the lesson's" "$T/err"
is 'and kept' theirs "$(cat other/sql/outbox.sql)"
: >file
run workspace 02-two file
ok 'a file is no folder, and that is said' grep -q 'file' "$T/err"
ok 'which fails' test "$rc" != 0
run workspace 02-two /proc/no
ok 'where nothing can be written: it fails' test "$rc" != 0
ok 'and says where' grep -q '/proc/no' "$T/err"
run workspace 02-two a b
is 'two folders: status 2' 2 "$rc"
run workspace 02-two
is 'the workspace is still the first' "$(realpath work)" "$(head -1 "$T/out")"
done_testing
