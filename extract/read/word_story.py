"""A story of a Word file (body, header, note) → its lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from extract.read.rows import TYPED_TAB, Grid, row_lines, with_typed_tabs
from extract.read.word_numbers import Numbering
from extract.read.word_styles import Styles
from extract.read.word_xml import attribute, child, is_on, name_of, value_of

# Elements whose content is not in the text: what was deleted or moved away, properties, guides of phonetic script.
_LEFT_OUT = frozenset(
    [
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "pPr",
        "rPr",
        "tblPr",
        "trPr",
        "tcPr",
        "sectPr",
        "tblGrid",
        "rt",
        "sdtPr",
        "sdtEndPr",
        "proofErr",
        "commentRangeStart",
        "commentRangeEnd",
        "pict",
        "drawing",
        "object",
        "AlternateContent",
    ]
)
_DRAWN = frozenset(["pict", "drawing", "object", "AlternateContent"])
_SIGNS = {
    "tab": TYPED_TAB, "ptab": TYPED_TAB, "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "yearLong": "",
}  # fmt: skip
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|SECTION)\b", re.IGNORECASE)
_CONTENTS_FIELD = re.compile(r"\s*(?:TOC|RD|INDEX)\b", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"toc (?:\d|heading)")
_PAGE_SIGNS = frozenset(["pgNum"])
_WORD = re.compile(r"[^\W\d_]")
_LARGEST_SPAN = 60
_CODE = re.compile("[0-9A-Fa-f]{2,4}")
_PICTURES, _LAST_PICTURE = "\ue000", "\uf8ff"


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction so far, and whether its result has begun."""

    instruction: str = ""
    shown: bool = False

    @property
    def dropped(self) -> bool:
        return not self.shown or bool(_PAGE_FIELD.match(self.instruction) or _CONTENTS_FIELD.match(self.instruction))


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being read: its text, text boxes and notes, and whether a page number was left out."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    numbered_page: bool = False


