"""latency.py - from a canary's record in the topic to the tick.

The record's time is the broker's: the two topics are set to LogAppendTime. The tick's is when its line leaves cdclab, so the journal's
write and both pipes are in it. One machine, one clock; the broker counts whole milliseconds.
"""
import json
import subprocess
import time

from room import LESSON, Failed, percentile, say

CHECKS = {"postgres-topic": "outbox.event.postgres.orders", "mysql-topic": "outbox.event.mysql.orders"}


def stamp_on_append(ours, parts):
    for topic in CHECKS.values():
        ours.timed([parts + "/java-home/bin/java", "-cp", parts + "/kafka/lib/*", "kafka.admin.ConfigCommand",
                    "--bootstrap-server", "localhost:29092", "--alter", "--entity-type", "topics", "--entity-name", topic,
                    "--add-config", "message.timestamp.type=LogAppendTime"], ours.env)


def ask(ours):
    """One check of both topics: ({check: (offset of its canary, when it was seen)}, {check: when its tick came}), in ms."""
    seen, ticks = {}, {}
    with subprocess.Popen([ours.cdclab, "check", LESSON, *CHECKS, "--format=events"], env=ours.env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            now = time.time() * 1000
            event = json.loads(line)
            if event["event"] == "check.pass":
                ticks[event["check"]] = now
            elif event["event"] == "hop" and event["state"] == "topic":
                seen[event["check"]] = (int(event["text"].rpartition("@")[2]), now)
    if process.returncode != 0 or set(ticks) != set(CHECKS):
        raise Failed("latency: a check did not pass")
    return seen, ticks


def append_times(parts, topic):
    """{offset: ms by the broker's clock}"""
    out = subprocess.run([parts + "/kcat/usr/bin/kcat", "-b", "localhost:29092", "-C", "-t", topic, "-o", "beginning", "-e", "-q",
                          "-f", "%o %T\n"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return {int(offset): int(at) for offset, at in (line.split() for line in out.splitlines())}


def figure(room):
    ours, parts = room.ours, room.args.parts
    ours.down(wipe=True)
    ours.up()
    ours.lab()
    stamp_on_append(ours, parts)
    asked = []
    while len(asked) * len(CHECKS) < room.args.canaries:
        asked.append(ask(ours))
    times = {check: append_times(parts, topic) for check, topic in CHECKS.items()}
    ours.down(wipe=True)
    took = []
    for seen, ticks in asked:
        for check in CHECKS:
            offset, hop = seen[check]
            took.append(ticks[check] - times[check][offset])
            room.note("latency", check=check, ms=took[-1], of_them_after_it_was_seen=ticks[check] - hop)
    say("")
    room.row("record in the topic to `check.pass`, p99 of %d canaries" % len(took), "latency",
             "%.0f ms (p50 %.0f, most %.0f)" % (percentile(took, 99), percentile(took, 50), max(took)), aim="50 ms")
