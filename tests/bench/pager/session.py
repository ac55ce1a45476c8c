"""session.py - one program on a pseudo-terminal: what stands on its screen, since when, and what memory it has.

The clock starts in the child, just before execve(), so that our fork is not counted. A chunk of output is dated as read() returns it and goes
through the model of a terminal (vt.py) only when the program is quiet, so that the model's own time is no part of a figure.
"""
import fcntl
import os
import select
import signal
import struct
import termios
import time

from pager import vt

QUIET_MS = 60  # no output for so long: the screen is painted
LIMIT_S = 30


class Gone(Exception):
    """It ended, or never showed what was waited for."""


class Session:
    def __init__(self, argv, env, cols=80, rows=24):
        self.eof, self.chunks, self.last = False, [], None
        self.screen = vt.Screen(cols, rows)
        self.master, slave = os.openpty()
        self._size(cols, rows)
        start, stamp = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._become(argv, env, slave, stamp)
        os.close(slave)
        os.close(stamp)
        self.began = struct.unpack("q", os.read(start, 8))[0]
        os.close(start)

    @staticmethod
    def _become(argv, env, slave, stamp):
        try:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(slave, fd)
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            os.write(stamp, struct.pack("q", time.monotonic_ns()))
            os.execvpe(argv[0], argv, env)
        finally:
            os._exit(127)

    def _size(self, cols, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def _read(self, ms):
        """Keep what comes within ms, dated; False: nothing did."""
        if not select.select([self.master], [], [], ms / 1000)[0]:
            return False
        try:
            chunk = os.read(self.master, 65536)
        except OSError:
            chunk = b""
        self.last = time.monotonic_ns()
        self.eof = not chunk
        self.chunks.append((self.last, chunk))
        return not self.eof

    def _feed(self, text=None):
        """Into the model, chunk by chunk; the date of the first after which text is on the screen."""
        while self.chunks:
            date, chunk = self.chunks.pop(0)
            self.screen.feed(chunk)
            if text and self.shows(text):
                return date
        return None

    def shows(self, text):
        return text in self.screen.text()

    def wait(self, text, since=None):
        """Milliseconds from since (its start) until text stood on the screen."""
        since = since or self.began
        while time.monotonic_ns() - since < LIMIT_S * 1e9:
            while self._read(2) and len(self.chunks) < 64:
                pass
            date = self._feed(text)
            if date:
                return (date - since) / 1e6
            if self.eof:
                break
        raise Gone("%r was not shown; the screen:\n%s" % (text, self.screen.text()))

    def settle(self, since=None, quiet_ms=QUIET_MS, first_ms=1000):
        """Wait until it is quiet; with since, milliseconds from there to the last output."""
        if since:
            self._read(first_ms)
        while not self.eof and self._read(quiet_ms):
            pass
        self._feed()
        return (self.last - since) / 1e6 if since else None

    def send(self, keys):
        """When the keys were pressed."""
        now = time.monotonic_ns()
        os.write(self.master, keys.encode())
        return now

    def resize(self, cols, rows):
        self.screen.resize(cols, rows)
        now = time.monotonic_ns()
        self._size(cols, rows)
        return now

    def processes(self):
        """Those of the session: the program first."""
        found = []
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.getsid(int(name)) == self.pid:
                    found.append(int(name))
            except OSError:
                pass
        return sorted(found, key=lambda pid: pid != self.pid)

    def memory(self):
        """MB of all its processes: what is resident, and what of it is anonymous."""
        total = [0.0, 0.0]
        for pid in self.processes():
            with open("/proc/%d/status" % pid, encoding="utf-8") as file:
                status = dict(line.split(":", 1) for line in file if ":" in line)
            for i, key in enumerate(("VmRSS", "RssAnon")):
                total[i] += int(status.get(key, "0").split()[0]) / 1024
        return tuple(total)

    def close(self, keys="q"):
        try:
            os.write(self.master, keys.encode())
        except OSError:
            pass
        until = time.monotonic() + 2
        while not self.eof and time.monotonic() < until:
            self._read(100)
            self.chunks.clear()
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        os.close(self.master)
        os.waitpid(self.pid, 0)
