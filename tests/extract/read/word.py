"""Word files composed for the tests, with python-docx and the XML that it has no interface for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence

from docx import Document
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

W = nsdecls("w")
LEVELS = (
    ("chineseCounting", "%1、", "nothing"),
    ("chineseCounting", "（%2）", "nothing"),
    ("decimal", "%3.", "tab"),
)
HEADINGS = (
    re.compile("^[一二三四五六七八九十]{1,2}、"),
    re.compile("^（[一二三四五六七八九十]{1,2}）"),
    re.compile(r"^\d{1,2}\. ?(?!\d)"),
)


def levels(forms: Sequence[tuple[str, str, str]]) -> str:
    """The levels of an abstract list."""
    return "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for index, (form, text, suffix) in enumerate(forms)
    )


def with_lists(word: Word, *lists: Sequence[tuple[str, str, str]], extra: str = "") -> None:
    """Give the file these lists, numbered from 1; `extra` are further elements of the numbering."""
    root = word.part.numbering_part.element
    for element in list(root):
        root.remove(element)
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{levels(forms)}</w:abstractNum>' for n, forms in enumerate(lists)
    )
    numbers = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(lists)))
    for element in parse_xml(f"<w:numbering {W}>{abstract}{numbers}{extra}</w:numbering>"):
        root.append(element)


def numbered(word: Word, text: str, level: int = 0, number: int = 1) -> None:
    """A paragraph of a list."""
    properties = word.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))


def saved(word: Word) -> bytes:
    """The bytes of the file."""
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def report(lines: Sequence[str], *, auto: bool = True) -> bytes:
    """A report's lines as a Word file: headings with generated numbers, tables, page numbers in the footer."""
    word = Document()
    with_lists(word, LEVELS)
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            table(word, rows)
            rows = []
        paragraph(word, line, auto=auto)
    page = word.sections[0].footer.paragraphs[0]
    page.add_run("- ")
    page._p.append(parse_xml(f'<w:fldSimple {W} w:instr=" PAGE "><w:r><w:t>7</w:t></w:r></w:fldSimple>'))
    page.add_run(" -")
    return saved(word)


def paragraph(word: Word, line: str, *, auto: bool) -> None:
    """A line as a paragraph, without its number where Word is to generate it."""
    for level, heading in enumerate(HEADINGS):
        if auto and (match := heading.match(line)):
            numbered(word, line[match.end() :], level)
            return
    if line.strip():
        word.add_paragraph(line)


def table(word: Word, rows: Sequence[Sequence[str]]) -> None:
    """Rows of cells as a table."""
    made = word.add_table(len(rows), max(map(len, rows)))
    for row, cells in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = text


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The file with each part as `change(name, content)` gives it, left out where that is None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


__all__ = ["LEVELS", "W", "numbered", "qn", "report", "rewritten", "saved", "table", "with_lists"]
