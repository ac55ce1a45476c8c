"""docker.py - the docker driver beside docker compose by hand, and beside the native driver.

The engine is the tests' own (tests/live/engine) with the images that they made, in the namespaces of this run.
"""
import fcntl
import json
import os
import subprocess
import time

import lab
from room import TREE, Failed, Product, Side, say, spread

FILES = [TREE + "/stack/docker/compose.yaml", TREE + "/stack/docker/compose.local.yaml"]
ASKED = 20  # status calls of each side in a pair
SETTLE = 5  # seconds, for what is said at the start


def missing(keep):
    """Why it cannot be measured here; "": it can."""
    if os.geteuid() != 0:
        return "an engine needs root"
    if not os.path.exists(keep + "/engine/run") or not os.path.isdir(keep + "/data"):
        return "no engine in %s: tests/live/docker.sh makes it" % keep
    return ""


class Engine:
    """dockerd and its environment; one has the images at a time, as in tests/live/docker_lib.sh."""

    def __init__(self, room):
        self.keep = room.args.docker
        self.run = self.keep + "/engine/run"
        self.dir = room.dir + "/engine"
        self.lock = open(self.keep + "/lock", "w", encoding="utf-8")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        os.makedirs(self.dir)
        self.host = "unix://%s/docker.sock" % self.dir
        self.env = dict(room.env, DOCKER_HOST=self.host, CDCLAB_COMPOSE_FILE="compose.local.yaml")
        for name in ("PATH", "XTABLES_LIBDIR", "DOCKER_CONFIG"):
            self.env[name] = self.inside(name)
        self.daemon = None

    def inside(self, name):
        return subprocess.run([self.run, "sh", "-c", 'echo "$%s"' % name], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()

    def __enter__(self):
        with open(self.dir + "/log", "w", encoding="utf-8") as log:
            self.daemon = subprocess.Popen([self.run, "dockerd", "--data-root", self.keep + "/data", "--exec-root", self.dir + "/exec",
                                            "--pidfile", self.dir + "/pid", "-H", self.host], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.await_answer()
        except BaseException:
            self.__exit__()  # with does not call it then
            raise
        return self

    def await_answer(self):
        ends = time.monotonic() + 30
        while subprocess.run(["curl", "-fs", "-m", "2", "-o", "/dev/null", "--unix-socket", self.dir + "/docker.sock", "http://docker/_ping"],
                             check=False).returncode:
            if self.daemon.poll() is not None or time.monotonic() > ends:
                raise Failed("docker: the engine does not start: see %s/log" % self.dir)
            time.sleep(0.1)

    def __exit__(self, *unused):
        self.daemon.terminate()
        self.daemon.wait()
        self.lock.close()


class OnDocker(Product):
    def __init__(self, room, engine):
        super().__init__(room, "docker", engine.env)


class ByCompose(Side):
    """As stack/docker/README.md says it is done without cdclab."""
    name = "compose"

    def __init__(self, engine):
        self.env = engine.env
        self.command = ["docker", "compose", *[word for file in FILES for word in ("-f", file)]]

    def call(self, *args):
        return self.timed([*self.command, *args], self.env)

    def up(self):
        return self.call("up", "--wait")

    def down(self, wipe=False):
        return self.call("down", *(["--volumes"] if wipe else []))

    def status(self):
        return self.call("ps", "-a", "--format", "json")


def ups(side):
    side.down(wipe=True)
    took = {"cold": side.up()}
    side.down()
    took["warm"] = side.up()
    took["again"] = side.up()
    side.down(wipe=True)
    return took


def in_turn(room, turn, ours, rival):
    pairs = []
    for i in range(room.args.pairs):
        order = (ours, rival) if i % 2 else (rival, ours)
        took = {side.name: turn(side) for side in order}
        pairs.append((took[ours.name], took[rival.name]))
        for name, figures in took.items():
            room.note("docker", pair=i + 1, side=name, **figures)
    return pairs


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watching(ours, seconds):
    """CPU time of an engine that watches the stack, in seconds of the seconds."""
    argv = [os.path.dirname(ours.cdclab) + "/cdclab-engine", "serve"]
    ask = {"id": 1, "do": "stack", "verb": "watch"}
    with subprocess.Popen(argv, env=ours.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdin.write((json.dumps(ask) + "\n").encode())
        process.stdin.flush()
        time.sleep(SETTLE)
        before = cpu_seconds(process.pid)
        time.sleep(seconds)
        took = cpu_seconds(process.pid) - before
        process.stdin.close()
        said = [json.loads(line) for line in process.stdout]
    states = {event["service"]: event["state"] for event in said if event["event"] == "service.state"}
    # in this state directory the native driver would find nothing that runs
    if set(states.values()) != {"running"}:
        raise Failed("docker: it is not the containers that are watched: %s" % states)
    return took


def asked(side):
    return {"status": sorted(side.status() for _ in range(ASKED))[ASKED // 2]}


def standing(room, ours, rival):
    """Of one stack that has been up for a while: what watching it costs, and how long it takes to ask for it."""
    ours.up()
    took = watching(ours, room.args.watch)
    room.note("docker", watched=room.args.watch, cpu=took)
    pairs = in_turn(room, asked, ours, rival)
    ours.down(wipe=True)
    return took, pairs


def rows(room, pairs, labs, asks, cpu):
    def row(name, key, aim, pairs, unit="s", scale=1):
        room.row(name, "docker", *["%s %s" % (spread([pair[side][key] * scale for pair in pairs]), unit) for side in (0, 1)],
                 spread([a[key] / b[key] for a, b in pairs]), aim)

    say("")
    row("`stack up --driver docker` of everything, cold: no containers, no volumes (rival: `docker compose up --wait`)", "cold", "1.05", pairs)
    row("the same, warm: volumes there", "warm", "1.05", pairs)
    row("the same, all of it is up", "again", "", pairs)
    row("`stack status` of containers (rival: `docker compose ps -a --format json`)", "status", "50 ms", asks, "ms", 1000)
    row("`run` of the lab on docker (rival: on native), both up", "lab", "1.2", labs)
    room.row("an engine that watches the stack of containers, CPU time", "docker", "%.2f %%" % (100 * cpu / room.args.watch), aim="1 % of a core")


def figure(room):
    why = missing(room.args.docker)
    if why and "all" in room.args.figures:
        say("docker: not measured: " + why)
        return
    if why:
        raise Failed("docker: " + why)
    with Engine(room) as engine:
        ours = OnDocker(room, engine)
        rival = ByCompose(engine)
        pairs = in_turn(room, ups, ours, rival)
        labs = in_turn(room, lambda side: {"lab": lab.turn(side)}, ours, room.ours)
        cpu, asks = standing(room, ours, rival)
        rows(room, pairs, labs, asks, cpu)
