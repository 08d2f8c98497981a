"""Reads OpenDocument text (.odt): paragraphs, the numbers of lists, tables, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extract.pattern_data import load_patterns
from extract.read.errors import ReadError
from extract.read.origins import Marked, by_paragraph
from extract.read.package import Package

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"

_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_ROW = f"{_TABLE}table-row"
_LEFT_OUT = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_TEXT}note",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}table-of-content",
        f"{_TEXT}ruby-text",
        f"{_OFFICE}annotation",
        f"{_OFFICE}forms",
        f"{_DRAW}object",
        f"{_DRAW}text-box",
    }
)
_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_MOST_SPACES = 80
_DEEPEST = 10
_CIRCLED_ONE = 0x2460


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; without a `format` it has bullets or nothing."""

    format: str = ""
    prefix: str = ""
    suffix: str = ""
    shown: int = 1
    first: int = 1


@dataclass(slots=True)
class _Numbering:
    """The list styles, and how far each list has been counted."""

    styles: dict[str, dict[int, _Level]]
    of_paragraphs: dict[str, str]
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def next(self, style: str, level: int, start: str | None) -> str:
        """The label of the next item of a list at `level`."""
        levels = self.styles.get(style, {})
        own = levels.get(level, _Level())
        counts = self.counts.setdefault(style, {})
        counts[level] = int(start) if start and start.isdecimal() else counts.get(level, own.first - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        if not own.format:
            return ""
        upper = range(max(1, level - own.shown + 1), level + 1)
        numbers = (_number(counts.get(at, 1), levels.get(at, own).format) for at in upper)
        return own.prefix + ".".join(numbers) + own.suffix


def read_odt(data: bytes, path: str) -> Marked:
    """The raw lines of an OpenDocument text, with its paragraphs; table cells are parted by tabs.

    Raises ReadError for one that is encrypted or damaged.
    """
    package = Package(data, path, "OpenDocument")
    if any(True for _ in package.xml("META-INF/manifest.xml").iter(f"{_MANIFEST}encryption-data")):
        raise ReadError(path, "protected by a password", "save a copy without the password")
    content = package.xml("content.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ReadError(path, "an OpenDocument file that is no text document", "save it as .odt, .docx or .txt")
    roots = [content, *([package.xml("styles.xml")] if "styles.xml" in package else [])]
    return by_paragraph(_blocks(body, _numbering(roots), "", 0))


def _blocks(parent: etree._Element, numbering: _Numbering, style: str, level: int) -> Iterator[str]:
    """The paragraphs and table rows in `parent`, which is in a list of `style` where `level` is not 0."""
    for element in parent:
        tag = element.tag
        if tag in _LEFT_OUT or not isinstance(tag, str):
            continue
        if tag in _PARAGRAPHS:
            yield _heading(element, numbering) + _inline(element)
            yield from _boxes(element, numbering)
        elif tag == f"{_TEXT}list":
            yield from _list(element, numbering, style, level + 1)
        elif tag == _ROW:
            yield "\t".join(" ".join(_blocks(cell, numbering, "", 0)).replace("\t", " ") for cell in _cells(element))
        else:
            yield from _blocks(element, numbering, style, level)


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag == f"{_TABLE}table-cell"]


def _boxes(paragraph: etree._Element, numbering: _Numbering) -> Iterator[str]:
    """The paragraphs of the text boxes that hang on a paragraph."""
    for box in paragraph.iter(f"{_DRAW}text-box"):
        if not any(parent.tag == f"{_DRAW}text-box" for parent in box.iterancestors()):
            yield from _blocks(box, numbering, "", 0)


def _list(element: etree._Element, numbering: _Numbering, style: str, level: int) -> Iterator[str]:
    style = element.get(f"{_TEXT}style-name") or style
    if not style:
        style = next((found for p in element.iter(*_PARAGRAPHS) if (found := _list_style(p, numbering))), "")
    if level == 1 and element.get(f"{_TEXT}continue-numbering") != "true" and not element.get(f"{_TEXT}continue-list"):
        numbering.counts.pop(style, None)
    for item in element:
        numbered = item.tag == f"{_TEXT}list-item" and any(child.tag in _PARAGRAPHS for child in item)
        label = numbering.next(style, level, item.get(f"{_TEXT}start-value")) if numbered else ""
        for text in _blocks(item, numbering, style, min(level, _DEEPEST)):
            yield label + text
            label = ""


def _list_style(paragraph: etree._Element, numbering: _Numbering) -> str:
    return numbering.of_paragraphs.get(paragraph.get(f"{_TEXT}style-name", ""), "")


def _heading(element: etree._Element, numbering: _Numbering) -> str:
    """The number of a heading that the outline style counts, outside of lists."""
    level = element.get(f"{_TEXT}outline-level", "")
    in_list = any(parent.tag == f"{_TEXT}list" for parent in element.iterancestors())
    if element.tag != f"{_TEXT}h" or in_list or not level.isdecimal() or "" not in numbering.styles:
        return ""
    return numbering.next("", int(level), None)


def _inline(element: etree._Element) -> str:
    """The characters of a paragraph, without notes, comments and text boxes."""
    pieces = [element.text or ""]
    for child in element:
        tag = child.tag
        if tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            pieces.append(" " * min(_MOST_SPACES, int(count) if count.isdecimal() else 1))
        elif tag in _BREAKS:
            pieces.append(_BREAKS[tag])
        elif isinstance(tag, str) and tag not in _LEFT_OUT and tag not in _PARAGRAPHS:
            pieces.append(_inline(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _numbering(roots: list[etree._Element]) -> _Numbering:
    styles: dict[str, dict[int, _Level]] = {}
    of_paragraphs: dict[str, str] = {}
    for root in roots:
        for style in root.iter(f"{_TEXT}list-style"):
            styles.setdefault(style.get(f"{_STYLE}name", ""), _levels(style, "list-level-style-number"))
        for style in root.iter(f"{_TEXT}outline-style"):
            styles.setdefault("", _levels(style, "outline-level-style"))
        for style in root.iter(f"{_STYLE}style"):
            if style.get(f"{_STYLE}list-style-name"):
                of_paragraphs.setdefault(style.get(f"{_STYLE}name", ""), style.get(f"{_STYLE}list-style-name", ""))
    return _Numbering(styles, of_paragraphs)


def _levels(style: etree._Element, name: str) -> dict[int, _Level]:
    levels = {}
    for element in style.iter(f"{_TEXT}{name}"):
        levels[_integer(element.get(f"{_TEXT}level"))] = _Level(
            element.get(f"{_STYLE}num-format", ""),
            element.get(f"{_STYLE}num-prefix", ""),
            element.get(f"{_STYLE}num-suffix", ""),
            min(_integer(element.get(f"{_TEXT}display-levels")), _DEEPEST),
            _integer(element.get(f"{_TEXT}start-value")),
        )
    return levels


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 1


def _number(value: int, style: str) -> str:
    """`value` as a list of the format `style` (1, a, A, 一, ①) counts."""
    numerals: str = load_patterns("outline")["numerals"]
    if style.startswith(numerals[0]):
        return _chinese(value, numerals)
    if style[:1] == chr(_CIRCLED_ONE) and 0 < value <= 20:
        return chr(_CIRCLED_ONE + value - 1)
    if style[:1] in ("a", "A") and 0 < value <= 26:
        return chr(ord(style[0]) + value - 1)
    return str(value)


def _chinese(value: int, numerals: str) -> str:
    """A number from 1 to 99 in Chinese numerals."""
    tens, ones = divmod(value, 10)
    if not 0 < value < 100:
        return str(value)
    head = "" if not tens else numerals[9] if tens == 1 else numerals[tens - 1] + numerals[9]
    return head + (numerals[ones - 1] if ones else "")
