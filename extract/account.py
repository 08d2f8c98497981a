"""The account of a report: every number, title, quotation and name form ends as a fact, a non-fact or an issue."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from extract.advisers.find_advisers import firm_names
from extract.document import Document
from extract.instruments.titles import marked_titles
from extract.pattern_data import HAN, either, load_patterns
from extract.pipeline import Findings, analyse, load
from extract.places.gazetteer import load as load_gazetteer
from extract.reading import Reading
from extract.text.clauses import Clauses
from extract.text.gate import Gate
from extract.text.spans import Span
from ontology.model import Issue
from ontology.vocabulary import units

DOUBTS = ("not-a-report", "indicator-unclear", "place-by-path")
"""The kinds of issue that leave what they speak of a fact."""

_OPEN_BEFORE = frozenset({"firm", "law", "place"})
_AROUND = 20
"""How many characters on each side of a number tell what it is, at most."""


class Outcome(StrEnum):
    """What became of a form."""

    FACT = "fact"
    NON_FACT = "non-fact"
    ISSUE = "issue"


class Mark(NamedTuple):
    """A stretch `text[start:end]` with what it is: a class of facts, the name of a non-fact or a kind of issue."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One form at `text[start:end]` (`kind`: number, title, quote, firm, place or law), its outcome and what it is."""

    kind: str
    start: int
    end: int
    words: str
    outcome: Outcome
    name: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of a text's stretches, the outcomes in the order of their strength."""

    issues: tuple[Mark, ...]
    facts: tuple[Mark, ...]
    non_facts: tuple[Mark, ...]


def account(document: Document, facts: Iterable[Mark], issues: Iterable[Mark]) -> list[Item]:
    """The account of a clean text of which `facts` and `issues` are kept, in order of the text.

    What the finders would keep and is not kept was set aside by a correction.
    """
    found = analyse(load(), document)
    aside = tuple(Mark(mark.start, mark.end, "set-aside") for mark in (*_facts(found), *_issues(found)))
    return _account(found.reading, Marks(tuple(issues), tuple(facts), (*aside, *_non_facts(found))))


def account_of_findings(found: Findings) -> list[Item]:
    """The account of the numbers of a document, in order of the text."""
    marks = Marks(tuple(_issues(found)), tuple(_facts(found)), _non_facts(found))
    return sorted(_all_numbers(found.reading, marks), key=_place)


def unread(found: Findings) -> list[Issue]:
    """An issue for each number that is neither a fact nor a named non-fact nor an issue already."""
    folded = found.reading.folded
    covered = bytearray(len(folded))
    spans = _uncovered(_numbers(folded), covered, chain(_issues(found), _facts(found), _left_out(found)))
    by_form = chain.from_iterable(_by_form(folded, *lines) for lines in _lines_around(folded, spans))
    spans = _uncovered(spans, covered, by_form)
    if not spans:
        return []
    clauses = Clauses(folded)
    return [_unread(found.reading, clauses, span) for span in spans]


def _unread(reading: Reading, clauses: Clauses, span: Span) -> Issue:
    """The issue of a number, which says the words about it: digits alone do not tell what they are."""
    start, end = span
    first, last = clauses.clause(start)
    around = reading.words(max(first, start - _AROUND), min(max(last, end), end + _AROUND)).strip()
    why = f"the number in “{around}” is part of no fact and of no wording that is known to count nothing"
    return Issue("number-unread", reading.document.text[start:end], why, start, end)


def _uncovered(spans: Iterable[Span], covered: bytearray, marks: Iterable[Mark]) -> list[Span]:
    """The spans that no mark touches; `covered` has a byte for each character, 1 where a mark is or was."""
    for start, end, _ in marks:
        covered[start:end] = b"\1" * (end - start)
    return [(start, end) for start, end in spans if covered.find(1, start, end) < 0]


