"""Seals: the sum of a whole file inside of that file, so that no bit of it can change unnoticed.

A file is written with a seal of zeros first. The sum of these bytes then takes the zeros' place.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rls_sim.study.folder import canonical

BLANK = b"0" * 64  # as long as the sum is
SEAL = "seal"  # its name in a document


def seal_bytes(data: bytes, mark: bytes) -> bytes:
    """The same bytes with their seal; the last ``mark`` in them stands before the blank one."""
    begin = _place(data, mark)
    if data[begin : begin + len(BLANK)] != BLANK:
        raise ValueError("there is no place for a seal")
    return data[:begin] + _sum(data, begin) + data[begin + len(BLANK) :]


def is_sealed(data: bytes, mark: bytes) -> bool:
    """Whether these are all the bytes that were sealed behind ``mark``, and no others."""
    begin = _place(data, mark)
    return data[begin : begin + len(BLANK)] == _sum(data, begin)


def _place(data: bytes, mark: bytes) -> int:
    place = data.rfind(mark)
    return len(data) if place < 0 else place + len(mark)


def _sum(data: bytes, begin: int) -> bytes:
    digest = sha256(data[:begin])
    digest.update(BLANK)
    digest.update(data[begin + len(BLANK) :])
    return digest.hexdigest().encode()


def seal_document(content: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON document with the seal of all that it says."""
    rest = {name: value for name, value in content.items() if name != SEAL}
    return rest | {SEAL: sha256(canonical(rest)).hexdigest()}


def is_sealed_document(content: Mapping[str, Any]) -> bool:
    """Whether a document says what it said when it was sealed."""
    return bool(seal_document(content)[SEAL] == content.get(SEAL))
