"""Reading PDF: reading order, page numbers, and what PDFs cannot be read."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from extract import facts_of
from extract.read import ReadError, origin_at, read
from extract.read.columns import Row, Segment, blocks, cells
from extract.read.layout import Glyph, Page, text_of
from extract.read.ruled import Rule
from ontology.vocabulary import issue_kinds
from tests.extract.read import writers

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


def grid(
    xs: list[float], ys: list[float], *, without: tuple[tuple[float, float, float, float], ...] = ()
) -> list[Rule]:
    """The lines between the fields of a table, cell by cell."""
    across = [Rule(a, y, b, y) for y in ys for a, b in pairwise(xs)]
    down = [Rule(x, a, x, b) for x in xs for a, b in pairwise(ys)]
    return [rule for rule in [*across, *down] if tuple(rule) not in without]


def test_ruled_tables_keep_cells_that_nearly_touch_and_cells_of_several_lines() -> None:
    drawn = [
        *glyphs("信息内容", 52, 60), *glyphs("本年制发件数", 101, 60), *glyphs("本年废止件数", 162, 60),
        *glyphs("行政规范", 55, 80), *glyphs("性文件", 60, 92), *glyphs("3", 130, 86), *glyphs("0", 190, 86),
        *glyphs("规章", 60, 112), *glyphs("12", 130, 112),
    ]  # fmt: skip
    rules = grid([50, 100, 161, 223], [45, 66, 98, 120])
    assert text_of([Page(595, 842, drawn, rules)]).text.split("\n") == [
        "信息内容\t本年制发件数\t本年废止件数", "行政规范性文件\t3\t0", "规章\t12",
    ]  # fmt: skip


def test_ruled_tables_with_merged_cells() -> None:
    drawn = [*glyphs("类别", 60, 70), *glyphs("件数", 140, 60), *glyphs("2022年", 105, 80), *glyphs("2023年", 165, 80),
             *glyphs("处罚", 60, 100), *glyphs("8", 130, 100), *glyphs("9", 190, 100)]  # fmt: skip
    rules = grid([50, 100, 160, 220], [45, 66, 86, 106], without=((160, 45, 160, 66), (50, 66, 100, 66)))
    text = text_of([Page(595, 842, drawn, rules)]).text
    assert text.split("\n") == ["类别\t件数\t件数", "类别\t2022年\t2023年", "处罚\t8\t9"]


def test_lines_around_running_text_are_no_table() -> None:
    lines = [
        glyphs("全镇开展法治宣传活动十二次发放宣传资料三千余份群众反响" * 2, 50, 60 + 20 * n, 8) for n in range(12)
    ]
    frame = grid([40, 500, 520], [40, 50, 320])
    text = text_of([Page(595, 842, [g for line in lines for g in line], frame)]).text
    assert "\t" not in text
    assert text.count("全镇") == 24


def test_a_table_that_goes_on_has_its_head_once() -> None:
    def page(figures: list[str], top: int) -> Page:
        rows = [("类别", "件数"), *((f"{figure}类", figure) for figure in figures)]
        drawn = [
            g
            for n, row in enumerate(rows)
            for m, cell in enumerate(row)
            for g in glyphs(cell, 60 + 100 * m, top + 14 + 20 * n)
        ]
        return Page(595, 842, drawn, grid([50, 150, 250], [float(top + 20 * n) for n in range(len(rows) + 1)]))

    text = text_of([page(["1", "2"], 700), page(["3", "4"], 60), page(["5"], 60)]).text
    assert text.split("\n") == ["类别\t件数", *(f"{n}类\t{n}" for n in range(1, 6))]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_rules_of_the_file_are_found(tmp_path: Path, rotation: int) -> None:
    table = ["规章和文件\t制发件数\t废止件数", "规章\t0\t4", "行政规范性文件\t12\t3"]
    data = writers.pdf([PARAGRAPHS[0], PARAGRAPHS[1], *table], size=10.5, columns=2, rotation=rotation, ruled=True)
    assert text_in(tmp_path, data).split("\n")[2:] == table


def test_pages_that_are_pictures_are_named(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(writers.pdf(PARAGRAPHS, size=20, scans=(2, 3, 5)))
    document = read(tmp_path / "report.pdf")
    assert document.text == TEXT
    assert [(issue.kind, issue.words) for issue in document.issues] == [("pages-without-text", "2-3, 5")]
    assert "pages-without-text" in {issue.kind for issue in facts_of(document).issues}
    assert "pages-without-text" in issue_kinds()
    assert origin_at(document.origins, len(TEXT) - 1) == "第6页 / page 6"


def test_a_full_text_raises_no_issue_of_pages(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(writers.pdf(PARAGRAPHS))
    assert not read(tmp_path / "report.pdf").issues


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
