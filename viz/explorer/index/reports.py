"""One report's graph → what the index keeps of it. Things are named by their IRIs here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from ontology.terms import DCTERMS, FZ, RDF, RDFS
from viz.sparql import rows, text, year_of

_NAMES = (
    *("about", "year", "sourceName", "sectionRole", "start", "end"),
    *("instrument", "article", "programme", "status", "provider", "lawyer", "courtCase", "place"),
    *("indicator", "value", "comparator", "unit", "measured", "refPeriod", "partOf"),
    *("issueKind", "words", "why"),
)
_FZ = {name: str(FZ[name]) for name in _NAMES}
_ISSUED, _LABEL, _TYPE = str(DCTERMS.issued), str(RDFS.label), str(RDF.type)
_KEPT = " ".join(f"<{iri}>" for iri in (*_FZ.values(), _ISSUED))
_FACTS = f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {_KEPT} }} GRAPH GRAPH_HERE {{ ?s ?p ?o }} }}"
_HEAD = "SELECT ?p ?o WHERE { VALUES ?p { rdf:type rdfs:label } GRAPH GRAPH_HERE { GRAPH_HERE ?p ?o } }"
_OTHER = "OtherDocument"
_NOT_DONE = ("Plans", "Suggestions")

Values = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """An observation. `share`: it is a part of another; `headline`: it stands for its indicator, unit and year."""

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
    headline: bool = False


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
    source: str
    statements: int = 0
    figures: list[Figure] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    issues: list[Doubt] = field(default_factory=list)


def read_report(store: ox.Store, iri: str) -> ReportFacts | None:
    """Return the report whose named graph is `iri`, None if the graph holds none."""
    graph = str(ox.NamedNode(iri))
    head: dict[str, list[str]] = defaultdict(list)
    for row in rows(store, _HEAD.replace("GRAPH_HERE", graph), ("p", "o")):
        head[text(row, "p")].append(text(row, "o"))
    kinds = {kind.rpartition("#")[2] for kind in head[_TYPE]}
    if not kinds & {"Report", _OTHER}:
        return None
    about = _by_subject(store, graph)
    own = about.pop(iri, {})
    facts = ReportFacts(
        iri=iri,
        label=_first(head, _LABEL) or _first(own, _FZ["sourceName"]),
        genuine=_OTHER not in kinds,
        place=_first(own, _FZ["about"]),
        year=year_of(_first(own, _FZ["year"])),
        issued=_first(own, _ISSUED),
        source=_first(own, _FZ["sourceName"]),
    )
    for subject in sorted(about):
        _take(facts, about[subject])
    facts.figures = list(_with_headlines(facts))
    return facts


def _by_subject(store: ox.Store, graph: str) -> dict[str, Values]:
    about: dict[str, dict[str, list[str]]] = {}
    for row in rows(store, _FACTS.replace("GRAPH_HERE", graph), ("s", "p", "o")):
        about.setdefault(text(row, "s"), {}).setdefault(text(row, "p"), []).append(text(row, "o"))
    return dict(about)


def _first(values: Values, name: str) -> str:
    return min(values.get(name, [""]))


def _offset(values: Values, name: str) -> int | None:
    written = _first(values, name)
    return int(written) if written.isdecimal() else None


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


def _take(facts: ReportFacts, values: Values) -> None:
    """Add what one statement or issue says."""
    start, end = _offset(values, _FZ["start"]), _offset(values, _FZ["end"])
    if _FZ["issueKind"] in values:
        kind, words, why = (_first(values, _FZ[name]) for name in ("issueKind", "words", "why"))
        facts.issues.append(Doubt(kind, words, why, start, end))
    elif start is not None and end is not None:
        facts.statements += 1
        if _FZ["value"] in values and _FZ["indicator"] in values:
            facts.figures.append(_figure(values, start, end))
        year = year_of(_first(values, _FZ["year"])) or facts.year
        role, article = _local(_first(values, _FZ["sectionRole"])), _first(values, _FZ["article"])
        for relation, thing in _named(values):
            facts.mentions.append(Mention(thing, relation, year, start, end, role, article))


def _figure(values: Values, start: int, end: int) -> Figure:
    return Figure(
        indicator=_first(values, _FZ["indicator"]),
        unit=_first(values, _FZ["unit"]),
        year=year_of(_first(values, _FZ["refPeriod"])),
        start=start,
        end=end,
        value=float(_first(values, _FZ["value"])),
        comparator=_local(_first(values, _FZ["comparator"])),
        role=_local(_first(values, _FZ["sectionRole"])),
        measured=_first(values, _FZ["measured"]),
        share=_FZ["partOf"] in values,
    )


_STATUSES = {"CarriedOut": "runs", "Planned": "planned", "Recommended": "recommended"}


def _named(values: Values) -> Iterator[tuple[str, str]]:
    """The things that a statement names, each with the relation."""
    status = _STATUSES.get(_local(_first(values, _FZ["status"])), "runs")
    relations = {
        _FZ["instrument"]: "cites",
        _FZ["programme"]: status,
        _FZ["provider"]: "advises",
        _FZ["lawyer"]: "practises",
        _FZ["courtCase"]: "case",
        _FZ["place"]: "village",
    }
    for name, relation in relations.items():
        for thing in sorted(values.get(name, ())):
            yield relation, thing


def _with_headlines(facts: ReportFacts) -> Iterator[Figure]:
    """The figures; of those of one indicator and unit that say what was done, the greatest stands for them."""
    best: dict[tuple[str, str], Figure] = {}
    for figure in facts.figures:
        if figure.share or figure.role in _NOT_DONE or figure.year is None or figure.year != facts.year:
            continue
        key = figure.indicator, figure.unit
        if key not in best or (abs(figure.value), -figure.start) > (abs(best[key].value), -best[key].start):
            best[key] = figure
    chosen = {id(figure) for figure in best.values()}
    for figure in facts.figures:
        yield replace(figure, headline=True) if id(figure) in chosen else figure
