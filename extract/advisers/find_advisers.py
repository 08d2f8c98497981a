"""Legal advisers: the law firms and legal services offices engaged, and the lawyers named for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.advisers.adviser_tables import adviser_rows
from extract.advisers.engagements import Verdict, verdicts
from extract.advisers.find_lawyers import find_lawyers
from extract.advisers.firm_names import Name, adviser_data, adviser_pattern, find_firms, name_before
from extract.advisers.person_names import is_name
from extract.advisers.place_lawyers import place_lawyers
from extract.advisers.sentences import Sentences
from extract.reading import Reading
from ontology.model import Provider


@dataclass(frozen=True, slots=True)
class AdviserMention:
    """One naming of a provider as legal adviser: `text[start:end]`, with the lawyers named for it.

    `hints` are the words that make it one. `firm` is the span of the name alone.
    """

    start: int
    end: int
    provider: Provider
    lawyers: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    firm: tuple[int, int] = (0, 0)
    rule: str = "engaged"


@dataclass(frozen=True, slots=True)
class LawyerMention:
    """A lawyer named without a firm that the sentence would give: `text[start:end]`."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words of an engagement that name no adviser for sure: `text[start:end]`, a kind of issue and the reason."""

    start: int
    end: int
    kind: str
    why: str


def find_advisers(reading: Reading) -> tuple[list[AdviserMention], list[LawyerMention], list[Doubt]]:
    """The providers engaged as legal advisers, the lawyers for whom no firm is named, and what stays in doubt.

    A provider named in short after its full name is the same provider. Firms that a sentence mentions without
    engaging them (an opponent's, a lecturer's) are left out, and so are nameless ones (某律师事务所). Firms that a
    sentence no longer or not yet engages are doubts.
    """
    folded = reading.folded
    firms = find_firms(folded)
    sentences = Sentences(folded, firms)
    people = find_lawyers(folded, firms)
    named: defaultdict[int | None, list[Name]] = defaultdict(list)
    for (person, _), at in zip(people, place_lawyers(people, firms, sentences, folded), strict=True):
        named[at].append(person)
    said = verdicts(firms, sentences, reading)
    mentions = [_mention(firm, named[k], said[k].words) for k, firm in enumerate(firms) if said[k].words]
    rows = adviser_rows(folded, firms)
    mentions += [_mention(row.firm, row.people, row.words, "adviser-table") for row in rows]
    doubts = [
        *_companies(folded, sentences),
        *_not_engaged(firms, said),
        *_unread_lawyers(folded, firms, [person for person, _ in people]),
    ]
    known = {name for mention in mentions for name in mention.lawyers}
    loose = [LawyerMention(p.start, p.end, p.name) for p in named[None] if p.name not in known]
    return mentions, loose, doubts


def firm_names(folded: str) -> list[tuple[int, int]]:
    """Where the text names a firm or office by a proper name, engaged or not."""
    return [(firm.start, firm.end) for firm in find_firms(folded)]


def _mention(firm: Name, people: Sequence[Name], words: str, rule: str = "engaged") -> AdviserMention:
    names = tuple(dict.fromkeys(person.name for person in people))
    start = min([firm.start, *(person.start for person in people)])
    end = max([firm.end, *(person.end for person in people)])
    return AdviserMention(start, end, Provider(firm.name, firm.kind), names, (words,), (firm.start, firm.end), rule)


def _companies(folded: str, sentences: Sentences) -> Iterator[Doubt]:
    """Companies engaged for legal services: neither law firms nor legal services offices."""
    for match in adviser_pattern("company").finditer(folded):
        start, end = sentences.around(match.start())
        if adviser_pattern("engaged").search(folded, start, end):
            body = name_before(folded, start, match.start())
            yield Doubt(match.start() - len(body), match.end(), "provider-unclear", adviser_data("company")["why"])


def _not_engaged(firms: Sequence[Name], said: Sequence[Verdict]) -> Iterator[Doubt]:
    """Firms that a sentence says are advisers no more, or not yet."""
    for firm, verdict in zip(firms, said, strict=True):
        if verdict.why:
            yield Doubt(firm.start, firm.end, "adviser-not-engaged", verdict.why)


def _unread_lawyers(folded: str, firms: Sequence[Name], people: Sequence[Name]) -> Iterator[Doubt]:
    """Names without a surname right beside a firm's (of the Yi and others), names in a clause like a lawyer's."""
    known = {place for person in people for place in range(person.start, person.end)}
    for firm in firms:
        match = adviser_pattern("unread").match(folded, firm.end)
        if match and match.start("name") not in known and match.end("name") - 1 not in known:
            yield Doubt(*match.span("name"), "lawyer-unclear", adviser_data("unread")["why"])
    for person in people:
        match = adviser_pattern("parallel").match(folded, person.end)
        if match and is_name(match["name"]) and match.start("name") not in known:
            yield Doubt(*match.span("name"), "lawyer-unclear", adviser_data("parallel")["why"])
