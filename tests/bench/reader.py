"""reader.py - a lesson on the screen: how soon it is painted, and what memory it takes, beside `less` on the same file."""
import contextlib
import os
import statistics

from pager import lessons
from pager.session import Session
from room import LESSON, TREE, say, spread

STARTS = 9  # of each side in a pair: milliseconds need more than one
SIZES = {"100 KB": (100 << 10, "4 ms"), "1 MB": (1 << 20, "6 ms"), "10 MB": (10 << 20, "12 ms")}
TIMES_LESS = "2.5"


def sides(room, path):
    """Each with a home that a run before has already seen."""
    env = dict(room.env, CDCLAB_LANG="ru", CDCLAB_STATE_DIR=room.dir + "/reader", CDCLAB_STACK_DIR=room.dir + "/no-stack", LESSHISTFILE="-")
    return {"cdclab": ([room.args.cdclab, "read", path], env), "less": (["less", path], env)}


def start(side, mark, bottom=None):
    """(first paint in ms, MB, anonymous MB, and both again at the bottom)"""
    with contextlib.suppress(FileNotFoundError):  # else it opens where it was left
        os.remove(side[1]["CDCLAB_STATE_DIR"] + "/reader.json")
    session = Session(*side)
    try:
        paint = session.wait(mark)
        session.settle()
        took = (paint, *session.memory())
        if bottom:
            session.wait(bottom, session.send("G"))
            session.settle()
            took += session.memory()
    finally:
        session.close()
    return took


def pair(both, order, mark):
    took = {name: [] for name in both}
    for _ in range(STARTS):
        for name in order:
            took[name].append(start(both[name], mark)[0])
    return {name: statistics.median(times) for name, times in took.items()}


def paint(room, name, path, mark, aim):
    both, pairs = sides(room, path), []
    for i in range(room.args.pairs):
        pairs.append(pair(both, list(both)[:: 1 if i % 2 else -1], mark))
        room.note("paint", lesson=name, pair=i + 1, **pairs[-1])
    ours, rival = [p["cdclab"] for p in pairs], [p["less"] for p in pairs]
    room.row("first paint, " + name, "pager", spread(ours, "%.1f") + " ms", spread(rival, "%.1f") + " ms",
             spread([a / b for a, b in zip(ours, rival)]), aim)


def memory(room, name, path, mark, aim, bottom=None):
    both = sides(room, path)
    seen = {side: [start(both[side], mark, bottom)[1:] for _ in range(room.args.pairs)] for side in both}
    for side, rows in seen.items():
        room.note("memory", lesson=name, side=side, mb=[[round(mb, 2) for mb in row] for row in rows])
    states = [("open", 0), ("scrolled to its end", 2)] if bottom else [("open", 0)]
    for state, at in states:
        ours, rival = ([statistics.median(row[at + i] for row in seen[side]) for i in (0, 1)] for side in both)
        room.row("memory, %s, %s: resident (anonymous)" % (name, state), "pager", "%.1f (%.1f) MB" % tuple(ours),
                 "%.1f (%.1f) MB" % tuple(rival), "%.2f" % (ours[0] / rival[0]), aim)


def figure(room):
    lesson = os.path.join(TREE, "lessons/07-module-7", LESSON + ".mdx")
    made = {}
    for name, (size, aim) in SIZES.items():
        made[name] = (os.path.join(room.dir, "lesson-%d.mdx" % size), aim)
        with open(made[name][0], "w", encoding="utf-8") as file:
            file.write(lessons.make(size))
    say("")
    paint(room, "the lesson", lesson, "Введение", TIMES_LESS + " times `less`")
    for name, (path, aim) in made.items():
        paint(room, name, path, lessons.FIRST, aim)
    memory(room, "the lesson", lesson, "Введение", "10 MB")
    for name, (path, aim) in made.items():
        memory(room, name, path, lessons.FIRST, "64 MB anonymous", lessons.LAST)
