"""class_board.py - how fast a class's board catches up, beside kcat reading the same topic.

One partition, 2,000 learners. The board verifies each record's signature and folds it; kcat copies it to /dev/null.
"""
import json
import os
import resource
import subprocess

from room import TREE, Failed, spread

LEARNERS = 2000
STATES = 10  # of each learner, as many as a segment has that is not compacted yet
TOPIC = "cdclab-class.bench.state"


def fill(kcat, class_id):
    """Write the records of all learners; returns how many."""
    made = subprocess.Popen([os.path.join(TREE, "tests/bench/class_fill"), class_id, str(LEARNERS), str(STATES)],
                            stdout=subprocess.PIPE)
    subprocess.run([*kcat, "-P", "-K", "\t", "-t", TOPIC], stdin=made.stdout, check=True)
    if made.wait() != 0:
        raise Failed("class_fill: exit %d: make tests/bench/class_fill" % made.returncode)
    return LEARNERS * STATES


def board(ours):
    took = ours.call("class", "board", "--once", "--json")
    shown = json.loads(ours.said)
    if len(shown["learners"]) != LEARNERS or shown["unverified"]:
        raise Failed("class: %d learners, unverified %s" % (len(shown["learners"]), shown["unverified"]))
    return took


def figure(room):
    ours = room.ours
    kcat = [room.args.parts + "/kcat/usr/bin/kcat", "-b", "localhost:29092", "-q"]
    ours.down(wipe=True)
    ours.up("kafka")
    ours.call("class", "open", "bench")
    with open(ours.progress + "/class/own.json", encoding="utf-8") as file:
        code = json.load(file)["code"]
    n = fill(kcat, "bench/" + code.rpartition("/")[2].replace("-", "")[:12])
    mine, theirs, ratios = [], [], []
    for pair in range(room.args.pairs):
        took = {}
        for side in (0, 1) if pair % 2 else (1, 0):
            took[side] = board(ours) if side == 0 else ours.timed(["sh", "-c", '"$@" >/dev/null', "sh", *kcat, "-C", "-e", "-t", TOPIC], ours.env)
        room.note("class", board=took[0], kcat=took[1])
        mine.append(n / took[0] / 1000)
        theirs.append(n / took[1] / 1000)
        ratios.append(took[1] / took[0])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    room.note("class", memory_of_largest_child_mb=peak)
    ours.down(wipe=True)
    room.row("a board of %d learners catches up with %d states (rival: `kcat -C`), thousand records a second" % (LEARNERS, n), "class",
             spread(mine), spread(theirs), spread(ratios), "0.5")
