"""One table with merged cells in every format: the figures count the same in all of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from docx import Document
from reportlab.pdfgen.canvas import Canvas

from extract import facts
from tests.extract.read.writers import FONT, HEIGHT, WIDTH

TITLE = "柳河镇人民政府关于2024年度法治政府建设情况的报告"
BEFORE = "一、主要举措和成效"
AFTER = ["二、存在的不足", "执法人员仅有5名，与繁重的工作任务不相适应，需要进一步充实。"]
HEADINGS = ["类别", "项目", "单位", "数量"]
GROUPS = [
    ("行政执法", [["立案", "件", "12"], ["结案", "件", "11"], ["罚款", "万元", "3.4"]]),
    ("矛盾纠纷", [["排查", "件", "30"], ["化解", "件", "29"]]),
    ("12345热线", [["受理", "件", "80"], ["办结", "件", "79"]]),
]
EXPECTED = [
    ("5", "名", "enforcement-officers"),
    ("12", "件", "cases-filed"),
    ("11", "件", "penalty-cases"),
    ("34000", "元", "fines-amount"),
    ("30", "件", "disputes-found"),
    ("29", "件", "disputes-resolved"),
    ("80", "件", "hotline-requests"),
    ("79", "件", "hotline-requests"),
]


def rows(*, repeated: bool = False) -> Iterator[list[str]]:
    yield HEADINGS
    for group, items in GROUPS:
        for number, item in enumerate(items):
            yield [group if repeated or not number else "", *item]


def page() -> bytes:
    cells = ["".join(f"<th>{heading}</th>" for heading in HEADINGS)]
    for group, items in GROUPS:
        for number, item in enumerate(items):
            merged = "" if number else f"<td rowspan={len(items)}>{group}</td>"
            cells.append(merged + "".join(f"<td>{cell}</td>" for cell in item))
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    after = "".join(f"<p>{line}</p>" for line in AFTER)
    return f"<html><body><h1>{TITLE}</h1><p>{BEFORE}</p><table>{table}</table>{after}</body></html>".encode()


def word() -> bytes:
    made = Document()
    made.add_paragraph(TITLE)
    made.add_paragraph(BEFORE)
    lines = list(rows())
    table = made.add_table(len(lines), len(HEADINGS))
    for row, cells in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    first = 1
    for group, items in GROUPS:
        table.cell(first, 0).merge(table.cell(first + len(items) - 1, 0)).text = group
        first += len(items)
    for line in AFTER:
        made.add_paragraph(line)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setFont(FONT, 12)
    canvas.drawCentredString(WIDTH / 2, 780, TITLE)
    canvas.drawString(96, 740, BEFORE)
    edges, height, top = [72, 192, 312, 392, 480], 24, 720
    canvas.grid(edges, [top, top - height])
    for left, heading in zip(edges, HEADINGS, strict=False):
        canvas.drawString(left + 8, top - 16, heading)
    for (group, items), first in zip(GROUPS, accumulate((len(i) for _, i in GROUPS), initial=1), strict=False):
        at = top - height * first
        canvas.rect(edges[0], at - height * len(items), edges[1] - edges[0], height * len(items))
        canvas.drawString(edges[0] + 8, at - height * len(items) / 2 - 4, group)
        for number, item in enumerate(items):
            for (left, right), cell in zip(pairwise(edges[1:]), item, strict=True):
                canvas.rect(left, at - height * (number + 1), right - left, height)
                canvas.drawString(left + 8, at - height * number - 16, cell)
    for number, line in enumerate(AFTER):
        canvas.drawString(96, 500 - 24 * number, line)
    canvas.save()
    return buffer.getvalue()


def text(part: str, lines: Sequence[Sequence[str]]) -> bytes:
    return "\n".join([TITLE, BEFORE, *(part.join(line) for line in lines), *AFTER]).encode()


def stacked() -> bytes:
    return "\n".join([TITLE, BEFORE, *(cell for row in rows() for cell in row if cell), *AFTER]).encode()


FORMATS: dict[str, Callable[[], bytes]] = {
    "page.html": page,
    "word.docx": word,
    "pages.pdf": pdf,
    "repeated.txt": lambda: text("\t", list(rows(repeated=True))),
    "empty.txt": lambda: text("\t", list(rows())),
    "strokes.md": lambda: text("|", list(rows())),
    "blanks.txt": lambda: text("    ", list(rows())),
    "stacked.txt": stacked,
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_figures_in_every_format(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FORMATS[name]())
    found = [(f"{o.value:f}".removesuffix(".0"), o.unit, o.indicator) for o in facts(path).observations]
    assert sorted(found) == sorted(EXPECTED)
