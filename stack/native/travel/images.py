"""The docker driver's images in a bundle: what docker save writes, for docker load. Docker itself looks at what is in there."""

import shutil
import subprocess

from . import source
from .words import Trouble, msg, say

NAME = "images"


def docker(*words, **pipes):
    try:
        return subprocess.Popen(["docker", *words], stderr=subprocess.PIPE, **pipes)
    except FileNotFoundError as err:
        raise Trouble(msg("there is no %s", "docker"), msg("install %s", "docker")) from err


def finish(command):
    text = command.stderr.read().decode(errors="replace").strip()
    if command.wait() != 0:
        raise Trouble(msg("%s: %s", NAME, text.splitlines()[-1] if text else "docker: {}".format(command.returncode)),
                      msg("bring what is missing with cdclab stack up --driver docker"))


def size_of(refs):
    with docker("image", "inspect", "--format", "{{.Size}}", *refs, stdout=subprocess.PIPE) as command:
        sizes = command.stdout.read().split()
        finish(command)
    return sum(map(int, sizes))


def save(refs, pipe):
    """Bytes written."""
    with docker("save", *refs, stdout=subprocess.PIPE) as command:
        shutil.copyfileobj(command.stdout, pipe, source.BLOCK)
        finish(command)


def load(bundle, part, room):
    bundle.check([part], room)
    entry = bundle.describes(part)
    with source.open_right(bundle, entry) as file:
        with source.decompressed(file, entry["size"]) as pipe, docker("load", "--quiet", stdin=pipe, stdout=subprocess.DEVNULL) as command:
            finish(command)
    bundle.forget(entry)
    say(msg("Docker has them: %s", entry["versions"]))
