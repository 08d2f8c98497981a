"""The quads of a store by subject, in the order in which a person reads them, in little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Triple, parse, serialize

from kg.export.order import StoreOrder
from kg.sorting import Sorter

_PLACE = attrgetter("graph_name", "subject")


def triples_in_order(quads: Iterable[Quad], order: StoreOrder, folder: Path) -> Iterator[list[Triple]]:
    """The union of all graphs, subject by subject, the triples of each in order; all quads are taken at once.

    `folder` takes files of what memory should not hold.
    """
    sorter = Sorter(folder)
    for (_, subject), group in groupby(quads, _PLACE):
        said = list(group)
        lines = serialize((quad.triple for quad in said), format=RdfFormat.N_TRIPLES) or b""
        sorter.add((*order.key(subject, said), str(subject)), lines)
    return (sorted({quad.triple for quad in group}, key=str) for group in _groups(sorter))


def quads_in_order(quads: Iterable[Quad], order: StoreOrder, folder: Path) -> Iterator[list[Quad]]:
    """The same graph by graph, the default graph first and the others by name."""
    sorter = Sorter(folder)
    for (graph, subject), group in groupby(quads, _PLACE):
        said = list(group)
        name = "" if isinstance(graph, DefaultGraph) else str(graph)
        lines = serialize(said, format=RdfFormat.N_QUADS) or b""
        sorter.add((name, *order.key(subject, said), str(subject)), lines)
    return (sorted(set(group), key=str) for group in _groups(sorter))


def _groups(sorter: Sorter) -> Iterator[Iterator[Quad]]:
    for _, records in groupby(sorter.records(), itemgetter(0)):
        lines = b"".join(line for _, line in records)
        yield parse(lines, format=RdfFormat.N_QUADS, lenient=True)
