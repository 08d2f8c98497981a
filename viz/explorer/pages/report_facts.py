"""What one report says, read from its named graph: its letterhead, and its facts in the order of the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from ontology.terms import DCTERMS, FZ
from viz.explorer.index.graph import GraphReader, Values, first, said_of
from viz.explorer.index.read import Index, Thing

_ABOUT = {
    "issued": str(DCTERMS.issued),
    **{name: str(FZ[name]) for name in ("sourceName", "documentNumber", "addressee", "signer", "hint", "text")},
}
_NAMES = (
    *("start", "end", "year", "sectionRole", "origin", "rule", "hint"),
    *("instrument", "article", "programme", "status", "provider", "lawyer", "courtCase", "place"),
    *("indicator", "value", "comparator", "unit", "measured", "refPeriod", "partOf"),
    *("issueKind", "words", "why"),
)
_STATEMENTS = GraphReader({name: str(FZ[name]) for name in _NAMES})

# The kinds of facts in the order of the legend, each with the property that tells it.
KINDS = {
    "figure": "indicator",
    "citation": "instrument",
    "activity": "programme",
    "adviser": "provider",
    "case": "courtCase",
    "village": "place",
    "issue": "issueKind",
}
_THINGS = ("instrument", "programme", "provider", "lawyer", "courtCase", "place", "indicator", "unit")


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement or an issue with its place in the text; the offsets are None where an issue is the whole report's.

    `values` are the property values by name, `things` those of them that have pages, by IRI.
    """

    kind: str
    start: int | None
    end: int | None
    values: Values
    things: Mapping[str, Thing]

    def first(self, name: str) -> str:
        """Return a value of a property, "" if it has none."""
        return first(self.values, name)

    def local(self, name: str) -> str:
        """Return the local name of a property's value: Exactly, CarriedOut …; "" if it has none."""
        return self.first(name).rpartition("#")[2]

    def thing(self, name: str) -> Thing | None:
        """Return the thing that a property leads to."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> list[Thing]:
        """Return the things that a property leads to."""
        return [self.things[iri] for iri in sorted(self.values.get(name, ())) if iri in self.things]


@dataclass(frozen=True, slots=True)
class Letter:
    """A report as it stands in the graph: its text, its letterhead's values by name, its facts in order."""

    text: str
    values: Values
    facts: list[Fact] = field(default_factory=list)

    def first(self, name: str) -> str:
        """Return a value of the letterhead, "" if it has none."""
        return first(self.values, name)


def read_letter(store: ox.Store, index: Index, iri: str) -> Letter:
    """Return the report whose named graph is `iri`; without text where the graph has none."""
    about = said_of(store, iri, _ABOUT)
    said = _STATEMENTS.read(store, iri)
    things = index.by_iri(iri for values in said for name in _THINGS for iri in values.get(name, ()))
    text = first(about, "text")
    facts = [fact for values in said if (fact := _fact(values, things, len(text)))]
    facts.sort(key=lambda fact: (fact.start is None, fact.start or 0, fact.end or 0))
    return Letter(text, about, facts)


def _fact(values: Values, things: Mapping[str, Thing], length: int) -> Fact | None:
    kind = next((kind for kind, name in KINDS.items() if name in values), None)
    if kind is None:
        return None
    start, end = (_offset(values, name, length) for name in ("start", "end"))
    if start is None or end is None or end <= start:
        start = end = None
    if start is None and kind != "issue":
        return None
    return Fact(kind, start, end, values, things)


def _offset(values: Values, name: str, most: int) -> int | None:
    written = first(values, name)
    return int(written) if written.isdecimal() and len(written) < 12 and int(written) <= most else None
