"""Formulas on paper: as plain text, and as LaTeX in lines of a given width."""

import math
from collections.abc import Callable, Iterable

from rls_sim.network.as_written import (
    Choice,
    Comparison,
    Function,
    Name,
    Number,
    Piece,
    Power,
    Product,
    Quotient,
    Sum,
)

NAMED_NUMBERS = {2 * math.pi: ("2*pi", r"2\pi"), math.log(2): ("log(2)", r"\ln 2")}
LATEX_FUNCTIONS = {
    "arctan": r"\arctan",
    "cos": r"\cos",
    "exp": r"\exp",
    "log": r"\ln",
    "sin": r"\sin",
}
LATEX_BRACKETS = {"abs": (r"\left|", r"\right|"), "floor": (r"\left\lfloor", r"\right\rfloor")}
LATEX_SIGNS = {"<": "<", "<=": r"\le", "=": "="}

Spell = Callable[[str], str]
Line = tuple[str, float]  # LaTeX, and about how many letters wide it is


def as_text(piece: Piece) -> str:
    """In one line, as one types it; ^ for powers."""
    match piece:
        case Name(name):
            return name
        case Number(value):
            return NAMED_NUMBERS[value][0] if value in NAMED_NUMBERS else f"{value:.15g}"
        case Sum(terms):
            return _signed((sign, _text_in(term, Sum)) for sign, term in terms)
        case Product(factors):
            return "*".join(_text_in(factor, Sum) for factor in factors)
        case Quotient(above, below):
            return f"{_text_in(above, Sum)}/{_text_in(below, Sum, Product, Quotient)}"
        case Power(base, exponent):
            loose = (Sum, Product, Quotient, Power)
            return f"{_text_in(base, *loose)}^{_text_in(exponent, *loose)}"
        case Function(name, argument):
            return f"{name}({as_text(argument)})"
        case Comparison(sign, left, right):
            return f"[{as_text(left)} {sign} {as_text(right)}]"
        case Choice(test, yes, no):
            return f"select({as_text(test)}, {as_text(yes)}, {as_text(no)})"
    raise TypeError(f"{piece!r} cannot be written")


def _text_in(piece: Piece, *loose: type[Piece]) -> str:
    """In brackets where it would fall apart."""
    return f"({as_text(piece)})" if _needs_brackets(piece, loose) else as_text(piece)


def _needs_brackets(piece: Piece, loose: tuple[type[Piece], ...]) -> bool:
    negative = isinstance(piece, Number) and piece.value < 0
    return isinstance(piece, loose) or negative


def upright(name: str) -> str:
    """A name in LaTeX, letter by letter."""
    escaped = name.replace("_", r"\_")
    return rf"\mathrm{{{escaped}}}"


def in_words(name: str) -> str:
    """A name in LaTeX, its words parted by spaces: easier to read, not to be typed."""
    spaced = name.replace(".", " ").replace("_", " ")
    return rf"\text{{{spaced}}}"


def as_latex(piece: Piece, spell: Spell = upright) -> str:
    """In one line of LaTeX, without the dollars."""
    match piece:
        case Name(name):
            return spell(name)
        case Number(value):
            return NAMED_NUMBERS[value][1] if value in NAMED_NUMBERS else f"{value:.15g}"
        case Sum(terms):
            return _signed((sign, _latex_in(term, spell, Sum)) for sign, term in terms)
        case Product(factors):
            return r" \cdot ".join(_latex_in(factor, spell, Sum) for factor in factors)
        case Quotient(above, below):
            return rf"\frac{{{as_latex(above, spell)}}}{{{as_latex(below, spell)}}}"
        case Power(base, exponent):
            loose = (Sum, Product, Quotient, Power)
            return f"{_latex_in(base, spell, *loose)}^{{{as_latex(exponent, spell)}}}"
        case Function("sqrt", argument):
            return rf"\sqrt{{{as_latex(argument, spell)}}}"
        case Function(name, argument) if name in LATEX_BRACKETS:
            opened, closed = LATEX_BRACKETS[name]
            return f"{opened} {as_latex(argument, spell)} {closed}"
        case Comparison(sign, left, right):
            between = f" {LATEX_SIGNS[sign]} "
            return rf"\left[{as_latex(left, spell)}{between}{as_latex(right, spell)}\right]"
        case Choice(test, yes, no):
            lines = f"{as_latex(yes, spell)} & {as_latex(test, spell)}"
            rest = rf"{as_latex(no, spell)} & \text{{else}}"
            return rf"\begin{{cases}} {lines} \\ {rest} \end{{cases}}"
        case Function(name, argument):
            return rf"{LATEX_FUNCTIONS[name]}\left({as_latex(argument, spell)}\right)"
    raise TypeError(f"{piece!r} cannot be written")


