"""The ontology's names as pyoxigraph terms, and the classes above a class."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files

from pyoxigraph import NamedNode, RdfFormat, parse

from ontology.prefixes import PREFIXES
from ontology.terms import DCTERMS, FZ, PROV, RDF, RDFS, SKOS

TYPE = NamedNode(RDF.type)
LABEL = NamedNode(RDFS.label)
ALT_LABEL = NamedNode(SKOS.altLabel)
TITLE = NamedNode(DCTERMS.title)
CREATOR = NamedNode(DCTERMS.creator)
ISSUED = NamedNode(DCTERMS.issued)
IDENTIFIER = NamedNode(DCTERMS.identifier)
DERIVED_FROM = NamedNode(PROV.wasDerivedFrom)
REVISION_OF = NamedNode(PROV.wasRevisionOf)

_SUBCLASS = NamedNode(RDFS.subClassOf)
_CARRIED = ("<" + PREFIXES["fz"], str(NamedNode(SKOS.Concept)))


@cache
def fz(name: str) -> NamedNode:
    """The ontology's term called `name`. Raises AttributeError if it has none of that name."""
    return NamedNode(getattr(FZ, name))


@cache
def classes(name: str) -> tuple[NamedNode, ...]:
    """The ontology's class called `name`, its own superclasses and skos:Concept where it is one."""
    found = [fz(name)]
    for node in found:
        found.extend(parent for parent in _parents()[node] if parent not in found)
    return tuple(found)


@cache
def _parents() -> dict[NamedNode, list[NamedNode]]:
    data = files("ontology").joinpath("fazhi.ttl").read_bytes()
    parents: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for quad in parse(data, format=RdfFormat.TURTLE):
        subject, parent = quad.subject, quad.object
        carried = quad.predicate == _SUBCLASS and str(parent).startswith(_CARRIED)
        if carried and isinstance(subject, NamedNode) and isinstance(parent, NamedNode):
            parents[subject].append(parent)
    return parents
