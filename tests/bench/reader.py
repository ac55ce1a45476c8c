"""reader.py - a lesson on the screen beside other pagers on the same file: how soon it is painted, moved in, searched, laid out anew."""
import contextlib
import os
import statistics

from pager import lessons, peers
from pager.session import Gone, Session
from room import LESSON, TREE, say, spread

# Aims in the order first paint, end, search, resize (ms), memory (MB): of the whole program with highlighting and diagrams.
SIZES = {"30 KB": (30 << 10, ()), "100 KB": (100 << 10, (4, 2, 3, 3, 8)), "1 MB": (1 << 20, (6, 10, 9, 10, 10)),
         "10 MB": (10 << 20, (12, 100, 100, 60, 24))}
FIGURES = ("first paint", "to the end", "search to the line", "resize", "memory at first paint", "memory at the end", "100 keys")
MB = ("memory at first paint", "memory at the end")
KEYS_AIM_MS = 2
SLOW_MS = 2000  # a peer whose first paint takes longer is measured once


class Bench:
    def __init__(self, room, path):
        self.path = path
        self.env = dict(room.env, CDCLAB_LANG="ru", CDCLAB_STATE_DIR=room.dir + "/reader", CDCLAB_STACK_DIR=room.dir + "/no-stack",
                        LESSHISTFILE="-", COLORTERM="truecolor")

    def open(self, peer):
        with contextlib.suppress(FileNotFoundError):  # else it opens where it was left
            os.remove(self.env["CDCLAB_STATE_DIR"] + "/reader.json")
        return Session(peer.argv(self.path), dict(self.env, **peer.env))

    def whole(self, peer):
        """All figures of one start, by name."""
        took, session = {}, self.open(peer)
        try:
            took["first paint"] = session.wait(lessons.FIRST)
            session.settle()
            took["memory at first paint"] = session.memory()[0]
            took["100 keys"] = session.settle(session.send(100 * peer.keys[peers.DOWN]))
            took["to the end"] = session.wait(lessons.LAST, session.send(peer.keys[peers.END]))
            session.settle()
            took["memory at the end"] = session.memory()[0]
            session.wait(lessons.FIRST, session.send(peer.keys[peers.TOP]))
            session.settle()
            took["search to the line"] = self.search(peer, session)
            session.send(peer.keys[peers.TOP])
            session.settle()
            took["resize"] = session.settle(session.resize(120, 40), quiet_ms=250)
        except Gone as gone:
            say("%s: %s" % (peer.name, gone))
        finally:
            session.close(peer.keys[peers.QUIT])
        return took

    @staticmethod
    def search(peer, session):
        """From the word's last letter where it is found while it is typed, else from the key that ends it."""
        session.send(peer.keys[peers.SEARCH] + lessons.WORD[:-1])
        session.settle()
        since = session.send(lessons.WORD[-1])
        found = session.settle(since)
        if session.shows(lessons.TARGET):
            session.send("\r")
            session.settle()
            return found
        return session.wait(lessons.TARGET, session.send("\r"))


def rounds(room, bench, there):
    """Everyone in turn, each round begun by another."""
    seen, slow = {peer.name: [] for peer in there}, set()
    for i in range(room.args.pairs):
        for peer in there[i % len(there):] + there[:i % len(there)]:
            if peer.name in slow:
                continue
            took = bench.whole(peer)
            seen[peer.name].append(took)
            room.note("pager", lesson=os.path.basename(bench.path), peer=peer.name, **{name.replace(" ", "_"): t for name, t in took.items()})
            if took.get("first paint", SLOW_MS) >= SLOW_MS:
                slow.add(peer.name)
    return seen


def least(took, figure):
    values = [t[figure] for t in took if figure in t]
    return min(values) if values else None


def cell(figure, value):
    return "-" if value is None else ("%.1f" if value < 100 else "%.0f") % value + (" MB" if figure in MB else "")


def rows(size, aims, seen):
    """A line a figure: the aim, then the least of each."""
    aims = dict(zip(FIGURES, aims), **({"100 keys": KEYS_AIM_MS} if aims else {}))
    for figure in FIGURES:
        mins = [cell(figure, least(took, figure)) for took in seen.values()]
        print("| %s, %s | %s | %s |" % (figure, size, aims.get(figure, ""), " | ".join(mins)), flush=True)


def lesson(room):
    """The course's own lesson beside `less`: a ratio within each pair."""
    bench = Bench(room, os.path.join(TREE, "lessons/07-module-7", LESSON + ".mdx"))
    ours, rival = peers.find(room.args.cdclab)[0][:2]
    pairs = []
    for i in range(room.args.pairs * 3):
        took = {}
        for peer in (ours, rival)[:: 1 if i % 2 else -1]:
            session = bench.open(peer)
            try:
                took[peer] = session.wait("Введение")
            finally:
                session.close()
        pairs.append((took[ours], took[rival]))
    room.row("first paint, the lesson", "pager", spread([p[0] for p in pairs], "%.1f") + " ms", spread([p[1] for p in pairs], "%.1f") + " ms",
             spread([statistics.median(p[0] / p[1] for p in pairs)]), "2.5 times `less`")


def figure(room):
    there, missing = peers.find(room.args.cdclab)
    if missing:
        say("not installed, left out: " + ", ".join(missing))
    lesson(room)
    print("| least of %d rounds, ms or MB | aim | %s |" % (room.args.pairs, " | ".join(peer.name for peer in there)))
    print("|---" * (len(there) + 2) + "|")
    for size, (length, aims) in SIZES.items():
        path = os.path.join(room.dir, "lesson-%d.mdx" % length)
        with open(path, "w", encoding="utf-8") as file:
            file.write(lessons.make(length))
        rows(size, aims, rounds(room, Bench(room, path), there))
