"""Handing the graph on: Turtle that people read, other formats that programs read.

Files are written in the order in which a person reads them, in little memory: what does not fit in it is sorted on the
disk. Of networks the things are held in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TypeVar

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kg.export import network, parquet, tables
from kg.export.files import ExportError, write_folder, write_stream
from kg.export.labels import StoreLabels
from kg.export.order import PREDICATES, Order, StoreOrder
from kg.export.ordered import quads_in_order, triples_in_order
from kg.export.turtle import TurtleWriter
from kg.find import find_reports
from kg.iri import DATA
from kg.store import quads_of
from ontology.prefixes import PREFIXES

__all__ = ["FORMATS", "ExportError", "export", "export_bytes", "export_to", "quads", "turtle"]

_DECIMAL = NamedNode(PREFIXES["xsd"] + "decimal")
_TEXT = NamedNode(PREFIXES["fz"] + "text")
_REPORT = re.compile(r"(.+[/#])report/[0-9a-f]+")

_PREFIXES = frozenset(PREFIXES)

T = TypeVar("T", Triple, Quad)

_FOLDERS = {"csv": tables.write_csv, "parquet": parquet.write_parquet}


@dataclass(frozen=True, slots=True)
class _Graph:
    """What is to be written: quads, which can be had once; their order; and a folder for the time being."""

    quads: Iterable[Quad]
    order: StoreOrder
    folder: Path


def export(store: Store, out: Path, *, reports: Sequence[str] = (), with_text: bool = True) -> None:
    """Write the graph to `out` in the format of its suffix, whole or not at all.

    `.ttl .nt .rdf` hold the union of all graphs, `.nq .trig .jsonld` the graphs by name,
    `.graphml .gexf` the network of things, `.csv .parquet` a folder of tables.

    Args:
        store: The graph; it is only read.
        out: The file, or the folder for tables; what an earlier export left there is replaced. Beside a file there must
            be room for two more of its size for the time being.
        reports: File names, titles or IRIs of the reports to export with what they lead to; empty for all.
        with_text: Whether the reports' full texts go with them.

    Raises:
        ExportError: An unknown suffix, or `out` cannot be written.
        kg.find.UnknownNameError: A name that no report has.
    """
    form = out.suffix.removeprefix(".").lower()
    if form in _FOLDERS:
        _export_tables(store, out, form, reports, with_text=with_text)
        return
    write, found = _writer(form), _quads(store, _graphs(store, reports), with_text=with_text)
    write_stream(out, lambda stream, folder: write(_Graph(found, StoreOrder(store), folder), stream))


def _export_tables(store: Store, out: Path, form: str, reports: Sequence[str], *, with_text: bool) -> None:
    if form == "parquet":
        parquet.check()
    graphs = _graphs(store, reports)
    labels = StoreLabels(store, graphs)

    def write(folder: Path, scratch: Path) -> None:
        subjects = triples_in_order(_quads(store, graphs, with_text=with_text), StoreOrder(store), scratch)
        _FOLDERS[form](folder, tables.tables(subjects, labels.find, scratch))

    write_folder(out, tables.file_names(f".{form}"), write)


def export_to(
    stream: IO[bytes], store: Store, form: str, *, reports: Sequence[str] = (), with_text: bool = True
) -> None:
    """Write the graph to a stream in one of `FORMATS`; errors are those of `export`."""
    write, found = _writer(form), _quads(store, _graphs(store, reports), with_text=with_text)
    with TemporaryDirectory(prefix="fazhi-") as folder:
        write(_Graph(found, StoreOrder(store), Path(folder)), stream)


def export_bytes(store: Store, form: str, *, reports: Sequence[str] = (), with_text: bool = True) -> bytes:
    """The graph in one of `FORMATS`; errors are those of `export`."""
    stream = BytesIO()
    export_to(stream, store, form, reports=reports, with_text=with_text)
    return stream.getvalue()


def _writer(form: str) -> Writer:
    if form in _FOLDERS:
        raise ExportError(f"{form} is a folder of tables; name a folder that ends with .{form}")
    if form not in FORMATS:
        known = " ".join(f".{name}" for name in sorted({*FORMATS, *_FOLDERS}))
        raise ExportError(f"there is no format {form!r}; name a file that ends with one of {known}")
    return FORMATS[form]


def quads(store: Store, *, reports: Sequence[str] = (), with_text: bool = True) -> list[Quad]:
    """What is to be exported, in no order."""
    return list(_quads(store, _graphs(store, reports), with_text=with_text))


def _graphs(store: Store, reports: Sequence[str]) -> set[NamedNode]:
    """The graphs of the reports that are named. Raises UnknownNameError if there is none called so."""
    return {node for name in reports for node in find_reports(store, name)}


def _quads(store: Store, graphs: Collection[NamedNode], *, with_text: bool) -> Iterator[Quad]:
    """What is to be exported, as it is asked for: these graphs with what they lead to, or all."""
    source: Iterable[Quad] = quads_of(store, graphs) if graphs else store
    return (canonical(quad) for quad in source if with_text or quad.predicate != _TEXT)


def canonical(quad: Quad) -> Quad:
    """The same quad as exports write it: the store drops a whole decimal's point, which Turtle's short form needs."""
    value = quad.object
    if not isinstance(value, Literal) or value.datatype != _DECIMAL or "." in value.value:
        return quad
    return Quad(quad.subject, quad.predicate, Literal(value.value + ".0", datatype=_DECIMAL), quad.graph_name)


def triples(source: Iterable[Quad]) -> list[Triple]:
    """The union of all graphs."""
    return list({quad.triple for quad in source})


def turtle(source: Iterable[Triple]) -> str:
    """A graph as Turtle in the order in which a person reads it; all of it is held in memory."""
    found = sorted(source, key=str)
    used, order = _Used(), Order(found)
    about: dict[object, list[Triple]] = {}
    for triple in used.noted(found):
        about.setdefault(triple.subject, []).append(triple)
    subjects = sorted(about.values(), key=lambda said: order.key(said[0].subject))
    return "".join(used.writer().write(subjects))


class _Used:
    """What of our namespaces a graph uses."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._base: str | None = None

    def noted(self, triples: Iterable[T]) -> Iterator[T]:
        """The same triples or quads, with a note of each."""
        for triple in triples:
            self._note(triple)
            yield triple

    def _note(self, triple: Triple | Quad) -> None:
        for iri in _iris(triple):
            self._names.update(name for name in _PREFIXES - self._names if iri.startswith(PREFIXES[name]))
        subject = triple.subject
        match = _REPORT.fullmatch(subject.value) if isinstance(subject, NamedNode) else None
        if match and (self._base is None or match[1] < self._base):
            self._base = match[1]

    def writer(self) -> TurtleWriter:
        """What writes the graph."""
        prefixes = {name: namespace for name, namespace in PREFIXES.items() if name in self._names}
        return TurtleWriter(prefixes=prefixes, base=self._base or DATA, predicates=PREDICATES)