def placeholders(reading: Reading) -> list[Issue]:
    """One issue for all the xx and ×× that stand where figures or names should; none where there are none."""
    found = [match.span() for match in _placeholder().finditer(reading.document.text)]
    if not found:
        return []
    start, end = found[0]
    why = f"{len(found)} placeholders stand where figures or names should: a template, or a text with names masked"
    return [Issue("placeholder", reading.document.text[start:end], why, start, end)]


def _account(reading: Reading, marks: Marks) -> list[Item]:
    folded = reading.folded
    items = [
        *_all_numbers(reading, marks),
        *_settle(_titles(folded), "title", reading, marks, "title-unread"),
        *_settle(_found("quote", folded), "quote", reading, marks, "quoted-phrase"),
        *_settle(_found("firm", folded), "firm", reading, _with_firms(marks, folded), "firm-in-general"),
        *_settle(_found("law", folded), "law", reading, marks, "law-in-general"),
        *_settle(_places(folded), "place", reading, marks, "place-mentioned"),
    ]
    return sorted(items, key=_place)


def _place(item: Item) -> tuple[int, int, str]:
    return item.start, item.end, item.kind


def _all_numbers(reading: Reading, marks: Marks) -> Iterator[Item]:
    yield from _settle(_numbers(reading.folded), "number", reading, marks, "number-unread")
    yield from _settle(_signs(reading.folded), "number", reading, marks, "number-in-a-name")


def _settle(spans: Iterable[Span], kind: str, reading: Reading, marks: Marks, otherwise: str) -> Iterator[Item]:
    """Each span with its outcome; `otherwise` names what is left: an issue of that kind, or a non-fact."""
    strata = (
        (Outcome.ISSUE, _Index(marks.issues)),
        (Outcome.FACT, _Index(marks.facts)),
        (Outcome.NON_FACT, _Index(marks.non_facts)),
    )
    last = Outcome.ISSUE if otherwise.endswith("-unread") else Outcome.NON_FACT
    for start, end in sorted(spans):
        words = reading.document.text[start:end]
        # Where a name begins is not sure without its outcome; its last two characters are its own.
        probe = max(start, end - 2) if kind in _OPEN_BEFORE else start
        settled = ((outcome, index.at(probe, end)) for outcome, index in strata)
        outcome, name = next(((o, n) for o, n in settled if n is not None), (last, otherwise))
        yield Item(kind, start, end, words, outcome, name)


class _Index:
    """Answers which mark a span touches."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        # Marks of like lengths together: a long one, a page's frame, must not make each question look at all marks.
        sizes: defaultdict[int, list[Mark]] = defaultdict(list)
        for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
            sizes[(mark.end - mark.start).bit_length() // 4].append(mark)
        self._groups = [
            (group, [mark.start for mark in group], max(mark.end - mark.start for mark in group))
            for _, group in sorted(sizes.items())
        ]

    def at(self, start: int, end: int) -> str | None:
        """The name of the shortest mark that holds the span, else of one that it overlaps; None where there is none."""
        touching: Mark | None = None
        for group, starts, longest in self._groups:
            first = bisect_right(starts, start - longest - 1)
            near = [m for m in group[first : bisect_right(starts, end - 1)] if m.end > start]
            holding = [mark for mark in near if mark.start <= start and end <= mark.end]
            if holding:
                return min(holding, key=_length).name
            touching = touching or min(near, key=_length, default=None)
        return touching.name if touching else None


def _length(mark: Mark) -> int:
    return mark.end - mark.start


def _facts(found: Findings) -> Iterator[Mark]:
    for metric in found.metrics:
        yield Mark(*(metric.number or (metric.start, metric.end)), "Observation")
    for cited in found.instruments:
        yield Mark(cited.start, cited.end, "Citation")
    for run in found.programmes:
        yield Mark(run.start, run.end, "ProgrammeActivity")
    for adviser in found.advisers:
        yield Mark(adviser.start, adviser.end, "LegalAdviserEngagement")
    for case in found.cases:
        yield Mark(case.start, case.end, "CaseMention")


def _issues(found: Findings) -> Iterator[Mark]:
    for issue in found.issues:
        if issue.start is not None and issue.end is not None and issue.kind not in DOUBTS:
            yield Mark(issue.start, issue.end, issue.kind)


def _non_facts(found: Findings) -> tuple[Mark, ...]:
    """All that is known to be no statement: by the finders, the outline, the letterhead and account.toml."""
    return *_left_out(found), *_by_form(found.reading.folded)


def _left_out(found: Findings) -> Iterator[Mark]:
    """What the finders, the outline and the letterhead know to be no statement."""
    for fact in found.left_out:
        yield Mark(fact.start, fact.end, fact.name)
    for title in found.other_titles:
        yield Mark(title.start, title.end, title.rule)
    for name, (start, end) in found.head.spans.items() if found.head else ():
        yield Mark(start, end, f"letterhead-{name}")
    yield from _section_numbers(found.reading)


def _by_form(folded: str, start: int = 0, end: int | None = None) -> Iterator[Mark]:
    """What account.toml knows to be no statement, in the lines `folded[start:end]`."""
    for match in _patterns().finditer(folded[start:end]):
        yield Mark(start + match.start(), start + match.end(), str(match.lastgroup).replace("_", "-"))


def _lines_around(folded: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The lines of the spans with those beside them: a label before a number may stand on the line above."""
    done = 0
    for start, end in spans:
        if end > done:
            done = _line_end(folded, _line_end(folded, start))
            yield folded.rfind("\n", 0, max(0, folded.rfind("\n", 0, start))) + 1, done


