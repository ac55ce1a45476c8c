"""parcel on small parts; prints TAP. Run by parcel.sh."""

import hashlib
import http.server
import io
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tarfile
import tempfile
import threading
import time

PARCEL = sys.argv[1]
KEY = "0123456789abcdef"
PART = f"tools {KEY} there bin share\n"
PATIENCE = 60
count = failed = 0


def claim(text, holds, seen=""):
    global count, failed
    count += 1
    failed += not holds
    print(f"{'ok' if holds else 'not ok'} {count} - {text}", flush=True)
    if not holds:
        print("".join(f"# {line}\n" for line in str(seen).splitlines()), end="", flush=True)


def parcel(*words, parts=PART):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    return subprocess.run([PARCEL, *map(str, words)], input=parts, env=env, text=True, timeout=PATIENCE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


class Room:
    """Directories of one test: parts that are packed, and a machine that takes them."""

    def __init__(self, base):
        self.dir = tempfile.mkdtemp(dir=base)
        self.parts, self.there, self.cache = self.dir + "/parts", self.dir + "/there", self.dir + "/there/.cache"
        self.bundle, self.files = self.dir + "/bundle.tar", self.dir + "/files"
        os.makedirs(self.cache + "/new")
        self.make_parts()

    def make_parts(self):
        put(self.parts + "/bin/run", f"#!{self.parts}/bin/python\n", 0o4755)
        put(self.parts + "/bin/__pycache__/run.pyc", "of this machine")
        put(self.parts + "/share/deep/text", "text\n")
        put(self.parts + "/share/big", os.urandom(1 << 20))
        put(self.parts + "/.stamps/tools.versions", "tools 1.0\n")
        os.symlink(self.parts + "/share/deep", self.parts + "/share/link")
        os.symlink("/usr/bin/python3", self.parts + "/bin/python")
        os.symlink("/etc/passwd", self.parts + "/share/elsewhere")
        os.link(self.parts + "/share/big", self.parts + "/share/same")

    def pack(self):
        run = parcel("pack", self.bundle, self.parts)
        assert run.returncode == 0, run.stdout
        with tarfile.open(self.bundle) as tar:
            tar.extractall(self.files, filter="data")
        return self

    def take(self, where=None, parts=PART):
        return parcel("take", where or self.bundle, self.there, self.cache, parts=parts)

    def made(self):
        return sorted(name for name in os.listdir(self.cache + "/new"))

    def index(self):
        with open(self.files + "/cdclab-parts.json", encoding="utf-8") as file:
            return json.load(file)

    def reindex(self, **changes):
        """Another index in the directory; the part's entry gets the changes."""
        index = self.index()
        index["parts"][0].update({key: value for key, value in changes.items() if key in index["parts"][0]})
        index.update({key: value for key, value in changes.items() if key not in index["parts"][0]})
        put(self.files + "/cdclab-parts.json", json.dumps(index))

    def replace(self, members):
        """Another archive in the directory, with a right checksum: (name, type, text or target) of each member."""
        raw = io.BytesIO()
        with tarfile.open(fileobj=raw, mode="w") as tar:
            for name, kind, text in members:
                info = tarfile.TarInfo(name)
                info.type = kind
                info.linkname = text if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
                data = text.encode() if kind == tarfile.REGTYPE else b""
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        self.archive(subprocess.run(["zstd", "-qc"], input=raw.getvalue(), stdout=subprocess.PIPE, check=True).stdout)

    def archive(self, data):
        put(self.files + "/tools.tar.zst", data)
        self.reindex(size=len(data), sha256=hashlib.sha256(data).hexdigest(), moved=[])


def put(path, data, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
    os.chmod(path, mode)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def a_part_arrives_as_it_left(base):
    room = Room(base).pack()
    run, new = room.take(), room.cache + "/new"
    claim("a part is taken from a bundle", run.returncode == 0 and room.made() == ["bin", "share", "tools.versions"], run.stdout)
    claim("a text that names its place names the new one", read(new + "/bin/run").decode() == f"#!{room.there}/bin/python\n")
    claim("a program stays one, without more rights", os.stat(new + "/bin/run").st_mode & 0o7777 == 0o755)
    claim("data are the same", read(new + "/share/big") == read(new + "/share/same") == read(room.parts + "/share/big"))
    claim("a link within the parts leads there", os.readlink(new + "/share/link") == "deep")
    claim("a link to a program of the system stays", os.readlink(new + "/bin/python") == "/usr/bin/python3")
    claim("another link out of the parts is left out", not os.path.lexists(new + "/share/elsewhere"))
    claim("what Python made for itself is left out", os.listdir(new + "/bin/__pycache__") == [])
    claim("again from a directory", room.take(room.files).returncode == 0)
    claim("two bundles of the same are the same", read(Room.pack(room).bundle) == read(room.bundle))


def what_is_wrong_is_refused_before_anything_is_taken(base):
    cases = (
        ("of another machine", {"machine": "riscv64"}, "riscv64"),
        ("of another version", {"key": "f" * 16}, "another version"),
        ("without the part", {"name": "other"}, "does not have tools"),
        ("of another format", {"format": 2}, "no bundle"),
        ("whose index lies about sizes", {"size": "much"}, "no bundle"),
        ("with a name that is a path", {"name": "../tools"}, "no bundle"),
        ("for which there is no room", {"unpacked": 1 << 60}, "MB free"),
    )
    for text, changes, said in cases:
        room = Room(base).pack()
        room.reindex(**changes)
        run = parcel("check", room.files, room.there)
        claim(f"a bundle {text}", run.returncode == 3 and said in run.stdout and not room.made(), run.stdout)
    room = Room(base).pack()
    for text, data in (("empty", b""), ("noise", os.urandom(4096)), ("a web page", b"<html>" * 200), ("another tar", read(room.files + "/tools.tar.zst"))):
        put(room.bundle, data)
        run = parcel("check", room.bundle, room.there)
        claim(f"a file that is {text}", run.returncode == 3 and "no bundle" in run.stdout and "Traceback" not in run.stdout, run.stdout)
    run = parcel("check", room.dir + "/nothing", room.there)
    claim("a file that is not there", run.returncode == 3 and "No such file" in run.stdout, run.stdout)


def a_bundle_that_is_cut_or_changed_is_never_used(base):
    room = Room(base).pack()
    whole = read(room.bundle)
    bad = []
    for at in range(0, len(whole) - 20480, len(whole) // 12):
        put(room.bundle, whole[:at])
        run = room.take()
        if run.returncode != 3 or room.made() or "Traceback" in run.stdout:
            bad.append((at, run.stdout))
    claim("cut anywhere", not bad, bad)
    bad = []
    with tarfile.open(room.dir + "/files.tar", "w") as tar:
        tar.add(room.files + "/tools.tar.zst", "x")
    begin = whole.index(read(room.files + "/tools.tar.zst")[:64])
    for at in range(begin, begin + os.path.getsize(room.files + "/tools.tar.zst"), 300007):
        put(room.bundle, whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:])
        run = room.take()
        if run.returncode != 3 or room.made() or run.stdout.count("tools: wrong checksum") != 2:
            bad.append((at, run.stdout))
    claim("one bit of a part changed: named, read once more, not used", not bad, bad)
    bad = []
    for at in range(0, begin, 331):
        put(room.bundle, whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:])
        run = room.take()
        if run.returncode not in (0, 3) or "Traceback" in run.stdout or (run.returncode == 3 and room.made()):
            bad.append((at, run.stdout))
        for name in room.made():
            path = f"{room.cache}/new/{name}"
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    claim("one bit of the index changed: taken or refused, never half", not bad, bad)


def nothing_is_written_outside(base):
    file, link, hard = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE
    out = base + "/out"
    cases = (
        ("a name that goes up", [("bin/../../../escaped", file, "x")]),
        ("a name that goes up at once", [("../escaped", file, "x")]),
        ("an absolute name", [(out + "/escaped", file, "x")]),
        ("a tree that is not the part's", [("etc/escaped", file, "x")]),
        ("the directory itself", [(".", tarfile.DIRTYPE, "")]),
        ("a link that goes up", [("bin/l", link, "../../../out")]),
        ("an absolute link", [("bin/l", link, out)]),
        ("a link that pretends to be the system's", [("bin/l", link, "/usr/bin/../../etc/passwd")]),
        ("a name behind a good link", [("share/d", tarfile.DIRTYPE, ""), ("bin/l", link, "../share/d"), ("bin/l/x", file, "x")]),
        ("a name behind a link, another way", [("bin/l", link, "../share"), ("bin/./l/x", file, "x")]),
        ("a tree that is a link", [("bin", link, "share"), ("bin/x", file, "x")]),
        ("a hard link outside", [("bin/h", hard, "../../../../etc/passwd")]),
        ("a hard link", [("bin/a", file, "x"), ("bin/h", hard, "bin/a")]),
        ("a device", [("bin/d", tarfile.CHRTYPE, "")]),
        ("a block device", [("bin/d", tarfile.BLKTYPE, "")]),
        ("a pipe", [("bin/f", tarfile.FIFOTYPE, "")]),
        ("a name twice", [("bin/a", file, "x"), ("bin/a", file, "y")]),
        ("a file over a directory", [("bin/a/b", file, "x"), ("bin/a", file, "y")]),
    )
    os.makedirs(out)
    for text, members in cases:
        room = Room(base).pack()
        room.replace([("bin/good", file, "good"), *members])
        before = sorted(os.listdir(room.there)), os.listdir(out)
        run = room.take(room.files)
        claim(f"{text} is refused, and the part with it",
              run.returncode == 3 and not room.made() and (sorted(os.listdir(room.there)), os.listdir(out)) == before
              and "Traceback" not in run.stdout and "tools" in run.stdout, run.stdout)
    room = Room(base).pack()
    room.replace([("bin/bomb", file, "0" * (1 << 24))])
    room.reindex(unpacked=1000)
    run = room.take(room.files)
    claim("more than the bundle says is not unpacked", run.returncode == 3 and not room.made(), run.stdout)
    room.archive(b"this is no archive at all" * 100)
    run = room.take(room.files)
    claim("what is no archive", run.returncode == 3 and not room.made() and "Traceback" not in run.stdout, run.stdout)
    room = Room(base).pack()
    room.reindex(moved=["../../../out/x"])
    run = room.take(room.files)
    claim("a text to change that is not the part's", run.returncode == 3 and not room.made(), run.stdout)


class Served:
    """parcel serve, until the end of the block."""

    def __init__(self, room, *words):
        self.process = subprocess.Popen([PARCEL, "serve", "127.0.0.1:0", room.parts, room.dir + "/packed", *words], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={"PATH": os.environ["PATH"]})
        self.process.stdin.write(PART)
        self.process.stdin.close()
        self.said = ""
        while "--from " not in self.said:
            line = self.process.stdout.readline()
            assert line, self.said
            self.said += line
        self.url = self.said.split("--from ")[1].strip()

    def __enter__(self):
        return self

    def __exit__(self, *_args):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        self.process.stdout.close()


def http_get(url, **headers):
    run = subprocess.run(["curl", "-si", "--path-as-is", *(word for key, value in headers.items() for word in (f"--{key}", value)), url],
                         stdout=subprocess.PIPE, check=False)
    head, _, body = run.stdout.partition(b"\r\n\r\n")
    return int(head.split()[1]) if head else 0, body


def parts_come_from_a_laptop_in_the_room(base):
    room = Room(base).pack()
    with Served(room) as served:
        run = room.take(served.url)
        claim("a part is taken from a server", run.returncode == 0 and room.made() == ["bin", "share", "tools.versions"], run.stdout)
        claim("what came is not kept twice", not os.listdir(room.cache + "/came"))
        whole = read(room.dir + "/packed/bundle/tools.tar.zst")
        sha = hashlib.sha256(whole).hexdigest()
        put(f"{room.cache}/came/{sha}", whole[:700000])
        run = room.take(served.url)
        claim("it goes on where an interrupted one ended", run.returncode == 0, run.stdout)
        put(f"{room.cache}/came/{sha}", b"?" + whole[1:700000])
        run = room.take(served.url)
        claim("what came wrong is named and fetched once more", run.returncode == 0 and run.stdout.count("wrong checksum") == 1, run.stdout)
        for path in ("/../parts/bin/run", "/%2e%2e/parts", "/tools.tar.zst.json", "/", "/.stamps/tools.versions"):
            claim(f"nothing but the bundle's files: {path}", http_get(served.url + path)[0] == 404)
        claim("nothing is changed by who asks", http_get(served.url + "/tools.tar.zst", request="DELETE")[0] in (405, 501)
              and http_get(served.url + "/x", data="x")[0] in (405, 501) and read(room.dir + "/packed/bundle/tools.tar.zst") == whole)
        claim("a piece", http_get(served.url + "/tools.tar.zst", range="10-19") == (206, whole[10:20]))
        claim("a piece that is not there", http_get(served.url + "/tools.tar.zst", range="99999999-")[0] == 416)
        idle = socket.create_connection(("127.0.0.1", int(served.url.rsplit(":", 1)[1])))
        claim("one who says nothing keeps nobody from it", room.take(served.url).returncode == 0)
        idle.close()
    run = room.take(served.url)
    claim("a server that is gone", run.returncode == 3 and "does not answer" in run.stdout, run.stdout)


class Breaking(http.server.BaseHTTPRequestHandler):
    """Sends the file in pieces of 300 kB and hangs up after each."""

    protocol_version = "HTTP/1.1"
    files = ""
    stops = False

    def log_message(self, *_args):
        pass

    def do_GET(self):
        data = read(self.files + self.path)
        begin = int(self.headers.get("Range", "bytes=0-")[6:].split("-")[0])
        if self.stops and begin:
            self.close_connection = True
            return
        self.send_response(206 if "Range" in self.headers else 200)
        self.send_header("Content-Length", str(len(data) - begin))
        self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        self.wfile.write(data[begin:begin + 300000])
        self.close_connection = True


def a_server_that_goes_away_half_way_is_gone_on_with(base):
    room = Room(base).pack()
    Breaking.files, Breaking.stops = room.files, False
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Breaking) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        run = room.take(url)
        claim("a server that hangs up again and again", run.returncode == 0, run.stdout)
        Breaking.stops = True
        run = room.take(url)
        kept = os.listdir(room.cache + "/came")
        claim("one that goes away for good: said, and what came is kept",
              run.returncode == 3 and "does not answer" in run.stdout and len(kept) == 1 and os.path.getsize(f"{room.cache}/came/{kept[0]}") >= 300000,
              run.stdout)
        Breaking.stops = False
        run = room.take(url)
        claim("the next time goes on with it", run.returncode == 0, run.stdout)
        server.shutdown()


