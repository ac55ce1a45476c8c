#!/bin/sh
# Every server frozen (SIGSTOP) under every check: red, by its own name.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/strike.sh"
strike_all STOP frozen
finish
