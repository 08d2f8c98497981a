"""The five real reports, which are not ours to publish: what is kept of them here are facts, no sentences."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extract import facts
from ontology.model import Report

FACTS: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "real_facts.json").read_text(encoding="utf-8"))


@pytest.fixture(params=sorted(FACTS), ids=lambda name: name[:3])
def pair(request: pytest.FixtureRequest, real_reports: Path) -> tuple[Report, dict[str, Any]]:
    """A real report as it is read, and its facts as a person wrote them down."""
    return facts(real_reports / request.param), FACTS[request.param]


def test_letterhead(pair: tuple[Report, dict[str, Any]]) -> None:
    report, known = pair
    assert report.area is not None
    assert report.is_report
    assert report.area.code == known["area"]
    assert (report.year, report.issuer) == (known["year"], known["issuer"])
    assert (report.issued.isoformat() if report.issued else None) == known["issued"]
    assert (report.document_number, report.addressee, report.signer) == (
        known["documentNumber"],
        known["addressee"],
        known["signer"],
    )


def test_advisers(pair: tuple[Report, dict[str, Any]]) -> None:
    report, known = pair
    found = {(e.provider.name, str(e.provider.kind), *e.lawyers) for e in report.engagements}
    assert found == {tuple(adviser) for adviser in known["advisers"]}


def test_citations_and_programmes(pair: tuple[Report, dict[str, Any]]) -> None:
    report, known = pair
    assert set(known["citations"]) <= {citation.instrument.title for citation in report.citations}
    assert set(known["programmes"]) <= {activity.programme.label for activity in report.activities}


def test_observations(pair: tuple[Report, dict[str, Any]]) -> None:
    report, known = pair
    found = Counter((o.value, o.unit, str(o.comparator)) for o in report.observations)
    expected = Counter((Decimal(str(o[0])), o[1], o[2]) for o in known["observations"])
    assert expected - found == Counter()


def test_every_quote_is_in_its_place(pair: tuple[Report, dict[str, Any]]) -> None:
    report, _ = pair
    statements = (*report.citations, *report.activities, *report.engagements, *report.observations, *report.cases)
    assert statements
    for statement in statements:
        evidence = statement.evidence
        assert report.text[evidence.start : evidence.end] == evidence.quote
