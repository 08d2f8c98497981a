"""The bare edges of the network as the store's statements make them, before anything is drawn or told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from sys import intern

import pyoxigraph as ox

from viz.facts import ReportNote
from viz.reading import CREATOR, LABELS, TITLE, ask, fz, iris, is_a, one, subjects, things, year_of

UNSTATED = {"about": ("Report", fz("about")), "creator": ("Government", CREATOR)}
OPTIONAL_KINDS = frozenset(kind for kind, _ in UNSTATED.values())
_STATUS = {"CarriedOut": "runs", "Planned": "planned", "Recommended": "recommended"}
_SOURCES = ("township", "client", "lawyer")
_TARGETS = ("instrument", "programme", "provider")
# All links at once: a statement stands in the graph that bears its report's name.
_EVERY = {
    "cites": "?s fz:instrument ?target",
    "runs": "?s fz:programme ?target ; fz:township ?source ; fz:status ?status OPTIONAL { ?s fz:year ?year }",
    "hasLegalAdviser": "?s fz:provider ?target ; fz:client ?source OPTIONAL { ?s fz:year ?year }",
    "practisesAt": "?s fz:provider ?target ; fz:lawyer ?source OPTIONAL { ?s fz:year ?year }",
}


@dataclass(frozen=True, slots=True)
class Link:
    """One edge, by one statement; `statement` is "" for what no sentence says."""

    relation: str
    source: str
    target: str
    statement: str = ""
    year: int | None = None


class Reports(dict[str, ReportNote | None]):
    """The reports by IRI, read when they are asked for; None for what is no report."""

    def __init__(self, store: ox.Store) -> None:
        """Read nothing yet."""
        super().__init__()
        self.store = store

    def __missing__(self, iri: str) -> ReportNote | None:
        """Read one report."""
        self[iri] = self._read(iri)
        return self[iri]

    def _read(self, iri: str) -> ReportNote | None:
        store = self.store
        if not iri or not is_a(store, iri, "Report") or is_a(store, iri, "OtherDocument"):
            return None
        label = one(store, iri, LABELS[0]) or one(store, iri, TITLE) or iri.rsplit("/", 1)[-1]
        return ReportNote(iri, label, year_of(one(store, iri, fz("year"))), one(store, iri, fz("about")) or None)

    def every(self) -> list[ReportNote]:
        """Return all reports, in order of IRI."""
        return self._noted(things(self.store, "Report"))

    def about(self, place: str) -> list[ReportNote]:
        """Return the reports about a place, in order of IRI."""
        return self._noted(subjects(self.store, fz("about"), place))

    def _noted(self, nodes: Iterable[ox.NamedNode]) -> list[ReportNote]:
        found = (self[intern(iri)] for iri in sorted({node.value for node in nodes}))
        return [report for report in found if report is not None]


class Links:
    """Reads links, only those of `years` if there are any: all, or those at one node, quickly in any store."""

    def __init__(self, store: ox.Store, reports: Reports, kinds: Collection[str], years: Collection[int]) -> None:
        """Read nothing yet; reports and bodies are ends only if `kinds` has their classes."""
        self.store, self.reports, self.years = store, reports, frozenset(years)
        self.unstated = [(relation, path) for relation, (kind, path) in UNSTATED.items() if kind in kinds]

    def every(self) -> list[Link]:
        """Return all links."""
        links = [link for relation in _EVERY for link in self._all(relation) if self._is_wanted(link.year)]
        links += [link for report in self.reports.every() for link in self._of_report(report)]
        ends = {end for link in links for end in (link.source, link.target)}
        places = {report.place for report in self.reports.every() if report.place and self._is_wanted(report.year)}
        return links + self._upwards(ends | places)

    def _all(self, relation: str) -> Iterator[Link]:
        query = f"SELECT * WHERE {{ GRAPH ?report {{ {_EVERY[relation]} }} }}"
        for row in ask(self.store, query, ("s", "report", "source", "target", "status", "year")):
            report = self.reports[row["report"]]
            source = row["source"] or (report.place if report else "")
            made = _STATUS.get(row["status"].rpartition("#")[2], "") if row["status"] else relation
            if report and source and made:
                yield Link(made, source, row["target"], row["s"], year_of(row["year"]) or report.year)

    def of(self, source: str) -> list[Link]:
        """Return the links that a node is the source of."""
        statements = {node.value for end in _SOURCES for node in subjects(self.store, fz(end), source)}
        for report in self.reports.about(source):
            statements |= {node.value for node in things(self.store, "Citation", report.iri)}
        links = [link for iri in sorted(statements) for link in self._stated(iri)]
        own = self.reports[source] if self.unstated else None
        links += self._of_report(own) if own else []
        return [link for link in [*links, *self._upwards([source])] if link.source == source]

    def to(self, target: str) -> list[Link]:
        """Return the links that a node is the target of."""
        statements = {node.value for end in _TARGETS for node in subjects(self.store, fz(end), target)}
        links = [link for iri in sorted(statements) for link in self._stated(iri)]
        for _, path in self.unstated:
            reports = {node.value for node in subjects(self.store, path, target)}
            links += [link for iri in sorted(reports) if (note := self.reports[iri]) for link in self._of_report(note)]
        below = {node.value for node in subjects(self.store, fz("within"), target)}
        links += [Link("within", intern(place), target) for place in sorted(below) if self.is_told_of(place)]
        return [link for link in links if link.target == target]

    def is_told_of(self, place: str) -> bool:
        """Whether a report is about a place or something in it, or a link has it as an end."""
        if any(self._is_wanted(report.year) for report in self.reports.about(place)):
            return True
        statements = (node.value for end in _SOURCES + _TARGETS for node in subjects(self.store, fz(end), place))
        if any(self._stated(iri) for iri in statements):
            return True
        return any(self.is_told_of(node.value) for node in subjects(self.store, fz("within"), place))

    def _is_wanted(self, year: int | None) -> bool:
        return not self.years or year in self.years

    def _stated(self, iri: str) -> list[Link]:
        """Return the links that one statement makes."""
        report = self.reports[one(self.store, iri, fz("statedIn"))]
        if report is None:
            return []
        return [link for link in self._made(intern(iri), report) if self._is_wanted(link.year)]

    def _made(self, iri: str, report: ReportNote) -> Iterator[Link]:
        for instrument in iris(self.store, iri, fz("instrument")) if report.place else ():
            yield Link("cites", report.place or "", instrument, iri, report.year)
        for programme in iris(self.store, iri, fz("programme")):
            relation = _STATUS.get(one(self.store, iri, fz("status")).rpartition("#")[2])
            for township in iris(self.store, iri, fz("township")) if relation else ():
                yield Link(relation or "", township, programme, iri, self._year(iri, report))
        for provider in iris(self.store, iri, fz("provider")):
            for relation, end in (("hasLegalAdviser", "client"), ("practisesAt", "lawyer")):
                for source in iris(self.store, iri, fz(end)):
                    yield Link(relation, source, provider, iri, self._year(iri, report))

    def _year(self, iri: str, report: ReportNote) -> int | None:
        return year_of(one(self.store, iri, fz("year"))) or report.year

    def _of_report(self, report: ReportNote) -> list[Link]:
        """Return the links that a report makes as a node of its own."""
        if not self._is_wanted(report.year):
            return []
        ends = [(relation, target) for relation, path in self.unstated for target in iris(self.store, report.iri, path)]
        return [Link(relation, report.iri, target, "", report.year) for relation, target in ends]

    def _upwards(self, places: Iterable[str]) -> list[Link]:
        """Return the way up from places."""
        found: dict[str, Link] = {}
        for start in places:
            place = start
            while place not in found:
                above = one(self.store, place, fz("within"))
                if not above:
                    break
                found[place] = Link("within", place, above)
                place = above
        return [found[place] for place in sorted(found)]


class ReadLinks:
    """Links that have been read, by their ends."""

    def __init__(self, links: Iterable[Link]) -> None:
        """Put the links in order of their ends."""
        self._of: dict[str, list[Link]] = {}
        self._to: dict[str, list[Link]] = {}
        for link in links:
            self._of.setdefault(link.source, []).append(link)
            self._to.setdefault(link.target, []).append(link)

    def of(self, source: str) -> list[Link]:
        """Return the links that a node is the source of."""
        return self._of.get(source, [])

    def to(self, target: str) -> list[Link]:
        """Return the links that a node is the target of."""
        return self._to.get(target, [])
