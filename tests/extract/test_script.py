from collections import Counter
from pathlib import Path

import opencc
import pytest

import extract
from extract.document import Document
from extract.read import read
from extract.text.script import is_traditional, simplified, simplifier
from ontology.model import Report

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "reports").glob("*.txt"))
_TRADITIONAL = opencc.OpenCC("s2t")


def test_traditional_text_is_known_and_converted_one_for_one() -> None:
    text = "鎮黨委召開專題會議，瞭解行政覆議情況，餘下3件。"
    assert is_traditional(text)
    assert simplified(text) == "镇党委召开专题会议，了解行政复议情况，余下3件。"


@pytest.mark.parametrize("text", ["", "由司法所长范乾於负责", "2024年全镇共召开会议12次，發"])
def test_an_odd_character_makes_no_text_traditional(text: str) -> None:
    assert simplified(text) == text


def test_words_follow_the_text_they_are_from() -> None:
    assert simplifier("鎮黨委書記張強召開會議")("張強") == "张强"
    assert simplifier("镇党委书记张强召开会议")("張") == "張"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_traditional_mirror_gives_the_same_facts(path: Path) -> None:
    plain = read(path)
    mirror = Document(_TRADITIONAL.convert(plain.text), plain.name, plain.digest, plain.path, plain.metadata)
    assert len(mirror.text) == len(plain.text)
    expected, found = extract.facts_of(plain), extract.facts_of(mirror)
    assert _said(found) == _said(expected)
    assert all(o.evidence.quote == mirror.text[o.evidence.start : o.evidence.end] for o in found.observations)


def _said(report: Report) -> dict[str, object]:
    return {
        "title": report.title,
        "area": report.area,
        "issuer": report.issuer,
        "year": report.year,
        "issued": report.issued,
        "observations": Counter((o.value, o.unit, o.indicator, o.measured) for o in report.observations),
        "citations": Counter(c.instrument.title for c in report.citations),
        "programmes": Counter((a.programme, a.status) for a in report.activities),
        "advisers": Counter((e.provider, e.lawyers) for e in report.engagements),
    }


def test_a_traditional_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mirror.txt"
    path.write_bytes(_TRADITIONAL.convert(EXAMPLES[0].read_text(encoding="utf-8")).encode())
    assert _said(extract.facts(path))["area"] == extract.facts(EXAMPLES[0]).area
