"""room.py - where a measurement happens: namespaces, a directory, the two sides, the rows."""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(os.path.dirname(HERE))
LESSON = "05-multi-database-configuration"
INSIDE = "CDCLAB_BENCH_INSIDE"


def default_parts():
    if os.environ.get("CDCLAB_STACK_DIR"):
        return os.environ["CDCLAB_STACK_DIR"] + "/parts"
    if os.geteuid() == 0:
        return "/var/lib/cdclab/parts"
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return data + "/cdclab/parts"


def default_docker():
    return (os.environ.get("CDCLAB_STACK_DIR") or "/var/lib/cdclab") + "/docker"


def enter_namespaces():
    """Start again in a network, mount and process namespace.

    The shell stays as the first process there: it buries orphans, and when it ends no server is left.
    """
    if os.environ.get(INSIDE):
        return
    who = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", *who, "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
                          "sh", "-c", 'ip link set lo up && "$@"; exit $?', "sh", sys.executable, *sys.argv])


class Failed(SystemExit):
    """A side did not do what is measured; the figure would be worth nothing."""


class Side:
    """One of the two: how its servers are started and its lab is done. Each call gives seconds."""

    def timed(self, argv, env, expect=None):
        os.sync()  # what the run before left to write is not ours to wait for
        began = time.monotonic()
        done = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", check=False)
        took = time.monotonic() - began
        if done.returncode != 0 or (expect and expect not in done.stdout):
            raise Failed("%s: exit %d\n%s" % (" ".join(argv), done.returncode, done.stdout[-3000:]))
        self.said = done.stdout
        return took


class Product(Side):
    def __init__(self, room, driver="native", env=None):
        self.name = "cdclab" if driver == "native" else "cdclab on " + driver
        self.driver = ["--driver", driver]
        self.cdclab = room.args.cdclab
        self.dir = room.dir + "/stack-" + driver
        self.progress = room.dir + "/progress"
        self.pristine = room.pristine
        os.makedirs(self.dir)
        os.chmod(self.dir, 0o755)
        os.symlink(room.args.parts, self.dir + "/parts")
        self.env = dict(env or room.env, CDCLAB_STACK_DIR=self.dir, CDCLAB_STATE_DIR=self.progress, CDCLAB_LANG="en")

    def call(self, *args, expect=None):
        return self.timed([self.cdclab, *args], self.env, expect)

    def up(self, *services):
        return self.call("stack", "up", *services, *self.driver)

    def down(self, wipe=False):
        shutil.rmtree(self.progress, ignore_errors=True)
        return self.call("stack", "down", *(["--wipe"] if wipe else []), *self.driver)

    def status(self):
        return self.call("stack", "status", *self.driver)

    def forget_pristine(self):
        """The next start makes its data directories, and copies none."""
        for name in os.listdir(self.pristine):
            shutil.rmtree(os.path.join(self.pristine, name))

    def lab(self):
        return self.call("run", LESSON, *self.driver, expect="5 of 5 checks passed")


class ByHand(Side):
    name = "by hand"

    def __init__(self, room):
        self.scripts = HERE + "/by-hand"
        self.dir = room.dir + "/by-hand"
        os.makedirs(self.dir)
        os.chmod(self.dir, 0o755)
        self.env = dict(room.env, PARTS=room.args.parts, LAB=self.dir)

    def call(self, script, *args, expect=None):
        return self.timed([os.path.join(self.scripts, script), *args], self.env, expect)

    def up(self):
        return self.call("up.sh")

    def flink(self):
        return self.call("flink.sh")

    def down(self, wipe=False):
        return self.call("down.sh", *(["wipe"] if wipe else []))

    def lab(self):
        return self.call("lab.sh", expect="5 of 5")


class Room:
    """The directory of one run of the bench, and what it prints."""

    def __init__(self, args):
        self.args = args
        self.dir = tempfile.mkdtemp(prefix="cdclab-bench.")
        os.chmod(self.dir, 0o755)
        self.env = {"PATH": os.environ["PATH"], "HOME": self.dir, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
                    "TMPDIR": self.dir + "/tmp", "CDCLAB_DATA_DIR": TREE}
        os.mkdir(self.env["TMPDIR"])
        os.chmod(self.env["TMPDIR"], 0o1777)
        self.pristine = None
        if os.environ.get(INSIDE):
            self.own_pristine()
            self.ours, self.rival = Product(self), ByHand(self)

    def own_pristine(self):
        """In our mount namespace the parts have pristine copies of our own, so a first start can be measured as well."""
        self.pristine = self.dir + "/pristine"
        shared = self.args.parts + "/pristine"
        os.mkdir(self.pristine)
        os.makedirs(shared, exist_ok=True)
        subprocess.run(["mount", "--bind", self.pristine, shared], check=True)

    def __enter__(self):
        say("machine: " + machine())
        return self

    def __exit__(self, *unused):
        if self.args.keep:
            say("kept: " + self.dir)
        elif not self.pristine or subprocess.run(["umount", self.args.parts + "/pristine"], check=False).returncode == 0:
            shutil.rmtree(self.dir, ignore_errors=True)

    def note(self, figure, **values):
        """One measurement."""
        say("%s: %s" % (figure, " ".join("%s=%s" % (k, "%.3f" % v if isinstance(v, float) else v) for k, v in values.items())))
        if self.args.json:
            with open(self.args.json, "a", encoding="utf-8") as file:
                file.write(json.dumps({"figure": figure, "load": os.getloadavg()[0], **values}) + "\n")

    def row(self, figure, command, ours, rival="", ratio="", aim=""):
        """A row of the README's table."""
        print("| %s |" % " | ".join([figure, "`%s`" % command, ours, rival, ratio, aim, time.strftime("%Y-%m-%d", time.gmtime())]), flush=True)


def say(text):
    print(text, file=sys.stderr, flush=True)


def spread(values, form="%.2f"):
    """Median (least to most)."""
    return (form + " (" + form + " to " + form + ")") % (statistics.median(values), min(values), max(values))


def percentile(values, wanted):
    values = sorted(values)
    at = (len(values) - 1) * wanted / 100
    low = int(at)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (at - low)


def machine():
    model = "?"
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":")[1].strip()
                break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return "%d x %s, %.0f GiB, Linux %s, %s, load %.1f" % (
        os.cpu_count(), model, memory, os.uname().release, time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), os.getloadavg()[0])
