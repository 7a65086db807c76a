"""Who may ask, and how: Host, Origin, token, size and time are checked before anything is read."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from rls_sim.explorer.answers import error_response
from rls_sim.explorer.requests import MOST_BYTES, Refusal

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE = "rls_sim_token"
LOOPBACK_NAMES = ("localhost",)
ANYWHERE = ("0.0.0.0", "::")
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
MOST_TAKEN, SECONDS_TO_TAKE = 64_000_000, 2.0  # of a request that is refused
NO_POLICY = "default-src 'none'; frame-ancestors 'none'"  # of answers that are no page


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine, reached from itself only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK_NAMES


class Gate:
    """Lets a request through to ``app``, or answers it with what is wrong with it."""

    def __init__(self, app: App, host: str, token: str = "") -> None:
        """``host`` is where the server listens; a ``token`` is then asked of everyone."""
        self.app, self.host, self.token = app, host, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope)
        try:
            self._check_host(request)
            self._check_origin(request)
            answer = self._check_token(request)
        except Refusal as refusal:
            answer = error_response(refusal)
        exchange = _Exchange(request, receive, send)
        await (answer or self.app)(scope, exchange.receive, exchange.send)

    def _check_host(self, request: Request) -> None:
        """Another name for this machine is how pages elsewhere would reach it."""
        hosts = request.headers.getlist("host")
        name = _name_of(hosts[0]) if len(hosts) == 1 else ""
        if not name or not self._is_ours(name):
            raise Refusal(421, "This host name is not served here; use the address as printed.")

    def _is_ours(self, name: str) -> bool:
        if is_loopback(name) or name.lower() == self.host.lower():
            return True
        if self.host not in ANYWHERE:
            return False
        try:  # an address, unlike a name, cannot be made to point here by somebody else
            return bool(ip_address(name))
        except ValueError:
            return False

    def _check_origin(self, request: Request) -> None:
        """What another page sends, the browser says; a program that is no browser sends none."""
        here = f"{request.url.scheme}://{request.headers['host']}"
        if any(origin != here for origin in request.headers.getlist("origin")):
            raise Refusal(403, "Requests from pages of another origin are not answered.")
        site = request.headers.get("sec-fetch-site", "none")
        if (
            site not in ("none", "same-origin")
            and request.headers.get("sec-fetch-mode") != "navigate"
        ):
            raise Refusal(403, "Requests from pages of another site are not answered.")

    def _check_token(self, request: Request) -> Response | None:
        """Nothing, or an answer: one that keeps the token of the address in a cookie."""
        if not self.token:
            return None
        given = parse_qs(request.scope["query_string"].decode("latin-1")).get("token", [])
        if request.method == "GET" and request.scope["path"] == "/" and len(given) == 1:
            if self._is_token(given[0]):
                kept = f"{_cookie_name(request)}={self.token}"
                cookie = f"{kept}; HttpOnly; SameSite=Strict; Path=/"
                return Response(status_code=303, headers={"location": "/", "set-cookie": cookie})
            raise Refusal(401, "This token is not the one that the explorer was started with.")
        if not self._is_token(_bearer(request)) and not self._is_token(_cookie(request)):
            raise Refusal(401, "Open the explorer by its full address, with ?token= at its end.")
        return None

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.token.encode())


async def read_body(request: Request) -> bytes:
    """The body of a request, no more than MOST_BYTES of it; raises Refusal (413, 415).

    What comes without a length is counted as it comes.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, "Send application/json.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refusal(415, "Send the body as it is, not compressed.")
    length = request.headers.get("content-length", "0")
    if len(length) > 10 or int(length) > MOST_BYTES:
        raise Refusal(413, f"The body is larger than {MOST_BYTES} bytes.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Refusal(413, f"The body is larger than {MOST_BYTES} bytes.")
    return bytes(body)


def _name_of(host: str) -> str:
    """The name in a Host header, without its port; empty for what is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises for what is no port
    except ValueError:
        return ""
    plain = not (parts.username or parts.password or parts.path or parts.query or parts.fragment)
    return parts.hostname or "" if plain and "@" not in host else ""


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _cookie_name(request: Request) -> str:
    """Browsers keep one jar for all ports of a host: each explorer has a name of its own in it."""
    return f"{COOKIE}_{request.url.port or 80}"


def _cookie(request: Request) -> str:
    return request.cookies.get(_cookie_name(request), "")


class _Exchange:
    """One request and its answer: knows how much was read, adds the headers of every answer."""

    def __init__(self, request: Request, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._left = "expect" not in request.headers  # who waits to be asked sends nothing yet

    async def receive(self) -> Message:
        """The next part of the request."""
        message = await self._receive()
        self._left = self._left and bool(message.get("more_body"))
        return message

    async def send(self, message: Message) -> None:
        """The next part of the answer; a header that is there already is kept."""
        if message["type"] == "http.response.start":
            if message["status"] >= 400:
                await self._take_the_rest()
            there = {name for name, _ in message["headers"]}
            due = {**HEADERS, "content-security-policy": NO_POLICY, "cache-control": "no-store"}
            added = [(n.encode(), v.encode()) for n, v in due.items() if n.encode() not in there]
            message = {**message, "headers": [*message["headers"], *added]}
        await self._send(message)

    async def _take_the_rest(self) -> None:
        """Read what is still sent, up to a point: a client that is cut off sees no answer."""
        taken = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_TAKE):
                while self._left and taken < MOST_TAKEN:
                    taken += len((await self.receive()).get("body", b""))
