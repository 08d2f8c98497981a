"""The numbers that an OpenDocument text generates before the items of its lists and its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from extract.read.word_numbers import number_text

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
# The whole label with its places, which LibreOffice writes ahead of the standard, and the standard since 1.4.
_LABELS = ("{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}num-list-format",
           f"{_STYLE}num-list-format")  # fmt: skip
_PLACE = re.compile("%([1-9]|10)%")
_MOST_SHOWN = 10
_CIRCLED_ONE = 0x2460
_CHINESE = "chineseCounting"


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; without a `format` it has bullets or nothing.

    `label` is the whole label with %1%, %2% … for the numbers of the levels, where the file says it.
    """

    format: str = ""
    label: str = ""
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    first: int = 1


@dataclass(slots=True)
class Numbering:
    """The list styles, which of them paragraph styles set, and how far each list has been counted."""

    styles: dict[str, dict[int, _Level]] = field(default_factory=dict)
    of_paragraphs: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def start_anew(self, style: str) -> None:
        """Let the next item of a list of this style be its first."""
        self.counts.pop(style, None)

    def next(self, style: str, level: int, start: str | None) -> str:
        """The label of the next item of a list at `level` (from 1 on), which counts from `start` where that is given.

        The style "" is that of headings.
        """
        levels = self.styles.get(style, {})
        own = levels.get(level, _Level())
        counts = self.counts.setdefault(style, {})
        counts[level] = int(start) if start and start.isdecimal() else counts.get(level, own.first - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        if not own.format:
            return ""

        def number(at: int) -> str:
            return _number(counts.get(at, 1), levels.get(at, own).format)

        if own.label:
            return _PLACE.sub(lambda place: number(int(place[1])), own.label)
        return own.prefix + ".".join(map(number, range(max(1, level - own.shown + 1), level + 1))) + own.suffix


def numbering(roots: Iterable[etree._Element]) -> Numbering:
    """The lists that the parts content.xml and styles.xml define; of two of one name the first counts."""
    found = Numbering()
    for root in roots:
        for style in root.iter(f"{_TEXT}list-style"):
            found.styles.setdefault(style.get(f"{_STYLE}name", ""), _levels(style, "list-level-style-number"))
        for style in root.iter(f"{_TEXT}outline-style"):
            found.styles.setdefault("", _levels(style, "outline-level-style"))
        for style in root.iter(f"{_STYLE}style"):
            if style.get(f"{_STYLE}list-style-name"):
                name = style.get(f"{_STYLE}list-style-name", "")
                found.of_paragraphs.setdefault(style.get(f"{_STYLE}name", ""), name)
    return found


def integer(text: str | None) -> int:
    """The number that an attribute holds; 1 where it holds none, or a monstrous one."""
    return int(text) if text and text.isdecimal() and len(text) < 6 else 1


def _levels(style: etree._Element, name: str) -> dict[int, _Level]:
    return {
        integer(element.get(f"{_TEXT}level")): _Level(
            element.get(f"{_STYLE}num-format", ""),
            next((element.get(label) for label in _LABELS if element.get(label)), "")[:60],
            element.get(f"{_STYLE}num-prefix", ""),
            element.get(f"{_STYLE}num-suffix", ""),
            min(integer(element.get(f"{_TEXT}display-levels")), _MOST_SHOWN),
            integer(element.get(f"{_TEXT}start-value")),
        )
        for element in style.iter(f"{_TEXT}{name}")
    }


def _number(value: int, style: str) -> str:
    """`value` as a list of the format `style` (1, a, A, 一, ①) counts."""
    if style[:1] == number_text(1, _CHINESE):
        return number_text(value, _CHINESE)
    if style[:1] == chr(_CIRCLED_ONE) and 0 < value <= 20:
        return chr(_CIRCLED_ONE + value - 1)
    if style[:1] in ("a", "A") and 0 < value <= 26:
        return chr(ord(style[0]) + value - 1)
    return str(value)
