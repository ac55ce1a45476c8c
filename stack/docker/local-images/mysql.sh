#!/bin/bash
# mysqld with MYSQL_ROOT_PASSWORD and MYSQL_DATABASE
set -euo pipefail
[[ $1 == mysqld ]] || exec "$@"
shift
usr=/parts/mysql/usr data=/var/lib/mysql socket=/run/mysqld/mysqld.sock
server=("$usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" --library-path "$usr/lib/x86_64-linux-gnu:$usr/lib/mysql/private" "$usr/sbin/mysqld"
  --no-defaults "--basedir=$usr" "--plugin-dir=$usr/lib/mysql/plugin" "--lc-messages-dir=$usr/share/mysql"
  "--character-sets-dir=$usr/share/mysql/charsets" "--secure-file-priv=" --user=mysql "--datadir=$data" "--socket=$socket"
  --pid-file=/run/mysqld/mysqld.pid "$@")
mkdir -p /run/mysqld
chown mysql: "$data" /run/mysqld
if [[ ! -d $data/mysql ]]; then
  "${server[@]}" --initialize-insecure
  umask 077
  cat >/run/init.sql <<SQL
SET SESSION sql_log_bin = 0;
CREATE DATABASE IF NOT EXISTS $MYSQL_DATABASE;
CREATE USER root@'%' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';
GRANT ALL PRIVILEGES ON *.* TO root@'%' WITH GRANT OPTION;
ALTER USER root@localhost IDENTIFIED BY '$MYSQL_ROOT_PASSWORD';
SQL
  chown mysql: /run/init.sql
  exec "${server[@]}" --init-file=/run/init.sql
fi
exec "${server[@]}"
