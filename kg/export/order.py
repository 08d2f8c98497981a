"""The order in which a person reads a graph: reports with their statements, then what they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg.export.turtle import RDF_TYPE, Subject, natural
from ontology.prefixes import PREFIXES

_FZ = PREFIXES["fz"]

_KINDS = (
    "Report",
    "Province",
    "Prefecture",
    "County",
    "Township",
    "Village",
    "Government",
    "LegalServiceProvider",
    "Lawyer",
    "LegalInstrument",
    "Programme",
    "CourtCase",
    "Indicator",
    "Unit",
)
_RANKS = {_FZ + name: rank for rank, name in enumerate(_KINDS)}
_BELONGS = (NamedNode(_FZ + "statedIn"), NamedNode(_FZ + "raisedIn"))
_START, _SOURCE = NamedNode(_FZ + "start"), NamedNode(_FZ + "sourceName")
_KNOWN_SOURCES = 1000

PREDICATES = (
    PREFIXES["rdfs"] + "label",
    PREFIXES["skos"] + "altLabel",
    *(PREFIXES["dcterms"] + name for name in ("title", "identifier")),
    _FZ + "year",
    *(PREFIXES["dcterms"] + name for name in ("issued", "modified")),
    *(_FZ + name for name in ("inForce", "repealed", "within", "governs", "about")),
    PREFIXES["dcterms"] + "creator",
    *(_FZ + name for name in ("documentNumber", "addressee", "signer", "sourceName", "sourceDigest")),
    *(_FZ + name for name in ("instrument", "article", "programme", "status", "township", "client", "provider")),
    *(_FZ + name for name in ("lawyer", "indicator", "measured", "value", "comparator", "unit", "partOf")),
    *(_FZ + name for name in ("refArea", "refPeriod", "issueKind", "words", "why")),
    *(_FZ + name for name in ("quote", "start", "end", "section", "sectionRole", "origin", "rule", "hint")),
    *(_FZ + name for name in ("statedIn", "raisedIn")),
    PREFIXES["prov"] + "wasDerivedFrom",
    *(_FZ + name for name in ("cites", "hasLegalAdviser", "runs", "text")),
)
"""Predicates in the order in which they are written."""


class Order:
    """The order of the subjects of some triples."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Look up what the order depends on: class, report, offset and file name."""
        self._rank: dict[Subject, int] = {}
        self._report: dict[Subject, Subject] = {}
        self._start: dict[Subject, int] = {}
        self._source: dict[Subject, str] = {}
        for triple in triples:
            self._note(triple)

    def _note(self, triple: Triple) -> None:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if predicate == RDF_TYPE:
            self._rank[subject] = min(_rank(value), self._rank.get(subject, len(_RANKS)))
        elif predicate in _BELONGS and not isinstance(value, Literal):
            self._report[subject] = value
        elif predicate == _START and isinstance(value, Literal) and value.value.isdigit():
            self._start[subject] = int(value.value)
        elif predicate == _SOURCE and isinstance(value, Literal):
            self._source[subject] = value.value

    def key(self, subject: Subject) -> tuple[object, ...]:
        """What to sort `subject` by."""
        report = self._report.get(subject)
        if report is None:
            return _key_of_thing(subject, self._rank.get(subject, len(_RANKS)), self._source.get(subject, ""))
        return _key_of_part(subject, report, self._source.get(report, ""), self._start.get(subject, 0))


class StoreOrder:
    """The same order of the subjects of a store, for which it is asked and not read: it may be larger than memory."""

    def __init__(self, store: Store) -> None:
        """`store` is only read."""
        self._store = store
        # No method of its own is remembered: in a cycle the store would be let go in a worker that a build has forked.
        self._source = lru_cache(_KNOWN_SOURCES)(partial(_source_in, store))

    def key(self, subject: Subject, said: Iterable[Quad]) -> tuple[object, ...]:
        """What to sort `subject` by; `said` is some of what is said of it, which saves asking."""
        about = [*said]
        report = _last_report(about) or _last_report(self._about(subject, *_BELONGS))
        if report is None:
            ranks = (_rank(quad.object) for quad in self._about(subject, RDF_TYPE))
            return _key_of_thing(subject, min(ranks, default=len(_RANKS)), self._source(subject))
        start = _last_start(about)
        if start is None:
            start = _last_start(self._about(subject, _START)) or 0
        return _key_of_part(subject, report, self._source(report), start)

    def _about(self, subject: Subject, *predicates: NamedNode) -> Iterator[Quad]:
        for predicate in predicates:
            yield from self._store.quads_for_pattern(subject, predicate, None)


def _source_in(store: Store, subject: Subject) -> str:
    source = ""
    for quad in store.quads_for_pattern(subject, _SOURCE, None):
        if isinstance(quad.object, Literal):
            source = quad.object.value
    return source


def _rank(kind: Subject | Literal) -> int:
    return _RANKS.get(getattr(kind, "value", ""), len(_RANKS))


def _last_report(quads: Iterable[Quad]) -> Subject | None:
    report = None
    for quad in quads:
        if quad.predicate in _BELONGS and not isinstance(quad.object, Literal):
            report = quad.object
    return report


def _last_start(quads: Iterable[Quad]) -> int | None:
    start = None
    for quad in quads:
        if quad.predicate == _START and isinstance(quad.object, Literal) and quad.object.value.isdigit():
            start = int(quad.object.value)
    return start


def _key_of_thing(subject: Subject, rank: int, source: str) -> tuple[object, ...]:
    return (rank, source, natural(str(subject)), "", 0, "")


def _key_of_part(subject: Subject, report: Subject, source: str, start: int) -> tuple[object, ...]:
    return (0, source, natural(str(report)), "statement", start, natural(str(subject)))
