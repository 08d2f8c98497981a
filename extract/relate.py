"""Mentions to facts: whose, when, in which section, with what status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from extract.advisers.find_advisers import AdviserMention
from extract.instruments.find_instruments import InstrumentMention
from extract.instruments.titles import is_national
from extract.letterhead.find_letterhead import Letterhead
from extract.metrics.find_cases import CaseMention
from extract.metrics.metric import Metric
from extract.pattern_data import load_patterns
from extract.places.find_villages import VillageMention
from extract.programmes.mention import ProgrammeMention
from extract.reading import Reading
from ontology.model import (
    Citation,
    CourtCase,
    Engagement,
    InstrumentKind,
    Observation,
    Place,
    PlaceMention,
    ProgrammeActivity,
    ProgrammeStatus,
    SectionRole,
)

_LONGEST_CLAUSE = 80
_BEFORE = 40
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
            before = reading.folded[max(0, mention.start - _BEFORE) : mention.start + 1]
            scope = None if is_national(instrument.title, before) else _scope(instrument.title, head.area)
            instrument = replace(instrument, scope=scope)
        evidence = reading.evidence(mention.start, mention.end)
        hints = mention.hints or (_surface(evidence.quote, mention.article),)
        result.append(Citation(instrument, evidence, mention.article, mention.rule, hints))
    return tuple(result)


def _surface(quote: str, article: str | None) -> str:
    """The words that name the instrument, without the article after them."""
    return quote.removesuffix(article) if article else quote


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
        status, cue = _status(mention, evidence.role, reading.folded)
        why = cue or (evidence.section if evidence.role in _STATUS_OF_ROLE else "")
        year = head.year if status is ProgrammeStatus.CARRIED_OUT else year_of(evidence.role, head.year)
        hints = (*(mention.hints or (evidence.quote,)), *((why,) if why else ()))
        result.append(ProgrammeActivity(mention.programme, status, year, evidence, mention.rule, hints))
    return tuple(result)


def _status(mention: ProgrammeMention, role: SectionRole, text: str) -> tuple[ProgrammeStatus, str]:
    """The status, and the words that it follows from; none where it follows from the section or from nothing.

    The wording of the mention's own clause goes before the section's role where it tells of something done for
    sure, the section's role before the rest of the sentence.
    """
    said = _STATUS_OF_MODALITY.get(mention.modality or "done", ProgrammeStatus.CARRIED_OUT)
    status, cue = (_STATUS_OF_ROLE[role], "") if role in _STATUS_OF_ROLE else (said, mention.cue)
    if status is ProgrammeStatus.CARRIED_OUT or said is ProgrammeStatus.RECOMMENDED:
        return status, cue
    words = _done_words(text, mention.start, mention.end)
    return (ProgrammeStatus.CARRIED_OUT, words) if words else (status, cue)


def _done_words(text: str, start: int, end: int) -> str:
    """The words of the clause round `text[start:end]` that tell of something done; "" where any of them is ahead."""
    marks, done, ahead = _status_patterns()
    first, last = max(0, start - _LONGEST_CLAUSE), end + _LONGEST_CLAUSE
    before = [match.end() for match in marks.finditer(text, first, start)]
    after = marks.search(text, end, last)
    clause = text[before[-1] if before else first : after.start() if after else last]
    words = done.search(clause)
    return words[0] if words and not ahead.search(clause) else ""


@cache
def _status_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = load_patterns("status")
    marks = re.compile(f"[{data['clause']['marks']}]")
    return marks, re.compile(data["done"]["pattern"]), re.compile(data["ahead"]["pattern"])


def engagements(mentions: Iterable[AdviserMention], reading: Reading, head: Letterhead) -> tuple[Engagement, ...]:
    """The engagements of legal advisers."""
    return tuple(
        Engagement(
            mention.provider,
            mention.lawyers,
            head.year,
            reading.evidence(mention.start, mention.end),
            mention.rule,
            mention.hints,
        )
        for mention in mentions
    )


def observations(metrics: Sequence[Metric], reading: Reading, head: Letterhead) -> tuple[Observation, ...]:
    """The observations, in the order of the metrics, so that `part_of` keeps its index."""
    result = []
    for start, end, value, unit, comparator, indicator, measured, rule, hints, part_of, *_ in metrics:
        evidence = reading.evidence(start, end)
        year = year_of(evidence.role, head.year)
        result.append(Observation(value, unit, comparator, indicator, measured, year, evidence, part_of, rule, hints))
    return tuple(result)


def places(mentions: Iterable[VillageMention], reading: Reading) -> tuple[PlaceMention, ...]:
    """The villages and communities named."""
    return tuple(
        PlaceMention(mention.place, reading.evidence(mention.start, mention.end), mention.rule) for mention in mentions
    )


def cases(mentions: Iterable[CaseMention], reading: Reading) -> tuple[CourtCase, ...]:
    """The court cases named."""
    return tuple(
        CourtCase(mention.number, reading.evidence(mention.start, mention.end), "case-number") for mention in mentions
    )
