# same_native.sh DIR: the native stack's part of same.sh, for docker.sh: what it says is kept in DIR/said. The loopback of its network
# namespace is not up yet.
# shellcheck shell=sh
docker_dir=$1
unset CDCLAB_COMPOSE_FILE
ip link set lo up || exit
# shellcheck source=tests/live/lib.sh
. "$top_srcdir/tests/live/lib.sh"
# shellcheck source=tests/live/same.sh
. "$top_srcdir/tests/live/same.sh"
record native
mkdir -p "$docker_dir/said" && cp -r "$dir/said/native" "$docker_dir/said/" || exit
finish
