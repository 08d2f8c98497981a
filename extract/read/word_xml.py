"""Names and attributes of WordprocessingML, in whichever of its namespaces (transitional, strict) they stand."""

from __future__ import annotations

from lxml import etree

_OFF = frozenset(["0", "false", "off", "none"])


def name_of(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The value of the attribute `name` in any namespace, empty where there is none."""
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first child of that name, then its child of the next name, and so on; None where one is missing."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if name_of(each) == name), None)
    return element


def value_of(element: etree._Element | None, *names: str) -> str:
    """The attribute `val` of the child reached by `names`; empty where it is missing."""
    found = child(element, *names)
    return attribute(found, "val") if found is not None else ""


def is_on(element: etree._Element | None, *names: str) -> bool:
    """Whether the switch reached by `names` is there and not turned off."""
    found = child(element, *names)
    return found is not None and attribute(found, "val").lower() not in _OFF
