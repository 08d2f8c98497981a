"""Reports of one area and year → what stands in the graph: each report once, with all its sources, and its revisions.

What comes out depends on the set of reports alone, not on the order in which they were read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from extract.pattern_data import load_patterns
from kg.building.extraction import Profile, lines
from kg.building.likeness import PAGE_FORMATS, Reading, are_one, compare, letters
from kg.entities import Term, chinese, literal
from kg.iri import Minter
from kg.names import ISSUED, LABEL, REVISION_OF, TYPE, classes, fz

# What gives its facts to a report that several files hold: what an office writes, before what is printed from it.
_FORMATS = (".docx", ".docm", ".odt", ".doc", ".wps", ".rtf", ".xhtml", ".html", ".htm", ".shtml", ".mht", ".mhtml")
_LESSER_FORMATS = (".md", ".markdown", ".txt", ".text", ".ofd", ".pdf")
_RANKS = {suffix: rank for rank, suffix in enumerate(_FORMATS + _LESSER_FORMATS)}

DIFFERING = "reports-differ"
"""The kind of issue that merging raises."""

_LEAST_LIKENESS_OF_REVISIONS = 0.5
_FILLED = (ISSUED, fz("documentNumber"), fz("addressee"), fz("signer"))


@dataclass(frozen=True, slots=True)
class Member:
    """What one content has to say: its profile, the base names of the files that hold it, and how to get its graph."""

    profile: Profile
    names: tuple[str, ...]
    graph: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Merged:
    """A report as it stands in the graph.

    `members` hold it, the first of them gives the facts; `extra` is what its named graph says besides, as N-Quads.
    `revises` are the IRIs of the reports that it replaces, `differs` those of which that cannot be said.
    """

    members: tuple[Member, ...]
    extra: bytes
    revises: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()

    @property
    def primary(self) -> Profile:
        """The profile of the member whose facts it has."""
        return self.members[0].profile


def block_of(profile: Profile) -> str:
    """Which reports it has to be compared with: those of the same block. Of an unknown area there are no others."""
    return f"{profile.area} {profile.year or ''}" if profile.area else profile.digest


def merge(members: Iterable[Member]) -> list[Merged]:
    """The reports of one block, in order of IRI. No two members may have the same digest."""
    pages = [_Page(member) for member in sorted(members, key=_rank)]
    groups: list[list[_Page]] = []
    for page in pages:
        group = next((group for group in groups if _is_same(group[0], page)), None)
        if group is None:
            groups.append([page])
        else:
            group.append(page)
    reports = [_Report(group) for group in groups]
    _relate(reports)
    return sorted((report.merged() for report in reports), key=lambda merged: merged.primary.graph)


def _rank(member: Member) -> tuple[int, str]:
    return _RANKS.get(member.profile.suffix, len(_RANKS)), member.profile.digest


class _Page:
    """A member with its text, which is read when it is needed and not before."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.profile = member.profile
        self._reading: Reading | None = None

    @property
    def reading(self) -> Reading:
        if self._reading is None:
            self._reading = _reading(self.member)
        return self._reading


def _reading(member: Member) -> Reading:
    text, spans, stated = "", {}, set()
    start, end, said = fz("start"), fz("end"), fz("statedIn")
    for quad in parse(member.graph(), format=RdfFormat.N_QUADS):
        if quad.predicate == fz("text"):
            text = quad.object.value
        elif quad.predicate in (start, end):
            spans[quad.subject, quad.predicate] = int(quad.object.value)
        elif quad.predicate == said:
            stated.add(quad.subject)
    statements = sorted((spans[node, start], spans[node, end]) for node in stated)
    return Reading(text, tuple(statements), member.profile.suffix in PAGE_FORMATS)


def _is_same(first: _Page, second: _Page) -> bool:
    """Whether two files hold the same report; the first is of the better format."""
    ours, theirs = first.profile, second.profile
    if ours.is_report != theirs.is_report or not ours.area:
        return False
    if ours.fingerprint == theirs.fingerprint:
        return True
    if (
        ours.year is None
        or letters(ours.title) != letters(theirs.title)
        or (ours.issuer and theirs.issuer and ours.issuer != theirs.issuer)
    ):
        return False
    return are_one(first.reading, second.reading)


