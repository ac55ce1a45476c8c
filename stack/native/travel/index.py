"""cdclab-parts.json: what is in a bundle. It comes from elsewhere, so all of it is looked at before anything of it is used."""

import json
import platform
import re

from .words import N_, Trouble, msg

NAME = "cdclab-parts.json"
FORMAT = 1
LARGEST = 1 << 20

HINT = N_("a file that cdclab stack bundle wrote, a directory with its files, or the address that cdclab stack serve showed")

SHAPES = {
    "name": re.compile(r"[a-z][a-z0-9-]*\Z"),
    "key": re.compile(r"[0-9a-f]{16}\Z"),
    "sha256": re.compile(r"[0-9a-f]{64}\Z"),
}


def machine():
    return platform.machine()


def write(parts_dir, entries):
    index = {"format": FORMAT, "machine": machine(), "made_in": parts_dir, "parts": entries}
    return (json.dumps(index, indent=1, sort_keys=True) + "\n").encode()


def is_entry(entry):
    return (all(isinstance(entry.get(key), str) and shape.match(entry[key]) for key, shape in SHAPES.items())
            and all(isinstance(entry.get(key), int) and entry[key] >= 0 for key in ("size", "unpacked"))
            and isinstance(entry.get("versions"), str) and isinstance(entry.get("moved"), list)
            and all(isinstance(path, str) for path in entry["moved"]))


def read(source, text):
    """The index as a dictionary whose "parts" are by name."""
    try:
        index = json.loads(text)
        if index["format"] != FORMAT or not isinstance(index["machine"], str) or not index["made_in"].startswith("/"):
            raise ValueError("format {}".format(index["format"]))
        if not all(is_entry(entry) for entry in index["parts"]):
            raise ValueError("a part is not described")
    except (ValueError, TypeError, KeyError, AttributeError) as err:
        raise Trouble(msg("%s: %s: no bundle of cdclab", source, "{}: {}".format(NAME, err)), msg(HINT)) from err
    index["parts"] = {entry["name"]: entry for entry in index["parts"]}
    return index


def archive(name):
    return name + ".tar.zst"
