"""Court case numbers in sentences of our own, and the patterns' examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Document
from extract.metrics.find_cases import CaseMention, find_cases
from extract.pattern_data import load_patterns
from extract.reading import Reading
from extract.text.fold import fold

ANNOTATED = Path(__file__).parent / "sentences" / "cases.txt"
DATA = load_patterns("cases")


def sentences() -> list[str]:
    lines = ANNOTATED.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def found(text: str) -> list[CaseMention]:
    return find_cases(Reading(Document(text), fold(text), ()))


@pytest.mark.parametrize("annotated", sentences())
def test_annotated_sentence(annotated: str) -> None:
    text, wanted = annotated.split(" || ")
    assert (" ".join(mention.number for mention in found(text)) or "-") == wanted


def test_sentences_are_many() -> None:
    assert len(sentences()) >= 20


@pytest.mark.parametrize("rule", DATA["number"], ids=lambda rule: rule["name"])
def test_patterns(rule: dict[str, Any]) -> None:
    assert all(found(example) for example in rule["examples"])
    assert not [text for text in rule["rejects"] if found(text)]


@pytest.mark.parametrize("tail", DATA["list"]["examples"])
def test_lists(tail: str) -> None:
    assert found(f"（2024）晋0729行初{tail}")


@pytest.mark.parametrize("tail", DATA["list"]["rejects"])
def test_no_lists(tail: str) -> None:
    assert not found(f"（2024）晋0729行初{tail}")


def test_a_range_too_long_is_not_filled() -> None:
    assert len(found("（2024）晋0729行初1号至900号")) == 2


def test_evidence_begins_at_the_year() -> None:
    text = "涉及（2024）晋0729行初61号、107号两案。"
    assert [text[m.start : m.end] for m in found(text)] == ["（2024）晋0729行初61号", "（2024）晋0729行初61号、107号"]


@given(st.text(alphabet="（）()〔〕2024晋0729行初民终61号、和至-第字之一\n ", max_size=60))
def test_any_text_gives_sound_spans(text: str) -> None:
    assert all(0 <= m.start < m.end <= len(text) for m in found(text))
