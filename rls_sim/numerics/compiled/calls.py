"""Call machine code by its address from a numba function; the one place that knows how.

A kernel is ``void kernel(double*, ...)``. Each array is given with an offset in elements, so that
one block of a longer array can be passed without making a view of it.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

Caller = Callable[..., None]


def _pointers(context: Any, builder: Any, kinds: Any, values: Any) -> list[Any]:
    """Data pointers of arrays, each moved by the offset that follows it."""
    found = []
    for kind, array, offset in zip(kinds[::2], values[::2], values[1::2], strict=True):
        data = context.make_array(kind)(context, builder, array).data
        found.append(builder.gep(data, [offset]))
    return found


def _generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    pointers = _pointers(context, builder, signature.args[1:], values[1:])
    shape = ir.FunctionType(ir.VoidType(), [pointer.type for pointer in pointers])
    builder.call(builder.inttoptr(values[0], shape.as_pointer()), pointers)
    return context.get_dummy_value()


# numba reads the number of arguments off the signature, so each number has its own function.


@intrinsic
def call2(_: Any, address: Any, a: Any, ao: Any, b: Any, bo: Any) -> Any:
    """``kernel(&a[ao], &b[bo])``."""
    return types.void(address, a, ao, b, bo), _generate


@intrinsic
def call3(_: Any, address: Any, a: Any, ao: Any, b: Any, bo: Any, c: Any, co: Any) -> Any:
    """``kernel(&a[ao], &b[bo], &c[co])``."""
    return types.void(address, a, ao, b, bo, c, co), _generate


@intrinsic
def call4(
    _: Any, address: Any, a: Any, ao: Any, b: Any, bo: Any, c: Any, co: Any, d: Any, do: Any
) -> Any:
    """``kernel(&a[ao], &b[bo], &c[co], &d[do])``."""
    return types.void(address, a, ao, b, bo, c, co, d, do), _generate


@intrinsic
def call5(
    _: Any,
    address: Any,
    a: Any,
    ao: Any,
    b: Any,
    bo: Any,
    c: Any,
    co: Any,
    d: Any,
    do: Any,
    e: Any,
    eo: Any,
) -> Any:
    """``kernel(&a[ao], &b[bo], &c[co], &d[do], &e[eo])``."""
    return types.void(address, a, ao, b, bo, c, co, d, do, e, eo), _generate
