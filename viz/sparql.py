"""Asking the store: prefixes, rows of plain terms, lists of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

import pyoxigraph as ox

from ontology.prefixes import PREFIXES

FZ = PREFIXES["fz"]
CHUNK = 2000
_HEADER = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())

Term = ox.NamedNode | ox.Literal | None
Row = Mapping[str, Term]


def rows(store: ox.Store, query: str, names: Sequence[str]) -> Iterator[Row]:
    """Yield the solutions of a SELECT over the union of all graphs, as variable name → term."""
    solutions = cast("ox.QuerySolutions", store.query(_HEADER + query, use_default_graph_as_union=True))
    for solution in solutions:
        yield {name: cast("Term", solution[name]) for name in names}


def rows_of(store: ox.Store, query: str, names: Sequence[str], iris: Iterable[str]) -> Iterator[Row]:
    """Yield the solutions of `query`, whose VALUES_HERE stands for the things asked about."""
    for values in _values(iris):
        yield from rows(store, query.replace("VALUES_HERE", values), names)


def _values(iris: Iterable[str]) -> Iterator[str]:
    """Yield lists of terms of a size that the engine takes well."""
    terms = [str(ox.NamedNode(iri)) for iri in sorted(set(iris))]
    for begin in range(0, len(terms), CHUNK):
        yield " ".join(terms[begin : begin + CHUNK])


def text(row: Row, name: str) -> str:
    """Return the characters of a term, "" where it is unbound."""
    term = row[name]
    return term.value if term is not None else ""


def year_of(written: str) -> int | None:
    """Return the year of an `xsd:gYear` or an `xsd:date`, None where there is none."""
    return int(written[:4]) if written[:4].isdigit() else None
