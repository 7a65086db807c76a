"""``driver``: how a function of this package becomes machine code, once on a machine.

numba has a cache of its own. It trusts the time of a source file, does not see that a function it
calls was changed, fails on a damaged file, and warns or fails where it cannot write. This one is
keyed by what is compiled (identity.py) and kept in sealed files (network/code_cache.py): code that
is missing, damaged or cannot be kept is compiled again, silently.
"""

import logging
import pickle
import platform
from collections.abc import Callable, Collection
from typing import Any

import llvmlite
import numba
import numpy as np
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from rls_sim.network import code_cache
from rls_sim.numerics.compiled.identity import identity

_LOG = logging.getLogger(__name__)  # says so, at level INFO, where something must be compiled

# Settings of numba that change what it compiles.
_CHANGES_CODE = (
    *("OPT", "BOUNDSCHECK", "DEBUGINFO_DEFAULT"),
    *("LOOP_VECTORIZE", "SLP_VECTORIZE", "USING_SVML"),
)


def driver(function: Callable[..., Any] | None = None, *, fastmath: Collection[str] = ()) -> Any:
    """
    Compile a function at its first call, or load what an earlier process compiled.

    It runs without the interpreter's lock; division by zero gives inf or nan. ``fastmath`` names
    LLVM's flags: never "nnan" or "ninf" where finiteness is tested. Used as ``@driver`` or
    ``@driver(fastmath={"contract", "reassoc"})``. Raises TypeError for a function inside another
    one: numba gives two of one name the same symbol, and one could run in place of the other.
    """
    if function is None:
        return lambda function: _compiled(function, fastmath)
    return _compiled(function, fastmath)


def _compiled(function: Any, fastmath: Collection[str]) -> Any:
    if function.__closure__ or "<locals>" in function.__qualname__:
        raise TypeError(f"driver {function.__qualname__}: not a function of a module")
    options = {"nogil": True, "error_model": "numpy", "fastmath": set(fastmath)}
    compiled = numba.njit(no_cfunc_wrapper=True, **options)(function)  # C never calls one
    if hasattr(compiled, "_cache"):  # not so where numba is told not to compile
        compiled._cache = SealedCache(compiled)
    return compiled


class SealedCache(NullCache):  # type: ignore[misc]  # numba has no types
    """What numba asks for compiled code; any failure here means that it compiles."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The compiled function for these argument types, or None."""
        try:
            target_context.refresh()
            found = code_cache.fetch(self.key(sig, target_context.codegen()))
            if found is None:
                _LOG.info("compiling %s", self._compiled.py_func.__qualname__)
                return None
            return CompileResult._rebuild(target_context, *pickle.loads(found.payload))
        except Exception:  # numba's own structures: whatever they raise, it can compile
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what numba compiled for these argument types."""
        try:
            # Addresses of this process, or of functions given as arguments, mean nothing later.
            if data.library.has_dynamic_globals or " at 0x" in str(sig) or data.lifted:
                return
            key = self.key(sig, data.codegen)
            code_cache.keep(key, {}, dumps(data._reduce()))
        except Exception:  # as above: the function runs, it is only not kept
            return

    def key(self, sig: Any, code_generator: Any) -> dict[str, str]:
        """Everything that the machine code depends on; raises TypeError where that is unknown."""
        function = self._compiled.py_func
        settings = {name: getattr(numba.config, name, None) for name in _CHANGES_CODE}
        return {
            "what": "driver",
            "name": f"{function.__module__}.{function.__qualname__}",
            "identity": identity(self._compiled),  # its flags included
            "signature": str(sig),
            "settings": repr(settings),
            "target": repr(code_generator.magic_tuple()),
            "python": f"{platform.python_implementation()} {platform.python_version()}",
            "numba": numba.__version__,
            "llvmlite": llvmlite.__version__,
            "numpy": np.__version__,
        }
