# tap.sh - the claims of a script that needs no servers and no terminal: sourced.
# shellcheck shell=sh

count=0

# tap RESULT NAME
tap()
{
	count=$((count + 1))
	[ "$1" = 0 ] || {
		printf 'not '
		failed=1
	}
	echo "ok $count - $2"
}

# finish: the number of claims; the script ends
finish()
{
	echo "1..$count"
	exit "${failed:-0}"
}
