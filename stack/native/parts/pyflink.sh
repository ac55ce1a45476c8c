# PyPI: Flink and its Python packages, for the Python of the parts. Sourced by ../fetch.
# shellcheck shell=bash
# shellcheck disable=SC2154 # cache, new, dir, pins: fetch's

# What a job of tables and SQL loads comes at once; the rest, half of it in bytes, only with fetch --udf: Python functions take it.
wanted() { # PART: its lines of the list
  case $1 in
    pyflink) sed '/^# udf/,$d' "$pins/requirements.txt" ;;
    udf) sed -n '/^# udf/,$p' "$pins/requirements.txt" ;;
  esac
}

get_packages() { # PART
  local site=$new/$1/lib/python3.11/site-packages wheels=$dir/python/usr/share/python-wheels
  rm -rf "${new:?}/$1" "$cache/pip-tmp-$1"
  mkdir -p "$site" "$cache/pip-tmp-$1"
  wanted "$1" >"$cache/$1.txt"
  # The list is whole, so nothing is resolved (--no-deps), and no wheels but those of the index will do. Its few source archives are
  # built with Debian's setuptools; CC=false: one has an optional C module that would need Python's headers.
  env -u PIP_FIND_LINKS -u PIP_USER TMPDIR="$cache/pip-tmp-$1" CC=false PYTHONNOUSERSITE=1 \
    PYTHONPATH="$(echo "$wheels"/pip-*.whl):$(echo "$wheels"/setuptools-*.whl)" \
    "$dir/python/usr/bin/python3.11" -m pip --cache-dir "$cache/pip" --disable-pip-version-check \
    install --progress-bar off --require-hashes --no-deps --no-build-isolation --no-compile --target "$site" -r "$cache/$1.txt" && return
  grep -q 'DO NOT MATCH' "$cache/log/$1.log" || return 1
  rm -rf "$cache/pip"
  refuse '%s: not a pinned file: %s' "$1" "$(sed -n '/DO NOT MATCH/,$p' "$cache/log/$1.log" | sed 1d | tr -s ' \n' ' ')"
}

get_pyflink() {
  local tree=$new/pyflink site=$new/pyflink/lib/python3.11/site-packages
  get_packages pyflink
  mkdir -p "$tree/bin" "$site/pyflink/log"
  cat >"$tree/bin/python" <<'END'
#!/bin/sh
# The Python of the parts with PyFlink, and with the packages for Python functions where these were fetched.
self=$(readlink -f "$0")
parts=${self%/pyflink/bin/*} site=lib/python3.11/site-packages
export PYTHONPATH="$parts/pyflink/$site:$parts/udf/$site${PYTHONPATH:+:$PYTHONPATH}" PYTHONNOUSERSITE=1
exec "$parts/python/usr/bin/python3.11" "$@"
END
  chmod 755 "$tree/bin/python"
  cp "$here/parts/sitecustomize.py" "$site/"
  place pyflink
  compile_pyflink
  wanted pyflink | sed -n 's/^\(apache-flink\)==\([^ ]*\).*/\1 \2/p' >"$stamps/pyflink.versions"
}

# What a job loads, and no more. It stands beside its source, which a learner may not be allowed to write.
compile_pyflink() {
  runs pyflink "$dir/pyflink/bin/python" -c 'import pyflink.table, pyflink.java_gateway, pyflink.pyflink_callback_server'
}

get_udf() {
  get_packages udf
  place udf
  wanted udf | sed -n 's/^\(apache-beam\)==\([^ ]*\).*/\1 \2/p' >"$stamps/udf.versions"
}
