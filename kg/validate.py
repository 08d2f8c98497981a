"""Holding a graph against the contract's SHACL shapes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pyshacl
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse
from rdflib import RDF, SH, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from kg import find


class ValidationError(Exception):
    """A graph that cannot be read for validation, with what to do about it."""


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with one thing: its IRI, the property, the offending value and the shape's message."""

    node: str
    path: str
    value: str
    message: str


def read_graph(path: Path) -> list[Triple]:
    """The triples of a file in any RDF format, by its suffix. Raises ValidationError if it cannot be read."""
    form = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise ValidationError(f"{path}: no RDF format ends like that; name a .ttl .nt .nq .trig .jsonld or .rdf file")
    try:
        return [quad.triple for quad in parse(path=str(path), format=form)]
    except (OSError, SyntaxError) as error:
        raise ValidationError(
            f"{path} cannot be read: {' '.join(str(error).split())}; mend or export it again"
        ) from error


def store_graph(store: Store) -> list[Triple]:
    """The triples of a store, of all its graphs."""
    return list({quad.triple for quad in store})


def validate(triples: Iterable[Triple]) -> list[Violation]:
    """What is wrong with a graph by `ontology/shapes.ttl`, in order of thing; empty if it conforms.

    Constraints in SPARQL are asked of Oxigraph, each once for all things: pyshacl would parse the
    query anew for every statement.
    """
    triples = list(triples)
    shapes = Graph().parse(data=files("ontology").joinpath("shapes.ttl").read_bytes(), format="turtle")
    found = set(_asked(triples, shapes))
    shapes.remove((None, SH.sparql, None))
    _conforms, results, _text = pyshacl.validate(_rdflib(triples), shacl_graph=shapes, inference="none")
    if not isinstance(results, Graph):
        raise ValidationError(f"the shapes cannot be used: {results}")
    found.update(_violation(results, node) for node in results.subjects(RDF.type, SH.ValidationResult))
    return sorted(found, key=lambda v: (v.node, v.path, v.message, v.value))


def _asked(triples: Iterable[Triple], shapes: Graph) -> Iterator[Violation]:
    """The violations of the constraints in SPARQL (SHACL, section 5), whose shapes target classes."""
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    for shape, constraint in shapes.subject_objects(SH.sparql):
        message = _messages(shapes, constraint, SH.message)
        select = str(shapes.value(constraint, SH.select))
        for target in shapes.objects(shape, SH.targetClass):
            query = select.replace("{", f"{{ $this a <{target}> . ", 1)
            for row in find.ask(store, query):
                yield Violation(row["this"].value, "", row["value"].value if row["value"] else "", message)


def _messages(graph: Graph, subject: Node, predicate: URIRef) -> str:
    found = sorted(graph.objects(subject, predicate), key=lambda m: (getattr(m, "language", "") or "", str(m)))
    return " / ".join(" ".join(str(message).split()) for message in found)


def _violation(results: Graph, result: Node) -> Violation:
    def text(predicate: URIRef) -> str:
        return " ".join(str(results.value(result, predicate) or "").split())

    message = _messages(results, result, SH.resultMessage)
    return Violation(text(SH.focusNode), text(SH.resultPath), text(SH.value), message)


def _rdflib(triples: Iterable[Triple]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return graph


def _node(term: object) -> Node:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, Literal):
        if term.language:
            return RdflibLiteral(term.value, lang=term.language)
        return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise ValidationError(
        f"the graph holds {term}, which is neither an IRI nor a literal; export it from a store of ours"
    )
