"""A part's archive into its trees. It is made in an empty directory, so the one way out of there is a link, and a name that goes up."""

import errno
import os
import shutil
import tarfile

from . import source
from .words import N_, Trouble, msg

SYSTEM = "/usr/bin/"  # where a link may lead outside: Python's own program


def goes_out(path):
    """Does the normal form of a relative path leave its directory?"""
    path = os.path.normpath(path)
    return path.startswith("/") or path == ".." or path.startswith("../")


def link_goes_out(name, target):
    if target.startswith(SYSTEM):
        return goes_out(target[len(SYSTEM):])
    return target.startswith("/") or goes_out(os.path.join(os.path.dirname(name), target))


class Unpacking:
    def __init__(self, entry, trees, target):
        self.entry, self.trees, self.target = entry, trees, target
        self.seen, self.links, self.left = set(), set(), entry["unpacked"]

    def refuse(self, name, why):
        return Trouble(msg("%s: %s in the bundle %s; nothing of this part is used", self.entry["name"], repr(name)[:120], msg(why)),
                       msg("a bundle from somebody you know"))

    def fault(self, info):
        """Why it must not be made; None: it may."""
        name = info.name
        if name.startswith("/") or ".." in name.split("/") or name.split("/")[0] not in self.trees:
            return N_("leaves its directory")
        if info.islnk() or (info.issym() and link_goes_out(name, info.linkname)):
            return N_("is a link that leaves its directory")
        if not (info.isreg() or info.isdir() or info.issym()):
            return N_("is neither a file nor a directory")
        if os.path.normpath(name) in self.seen:
            return N_("is there twice")
        steps = os.path.normpath(name).split("/")
        if any("/".join(steps[:i]) in self.links for i in range(1, len(steps))):
            return N_("lies behind a link")
        return N_("is larger than the bundle says") if info.size > self.left else None

    def add(self, tar, info):
        why = self.fault(info)
        if why:
            raise self.refuse(info.name, why)
        name = os.path.normpath(info.name)
        path = os.path.join(self.target, name)
        self.seen.add(name)
        self.left -= info.size
        if info.isdir():
            os.makedirs(path, mode=0o755, exist_ok=True)
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if info.issym():
            self.links.add(name)
            os.symlink(info.linkname, path)
            return
        self.write(tar.extractfile(info), info, path)

    def write(self, data, info, path):
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644 | (info.mode & 0o111))
        with open(fd, "wb") as file:
            shutil.copyfileobj(data, file, 1 << 20)
        os.utime(path, (info.mtime, info.mtime))

    def move(self, made_in, parts):
        """Texts that name the place where they were made."""
        for name in self.entry["moved"]:
            path = os.path.join(self.target, name)
            if os.path.normpath(name) not in self.seen or os.path.islink(path) or not os.path.isfile(path):
                raise self.refuse(name, "leaves its directory")
            with open(path, "rb") as file:
                text = file.read()
            with open(path, "wb") as file:
                file.write(text.replace(made_in.encode(), parts.encode()))


def unpack(file, entry, trees, target):
    unpacking = Unpacking(entry, trees, target)
    try:
        with source.decompressed(file, entry["size"]) as pipe, tarfile.open(fileobj=pipe, mode="r|") as tar:
            for info in tar:
                unpacking.add(tar, info)
    except (tarfile.TarError, EOFError, UnicodeError, ValueError) as err:
        raise Trouble(msg("%s cannot be unpacked: %s", entry["name"], err),
                      msg("copy or serve the bundle again; do not use this one")) from err
    return unpacking


def take(bundle, part, parts, cache):
    """Make a part's trees in CACHE/new, and its versions beside them. Nothing stays of a try that fails."""
    name, _key, trees = part
    entry = bundle.describes(part)
    target = os.path.join(cache, "new")
    made = [os.path.join(target, tree) for tree in trees]
    try:
        for tree in made:
            shutil.rmtree(tree, ignore_errors=True)
        with source.open_right(bundle, entry) as file:
            unpack(file, entry, trees, target).move(bundle.index["made_in"], parts)
        with open(os.path.join(target, name + ".versions"), "w", encoding="utf-8") as file:
            file.write(entry["versions"])
    except BaseException as err:
        for tree in made:
            shutil.rmtree(tree, ignore_errors=True)
        if isinstance(err, OSError) and err.errno == errno.ENOSPC:
            raise Trouble(msg("%s: no room left on the disk of %s", name, parts),
                          msg("room there; what is whole stays, so run it again")) from err
        raise
    bundle.forget(entry)
