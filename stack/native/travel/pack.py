"""Parts into files: PART.tar.zst of each, the index, and all of these in one bundle."""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile

from . import images, index
from .words import Trouble, mega, msg, say, strerror

SMALL = 1 << 20  # a text that names its own place is smaller
# what is in there is made on the machine: by Python as it imports, by Flink as it runs
LEFT_EMPTY = ("/__pycache__", "/pyflink/log")


def files_of(parts, trees):
    """All of it, in one order: paths below parts."""
    for tree in trees:
        yield tree
        for base, dirs, files in os.walk(os.path.join(parts, tree)):
            # a link to a directory is in dirs and is not gone into
            for name in sorted(dirs + files):
                path = os.path.join(base, name)
                if not is_joined(parts, path):
                    yield os.path.relpath(path, parts)
            dirs[:] = sorted(name for name in dirs if not os.path.join(base, name).endswith(LEFT_EMPTY))


def is_joined(parts, path):
    """One of Flink's jars that is a part of its own."""
    return path.startswith(parts + "/pyflink/") and os.path.exists(os.path.join(parts, "flink-connector", os.path.basename(path)))


def member(tar, parts, name):
    """Its head in the archive; None: a link that is of no use elsewhere."""
    path = os.path.join(parts, name)
    tar.inodes = {}  # of two names for a file each is a file
    info = tar.gettarinfo(path, name)
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode &= 0o755
    if info.issym() and info.linkname.startswith(parts + "/"):
        info.linkname = os.path.relpath(info.linkname, os.path.dirname(path))
    if info.issym() and info.linkname.startswith("/") and not info.linkname.startswith("/usr/bin/"):
        return None
    return info


def names_its_place(parts, path):
    """Is it a text that must be changed where it is unpacked elsewhere?"""
    if os.path.getsize(path) > SMALL:
        return False
    with open(path, "rb") as file:
        text = file.read()
    return parts.encode() in text and b"\0" not in text


def add_all(tar, parts, trees):
    """(bytes, the texts that name their place)"""
    total, moved = 0, []
    for name in files_of(parts, trees):
        info = member(tar, parts, name)
        if not info:
            continue
        path = os.path.join(parts, name)
        total += info.size
        if not info.isreg():
            tar.addfile(info)
            continue
        if names_its_place(parts, path):
            moved.append(name)
        with open(path, "rb") as file:
            tar.addfile(info, file)
    return total, moved


@contextlib.contextmanager
def compressor(file):
    """What is written into it comes into file, smaller."""
    try:
        zstd = subprocess.Popen(["zstd", "-q", "-T0", "-9", "-c"], stdin=subprocess.PIPE, stdout=file)
    except FileNotFoundError as err:
        raise Trouble(msg("there is no %s", "zstd"), msg("install %s", "zstd")) from err
    try:
        yield zstd.stdin
        zstd.stdin.close()
        if zstd.wait() != 0:
            raise OSError(28, "No space left on device", file.name)
    finally:
        zstd.kill()
        zstd.wait()


def sum_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def versions_of(parts, name):
    with open(os.path.join(parts, ".stamps", name + ".versions"), encoding="utf-8") as file:
        return file.read()


def pack_part(out, parts, part):
    """Its entry in the index."""
    name, key, trees = part
    path = os.path.join(out, index.archive(name))
    size = images.size_of(trees) if name == images.NAME else sum(size_of(os.path.join(parts, tree)) for tree in trees)
    say(msg("packing %s (%s MB)", name, mega(size)))
    unpacked, moved = 0, []
    with open(path + ".new", "wb") as file:
        with compressor(file) as pipe:
            if name == images.NAME:
                images.save(trees, pipe)
            else:
                with tarfile.open(fileobj=pipe, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                    unpacked, moved = add_all(tar, parts, trees)
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".new", path)
    entry = {"name": name, "key": key, "size": os.path.getsize(path), "sha256": sum_of(path), "unpacked": unpacked, "moved": moved,
             "versions": " ".join(trees) if name == images.NAME else versions_of(parts, name)}
    with open(path + ".json", "w", encoding="utf-8") as file:
        json.dump(entry, file)
    return entry


def size_of(path):
    return sum(os.lstat(os.path.join(base, name)).st_size for base, _dirs, files in os.walk(path) for name in files)


def packed(out, part):
    """The entry of one that an earlier run has packed; None."""
    path = os.path.join(out, index.archive(part[0]))
    try:
        with open(path + ".json", encoding="utf-8") as file:
            entry = json.load(file)
        return entry if entry["key"] == part[1] and entry["size"] == os.path.getsize(path) and entry["sha256"] == sum_of(path) else None
    except (OSError, ValueError, KeyError):
        return None


def make_files(out, parts, wanted):
    """Have all files of a bundle in out; what is there already stays."""
    os.makedirs(out, exist_ok=True)
    entries = [packed(out, part) or pack_part(out, parts, part) for part in wanted]
    with open(os.path.join(out, index.NAME), "wb") as file:
        file.write(index.write(parts, entries))
    return out


def write_tar(file, out):
    """The index first, so that the beginning says what there is."""
    names = [index.NAME] + sorted(name for name in os.listdir(out) if name.endswith(".tar.zst"))
    with tarfile.open(file, "w:", format=tarfile.PAX_FORMAT) as tar:
        for name in names:
            info = tar.gettarinfo(os.path.join(out, name), name)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            info.mode = 0o644
            with open(os.path.join(out, name), "rb") as data:
                tar.addfile(info, data)


def no_place(file, why):
    return Trouble(msg("%s cannot be written: %s", file, why), msg("another place for the bundle, or room there"))


def check_place(file):
    if os.path.lexists(file) and not os.path.isfile(file):
        raise no_place(file, msg("it is there, and is no file"))
    try:
        with tempfile.TemporaryFile(dir=os.path.dirname(file) or os.curdir):
            pass
    except OSError as err:
        raise no_place(file, strerror(err)) from err


def write_bundle(file, parts, wanted):
    """FILE.making is kept when this is interrupted, and goes on to be used."""
    check_place(file)
    making = file + ".making"
    try:
        make_files(making, parts, wanted)
        write_tar(file + ".new", making)
        with open(file + ".new", "rb") as done:
            os.fsync(done.fileno())
        os.rename(file + ".new", file)
    except OSError as err:
        with contextlib.suppress(OSError):
            os.remove(file + ".new")
        raise no_place(file, strerror(err)) from err
    shutil.rmtree(making)
    say(msg("%s is written: %s MB, for %s machines", file, mega(os.path.getsize(file)), index.machine()))