def _latex_in(piece: Piece, spell: Spell, *loose: type[Piece]) -> str:
    written = as_latex(piece, spell)
    return rf"\left({written}\right)" if _needs_brackets(piece, loose) else written


def latex_lines(piece: Piece, spell: Spell, width: float) -> list[str]:
    """LaTeX in lines of about ``width`` letters, to stand under each other in an ``aligned``."""
    return [text for text, _ in _lines(piece, spell, width)]


def _lines(piece: Piece, spell: Spell, width: float) -> list[Line]:
    if letters(piece) <= width:
        return [(as_latex(piece, spell), letters(piece))]
    match piece:
        case Sum(terms):
            signs = ["- " if sign < 0 else "+ " for sign, _ in terms]
            signs[0] = signs[0].removeprefix("+ ")
            return _packed([_lines_in(term, spell, width) for _, term in terms], signs, width)
        case Product(factors):
            signs = ["", *[r"\cdot "] * (len(factors) - 1)]
            return _packed([_lines_in(factor, spell, width) for factor in factors], signs, width)
        case Quotient(above, below):
            over, under = (_block(latex_lines(part, spell, width)) for part in (above, below))
            return [(rf"\frac{{{over}}}{{{under}}}", width)]
    return [(as_latex(piece, spell), letters(piece))]


def _lines_in(piece: Piece, spell: Spell, width: float) -> list[Line]:
    """Lines of a term or factor; a sum's brackets may open on one line and close on another."""
    lines = _lines(piece, spell, width)
    if not isinstance(piece, Sum):
        return lines
    if len(lines) == 1:
        return [(rf"\left({lines[0][0]}\right)", lines[0][1] + 2)]
    (first, wide), (last, end) = lines[0], lines[-1]
    return [(rf"\bigl({first}", wide + 1), *lines[1:-1], (rf"{last}\bigr)", end + 1)]


def _packed(parts: list[list[Line]], signs: list[str], width: float) -> list[Line]:
    """Parts with the sign before each, as many on a line as fit."""
    lines: list[Line] = []
    for part, sign in zip(parts, signs, strict=True):
        text, wide = sign + part[0][0], part[0][1] + (3 if sign else 0)
        if lines and lines[-1][1] + wide <= width:
            lines[-1] = (f"{lines[-1][0]} {text}", lines[-1][1] + wide)
        else:
            lines.append((text, wide))
        lines += part[1:]
    return lines


def letters(piece: Piece) -> float:
    """About how wide a piece is on paper, in letters."""
    match piece:
        case Name(name):
            return len(name)
        case Sum(terms):
            return sum(letters(term) + 3 for _, term in terms)
        case Product(factors):
            return sum(letters(factor) + 3 for factor in factors)
        case Quotient(above, below):
            return max(letters(above), letters(below))
        case Power(base, exponent):
            return letters(base) + 0.7 * letters(exponent)
        case Function(_, argument):
            return letters(argument) + 5
        case Comparison(_, left, right):
            return letters(left) + letters(right) + 5
        case Choice(test, yes, no):
            return max(letters(yes), letters(no)) + letters(test) + 5
    return 3


def _block(lines: list[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    return r"\begin{aligned} & " + r" \\ & ".join(lines) + r" \end{aligned}"


def _signed(terms: Iterable[tuple[int, str]]) -> str:
    """'a - b + c'."""
    written = " ".join(f"{'-' if sign < 0 else '+'} {term}" for sign, term in terms)
    return written.removeprefix("+ ")
