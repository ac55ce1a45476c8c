"""peers.py - the pagers that stand beside cdclab: how each is started, and its keys. One that is not installed is left out."""
import os
import shutil

DOWN, END, TOP, SEARCH, QUIT = "down", "end", "top", "search", "quit"
KEYS = {DOWN: "j", END: "G", TOP: "g", SEARCH: "/", QUIT: "q"}


class Peer:
    """keys: what differs from KEYS, None: it cannot."""

    def __init__(self, name, needs, argv, keys=None, env=None):
        self.name, self.needs, self.argv = name, needs, argv
        self.keys, self.env = dict(KEYS, **(keys or {})), env or {}

    def there(self):
        return all(shutil.which(program) for program in self.needs)


def shell(text):
    """A pipeline; $0 is the file."""
    return lambda path: ["sh", "-c", text, path]


LESS = {"PAGER": "less", "BAT_PAGER": "less -R"}
PEERS = (
    Peer("less", ["less"], lambda path: ["less", "-R", path]),
    Peer("lowdown, less", ["lowdown", "less"], shell('lowdown -tterm --term-width=76 --term-columns=80 "$0" | less -R')),
    Peer("bat", ["batcat", "less"], lambda path: ["batcat", "--paging=always", path], env={"BAT_PAGER": "less -R"}),
    Peer("mdcat", ["mdcat", "less"], lambda path: ["mdcat", "-p", path], env={"PAGER": "less -R"}),
    Peer("glow", ["glow", "less"], lambda path: ["glow", "-p", path], env={"PAGER": "less -R"}),
    Peer("w3m", ["lowdown", "w3m"], shell('lowdown -s -thtml "$0" | w3m -T text/html -I UTF-8 -cols 80'), keys={DOWN: "J", QUIT: "Q"}),
)


def find(program):
    """cdclab first, then who is there, and the names of those who are not."""
    ours = Peer("cdclab", [], lambda path: [os.path.realpath(program), "read", path])
    return [ours, *(peer for peer in PEERS if peer.there())], [peer.name for peer in PEERS if not peer.there()]
