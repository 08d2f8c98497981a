"""Reading PDF: reading order, page numbers, and what PDFs cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract import facts_of
from extract.read import ReadError, origin_at, read
from extract.read.columns import Row, Segment, blocks, cells
from extract.read.layout import Glyph, Page, text_of
from tests.extract.read import writers
from tests.extract.read.alike import EXAMPLES, assert_same_facts, lines_of

PARAGRAPHS = [
    "柳河镇2024年度法治政府建设情况报告",
    "2024年，柳河镇党委、政府坚持以习近平法治思想为指导，开展法治宣传12次，发放资料3400余份，解答群众咨询560人次。",
    "一、主要举措和成效",
    *[
        f"（{mark}）全年排查矛盾纠纷{n}0件，化解{n}8件，化解率达到9{n}.5%，" + "群众满意度稳步提升，" * 9 + "成效明显。"
        for n, mark in enumerate("一二三四五六七八", 1)
    ],
    "柳河镇人民政府",
    "2025年1月16日",
]
TEXT = "\n".join(PARAGRAPHS)


def text_in(folder: Path, data: bytes, name: str = "report.pdf") -> str:
    (folder / name).write_bytes(data)
    return read(folder / name).text


def error_of(folder: Path, data: bytes, name: str = "report.pdf") -> ReadError:
    (folder / name).write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read(folder / name)
    return caught.value


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_give_the_same_facts(path: Path, tmp_path: Path) -> None:
    printed = tmp_path / path.with_suffix(".pdf").name
    printed.write_bytes(writers.pdf(lines_of(path), header="法治政府建设年度报告汇编"))
    assert_same_facts(facts_of(read(path)), facts_of(read(printed)))


@pytest.mark.parametrize(
    "layout",
    [
        {"size": 16},
        {"size": 10.5},
        {"size": 10.5, "columns": 2},
        {"size": 9, "columns": 3},
        {"size": 14, "rotation": 90},
        {"size": 14, "rotation": 180},
        {"size": 14, "rotation": 270},
        {"size": 16, "header": "法治政府建设年度报告汇编", "number": "第 {} 页"},
        {"size": 16, "header": "2024 年度报告", "number": "{}"},
    ],
    ids=str,
)
def test_reading_order(tmp_path: Path, layout: dict[str, object]) -> None:
    assert text_in(tmp_path, writers.pdf(PARAGRAPHS, **layout)) == TEXT  # type: ignore[arg-type]


def test_offsets_lead_back_to_pages(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(writers.pdf(PARAGRAPHS, size=20))
    document = read(tmp_path / "report.pdf")
    labels = [label for _, label in document.origins]
    assert labels == [f"第{number}页 / page {number}" for number in range(1, len(labels) + 1)]
    assert len(labels) == 3
    starts = [start for start, _ in document.origins]
    assert starts == sorted(starts)
    assert origin_at(document.origins, 0) == "第1页 / page 1"
    assert origin_at(document.origins, len(document.text) - 1) == labels[-1]
    assert origin_at((), 3) == ""


def test_what_cannot_be_read_says_how_to_help(tmp_path: Path) -> None:
    assert "password" in error_of(tmp_path, writers.pdf(PARAGRAPHS, password="secret")).reason
    scan = error_of(tmp_path, writers.scan())
    assert "without a text layer" in scan.reason
    assert "ocrmypdf" in scan.remedy
    assert "damaged" in error_of(tmp_path, b"%PDF-1.7\n" + b"x" * 500).reason
    assert "damaged" in error_of(tmp_path, b"%PDF-1.7").reason


@pytest.mark.slow
def test_broken_files_are_read_or_refused(tmp_path: Path) -> None:
    for number, data in enumerate(writers.broken(writers.pdf(PARAGRAPHS))):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(data)
        try:
            assert read(path).text
        except ReadError as error:
            assert error.reason
            assert error.remedy


def test_cycles_among_objects_end(tmp_path: Path) -> None:
    cyclic = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R
/Resources << /XObject << /X 5 0 R >> >> >> endobj
4 0 obj << /Length 5 >> stream
/X Do
endstream endobj
5 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 /Resources << /XObject << /X 5 0 R >> >> >> stream
/X Do
endstream endobj
trailer << /Root 1 0 R /Prev 0 >>
"""
    assert error_of(tmp_path, cyclic).reason


def glyphs(text: str, x: float, y: float, size: float = 10) -> list[Glyph]:
    return [Glyph(char, x + n * size, x + (n + 1) * size, y, size) for n, char in enumerate(text)]


def test_tables_keep_their_rows() -> None:
    rows = [("项目", "数量", "单位"), ("普法宣传", "12", "次"), ("矛盾调解", "35", "件")]
    drawn = [
        g for n, row in enumerate(rows) for m, cell in enumerate(row) for g in glyphs(cell, 50 + 120 * m, 50 + 20 * n)
    ]
    assert text_of([Page(595, 842, drawn)]).text == "项目\t数量\t单位\n普法宣传\t12\t次\n矛盾调解\t35\t件"


def test_letters_drawn_twice_count_once() -> None:
    drawn = glyphs("法治政府", 50, 50) + glyphs("法治政府", 50.3, 50)
    assert text_of([Page(595, 842, drawn)]).text == "法治政府"


def test_a_row_on_its_own_is_no_table() -> None:
    row = Row(10, 10, (Segment("河府〔2025〕6号", 0, 90), Segment("签发人：张山", 200, 260)))
    assert [len(block) for block in blocks([row])] == [1]
    assert cells([row]) == ["河府〔2025〕6号" + " " * 22 + "签发人：张山"]
    assert list(blocks([])) == []


def test_each_fact_knows_its_page(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(writers.pdf(PARAGRAPHS, size=20))
    report = facts_of(read(tmp_path / "report.pdf"))
    assert {o.evidence.origin for o in report.observations} == {f"第{n}页 / page {n}" for n in (1, 2, 3)}
