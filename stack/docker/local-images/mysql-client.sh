#!/bin/sh
# the client of this name, by the loader and the libraries that came with it
usr=/parts/mysql/usr
exec $usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 --library-path "$usr/lib/x86_64-linux-gnu:$usr/lib/mysql/private" "$usr/bin/${0##*/}" "$@"
