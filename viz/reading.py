"""Reading the store by its indexes: what one thing says, who points at it, all things of a class.

Networks of tens of thousands of nodes are read so; the same questions in SPARQL take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from sys import intern

import pyoxigraph as ox

from ontology.prefixes import PREFIXES

FZ = PREFIXES["fz"]
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
LABELS = tuple(ox.NamedNode(PREFIXES[prefix] + name) for prefix, name in (("rdfs", "label"), ("skos", "prefLabel")))
OTHER_NAMES = (ox.NamedNode(PREFIXES["skos"] + "altLabel"),)
TITLE = ox.NamedNode(PREFIXES["dcterms"] + "title")
CODE = ox.NamedNode(PREFIXES["dcterms"] + "identifier")
CREATOR = ox.NamedNode(PREFIXES["dcterms"] + "creator")

Node = ox.NamedNode | str


def fz(name: str) -> ox.NamedNode:
    """Return the ontology's term called `name`."""
    return ox.NamedNode(FZ + name)


def values(store: ox.Store, subject: Node, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
    """Return what `subject` has for `predicate` in any graph, in order, without repeats."""
    quads = store.quads_for_pattern(_node(subject), predicate, None, None)
    found = {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)}
    return sorted(found, key=str) if len(found) > 1 else list(found)


def one(store: ox.Store, subject: Node, predicate: ox.NamedNode) -> str:
    """Return the first of the values as its characters, "" where there is none."""
    return next((intern(value.value) for value in values(store, subject, predicate)), "")


def iris(store: ox.Store, subject: Node, predicate: ox.NamedNode) -> list[str]:
    """Return the IRIs among the values."""
    return [intern(value.value) for value in values(store, subject, predicate) if isinstance(value, ox.NamedNode)]


def subjects(store: ox.Store, predicate: ox.NamedNode, value: Node | ox.Literal) -> Iterator[ox.NamedNode]:
    """Yield the things that have `value` for `predicate`, once for each graph that says so."""
    value = ox.NamedNode(value) if isinstance(value, str) else value
    for quad in store.quads_for_pattern(None, predicate, value, None):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject


def things(store: ox.Store, kind: str, graph: str | None = None) -> Iterator[ox.NamedNode]:
    """Yield the things of the ontology's class called `kind`, of one named graph if it is given (a report's IRI)."""
    within = None if graph is None else ox.NamedNode(graph)
    for quad in store.quads_for_pattern(None, TYPE, fz(kind), within):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject


def is_a(store: ox.Store, subject: Node, kind: str) -> bool:
    """Whether a thing is of the ontology's class called `kind`."""
    return next(store.quads_for_pattern(_node(subject), TYPE, fz(kind), None), None) is not None


def is_known(store: ox.Store, iri: str) -> bool:
    """Whether `iri` is an IRI that the store says anything of."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return next(store.quads_for_pattern(node, None, None, None), None) is not None


def said_of(store: ox.Store, subject: Node) -> dict[str, str]:
    """Return what is said of a thing as IRI of the predicate → characters; of several values the first in order."""
    found: dict[str, str] = {}
    for quad in store.quads_for_pattern(_node(subject), None, None, None):
        name = quad.predicate.value
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            value = quad.object.value
            found[name] = min(value, found.get(name, value))
    return found


def ask(store: ox.Store, query: str, variables: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield the solutions of a SELECT as variable → characters, "" for what is unbound or not selected."""
    solutions = store.query(query, prefixes=dict(PREFIXES))
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("a SELECT query is wanted")
    found = [variable.value for variable in solutions.variables if variable.value in variables]
    unbound = dict.fromkeys(variables, "")
    for solution in solutions:
        values = {name: solution[name] for name in found}
        yield unbound | {
            name: intern(value.value) for name, value in values.items() if isinstance(value, ox.NamedNode | ox.Literal)
        }


def names(store: ox.Store, subject: Node) -> tuple[str, str, tuple[str, ...]]:
    """Return the label of a thing, its English label ("" without one), and all its other names.

    A thing without a label is called by its title, else by the end of its IRI.
    """
    node = _node(subject)
    labels = [literal for predicate in LABELS for literal in _literals(store, node, predicate)]
    titles = [literal.value for literal in _literals(store, node, TITLE)]
    chinese = [literal.value for literal in labels if literal.language != "en"]
    english = next((literal.value for literal in labels if literal.language == "en"), "")
    label = next(iter([*chinese, *titles, english]), "") or node.value.rsplit("/", 1)[-1]
    aliases = [literal.value for predicate in OTHER_NAMES for literal in _literals(store, node, predicate)]
    others = dict.fromkeys(sorted({*chinese, *titles, *aliases} - {label, english}))
    return label, english, tuple(others)


def _literals(store: ox.Store, node: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.Literal]:
    return [value for value in values(store, node, predicate) if isinstance(value, ox.Literal)]


def year_of(written: str) -> int | None:
    """Return the year of an `xsd:gYear` or an `xsd:date`, None where there is none."""
    return int(written[:4]) if written[:4].isdigit() else None


def _node(subject: Node) -> ox.NamedNode:
    return ox.NamedNode(subject) if isinstance(subject, str) else subject
