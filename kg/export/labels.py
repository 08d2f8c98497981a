"""What things are called in one language, for tables: the Chinese label, else another that is not English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache, partial

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple

from kg.export.turtle import Subject, Term, term_key
from kg.names import LABEL

_ENGLISH = "en"
_KNOWN_LABELS = 1 << 14


def labels_of(triples: Iterable[Triple]) -> dict[Term, str]:
    """The labels of all things of a graph in memory."""
    found: dict[Subject, list[Term]] = defaultdict(list)
    for triple in triples:
        if triple.predicate == LABEL:
            found[triple.subject].append(triple.object)
    chosen = ((subject, _chosen(values)) for subject, values in found.items())
    return {subject: label for subject, label in chosen if label is not None}


class StoreLabels:
    """The labels of a store's things, for which it is asked as they are needed: it may be larger than memory."""

    def __init__(self, store: Store, graphs: Collection[NamedNode]) -> None:
        """`store` is only read: all of it, or these `graphs` and the default graph."""
        among = frozenset([DefaultGraph(), *graphs]) if graphs else None
        self._known = lru_cache(_KNOWN_LABELS)(partial(_label_in, store, among))

    def find(self, term: Term) -> str | None:
        """What a thing is called, None if it has no such label."""
        return None if isinstance(term, Literal) else self._known(term)


def _label_in(store: Store, graphs: Collection[object] | None, thing: Subject) -> str | None:
    said = store.quads_for_pattern(thing, LABEL, None)
    return _chosen(quad.object for quad in said if graphs is None or quad.graph_name in graphs)


def _chosen(values: Iterable[Term]) -> str | None:
    labels = [value for value in values if isinstance(value, Literal) and value.language != _ENGLISH]
    return min(labels, key=term_key).value if labels else None
