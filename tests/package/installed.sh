# What package.sh does with the package where it may be installed: /tmp/older.deb, then /tmp/new.deb. "0 CLAIM" holds, "1 CLAIM" does not.
# shellcheck shell=bash
claim() { # CLAIM COMMAND...
	local code=0
	"${@:2}" >/tmp/log 2>&1 || code=1
	echo "$code $1"
	((code == 0)) || sed 's/^/  /' /tmp/log >&2
}
version() { dpkg-query -W -f '${Version}' cdclab; }
answer() { echo "cdclab cdclab/remove-parts boolean $1" | debconf-set-selections; }
gone() { [[ ! -e $1 ]]; }

dpkg -i /tmp/older.deb >/tmp/log 2>&1 || sed 's/^/  /' /tmp/log >&2
claim "it is installed" test "$(version)" = 0.0.1-1
claim "it says its version" sh -c "cdclab --version | grep -q '^cdclab [0-9]'"
claim "it lists its lessons" sh -c "cdclab list | grep -q 05-multi-database-configuration"
claim "it speaks Russian" sh -c "cdclab --lang ru complete --help | grep -q 'Вывести'"
claim "its manual page can be found" sh -c "test -e /usr/share/man/man1/cdclab.1.gz"
claim "bash loads its completion" bash -c '. /usr/share/bash-completion/completions/cdclab.bash && complete -p cdclab'
claim "it checks its own lessons" cdclab lint

# progress and servers, as a learner and root have them
journal=$HOME/.local/state/cdclab/labs/07-module-7/05-multi-database-configuration/journal
mkdir -p "$(dirname "$journal")" /var/lib/cdclab/parts
cat >"$journal" <<'END'
a299c9ef {"v":1,"seq":0,"ms":62176,"at_ms":1795896899990,"id":1,"event":"check.pass","check":"postgres-topic","text":"row 5fc7a756 of postgres in outbox.event.postgres.orders@1 after 748 ms"}
END
echo part >/var/lib/cdclab/parts/part
earned() { cdclab list --json | grep -o '"earned": *[0-9]*' | grep -q 1; }
claim "an item is earned" earned
dpkg -i /tmp/new.deb >/tmp/log 2>&1
claim "it is upgraded" test "$(version)" != 0.0.1-1
claim "what was earned is kept" earned
claim "and so are the servers" test -e /var/lib/cdclab/parts/part

dpkg -r cdclab >/tmp/log 2>&1
claim "removed, its programs are gone" gone /usr/bin/cdclab
claim "and so is all that it brought" gone /usr/share/cdclab
claim "the servers are there for the next time" test -e /var/lib/cdclab/parts/part

answer false
dpkg -P cdclab >/tmp/purge 2>&1
claim "purged with the answer no, the servers are kept" test -e /var/lib/cdclab/parts/part
claim "and it is said where they are" grep -q /var/lib/cdclab /tmp/purge

dpkg -i /tmp/new.deb >/tmp/log 2>&1
dpkg -P cdclab >/tmp/purge 2>&1
claim "purged with nobody to ask, nothing of it is left" gone /var/lib/cdclab
claim "what was earned is kept by a purge" test -s "$journal"
claim "no question of it is left" sh -c "! debconf-show cdclab 2>/dev/null | grep -q remove-parts"
echo end
