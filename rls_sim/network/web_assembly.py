"""Programs as a WebAssembly module: the same assembly that this processor gets, for a browser.

LLVM writes an object file. Straight-line code that calls nothing and holds no data has nothing to
be linked: it lacks only the list of what it exports, which is put in here.
"""

import gzip
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from rls_sim import __version__
from rls_sim.network import code_cache, in_llvm, machine
from rls_sim.network.programs import Program

TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+simd128"  # two numbers side by side; every browser that knows import maps has them
MEMORY = ("env", "__linear_memory")  # what the module asks its page for

_HEADER = b"\0asm\x01\0\0\0"
_CUSTOM, _IMPORT, _FUNCTION, _EXPORT, _CODE = 0, 2, 3, 7, 10
_KEPT = (1, _IMPORT, _FUNCTION, _CODE)  # and nothing else: no data, no table, no notes of a linker
_EFFORT = 2


def module_of(programs: Sequence[Program]) -> bytes:
    """
    A module that exports a function for each program, under its name.

    A function takes the places of its arrays (`Program.arguments`) in the memory that the page
    gives as ``env.__linear_memory``, in bytes; rows are LANES numbers wide. Made in some seconds,
    then read from disk. Raises ValueError where LLVM cannot write it.
    """
    text = in_llvm.module_text(programs)
    llvm = _llvm()
    key = {
        "what": "web assembly",
        "rls_sim": __version__,
        "llvm": ".".join(str(part) for part in llvm.llvm_version_info),
        "features": FEATURES,
        "text": sha256(text.encode()).hexdigest(),
        "generator": machine.generator_fingerprint([__file__]),
    }
    names = [program.name for program in programs]

    def make() -> tuple[dict[str, Any], bytes]:
        return {"functions": names}, with_exports(_object_file(text), names)

    return code_cache.cached(key, make).payload


def packed(module: bytes) -> bytes:
    """The module as gzip packs it, the same bytes each time."""
    return gzip.compress(module, 9, mtime=0)


def _llvm() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    return llvm


def _object_file(text: str) -> bytes:
    llvm = _llvm()
    try:
        target = llvm.Target.from_triple(TRIPLE)
        writer = target.create_target_machine(opt=_EFFORT, features=FEATURES, reloc="static")
        module = llvm.parse_assembly(text)
        module.triple, module.data_layout = writer.triple, str(writer.target_data)
        module.verify()
        return bytes(writer.emit_object(module))
    except RuntimeError as fault:
        raise ValueError(f"LLVM cannot write this as WebAssembly: {fault}") from fault


def with_exports(code: bytes, names: Sequence[str]) -> bytes:
    """
    An object file as a module that exports its functions, in their order, under these names.

    Raises ValueError where it has another number of functions, asks for anything but its memory,
    or needs a linker after all.
    """
    parts = dict(_sections(code))
    if unknown := [kind for kind in parts if kind not in _KEPT]:
        raise ValueError(f"the object file has sections {unknown}, which need a linker")
    if missing := [kind for kind in _KEPT if kind not in parts]:
        raise ValueError(f"the object file has no sections {missing}")
    if (asked := parts[_IMPORT]) != (wanted := _imported_memory(asked)):
        raise ValueError(
            f"the object file asks for more than its memory: {asked!r}, not {wanted!r}"
        )
    count, _ = _number(parts[_FUNCTION], 0)
    if count != len(names):
        raise ValueError(f"the object file has {count} functions; {len(names)} are due")
    exported = _vector(_text(name) + b"\0" + _bytes_of(i) for i, name in enumerate(names))
    parts[_EXPORT] = exported
    return _HEADER + b"".join(
        bytes([kind]) + _bytes_of(len(parts[kind])) + parts[kind] for kind in sorted(parts)
    )


def _imported_memory(asked: bytes) -> bytes:
    """What a section says that imports the memory alone, of as many pages as LLVM wrote last."""
    return _vector([_text(MEMORY[0]) + _text(MEMORY[1]) + b"\x02\0" + asked[-1:]])


def _sections(code: bytes) -> Iterator[tuple[int, bytes]]:
    """The sections of a module by kind; what only a linker or a reader wants is left out."""
    if not code.startswith(_HEADER):
        raise ValueError("LLVM gave no WebAssembly")
    at = len(_HEADER)
    while at < len(code):
        kind = code[at]
        size, at = _number(code, at + 1)
        content = code[at : at + size]
        at += size
        if kind != _CUSTOM:
            yield kind, content
            continue
        length, start = _number(content, 0)
        if content[start : start + length].startswith(b"reloc."):
            raise ValueError("the object file has places that a linker would have to fill in")


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A whole number of seven bits a byte, and where the next thing begins."""
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value, at


def _bytes_of(value: int) -> bytes:
    """The reverse of `_number`."""
    found = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        found.append(low | (0x80 if value else 0))
        if not value:
            return bytes(found)


def _text(name: str) -> bytes:
    return _bytes_of(len(name.encode())) + name.encode()


def _vector(items: Iterable[bytes]) -> bytes:
    listed = list(items)
    return _bytes_of(len(listed)) + b"".join(listed)
