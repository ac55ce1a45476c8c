# bury.sh - what a live test that was killed has left is ended: sourced before anything is started.
# shellcheck shell=sh

# of_directory DIR: the processes that name it or work in it
of_directory() {
	for process in /proc/[0-9]*; do
		case "$(readlink "$process/cwd")$(tr '\0' ' ' <"$process/cmdline")" in
		*"$1"*) echo "${process#/proc/}" ;;
		esac
	done 2>/dev/null
}

# bury: what a test that was killed has left, its servers, mounts and directory; its own pid is in there
bury() {
	for old in "${TMPDIR:-/tmp}"/cdclab-live.*; do
		[ -e "$old/test" ] || continue
		! grep -qs tests/live "/proc/$(cat "$old/test")/cmdline" || continue
		for pid in $(of_directory "$old"); do
			pkill -KILL -P "$pid" # what runs in a container does not name the directory
			kill -KILL "$pid" 2>/dev/null
		done
		cut -d' ' -f2 /proc/self/mounts | grep -F "$old/" | sort -r | xargs -r umount -l
		rm -rf "$old"
	done
}
