"""LLVM assembly into machine code of this processor, compiled once and then read from disk.

What is written here is one piece of straight-line code after another, with its vectors spelt out:
LLVM has to choose instructions and registers, and its passes over loops and calls find nothing.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rls_sim import __version__
from rls_sim.network import code_cache

SETTING = "RLS_SIM_MACHINE_CODE"
_OFF = frozenset({"off", "0", "no", "false"})

# How hard LLVM's code generator works. For 85 species level 1 takes 1 s; 2 and 3 take longer for
# the same speed, 0 takes a fifth of it for code that is up to 2.7 times slower (measured).
_EFFORT = 1

_LOADED = time.time()  # when what this process generates code with was read


class Draft(NamedTuple):
    """What a printer gives: assembly, the names of its functions in order, and a description."""

    text: str
    names: Sequence[str]
    metadata: Mapping[str, Any]  # anything that JSON can write


@dataclass(frozen=True, eq=False)
class MachineCode:
    """
    Functions ready to be called by their addresses, for as long as this object lives.

    ``addresses`` (n,) int64, in the order of ``names``; ``metadata`` is what the draft said.
    """

    names: tuple[str, ...]
    addresses: NDArray[np.int64]
    metadata: Mapping[str, Any] = field(repr=False)
    _engine: Any = field(repr=False)  # owns the memory that the addresses point into

    @cached_property
    def dims(self) -> NDArray[np.int64]:
        """How many species, parameters, constants, drives, slopes and factors there are."""
        return self._whole_numbers("dims", np.int64)

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Of every entry of the Jacobian, whose rate it is a slope of."""
        return self._whole_numbers("rows", np.intp)

    @cached_property
    def columns(self) -> NDArray[np.intp]:
        """Of every entry of the Jacobian, the species it is a slope along."""
        return self._whole_numbers("columns", np.intp)

    def _whole_numbers(self, name: str, kind: Any) -> NDArray[Any]:
        values = np.array(self.metadata[name], dtype=kind)
        values.flags.writeable = False
        return values


def available() -> bool:
    """
    Whether machine code can be made and called here.

    Not where numba or llvmlite is missing or broken, where the system forbids code in memory, or
    where ``RLS_SIM_MACHINE_CODE=off``. Never raises.
    """
    return os.environ.get(SETTING, "").strip().lower() not in _OFF and _works()


@cache
def _works() -> bool:
    try:
        import numba  # noqa: F401 - drivers need it; it refuses versions of NumPy that it is not for

        _llvm().check_jit_execution()
        _target_machine()
    except Exception:  # whatever a broken installation raises, there is the reference in NumPy
        return False
    return True


def machine_code(
    key: Mapping[str, str], files: Iterable[str | Path], write: Callable[[], Draft]
) -> MachineCode:
    """
    The machine code of a draft, from the cache where it is there; ``write`` is called if it is not.

    ``key`` with the contents of ``files`` must name everything that the draft depends on. Raises
    ValueError for a text that is no assembly, or lacks one of its names.
    """
    full = {**key, **host(), "generator": generator_fingerprint([*files, __file__])}

    def make() -> tuple[Mapping[str, Any], bytes]:
        draft = write()
        metadata = {"names": list(draft.names), "metadata": dict(draft.metadata)}
        return metadata, compile_text(draft.text)

    found = code_cache.cached(full, make)
    return load_object(found.payload, found.metadata["names"], found.metadata["metadata"])


def host() -> dict[str, str]:
    """What machine code depends on beside what it computes: processor, compiler, our version."""
    import llvmlite

    llvm = _llvm()
    return {
        "what": "machine code",
        "rls_sim": __version__,
        "llvmlite": llvmlite.__version__,
        "llvm": ".".join(str(part) for part in llvm.llvm_version_info),
        "target": llvm.get_process_triple(),
        "cpu": llvm.get_host_cpu_name(),
        "features": _features(llvm),
    }


def generator_fingerprint(files: Iterable[str | Path]) -> str | None:
    """
    Hash of the names and contents of source files.

    None where they do not tell what this process generates: a file that cannot be read, or that
    was changed after it was loaded, as by an upgrade meanwhile.
    """
    seen = hashlib.sha256()
    try:
        for path in sorted(map(Path, files)):
            if path.stat().st_mtime > _LOADED:
                return None
            text = path.read_bytes()
            seen.update(f"{path.name} {len(text)}\n".encode() + text)
    except OSError:
        return None
    return seen.hexdigest()


def compile_text(text: str) -> bytes:
    """
    An object file for this processor out of LLVM assembly.

    Raises ValueError where the text is wrong, or calls what LLVM does not provide itself.
    """
    llvm, machine = _llvm(), _target_machine()
    try:
        module = llvm.parse_assembly(text)
        module.triple, module.data_layout = machine.triple, str(machine.target_data)
        module.verify()
    except RuntimeError as fault:
        raise ValueError(f"LLVM cannot read the code it was given: {fault}") from fault
    # Nobody would tell us later: what is not found gets the address zero.
    outside = [f.name for f in module.functions if f.is_declaration]
    if unknown := [name for name in outside if not name.startswith("llvm.")]:
        raise ValueError(f"machine code must not call {', '.join(unknown)}")
    return bytes(machine.emit_object(module))


def load_object(
    code: bytes, names: Iterable[str], metadata: Mapping[str, Any] | None = None
) -> MachineCode:
    """
    The functions of an object file, callable.

    ``code`` must come from ``compile_text`` on a processor like this one: it is not checked.
    Raises ValueError where it has no function of one of these names.
    """
    llvm = _llvm()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target_machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    found = {name: engine.get_function_address(name) for name in names}
    if missing := [name for name, address in found.items() if not address]:
        raise ValueError(f"the code has no function {', '.join(missing)}")
    addresses = np.array(list(found.values()), dtype=np.int64)
    addresses.flags.writeable = False
    return MachineCode(tuple(found), addresses, metadata or {}, engine)


@cache
def _llvm() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm


def _features(llvm: Any) -> str:
    try:
        return str(llvm.get_host_cpu_features().flatten())
    except RuntimeError:  # unknown to LLVM on this system; the name of the processor remains
        return ""


def _target_machine() -> Any:
    """This processor, with the relocations that numba uses; a new one for every engine to own."""
    llvm = _llvm()
    triple = llvm.get_process_triple()
    return llvm.Target.from_triple(triple).create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=_features(llvm),
        opt=_EFFORT,
        reloc="static" if triple.startswith(("x86", "i386", "i686")) else "default",
        codemodel="jitdefault",
        jit=True,
    )
