"""The terms that the editor completes: those of the ontology, and the properties that the graph borrows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from kg.export.order import PREDICATES
from kg.terms import shorten
from ontology.prefixes import PREFIXES

_TYPE, _LABEL = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["rdfs"] + "label")
_OWL = PREFIXES["owl"]


@dataclass(frozen=True, slots=True)
class Term:
    """A term as queries write it, `fz:Township`, and what it is called."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms by what they are, in order of name."""

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    individuals: tuple[Term, ...]


@cache
def vocabulary() -> Vocabulary:
    """Return the terms of the ontology, with the properties of other vocabularies that the graph uses."""
    labels: dict[str, dict[str, str]] = {}
    kinds: dict[str, set[str]] = {}
    for quad in ox.parse(files("ontology").joinpath("fazhi.ttl").read_bytes(), format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        if quad.predicate == _TYPE and isinstance(quad.object, ox.NamedNode):
            kinds.setdefault(quad.subject.value, set()).add(quad.object.value)
        if quad.predicate == _LABEL and isinstance(quad.object, ox.Literal):
            labels.setdefault(quad.subject.value, {})[quad.object.language or "en"] = quad.object.value
    ours = {iri for iri in kinds if iri.startswith(PREFIXES["fz"])}
    classes = {iri for iri in ours if _OWL + "Class" in kinds[iri]}
    properties = {iri for iri in ours if kinds[iri] & {_OWL + "ObjectProperty", _OWL + "DatatypeProperty"}}
    return Vocabulary(
        _terms(classes, labels),
        _terms(properties | set(PREDICATES), labels),
        _terms(ours - classes - properties, labels),
    )


def _terms(iris: set[str], labels: dict[str, dict[str, str]]) -> tuple[Term, ...]:
    found = ((shorten(ox.NamedNode(iri)), labels.get(iri, {})) for iri in iris)
    return tuple(sorted((Term(name, told.get("zh", ""), told.get("en", "")) for name, told in found), key=str))
