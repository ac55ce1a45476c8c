#!/bin/sh
# Every #include goes down the layers of tests/layers.txt, and every library's
# header stays in its one home.

top=${top_srcdir:-$(dirname "$0")/..}
cd "$top" || exit 99
T=$(mktemp -d) || exit 99
trap 'rm -rf "$T"' EXIT

. "${top_srcdir:-.}/tests/tap.sh"

# hold DIRECTORY: the offences in it, one a line
hold()
{
	(cd "$1" && find src -name '*.[ch]' | sort |
		xargs awk -f "$rules/layers.awk" "$rules/layers.txt")
}

rules=$(cd tests && pwd)

for folder in src/*/*/; do
	folder=${folder%/}
	if (find "$folder" -name '*.[ch]' | sort |
		xargs awk -f tests/layers.awk tests/layers.txt) >"$T/said"; then
		tap 0 "$folder includes what it may"
	else
		tap 1 "$folder includes what it may"
		sed 's/^/# /' "$T/said"
	fi
done

# offence CLAIM FILE LINE: the search finds it
offence()
{
	rm -rf "$T/src"
	mkdir -p "$T/$(dirname "$2")"
	printf '%s\n' "$3" >"$T/$2"
	if hold "$T" >/dev/null; then
		tap 1 "(finds $1)"
	else
		tap 0 "(finds $1)"
	fi
}

offence "an arrow up" src/common/base/x.c '#include "reader/tui/app.h"'
offence "an arrow across" src/reader/report/x.c '#include "reader/talk/talk.h"'
offence "a header away from home" src/reader/main/x.c '#include <curses.h>'
offence "a header without a home" src/engine/client/x.c '#include <mysqld.h>'
offence "a folder without a line" src/reader/new/x.c \
	'#include "common/base/err.h"'
offence "a path from elsewhere" src/common/base/x.c '#include "err.h"'

finish
