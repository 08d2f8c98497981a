"""Villages named in sentences written for these tests."""

from __future__ import annotations

import re
from typing import Any

import pytest

from extract.document import Document
from extract.find_villages import find_villages, village_pattern
from extract.fold import fold
from extract.gazetteer import load
from extract.outline import outline
from extract.pattern_data import load_patterns
from extract.reading import Reading
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
