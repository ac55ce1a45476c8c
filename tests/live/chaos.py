#!/usr/bin/env python3
"""Seeded chaos: chaos.py --seed N --rounds N, inside of a network namespace of its own and with CDCLAB_STACK_DIR set.

Each round takes by the seed what cdclab is to do and what happens to it or to its servers meanwhile. What cdclab says is held
against chaos_oracle.py, which asks the servers by clients that are none of ours: a false tick, a red with another cause, a
hang, a crash, something left, a journal that lost a tick. The last line says how many rounds were bad; 0 is the exit status then.
"""
import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time

import chaos_faults
import chaos_oracle as oracle

LESSON = "05-multi-database-configuration"
FIVE = ["connectors-running", "postgres-topic", "mysql-topic", "pyflink-both", "source-database"]
PIPELINE = ["deploy-postgres", "deploy-mysql", "unified-orders", "postgres-order", "mysql-order"]

# what cdclab is asked to do: its words, how long that may take at most, are there events
WORK = [
    (["check", LESSON, *FIVE], 90, True),
    (["check", LESSON, *FIVE], 90, True),
    (["check", LESSON, "connectors-running", "source-database"], 90, True),
    (["run", LESSON, *PIPELINE], 180, True),
    (["restart", LESSON], 150, True),
    (["trace", LESSON, "--json"], 90, False),
    (["step", LESSON, "postgres-orders", "--json"], 120, False),
    (["stack", "status", "--json"], 30, False),
    (["stack", "up"], 150, False),
    (["reset", LESSON, "--format=events"], 120, True),
]


class Run:
    """cdclab at work, its events as they come."""

    def __init__(self, binary, words, limit, events):
        self.words, self.limit, self.began = words, limit, time.monotonic()
        more = ["--format=events"] if events and not words[-1].startswith("--format") else []
        self.p = subprocess.Popen([binary, *words, *more], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True)
        self.events, self.out, self.err, self.killed = [], [], [], False
        self.threads = [threading.Thread(target=self.take_out), threading.Thread(target=self.take_err)]
        for t in self.threads:
            t.start()

    def take_out(self):
        for line in self.p.stdout:
            self.out.append(line)
            try:
                e = json.loads(line)
            except ValueError:
                continue
            if isinstance(e, dict) and "event" in e:
                e["seen"] = time.monotonic()
                self.events.append(e)

    def take_err(self):
        self.err.extend(self.p.stderr)

    def engine(self):
        rc, out = oracle.command(["pgrep", "-P", str(self.p.pid)])
        return [int(x) for x in out.split()] if rc == 0 else []

    def kill(self, who, how):
        for pid in self.engine() if who == "engine" else [self.p.pid]:
            self.killed = True
            try:
                os.kill(pid, how)
            except ProcessLookupError:
                pass

    def wait(self):
        """True: it ended in time."""
        ended = True
        try:
            self.p.wait(self.limit)
        except subprocess.TimeoutExpired:
            ended = False
            os.killpg(self.p.pid, signal.SIGKILL)
            self.p.wait()
        for t in self.threads:
            t.join(10)
        self.took = time.monotonic() - self.began
        return ended

    def of(self, kind):
        return [e for e in self.events if e["event"] == kind]


