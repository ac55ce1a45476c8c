#!/bin/sh
# A course of one's own: written, listed, allowed, refused. No servers.

. "${top_srcdir:-$(dirname "$0")/../..}/tests/terminal/cli-setup.sh"
export CDCLAB_LANG=en CDCLAB_DATA_DIR="$top" XDG_CONFIG_HOME="$T/config"

# listed: the ids in $T/out that are of courses beside the built-in one
listed()
{
	sed -n 's/ .*//; /^07-module-7\//d; p' "$T/out" | paste -sd ' '
}

own=$T/my-course
run new "$own"
is "new writes a course" 0 "$rc"
run lint "$own"
is "which lint finds in order" "1 lesson, 1 lab: no complaints" "$(cat "$T/out")"
run new "$own"
is "nothing is written over" 2 "$rc"
run new "$T/two" ru en
run lint "$T/two"
is "one in two languages, likewise" "1 lesson, 1 lab: no complaints" "$(cat "$T/out")"
mkdir -m 700 "$T/empty"
run new "$T/empty"
is "an empty folder stays who may enter it" 700 "$(stat -c %a "$T/empty")"
run new "$T/three" xx
is "a language that the example is not in" 2 "$rc"
mkdir -p "$T/part/new" "$T/free"
cp "$top/new/en.mdx" "$T/part/new"
CDCLAB_DATA_DIR="$T/part"
run new "$T/half"
ok "one that cannot be written whole is said" test "$rc" -ne 0
ok "and nothing of it is left" test ! -e "$T/half"
run new "$T/free"
is "nor in a folder that was there" "" "$(ls -A "$T/free")"
CDCLAB_DATA_DIR="$top"

run list --course "$own"
is "an option shows it" 50-my-course/01-first-lesson "$(listed)"
export CDCLAB_COURSE="$own:$T/two"
run list
is "a variable shows several" "50-my-course/01-first-lesson 50-two/01-first-lesson" "$(listed)"
export CDCLAB_COURSE=
mkdir -p "$T/config/cdclab"
printf '# mine\n  %s  \n%s\n' "$own" "$T/nowhere" >"$T/config/cdclab/courses"
run list
is "a list in a file shows it" 50-my-course/01-first-lesson "$(listed)"
ok "and names what is gone" grep -q "/nowhere is left out: No such file" "$T/err"
rm "$T/config/cdclab/courses"
run list --course "$T/nowhere"
is "an option must name one that is there" 2 "$rc"

tar -C "$T" -czf "$T/good.tgz" my-course
run list --course "$T/good.tgz"
is "a tarball is a course" 50-my-course/01-first-lesson "$(listed)"
(cd "$own" && echo x >"$T/outside" && tar -cPzf "$T/out.tgz" lessons ../outside) 2>/dev/null
run list --course "$T/out.tgz"
is "a path that leaves it: refused" "" "$(listed)"
ok "with its name" grep -qF '"../outside" in it leads out of the course' "$T/err"
cp -R "$own" "$T/linked" && ln -s /etc "$T/linked/lessons/50-etc"
tar -C "$T" -czf "$T/linked.tgz" linked
run list --course "$T/linked.tgz"
is "a link in it: refused" "" "$(listed)"
is "nothing of these is kept" 1 "$(find "$T/state/courses" -mindepth 1 -maxdepth 1 | wc -l)"

esc=$(printf '\033')
mkdir "$T/odd$esc[2J" && cp -R "$own/." "$T/odd$esc[2J/"
mv "$T/odd$esc[2J/lessons/50-my-course" "$T/odd$esc[2J/lessons/50-o$esc[2J"
run list --course "$T/odd$esc[2J"
is "names with escape sequences are shown, not sent" 0 "$(cat "$T/out" "$T/err" | grep -c "$esc")"

run run --course "$own" first-lesson
is "off a terminal its lab does not run" 2 "$rc"
ok "and it is said how to allow it" grep -q 'cdclab trust .*/01-first-lesson.mdx shows' "$T/err"
run trust --course "$own" first-lesson
is "nor is it allowed without a word" 2 "$rc"
ok "but what it does is shown" grep -q 'run SQL: postgres: DROP TABLE IF EXISTS public.my_course_visits' "$T/out"
run trust --yes --course "$own" first-lesson
is "--yes allows it" 0 "$rc"
run trust --course "$own" first-lesson
is "until" 0 "$rc"
sed -i 's/DROP TABLE/DROP  TABLE/' "$own"/labs/*/*/lab.json
run run --course "$own" first-lesson
is "it changes" 2 "$rc"
ok "which is said" grep -q 'has changed since it was allowed' "$T/err"

id=07-module-7/05-multi-database-configuration
mkdir -p "$T/forged/lessons/07-module-7" "$T/forged/labs/$id"
cp "$top/lessons/$id.mdx" "$T/forged/lessons/07-module-7/"
cp "$top/labs/$id/lab.json" "$T/forged/labs/$id/"
run list --course "$T/forged"
ok "a lesson that the course has: left out" grep -q "another course has a lesson $id" "$T/err"
run trust --yes "$T/forged/lessons/$id.mdx"
is "and never allowed" 2 "$rc"

rm -r "$own"
run run --course "$own" first-lesson
is "a course that is gone" 2 "$rc"
done_testing
