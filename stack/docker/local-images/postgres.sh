#!/bin/bash
# postgres with POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB
set -euo pipefail
[[ $1 == postgres ]] || exec "$@"
as() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
socket=/run/postgresql
mkdir -p "$PGDATA" "$socket"
chown postgres: "$PGDATA" "$socket"
chmod 700 "$PGDATA"
if [[ ! -s $PGDATA/PG_VERSION ]]; then
  umask 077
  printf '%s\n' "$POSTGRES_PASSWORD" >/run/password
  chown postgres: /run/password
  # shellcheck disable=SC2086 # a list of flags
  as initdb -U "$POSTGRES_USER" --pwfile=/run/password -A trust -E UTF8 ${POSTGRES_INITDB_ARGS:-} -D "$PGDATA"
  rm /run/password
  printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
  as pg_ctl -D "$PGDATA" -w -o "-c listen_addresses= -c unix_socket_directories=$socket" start
  as psql -h "$socket" -U "$POSTGRES_USER" -d postgres -v ON_ERROR_STOP=1 -c "CREATE DATABASE \"$POSTGRES_DB\""
  as pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups "$@" -c "listen_addresses=*" -c "unix_socket_directories=$socket"
