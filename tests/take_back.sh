#!/bin/sh
# What take-back does with an engine that is well, that hangs, that is dead and that comes back: what it removes, what it says in the stack's
# lock, and that it lets go of it.

top=$(cd "${top_srcdir:-$(dirname "$0")/..}" && pwd) || exit 99
T=$(mktemp -d) || exit 99
trap 'rm -rf "$T"' EXIT
. "$top/tests/tap.sh"

# A docker of two containers, a volume and a network. $T/mood: how the engine is now; $T/did: what was asked of it.
mkdir "$T/bin"
cat >"$T/bin/docker" <<'D'
#!/bin/sh
echo "the engine is $(cat "$T/mood")" >&2
case $(cat "$T/mood") in
hangs) exec sleep 100 ;;
dead) exit 1 ;;
back) echo well >"$T/mood" && exit 1 ;;
full) [ "$1" != rm ] || exit 1 ;;
esac
case $1 in
ps) cat "$T/boxes" ;;
volume) [ "$2" != ls ] || cat "$T/volumes" ;;
rm) echo old >"$T/boxes" ;;
esac
case $1$2 in
ps* | volumels) ;;
*) echo "$*" >>"$T/did" ;;
esac
D
chmod +x "$T/bin/docker"
export T

# take_back MOOD WORD [SECONDS]: of one who held the stack and ends with WORD, or without one; what it says is in $T/lock, its end in $code
take_back()
{
	echo "$1" >"$T/mood"
	printf 'old\nnew\n' >"$T/boxes"
	printf 'kept\nmade\n' >"$T/volumes"
	: >"$T/did"
	printf 'cdclab stack up, pid 1' >"$T/lock"
	printf %s "$2" | PATH="$T/bin:$PATH" timeout -s KILL 20 "$top/stack/docker/take-back" old halted kept "${3:-3}" ', which ends' cdclab >>"$T/lock" 2>&1
	code=$?
}

# does LINE...
does()
{
	printf '%s\n' "$@" >"$T/want"
	cmp -s "$T/want" "$T/did"
}

says()
{
	[ "$(cat "$T/lock")" = "cdclab stack up, pid 1$1" ]
}

take_back well 'kept
'
[ $code = 0 ] && [ ! -s "$T/did" ] && says ''
tap $? "what is kept is not touched"
for mood in well back; do
	take_back $mood '' 15
	[ $code = 0 ] && does 'rm -f -v new' 'stop halted' 'volume rm made'
	tap $? "$mood: what was made is removed, what was there is not"
	says ', which ends'
	tap $? "$mood: the lock says that one is ending, and nothing else"
done
for mood in hangs dead full; do
	take_back $mood ''
	[ $code = 1 ]
	tap $? "$mood: it gives up in time, and its status says so"
	says ', which ends'
	tap $? "$mood: the lock says that one is ending, and nothing else"
done

finish
