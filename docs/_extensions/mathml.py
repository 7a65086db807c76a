"""The LaTeX of our pages as MathML, which browsers draw without scripts and readers read aloud.

What `rls_sim/network/typeset.py` writes is a small language; this reads that and no more, and
refuses the rest by name, so that a formula is drawn as it is meant or the site is not built.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

WORDS = re.compile(r"\\(?:text|mathrm)\{([^{}]*)\}")
TOKEN = re.compile(r"\\(?:text|mathrm)\{[^{}]*\}|\\\\|\\[a-zA-Z]+|\d+(?:\.\d+)?|\s+|.")
FUNCTIONS = {r"\cos": "cos", r"\ln": "ln", r"\exp": "exp"}
OPERATORS = {"=": "=", "+": "+", "-": "\N{MINUS SIGN}", r"\cdot": "\N{DOT OPERATOR}"}
BRACKETS = {r"\left": "true", r"\right": "true", r"\bigl": "false", r"\bigr": "false"}


class FormulaError(ValueError):
    """A formula that holds what this does not know."""


def mathml(latex: str, display: bool) -> str:
    """A formula as a ``math`` element; a block of its own with ``display``.

    Raises FormulaError where it holds anything but what is listed here.
    """
    reader = Reader(latex)
    inside = reader.row(lambda token: token == "")
    kind = ' display="block"' if display else ""
    return f"<math{kind}>{inside}</math>"


class Reader:
    """Reads one formula from left to right."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens = [t for t in TOKEN.findall(latex.strip()) if not t.isspace()]
        self.at = 0

    def row(self, ends: Callable[[str], bool], goes_on: bool = False) -> str:
        """Pieces up to a token that ends them, which is left.

        A sign stands between two pieces unless it is the first; where a line goes on, there too.
        """
        pieces: list[str] = []
        while not ends(self.next()):
            if self.next() == "":
                raise self.refusal("its end")
            if self.next() == "^":
                self.take()
                if not pieces:
                    raise self.refusal("^")
                pieces.append(f"<msup>{pieces.pop()}{self.group()}</msup>")
            else:
                pieces.append(self.piece(between=bool(pieces) or goes_on))
        return f"<mrow>{''.join(pieces)}</mrow>"

    def piece(self, between: bool) -> str:
        """One letter, number, sign, bracketed formula or command."""
        token = self.take()
        if words := WORDS.fullmatch(token):
            written = escape(words[1].replace(r"\_", "_"))
            return f'<mi mathvariant="normal">{written}</mi>'
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if token in OPERATORS:
            form = ' form="infix"' if between else ""
            return f"<mo{form}>{OPERATORS[token]}</mo>"
        if token in FUNCTIONS:
            return f"<mi>{FUNCTIONS[token]}</mi><mo>&#x2061;</mo>"
        if token in BRACKETS:
            return self.bracketed(token)
        if token in KNOWN:
            return KNOWN[token](self)
        if token.isalpha() and token.isascii():
            return f"<mi>{token}</mi>"
        raise self.refusal(token)

    def bracketed(self, opens: str) -> str:
        r"""A bracket; between \left and \right what it embraces grows it, \bigl stands alone."""
        bracket = self.take()
        if bracket not in "()":
            raise self.refusal(f"{opens}{bracket}")
        drawn = f'<mo stretchy="{BRACKETS[opens]}">{bracket}</mo>'
        if opens != r"\left":
            return drawn
        inside = self.row(lambda token: token == r"\right")
        return f"<mrow>{drawn}{inside}{self.bracketed(self.take())}</mrow>"

    def group(self) -> str:
        """What stands in braces, as one element."""
        self.take("{")
        inside = self.row(lambda token: token == "}")
        self.take("}")
        return inside

    def fraction(self) -> str:
        r"""\frac{above}{below}."""
        return f"<mfrac>{self.group()}{self.group()}</mfrac>"

    def root(self) -> str:
        r"""\sqrt{inside}."""
        return f"<msqrt>{self.group()}</msqrt>"

    def aligned(self) -> str:
        r"""\begin{aligned} lines, each left & right, with \\ between them, \end{aligned}."""
        self.environment()
        lines: list[str] = []
        while True:
            cells = list(self.cells(goes_on=bool(lines)))
            lines.append("".join(f"<mtd>{cell}</mtd>" for cell in cells))
            if self.take() == r"\end":
                self.environment()
                break
        rows = "".join(f"<mtr>{line}</mtr>" for line in lines)
        return f'<mtable class="aligned" displaystyle="true">{rows}</mtable>'

    def cells(self, goes_on: bool) -> Iterator[str]:
        """The cells of one line."""
        while True:
            yield self.row(lambda token: token in ("&", r"\\", r"\end"), goes_on)
            if self.next() != "&":
                return
            self.take()

    def environment(self) -> None:
        """The name of what begins or ends; there is one."""
        self.take("{")
        name = ""
        while (letter := self.take()) != "}":
            name += letter
        if name != "aligned":
            raise self.refusal(name)

    def next(self) -> str:
        """The next token, empty at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, due: str = "") -> str:
        """The next token, and go on; ``due`` says which it must be."""
        token = self.next()
        if not token or due not in ("", token):
            raise self.refusal(token or "its end")
        self.at += 1
        return token

    def refusal(self, token: str) -> FormulaError:
        """What is said of a formula that cannot be drawn."""
        return FormulaError(f"{token!r} cannot be drawn in the formula {self.latex!r}")


KNOWN: dict[str, Callable[[Reader], str]] = {
    r"\frac": Reader.fraction,
    r"\sqrt": Reader.root,
    r"\begin": Reader.aligned,
    r"\pi": lambda _: "<mi>π</mi>",
    r"\quad": lambda _: '<mspace width="1em"></mspace>',
}
