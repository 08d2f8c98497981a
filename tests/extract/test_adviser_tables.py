"""Advisers in tables, a row on a line or a cell on a line."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from extract.advisers.find_advisers import find_advisers
from extract.document import Document
from extract.outline import outline
from extract.pattern_data import expand, load_patterns
from extract.read.clean import clean
from extract.reading import Reading
from extract.text.fold import fold

ROWS = [
    ("村名", "法律顾问", "所在单位"),
    ("柳河村、石桥村", "张国强", "湖北楚正律师事务所"),
    ("东沟村", "区少华、李敏律师", "湖北荆岸（潜江）律师事务所"),
    ("西岭村", "王德（13800000000）", "潜江市渔洋法律服务所"),
]
WANTED = [
    ("湖北楚正律师事务所", ("张国强",)),
    ("湖北荆岸（潜江）律师事务所", ("区少华", "李敏")),
    ("潜江市渔洋法律服务所", ("王德",)),
]


def told(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each provider with its lawyers, once, in order of the characters."""
    text = clean(text)
    folded = fold(text)
    found = find_advisers(Reading(Document(text), folded, outline(folded, text)))[0]
    assert all(text[mention.start : mention.end] for mention in found)
    firms: dict[str, list[str]] = {}
    for mention in found:
        firms.setdefault(mention.provider.name, []).extend(mention.lawyers)
    return sorted((firm, tuple(sorted(set(names)))) for firm, names in firms.items())


@pytest.mark.parametrize("separator", ["\t", "|", "\u3000\u3000", "    "])
def test_a_row_on_a_line(separator: str) -> None:
    rows = "\n".join(separator.join(row) for row in ROWS)
    assert told(f"一、工作情况\n村级顾问安排如下：\n{rows}\n全年进村120次。") == sorted(WANTED)


@pytest.mark.parametrize("numbered", [False, True])
def test_a_cell_on_a_line(numbered: bool) -> None:
    rows = [(("序号", *row) if not at else (str(at), *row)) if numbered else row for at, row in enumerate(ROWS)]
    cells = "\n".join(chain.from_iterable(rows))
    assert told(f"一、工作情况\n村级顾问安排如下：\n{cells}\n全年进村120次。") == sorted(WANTED)


@pytest.mark.parametrize(
    "rows",
    [
        "参观单位名单\n姓名\t单位\n张国强\t湖北楚正律师事务所",
        "投标情况\n联系人\t投标单位\n张国强\t湖北楚正律师事务所",
        "法律顾问考勤\n姓名\t单位\n张国强\t县司法局",
    ],
)
def test_tables_of_others(rows: str) -> None:
    assert told(f"一、工作情况\n{rows}\n全年进村120次。") == []


def test_patterns_match_whole_headings() -> None:
    data = load_patterns("adviser_tables")
    firm, people = (re.compile(expand(data[name])) for name in ("firm", "people"))
    assert all(firm.match(head) for head in ("律所名称", "所属律师事务所", "所在单位", "执业机构"))
    assert all(people.match(head) for head in ("法律顾问", "顾问律师", "村法律顾问姓名", "律师姓名", "包村律师"))
    assert not any(firm.match(head) or people.match(head) for head in ("服务范围", "村名", "电话", "责任领导"))


BLANK_ROWS = [
    ("柳河村", "张国强律师", "楚正律师事务所"),
    ("东沟村", "周少华、李敏", "湖北荆岸（潜江）律师事务所"),
    ("西岭村", "王 德", "潜江市渔洋法律服务所"),
]


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 1, 0), (1, 2)])
@pytest.mark.parametrize("separator", ["  ", "\u3000\u3000", "     "])
def test_rows_without_headings_that_blanks_part(separator: str, order: tuple[int, ...]) -> None:
    rows = "\n".join(separator.join(row[place] for place in order) for row in BLANK_ROWS)
    assert told(f"一、工作情况\n村级法律顾问名单如下：\n{rows}\n全年进村120次。") == [
        ("楚正律师事务所", ("张国强",)),
        ("湖北荆岸（潜江）律师事务所", ("周少华", "李敏")),
        ("潜江市渔洋法律服务所", ("王德",)),
    ]


def test_rows_of_who_came_are_no_advisers() -> None:
    assert told("参会名单\n柳河村 张国强 湖北楚正律师事务所\n东沟村 李敏 湖北荆岸律师事务所") == []


def test_a_sentence_with_blanks_between_its_words_is_no_table() -> None:
    text = "聘请 湖北 楚正 律师事务所 张国强 律师 为 镇 法律顾问， 审查 合同 12 份。"
    assert clean(text) == "聘请湖北楚正律师事务所张国强律师为镇法律顾问，审查合同12份。"
    assert told(text) == [("湖北楚正律师事务所", ("张国强",))]
