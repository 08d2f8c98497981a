"""One report's graph → what the index keeps of it. Things are named by their IRIs here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import pyoxigraph as ox

from ontology.terms import DCTERMS, FZ, PROV, RDF, RDFS
from viz.explorer.index.graph import GraphReader, Values, first

_NAMES = (
    *("about", "year", "sourceName", "sectionRole", "start", "end"),
    *("instrument", "article", "programme", "status", "provider", "lawyer", "courtCase", "place"),
    *("indicator", "value", "comparator", "unit", "measured", "refPeriod", "partOf"),
    *("issueKind", "words", "why"),
)
_GRAPH = GraphReader(
    {
        **{name: str(FZ[name]) for name in _NAMES},
        "issued": str(DCTERMS.issued),
        "revises": str(PROV.wasRevisionOf),
    }
)
_HEAD = (
    f"""SELECT ?p ?o WHERE {{ VALUES ?p {{ <{RDF.type}> <{RDFS.label}> }} GRAPH GRAPH_HERE {{ GRAPH_HERE ?p ?o }} }}"""
)
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


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that the report names; `relation` as in schema.sql."""

    thing: str
    relation: str
    year: int | None
    start: int
    end: int
    role: str
    article: str = ""


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
    """What the index keeps of one report; `genuine` is False for an `fz:OtherDocument`."""

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
    mentions: list[Mention] = field(default_factory=list)
    issues: list[Doubt] = field(default_factory=list)


def read_report(store: ox.Store, iri: str) -> ReportFacts | None:
    """Return the report whose named graph is `iri`, None if the graph holds none."""
    graph = str(ox.NamedNode(iri))
    head: dict[str, list[str]] = defaultdict(list)
    for row in cast("ox.QuerySolutions", store.query(_HEAD.replace("GRAPH_HERE", graph))):
        head[row[0].value].append(row[1].value)
    kinds = {kind.rpartition("#")[2] for kind in head[str(RDF.type)]}
    if not kinds & {"Report", _OTHER}:
        return None
    about = _GRAPH.read(store, iri)
    own = about.pop(iri, {})
    facts = ReportFacts(
        iri=iri,
        label=first(head, str(RDFS.label)) or first(own, "sourceName"),
        genuine=_OTHER not in kinds,
        place=first(own, "about"),
        year=_year(first(own, "year")),
        issued=first(own, "issued"),
        sources=sorted(own.get("sourceName", ())),
        revises=sorted(own.get("revises", ())),
    )
    for subject in sorted(about):
        _take(facts, about[subject])
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
        role, article = _local(first(values, "sectionRole")), first(values, "article")
        for relation, thing in _named(values):
            facts.mentions.append(Mention(thing, relation, year, start, end, role, article))


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


def _named(values: Values) -> Iterator[tuple[str, str]]:
    """The things that a statement names, each with the relation."""
    status = _STATUSES.get(_local(first(values, "status")), "runs")
    relations = {
        "instrument": "cites",
        "programme": status,
        "provider": "advises",
        "lawyer": "practises",
        "courtCase": "case",
        "place": "village",
    }
    for name, relation in relations.items():
        for thing in sorted(values.get(name, ())):
            yield relation, thing
