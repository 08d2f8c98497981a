from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.iri import Minter, segment, unit
from ontology.model import Instrument, InstrumentKind, Programme
from tests.kg.sample import CIVIL_CODE, FIRM, GAOQIAO, NEW_TOWN, OWN_SYSTEM

DATA = "https://w3id.org/fazhi/id/"


@given(st.text(min_size=1))
def test_any_text_makes_a_valid_segment(text: str) -> None:
    made = segment(text)
    assert NamedNode(DATA + made).value == DATA + made
    assert not set(made) & set("/?#") and made.strip(".")


@given(st.text(), st.text())
def test_different_names_make_different_segments(one: str, other: str) -> None:
    if segment(one) == segment(other):
        assert unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("湖南溇澧律师事务所", "湖南溇澧律师事务所"),
        ("a b/c", "a%20b%2Fc"),
        ("..", "%2E%2E"),
        ("100%", "100%25"),
        ("（试行）", "（试行）"),
    ],
)
def test_chinese_stays_readable(text: str, expected: str) -> None:
    assert segment(text) == expected


def test_places() -> None:
    assert Minter().place(GAOQIAO).value == DATA + "place/430821110"
    assert Minter().place(NEW_TOWN).value == DATA + "place/430821/新设镇"


def test_things() -> None:
    minter = Minter()
    assert minter.provider(FIRM).value == DATA + "provider/湖南溇澧律师事务所"
    assert minter.lawyer("向泽远", FIRM).value == DATA + "lawyer/湖南溇澧律师事务所/向泽远"
    assert minter.government("高桥镇人民政府", GAOQIAO).value == DATA + "body/430821110/高桥镇人民政府"
    assert minter.programme(Programme("国家宪法日", "constitution-day")).value.endswith("/programme/constitution-day")
    assert minter.programme(Programme("澧水法韵")).value == DATA + "programme/澧水法韵"
    assert unit("批次").value == "https://w3id.org/fazhi/unit/批次"


def test_documents_of_two_places_stay_apart() -> None:
    minter = Minter()
    elsewhere = Instrument("学法制度", InstrumentKind.POLICY_DOCUMENT, None, NEW_TOWN)
    assert minter.instrument(CIVIL_CODE).value == DATA + "instrument/中华人民共和国民法典"
    assert minter.instrument(OWN_SYSTEM).value == DATA + "instrument/430821110/学法制度"
    assert minter.instrument(elsewhere) != minter.instrument(OWN_SYSTEM)


def test_parts_of_a_report() -> None:
    minter = Minter("https://example.org/")
    node = minter.report("1916c3ba9ff78e25" * 4)
    assert node.value == "https://example.org/report/1916c3ba9ff78e25"
    assert minter.part(node, "observation", 120).value == node.value + "/observation/120"
    assert minter.part(node, "observation", 120, 2).value == node.value + "/observation/120-2"


@pytest.mark.parametrize("base", ["https://example.org", "example/", "https://exa mple.org/"])
def test_a_base_must_be_one(base: str) -> None:
    with pytest.raises(ValueError, match=r"base|IRI"):
        Minter(base)