def a_server_ends_by_itself(base):
    room = Room(base)
    with Served(room, "1s") as served:
        rest = served.process.stdout.read()
        claim("after a time without a request, and says so", served.process.wait(PATIENCE) == 0 and "not serving any more" in rest, rest)
    for at in ("203.0.113.7", "127.0.0.1:99999", "", "127.0.0.1:x"):
        run = parcel("address", at)
        claim(f"is known before anything is packed: {at!r}", run.returncode == 3 and "cannot serve" in run.stdout, run.stdout)
        run = parcel("serve", at, room.parts, room.dir + "/packed")
        claim(f"an address that is none of ours: {at!r}", run.returncode == 3 and "cannot serve" in run.stdout and "Traceback" not in run.stdout, run.stdout)
    for text in ("soon", "0m", "-1m", "1d", ""):
        run = parcel("serve", "127.0.0.1:0", room.parts, room.dir + "/packed", text)
        claim(f"a time that is none: {text!r}", run.returncode == 3 and "is no time" in run.stdout, run.stdout)


def an_interrupted_one_leaves_nothing_half(base):
    room = Room(base)
    put(room.parts + "/share/large", os.urandom(48 << 20))
    room.pack()
    bad = []
    for wait in ("fetching", "new"):
        process = subprocess.Popen([PARCEL, "take", room.bundle, room.there, room.cache], stdin=subprocess.PIPE, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        process.stdin.write(PART)
        process.stdin.close()
        process.stdout.readline()
        end = time.monotonic() + PATIENCE
        while wait == "new" and not room.made() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.001)
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        if process.wait(PATIENCE) != 130 or [name for name in room.made() if name != "tools.versions"] or "Traceback" in rest:
            bad.append((wait, process.returncode, room.made(), rest))
    claim("a signal ends it, with nothing half made", not bad, bad)
    claim("run again it is whole", room.take().returncode == 0)
    put(room.bundle + ".making/tools.tar.zst.new", "half")
    claim("a packing that was interrupted is done again", parcel("pack", room.bundle, room.parts).returncode == 0
          and not os.path.exists(room.bundle + ".making"))


