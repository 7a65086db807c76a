"""Answers in bytes: JSON in plain ASCII, and a head in JSON before numbers."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from starlette.responses import Response

from rls_sim.explorer.requests import Refusal
from rls_sim.study.provenance import clean

ALIGNED = 4  # bytes of a number
BINARY = "application/octet-stream"


def json_bytes(content: Any) -> bytes:
    """JSON without NaN (null instead), in ASCII: half a character cannot spoil an answer."""
    return json.dumps(clean(content), allow_nan=False, separators=(",", ":")).encode("ascii")


def json_response(content: Any, status: int = 200) -> Response:
    """A document as an answer."""
    return Response(json_bytes(content), status, media_type="application/json")


def error_response(refusal: Refusal) -> Response:
    """A refusal as an answer; after one, the connection ends: its body may not be read."""
    answer = json_response({"error": " ".join(str(refusal).split())}, refusal.status)
    answer.headers["connection"] = "close"
    return answer


def packed(head: Any, numbers: NDArray[np.float32]) -> bytes:
    """Length of the head (four bytes, the lowest first), the head in JSON, then the numbers.

    The head ends in spaces, so that the numbers begin at a multiple of four.
    """
    text = json_bytes(head)
    text += b" " * (-len(text) % ALIGNED)
    return len(text).to_bytes(4, "little") + text + numbers.tobytes()
