"""The graph as a network for Gephi and its kin: things are nodes, links between them are edges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import IO

import networkx as nx
from pyoxigraph import Literal, NamedNode, Triple

from kg.export.turtle import RDF_TYPE
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


def network(subjects: Iterable[Sequence[Triple]]) -> nx.MultiDiGraph:
    """The things of a graph without its statements; an edge's `relation` is the property's name.

    A node has `label`, `kind` (its most special class) and, where known, `year`, `code`, `issued` and `source`.

    Args:
        subjects: What is said of each thing, in the order of the nodes; it is gone through once, and of its triples
            none is kept.
    """
    graph = nx.MultiDiGraph()
    names: dict[str, str] = {}
    links: list[tuple[str, str, str]] = []
    for said in subjects:
        kinds = {triple.object for triple in said if triple.predicate == RDF_TYPE}
        if kinds and not kinds & _STATEMENTS:
            graph.add_node(_iri(said[0].subject), **_attributes(said))
            links.extend(_links(said, names))
    for subject, value, relation in links:
        if value in graph:
            graph.add_edge(subject, value, key=relation, relation=relation)
    return graph


def _attributes(said: Sequence[Triple]) -> dict[str, str]:
    found = {"label": _iri(said[0].subject), "kind": ""}
    for triple in said:
        predicate, value = triple.predicate.value, triple.object
        if triple.predicate == RDF_TYPE:
            found["kind"] = _kind(found["kind"], _iri(value))
        elif predicate == _LABEL and isinstance(value, Literal) and value.language != "en":
            found["label"] = _xml(value.value)
        elif predicate in _ATTRIBUTES and isinstance(value, Literal):
            found[_ATTRIBUTES[predicate]] = _xml(value.value)
    return found


def _links(said: Iterable[Triple], names: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Subject, object and relation; equal names are the same string, so that a million links take little memory."""
    for triple in said:
        if triple.predicate != RDF_TYPE and not isinstance(triple.object, Literal):
            relation = triple.predicate.value.replace("#", "/").rsplit("/", 1)[-1]
            subject, value, relation = (
                names.setdefault(name, name) for name in (_iri(triple.subject), _iri(triple.object), relation)
            )
            yield subject, value, relation


_GENERAL = {"", "AdministrativeDivision", "LegalServiceProvider", "LegalInstrument", "Programme", "Report"}


def _kind(before: str, iri: str) -> str:
    """The more special of two classes; those of other vocabularies do not count."""
    name = iri.removeprefix(_FZ)
    return name if iri.startswith(_FZ) and (before in _GENERAL) and not (before and name in _GENERAL) else before


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def write_graphml(subjects: Iterable[Sequence[Triple]], stream: IO[bytes]) -> None:
    """Write the network as GraphML."""
    nx.write_graphml(network(subjects), stream, named_key_ids=True)


def write_gexf(subjects: Iterable[Sequence[Triple]], stream: IO[bytes]) -> None:
    """Write the network as GEXF, without the date that networkx puts in."""
    output = BytesIO()
    nx.write_gexf(network(subjects), output)
    stream.write(_CLOCK.sub(b"", output.getvalue(), count=1))
