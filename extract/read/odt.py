"""Reads OpenDocument text (.odt): paragraphs, the numbers of lists, tables, text boxes, notes, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from extract.read.errors import ReadError
from extract.read.odt_numbers import Numbering, integer, numbering
from extract.read.origins import Marked, by_paragraph
from extract.read.package import Package
from extract.read.rows import TYPED_TAB, Grid, row_lines, with_typed_tabs

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"

_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_BOX = f"{_DRAW}text-box"
_NOTE = f"{_TEXT}note"
_ROW = f"{_TABLE}table-row"
_ROW_GROUPS = frozenset(f"{_TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group"))
_LEFT_OUT = frozenset(
    {
        _NOTE,
        _BOX,
        f"{_TEXT}tracked-changes",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}table-of-content",
        f"{_TEXT}ruby-text",
        f"{_OFFICE}annotation",
        f"{_OFFICE}forms",
        f"{_DRAW}object",
    }
)
_PAGE_SIGNS = (f"{_TEXT}page-number", f"{_TEXT}page-count")
_BREAKS = {f"{_TEXT}tab": TYPED_TAB, f"{_TEXT}line-break": "\n"}
_WHITE = re.compile("[ \t\r\n]+")
_MOST_SPACES = 80
_MOST_REPEATED = 60
_DEEPEST = 10


def read_odt(data: bytes, path: str) -> Marked:
    """The raw lines of an OpenDocument text as paragraphs: header, body, footer; table cells are parted by tabs.

    Raises ReadError for one that is encrypted or damaged.
    """
    package = Package(data, path, "OpenDocument")
    if any(True for _ in package.xml("META-INF/manifest.xml").iter(f"{_MANIFEST}encryption-data")):
        raise ReadError(path, "protected by a password", "save a copy without the password")
    content = package.xml("content.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise ReadError(path, "an OpenDocument file that is no text document", "save it as .odt, .docx or .txt")
    styles = package.xml("styles.xml") if "styles.xml" in package else None
    roots = [content] if styles is None else [content, styles]
    lines = with_typed_tabs(_blocks(body, numbering(roots), "", 0))
    known = frozenset(map(str.strip, lines))
    header, footer = (_margins(styles, kind, known) for kind in ("header", "footer"))
    return by_paragraph((*header, *lines, *footer))


def _margins(styles: etree._Element | None, kind: str, known: frozenset[str]) -> list[str]:
    """The lines of the headers or footers, each once, without page numbers and what the body says too."""
    lines: dict[str, None] = {}
    for margin in styles.iter(f"{_STYLE}{kind}", f"{_STYLE}{kind}-left") if styles is not None else ():
        for paragraph in margin:
            if not any(True for _ in paragraph.iter(*_PAGE_SIGNS)):
                lines.update(dict.fromkeys(_block(paragraph, Numbering(), "", 0)))
    return [line for line in with_typed_tabs(lines) if line.strip() not in known]


def _blocks(parent: etree._Element, numbers: Numbering, style: str, level: int) -> Iterator[str]:
    """The paragraphs and table rows in `parent`, which is in a list of `style` where `level` is not 0."""
    for element in parent:
        yield from _block(element, numbers, style, level)


def _block(element: etree._Element, numbers: Numbering, style: str, level: int) -> Iterator[str]:
    tag = element.tag
    if tag in _LEFT_OUT or not isinstance(tag, str):
        return
    if tag in _PARAGRAPHS:
        yield _heading(element, numbers) + _inline(element)
        for hung in _hung(element):
            yield from _blocks(hung, numbers, "", 0)
    elif tag == f"{_TEXT}list":
        yield from _list(element, numbers, style, level + 1)
    elif tag == f"{_TABLE}table":
        yield from row_lines(_rows(element, numbers))
    else:
        yield from _blocks(element, numbers, style, level)


def _hung(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes and the bodies of notes that hang on a paragraph, not those within them."""
    for element in paragraph.iter(_BOX, f"{_TEXT}note-body"):
        if next(element.iterancestors(*_PARAGRAPHS)) is paragraph:
            yield element


def _rows(table: etree._Element, numbers: Numbering) -> list[list[str]]:
    """The cells of a table, those of its header and of groups of rows included; a table in a cell is its text."""
    grid = Grid()
    for row in _rows_of(table):
        grid.start_row()
        for cell in row:
            if cell.tag == f"{_TABLE}table-cell":
                text = " ".join(_blocks(cell, numbers, "", 0)).replace(TYPED_TAB, " ")
                spans = [integer(cell.get(f"{_TABLE}number-{kind}-spanned")) for kind in ("columns", "rows")]
                for _ in range(min(_MOST_REPEATED, integer(cell.get(f"{_TABLE}number-columns-repeated")))):
                    grid.add(text, *spans)
        grid.end_row()
    return grid.rows


def _rows_of(table: etree._Element) -> Iterator[etree._Element]:
    for element in table:
        if element.tag == _ROW:
            yield element
        elif element.tag in _ROW_GROUPS:
            yield from _rows_of(element)


def _list(element: etree._Element, numbers: Numbering, style: str, level: int) -> Iterator[str]:
    style = element.get(f"{_TEXT}style-name") or style
    if not style:
        style = next((found for p in element.iter(*_PARAGRAPHS) if (found := _list_style(p, numbers))), "")
    if level == 1 and element.get(f"{_TEXT}continue-numbering") != "true" and not element.get(f"{_TEXT}continue-list"):
        numbers.start_anew(style)
    for item in element:
        numbered = item.tag == f"{_TEXT}list-item" and any(child.tag in _PARAGRAPHS for child in item)
        label = numbers.next(style, level, item.get(f"{_TEXT}start-value")) if numbered else ""
        for text in _blocks(item, numbers, style, min(level, _DEEPEST)):
            yield label + text
            label = ""


def _list_style(paragraph: etree._Element, numbers: Numbering) -> str:
    return numbers.of_paragraphs.get(paragraph.get(f"{_TEXT}style-name", ""), "")


def _heading(element: etree._Element, numbers: Numbering) -> str:
    """The number of a heading that the outline style counts, outside of lists."""
    level = element.get(f"{_TEXT}outline-level", "")
    in_list = any(True for _ in element.iterancestors(f"{_TEXT}list"))
    if element.tag != f"{_TEXT}h" or in_list or not level.isdecimal() or "" not in numbers.styles:
        return ""
    return numbers.next("", int(level), None)


def _inline(element: etree._Element) -> str:
    """The characters of a paragraph, without notes, comments and text boxes."""
    pieces = [_collapsed(element.text)]
    for child in element:
        tag = child.tag
        if tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            pieces.append(" " * min(_MOST_SPACES, int(count) if count.isdecimal() else 1))
        elif tag in _BREAKS:
            pieces.append(_BREAKS[tag])
        elif isinstance(tag, str) and tag not in _LEFT_OUT and tag not in _PARAGRAPHS:
            pieces.append(_inline(child))
        pieces.append(_collapsed(child.tail))
    return "".join(pieces)


def _collapsed(text: str | None) -> str:
    """Characters with white space as one space, as ODF has it."""
    return _WHITE.sub(" ", text or "")