def _line_end(text: str, offset: int) -> int:
    """Where the line at an offset ends, with its mark."""
    return text.find("\n", offset) + 1 or len(text)


def _section_numbers(reading: Reading) -> Iterator[Mark]:
    for section in reading.sections:
        words = reading.document.text.find(section.heading, section.start, section.body) if section.heading else -1
        if words > section.start:
            yield Mark(section.start, words, "section-number")


def _with_firms(marks: Marks, folded: str) -> Marks:
    """The marks with the firms that are named but not engaged."""
    named = tuple(Mark(start, end, "firm-not-engaged") for start, end in firm_names(folded))
    return Marks(marks.issues, marks.facts, named)


def _numbers(folded: str) -> Iterator[Span]:
    for match in _number().finditer(folded):
        yield match.span()


def _signs(folded: str) -> Iterator[Span]:
    """What shows a number and is no figure: digits behind letters, signs, years in characters."""
    for match in _sign().finditer(folded):
        yield match.span()


def _titles(folded: str) -> Iterator[Span]:
    for title in marked_titles(folded):
        yield title.start, title.end


def _found(kind: str, folded: str) -> Iterator[Span]:
    pattern = re.compile(_data()["form"][kind]["pattern"].replace("{han}", HAN))
    for match in pattern.finditer(folded):
        yield match.span()


def _places(folded: str) -> Iterator[Span]:
    """The names of divisions, and the words that end as such names do."""
    known = [(mention.start, mention.end) for mention in load_gazetteer().mentions(folded)]
    yield from known
    ends = {end for _, end in known}
    yield from (span for span in _found("place", folded) if span[1] not in ends)


@cache
def _data() -> dict[str, Any]:
    return load_patterns("account")


@cache
def _number() -> Gate:
    """Digits, and Chinese numerals with a measure word."""
    pattern: str = _data()["form"]["number"]["pattern"]
    return Gate(pattern.replace("{unit}", either({unit.label for unit in units()})))


@cache
def _sign() -> Gate:
    return Gate(_data()["form"]["sign"]["pattern"])


@cache
def _placeholder() -> Gate:
    return Gate(*(entry["pattern"] for entry in _data()["placeholder"]))


@cache
def _patterns() -> Gate:
    entries = _data()["non_fact"]
    named = (f"(?P<{entry['name'].replace('-', '_')}>{entry['pattern']})" for entry in entries)
    return Gate(*(pattern.replace("{han}", HAN) for pattern in named), flags=re.MULTILINE)
