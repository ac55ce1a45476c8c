"""What people read, in their language, and how a failure is told."""

import contextlib
import gettext
import os
import sys
import time


def catalogue():
    """cdclab says which language it is in and where the catalogues are; without it, all is English."""
    with contextlib.suppress(OSError, KeyError):
        with open("{CDCLAB_PO}/{CDCLAB_LANG}.mo".format(**os.environ), "rb") as file:
            return gettext.GNUTranslations(file)
    return gettext.NullTranslations()


_ = catalogue().gettext


def N_(text):
    """A text that is translated where it is shown."""
    return text


class Trouble(Exception):
    """(what is wrong, what to try)"""


def say(text):
    print(_("parts: {text}").format(text=text), flush=True)


def complain(what, hint):
    print(_("parts: {text}").format(text=what), file=sys.stderr)
    if hint:
        print(_("parts: try: {hint}").format(hint=hint), file=sys.stderr)


def mega(size):
    return max(1, round(size / 1e6))


class Progress:
    """A line every 5 s while something goes on."""

    def __init__(self, part, size):
        self.part, self.size, self.shown = part, size, time.monotonic()

    def at(self, have):
        if time.monotonic() - self.shown >= 5:
            self.shown = time.monotonic()
            say(_("{part} {have} of {size} MB").format(part=self.part, have=mega(have), size=mega(self.size)))
