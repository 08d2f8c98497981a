"""Villages named in sentences written for these tests."""

from __future__ import annotations

import re
from typing import Any

import pytest

from extract.data import make_villages
from extract.document import Document
from extract.outline import outline
from extract.pattern_data import load_patterns
from extract.places.find_villages import find_villages, village_pattern
from extract.places.gazetteer import load
from extract.places.village_register import registered, villages_of
from extract.reading import Reading
from extract.text.fold import fold
from ontology.model import DivisionKind

TOWNSHIP, COUNTY = load().by_code("350524108"), load().by_code("350524")


def names(text: str) -> list[str]:
    folded = fold(text)
    found = find_villages(Reading(Document(text), folded, outline(folded, text)), TOWNSHIP)
    assert all(text[one.start : one.end] == one.place.name for one in found)
    assert all(one.place.within == TOWNSHIP and one.place.kind is DivisionKind.VILLAGE for one in found)
    return [one.place.name for one in found]


@pytest.mark.parametrize("entry", load_patterns("villages")["village"])
def test_patterns_match_their_examples_and_no_reject(entry: dict[str, Any]) -> None:
    pattern = re.compile(village_pattern(entry["pattern"]))
    never = re.compile(load_patterns("villages")["never"])
    assert all(pattern.search(fold(example)) for example in entry["examples"])
    for reject in entry["rejects"]:
        match = pattern.search(fold(reject))
        assert not match or never.search(match["name"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("将柳河村打造成法治示范村。", ["柳河村"]),
        ("在柳河村、石桥村和东风社区开展宣传3场。", ["柳河村", "石桥村", "东风社区"]),
        ("依托岭头村法治广场开展普法。在岭头村举办讲座。", ["岭头村"]),
        ("成效明显，柳河村党支部书记作交流发言。", ["柳河村"]),
        ("到东风社区举办讲座2次，走进付村开展义诊。", ["东风社区", "付村"]),
        # what is no name
        ("在各村开展宣传，在农村建立阵地，到社区举办讲座，深入行政村开展普法。", []),
        ("在示范村建设中，在试点社区推行，在全镇村组织演练，在每个村设立信箱。", []),
        ("将村民议事会建成平台，在村级建立机制，深入偏远村开展宣传。", []),
        ("在向阳村镇建设中，在柳河村级组织开展。", []),
        ("12个村、5个社区开展法治宣传，在12个村建立法律顾问。", []),
        ("推进乡村建设，深入重点村开展排查，在帮扶村举办培训。", []),
    ],
)
def test_villages(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_no_villages_without_a_township() -> None:
    text = "将柳河村打造成法治示范村。"
    reading = Reading(Document(text), fold(text), ())
    assert find_villages(reading, None) == ()
    assert find_villages(reading, COUNTY) == ()


REGISTER = frozenset(
    {"柳河村", "石桥村", "王村", "大坪村", "和平村", "东风社区", "向阳社区", "包日嘎查", "柳村社区", "示范村"}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("调解柳河村土地纠纷2起，化解东风社区邻里矛盾。", ["柳河村", "东风社区"]),
        ("柳河村、大坪村获评民主法治示范村。", ["柳河村", "大坪村"]),
        ("原告柳河村村民诉我镇，柳河村村委会参加。", ["柳河村"]),
        ("在柳河、石桥和大坪等村推行。", ["柳河村", "石桥村", "大坪村"]),
        ("东风、向阳2个社区建成阵地。", ["东风社区", "向阳社区"]),
        ("东风居委会聘请法律顾问。", ["东风社区"]),
        ("走进包日嘎查宣讲，柳村社区同步开展。", ["包日嘎查", "柳村社区"]),
        ("到王村举办讲座。", ["王村"]),
        ("全镇16个村中，和平村率先完成。", ["和平村"]),
        # what is no name of the register's
        ("上柳河村开展，大石桥村推进，三和平村建设。", []),
        ("推进柳河村级组织建设，柳河村务公开，柳河村镇银行。", []),
        ("打造示范村，评选示范村4个。", []),
        ("小王村开展，调解王村纠纷。", []),
        ("柳河镇、石桥乡开展，向阳路社区服务。", []),
        ("排查、化解等村级事务。", []),
    ],
)
def test_villages_of_a_register(text: str, expected: list[str]) -> None:
    found = sorted(registered(fold(text), REGISTER))
    assert list(dict.fromkeys(name for _, _, name in found)) == expected
    assert all(name[:-2] in text[start:end] or name[:-1] in text[start:end] for start, end, name in found)


@pytest.mark.parametrize("name", ["ranked", "shared", "ordinary", "before", "strict"])
def test_rules_match_their_examples_and_no_reject(name: str) -> None:
    rules = load_patterns("villages")["register"]
    pattern = re.compile(village_pattern(rules[name]))
    examples, rejects = rules["tests"][name]
    find = pattern.fullmatch if name == "ordinary" else pattern.search
    assert [text for text in examples if not find(text)] == []
    assert [text for text in rejects if find(text)] == []


def test_the_register_of_a_township() -> None:
    assert {"福井村", "双都村"} <= villages_of("350524108")
    assert "东华门社区" not in villages_of("350524108")
    assert villages_of("999999999") == frozenset()
    assert names("调解福井村纠纷1起，向福井村和双都村派出律师。") == ["福井村", "双都村"]


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("柳河村民委员会", ("村", "柳河")),
        ("柳河村村委会", ("村", "柳河")),
        ("王村村民委员会", ("村", "王")),
        ("东风社区居委会", ("社区", "东风")),
        ("东风居委会", ("社区", "东风")),
        ("包日嘎查村委会", ("嘎查", "包日")),
        ("某某虚拟社区", None),
        ("二连", None),
    ],
)
def test_names_of_the_table_as_they_are_spoken(name: str, spoken: tuple[str, str] | None) -> None:
    assert make_villages.spoken(name) == spoken


def test_the_archive_is_made_from_the_table() -> None:
    table = [("140423103", "柳河村委会"), ("140423103", "石桥村委会"), ("140423103", "东风居委会")]
    texts = make_villages.texts(make_villages.by_township(table))
    assert texts == {"1404": "140423103\t村 柳河 石桥\t社区 东风"}
