"""What is said of one thing, with its evidence; and counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from kg import wording
from kg.find import ask, files_of, full_label, label_of, short_id
from kg.terms import shorten
from ontology.prefixes import PREFIXES

_FZ = PREFIXES["fz"]
_TEXT = _FZ + "text"
_HIDDEN = {
    PREFIXES["rdf"] + "type",
    PREFIXES["rdfs"] + "label",
    PREFIXES["prov"] + "wasDerivedFrom",
    PREFIXES["skos"] + "inScheme",
    _TEXT,
    _FZ + "sourceDigest",
    _FZ + "hint",
    _FZ + "rule",
    _FZ + "quote",
    _FZ + "start",
    _FZ + "end",
}
_STATEMENT_LINKS = {_FZ + name for name in ("statedIn", "raisedIn")}

_ABOUT = "SELECT DISTINCT ?p ?o WHERE { ?thing ?p ?o } ORDER BY ?p ?o"
_STATEMENTS = """SELECT DISTINCT ?s ?kind ?quote ?section ?report ?origin ?start WHERE {
  { ?s ?link ?thing } UNION { ?thing fz:quote ?own BIND(?thing AS ?s) }
  ?s a fz:Statement, ?kind ; fz:quote ?quote ; fz:statedIn ?report ; fz:start ?start .
  OPTIONAL { ?s fz:section ?section } OPTIONAL { ?s fz:origin ?origin }
  FILTER(?kind != fz:Statement) } ORDER BY ?report ?start ?s"""
_LINKED = """SELECT DISTINCT ?s ?p WHERE { ?s ?p ?thing
  FILTER NOT EXISTS { ?s a fz:Statement } FILTER NOT EXISTS { ?s a fz:Issue } } ORDER BY ?p ?s"""
_CLASSES = """SELECT ?class (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing a ?class
  FILTER(STRSTARTS(STR(?class), STR(fz:))) } GROUP BY ?class ORDER BY DESC(?count) ?class"""
_PROVINCES = """SELECT ?province ?year (COUNT(DISTINCT ?report) AS ?count) WHERE { ?report a fz:Report
  OPTIONAL { ?report fz:year ?year }
  OPTIONAL { ?report fz:about/fz:within* ?p . ?p a fz:Province ; rdfs:label ?province } }
  GROUP BY ?province ?year ORDER BY ?province ?year"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement: its IRI, short id and class, the words that say it, the file and section they stand in."""

    iri: str
    id: str
    kind: str
    quote: str
    source: str
    section: str
    facts: str


@dataclass(frozen=True, slots=True)
class Description:
    """A thing: its IRI, label and classes, its facts, what links to it, and the statements on it.

    `rule` and `hints` say what led to a statement, and to the area of a report.
    """

    iri: str
    label: str
    kinds: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    statements: tuple[Evidence, ...]
    rule: str = ""
    hints: tuple[str, ...] = ()


def describe(store: Store, node: NamedNode) -> Description:
    """All that the graph says of `node`."""
    about = [(row["p"].value, row["o"]) for row in ask(store, _ABOUT.replace("?thing", str(node)))]
    kinds = kinds_of(store, node)
    facts = tuple((wording.term(p), _shown(store, o)) for p, o in about if p not in _HIDDEN)
    hints = tuple(wording.hint(o.value) for p, o in about if p == _FZ + "hint")
    rule = next((wording.rule(o.value) for p, o in about if p == _FZ + "rule"), "")
    linked = ask(store, _LINKED.replace("?thing", str(node)))
    links = tuple((wording.term(row["p"].value), _shown(store, row["s"])) for row in linked if row["s"] != node)
    label = short_id(store, node) or label_of(store, node)
    statements = tuple(_evidence(store, node))
    return Description(node.value, label, kinds, facts, links, statements, rule, hints)


def kinds_of(store: Store, node: NamedNode) -> tuple[str, ...]:
    """What the classes of a thing are called, in order."""
    found = {quad.object for quad in store.quads_for_pattern(node, NamedNode(PREFIXES["rdf"] + "type"), None)}
    return tuple(dict.fromkeys(sorted(_kind(kind) for kind in found if isinstance(kind, NamedNode) and _is_told(kind))))


def _is_told(kind: object) -> bool:
    """Whether a class says more than that a statement is one."""
    return isinstance(kind, NamedNode) and wording.is_term(kind.value) and kind.value != _FZ + "Statement"


def _kind(kind: NamedNode) -> str:
    return wording.term(kind.value)


def _evidence(store: Store, node: NamedNode) -> Iterator[Evidence]:
    seen: set[NamedNode] = set()
    rows = list(ask(store, _STATEMENTS.replace("?thing", str(node))))
    files = {report: files_of(store, report) for report in {row["report"] for row in rows}}
    for row in sorted(rows, key=lambda row: files[row["report"]]):
        if row["s"] not in seen and _local(row["kind"].value):
            seen.add(row["s"])
            section = row["section"].value if row["section"] else ""
            facts = _statement_facts(store, row["s"], node)
            kind = wording.term(row["kind"].value)
            name = short_id(store, row["s"])
            source = " · ".join([files[row["report"]], *([row["origin"].value] if row["origin"] else [])])
            yield Evidence(row["s"].value, name, kind, row["quote"].value, source, section, facts)


_TOLD = (
    *(_FZ + name for name in ("instrument", "article", "programme", "status", "provider", "lawyer")),
    *(_FZ + name for name in ("place", "courtCase", "indicator", "measured")),
)


def _statement_facts(store: Store, statement: NamedNode, node: NamedNode) -> str:
    """What a statement says, in a few words."""
    quads = list(store.quads_for_pattern(statement, None, None))
    told = [_shown(store, q.object) for p in _TOLD for q in quads if q.predicate.value == p and q.object != node]
    by_predicate: Mapping[str, object] = {q.predicate.value: q.object for q in quads}
    value = by_predicate.get(_FZ + "value")
    if isinstance(value, Literal):
        told.append(_amount(store, value.value, by_predicate))
    return " · ".join(told)


def _amount(store: Store, value: str, by_predicate: Mapping[str, object]) -> str:
    """The value with its unit, and its comparator in words where it is no exact one."""
    unit, comparator = by_predicate.get(_FZ + "unit"), by_predicate.get(_FZ + "comparator")
    amount = value + (f" {label_of(store, unit)}" if isinstance(unit, NamedNode) else "")
    exact = not isinstance(comparator, NamedNode) or comparator.value == _FZ + "Exactly"
    return amount if exact else f"{amount} ({_shown(store, comparator)})"


def _shown(store: Store, term: object) -> str:
    if not isinstance(term, NamedNode):
        return shorten(term)
    if wording.is_term(term.value):
        return wording.term(term.value)
    return short_id(store, term) or full_label(store, term)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def class_counts(store: Store) -> list[tuple[str, int]]:
    """How many things there are of each class of the ontology, the most first."""
    return [(_local(row["class"].value), int(row["count"].value)) for row in ask(store, _CLASSES)]


def report_counts(store: Store) -> list[tuple[str, str, int]]:
    """How many reports there are by province and year, "" where one is not known."""
    return [
        (
            row["province"].value if row["province"] else "",
            row["year"].value if row["year"] else "",
            int(row["count"].value),
        )
        for row in ask(store, _PROVINCES)
    ]
