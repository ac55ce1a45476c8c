#!/bin/sh
# Help and manual page say the same: every command, option and choice of one is
# in the other, and nothing that is not. (cli_complete.sh: completion.)

. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/cli-setup.sh"

page=$top/man/cdclab.1

# help_commands: one a line
help_commands()
{
	run --help
	sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p' "$T/out" | sort
}

# help_options COMMAND: "--lang ru|en", one a line
help_options()
{
	run "$@" --help
	sed -n 's/^  \(--[a-z-]*\( [^ ]\{1,\}\)\{0,1\}\) .*/\1/p' "$T/out" | sort
}

# synopsis COMMAND: its options in the manual's synopsis
synopsis()
{
	awk -v want="$1" '
		/^\.Sh/ { inside = $2 == "SYNOPSIS" }
		inside && /^\.Nm/ { mine = 0 }
		inside && $1 == ".Cm" && $2 == want { mine = 1 }
		mine && match($0, /Fl -[a-z-]+/) {
			print "-" substr($0, RSTART + 3, RLENGTH - 3)
		}' "$page" | sort -u
}

# manual_options: "--lang ru|en" of the list of options
manual_options()
{
	sed -n 's/^\.It Fl -\([a-z-]*\).*/--&/p' "$page" |
		sed 's/^--\.It Fl -/--/; s/ , h$//; s/ Ar / /; s/ | /|/g' | sort
}

commands=$(help_commands)
is "the manual has every command and no other" "$commands" \
	"$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/s/^\.Cm \([a-z]*\)$/\1/p' \
		"$page" | sort)"
is "the manual describes every command" "$commands" \
	"$(sed -n 's/^\.It Cm \([a-z]*\).*/\1/p' "$page" |
		grep -vxE 'human|tap|junit|json' | sort -u)"
all=
for command in $commands; do
	options=$(help_options "$command")
	names=$(echo "$options" | sed 's/ .*//')
	all="$all
$options"
	is "the synopsis of $command has its options" \
		"$(echo "$names" | grep -v '^--help$')" "$(synopsis "$command")"
done
all=$(printf '%s\n--version\n' "$all" | sort -u | sed '/^$/d')
is "the manual explains every option with its choices" "$all" \
	"$(manual_options)"
# bound: every key of the bindings' table, as the manual calls it
bound()
{
	sed -n "s/^	{ SCOPE_[A-Z]*, \(.*\), \".*\" },$/\1/p" \
		"$top/src/reader/tui/keys.c" |
		sed "s/^' '$/Space/; s/^'[\\]\{0,1\}\(.\)'$/\1/
			s/^KEY_GO_//
			s/^KEY_PAGE_UP/PgUp/; s/^KEY_PAGE_DOWN/PgDn/
			s/^KEY_FIRST/Home/; s/^KEY_LAST/End/
			s/^KEY_RETURN/Enter/; s/^KEY_ESCAPE/Esc/
			s/^KEY_TAB_BACK/Shift-Tab/; s/^KEY_FORTH/Alt-Right/
			s|^KEY_CTRL('\(.\)')|^\1|
			s/^KEY_BACK/Backspace/; s/^KEY_TAB/Tab/
			s/^UP/Up/; s/^DOWN/Down/
			s/^LEFT/Left/; s/^RIGHT/Right/" | sort -u
}

is "the manual has every key that is bound and no other" "$(bound)" \
	"$(sed -n '/^\.Sh KEYS/,/^\.Sh ENV/s/^\.I[ct]\( Ic\)\{0,1\} //p' "$page" |
		tr ',' '\n' | sed 's/ //g; s/^\\&//' | sort -u)"

for status in 0 1 2 3 5 6 7 70; do
	ok "the manual explains exit status $status" grep -qx "\.It $status" \
		"$page"
done
if command -v mandoc >/dev/null; then
	mandoc -T lint -W style "$page" 2>/dev/null |
		grep -v 'referenced manual not found' >"$T/lint"
	ok "mandoc finds nothing to better" test ! -s "$T/lint"
else
	count=$((count + 1))
	echo "ok $count # SKIP mandoc is missing"
fi

done_testing