def only_a_file_is_replaced(base):
    room = Room(base)
    os.mkfifo(room.bundle)
    run = parcel("pack", room.bundle, room.parts)
    claim("a pipe or a device in place of the bundle stays what it is", run.returncode == 3 and stat.S_ISFIFO(os.stat(room.bundle).st_mode)
          and os.listdir(room.dir) and not os.path.exists(room.bundle + ".making"), run.stdout)
    os.remove(room.bundle)
    os.mkdir(room.bundle)
    run = parcel("pack", room.bundle, room.parts)
    claim("so does a directory", run.returncode == 3 and os.path.isdir(room.bundle), run.stdout)


def a_full_disk_is_named(base):
    room = Room(base).pack()
    room.reindex(unpacked=1000)  # so that it is found out on the way
    script = f"""mount -t tmpfs -o size=400k none {room.cache}/new || exit 77
        exec "$0" take "$1" {room.there} {room.cache}"""
    flags = ["-m"] if os.geteuid() == 0 else ["-rm"]
    run = subprocess.run(["unshare", *flags, "sh", "-c", script, PARCEL, room.files], input=PART, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={"PATH": os.environ["PATH"]}, check=False)
    if run.returncode in (1, 77):
        claim("a full disk is named # SKIP no mount here", True)
        return
    claim("a full disk is named, with the part", run.returncode == 3 and "tools" in run.stdout and "Traceback" not in run.stdout, run.stdout)


def main():
    base = tempfile.mkdtemp(prefix="cdclab-parcel.")
    try:
        for test in (a_part_arrives_as_it_left, what_is_wrong_is_refused_before_anything_is_taken, a_bundle_that_is_cut_or_changed_is_never_used,
                     nothing_is_written_outside, parts_come_from_a_laptop_in_the_room, a_server_that_goes_away_half_way_is_gone_on_with,
                     a_server_ends_by_itself, an_interrupted_one_leaves_nothing_half, only_a_file_is_replaced, a_full_disk_is_named):
            where = tempfile.mkdtemp(dir=base)
            test(where)
    finally:
        shutil.rmtree(base)
    print(f"1..{count}")
    return 1 if failed else 0


sys.exit(main())
