"""An explorer in a process of its own, asked over real sockets; and bodies that no page sends."""

import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np

PATIENCE = 60  # s, before a test gives up on a process or a socket
JSON = {"content-type": "application/json"}
COMMAND = "from rls_sim.cli.main import main; main(['explore', '--no-browser', *{words!r}])"


@dataclass
class Explorer:
    """A running explorer."""

    process: subprocess.Popen
    address: str

    @property
    def port(self):
        return urlsplit(self.address).port

    def ask(self, method, path, body=None, headers=None):
        """Status, headers and body of one answer, on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, content, **headers):
        """Send bytes as they are, and anything else as JSON."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return self.ask("POST", path, body, JSON | headers)

    def refused(self, path, content, **headers):
        """Status and sentence of an answer that must be an error."""
        status, _, body = self.post(path, content, **headers)
        assert status >= 400, body[:200]
        return status, json.loads(body)["error"]

    def day(self, **request):
        """A cell's reading: its head with the courses in it."""
        status, headers, body = self.post("/api/day", request)
        assert status == 200, body
        assert headers["content-type"] == "application/octet-stream"
        head, numbers = unpacked(body)
        return head | {"courses": dict(zip(head["names"], numbers, strict=True))}

    def map(self, **request):
        status, _, body = self.post("/api/map", request)
        assert status == 200, body
        head, numbers = unpacked(body)
        return head | {"values": dict(zip(head["outcomes"], numbers, strict=True))}

    def raw(self, sent):
        """All that comes back for bytes that are no HTTP library's."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as talk:
            talk.sendall(sent)
            return everything(talk)

    def ended(self, how=signal.SIGINT):
        """End it; its exit code and the rest of what it says."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


def everything(talk):
    """What a socket gives until the other side closes it, however it does."""
    parts = []
    try:
        while part := talk.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def unpacked(body):
    """The head of an answer and its numbers (names, points)."""
    (length,) = struct.unpack_from("<I", body)
    assert length % 4 == 0
    head = json.loads(body[4 : 4 + length])
    numbers = np.frombuffer(body[4 + length :], dtype="<f4")
    names = head.get("names", head.get("outcomes"))
    return head, numbers.reshape(len(names), -1) if names else numbers.reshape(0, 0)


def launched(*words, before="", **settings):
    """Start ``rls-sim explore``; ``before`` is Python run first, to shorten a limit."""
    code = f"{before}\n{COMMAND.format(words=[str(word) for word in words])}"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **settings},
    )


@contextmanager
def exploring(*words, before="", **settings):
    """A running explorer, ended afterwards."""
    process = launched(*words, before=before, **settings)
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), process.communicate(timeout=PATIENCE)
        yield Explorer(process, address)
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)