class Chaos:
    def __init__(self, args):
        self.binary, self.bad = args.cdclab, []
        self.faults = [f for f in chaos_faults.FAULTS if re.search(args.only, f.name)]
        self.state = os.path.join(os.environ["CDCLAB_STACK_DIR"], "state")
        self.progress = os.environ.get("CDCLAB_STATE_DIR") or os.path.join(
            os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state"), "cdclab")
        os.environ["PATH"] = os.path.join(self.state, "bin") + ":" + os.environ["PATH"]

    def say(self, text):
        print(f"{time.monotonic() - self.start:6.1f}  {text}", flush=True)

    def blame(self, text):
        self.bad.append(text)
        self.say("BAD " + text)

    def cdclab(self, *words, limit=200):
        run = Run(self.binary, list(words), limit, False)
        if not run.wait():
            self.blame(f"hangs: {' '.join(words)}")
        return run.p.returncode, "".join(run.out + run.err)

    # -- a round ----------------------------------------------------------------

    def round(self, seed):
        rng = random.Random(seed)
        words, limit, events = rng.choice(WORK)
        fault = rng.choice(self.faults)
        first = rng.random() < 0.4  # the fault is there before
        delay = rng.choice((0.05, 0.2, 0.5, 1, 2, 4))
        self.start, self.bad = time.monotonic(), []
        print(f"# seed {seed}: {' '.join(words)}; {fault.name} {'before' if first else f'after {delay} s'}", flush=True)
        ctx = chaos_faults.Context(self.binary, rng)
        if first and not fault.process:
            fault.do(ctx)
        run = Run(self.binary, words, limit, events)
        if not first or fault.process:
            try:
                run.p.wait(delay)
            except subprocess.TimeoutExpired:
                pass
            fault.do(ctx, run) if fault.process else fault.do(ctx)
        ended = run.wait()
        self.say(f"exit {run.p.returncode} after {run.took:.1f} s: " + ", ".join(
            f"{e['event'][6:]} {e['check']}" for e in run.events if e["event"] in ("check.pass", "check.fail")))
        self.judge(run, ended, fault, first)
        self.put_back(fault, ctx)
        return not self.bad

    def judge(self, run, ended, fault, first):
        if not ended:
            self.blame(f"hangs beyond {run.limit} s")
        if not run.killed and (run.p.returncode < 0 or run.p.returncode > 100):
            self.blame(f"ends by {run.p.returncode}: {''.join(run.err)[-300:]}")
        for word in ("Sanitizer", "Assertion", "assert", "the engine has ended", "core dumped"):
            if not run.killed and word in "".join(run.err + run.out):
                self.blame(f"says {word}: {''.join(run.err)[-300:]}")
        self.journal(run)
        for e in run.of("check.fail"):
            said = f"{e.get('layer')} {e.get('explain')} {e.get('at')} {e.get('cause')}"
            if not fault.process and run.words[0] != "reset" and not re.search(fault.causes, said):
                self.blame(f"{e['check']} is red for {said[:300]}, which is not {fault.name}")
        if first and not fault.process and run.words[0] == "check":
            self.ticks(run, fault)

    def ticks(self, run, fault):
        """What was there all the time: a tick must be true by the oracle's own rows."""
        passed = {e["check"] for e in run.of("check.pass")} & set(oracle.NEEDS)
        if not passed or fault.ends_by_itself:
            return
        reached = oracle.flows(8)
        for check in passed:
            if not oracle.NEEDS[check] <= reached:
                self.blame(f"{check} has passed, but only {sorted(reached)} is reached")

    def journal(self, run):
        """What was shown as passed is in the journal."""
        path = os.path.join(self.progress, "labs/07-module-7", LESSON, "journal")
        try:
            text = open(path).read()
        except OSError:
            text = ""
        for e in run.of("check.pass"):
            if not re.search(rf'"at_ms":{e["at_ms"]},[^\n]*check\.pass', text):
                self.blame(f"the journal has lost the tick of {e['check']}")

    # -- afterwards --------------------------------------------------------------

    def put_back(self, fault, ctx):
        fault.undo(ctx)
        rc, out = self.cdclab("stack", "up", limit=150)
        if rc:
            self.blame(f"stack up after it: {out[-300:]}")
        rc, out = self.cdclab("run", LESSON, *PIPELINE)
        if rc:
            rc, out = self.cdclab("run", LESSON, *PIPELINE)
        if rc:
            self.blame(f"run after it: {out[-700:]}")
        rc, out = self.cdclab("check", LESSON, *FIVE, limit=90)
        if rc:
            rc, out = self.cdclab("check", LESSON, *FIVE, limit=90)
        reached = oracle.flows(10)
        if rc:
            self.blame(f"check after it ({sorted(reached)} is reached): {out[-900:]}")
        elif reached != oracle.ALL or not oracle.connected():
            self.blame(f"all passes after it, but only {sorted(reached)} is reached, connected: {oracle.connected()}")
        for left in oracle.leftovers(self.state, self.progress):
            self.blame("left: " + left)
        rc, out = oracle.command(["pgrep", "-f", f"^{re.escape(self.binary)}-engine"])
        if out.strip():
            self.blame(f"engines are left: {out.split()}")
        oracle.tidy()
        if self.bad:
            self.begin()

    def begin(self):
        """From nothing to a lab that holds."""
        self.start = time.monotonic()
        for words in (("reset", LESSON), ("stack", "up"), ("run", LESSON, *PIPELINE), ("check", LESSON, *FIVE)):
            rc, out = self.cdclab(*words, limit=240)
        if rc:
            self.cdclab("stack", "down", "--wipe")
            self.cdclab("stack", "up")
            rc, out = self.cdclab("run", LESSON, *PIPELINE, limit=240)
        if rc:
            sys.exit(f"no lab to begin with: {out[-900:]}")


def main():
    opts = argparse.ArgumentParser()
    opts.add_argument("--seed", type=int, default=1)
    opts.add_argument("--rounds", type=int, default=1)
    opts.add_argument("--only", default="", help="a regular expression: faults with such a name, as cdclab for kills of its own processes")
    opts.add_argument("--cdclab", default=os.path.join(os.getcwd(), "cdclab"))
    args = opts.parse_args()
    os.environ["CDCLAB_LANG"] = "en"
    chaos, bad = Chaos(args), []
    chaos.begin()
    for seed in range(args.seed, args.seed + args.rounds):
        if not chaos.round(seed):
            bad.append(seed)
    for seed in bad:
        print(f"# again: {sys.argv[0]} --seed {seed}" + (f" --only '{args.only}'" if args.only else ""))
    print(f"{args.rounds} rounds, {len(bad)} bad")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
