"""One report's graph → what the index keeps of it. Things are named by their IRIs here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from ontology.terms import DCTERMS, FZ, PROV, RDF, RDFS
from viz.explorer.index.graph import GraphReader, Values, first, said_of

_ABOUT = {
    "type": str(RDF.type),
    "label": str(RDFS.label),
    "issued": str(DCTERMS.issued),
    "revises": str(PROV.wasRevisionOf),
    **{name: str(FZ[name]) for name in ("about", "year", "sourceName")},
}
_NAMES = (
    *("start", "end", "year", "sectionRole"),
    *("instrument", "article", "programme", "status", "provider", "lawyer", "courtCase", "place"),
    *("indicator", "value", "comparator", "unit", "measured", "refPeriod", "partOf"),
    *("issueKind", "words", "why"),
)
_STATEMENTS = GraphReader({name: str(FZ[name]) for name in _NAMES})
_OTHER = "OtherDocument"
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """An observation. `share`: it is a part of another."""

    indicator: str
    unit: str
    year: int | None
    start: int
    end: int
    value: float
    comparator: str
    role: str
    measured: str
    share: bool


@dataclass(slots=True)
class Mention:
    """How a report names a thing as of a year, by a relation of schema.sql: where first, how often, what articles."""

    start: int
    end: int
    times: int = 0
    articles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Doubt:
    """An issue; the offsets are None where it is the whole report's."""

    kind: str
    words: str
    why: str
    start: int | None
    end: int | None


@dataclass(slots=True)
class ReportFacts:
    """What the index keeps of one report; `genuine` is False for an `fz:OtherDocument`.

    `mentions` are by the IRI of the thing, the relation, and the year.
    """

    iri: str
    label: str
    genuine: bool
    place: str
    year: int | None
    issued: str
    sources: list[str]
    revises: list[str]
    statements: int = 0
    figures: list[Figure] = field(default_factory=list)
    mentions: dict[tuple[str, str, int | None], Mention] = field(default_factory=dict)
    issues: list[Doubt] = field(default_factory=list)


def read_report(store: ox.Store, iri: str) -> ReportFacts | None:
    """Return the report whose named graph is `iri`, None if the graph holds none."""
    about = said_of(store, iri, _ABOUT)
    kinds = {_local(kind) for kind in about.get("type", ())}
    if not kinds & {"Report", _OTHER}:
        return None
    facts = ReportFacts(
        iri=iri,
        label=first(about, "label") or first(about, "sourceName"),
        genuine=_OTHER not in kinds,
        place=first(about, "about"),
        year=_year(first(about, "year")),
        issued=first(about, "issued"),
        sources=sorted(about.get("sourceName", ())),
        revises=sorted(about.get("revises", ())),
    )
    for values in sorted(_STATEMENTS.read(store, iri), key=lambda values: _offset(values, "start") or 0):
        _take(facts, values)
    return facts


def _year(written: str) -> int | None:
    return int(written[:4]) if written[:4].isdecimal() else None


def _offset(values: Values, name: str) -> int | None:
    written = first(values, name)
    return int(written) if written.isdecimal() else None


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _take(facts: ReportFacts, values: Values) -> None:
    """Add what one statement or issue says."""
    start, end = _offset(values, "start"), _offset(values, "end")
    if "issueKind" in values:
        kind, words, why = (first(values, name) for name in ("issueKind", "words", "why"))
        facts.issues.append(Doubt(kind, words, why, start, end))
    elif start is not None and end is not None:
        facts.statements += 1
        if "indicator" in values and _NUMBER.fullmatch(first(values, "value")):
            facts.figures.append(_figure(values, start, end))
        year = _year(first(values, "year")) or facts.year
        for relation, thing in _named(values):
            mention = facts.mentions.setdefault((thing, relation, year), Mention(start, end))
            mention.times += 1
            mention.articles += sorted(set(values.get("article", ())).difference(mention.articles))


def _figure(values: Values, start: int, end: int) -> Figure:
    return Figure(
        indicator=first(values, "indicator"),
        unit=first(values, "unit"),
        year=_year(first(values, "refPeriod")),
        start=start,
        end=end,
        value=float(first(values, "value")),
        comparator=_local(first(values, "comparator")),
        role=_local(first(values, "sectionRole")),
        measured=first(values, "measured"),
        share="partOf" in values,
    )


_STATUSES = {"CarriedOut": "runs", "Planned": "planned", "Recommended": "recommended"}
_RELATIONS = {
    "instrument": "cites",
    "provider": "advises",
    "lawyer": "practises",
    "courtCase": "case",
    "place": "village",
}


def _named(values: Values) -> Iterator[tuple[str, str]]:
    """The things that a statement names, each with the relation."""
    for name, things in values.items():
        relation = _RELATIONS.get(name)
        if name == "programme":
            relation = _STATUSES.get(_local(first(values, "status")), "runs")
        if relation is not None:
            for thing in sorted(things):
                yield relation, thing
