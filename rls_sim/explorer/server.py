"""The explorer's server: the page, its catalogue, days, maps, and the table of a day.

It listens for this machine alone. What it does with a request is fixed here: no path, command or
code can be sent through it, and each solve has its limit (`lanes`).
"""

import sys
import traceback
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from rls_sim.explorer.answers import BINARY, error_response, json_bytes, packed
from rls_sim.explorer.catalogue import Catalogue
from rls_sim.explorer.cell_text import cycle_command
from rls_sim.explorer.gate import App, Gate, read_body
from rls_sim.explorer.lanes import Abandoned, Lane, Overdue, cores
from rls_sim.explorer.page_files import KINDS, page_files, served_page, served_policy
from rls_sim.explorer.readings import (
    Reading,
    failed_reading,
    map_reading,
    patient_reading,
    quick_reading,
)
from rls_sim.explorer.requests import (
    CellRequest,
    Refusal,
    read_cell_request,
    read_json,
    read_map_request,
)
from rls_sim.study.cell import Bench, solve_cell
from rls_sim.study.series import day_csv

WAITING = 16  # days that may wait for a thread
SECONDS, PATIENT_SECONDS, MAP_SECONDS = 10.0, 10.0, 20.0  # limits of one solve
TOO_LONG = "timeout"

Handler = Callable[[Request], Awaitable[Response]]


class Server:
    """What answers each route, on one bench."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._catalogue = json_bytes(Catalogue(bench).document)
        self._files = page_files()
        count = cores()
        self._days = Lane("day", count, WAITING, SECONDS)
        self._hard = Lane("hard", 1, 3, PATIENT_SECONDS)
        self._maps = Lane("map", 1, 3, MAP_SECONDS)
        self._threads = count

    def app(self, host: str = "127.0.0.1", token: str = "") -> App:
        """The application behind its gate; see `Gate`."""
        routes = [
            Route("/", _guarded(self.page), methods=["GET"]),
            Route("/page/{name:path}", _guarded(self.file), methods=["GET"]),
            Route("/api/catalogue", _guarded(self.catalogue), methods=["GET"]),
            Route("/api/day", _guarded(self.day), methods=["POST"]),
            Route("/api/map", _guarded(self.map), methods=["POST"]),
            Route("/api/csv", _guarded(self.csv), methods=["POST"]),
        ]
        handlers = {HTTPException: _http_trouble}
        return Gate(Starlette(routes=routes, exception_handlers=handlers), host, token)

    def warm(self) -> None:
        """Have everything compiled and loaded before the first request comes."""
        request = read_cell_request({}, self.bench)
        if quick_reading(request, self.bench) is None:
            patient_reading(request, self.bench)

    async def page(self, _: Request) -> Response:
        """The page itself."""
        html = served_page()
        headers = {"content-security-policy": served_policy(html), "cache-control": "no-cache"}
        return Response(html, media_type="text/html", headers=headers)

    async def file(self, request: Request) -> Response:
        """One of the page's files, of those that were there when the server started."""
        path = self._files.get(request.path_params["name"])
        if path is None or path.name == "index.html":
            raise Refusal(404, "There is no such file of the page.")
        headers = {"cache-control": "no-cache", "content-type": KINDS[path.suffix]}
        return Response(path.read_bytes(), headers=headers)

    async def catalogue(self, _: Request) -> Response:
        """All that can be set and shown."""
        return Response(self._catalogue, media_type="application/json")

    async def day(self, request: Request) -> Response:
        """One cell's day."""
        wanted = await self._cell(request)
        reading = await self._read(wanted, request)
        return Response(packed(reading.head(), reading.floats), media_type=BINARY)

    async def map(self, request: Request) -> Response:
        """The states and outcomes of many cells."""
        wanted = read_map_request(read_json(await read_body(request)), self.bench)
        work = partial(map_reading, wanted, self.bench, self._threads)
        try:
            reading = await self._maps.run(work, _gone(request))
        except Overdue:
            raise Refusal(503, "The map took too long; ask for fewer cells.") from None
        return Response(packed(reading.head(), reading.floats), media_type=BINARY)

    async def csv(self, request: Request) -> Response:
        """The day of a cell, every quantity, as a table."""
        wanted = await self._cell(request)
        try:
            work = partial(self._csv_text, wanted)
            text = await self._hard.run(work, _gone(request))
        except Overdue:
            raise Refusal(503, "The day of this cell took too long to find.") from None
        headers = {"content-disposition": 'attachment; filename="day.csv"'}
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    def _csv_text(self, wanted: CellRequest) -> str:
        result = solve_cell(wanted.cell, self.bench)
        if not result.solved or result.day is None:
            raise Refusal(422, f"This cell has no day to write: {result.error}")
        return day_csv(result.day, self.bench.model)

    async def _cell(self, request: Request) -> CellRequest:
        return read_cell_request(read_json(await read_body(request)), self.bench)

    async def _read(self, wanted: CellRequest, request: Request) -> Reading:
        """The quick answer, or the patient one; a cell that takes too long is told as failed."""
        failed = partial(failed_reading, wanted, self.bench, TOO_LONG)
        try:
            quick = partial(quick_reading, wanted, self.bench)
            reading = await self._days.run(quick, _gone(request))
            if reading is None:
                patient = partial(patient_reading, wanted, self.bench)
                reading = await self._hard.run(patient, _gone(request))
        except Overdue:
            told = f"no day was found within {PATIENT_SECONDS:g} s; {cycle_command(wanted)}"
            return failed(f"{told} searches on")
        return reading


def _guarded(handler: Handler) -> Handler:
    """The handler, whose refusals and faults become answers; none shows a traceback to the page."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Refusal as refusal:
            return error_response(refusal)
        except (ClientDisconnect, Abandoned):
            return Response(status_code=400)
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return error_response(
                Refusal(500, "This is a bug of rls-sim; the terminal tells more.")
            )

    return answer


async def _gone(request: Request) -> None:
    """Ends when the client does; its body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _http_trouble(_: Request, trouble: Exception) -> Response:
    """No such route, or another method than it has."""
    assert isinstance(trouble, HTTPException)
    answer = error_response(Refusal(trouble.status_code, f"{trouble.detail}."))
    answer.headers.update(trouble.headers or {})
    return answer
