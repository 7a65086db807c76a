"""Elements of an SBML document, with attributes as it spells them."""

from xml.etree import ElementTree as Xml

LEVEL, VERSION = 3, 2
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
SBML = f"http://www.sbml.org/sbml/level{LEVEL}/version{VERSION}/core"
MATHML = "http://www.w3.org/1998/Math/MathML"
TIME_SYMBOL = "http://www.sbml.org/sbml/symbols/time"

Element = Xml.Element
Attribute = str | float | int | bool


def add(parent: Element, tag: str, **attributes: Attribute) -> Element:
    """A child with attributes; empty texts are left out, numbers keep every digit."""
    written = {key: spelt(value) for key, value in attributes.items() if value != ""}
    return Xml.SubElement(parent, tag, written)


def spelt(value: Attribute) -> str:
    """An attribute's value: true, false, a whole number, or the shortest exact decimal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) else repr(float(value))


def with_text(tag: str, text: str, **attributes: Attribute) -> Element:
    """An element that holds nothing but text."""
    element = Element(tag, {key: spelt(value) for key, value in attributes.items()})
    element.text = text
    return element


def document(root: Element) -> str:
    """The whole document as text, indented, its encoding declared."""
    Xml.indent(root)
    return f"{DECLARATION}\n{Xml.tostring(root, encoding='unicode')}\n"
