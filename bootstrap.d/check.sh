# Every test, and how they are counted. Sourced by ../bootstrap.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2004 # jobs, parts: bootstrap's

red='^(FAIL|XPASS|ERROR)'
show_red() { # LOG: its claims that do not hold, each with what it says below itself; its end, if the test did not come to it
  local claim
  while IFS= read -r claim; do
    reds+=("$claim")
  done < <(grep -E "$red" "$1" || echo "$1")
  echo "  $1:"
  awk -v red="$red" '$0 ~ red { seen = 1; print; next } !/^# / { seen = 0 } seen' "$1" | head -n 100 | sed 's/^/    /'
  grep -qE '^1\.\.[0-9]+' "$1" || tail -n 30 "$1" | sed 's/^/    /'
}
count() { # CODE NAME DIRECTORY: add up what the tests under DIRECTORY left, and show those that failed
  local code=$1 name=$2 before=$failed all=0 file result
  while IFS= read -r file; do
    while read -r _ result; do
      all=$((all + 1))
      case $result in
        PASS | XFAIL) passed=$((passed + 1)) ;;
        SKIP) skipped=$((skipped + 1)) ;;
        *) failed=$((failed + 1)) ;;
      esac
    done < <(grep '^:test-result:' "$file")
    ! grep -qE "^:test-result: ${red#^}" "$file" || show_red "${file%.trs}.log"
  done < <(find "$3" -name '*.trs' | sort)
  if ((code && failed == before)) || ((all == 0)); then
    failed=$((failed + 1))
    reds+=("$name")
    echo "  $name: $( ((all)) && echo "ended with $code, no test says why" || echo "no test ran")"
    tail_of "$name"
  fi
}

result() { # NAME CODE: it counts as one test
  if (($2)); then
    failed=$((failed + 1))
    reds+=("$1")
    grep -E "$red" "build/log/$1.log" | head -n 30 | sed 's/^/  /'
    tail_of "$1"
  else
    passed=$((passed + 1))
  fi
}
one() { # NAME COMMAND...: a step that counts as one test
  step "$@"
  result "$1" $?
}

# --- beside the live tests, with what they leave of the machine ---------------------------------------------------------------------------
beside=
task() { # NAME COMMAND...: one of them, with its output in build/log/NAME.log
  local began code
  began=$(now)
  "${@:2}" >"build/log/$1.log" 2>&1 </dev/null
  code=$?
  echo "$1 $code $(seconds "$began")" >>build/beside.status
}
start_beside() { # COMMAND: it runs tasks
  : >build/beside.status
  {
    renice -n 19 -p "$BASHPID" >/dev/null
    "$1"
  } &
  beside=$!
  jobs[$beside]=beside
}
wait_beside() {
  local name code took
  step beside tail --pid="$beside" -f /dev/null
  unset "jobs[$beside]"
  while read -r name code took; do
    say "$name $took, beside others"
    result "$name" "$code"
  done <build/beside.status
}

configured() { # DIRECTORY CONFIGURE-ARGUMENT...: configure it once, from the copied sources
  mkdir -p "build/$1"
  cd "build/$1" || return
  [[ -f Makefile ]] || ../src/configure -q --enable-werror "${@:2}"
}
asan_build() { (configured asan --enable-sanitizers) && make -s -C build/asan -j"$(nproc)" all && make -s -C build/asan -j"$(nproc)" check TESTS=; }
tsan_build() { (configured tsan --enable-sanitizers=thread 'CFLAGS=-g -O1') && make -s -C build/tsan -j"$(nproc)" build-threads; }
clang_build() { (configured clang CC=clang) && make -s -C build/clang -j"$(nproc)"; }
fuzz_targets() {
  local target
  for target in tests/fuzz/fuzz_*.c; do
    target=${target##*/fuzz_}
    echo "${target%.c}"
  done
}
# Nothing of it is timed, so it may be as slow as it must.
builds() {
  local target
  task asan-build asan_build
  task tsan-build tsan_build
  task clang clang_build
  task fuzz-build tests/fuzz/run 0
  while read -r target; do
    task "fuzz-$target" tests/fuzz/run -s 1 15 "$target" # the seed: a check of the same sources ends the same way
  done < <(fuzz_targets)
}

check() {
  # Automake builds beside its sources only where these are not built themselves: so from a copy, which is what a release would hold.
  rm -rf build/src
  one copy make -s distdir distdir=build/src
  start_beside builds
  if wait_parts; then
    find tests -name '*.trs' -delete
    step live make -s -j2 check-live
    count $? live tests
  else
    failed=$((failed + 1))
    reds+=("live: not run")
    echo "  live: not run, the servers' parts did not come"
  fi
  wait_beside
  find build/asan build/tsan -name '*.trs' -delete 2>/dev/null
  step asan-check make -s -C build/asan -j2 check
  count $? asan-check build/asan
  step tsan-check make -s -C build/tsan -j2 check-threads
  count $? tsan-check build/tsan
  one distcheck make -s -j2 distcheck
  find tests/package -name '*.trs' -delete
  step package make -s check-package
  count $? package tests/package
}
