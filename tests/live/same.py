#!/usr/bin/env python3
"""same.py DIR - what two drivers said of the same lab, compared: DIR/native/STREAM and DIR/docker/STREAM, events a line each.

What time, the kernel and chance make is taken out: times, counts, process numbers, ids, offsets, the order of what goes on at once, and how
often something was said. What is left must be equal, but for the differences listed here, each with its reason; and one that is listed and
does not occur is wrong, too. Prints a line "ok"/"not ok" for each stream and for each listed difference.
"""
import json
import os
import re
import sys

# streams, kind, what native says, what docker says in its place, why; all else of such an event must be the same
PUBLISHED = "natively it has the address that the lesson's host name stands for, a container's port is published"
DIED = "what it was that died: a process, or a container"
IN_PLACE = [
    (".*", "run.start", "state=native", "state=docker", "which driver it is"),
    ("run|status|kill|up", "service.state", "127.0.0.11:5432", "127.0.0.1:5432", PUBLISHED),
    ("run|status", "service.state", "127.0.0.12:3306", "127.0.0.1:3306", PUBLISHED),
    ("kill", "service.state", "its process N is gone", "its container has ended (exited, exit 137)", DIED),
    ("red", "check.fail", "its process N is gone", "its container has ended (exited, exit 137)", DIED),
]
# streams, who alone says it, a pattern of the whole event as describe() has it, why
ALONE = [
    ("run", "docker", r"service.state service=\S+ state=creating", "a container is made before it starts"),
]

DRIVERS = ("native", "docker")
DROPPED = {"v", "seq", "ms", "at_ms", "id", "pid", "total"}
COUNTED = {"check.start", "hello"}  # whose "count" is no duration
MADE = [
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
    (r"\b[0-9a-f]{32}\b", "JOB"),
    (r"\b(row|job) [0-9a-f]{8}\b", r"\1 ID"),
    (r"@\d+", "@N"),
    (r"\b(after|process|now) -?\d+", r"\1 N"),
    (r"-\d{12,}", "-N"),
    (r"[▁▂▃▄▅▆▇█]+  .*", "a plot"),  # of those series that Prometheus has by then
]


def clean(text):
    for pattern, word in MADE:
        text = re.sub(pattern, word, text)
    return text


def sentence(value):
    """A message, [format, arguments...] or [[one, many], number], as text."""
    if not isinstance(value, list):
        return value
    form, args = value[0], [sentence(arg) for arg in value[1:]]
    form = form[str(args[0]) != "1"] if isinstance(form, list) else form
    return re.sub(r"%[^a-zA-Z%]*(?:[hljzt]|ll)?[dsufc]", lambda _: str(args.pop(0)) if args else "?", form)


def describe(event):
    kind = event["event"]
    kept = {key: value for key, value in event.items() if key not in DROPPED and key != "event"}
    if kind not in COUNTED:
        kept.pop("count", None)
    if kind == "check.wait":
        kept.pop("text", None)  # what it is that is not there yet
    return " ".join([kind] + ["%s=%s" % (key, clean(str(sentence(kept[key])))) for key in sorted(kept)])


def read(path, driver, stream, met):
    """{kind: descriptions}, what is said in place of something else replaced."""
    kinds = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            event = json.loads(line)
            text = describe(event)
            for number, (where, kind, *says, _) in enumerate(IN_PLACE):
                phrase = says[DRIVERS.index(driver)]
                if kind == event["event"] and re.fullmatch(where, stream) and phrase in text:
                    text = text.replace(phrase, "<%d>" % number)
                    met.add((number, driver))
            kinds.setdefault(event["event"], set()).add(text)
    return kinds


def alone(stream, driver, line, met):
    found = False
    for where, who, pattern, _ in ALONE:
        if who == driver and re.fullmatch(where, stream) and re.fullmatch(pattern, line, re.DOTALL):
            met.add((pattern, driver))
            found = True
    return found


def compare(top, stream, met):
    """Lines that only one of them has, and nobody explains."""
    said = {driver: read(os.path.join(top, driver, stream), driver, stream, met) for driver in DRIVERS}
    odd = []
    for kind in sorted(set().union(*said.values())):
        for driver, other in (DRIVERS, DRIVERS[::-1]):
            lines = said[driver].get(kind, set()) - said[other].get(kind, set())
            odd += ["%s: %s" % (driver, line) for line in sorted(lines) if not alone(stream, driver, line, met)]
    return odd


def report(number, good, what, notes=()):
    print("%s %d - %s" % ("ok" if good else "not ok", number, what))
    for note in notes:
        print("# " + note.replace("\n", "\n#   "))
    return good


def main():
    top, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    met, good = set(), True
    for stream in sorted(set().union(*(os.listdir(os.path.join(top, driver)) for driver in DRIVERS))):
        odd = compare(top, stream, met)
        good = report(number, not odd, "both drivers say the same of: " + stream, odd) and good
        number += 1
    listed = [(where, [(index, driver) for driver in DRIVERS], "%s, not %s: %s" % (docker, native, why))
              for index, (where, _, native, docker, why) in enumerate(IN_PLACE)]
    listed += [(where, [(pattern, driver)], "%s alone, %s: %s" % (driver, pattern, why)) for where, driver, pattern, why in ALONE]
    for where, marks, what in listed:
        missed = ["not said by " + mark[1] for mark in marks if mark not in met]
        good = report(number, not missed, "but %s: %s" % (where, what), missed) and good
        number += 1
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
