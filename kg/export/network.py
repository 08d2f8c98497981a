"""The graph as a network for Gephi and its kin: things are nodes, links between them are edges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO

import networkx as nx
from pyoxigraph import Literal, NamedNode, Triple

from kg.export.order import Order
from kg.export.turtle import RDF_TYPE, Subject
from ontology.prefixes import PREFIXES

_FZ = PREFIXES["fz"]
_STATEMENTS = {NamedNode(_FZ + "Statement"), NamedNode(_FZ + "Issue")}
_LABEL = PREFIXES["rdfs"] + "label"
_ATTRIBUTES = {
    _FZ + "year": "year",
    PREFIXES["dcterms"] + "identifier": "code",
    PREFIXES["dcterms"] + "issued": "issued",
    _FZ + "sourceName": "source",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLOCK = re.compile(rb' lastmodifieddate="[^"]*"')


def is_statement(said: Iterable[Triple]) -> bool:
    """Whether a subject, of which all this is said, is a statement or an issue; a network has none of these."""
    return any(triple.predicate == RDF_TYPE and triple.object in _STATEMENTS for triple in said)


def network(triples: Iterable[Triple]) -> nx.MultiDiGraph:
    """The things of a graph without its statements; an edge's `relation` is the property's name.

    A node has `label`, `kind` (its most special class) and, where known, `year`, `code`, `issued`
    and `source`.
    """
    triples = list(triples)
    left_out = {t.subject for t in triples if t.predicate == RDF_TYPE and t.object in _STATEMENTS}
    kept = [t for t in triples if t.subject not in left_out and t.object not in left_out]
    described = {t.subject for t in kept if t.predicate == RDF_TYPE}
    graph = nx.MultiDiGraph()
    for subject in sorted(described, key=Order(kept).key):
        graph.add_node(_iri(subject), label=_iri(subject), kind="")
    for triple in sorted(kept, key=str):
        _add(graph, triple, described)
    return graph


def _add(graph: nx.MultiDiGraph, triple: Triple, described: set[Subject]) -> None:
    subject, predicate, value = _iri(triple.subject), triple.predicate.value, triple.object
    if triple.subject not in described:
        return
    if triple.predicate == RDF_TYPE:
        graph.nodes[subject]["kind"] = _kind(graph.nodes[subject]["kind"], _iri(value))
    elif predicate == _LABEL and isinstance(value, Literal) and value.language != "en":
        graph.nodes[subject]["label"] = _xml(value.value)
    elif predicate in _ATTRIBUTES and isinstance(value, Literal):
        graph.nodes[subject][_ATTRIBUTES[predicate]] = _xml(value.value)
    elif value in described:
        relation = predicate.replace("#", "/").rsplit("/", 1)[-1]
        graph.add_edge(subject, _iri(value), key=relation, relation=relation)


_GENERAL = {"", "AdministrativeDivision", "LegalServiceProvider", "LegalInstrument", "Programme", "Report"}


def _kind(before: str, iri: str) -> str:
    """The more special of two classes; those of other vocabularies do not count."""
    name = iri.removeprefix(_FZ)
    return name if iri.startswith(_FZ) and (before in _GENERAL) and not (before and name in _GENERAL) else before


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def graphml(triples: Iterable[Triple]) -> bytes:
    """The network as GraphML."""
    output = BytesIO()
    nx.write_graphml(network(triples), output, named_key_ids=True)
    return output.getvalue()


def gexf(triples: Iterable[Triple]) -> bytes:
    """The network as GEXF, without the date that networkx puts in."""
    output = BytesIO()
    nx.write_gexf(network(triples), output)
    return _CLOCK.sub(b"", output.getvalue(), count=1)
