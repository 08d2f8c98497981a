"""Mentions to facts: whose, when, in which section, with what status."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extract.find_advisers import AdviserMention
from extract.find_cases import CaseMention
from extract.find_instruments import InstrumentMention
from extract.find_letterhead import Letterhead
from extract.find_metrics import Metric
from extract.find_programmes import ProgrammeMention
from extract.reading import Reading
from ontology.model import (
    Citation,
    CourtCase,
    Engagement,
    InstrumentKind,
    Observation,
    Place,
    ProgrammeActivity,
    ProgrammeStatus,
    SectionRole,
)

_STATUS_OF_ROLE = {
    SectionRole.PLANS: ProgrammeStatus.PLANNED,
    SectionRole.SUGGESTIONS: ProgrammeStatus.RECOMMENDED,
}
_STATUS_OF_MODALITY = {
    "done": ProgrammeStatus.CARRIED_OUT,
    "planned": ProgrammeStatus.PLANNED,
    "recommended": ProgrammeStatus.RECOMMENDED,
}


def year_of(role: SectionRole, year: int | None) -> int | None:
    """The year that a statement is about: the next one in plans and suggestions."""
    ahead = role in _STATUS_OF_ROLE
    return year + 1 if year is not None and ahead else year


def citations(mentions: Iterable[InstrumentMention], reading: Reading, head: Letterhead) -> tuple[Citation, ...]:
    """The citations; a document that the register lacks gets the place whose own it is as its scope."""
    result = []
    for mention in mentions:
        instrument = mention.instrument
        if instrument.id is None and instrument.kind is InstrumentKind.POLICY_DOCUMENT:
            instrument = replace(instrument, scope=_scope(instrument.title, head.area))
        result.append(Citation(instrument, reading.evidence(mention.start, mention.end), mention.article))
    return tuple(result)


def _scope(title: str, area: Place | None) -> Place | None:
    """The place that a document's title names, of those that the area lies in; else the area itself."""
    place = area
    while place is not None:
        if place.name in title:
            return place
        place = place.within
    return area


def activities(
    mentions: Iterable[ProgrammeMention], reading: Reading, head: Letterhead
) -> tuple[ProgrammeActivity, ...]:
    """The programme activities, with the status of their section and wording."""
    result = []
    for mention in mentions:
        evidence = reading.evidence(mention.start, mention.end)
        status = _status(evidence.role, mention.modality)
        year = head.year if status is ProgrammeStatus.CARRIED_OUT else year_of(evidence.role, head.year)
        result.append(ProgrammeActivity(mention.programme, status, year, evidence))
    return tuple(result)


def _status(role: SectionRole, modality: str | None) -> ProgrammeStatus:
    if role in _STATUS_OF_ROLE:
        return _STATUS_OF_ROLE[role]
    return _STATUS_OF_MODALITY.get(modality or "done", ProgrammeStatus.CARRIED_OUT)


def engagements(mentions: Iterable[AdviserMention], reading: Reading, head: Letterhead) -> tuple[Engagement, ...]:
    """The engagements of legal advisers."""
    return tuple(
        Engagement(mention.provider, mention.lawyers, head.year, reading.evidence(mention.start, mention.end))
        for mention in mentions
    )


def observations(metrics: Sequence[Metric], reading: Reading, head: Letterhead) -> tuple[Observation, ...]:
    """The observations, in the order of the metrics, so that `part_of` keeps its index."""
    result = []
    for metric in metrics:
        evidence = reading.evidence(metric.start, metric.end)
        result.append(
            Observation(
                value=metric.value,
                unit=metric.unit,
                comparator=metric.comparator,
                indicator=metric.indicator,
                measured=metric.measured,
                year=year_of(evidence.role, head.year),
                evidence=evidence,
                part_of=metric.part_of,
                rule=metric.rule,
                hints=metric.hints,
            )
        )
    return tuple(result)


def cases(mentions: Iterable[CaseMention], reading: Reading) -> tuple[CourtCase, ...]:
    """The court cases named."""
    return tuple(CourtCase(mention.number, reading.evidence(mention.start, mention.end)) for mention in mentions)
