"""The order in which a person reads a graph: reports with their statements, then what they share."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, Triple

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
_BELONGS = {_FZ + "statedIn", _FZ + "raisedIn"}

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
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if triple.predicate == RDF_TYPE:
            rank = _RANKS.get(getattr(value, "value", ""), len(_RANKS))
            self._rank[subject] = min(rank, self._rank.get(subject, rank))
        elif predicate in _BELONGS and not isinstance(value, Literal):
            self._report[subject] = value
        elif predicate == _FZ + "start" and isinstance(value, Literal) and value.value.isdigit():
            self._start[subject] = int(value.value)
        elif predicate == _FZ + "sourceName" and isinstance(value, Literal):
            self._source[subject] = value.value

    def key(self, subject: Subject) -> tuple[object, ...]:
        """What to sort `subject` by."""
        report = self._report.get(subject)
        if report is None:
            rank = self._rank.get(subject, len(_RANKS))
            return (rank, self._source.get(subject, ""), natural(str(subject)), "", 0, "")
        start = self._start.get(subject, 0)
        source = self._source.get(report, "")
        return (0, source, natural(str(report)), "statement", start, natural(str(subject)))
