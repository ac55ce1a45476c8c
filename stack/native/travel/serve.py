"""The files of a bundle over HTTP, to read only, for one room and for one evening."""

import contextlib
import errno
import http.server
import os
import re
import socket
import threading
import time

from . import index
from .words import Trouble, mega, msg, say

PORT = 8470
BLOCK = 1 << 18
SILENCE_S = 60  # of a client: it has gone
UNITS = {"s": 1, "m": 60, "h": 3600}
RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?\Z")


def seconds(text):
    match = re.match(r"([1-9]\d{0,4})([smh])\Z", text)
    if not match:
        raise Trouble(msg("\"%s\" is no time", text), msg("30m or 2h"))
    return int(match[1]) * UNITS[match[2]]


class Busy:
    """Is anybody served, and since when nobody is."""

    def __init__(self):
        self.lock, self.now, self.since = threading.Lock(), 0, time.monotonic()

    def __enter__(self):
        with self.lock:
            self.now += 1

    def __exit__(self, *_args):
        with self.lock:
            self.now -= 1
            self.since = time.monotonic()

    def idle_s(self):
        with self.lock:
            return 0 if self.now else time.monotonic() - self.since


class Handler(http.server.BaseHTTPRequestHandler):
    server_version = "cdclab"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = SILENCE_S

    def log_message(self, *_args):
        pass

    def do_HEAD(self):
        self.answer(False)

    def do_GET(self):
        self.answer(True)

    def answer(self, body):
        name = self.path.lstrip("/").split("?")[0]
        with self.server.busy:
            if name not in self.server.names:
                self.send_error(404)
                return
            with open(os.path.join(self.server.files, name), "rb") as file:
                self.send_file(name, file, body)

    def send_file(self, name, file, body):
        size = os.fstat(file.fileno()).st_size
        asked = RANGE.match(self.headers.get("Range", ""))
        begin = int(asked[1]) if asked else 0
        end = min(int(asked[2]) + 1, size) if asked and asked[2] else size
        if asked and not begin < end:
            self.send_response(416)
            self.send_header("Content-Range", "bytes */{}".format(size))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if asked else 200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(end - begin))
        if asked:
            self.send_header("Content-Range", "bytes {}-{}/{}".format(begin, end - 1, size))
        self.end_headers()
        if body:
            file.seek(begin)
            self.copy(name, file, end - begin)

    def copy(self, name, file, size):
        sent = 0
        with contextlib.suppress(OSError):  # the other end, which is told below
            while sent < size and (block := file.read(min(BLOCK, size - sent))):
                self.wfile.write(block)
                sent += len(block)
        if sent < size:
            self.close_connection = True
            say(msg("%s: %s, left after %s of %s MB", self.client_address[0], name, mega(sent), mega(size)))
        elif name != index.NAME:
            say(msg("%s: %s, %s MB", self.client_address[0], name, mega(size)))


def names_in(files):
    return [index.NAME] + [name for name in os.listdir(files) if name.endswith(".tar.zst")]


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, at, files):
        self.files, self.names, self.busy = files, names_in(files), Busy()
        self.address_family, address = resolve(at)
        super().__init__(address, Handler)

    def handle_error(self, _request, _client):
        """A client that went away is no failure of ours."""


def resolve(at):
    """ADDRESS, ADDRESS:PORT, [ADDRESS]:PORT"""
    match = re.match(r"(?:\[([^\]]+)\]|([^:]+|[^:]*:[^:]*:.*?))(?::(\d{1,5}))?\Z", at)
    if not match or int(match[3] or PORT) > 65535:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    found = socket.getaddrinfo(match[1] or match[2], int(match[3] or PORT), type=socket.SOCK_STREAM)
    return found[0][0], found[0][4]


def url_of(server):
    host, port = server.server_address[:2]
    return "http://{}:{}".format("[{}]".format(host) if ":" in host else host, port)


def open_server(at, files):
    try:
        return Server(at, files)
    except (OSError, OverflowError, UnicodeError) as err:
        why = msg(err.strerror) if isinstance(err, OSError) and err.strerror else err
        raise Trouble(msg("%s: %s: cannot serve there", at, why),
                      msg("an address of this machine (ip -br address lists them) and a free port: ADDRESS:PORT")) from err


def check(at, text):
    """Before parts are fetched and packed for it, which takes minutes."""
    seconds(text)
    open_server(at, os.curdir).server_close()


def serve(at, text, files):
    limit = seconds(text)
    with open_server(at, files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say(msg("serving the parts at %s, read-only; ends after %s without a request, or with Ctrl-C", url_of(server), text))
        say(msg("on the other laptops: cdclab stack fetch --from %s", url_of(server)))
        while server.busy.idle_s() < limit:
            time.sleep(0.2)
        server.shutdown()
    say(msg("nobody asked for %s: not serving any more", text))
