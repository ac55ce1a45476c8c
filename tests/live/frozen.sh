#!/bin/sh
# Every server paused under every check: red, by its own name.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/faults.sh"
run 200 run "$lesson"
exits "the lab runs" 0
fault_all pause
finish
