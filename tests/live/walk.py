#!/usr/bin/env python3
"""Walk a lesson top to bottom as a learner without cdclab: paste each block into the ordinary clients, hold what they print
against the output that the lesson shows. Prints TAP. Used by walk.sh: walk.py LESSON.mdx, in a directory that has the files of
the lessons before, with the environment of `cdclab stack env`.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request

WITHIN = 30  # seconds: "a couple of seconds later", on a busy machine
FENCE = re.compile(r'^```(\w*)(?: title="([^"]+)")?\s*$')


def blocks(path):
    """(language, title, text) of each fence at column 0; a heading is ('#', None, text)."""
    inside = None
    for line in open(path, encoding="utf-8"):
        fence = FENCE.match(line)
        if inside is None and fence:
            inside = (fence.group(1), fence.group(2), [])
        elif inside is not None and line.startswith("```"):
            yield inside[0], inside[1], "".join(inside[2])
            inside = None
        elif inside is not None:
            inside[2].append(line)
        elif line.startswith("#"):
            yield "#", None, line.strip()


def paste(command):
    done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=120, check=False)
    return done.returncode, done.stdout


def words(line):
    """What must be the same: ids, numbers, times and spaces may differ, an ellipsis stands for anything."""
    shape = ""
    for word in re.findall(r"[0-9a-f]{32}|\d+|\s+|…|.", line.strip()):
        if re.fullmatch(r"[0-9a-f]{32}", word):
            shape += "[0-9a-f]{32}"
        elif word.isdigit():
            shape += r"\d+"
        else:
            shape += {"…": ".*"}.get(word, r"\s*" if word.isspace() else re.escape(word))
    return re.compile(shape)


def missing(shown, printed):
    """The first line of the shown output that is not in the printed one; None: all are."""
    lines = [re.sub(r"\s+", " ", line.strip()) for line in printed.splitlines()]
    for line in shown.splitlines():
        if line.strip() and not any(words(line).search(got) for got in lines):
            return line
    return None


def same_json(shown, printed):
    """JSON is compared parsed, a list as a set: the last value that was printed."""
    try:
        want, at = json.loads(shown), printed.rfind("\n[")
        got = json.loads(printed[max(at, 0):])
    except ValueError:
        return False
    return sorted(want) == sorted(got)


def reads(command):
    """The lines of a command that only read."""
    if re.search(r"-X (PUT|POST|PATCH|DELETE)|INSERT", command):
        return ""
    return "".join(line for line in command.splitlines(True) if not line.startswith("flink run"))


class Walk:
    def __init__(self):
        self.n = self.failed = 0
        self.command = self.printed = None  # of the last block that was run

    def tap(self, good, name, detail=""):
        self.n += 1
        self.failed += not good
        print(("ok" if good else "not ok"), self.n, "-", name, flush=True)
        for line in () if good else str(detail).splitlines()[-20:]:
            print("#", line)

    def run(self, name, command):
        good = time.monotonic() + WITHIN
        code, self.printed = paste(command)
        while code and reads(command) == command and time.monotonic() < good:
            time.sleep(0.5)
            code, self.printed = paste(command)
        self.command = command
        self.tap(code == 0, name, self.printed)

    def shown(self, lang, text):
        """Output of the last command; what only reads is asked again until it shows, as a learner would."""
        good = time.monotonic() + WITHIN
        again = reads(self.command)
        while True:
            fits = same_json(text, self.printed) if lang == "json" else missing(text, self.printed) is None
            if fits or not again or time.monotonic() > good:
                break
            time.sleep(0.5)
            self.printed += paste(again)[1]
        self.tap(fits, "the output is as shown: " + text.splitlines()[0][:60], self.printed)

    def query(self, title, text):
        url = "http://localhost:9090/api/v1/query?query=" + urllib.parse.quote(text)
        good, result = time.monotonic() + WITHIN, []
        while time.monotonic() < good:
            result = json.load(urllib.request.urlopen(url, timeout=10))["data"]["result"]
            if bool(result) != title.startswith("promql/absent"):
                break
            time.sleep(0.5)
        self.tap(bool(result) != title.startswith("promql/absent"), title + " answers as it should", result)

    def block(self, lang, title, text):
        if title:
            os.makedirs(os.path.dirname(title) or ".", exist_ok=True)
            with open(title, "w", encoding="utf-8") as out:
                out.write(text)
        if lang == "#":
            self.command = None
        elif lang == "sql":
            client = "mysql < " if os.path.basename(title).startswith("mysql") else "psql -v ON_ERROR_STOP=1 -f "
            self.run(title, client + title)
        elif lang == "bash":
            self.run(title or text.splitlines()[0], text)
        elif lang == "promql":
            self.query(title, text)
        elif lang == "yaml" and title:
            self.run(title, "promtool check rules " + title)
            test = os.path.join(os.path.dirname(title), "rules_test.yml")
            shutil.copy(os.path.join(os.path.dirname(__file__), "rules_test.yml"), test)
            self.run("each alert fires when it should", "promtool test rules " + test)
        elif lang in ("text", "json") and not title and self.command:
            self.shown(lang, text)


# What a drill does before its block, which begins with the connector's URL.
STOP = """
curl -fsS -X PUT $URL/stop
until curl -fsS $URL/status | jq -e '.tasks == []' >/dev/null; do sleep 0.2; done
"""


def main():
    walk = Walk()
    for lang, title, text in blocks(sys.argv[1]):
        if lang == "bash" and "$URL/resume" in text:
            walk.run("the drill stops the connector", text.splitlines()[0] + STOP)
        walk.block(lang, title, text)
        if title == "bash/cancel.sh":  # the lesson says: now submit it again
            walk.run("submitted again", "bash bash/submit.sh")
    print(f"1..{walk.n}")
    return 1 if walk.failed else 0


sys.exit(main())
