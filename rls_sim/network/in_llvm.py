"""Programs as LLVM assembly: every row a vector of LANES numbers, every program one basic block.

Exponential, logarithm, cosine and sine are polynomials written here, since a call of the C
library for each lane would cost more than all the rest. They follow the usual way (reduce the
argument, expand, put the exponent back) and keep 1e-15; not-a-number passes through all of them.
No flag that lets the compiler reassociate may be used: it would undo the rounding by MAGIC.
"""

import math
import struct
from collections.abc import Callable, Iterable

from rls_sim.network.expression import LARGEST_EXPONENT
from rls_sim.network.programs import LANES, Program

VECTOR, INTEGERS = f"<{LANES} x double>", f"<{LANES} x i64>"
FLAGS = "contract"  # a product and a sum may become one operation
MAGIC = (
    6755399441055744.0  # 2^52 + 2^51: added, it leaves the nearest whole number in the last bits
)
MAGIC_BITS = 0x4338000000000000
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
# log 2 and pi in parts of which all but the last are exact when multiplied by small whole numbers.
LOG2 = (0.693147180369123816490, 1.90821492927058770002e-10)
PI = (3.141592651605606, 1.9841871583270443e-09, 1.034036596358821e-18)
EXP_TERMS, LOG_TERMS, TURN_TERMS, ANGLE_TERMS = 14, 10, 11, 12
COMPARED = {"less": "olt", "at_most": "ole", "equal": "oeq"}


def module_text(programs: Iterable[Program]) -> str:
    """One module with a function ``void name(double*...)`` for each program."""
    return "\n".join([DECLARATIONS, *(_Function(program).text() for program in programs)])