class Story:
    """Reads stories whose lists count on from one paragraph to the next."""

    def __init__(
        self,
        styles: Styles,
        numbering: Numbering,
        notes: Mapping[tuple[str, str], etree._Element],
        *,
        margin: bool = False,
    ) -> None:
        """`margin` is for headers and footers: a line with a page number is left out whole."""
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._margin = margin
        self._fields: list[_Field] = []
        self._carried = ""

    def lines(self, root: etree._Element) -> list[str]:
        """The lines of the story that `root` holds, in order; paragraphs with line breaks are several lines."""
        lines: list[str] = []
        for element in root:
            lines.extend(self._block(element))
        if self._carried:
            lines.append(self._carried)
            self._carried = ""
        return with_typed_tabs(lines)

    def _block(self, element: etree._Element) -> list[str]:
        name = name_of(element)
        if name == "p":
            return self._paragraph(element)
        if name == "tbl":
            return row_lines(self._rows(element))
        if name in _LEFT_OUT or _is_contents(element):
            return []
        return [line for each in element for line in self._block(each)]

    def _rows(self, table: etree._Element) -> list[list[str]]:
        grid = Grid()
        spans: dict[int, str] = {}
        for row in _within(table, "tr"):
            if child(row, "trPr", "del") is not None:
                continue
            grid.start_row()
            if _skipped(row):
                grid.add("", _skipped(row))
            for cell in _within(row, "tc"):
                column, width = len(grid.rows[-1]), _width(cell)
                text = " ".join(line for line in self.lines(cell) if line.strip())
                merge = child(cell, "tcPr", "vMerge")
                if merge is not None and attribute(merge, "val") != "restart":
                    text = text or spans.get(column, "")
                elif merge is not None:
                    spans[column] = text if not any(sign.isdigit() for sign in text) else ""
                else:
                    spans.pop(column, None)
                grid.add(text, width)
            grid.end_row()
        return grid.rows

    def _paragraph(self, element: etree._Element) -> list[str]:
        properties = child(element, "pPr")
        style = value_of(properties, "pStyle") or self._styles.default
        paragraph = _Paragraph()
        hidden = self._styles.hidden(style)
        if not hidden:
            self._runs(element, paragraph)
        text = self._carried + "".join(paragraph.pieces)
        self._carried = ""
        if _CONTENTS_STYLE.match(self._styles.name(style)) or (self._margin and paragraph.numbered_page):
            text = ""
        if child(properties, "rPr", "del") is not None or child(properties, "rPr", "moveFrom") is not None:
            self._carried = text
            return paragraph.boxes
        if not hidden:
            number = self._number(properties, style)
            text = number + text if text.strip() else ""
        if self._margin and not _WORD.search(text):
            text = ""
        notes = [line for key in paragraph.notes for line in self._note(key)]
        return [*paragraph.boxes, *([line for line in text.split("\n") if line.strip()]), *notes]

    def _note(self, key: tuple[str, str]) -> list[str]:
        note = self._notes.get(key)
        if note is None:
            return []
        return Story(self._styles, Numbering(None), {}).lines(note)

    def _number(self, properties: etree._Element | None, style: str) -> str:
        """The number that Word generates for the paragraph."""
        own = child(properties, "numPr")
        number, level, setter = self._styles.number(style)
        tied = self._numbering.of_style(setter)
        if tied is not None:
            level = tied[1]
        if own is not None:
            number = value_of(own, "numId") or number
            given = value_of(own, "ilvl")
            level = int(given) if given.isdecimal() and len(given) < 3 else level
        if not number or number == "0" or child(own, "del") is not None:
            return ""
        return self._numbering.next(number, level)

    def _runs(self, parent: etree._Element, paragraph: _Paragraph) -> None:
        for element in parent:
            name = name_of(element)
            if name == "r":
                if not self._hidden(element):
                    self._runs(element, paragraph)
                else:
                    self._field_signs(element)
            elif name == "fldChar":
                self._field_sign(attribute(element, "fldCharType"))
            elif name == "instrText" and self._fields and not self._fields[-1].shown:
                self._fields[-1].instruction += (element.text or "")[:400]
            elif name == "fldSimple":
                self._simple_field(element, paragraph)
            elif name in _DRAWN:
                paragraph.boxes.extend(self._drawn(element))
            elif name in ("footnoteReference", "endnoteReference"):
                paragraph.notes.append((name.removesuffix("Reference"), attribute(element, "id")))
            elif name not in _LEFT_OUT:
                self._sign(element, name, paragraph)

    def _sign(self, element: etree._Element, name: str, paragraph: _Paragraph) -> None:
        paragraph.numbered_page |= name in _PAGE_SIGNS
        if name == "t":
            self._write(element.text or "", paragraph)
        elif name in _SIGNS:
            self._write(_SIGNS[name], paragraph)
        elif name == "sym":
            self._write(_symbol(attribute(element, "char")), paragraph)
        else:
            self._runs(element, paragraph)

    def _write(self, text: str, paragraph: _Paragraph) -> None:
        if any(each.dropped for each in self._fields):
            paragraph.numbered_page |= any(each.shown and _PAGE_FIELD.match(each.instruction) for each in self._fields)
        else:
            paragraph.pieces.append(text)

    def _simple_field(self, element: etree._Element, paragraph: _Paragraph) -> None:
        self._fields.append(_Field(attribute(element, "instr"), shown=True))
        paragraph.numbered_page |= _PAGE_FIELD.match(self._fields[-1].instruction) is not None
        self._runs(element, paragraph)
        self._fields.pop()

    def _field_sign(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shown = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _field_signs(self, run: etree._Element) -> None:
        """Hidden runs show nothing, but the fields that they open and close count."""
        for element in run:
            if name_of(element) == "fldChar":
                self._field_sign(attribute(element, "fldCharType"))

    def _hidden(self, run: etree._Element) -> bool:
        properties = child(run, "rPr")
        if properties is None:
            return False
        switch = child(properties, "vanish")
        if switch is not None:
            return is_on(properties, "vanish")
        return self._styles.hidden(value_of(properties, "rStyle"))

    def _drawn(self, element: etree._Element) -> list[str]:
        """The lines of the text boxes in a drawing; of two versions of one drawing the first that has text."""
        if name_of(element) == "AlternateContent":
            versions = (self._drawn_in(version) for version in element)
            return next((lines for lines in versions if lines), [])
        return self._drawn_in(element)

    def _drawn_in(self, element: etree._Element) -> list[str]:
        lines: list[str] = []
        for each in element:
            name = name_of(each)
            if name == "txbxContent":
                lines.extend(Story(self._styles, self._numbering, self._notes, margin=self._margin).lines(each))
            elif name == "textpath" and not self._margin:
                lines.append(attribute(each, "string"))
            else:
                lines.extend(self._drawn(each))
        return lines


def _symbol(code: str) -> str:
    """The character of a code in hexadecimal; nothing for those that a font of pictures alone gives a look."""
    found = chr(int(code, 16)) if _CODE.fullmatch(code) else ""
    return "" if _PICTURES <= found <= _LAST_PICTURE else found


def _within(parent: etree._Element, name: str) -> list[etree._Element]:
    """The rows or cells of a table, those inside content controls and tracked insertions included."""
    found: list[etree._Element] = []
    for element in parent:
        if name_of(element) == name:
            if child(element, "tcPr", "cellDel") is None:
                found.append(element)
        elif name_of(element) in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            found.extend(_within(element, name))
    return found


def _skipped(row: etree._Element) -> int:
    """How many columns a row leaves out before its first cell."""
    value = value_of(row, "trPr", "gridBefore")
    return min(int(value), _LARGEST_SPAN) if value.isdecimal() and len(value) < 5 else 0


def _width(cell: etree._Element) -> int:
    value = value_of(cell, "tcPr", "gridSpan")
    return max(1, min(int(value), _LARGEST_SPAN)) if value.isdecimal() and len(value) < 5 else 1


def _is_contents(element: etree._Element) -> bool:
    """Whether the element is the control that holds a table of contents."""
    return value_of(element, "sdtPr", "docPartObj", "docPartGallery") == "Table of Contents"
