"""Comparing the facts of one report read from two formats."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from extract.read import read
from ontology.model import Report

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples" / "reports").glob("*.txt"))


def lines_of(path: Path) -> list[str]:
    """The paragraphs of an example report."""
    return read(path).text.split("\n")


def assert_same_facts(one: Report, other: Report, least: float = 0.99) -> None:
    """The same letterhead and citations and, by F1, `least` of the same observations."""
    for name in ("title", "year", "area", "issuer", "issued", "document_number", "addressee", "signer"):
        assert getattr(one, name) == getattr(other, name), name
    assert _f1(_observed(one), _observed(other)) >= least
    assert Counter(c.instrument.title for c in one.citations) == Counter(c.instrument.title for c in other.citations)


def _observed(report: Report) -> Counter[tuple[object, ...]]:
    return Counter(
        (o.value, o.unit, o.comparator, o.indicator, o.measured, o.evidence.role) for o in report.observations
    )


def _f1(one: Counter[tuple[object, ...]], other: Counter[tuple[object, ...]]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())
