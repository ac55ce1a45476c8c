"""events.py - how fast the records of a topic are read whole and printed as JSON, beside kcat doing the same.

The topic is the lab's result, filled up with copies of one of its own records. Both read from the beginning to the end and print an object a
line into /dev/null; cdclab looks into each record besides: which part changed, is it a canary.
"""
import subprocess

from room import LESSON, Failed, spread

TOPIC = "unified.orders"
RECORDS = 100000


def copies(kcat):
    """Fill the topic up to RECORDS with the newest record of it that is no canary."""
    lines = subprocess.run([*kcat, "-C", "-e", "-o", "beginning", "-t", TOPIC, "-f", "%k\t%s\n"], stdout=subprocess.PIPE, text=True,
                           check=True).stdout.splitlines()
    good = [line for line in lines if '"order_id":-' not in line and not line.endswith("\t")]
    if not good:
        raise Failed("events: the lab's orders are not in " + TOPIC)
    subprocess.run([*kcat, "-P", "-K", "\t", "-t", TOPIC], input=(good[-1] + "\n") * (RECORDS - len(lines)), text=True, check=True)


def into_nothing(ours, argv):
    return ours.timed(["sh", "-c", '"$@" >/dev/null', "sh", *argv], ours.env)


def figure(room):
    ours = room.ours
    kcat = [room.args.parts + "/kcat/usr/bin/kcat", "-b", "localhost:29092", "-q"]
    ours.down(wipe=True)
    ours.up()
    ours.lab()
    copies(kcat)
    sides = ([ours.cdclab, "events", LESSON, TOPIC], [*kcat, "-C", "-e", "-J", "-o", "beginning", "-t", TOPIC])
    took, ratios = ([], []), []
    for pair in range(room.args.pairs):
        for side in (0, 1) if pair % 2 else (1, 0):
            took[side].append(into_nothing(ours, sides[side]))
        room.note("events", cdclab=took[0][-1], kcat=took[1][-1])
        ratios.append(took[0][-1] / took[1][-1])
    ours.down(wipe=True)
    room.row("`events` of a topic of %d records, as JSON (rival: `kcat -C -J`)" % RECORDS, "events",
             spread(took[0]) + " s", spread(took[1]) + " s", spread(ratios))
