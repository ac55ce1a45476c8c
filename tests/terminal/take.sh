#!/bin/sh
# A block of code taken along: to the clipboard, to a file, to an editor.
# shellcheck source=tests/terminal/lib.sh
. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/lib.sh"

unset DISPLAY WAYLAND_DISPLAY SSH_TTY SSH_CONNECTION VISUAL CDCLAB_EDITOR
lesson=$T/share/cdclab/lessons/01-module-1/02-two-databases.en.mdx
# shellcheck disable=SC2016 # backticks of Markdown
sed -n '/^```sql title="sql\/outbox.sql"/,/^```$/p' "$lesson" |
	sed '1d;$d' >"$T/wanted"
work=$CDCLAB_STATE_DIR/labs/01-module-1/02-two-databases/work
cd "$T" || exit 99

# a helper that keeps what it is given, under the names that are looked for
cat >"$T/bin/xclip" <<'HELPER'
#!/bin/sh
grep -E '^Sig(Blk|Ign)' /proc/self/status >"$T/helper-signals"
cat >"$T/helped.part" && mv "$T/helped.part" "$T/helped"
HELPER
cat >"$T/bin/edit-it" <<'HELPER'
#!/bin/sh
grep -E '^Sig(Blk|Ign)' /proc/self/status >"$T/editor-signals"
cp "$2" "$T/edited"
[ "$1" = -x ] || exit 1
[ ! -e "$T/change" ] || echo changed >>"$2"
tput civis 2>/dev/null
HELPER
chmod +x "$T/bin/xclip" "$T/bin/edit-it"

at_block()
{
	start 80 24
	tm set-option -s set-clipboard on
	keys g
	shows 'Introduction' 'a lesson is open'
	keys C
	shows 'There is no block of code' 'without a block nothing is copied'
	keys Space
	shows 'sql/outbox.sql' 'a block is on the screen'
}

pasted()
{
	tm save-buffer "$T/pasted" 2>/dev/null && cmp "$T/wanted" "$T/pasted"
}

at_block
keys C
shows 'Sent through tmux' 'it is said that it was sent'
ok 'the clipboard has the bytes of the block' until_true pasted

keys S
shows 'File: sql/outbox.sql' 'the name of a file is asked for'
keys Enter
shows 'Saved: sql/outbox.sql' 'it is saved'
ok 'the file has the bytes of the block' cmp "$T/wanted" "$T/sql/outbox.sql"
echo mine >"$T/sql/outbox.sql"
keys S Enter
shows 'it is there already' 'a file that exists is asked about'
keys n
shows 'Not saved' 'no is no'
ok 'and the file is what it was' grep -qx mine "$T/sql/outbox.sql"
keys S C-u
# shellcheck disable=SC2088 # typed, for the program
tm send-keys -l '~/other.sql'
keys Enter
shows 'Saved:' 'a name of its own'
ok '~ is the home' cmp "$T/wanted" "$T/other.sql"
echo mine >"$T/sql/outbox.sql"
chmod 600 "$T/sql/outbox.sql"
keys S Enter y
ok 'yes replaces' until_true cmp "$T/wanted" "$T/sql/outbox.sql"
ok 'and nobody may read it who might not before' \
	test "$(stat -c %a "$T/sql/outbox.sql")" = 600
mkdir -p "$T/far"
echo mine >"$T/far/away.sql"
ln -sf "$T/far/away.sql" "$T/sql/outbox.sql"
keys S Enter y
ok 'a link is followed' until_true cmp "$T/wanted" "$T/far/away.sql"
ok 'and stays one' test -L "$T/sql/outbox.sql"
keys S
shows 'File:' 'the name is asked for again'
keys Escape
hides 'File:' 'Esc saves nothing'
keys q
exits 0 'it leaves'

# a disk that is full
mkdir -p "$T/full"
cat >"$T/on-full-disk" <<'FULL'
mount -t tmpfs -o size=4k tmpfs "$T/full" && head -c 4096 /dev/zero >"$T/full/all" || exit
"$T/bin/cdclab" read 02-two --lang en
ls "$T/full" >"$T/left"
FULL
if unshare -rm true 2>/dev/null; then
	shell 80 24
	type_in "unshare -rm sh $T/on-full-disk"
	shows 'Introduction' 'a lesson is open beside a full disk'
	keys g Space
	shows 'sql/outbox.sql' 'with its block'
	keys S C-u
	keys -l -- "$T/full/block.sql"
	keys Enter
	shows 'No space left on device' 'the full disk is named'
	keys q
	ok 'it leaves' until_true test -s "$T/left"
	ok 'and no part of the block stays there' test "$(cat "$T/left")" = all
fi

# with PROGRAMS: the next start finds the helpers, and a display
DISPLAY=:0 PATH=$T/bin:$PATH EDITOR='edit-it -x' TMPDIR=$T
export DISPLAY PATH EDITOR TMPDIR
cat >"$T/play" <<'PLAY'
{"v":1,"event":"hello","text":"peer","count":1}
!request
{"v":1,"id":1,"event":"service.state","service":"kafka","state":"running"}
PLAY
at_block
keys s
shows 'kafka              running' 'an engine runs'
keys Escape
hides '─ Servers ─' 'out of sight'
keys C
shows 'Copied, bytes' 'a program that has the clipboard gets it'
ok 'with the signals as a program expects them' default_signals "$T/helper-signals"
ok 'its bytes are those of the block' until_true cmp "$T/wanted" "$T/helped"
keys E
shows 'is as in the lesson' 'an editor shows its file'
ok 'with the bytes of the block' cmp "$T/wanted" "$T/edited"
ok 'and the signals as a program expects them' default_signals "$T/editor-signals"
ok 'which stays in the workspace' cmp "$T/wanted" "$work/sql/outbox.sql"
shows 'sql/outbox.sql' 'the lesson is back on the screen'
: >"$T/change"
keys E
shows 'is edited: Enter runs it' 'a changed one is told'
ok 'and has the change' grep -qx changed "$work/sql/outbox.sql"
shows '─ edited' 'and its block is marked'
keys q
exits 0 'it leaves after an editor'
as_found 'the terminal is as it was found'

EDITOR=false
export EDITOR
start 80 24
keys E
shows 'it ended with status 1' 'an editor that fails is told of'
ok 'and changes nothing' grep -qx changed "$work/sql/outbox.sql"
sed '$d' "$work/sql/outbox.sql" >"$work/sql/new" && mv "$work/sql/new" "$work/sql/outbox.sql"
shows "is the lesson's again" 'a file that another program replaced is seen, at once'
rm "$work/sql/outbox.sql"
shows 'was removed' 'so is one that is removed'
mkdir "$work/sql/outbox.sql"
shows 'not a folder' 'or has become a folder'
rmdir "$work/sql/outbox.sql"
ln -s "$T/wanted" "$work/sql/outbox.sql"
shows 'not a symbolic link' 'or a link'
rm -r "$work"
shows 'The workspace is gone' 'or the whole workspace'
keys q
exits 0 'it leaves after that'

# a block with a sign that cannot be seen
printf '\n# Trap\n\n```bash title="trap.sh"\necho \033[31mred\n```\n' >>"$lesson"
rm -f "$T/helped"
start 80 24
keys G
shows 'echo ^[[31mred' 'an escape is shown as such'
keys C
shows 'signs that cannot be seen, the first: ^[' 'and asked about'
keys n
shows 'Not copied' 'no copies nothing'
ok 'nothing was copied' test ! -e "$T/helped"
keys C y
shows 'Copied, bytes: 14' 'yes copies it'
keys q
exits 0 'it leaves at the end'

plan
