"""Numbers alone on their lines in hard-wrapped texts: those of pages go, cells of tables stay."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from time import process_time

import pytest

from extract.document import Document
from extract.metrics.find_tables import find_tables
from extract.outline import outline
from extract.read.clean import clean
from extract.read.page_numbers import LoneNumber, page_numbers
from extract.reading import Reading
from extract.text.fold import fold

WIDTH = 28
SENTENCE = (
    "镇党委坚持把法治建设摆在突出位置来抓，定期听取工作情况汇报，研究解决执法工作中的难点问题，"
    "推动各项任务落到实处，群众对执法工作的评价越来越好，办事环境持续改善。"
)
HEADINGS = ["项目", "单位", "数量"]
ROWS = [
    ("行政处罚", "件", "8"), ("行政许可", "件", "37"), ("法治讲座", "场", "6"), ("化解矛盾纠纷", "件", "227"),
    ("法律咨询", "人次", "30"), ("行政复议", "件", "0"), ("行政诉讼", "件", "3"), ("出庭应诉", "次", "4"),
    ("联合执法", "次", "5"), ("法律明白人", "名", "52"),
]  # fmt: skip
FIGURES = [value for *_, value in ROWS]


def lines_of(text: str) -> Iterator[str]:
    text = "\u3000\u3000" + text
    return (text[start : start + WIDTH] for start in range(0, len(text), WIDTH))


def prose(paragraphs: int) -> list[str]:
    return [line for number in range(paragraphs) for line in lines_of(f"（{number + 1}）{SENTENCE}")]


def table(rows: list[tuple[str, ...]] = ROWS, headings: list[str] = HEADINGS) -> list[str]:
    return [*headings, *(cell for row in rows for cell in row)]


def paged(lines: list[str], page: int, first: int = 1) -> str:
    """The lines with the number of the page below so many of them, and below the last."""
    numbers = count(first)
    result = []
    for start in range(0, len(lines), page):
        result += [*lines[start : start + page], str(next(numbers))]
    return "\n".join(result)


def figures(raw: str) -> list[str]:
    text = clean(raw)
    folded = fold(text)
    found = find_tables(Reading(Document(text), folded, outline(folded, text)), 2024)
    return [str(metric.value) for metric in found.metrics]


def numbers_left(raw: str) -> list[str]:
    return [line for line in clean(raw).split("\n") if line.isdecimal()]


@pytest.mark.parametrize("page", [12, 17, 22, 25, 30, 44])
@pytest.mark.parametrize("first", [1, 2])
def test_page_numbers_between_lines_of_text_go(page: int, first: int) -> None:
    text = prose(30)
    assert clean(paged(text, page, first)) == clean("\n".join(text))


def test_one_page_number_goes() -> None:
    text = prose(6)
    assert clean("\n".join([*text[:12], "1", *text[12:]])) == clean("\n".join(text))


@pytest.mark.parametrize("before", [6, 9, 30])
def test_cells_of_a_table_stay_without_pages(before: int) -> None:
    assert figures("\n".join([*prose(before), *table(), *prose(8)])) == FIGURES


@pytest.mark.parametrize("page", range(22, 36))
def test_cells_of_a_table_stay_where_pages_are_numbered(page: int) -> None:
    lines = [*prose(20), *table(), *prose(20)]
    raw = paged(lines, page)
    assert figures(raw) == FIGURES
    assert numbers_left(raw) == FIGURES


@pytest.mark.parametrize("above", range(1, 25))
def test_a_page_number_within_a_table_goes(above: int) -> None:
    raw = paged([*prose(40)[: 74 + above], "各项任务全面完成。", *table(), *prose(20)], 25)
    assert figures(raw) == FIGURES
    assert numbers_left(raw) == FIGURES


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        (["序号", *HEADINGS], [(str(n), *row) for n, row in enumerate(ROWS, 1)]),
        (["项目", "数量", "单位"], [(name, value, unit) for name, unit, value in ROWS]),
        (["指标", "数值"], [(f"{name}（{unit}）", value) for name, unit, value in ROWS]),
        (["指标", "数值"], [(f"{name}工作开展情况和完成情况统计（{unit}）", value) for name, unit, value in ROWS]),
    ],
)
def test_cells_of_other_columns_stay(headings: list[str], rows: list[tuple[str, ...]]) -> None:
    lines = [*prose(12), *table(rows, headings), *prose(12)]
    assert figures("\n".join(lines)) == FIGURES
    assert figures(paged(lines, 29)) == FIGURES


def test_a_number_that_a_line_break_set_apart_stays() -> None:
    text = [
        *prose(8),
        "（9）持续开展矛盾纠纷排查化解工作，全年化解矛盾纠纷",
        "128",
        "件，群众满意率稳步提升，各村平安建设成效明显，受到好评。",
        *prose(8),
    ]
    assert "化解矛盾纠纷128件，" in clean(paged(text, 25))


def lone(*numbers: tuple[int, int, bool]) -> list[LoneNumber]:
    return [LoneNumber(*number) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], set()),
        ([(30, 1, True), (61, 2, True), (92, 3, True)], {30, 61, 92}),
        ([(30, 2, True), (92, 4, True), (123, 5, True)], {30, 92, 123}),
        ([(30, 1, True), (61, 2, True), (92, 3, False), (123, 4, True)], {30, 61, 92, 123}),
        ([(30, 1, True), (61, 2, True), (70, 3, False), (92, 3, True)], {30, 61, 92}),
        ([(30, 1, True), (61, 2, True), (66, 3, False)], {30, 61}),
        ([(30, 1, True), (61, 2, True), (92, 3, False), (98, 3, False), (123, 4, True)], {30, 61, 92, 123}),
        ([(30, 1, True), (61, 2, True), (86, 3, False), (92, 3, False), (123, 4, True)], {30, 61, 92, 123}),
        ([(95, 1, True), (126, 2, True), (130, 3, True)], {95, 126, 130}),
        ([(95, 1, True), (122, 2, True), (126, 3, True)], {95, 122}),
        ([(60, 1, True), (130, 2, False)], {60, 130}),
        ([(60, 1, True), (120, 2, False)], {60}),
        ([(30, 1, False), (61, 2, True), (92, 3, True)], {30, 61, 92}),
        ([(30, 1, False), (48, 1, False), (92, 3, True), (123, 4, True)], {30, 92, 123}),
        ([(30, 8, False), (34, 9, False), (60, 10, False)], set()),
        ([(30, 8, True), (34, 37, True), (38, 6, True), (60, 7, True), (64, 3, True)], set()),
        ([(20, 2, True)], {20}),
        ([(20, 128, True)], set()),
        ([(20, 0, True)], set()),
        ([(20, 2, False)], set()),
    ],
)
def test_which_numbers_number_pages(numbers: list[tuple[int, int, bool]], expected: set[int]) -> None:
    assert page_numbers(lone(*numbers), end=130) == expected


def test_many_numbers_take_time_as_they_are_many() -> None:
    def seconds(many: int) -> float:
        numbers = lone(*((line * 9, line % 997, line % 2 == 0) for line in range(many)))
        start = process_time()
        page_numbers(numbers, 9 * many)
        return process_time() - start

    assert min(seconds(40_000) for _ in range(3)) < 10 * min(seconds(10_000) for _ in range(3))
