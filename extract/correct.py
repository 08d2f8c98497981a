"""Applies a person's corrections to what was found in one document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Protocol, TypeVar

from extract.account import unread
from extract.advisers.find_advisers import AdviserMention
from extract.corrections import FILE_NAME, IGNORED, Corrections, Indicator, Target
from extract.instruments.find_instruments import InstrumentMention
from extract.instruments.find_instruments import with_area as instruments_in
from extract.letterhead.find_letterhead import Letterhead, with_area
from extract.metrics.find_quantities import NonFact
from extract.metrics.metric import Metric
from extract.pipeline import Findings
from extract.places.gazetteer import load as load_gazetteer
from extract.programmes.mention import ProgrammeMention
from extract.programmes.modality import with_modalities
from extract.text.fold import fold
from extract.text.spans import Span
from ontology.model import Instrument, Issue, Programme

RULE = "correction"
"""The rule of every fact that a correction made or changed."""

_AREA_ISSUES = ("place-unknown", "place-ambiguous", "place-by-path")


class _Mention(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_M = TypeVar("_M", bound=_Mention)


def correct(found: Findings, corrections: Corrections) -> Findings:
    """What was found, with the corrections that concern this document."""
    if not corrections:
        return found
    found = _with_area(found, corrections)
    found = _with_year_and_kind(found, corrections)
    found = _with_entities(found, corrections)
    found = replace(found, advisers=[_with_firm(mention, corrections) for mention in found.advisers])
    return _without_ignored(found, corrections.ignored_in(found.document.name))


def _with_area(found: Findings, corrections: Corrections) -> Findings:
    code = corrections.area(found.document.name)
    if code is None or found.head is None:
        return found
    gazetteer = load_gazetteer()
    head = with_area(found.head, gazetteer.by_code(code), f"{FILE_NAME}: {code}", gazetteer)
    issues = [issue for issue in found.issues if issue.kind not in _AREA_ISSUES]
    cited, issues = instruments_in(found.instruments, issues, found.reading, gazetteer.by_code(code))
    return replace(found, head=head, instruments=cited, issues=issues)


def _with_year_and_kind(found: Findings, corrections: Corrections) -> Findings:
    """What was found, with the year that a person gave, and with whether they call it a report."""
    name, head = found.document.name, found.head
    year, is_report = corrections.year(name), corrections.is_report(name)
    if head is None or (year is None and is_report is None):
        return found
    settled = [kind for kind, value in (("year-unknown", year), ("not-a-report", is_report)) if value is not None]
    issues = [issue for issue in found.issues if issue.kind not in settled]
    if is_report is False:
        issues.append(Issue("not-a-report", head.title or "", f"{FILE_NAME} says so", *head.spans.get("title", ())))
    head = replace(
        head,
        year=head.year if year is None else year,
        is_report=head.is_report if is_report is None else is_report,
        spans={kind: span for kind, span in head.spans.items() if kind != "year" or year in (None, head.year)},
    )
    return replace(found, head=head, issues=issues)


def _with_entities(found: Findings, corrections: Corrections) -> Findings:
    taken: list[Span] = []
    for words, target in sorted(corrections.entities, key=lambda pair: (-len(pair[0]), pair[0])):
        spans = [span for span in _occurrences(found.reading.folded, words) if not _touches(span, taken)]
        taken += spans
        if isinstance(target, Indicator):
            metrics = [_with_indicator(metric, words, target, found.reading.folded) for metric in found.metrics]
            settled = [(m.start, m.end) for m in metrics if m.rule == RULE]
            doubts = [i for i in found.issues if i.kind != "indicator-unclear" or not _raised_in(i, settled)]
            found = replace(found, metrics=metrics, issues=doubts)
        elif spans:
            found = _with_names(found, spans, target, f"{FILE_NAME}: {words}")
    return found


def _with_names(found: Findings, spans: Sequence[Span], target: Target, hint: str) -> Findings:
    """What was found, with the words at `spans` naming `target` and nothing else."""
    folded = found.reading.folded
    spans = [_with_marks(folded, span) for span in spans]
    cited, run = _apart(found.instruments, spans), _apart(found.programmes, spans)
    if isinstance(target, Instrument):
        cited += [_citation(found.instruments, span, target, hint) for span in spans]
    elif isinstance(target, Programme):
        made = [ProgrammeMention(start, end, target, RULE, hints=(hint,)) for start, end in spans]
        run += with_modalities(made, folded)
    return replace(
        found,
        instruments=sorted(cited, key=_place),
        programmes=sorted(run, key=_place),
        other_titles=_apart(found.other_titles, spans),
        metrics=_kept(
            found.metrics, [metric.number is None or not _touches(metric.number, spans) for metric in found.metrics]
        ),
        left_out=[*found.left_out, *(NonFact(start, end, "name") for start, end in spans)],
        issues=[issue for issue in found.issues if not _raised_in(issue, spans)],
    )


def _citation(before: Iterable[InstrumentMention], span: Span, target: Instrument, hint: str) -> InstrumentMention:
    """The citation at `span`, with the article that stood after the mention it replaces."""
    old = next((mention for mention in before if _touches((mention.start, mention.end), [span])), None)
    article, end = (old.article, max(span[1], old.end)) if old and old.article else (None, span[1])
    return InstrumentMention(span[0], end, target, RULE, article, (hint,))


def _with_indicator(metric: Metric, words: str, target: Indicator, folded: str) -> Metric:
    if words not in metric.measured and words not in folded[metric.start : metric.end]:
        return metric
    return metric._replace(indicator=target.id, rule=RULE, hints=(f"{FILE_NAME}: {words}",))


def _with_firm(mention: AdviserMention, corrections: Corrections) -> AdviserMention:
    firm = dict(corrections.firms).get(fold(mention.provider.name))
    if firm is None or firm == mention.provider:
        return mention
    hint = f"{FILE_NAME}: {mention.provider.name}"
    return replace(mention, provider=firm, rule=RULE, hints=(*mention.hints, hint))


def _without_ignored(found: Findings, ignored: Sequence[str]) -> Findings:
    places = {words: _occurrences(found.reading.folded, words) for words in ignored}
    spans = [span for own in places.values() for span in own]
    if not spans:
        return found
    keep = [not _is_ignored(metric, spans) for metric in found.metrics]
    dropped = [m.number for m, kept in zip(found.metrics, keep, strict=True) if not kept and m.number]
    return replace(
        found,
        head=_with_hints(found, (words for words, own in places.items() if _settles(found, own))),
        instruments=_unignored(found.instruments, spans),
        programmes=_unignored(found.programmes, spans),
        advisers=_unignored(found.advisers, spans),
        cases=_unignored(found.cases, spans),
        metrics=_kept(found.metrics, keep),
        left_out=[*found.left_out, *(NonFact(start, end, "ignored") for start, end in (*spans, *dropped))],
        issues=[issue for issue in found.issues if not _raised_in(issue, spans)],
    )


def _settles(found: Findings, spans: Sequence[Span]) -> bool:
    """Whether a fact or an issue goes by ignoring the words at `spans`."""
    mentions: tuple[Sequence[_Mention], ...] = (found.instruments, found.programmes, found.advisers, found.cases)
    return bool(spans) and (
        any(_is_ignored(metric, spans) for metric in found.metrics)
        or any(len(_unignored(kind, spans)) < len(kind) for kind in mentions)
        or any(_raised_in(issue, spans) for issue in chain(found.issues, unread(found)))
    )


def _with_hints(found: Findings, ignored: Iterable[str]) -> Letterhead | None:
    """The letterhead, which says of the words that were ignored that they were."""
    hints = tuple(f"{IGNORED}: {words}" for words in ignored)
    return replace(found.head, hints=(*found.head.hints, *hints)) if found.head else None


def _unignored(mentions: Iterable[_M], spans: Sequence[Span]) -> list[_M]:
    return [
        m
        for m in mentions
        if not any(_holds(span, (m.start, m.end)) or _holds((m.start, m.end), span) for span in spans)
    ]


def _is_ignored(metric: Metric, spans: Sequence[Span]) -> bool:
    """Whether the ignored words hold the number, or are the words that it counts."""
    if metric.number is not None and _touches(metric.number, spans):
        return True
    return metric.rule != "inherited" and any(_holds((metric.start, metric.end), span) for span in spans)


def _kept(metrics: Sequence[Metric], keep: Sequence[bool]) -> list[Metric]:
    """The metrics to keep, their totals found again under their new index."""
    index: dict[int | None, int] = {}
    for old, kept in enumerate(keep):
        if kept:
            index[old] = len(index)
    return [
        metric._replace(part_of=index.get(metric.part_of)) for metric, kept in zip(metrics, keep, strict=True) if kept
    ]


def _occurrences(folded: str, words: str) -> list[Span]:
    return [match.span() for match in re.finditer(re.escape(words), folded)]


def _with_marks(folded: str, span: Span) -> Span:
    """The span with the 《》 or “” right around it."""
    start, end = span
    return (start - 1, end + 1) if folded[start - 1 : start] + folded[end : end + 1] in ("《》", "“”") else span


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _apart(mentions: Iterable[_M], spans: Sequence[Span]) -> list[_M]:
    return [mention for mention in mentions if not _touches((mention.start, mention.end), spans)]


def _raised_in(issue: Issue, spans: Sequence[Span]) -> bool:
    return issue.start is not None and issue.end is not None and _touches((issue.start, issue.end), spans)


def _place(mention: _Mention) -> Span:
    return mention.start, mention.end