class _Function:
    """The text of one function, built line by line; values are names of LLVM registers."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.lines: list[str] = []
        self.registers: dict[int, str] = {}
        self._count = 0

    def text(self) -> str:
        """The whole function."""
        program = self.program
        for node in program.order():
            self.registers[node] = self._compute(node)
        for array, nodes in program.answers.items():
            for row, node in enumerate(nodes):
                self._store(self._value(node), array, row)
        arguments = ", ".join(f"ptr noalias %{name}" for name in program.arguments)
        body = "\n".join(self.lines)
        return f"define void @{program.name}({arguments}) {{\n{body}\n  ret void\n}}\n"

    def _value(self, node: int) -> str:
        """A node's register; arrays are read where they are first needed."""
        if node not in self.registers:
            array, row = self.program.places[node]
            self.registers[node] = self._load(array, row)
        return self.registers[node]

    def _compute(self, node: int) -> str:
        graph = self.program.graph
        operation = graph.operation[node]
        if operation == "number":
            number = graph.value[node]
            assert isinstance(number, float)
            return _number(number)
        if operation == "symbol":
            raise AssertionError(f"{self.program.name} does not say where {graph.value[node]} is")
        arguments = [self._value(a) for a in graph.arguments[node]]
        if operation in ("add", "subtract", "multiply"):
            return self._arithmetic(
                {"add": "fadd", "subtract": "fsub", "multiply": "fmul"}[operation], *arguments
            )
        unary: dict[str, Callable[[str], str]] = {
            "negative": self._negative,
            "reciprocal": lambda x: self._arithmetic("fdiv", _number(1.0), x),
            "exp": self._exp,
            "log": self._log,
            "cos": lambda x: self._turn(x, odd=False),
            "sin": lambda x: self._turn(x, odd=True),
            "sqrt": self._square_root,
            "atan": self._arctan,
            "floor": self._floor,
        }
        if operation == "maximum":
            return self._maximum(*arguments)
        if operation == "select":
            test, yes, no = arguments
            return self._select("une", test, _number(0.0), yes, no)
        if operation in COMPARED:
            a, b = arguments
            return self._select(COMPARED[operation], a, b, _number(1.0), _number(0.0))
        return unary[operation](*arguments)

    def _new(self, text: str) -> str:
        self._count += 1
        name = f"%v{self._count}"
        self.lines.append(f"  {name} = {text}")
        return name

    def _load(self, array: str, row: int) -> str:
        return self._new(f"load {VECTOR}, ptr {self._address(array, row)}, align 8")

    def _store(self, value: str, array: str, row: int) -> None:
        address = self._address(array, row)
        self.lines.append(f"  store {VECTOR} {value}, ptr {address}, align 8")

    def _address(self, array: str, row: int) -> str:
        return self._new(f"getelementptr double, ptr %{array}, i64 {row * LANES}")

    def _arithmetic(self, operation: str, a: str, b: str) -> str:
        return self._new(f"{operation} {FLAGS} {VECTOR} {a}, {b}")

    def _whole(self, operation: str, a: str, b: str) -> str:
        return self._new(f"{operation} {INTEGERS} {a}, {b}")

    def _bits(self, value: str) -> str:
        return self._new(f"bitcast {VECTOR} {value} to {INTEGERS}")

    def _from_bits(self, value: str) -> str:
        return self._new(f"bitcast {INTEGERS} {value} to {VECTOR}")

    def _multiply_add(self, a: str, b: str, c: str) -> str:
        return self._arithmetic("fadd", self._arithmetic("fmul", a, b), c)

    def _select(self, compare: str, a: str, b: str, yes: str, no: str) -> str:
        test = self._new(f"fcmp {compare} {VECTOR} {a}, {b}")
        kind = f"<{LANES} x i1>"
        return self._new(f"select {kind} {test}, {VECTOR} {yes}, {VECTOR} {no}")

    def _negative(self, a: str) -> str:
        return self._new(f"fneg {VECTOR} {a}")

    def _maximum(self, a: str, b: str) -> str:
        # A number comes first, so that a comparison with not-a-number keeps the other.
        number, other = (a, b) if a.startswith("<") else (b, a)
        return self._select("olt", other, number, number, other)

    def _square_root(self, a: str) -> str:
        return self._new(f"call {VECTOR} @llvm.sqrt.v{LANES}f64({VECTOR} {a})")

    def _polynomial(self, x: str, coefficients: list[float]) -> str:
        """Horner's rule; the highest coefficient comes first."""
        total = _number(coefficients[0])
        for coefficient in coefficients[1:]:
            total = self._multiply_add(x, total, _number(coefficient))
        return total

    def _nearest_whole(self, x: str, times: float) -> tuple[str, str]:
        """The whole number nearest to x times a number: as a number, and with MAGIC added."""
        shifted = self._multiply_add(x, _number(times), _number(MAGIC))
        return self._arithmetic("fsub", shifted, _number(MAGIC)), shifted

    def _less(self, x: str, whole: str, parts: Iterable[float]) -> str:
        """x less a whole number of what is given in parts, the largest part first."""
        for part in parts:
            x = self._arithmetic("fsub", x, self._arithmetic("fmul", whole, _number(part)))
        return x

    def _exp(self, x: str) -> str:
        top = _number(LARGEST_EXPONENT)
        bottom = _number(-LARGEST_EXPONENT)
        x = self._select("olt", x, bottom, bottom, x)
        x = self._select("ogt", x, top, top, x)
        whole, shifted = self._nearest_whole(x, 1 / math.log(2.0))
        rest = self._less(x, whole, LOG2)
        value = self._polynomial(
            rest, [1 / math.factorial(i) for i in range(EXP_TERMS - 1, -1, -1)]
        )
        exponent = self._whole("sub", self._bits(shifted), _integer(MAGIC_BITS - 1023))
        return self._arithmetic(
            "fmul", value, self._from_bits(self._whole("shl", exponent, _integer(52)))
        )

    def _log(self, x: str) -> str:
        bits = self._bits(x)
        above = self._whole("sub", bits, _integer(SQRT_HALF_BITS))
        biased = self._whole("add", above, _integer(0x4000000000000000))
        exponent = self._whole("sub", self._whole("lshr", biased, _integer(52)), _integer(1024))
        mantissa = self._from_bits(
            self._whole("sub", bits, self._whole("shl", exponent, _integer(52)))
        )
        whole = self._arithmetic(
            "fsub",
            self._from_bits(self._whole("add", exponent, _integer(MAGIC_BITS))),
            _number(MAGIC),
        )
        one = _number(1.0)
        ratio = self._arithmetic(
            "fdiv", self._arithmetic("fsub", mantissa, one), self._arithmetic("fadd", mantissa, one)
        )
        square = self._arithmetic("fmul", ratio, ratio)
        series = self._polynomial(square, [2.0 / (2 * i + 1) for i in range(LOG_TERMS - 1, 0, -1)])
        rest = self._arithmetic("fmul", self._arithmetic("fmul", ratio, square), series)
        small = self._multiply_add(whole, _number(LOG2[1]), rest)
        small = self._multiply_add(ratio, _number(2.0), small)
        value = self._multiply_add(whole, _number(LOG2[0]), small)
        nothing = self._arithmetic("fsub", x, x)  # not-a-number where x is, else zero
        value = self._arithmetic("fadd", value, nothing)
        zero, nan = _number(0.0), _number(math.nan)
        outside = self._select("oeq", x, zero, _number(-math.inf), nan)
        return self._select("ogt", x, zero, value, outside)

    def _turn(self, x: str, odd: bool) -> str:
        """Cosine, or where odd sine, by the series about the nearest whole number of half turns."""
        whole, shifted = self._nearest_whole(x, 1 / math.pi)
        rest = self._less(x, whole, PI)
        square = self._arithmetic("fmul", rest, rest)
        terms = [(-1) ** i / math.factorial(2 * i + odd) for i in range(TURN_TERMS - 1, -1, -1)]
        value = self._polynomial(square, terms)
        if odd:
            value = self._arithmetic("fmul", value, rest)
        sign = self._whole("shl", self._bits(shifted), _integer(63))
        return self._from_bits(self._whole("xor", self._bits(value), sign))

    def _floor(self, x: str) -> str:
        whole, _ = self._nearest_whole(x, 1.0)
        lower = self._arithmetic("fsub", whole, _number(1.0))
        found = self._select("ogt", whole, x, lower, whole)
        # From 2^51 on every number is whole, or nearly; not-a-number stays what it is.
        return self._select("olt", self._size(x), _number(2.0**51), found, x)

    def _size(self, x: str) -> str:
        return self._from_bits(self._bitwise("and", self._bits(x), 0x7FFFFFFFFFFFFFFF))

    def _bitwise(self, operation: str, a: str, mask: int) -> str:
        return self._whole(operation, a, _integer(mask))

    def _arctan(self, x: str) -> str:
        """By the series about the nearest of 0, pi/8 and pi/4; of 1/x where x is above 1."""
        size, one = self._size(x), _number(1.0)
        large = self._new(f"fcmp ogt {VECTOR} {size}, {one}")
        inverse = self._arithmetic("fdiv", one, size)
        y = self._chosen(large, inverse, size)
        centre, angle = _number(0.0), _number(0.0)
        for i in (1, 2):
            border = _number(math.tan((2 * i - 1) * math.pi / 16))
            centre = self._select("ogt", y, border, _number(math.tan(i * math.pi / 8)), centre)
            angle = self._select("ogt", y, border, _number(i * math.pi / 8), angle)
        below = self._arithmetic("fadd", one, self._arithmetic("fmul", centre, y))
        z = self._arithmetic("fdiv", self._arithmetic("fsub", y, centre), below)
        square = self._arithmetic("fmul", z, z)
        terms = [(-1) ** i / (2 * i + 1) for i in range(ANGLE_TERMS - 1, -1, -1)]
        series = self._arithmetic("fmul", z, self._polynomial(square, terms))
        found = self._arithmetic("fadd", angle, series)
        rest = self._arithmetic("fsub", _number(math.pi / 2), found)
        sign = self._bitwise("and", self._bits(x), -0x8000000000000000)
        size_bits = self._bits(self._chosen(large, rest, found))
        return self._from_bits(self._whole("or", size_bits, sign))

    def _chosen(self, test: str, yes: str, no: str) -> str:
        return self._new(f"select <{LANES} x i1> {test}, {VECTOR} {yes}, {VECTOR} {no}")


def _number(value: float) -> str:
    bits = struct.unpack("<Q", struct.pack("<d", value))[0]
    return "<" + ", ".join([f"double 0x{bits:016X}"] * LANES) + ">"


def _integer(value: int) -> str:
    return "<" + ", ".join([f"i64 {value}"] * LANES) + ">"


DECLARATIONS = f"declare {VECTOR} @llvm.sqrt.v{LANES}f64({VECTOR})\n"
