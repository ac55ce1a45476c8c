#!/bin/sh
# Parts on their way: bundles of small parts, good ones and bad ones, from a file, a directory and a server.
top=$(cd "${top_srcdir:-$(dirname "$0")/..}" && pwd) || exit 99
exec python3 -B "$top/tests/parcel.py" "$top/stack/native/parcel"
