#!/usr/bin/env python3
"""Instructions that the lexers take for a line and for one twice as long.

Counted, not timed, so the machine may be busy: valgrind runs the plain fuzz
target tests/fuzz/replay_syntax (make check builds it). Prints the worst
ratios (2 is linear) and the cost of real code.
"""
import os
import subprocess
import sys
import tempfile

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
TARGET = os.path.join(TOP, "tests", "fuzz", "replay_syntax")
SAMPLES = os.path.join(TOP, "tests", "golden", "syntax")
OPENERS = ["\"", "'", "`", "\"\"\"", "$(", "${", "$$", "$a$", "(", "[", "{",
           "/*", "<", "<<E ", "\\", ">", "f'{", "=/[", "a: ", "x ", "&"]
TIMES = 20000


def instructions(language, text):
    with tempfile.NamedTemporaryFile("w", suffix=".in") as file:
        file.write(language + "\n" + text)
        file.flush()
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
             TARGET, file.name], capture_output=True, text=True, check=True)
    for line in run.stderr.splitlines():
        if "Collected :" in line:
            return int(line.split(":")[1])
    sys.exit("valgrind counted nothing:\n" + run.stderr)


def main():
    languages = sorted(name[:-3] for name in os.listdir(SAMPLES)
                       if name.endswith(".in"))
    start = instructions("json", "")
    ratios = []
    for language in languages:
        for opener in OPENERS:
            once = instructions(language, opener * TIMES) - start
            twice = instructions(language, opener * (2 * TIMES)) - start
            ratios.append((twice / max(once, 1), language, opener))
        with open(os.path.join(SAMPLES, language + ".in")) as file:
            text = file.read() * 100
        cost = (instructions(language, text) - start) / len(text)
        print(f"{language}: {cost:.0f} instructions a byte, checks included",
              flush=True)
    ratios.sort(reverse=True)
    for ratio, language, opener in ratios[:5]:
        print(f"{ratio:.2f} times for twice of {opener!r} in {language}")
    return ratios[0][0] > 2.3


if __name__ == "__main__":
    sys.exit(main())