class _Report:
    """A report in the making."""

    def __init__(self, pages: Sequence[_Page]) -> None:
        self.pages = pages
        self.profile = pages[0].profile
        self.names = tuple(sorted({name for page in pages for name in page.member.names}))
        self.issued = max(page.profile.issued for page in pages)
        self.marked = any(_revision().search(words) for words in (*self.names, *(p.profile.title for p in pages)))
        self.older: list[_Report] = []
        self.differing: list[_Report] = []

    def merged(self) -> Merged:
        revises = sorted(report.profile.graph for report in self.older)
        differs = sorted(report.profile.graph for report in self.differing)
        extra = lines(self._extra())
        return Merged(tuple(page.member for page in self.pages), extra, tuple(revises), tuple(differs))

    def _extra(self) -> Iterator[Quad]:
        node = NamedNode(self.profile.graph)
        for predicate, value in (*self._sources(), *self._filled()):
            yield Quad(node, predicate, value, node)
        for report in self.older:
            yield Quad(node, REVISION_OF, NamedNode(report.profile.graph), node)
        for ordinal, report in enumerate(sorted(self.differing, key=lambda report: report.profile.graph), 1):
            yield from _issue(node, ordinal, report)

    def _sources(self) -> Iterator[tuple[NamedNode, Term]]:
        yield from ((fz("sourceName"), literal(name)) for name in self.names)
        yield from ((fz("sourceDigest"), literal(page.profile.digest)) for page in self.pages)
        if not self.profile.title:
            yield LABEL, chinese(self.names[0])

    def _filled(self) -> Iterator[tuple[NamedNode, Term]]:
        """What the first member does not say of the report itself, and another does: a page has a date of issue."""
        if len(self.pages) == 1:
            return
        heads = [_head(page.member) for page in self.pages]
        for predicate in _FILLED:
            said = next((head[predicate] for head in heads if predicate in head), None)
            if said is not None and predicate not in heads[0]:
                yield predicate, said


def _head(member: Member) -> dict[NamedNode, Term]:
    """What a member says of the report itself."""
    node = NamedNode(member.profile.graph)
    quads = (q for q in parse(member.graph(), format=RdfFormat.N_QUADS) if q.subject == node)
    return {q.predicate: q.object for q in quads if isinstance(q.object, NamedNode | Literal)}


@cache
def _revision() -> re.Pattern[str]:
    return re.compile(load_patterns("revisions")["revision"]["pattern"])


def _relate(reports: Sequence[_Report]) -> None:
    """Say of each report which it revises, and of which it is not known."""
    newer: set[tuple[int, int]] = set()
    for (i, first), (j, second) in combinations(enumerate(reports), 2):
        order = _order(first, second)
        if order:
            newer.add((i, j) if order > 0 else (j, i))
        elif _must_be_told_apart(first, second):
            first.differing.append(second)
            second.differing.append(first)
    for i, j in newer:
        if not any((i, k) in newer and (k, j) in newer for k in range(len(reports))):
            reports[i].older.append(reports[j])


def _order(first: _Report, second: _Report) -> int:
    """1 if the first revises the second, -1 if the second the first, 0 if neither is known."""
    if not _are_versions(first, second):
        return 0
    if first.marked != second.marked:
        return 1 if first.marked else -1
    if first.issued and second.issued and first.issued != second.issued:
        return 1 if first.issued > second.issued else -1
    return 0


def _are_versions(first: _Report, second: _Report) -> bool:
    """Whether one can be a revision of the other at all: the same kind of document, under one title or much alike."""
    ours, theirs = first.profile, second.profile
    if ours.is_report != theirs.is_report:
        return False
    if _bare(ours.title) == _bare(theirs.title) != "":
        return True
    return compare(first.pages[0].reading, second.pages[0].reading).likeness >= _LEAST_LIKENESS_OF_REVISIONS


def _bare(title: str) -> str:
    return letters(_revision().sub("", title))


def _must_be_told_apart(first: _Report, second: _Report) -> bool:
    """Whether a person has to look: two reports of one area and year, or other documents of one title."""
    if not first.profile.area or first.profile.year is None:
        return False
    both = first.profile.is_report and second.profile.is_report
    return both or (first.profile.is_report == second.profile.is_report and _are_versions(first, second))


def _issue(report: NamedNode, ordinal: int, other: _Report) -> Iterator[Quad]:
    node = Minter().part(report, f"issue/{DIFFERING}", None, ordinal)
    why = "another report of the same area and year says something else, and which is the newer is not known"
    said: list[tuple[NamedNode, Term]] = [
        *((TYPE, kind) for kind in classes("Issue")),
        (fz("raisedIn"), report),
        (fz("issueKind"), literal(DIFFERING)),
        (fz("words"), literal(other.names[0])),
        (fz("why"), literal(why)),
    ]
    yield from (Quad(node, predicate, value, report) for predicate, value in said)
