#!/bin/sh
# Every server killed (SIGKILL) under every check: red, by its own name.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/strike.sh"
strike_all KILL dead
finish
