"""What the vocabularies say of a concept, for the graph to repeat: labels, dates, what replaces it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg.names import ALT_LABEL, ISSUED, LABEL, TITLE, TYPE, classes, fz
from ontology.prefixes import PREFIXES
from ontology.terms import DCTERMS, FZ, SKOS
from ontology.vocabulary import VocabularyError

VOCABULARIES = ("indicators.ttl", "instruments.ttl", "programmes.ttl", "units.ttl")

_PREF_LABEL = NamedNode(SKOS.prefLabel)
_LINKS = (NamedNode(DCTERMS.isReplacedBy), NamedNode(SKOS.broader), fz("baseUnit"))
_KEPT = {
    TYPE,
    LABEL,
    ALT_LABEL,
    TITLE,
    ISSUED,
    NamedNode(DCTERMS.modified),
    NamedNode(SKOS.exactMatch),
    fz("inForce"),
    fz("repealed"),
    *_LINKS,
}


_CLOSED: Mapping[str, object] = {"fz": FZ, "skos": SKOS, "dcterms": DCTERMS}


class Register:
    """The concepts of some vocabularies by IRI and by label."""

    def __init__(self, triples: Iterator[Triple]) -> None:
        """Keep what the graph repeats of `triples`."""
        self._about: dict[NamedNode, list[Triple]] = defaultdict(list)
        self._named: dict[tuple[NamedNode, str], NamedNode] = {}
        self._lines: dict[NamedNode, tuple[str, ...]] = {}
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and triple.predicate in _KEPT:
                self._about[triple.subject].append(triple)
        for node in sorted(self._about, key=str):
            self._index(node)

    def _index(self, node: NamedNode) -> None:
        triples = self._about[node]
        kinds = [t.object for t in triples if t.predicate == TYPE and isinstance(t.object, NamedNode)]
        for predicate in (ALT_LABEL, TITLE, LABEL):
            for triple in triples:
                if triple.predicate == predicate and isinstance(triple.object, Literal):
                    for kind in kinds:
                        self._keep(kind, triple.object.value, node, strong=predicate != ALT_LABEL)

    def _keep(self, kind: NamedNode, name: str, node: NamedNode, *, strong: bool) -> None:
        if strong:
            self._named[kind, name] = node
        else:
            self._named.setdefault((kind, name), node)

    def __contains__(self, node: NamedNode) -> bool:
        """Whether a vocabulary has a concept of this IRI."""
        return node in self._about

    def named(self, kind: str, name: str) -> NamedNode | None:
        """The concept of class `kind` whose label, title or other name is `name`, None if there is none."""
        return self._named.get((fz(kind), name))

    def lines(self, node: NamedNode) -> tuple[str, ...]:
        """What `describe` tells, as lines of N-Quads; put together once, as most reports name the same concepts."""
        if node not in self._lines:
            self._lines[node] = tuple(f"{triple} .\n" for triple in self.describe(node))
        return self._lines[node]

    def describe(self, node: NamedNode) -> list[Triple]:
        """What the graph says of a concept, and of those that it leads to; empty if it is not registered."""
        found, waiting = [], [node]
        for concept in waiting:
            triples = self._about.get(concept, [])
            found.extend(triples)
            targets = (t.object for t in triples if t.predicate in _LINKS)
            waiting.extend(t for t in targets if isinstance(t, NamedNode) and t not in waiting)
        return found


@cache
def register(extra: tuple[Path, ...] = ()) -> Register:
    """The register of the project's vocabularies and of the Turtle files `extra`.

    Raises OSError, SyntaxError or VocabularyError for a file that cannot be read.
    """
    return Register(_triples(extra))


def _triples(extra: Sequence[Path]) -> Iterator[Triple]:
    folder = files("ontology")
    documents = [folder.joinpath(name).read_bytes() for name in VOCABULARIES if folder.joinpath(name).is_file()]
    for data in documents:
        yield from (quad.triple for quad in parse(data, format=RdfFormat.TURTLE))
    for path in extra:
        own = [quad.triple for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)]
        _check_properties(own, path)
        yield from (*own, *_completed(own, path))


def _check_properties(triples: Sequence[Triple], path: Path) -> None:
    """Raise VocabularyError for a property of our namespaces that these do not have: what it says would be lost."""
    for name in dict.fromkeys(triple.predicate.value for triple in triples):
        prefix = next((known for known in _CLOSED if name.startswith(PREFIXES[known])), "")
        local = name.removeprefix(PREFIXES[prefix]) if prefix else ""
        if prefix and local not in _locals(prefix):
            near = get_close_matches(local, _locals(prefix), n=1)
            hint = f"did you mean {prefix}:{near[0]}?" if near else "docs/teaching.md names those to use"
            raise VocabularyError(f"{path}: there is no property {prefix}:{local}; {hint}")


@cache
def _locals(prefix: str) -> tuple[str, ...]:
    """The terms of a closed namespace, without it."""
    return tuple(str(term).removeprefix(PREFIXES[prefix]) for term in dir(_CLOSED[prefix]))


def _completed(triples: Sequence[Triple], path: Path) -> Iterator[Triple]:
    """What our vocabularies say in full and a user's own may leave out: superclasses, and the label as rdfs:label."""
    labelled = {triple.subject for triple in triples if triple.predicate == LABEL}
    for triple in triples:
        value = triple.object
        if triple.predicate == TYPE and isinstance(value, NamedNode) and value.value.startswith(PREFIXES["fz"]):
            yield from (Triple(triple.subject, TYPE, node) for node in _classes(value.value, path))
        elif triple.predicate in (_PREF_LABEL, TITLE) and triple.subject not in labelled:
            yield Triple(triple.subject, LABEL, triple.object)


def _classes(iri: str, path: Path) -> tuple[NamedNode, ...]:
    try:
        return classes(iri.removeprefix(PREFIXES["fz"]))
    except AttributeError as error:
        raise VocabularyError(f"{path}: the ontology has no class fz:{iri.removeprefix(PREFIXES['fz'])}") from error
