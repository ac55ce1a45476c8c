#!/bin/sh
# labs/REFERENCE.md is the schema's: every key is described, and described there.

top=${top_srcdir:-$(dirname "$0")/..}
. "$top/tests/tap.sh"
T=$(mktemp -d) || exit 99
trap 'rm -rf "$T"' EXIT

ok "every key of the schema is described" sh -c \
	'python3 "$1/labs/reference.py" "$1/labs/lab.schema.json" >"$2"' - "$top" "$T/REFERENCE.md"
ok "labs/REFERENCE.md has what it says (make update-reference)" \
	diff -u "$top/labs/REFERENCE.md" "$T/REFERENCE.md"
finish
