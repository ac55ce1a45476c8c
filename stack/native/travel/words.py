"""What people read, and how a failure is told."""

import os
import sys
import time

MESSAGES = "CDCLAB_MESSAGES" in os.environ  # cdclab reads them, and knows the language


def msg(text, *args):
    """A sentence; for cdclab its parts, as src/common/base/msg_parts.h marks them."""
    return "\036{}\035".format("\037".join(map(str, (text, *args)))) if MESSAGES else text % args


def N_(text):
    """A text that msg() gets elsewhere."""
    return text


def strerror(err):
    return msg(os.strerror(err.errno)) if err.errno else err


class Trouble(Exception):
    """(what is wrong, what to try)"""


def say(text):
    print(msg("parts: %s", text), flush=True)


def complain(what, hint):
    print(msg("parts: %s", what), file=sys.stderr)
    if hint:
        print(msg("parts: try: %s", hint), file=sys.stderr)


def mega(size):
    return max(1, round(size / 1e6))


class Progress:
    """A line every 5 s while something goes on."""

    def __init__(self, part, size):
        self.part, self.size, self.shown = part, size, time.monotonic()

    def at(self, have):
        if time.monotonic() - self.shown >= 5:
            self.shown = time.monotonic()
            say(msg("%s %s of %s MB", self.part, mega(have), mega(self.size)))
