"""Listening: a port that is free, connections that may not dawdle, an end when asked."""

import asyncio
import errno
import os
import socket
import sys
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from rls_sim.errors import InputError
from rls_sim.explorer.gate import App

PORT = 8791
PORTS_TRIED = 50
SECONDS = 30.0  # from a connection's first byte to the last of its answer
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_IDLE = 75  # between two requests; longer than a person thinks about a slider
SECONDS_OF_A_THREAD = 5e-4  # before another may go on: a hard cell must not hold up a quick one
MOST_CONNECTIONS = 256
LARGEST_HEAD = 16_384  # bytes of a request before its body


class PortTakenError(InputError):
    """Something else listens where the explorer was told to."""


class PunctualProtocol(H11Protocol):
    """HTTP/1.1 that drops a client which sends or takes too slowly.

    uvicorn itself waits for ever for a request that never ends and for an answer nobody takes.
    """

    _since: float | None = None  # when what is under way began
    _answered = False
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to count: a client that says nothing is dropped too."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._look_again()

    def data_received(self, data: bytes) -> None:
        """Take bytes; the first ones of a request begin its time."""
        if self._since is None or self._answered:
            self._since, self._answered = self.loop.time(), False
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Note that the answer is written, though perhaps not taken yet."""
        self._answered = True
        unread = self.conn.their_state is h11.SEND_BODY
        super().on_response_complete()
        if unread:  # of a body that nobody wants the rest is not waited for
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count no longer."""
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def _look_again(self) -> None:
        self._look = self.loop.call_later(SECONDS_BETWEEN_LOOKS, self._drop_if_late)

    def _drop_if_late(self) -> None:
        if self._answered and not self.transport.get_write_buffer_size():
            self._since, self._answered = None, False
        if self._since is not None and self.loop.time() - self._since > SECONDS:
            self.transport.abort()
        else:
            self._look_again()


def listen(host: str, port: int | None) -> socket.socket:
    """
    A socket that listens at ``port`` (0: any), or without one at the first free from PORT on.

    Raises PortTakenError where that is taken, InputError where the host is none of this machine.
    """
    ports = range(PORT, PORT + PORTS_TRIED) if port is None else [port]
    for number in ports:
        try:
            return _listening(host, number)
        except OSError as trouble:
            if trouble.errno == errno.EACCES:
                raise InputError(f"--port {number}: only the administrator may use it.") from None
            if trouble.errno != errno.EADDRINUSE:
                told = trouble.strerror or trouble
                raise InputError(f"--host {host}: cannot be listened at: {told}.") from None
    told = f"--port {port}" if port is not None else f"ports {ports[0]} to {ports[-1]}"
    raise PortTakenError(
        f"{told}: something else listens there; end it, or name another with --port (0: any)."
    )


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # With its protocol told, asyncio sends what is small at once; else each answer waits 40 ms.
    found = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would let two programs share the port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(128)
    except OSError:
        found.close()
        raise
    found.setblocking(False)
    return found


def address_of(listening: socket.socket, token: str = "") -> str:
    """What to open in a browser."""
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"?token={token}" if token else "")


def serve(app: App, listening: socket.socket) -> None:
    """Answer until the process is asked to end; raises what its signal does (KeyboardInterrupt)."""
    sys.setswitchinterval(SECONDS_OF_A_THREAD)
    options: dict[str, Any] = {
        "http": PunctualProtocol,
        "ws": "none",
        "loop": "asyncio",
        "lifespan": "off",
        "interface": "asgi3",
        "log_config": None,
        "log_level": "critical",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "limit_concurrency": MOST_CONNECTIONS,
        "timeout_keep_alive": SECONDS_IDLE,
        "timeout_graceful_shutdown": 1,
        "h11_max_incomplete_event_size": LARGEST_HEAD,
    }
    uvicorn.Server(uvicorn.Config(app, **options)).run(sockets=[listening])
