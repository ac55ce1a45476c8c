"""Where parts come from: a bundle, a directory with its files, a server that has them. Each gives the index and a part as an open file."""

import contextlib
import errno
import hashlib
import io
import ipaddress
import os
import subprocess
import tarfile
import threading
import time
import urllib.parse

from . import index
from .words import Progress, Trouble, mega, msg, say

BLOCK = 1 << 20


class Source:
    def __init__(self, where):
        self.where = where
        self.index = None

    def load(self, text):
        self.index = index.read(self.where, text)

    def missing(self, name):
        return Trouble(msg("%s does not have %s", self.where, name), msg(index.HINT))

    def cut(self, entry, have):
        return Trouble(msg("%s is cut: %s ends after %s of %s bytes", self.where, index.archive(entry["name"]), have, entry["size"]),
                       msg("copy it again"))

    def close(self):
        pass

    def forget(self, entry):
        """What was kept of a part whose checksum is wrong."""

    def describes(self, part):
        """The entry of a part in the version that is needed here."""
        name, key = part[:2]
        if name not in self.index["parts"]:
            raise self.missing(name)
        entry = self.index["parts"][name]
        if entry["key"] != key:
            raise Trouble(msg("%s: %s has another version of it than this cdclab needs", name, self.where),
                          msg("a bundle that was written by the same cdclab, or without --from"))
        return entry

    def check(self, wanted, parts):
        """All that can be known before the first part is taken."""
        if self.index["machine"] != index.machine():
            raise Trouble(msg("%s is for %s machines, this one is %s", self.where, self.index["machine"], index.machine()),
                          msg("a bundle that was written on such a machine"))
        entries = [self.describes(part) for part in wanted]
        for entry in entries:
            self.has(entry)
        need = sum(entry["unpacked"] + self.kept(entry) for entry in entries)
        room = os.statvfs(parts)
        free = room.f_bavail * room.f_frsize
        if free < need:
            raise Trouble(msg("%s has %s MB free, the parts take %s", parts, mega(free), mega(need)),
                          msg("room there; what is whole stays, so run it again"))

    def kept(self, entry):
        """Bytes that it takes here beside what is unpacked."""
        return 0


class Directory(Source):
    def __init__(self, where):
        super().__init__(where)
        try:
            with open(os.path.join(where, index.NAME), "rb") as file:
                self.load(file.read(index.LARGEST))
        except FileNotFoundError as err:
            raise self.missing(index.NAME) from err

    def open(self, entry):
        try:
            return open(os.path.join(self.where, index.archive(entry["name"])), "rb")
        except FileNotFoundError as err:
            raise self.missing(index.archive(entry["name"])) from err

    def has(self, entry):
        with self.open(entry) as file:
            have = os.fstat(file.fileno()).st_size
        if have < entry["size"]:
            raise self.cut(entry, have)


class Bundle(Source):
    """One file. Its tar is read by its heads: a part's data is then a piece of the file."""

    def __init__(self, where):
        super().__init__(where)
        try:
            self.tar = tarfile.open(where, "r:")
            first = self.tar.next()
            if first is None or first.name != index.NAME or not first.isreg() or first.size > index.LARGEST:
                raise tarfile.ReadError("it does not begin with " + index.NAME)
            self.load(self.tar.extractfile(first).read())
        except tarfile.TarError as err:
            raise Trouble(msg("%s: %s: no bundle of cdclab", where, err), msg(index.HINT)) from err

    def member(self, entry):
        with contextlib.suppress(tarfile.TarError, KeyError):
            member = self.tar.getmember(index.archive(entry["name"]))
            if member.isreg():
                return member
        return None

    def has(self, entry):
        member, size = self.member(entry), os.path.getsize(self.where)
        if not member:  # behind the cut
            raise self.cut(entry, 0)
        if size < member.offset_data + entry["size"]:
            raise self.cut(entry, max(0, size - member.offset_data))

    def open(self, entry):
        self.has(entry)
        return self.tar.extractfile(self.member(entry))

    def close(self):
        self.tar.close()