def _iris(triple: Triple | Quad) -> Iterator[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


def _write_turtle(graph: _Graph, stream: IO[bytes]) -> None:
    used = _Used()
    subjects = triples_in_order(used.noted(graph.quads), graph.order, graph.folder)
    for piece in used.writer().write(subjects):
        stream.write(piece.encode())


def _write_union(graph: _Graph, stream: IO[bytes], form: RdfFormat) -> None:
    subjects = triples_in_order(graph.quads, graph.order, graph.folder)
    serialize(chain.from_iterable(subjects), stream, format=form, prefixes=dict(PREFIXES))


def _write_graphs(graph: _Graph, stream: IO[bytes], form: RdfFormat) -> None:
    subjects = quads_in_order(graph.quads, graph.order, graph.folder)
    serialize(chain.from_iterable(subjects), stream, format=form, prefixes=dict(PREFIXES))


def _write_network(
    graph: _Graph, stream: IO[bytes], write: Callable[[Iterable[Sequence[Triple]], IO[bytes]], None]
) -> None:
    """The things alone are held in memory."""
    quads = (quad for quad in graph.quads if quad.predicate != _TEXT)
    write(triples_in_order(quads, graph.order, graph.folder), stream)


Writer = Callable[[_Graph, IO[bytes]], object]

FORMATS: dict[str, Writer] = {
    "ttl": _write_turtle,
    "nt": partial(_write_union, form=RdfFormat.N_TRIPLES),
    "rdf": partial(_write_union, form=RdfFormat.RDF_XML),
    "nq": partial(_write_graphs, form=RdfFormat.N_QUADS),
    "trig": partial(_write_graphs, form=RdfFormat.TRIG),
    "jsonld": partial(_write_graphs, form=RdfFormat.JSON_LD),
    "graphml": partial(_write_network, write=network.write_graphml),
    "gexf": partial(_write_network, write=network.write_gexf),
}
"""What writes each format."""
