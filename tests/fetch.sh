#!/bin/bash
# How stack/native/fetch brings parts: in order, whole or not at all, once more after a wrong checksum. The parts are small ones of this test.
# shellcheck disable=SC2016,SC2317 # quoted for the scripts written here; called by claims
set -u
top=$(cd "${top_srcdir:-$(dirname "$0")/..}" && pwd)
. "$top/tests/tap.sh"
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT
tap_context() { cat "$dir/log"; }
if [[ $(uname -sm) != 'Linux x86_64' || ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || ! type -P apt-get >/dev/null; then
  echo "1..0 # SKIP parts are fetched on Debian and Ubuntu for x86-64"
  exit 0
fi
cp -r "$top/stack/native" "$dir/native"
chmod -R u+w "$dir/native"
cat >"$dir/native/parts/apt.sh" <<'END'
made() { # TREE...: one file each
  echo "$part" >>"$TRACE"
  local tree
  for tree; do
    mkdir -p "$new/$tree/lib" && date +%N >"$new/$tree/lib/file"
  done
  ! grep -qx "$part" "$TRACE.fill" 2>/dev/null || { echo 3 >"$TRACE.free" && fail "$part does not run" "its log"; }
  ! grep -qx "$part" "$TRACE.hang" 2>/dev/null || { echo "$BASHPID" >"$TRACE.hangs" && sleep 60; }
  if [[ -s $TRACE.bad && $(<"$TRACE.bad") == *" $part" ]]; then
    local left
    read -r left _ <"$TRACE.bad"
    if ((left)); then
      echo "$((left - 1)) $part" >"$TRACE.bad"
      refuse "$part: a.jar is not the pinned file"
    fi
  fi
  [[ ! -e $TRACE.cut/$part ]] || { cat "$TRACE.cut/$part" && false; }
  [[ " $* " != *" flink-connector "* ]] || : >"$new/flink-connector/$connector"
  [[ " $* " != *" pyflink "* ]] || mkdir -p "$new/pyflink/lib/python3.11/site-packages/pyflink/lib"
  place "$@"
  echo "$part 1" >"$stamps/$part.versions"
}
apt_open() { :; } # these make the keys
get_debs() { :; }
own_loader() { :; }
complete() { :; }
libraries() { :; }
END
echo 'get_maven() { made kafka plugins jmx flink-connector; }' >"$dir/native/parts/maven.sh"
printf '%s\n' 'wanted() { :; }' 'get_packages() { :; }' 'get_pyflink() { made pyflink; }' 'get_udf() { made udf; }' >"$dir/native/parts/pyflink.sh"
printf '%s\n' 'get_python() { made libc python; }' 'get_debian() { made postgres prometheus kcat tools; }' 'get_mysql() { made mysql; }' \
  'get_java() { made java; }' >"$dir/native/parts/debian.sh"
printf '%s\n' 'cds_key() { echo key; }' 'get_archives() { mkdir -p "$new/cds" && place cds; }' >"$dir/native/parts/archives.sh"
mkdir "$dir/bin"
cat >"$dir/bin/df" <<'END'
#!/bin/bash
echo "disk 9000 0 $(cat "$TRACE.free" 2>/dev/null || echo 9000) 0% /"
END
chmod +x "$dir/bin/df"
PATH=$dir/bin:$PATH
fetch() { # its output in log, its status in $code
  TRACE=$dir/trace timeout 50 "$dir/native/fetch" "$dir/parts" >"$dir/log" 2>&1 </dev/null
  code=$?
}
parts="python maven pyflink debian mysql"
all_there() {
  TRACE=$dir/trace "$dir/native/fetch" --list "$dir/parts" >"$dir/list"
  local part
  for part in $parts; do
    grep -q "^$part [0-9a-f]* there" "$dir/list" || return 1
  done
}
anew() { rm -rf "$dir"/parts "$dir"/trace*; }

fetch
tap $code "all parts come"
ok "each is there" all_there
[[ $(grep -nx python "$dir/trace" | cut -d: -f1) -lt $(grep -nx pyflink "$dir/trace" | cut -d: -f1) ]]
tap $? "what needs another part comes after it"
: >"$dir/trace"
fetch
[[ $code == 0 && ! -s $dir/trace ]]
tap $? "again, nothing is fetched"

anew
echo "1 maven" >"$dir/trace.bad"
fetch
[[ $code == 0 ]] && grep -q 'maven: a.jar is not the pinned file' "$dir/log" && [[ $(grep -cx maven "$dir/trace") == 2 ]]
tap $? "a file with a wrong checksum is named, and fetched once more"
ok "then all is there" all_there

anew
echo "9 maven" >"$dir/trace.bad"
fetch
[[ $code == 3 && ! -e $dir/parts/kafka && $(grep -cx maven "$dir/trace") == 2 ]]
tap $? "one that is wrong again is not used, and there is no third time"
grep -q '^parts: try: ' "$dir/log"
tap $? "what to try is said"
rm "$dir/trace.bad"
: >"$dir/trace"
fetch
[[ $code == 0 && $(grep -cx mysql "$dir/trace") == 0 ]]
tap $? "what had come is kept for the next time"

for again in '' "1 mysql"; do
  anew
  mkdir "$dir/trace.cut"
  echo "its archive is cut" >"$dir/trace.cut/mysql"
  echo "$again" >"$dir/trace.bad"
  fetch
  [[ $code == 3 && ! -e $dir/parts/mysql ]] && grep -q 'its archive is cut' "$dir/log"
  tap $? "what fails half way is not used${again:+, nor the second time}"
done
rm -r "$dir"/trace.{cut,bad}
fetch

echo mysql >"$dir/trace.fill"
rm "$dir/parts/.stamps/mysql"
fetch
[[ $code == 3 ]] && grep -q 'mysql: no room left on the disk of' "$dir/log" && ! grep -q 'does not run' "$dir/log"
tap $? "a disk that fills up is named, and not what came of it"
rm "$dir/trace.fill"
echo 600 >"$dir/trace.free"
fetch
tap $code "there is room for what is missing, though not for all"
rm "$dir"/parts/.stamps/{mysql,debian}
: >"$dir/trace"
fetch
[[ $code == 3 && ! -s $dir/trace ]] && grep -q 'has 600 MB free, fetching takes ' "$dir/log"
tap $? "where there is none for it, nothing is begun"
rm "$dir/trace.free"
fetch

# an upgrade: another key for what it has, and a part that no pin names any more
runs_from() { # TREE: a server of it, in $server
  mkdir -p "$dir/parts/$1/bin"
  cp "$(type -P sleep)" "$dir/parts/$1/bin/server"
  "$dir/parts/$1/bin/server" 100 &
  server=$!
}
runs_from mysql
echo "other other" >"$dir/parts/.stamps/mysql"
: >"$dir/trace"
fetch
[[ $code == 3 && ! -s $dir/trace ]]
tap $? "what servers run from is not replaced"
ok "and it is said who runs" grep -q "pid $server (" "$dir/log"
kill "$server"
wait "$server" 2>/dev/null
fetch
[[ $code == 0 && ! -e $dir/parts/mysql/bin/server ]]
tap $? "once they are down, it is"
runs_from mariadb
echo mariadb >"$dir/parts/.stamps/mariadb.trees"
echo "key" >"$dir/parts/.stamps/mariadb"
fetch
[[ $code == 0 && -e $dir/parts/mariadb/bin/server ]] && grep -q 'kept until .* down: mariadb' "$dir/log"
tap $? "a part that is no longer one is kept while servers run from it"
kill "$server"
wait "$server" 2>/dev/null
mkdir "$dir/parts/mine"
fetch
[[ $code == 0 && ! -e $dir/parts/mariadb && ! -e $dir/parts/.stamps/mariadb ]] && grep -q 'removed: mariadb' "$dir/log"
tap $? "and removed after them, which is said"
ok "what is nobody's part is left alone" test -d "$dir/parts/mine"
(cd "$dir/native" && cat fetch parts/* pins/* | sha256sum | cut -c1-64) | cmp -s - "$dir/parts/PINS"
tap $? "the pins that made them are written down"

anew
echo pyflink >"$dir/trace.hang"
TRACE=$dir/trace "$dir/native/fetch" "$dir/parts" >"$dir/log" 2>&1 </dev/null &
first=$!
until_true 20 test -e "$dir/trace.hangs"
TRACE=$dir/trace "$dir/native/fetch" "$dir/parts" >"$dir/log2" 2>&1 </dev/null &
second=$!
until_true 20 grep -q 'another fetch' "$dir/log2"
tap $? "a second fetch waits for the first"
# bash 5.2 loses a trap that comes while it reads a $(...): whoever stops it asks again
first_ends() {
  kill -TERM "$first"
  [[ $(cut -d' ' -f3 "/proc/$first/stat") == Z ]]
}
until_true 20 first_ends
wait "$first"
code=$?
rm "$dir/trace.hang"
[[ $code == 130 && ! -e $dir/parts/pyflink ]]
tap $? "an interrupted one ends and leaves no half part"
wait "$second"
tap $? "and the second one goes on from there"
ok "then all is there, too" all_there
[[ $(grep -cx maven "$dir/trace") == 1 ]]
tap $? "what the first had was not fetched again"

anew
echo pyflink >"$dir/trace.hang"
TRACE=$dir/trace "$dir/native/fetch" "$dir/parts" >"$dir/log" 2>&1 </dev/null &
first=$!
until_true 20 test -s "$dir/trace.hangs"
kill -KILL "$first"
rm "$dir/trace.hang"
TRACE=$dir/trace "$dir/native/fetch" "$dir/parts" >"$dir/log2" 2>&1 </dev/null &
second=$!
until_true 20 grep -q 'another fetch' "$dir/log2"
tap $? "a task whose script was killed is waited for, too"
kill -KILL -- "-$(<"$dir/trace.hangs")"
wait "$second"
tap $? "and then all goes on"
ok "then all is there, once more" all_there
finish
