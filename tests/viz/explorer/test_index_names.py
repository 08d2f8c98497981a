"""Finding a name by its characters and by pinyin."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.explorer.index.names import characters, match, pinyin_keys, place_syllables, romanised, syllables

NAMES = (
    *("夏店镇", "夏馆镇", "长治市", "绿城街道"),
    *("中华人民共和国行政处罚法", "山西太行律师事务所", "Law-savvy villagers"),
)


@pytest.fixture(scope="module")
def database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE name_fts USING fts5(characters, pinyin, page, tokenize='unicode61 remove_diacritics 0')"
    )
    for number, name in enumerate(NAMES):
        keys = pinyin_keys(place_syllables(name) if name.endswith(("镇", "市")) else syllables(name))
        connection.execute("INSERT INTO name_fts (rowid, characters, pinyin, page) VALUES (?, ?, ?, 'place')",
                           (number, characters(name), keys))  # fmt: skip
    return connection


def found(database: sqlite3.Connection, asked: str, page: str = "") -> set[str]:
    query = match(asked, page)
    return {NAMES[row[0]] for row in database.execute("SELECT rowid FROM name_fts WHERE name_fts MATCH ?", (query,))}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("夏", {"夏店镇", "夏馆镇"}),
        ("店镇", {"夏店镇"}),
        ("店 镇", {"夏店镇"}),
        ("店夏", set()),
        ("xia", {"夏店镇", "夏馆镇"}),
        ("xiadian", {"夏店镇"}),
        ("xia dian", {"夏店镇"}),
        ("XiaDian", {"夏店镇"}),
        ("xia'dian", {"夏店镇"}),
        ("xdz", {"夏店镇"}),
        ("dianzhen", {"夏店镇"}),
        ("iadian", set()),
        ("xingzhengchufafa", {"中华人民共和国行政处罚法"}),
        ("xzcff", {"中华人民共和国行政处罚法"}),
        ("zhonghuarenmingongheguoxingzheng", {"中华人民共和国行政处罚法"}),
        ("changzhi", {"长治市"}),
        ("zhangzhi", set()),
        ("lvcheng", {"绿城街道"}),
        ("lücheng", {"绿城街道"}),
        ("savvy", {"Law-savvy villagers"}),
        ("Law savvy", {"Law-savvy villagers"}),
    ],
)
def test_names_are_found_from_any_syllable_on(database: sqlite3.Connection, asked: str, names: set[str]) -> None:
    assert found(database, asked) == names


def test_a_page_confines_the_search(database: sqlite3.Connection) -> None:
    assert found(database, "xia", "place") and not found(database, "xia", "provider")


@pytest.mark.parametrize("asked", ["", "   ", "！？", "\"'()*:^", "\u200b"])
def test_nothing_is_asked_of_signs_alone(asked: str) -> None:
    assert match(asked) == ""


@given(st.text(max_size=60))
def test_whatever_one_types_is_a_query(asked: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE name_fts USING fts5(characters, pinyin, page)")
    query = match(asked)
    if query:
        connection.execute("SELECT rowid FROM name_fts WHERE name_fts MATCH ?", (query,)).fetchall()


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("夏店镇", "Xiadian Zhen"),
        ("莲都区", "Liandu Qu"),
        ("长子县", "Zhangzi Xian"),
        ("陕西省", "Shaanxi Sheng"),
        ("凤凰街道", "Fenghuang Jiedao"),
        ("恩施土家族苗族自治州", "Enshitujiazumiaozu Zizhizhou"),
        ("镇", "Zhen"),
        ("A区", "A Qu"),
        ("", ""),
    ],
)
def test_places_are_written_in_pinyin(name: str, pinyin: str) -> None:
    assert romanised(name, place_syllables(name)) == pinyin
