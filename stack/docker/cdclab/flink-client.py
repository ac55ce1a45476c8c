"""Flink's command line for the container "learn", which has no Java: a request is a command's words and its script, the answer is its output.

Only containers of the stack reach it, and they could as well ask the JobManager itself.
"""

import os
import subprocess
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PORT = 8089
JOB_MANAGER = os.environ["JOB_MANAGER_RPC_ADDRESS"] + ":8081"


class Handler(BaseHTTPRequestHandler):
    def words(self, script):
        """The command: the job manager behind its verb, the script in the place of the learner's file."""
        words = parse_qs(urlsplit(self.path).query).get("word", [])
        words = [script if word == "@script" else word for word in words]
        if words and not words[0].startswith("-"):
            words[1:1] = ["-m", JOB_MANAGER]
        return ["flink", *words]

    def run(self, script):
        with subprocess.Popen(
            self.words(script), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as command:
            try:
                for line in command.stdout:
                    self.wfile.write(line)
                command.wait()
                self.wfile.write(b"\nexit %d\n" % command.returncode)
            except OSError:  # who asked has gone
                command.terminate()

    def do_POST(self):
        self.send_response(200)
        self.end_headers()
        with tempfile.NamedTemporaryFile(suffix=".py") as script:
            script.write(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            script.flush()
            self.run(script.name)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("", PORT), Handler).serve_forever()