class Server(Source):
    """What has come of a file is kept under its checksum, so that a server that serves another one next time does no harm."""

    def __init__(self, where, cache):
        super().__init__(where.rstrip("/"))
        self.cache = cache
        self.load(self.curl(index.NAME, "--max-time", "30", "--max-filesize", str(index.LARGEST)).communicate()[0])

    def curl(self, name, *options, out=subprocess.PIPE):
        host = urllib.parse.urlsplit(self.where).hostname or ""
        with contextlib.suppress(ValueError):
            if ipaddress.ip_address(host).is_private:  # somebody in the room: no proxy knows the way there
                options += ("--noproxy", "*")
        try:
            return subprocess.Popen(["curl", "-q", "-fsS", "--proto", "=http,https", "--connect-timeout", "10", "--speed-limit", "1000",
                                     "--speed-time", "20", *options, "{}/{}".format(self.where, name)], stdout=out, stderr=subprocess.PIPE)
        except FileNotFoundError as err:
            raise Trouble(msg("there is no %s", "curl"), msg("install %s", "curl")) from err

    def load(self, text):
        if not text:
            raise self.silent("curl {}/{}".format(self.where, index.NAME))
        super().load(text)

    def silent(self, why):
        return Trouble(msg("%s does not answer: %s", self.where, why),
                       msg("again, when it is served there; what has come is kept"))

    def has(self, entry):
        pass

    def path(self, entry):
        return os.path.join(self.cache, "came", entry["sha256"])

    def kept(self, entry):
        return entry["size"]

    def forget(self, entry):
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.path(entry))

    def have(self, entry):
        with contextlib.suppress(FileNotFoundError):
            return os.path.getsize(self.path(entry))
        return 0

    def open(self, entry):
        os.makedirs(os.path.dirname(self.path(entry)), exist_ok=True)
        tries = 3  # without a byte
        while self.have(entry) < entry["size"]:
            before = self.have(entry)
            why = self.fetch(entry)
            tries = 3 if self.have(entry) > before else tries - 1
            if why and not tries:
                raise self.silent(why)
        return open(self.path(entry), "rb")

    def fetch(self, entry):
        """Go on where the file ends. Why it stopped, or None."""
        progress = Progress(entry["name"], entry["size"])
        curl = self.curl(index.archive(entry["name"]), "-C", "-", "--max-filesize", str(entry["size"]), "-o", self.path(entry))
        try:
            while curl.poll() is None:
                progress.at(self.have(entry))
                time.sleep(0.1)
        finally:
            curl.kill()
        why = curl.stderr.read().decode(errors="replace").strip() or None
        if curl.wait() == 23:  # it could not write
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self.path(entry))
        return why


@contextlib.contextmanager
def open_source(where, cache):
    if where.startswith(("http://", "https://")):
        source = Server(where, cache)
    elif os.path.isdir(where):
        source = Directory(where)
    else:
        source = Bundle(where)
    try:
        yield source
    finally:
        source.close()


def checksum(file, size):
    """(checksum, bytes) of the first size bytes."""
    digest, have = hashlib.sha256(), 0
    while have < size and (block := file.read(min(BLOCK, size - have))):
        digest.update(block)
        have += len(block)
    return digest.hexdigest(), have


def open_right(source, entry):
    """The part's file, at its beginning, once its checksum is the one of the index. A wrong one is fetched once more."""
    say(msg("fetching %s from %s (%s MB)", entry["name"], source.where, mega(entry["size"])))
    for last in (False, True):
        file = source.open(entry)
        got, have = checksum(file, entry["size"])
        if have < entry["size"]:
            file.close()
            raise source.cut(entry, have)
        if got == entry["sha256"]:
            file.seek(0, io.SEEK_SET)
            return file
        file.close()
        source.forget(entry)
        if last:
            raise Trouble(msg("%s: wrong checksum, twice: expected sha256 %s, got %s; it was thrown away", entry["name"], entry["sha256"], got),
                          msg("copy or serve the bundle again; do not use this one"))
        say(msg("%s: wrong checksum: expected sha256 %s, got %s; once more", entry["name"], entry["sha256"], got))
    return None


@contextlib.contextmanager
def decompressed(file, size):
    """What the first size bytes of file say, as a pipe to read from."""
    try:
        zstd = subprocess.Popen(["zstd", "-q", "-d", "-c"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except FileNotFoundError as err:
        raise Trouble(msg("there is no %s", "zstd"), msg("install %s", "zstd")) from err

    def feed():
        left = size
        with contextlib.suppress(BrokenPipeError), zstd.stdin:
            while left and (block := file.read(min(BLOCK, left))):
                zstd.stdin.write(block)
                left -= len(block)

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        yield zstd.stdout
    finally:
        zstd.kill()
        zstd.stdout.close()
        feeder.join()
        zstd.wait()
