"""session.py - one program on a pseudo-terminal: when its first screen is there, and what memory it has.

The clock starts in the child, just before execve(), so that our fork is not counted. A chunk of output is dated as read() returns it.
"""
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time

ESCAPES = re.compile(rb"\x1b(\[[0-9:;<=>?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(\x07|\x1b\\)|[ -/]*[0-~])|[\x00-\x09\x0b-\x1f\x7f]")
QUIET_MS = 60  # no output for so long: the screen is painted


class Gone(Exception):
    """It ended, or never showed what was waited for."""


class Session:
    def __init__(self, argv, env, cols=80, rows=24):
        self.out, self.eof = b"", False
        self.master, slave = os.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
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

    def _read(self, ms):
        """The moment at which more output had come, or None."""
        if not select.select([self.master], [], [], ms / 1000)[0]:
            return None
        try:
            chunk = os.read(self.master, 65536)
        except OSError:
            chunk = b""
        now = time.monotonic_ns()
        self.eof = not chunk
        self.out += chunk
        return None if self.eof else now

    def shows(self, text):
        return text.encode() in ESCAPES.sub(b"", self.out)

    def wait(self, text, since=None, limit=30):
        """Milliseconds from since (its start) until text was written."""
        since = since or self.began
        while not self.eof and time.monotonic_ns() - since < limit * 1e9:
            now = self._read(100)
            if now and self.shows(text):
                return (now - since) / 1e6
        raise Gone("%r was not shown; last: %r" % (text, self.out[-300:]))

    def settle(self):
        while not self.eof and self._read(QUIET_MS):
            pass

    def send(self, keys):
        """Forget the old output; when the keys were pressed."""
        self.out = b""
        now = time.monotonic_ns()
        os.write(self.master, keys.encode())
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
        """MB of the program: what is resident, and what of it is anonymous."""
        with open("/proc/%d/status" % self.pid, encoding="utf-8") as file:
            status = dict(line.split(":", 1) for line in file if ":" in line)
        return tuple(int(status[key].split()[0]) / 1024 for key in ("VmRSS", "RssAnon"))

    def close(self, keys="q"):
        try:
            os.write(self.master, keys.encode())
        except OSError:
            pass
        until = time.monotonic() + 2
        while not self.eof and time.monotonic() < until:
            self._read(100)
        for pid in [] if self.eof else self.processes():
            os.kill(pid, signal.SIGKILL)
        os.close(self.master)
        os.waitpid(self.pid, 0)
