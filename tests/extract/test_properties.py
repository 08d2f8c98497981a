"""What must not change the facts of a report: line breaks, spaces, page numbers, encodings, folded punctuation.

Facts are compared without their offsets and quotes. Insertions stand where a converter or a typesetter puts them:
blanks stand alone (two or more part the columns of a header), never inside Latin words, and a page is cut into lines
of one width.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import extract
from extract.document import Document
from extract.read.clean import clean
from extract.read.text import read_text
from ontology.model import Report

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "reports").glob("*.txt"))
_FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
_ASCII = str.maketrans("，。；：！？（）“”", ',.;:!?()""')
_HAN = re.compile("[\u4e00-\u9fff]")

example = st.sampled_from(EXAMPLES)


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _clean(path: Path) -> str:
    return _report(_text(path)).text


@cache
def _facts(path: Path) -> dict[str, Counter[object]]:
    return facts(_report(_text(path)))


def _report(raw: str) -> Report:
    return extract.facts_of(Document(clean(read_text(raw.encode(), "report.txt"))))


def facts(report: Report) -> dict[str, Counter[object]]:
    """What a report says, without where: by kind, each fact with its count."""
    head = (report.title, report.year, report.issued, report.area, report.issuer, report.addressee, report.signer)
    return {
        "letterhead": Counter([*head, report.document_number, report.is_report]),
        "observations": Counter(
            (o.value, o.unit, o.comparator, o.indicator, o.year, o.evidence.role) for o in report.observations
        ),
        "citations": Counter((c.instrument.title, c.instrument.kind, c.article) for c in report.citations),
        "programmes": Counter((a.programme.id or a.programme.label, a.status, a.year) for a in report.activities),
        "advisers": Counter((e.provider.name, e.lawyers) for e in report.engagements),
        "cases": Counter(c.number for c in report.cases),
    }


def _same(changed: Report, path: Path) -> None:
    for kind, found in facts(changed).items():
        expected = _facts(path)[kind]
        assert found == expected, f"{path.name}, {kind}: lost {expected - found}, new {found - expected}"


def _quoted_rightly(report: Report) -> None:
    for said in (*report.observations, *report.citations, *report.activities, *report.engagements, *report.cases):
        assert report.text[said.evidence.start : said.evidence.end] == said.evidence.quote


def _between_han(text: str) -> list[int]:
    """Where blanks may come in: between two Chinese characters of a line."""
    return [i for i in range(1, len(text)) if _HAN.match(text, i - 1) and _HAN.match(text, i)]


@_FEW
@given(example, st.data())
def test_blanks_between_characters_change_no_fact(path: Path, data: st.DataObject) -> None:
    text = _text(path)
    places = data.draw(st.lists(st.sampled_from(_between_han(text)), max_size=30, unique=True))
    for place in sorted(places, reverse=True):
        text = text[:place] + data.draw(st.sampled_from(" \u3000\u200b\xa0")) + text[place:]
    changed = _report(text)
    _same(changed, path)
    _quoted_rightly(changed)


@_FEW
@given(example, st.integers(28, 44), st.booleans(), st.integers(8, 30))
def test_hard_wrapped_lines_and_page_numbers_change_no_fact(path: Path, width: int, spaced: bool, page: int) -> None:
    changed = _report(wrapped(_clean(path), width, page, "\n\n" if spaced else "\n"))
    _same(changed, path)
    _quoted_rightly(changed)


def wrapped(text: str, width: int, page: int, between: str) -> str:
    """`text` as a PDF gives it: paragraphs indented and cut into lines of a width, a page number after so many.

    What only a web page has, breadcrumbs and fields in brackets, stays on its line.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if ">" in paragraph or paragraph.startswith(("[", "【")):
            lines.append(paragraph)
            continue
        rest = "\u3000\u3000" + paragraph if len(paragraph) > width else paragraph
        while rest:
            cut = _fitting(rest, 2 * width)
            lines.append(rest[:cut])
            rest = rest[cut:]
            if len(lines) % page == 0:
                lines.append(f"- {len(lines) // page} -")
    return between.join(lines)


def _fitting(text: str, columns: int) -> int:
    """How many characters fit into the columns of a line, a Chinese one taking two."""
    ends = accumulate(1 if character.isascii() else 2 for character in text)
    return next((index for index, end in enumerate(ends) if end > columns), len(text))


@_FEW
@given(example)
def test_punctuation_folded_to_ascii_changes_no_fact(path: Path) -> None:
    changed = _report(_text(path).translate(_ASCII))
    _same_but_words(changed, path)
    _quoted_rightly(changed)


@_FEW
@given(example, st.sampled_from("·•．‧・."))
def test_folded_dots_change_no_programme(path: Path, dot: str) -> None:
    changed = _report(re.sub("[·•．‧・]", dot, _text(path)).translate(_ASCII))
    found, expected = facts(changed)["programmes"], _facts(path)["programmes"]
    assert found == expected, f"{path.name}: lost {expected - found}, new {found - expected}"


def _same_but_words(changed: Report, path: Path) -> None:
    for kind in ("observations", "citations", "programmes", "advisers", "cases"):
        found, expected = facts(changed)[kind], _facts(path)[kind]
        assert found == expected, f"{path.name}, {kind}: lost {expected - found}, new {found - expected}"


@_FEW
@given(example, st.randoms())
def test_shuffled_paragraphs_keep_the_citations(path: Path, chance: object) -> None:
    lines = _report(_text(path)).text.split("\n")
    head, body = lines[:1], lines[1:]
    chance.shuffle(body)  # type: ignore[attr-defined]
    changed = extract.facts_of(Document("\n".join([*head, *body])))
    assert facts(changed)["citations"] == _facts(path)["citations"]
    _quoted_rightly(changed)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_changes_no_fact(path: Path, encoding: str, tmp_path: Path) -> None:
    changed = tmp_path / "a.txt"
    changed.write_bytes(_text(path).encode(encoding))
    _same(extract.facts(changed), path)
