"""A row of four lanes as one number: loaded, combined and stored at once by the vector unit.

Whatever is computed this way is computed lane by lane: no lane can see another. numba leaves it to
LLVM to find such loops, which gives up where many arrays meet; here the vectors are written out.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic, models, register_model

from rls_sim.network.programs import LANES

ROW = ir.VectorType(ir.DoubleType(), LANES)
# A product and the sum it enters may be rounded once instead of twice, nothing else may change.
FLAGS = ("contract",)


class Row(types.Type):  # type: ignore[misc]  # numba has no types
    """What numba calls the type of a row."""

    def __init__(self) -> None:
        super().__init__(name="Row")


row = Row()


@register_model(Row)
class _RowModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ROW)


def _place(context: Any, builder: Any, kind: Any, array: Any, offset: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [offset]), ROW.as_pointer())


@intrinsic
def load(_: Any, array: Any, offset: Any) -> Any:
    """``array[offset : offset + 4]`` of a contiguous array of float64."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        place = _place(context, builder, signature.args[0], *values)
        return builder.load(place, align=8)

    return row(array, types.intp), generate


@intrinsic
def store(_: Any, array: Any, offset: Any, value: Any) -> Any:
    """``array[offset : offset + 4] = value``."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.store(values[2], _place(context, builder, signature.args[0], *values[:2]), align=8)
        return context.get_dummy_value()

    return types.void(array, types.intp, row), generate


@intrinsic
def spread(_: Any, number: Any) -> Any:
    """The same number in every lane."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        none = ir.Constant(ROW, ir.Undefined)
        first = builder.insert_element(none, values[0], ir.Constant(ir.IntType(32), 0))
        every = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        return builder.shuffle_vector(first, none, every)

    return row(types.float64), generate


def _of_two(operation: Callable[[Any, Any, Any], Any]) -> Any:
    """Signature and code of a function of two rows."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return operation(builder, *values)

    return row(row, row), generate


@intrinsic
def plus(_: Any, a: Any, b: Any) -> Any:
    """``a + b``."""
    return _of_two(lambda builder, a, b: builder.fadd(a, b, flags=FLAGS))


@intrinsic
def times(_: Any, a: Any, b: Any) -> Any:
    """``a * b``."""
    return _of_two(lambda builder, a, b: builder.fmul(a, b, flags=FLAGS))


@intrinsic
def over(_: Any, a: Any, b: Any) -> Any:
    """``a / b``."""
    return _of_two(lambda builder, a, b: builder.fdiv(a, b, flags=FLAGS))


@intrinsic
def larger(_: Any, a: Any, b: Any) -> Any:
    """The larger of each pair; not a number where one of the two is none."""
    return _of_two(lambda builder, a, b: _provided(builder, "llvm.maximum", a, b))


@intrinsic
def size(_: Any, a: Any) -> Any:
    """``abs(a)``."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return _provided(builder, "llvm.fabs", *values)

    return row(row), generate


def _provided(builder: Any, name: str, *values: Any) -> Any:
    """A call of what LLVM itself provides for rows."""
    kind = ir.FunctionType(ROW, [ROW] * len(values))
    function = get_or_insert_function(builder.module, kind, f"{name}.v{LANES}f64")
    return builder.call(function, values)
