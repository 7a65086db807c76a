"""What a driver computes, as one hash: its code, the functions it calls, the values it uses.

Taken from what is loaded, not from files, so that a file edited or upgraded while a process runs
cannot be mistaken for what that process compiles. Comments, the words of a docstring and line
numbers do not count.
"""

import dis
import enum
import hashlib
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np
from numba.types import Type

# Known by their name and version; every other module is read.
_FOREIGN = frozenset({"numpy", "numba", "llvmlite", *sys.stdlib_module_names})
_PLAIN = (bool, int, float, complex, str, bytes, type(None), type(...), Type)

Found = dict[int, str]  # the text of each function met on the way, by its id


def identity(function: Callable[..., Any]) -> str:
    """
    Hash of everything that is compiled into a driver.

    Raises TypeError where something it uses cannot be told. What numba finds by itself
    (``@overload``) is not seen: drivers must not depend on one of ours.
    """
    found: Found = {}
    lines = [_describe(function, found), *sorted(found.values())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _describe(value: Any, found: Found) -> str:
    """One line that tells this value from any other; functions are written into ``found``."""
    if isinstance(value, enum.Enum):
        return f"{_name(type(value))}.{value.name}={value.value!r}"
    if isinstance(value, _PLAIN):
        return repr(value)
    if isinstance(value, tuple | list):
        return f"{type(value).__name__}({', '.join(_describe(item, found) for item in value)})"
    if isinstance(value, set | frozenset):
        return f"set({', '.join(sorted(_describe(item, found) for item in value))})"
    if isinstance(value, dict):
        return _describe(list(value.items()), found)
    if isinstance(value, np.ndarray | np.generic):
        return f"{value.dtype} {value.shape} {hashlib.sha256(value.tobytes()).hexdigest()}"
    if isinstance(value, CodeType):
        return _text(value, found)
    if isinstance(value, type):
        return _describe_class(value, found)
    if hasattr(value, "py_func"):  # a function that numba compiles, with flags of its own
        flags = _describe(sorted(value.targetoptions.items()), found)
        return f"{_describe_function(value.py_func, found)} {flags}"
    # An intrinsic wraps the function that numba calls while compiling.
    return _describe_function(getattr(value, "_defn", value), found)


def _describe_class(value: type, found: Found) -> str:
    if issubclass(value, enum.Enum):
        return f"{_name(value)}: {[_describe(member, found) for member in value]}"
    if _is_foreign(value) or hasattr(value, "_fields"):
        return f"{_name(value)}: {getattr(value, '_fields', '')}"
    raise TypeError(f"cannot tell what class {_name(value)} computes")


def _describe_function(value: Any, found: Found) -> str:
    if isinstance(value, FunctionType) and not _is_foreign(value):
        if id(value) not in found:
            found[id(value)] = _name(value)  # for a function that calls itself
            found[id(value)] = _describe_body(value, found)
        return _name(value)
    if isinstance(value, ModuleType) or _is_foreign(value):
        return _name(value)
    raise TypeError(f"cannot tell what {value!r} computes")


def _describe_body(function: FunctionType, found: Found) -> str:
    code = function.__code__
    given = [function.__defaults__, function.__kwdefaults__]
    given += [cell.cell_contents for cell in function.__closure__ or ()]
    outside = [f"{name}={_describe(value, found)}" for name, value in _refers_to(function, code)]
    text = _text(code, found, docstring=function.__doc__)
    return f"{_name(function)}: {text} {_describe(given, found)} {sorted(set(outside))}"


def _text(code: CodeType, found: Found, docstring: str | None = None) -> str:
    constants = [None if item == docstring else item for item in code.co_consts]
    return f"{code.co_code.hex()} {code.co_names} {_describe(constants, found)}"


def _refers_to(function: FunctionType, code: CodeType) -> Iterator[tuple[str, Any]]:
    """The values of the names from outside; those of a module that it reads from, too."""
    for instruction in dis.get_instructions(code):
        if instruction.opname == "LOAD_GLOBAL" and instruction.argval in function.__globals__:
            value = function.__globals__[instruction.argval]
            yield instruction.argval, value
            if isinstance(value, ModuleType) and not _is_foreign(value):
                yield from ((n, getattr(value, n)) for n in code.co_names if hasattr(value, n))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _refers_to(function, constant)


def _is_foreign(value: Any) -> bool:
    home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    return str(home or type(value).__module__).split(".")[0] in _FOREIGN


def _name(value: Any) -> str:
    home = getattr(value, "__module__", "")
    return f"{home}.{getattr(value, '__qualname__', getattr(value, '__name__', repr(value)))}"
