"""A page's elements → its blocks of text: paragraphs, list items, rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from extract.read.metadata import header_line
from extract.read.page_parts import Parts, attribute
from extract.read.rows import Grid, row_lines
from extract.text.marks import union
from extract.text.script import in_simplified

_BLOCKS = frozenset([
    "html", "body", "p", "div", "section", "article", "main", "header", "hgroup", "h1", "h2", "h3", "h4",
    "h5", "h6", "ul", "ol", "li", "dl", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
    "form", "fieldset", "legend", "blockquote", "pre", "center", "hr", "figure", "figcaption", "address",
    "details", "summary", "title",
])  # fmt: skip
_WHITE = re.compile("[ \t\r\n\f]+")
_LABEL = re.compile(r"[^\W\d]{2,8}[:：]")
_MOST_SPANNED = 200
_FIRST_ELEMENTS = 12


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the page: its text with line breaks, and how many of its characters are links.

    `plain` is the text in simplified characters, as many, in which patterns are looked for.
    """

    text: str
    inside: bool
    linked: int = 0
    crumb: bool = False
    title: bool = False
    plain: str = ""


class _Writer:
    """Gathers text until its block ends."""

    def __init__(self, parts: Parts) -> None:
        self.found: list[Block] = []
        self._parts = parts
        self._pieces: list[str] = []
        self._linked = 0
        self._number = ""
        self._depth = dict.fromkeys(("inside", "crumb", "title", "link", "pre"), 0)
        self._marked = {"inside": parts.containers, "crumb": parts.crumbs, "title": parts.titles}
        self._lists: list[int | None] = []

    def write(self, text: str) -> None:
        if not self._depth["pre"]:
            text = _WHITE.sub(" ", text)
        self._pieces.append(text)
        if self._depth["link"]:
            self._linked += len(text.strip())

    def enter(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.close()
        elif self._pieces and _begins_field(element, any_label=not self._depth["inside"]):
            self._pieces.append("  ")
        self._move(element, 1)
        if tag == "br":
            self._pieces.append("\n")
        elif tag in ("ol", "ul"):
            self._lists.append(_start(element) if tag == "ol" else None)
        elif tag == "li" and self._lists and self._lists[-1] is not None:
            number = self._lists[-1]
            self._lists[-1] = number + 1
            if not union("outline", "mark").match(_beginning(element)):
                self._number = f"{number}. "

    def leave(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self.close()
        if element.tag in ("ol", "ul"):
            self._lists.pop()
        self._move(element, -1)

    def table(self, element: etree._Element) -> None:
        self.close()
        self._move(element, 1)
        for caption in element.iterchildren("caption"):
            self._pieces.append(_cell_text(caption, self._parts))
            self.close()
        for line in row_lines(_rows(element, self._parts)):
            self._pieces.append(line)
            self.close()
        self._move(element, -1)

    def close(self) -> None:
        if not self._pieces:
            return
        text = "".join(self._pieces)
        text = "\n".join(line.strip(" ") for line in text.split("\n")).strip("\n") if "\n" in text else text.strip(" ")
        depth = self._depth
        if text.strip():
            text, self._number = self._number + text, ""
            self.found.append(Block(text, depth["inside"] > 0, self._linked, depth["crumb"] > 0, depth["title"] > 0))
        self._pieces, self._linked = [], 0

    def _move(self, element: etree._Element, step: int) -> None:
        for name, elements in self._marked.items():
            if element in elements:
                self._depth[name] += step
        if element.tag == "a" and element.get("href") is not None:
            self._depth["link"] += step
        elif element.tag == "pre":
            self._depth["pre"] += step


def blocks(root: etree._Element, parts: Parts) -> list[Block]:
    """The blocks of the page in order, without those of elements that are left out."""
    writer = _Writer(parts)
    _write(root, writer, parts)
    writer.close()
    return writer.found


def _write(root: etree._Element, writer: _Writer, parts: Parts) -> None:
    """Go through what is in `root`, without recursion: pages nest as deep as they like."""
    waiting: list[tuple[etree._Element, bool]] = [(root, True)]
    while waiting:
        element, entering = waiting.pop()
        if not entering:
            writer.leave(element)
        elif isinstance(element.tag, str) and element not in parts.left_out:
            if element in parts.tables and element is not root:
                writer.table(element)
            else:
                writer.enter(element)
                if element.text:
                    writer.write(element.text)
                waiting.append((element, False))
                waiting.extend((child, True) for child in reversed(element))
                continue
        if element.tail and element is not root:
            writer.write(element.tail)


def _rows(table: etree._Element, parts: Parts) -> list[list[str]]:
    grid = Grid()
    for row in table.iter("tr"):
        grid.start_row()
        for cell in row:
            if cell.tag in ("td", "th"):
                grid.add(_cell_text(cell, parts), _span(cell, "colspan"), _span(cell, "rowspan"))
        grid.end_row()
    return grid.rows


def _cell_text(cell: etree._Element, parts: Parts) -> str:
    if not len(cell):
        return cell.text or ""
    return " ".join(block.text for block in blocks(cell, parts))


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return max(1, min(int(value), _MOST_SPANNED)) if value.isdecimal() and len(value) < 6 else 1


def _start(element: etree._Element) -> int:
    value = attribute(element, "start").strip()
    return int(value) if value.isdecimal() and len(value) < 6 else 1


def _begins_field(element: etree._Element, *, any_label: bool) -> bool:
    """Whether an inline element begins with a label of the page's header: the page sets it apart by its style alone."""
    text = in_simplified(_WHITE.sub("", (element.text or "")[:40]))
    return bool(text) and (header_line().match(text) is not None or (any_label and _LABEL.match(text) is not None))


def _beginning(item: etree._Element) -> str:
    """The first characters of a list's item, as far as a few elements have them."""
    return "".join((element.text or "").strip() for element in islice(item.iter(), _FIRST_ELEMENTS))[:8]
