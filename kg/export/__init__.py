"""Handing the graph on: Turtle that people read, other formats that programs read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kg.export import network, parquet, tables
from kg.export.files import ExportError, write_file, write_folder
from kg.export.order import PREDICATES, Order
from kg.export.turtle import TurtleWriter
from kg.find import find_reports
from kg.iri import DATA
from kg.store import quads_of
from ontology.prefixes import PREFIXES

__all__ = ["FORMATS", "ExportError", "export", "export_bytes", "quads", "turtle"]

_DECIMAL = NamedNode(PREFIXES["xsd"] + "decimal")
_TEXT = NamedNode(PREFIXES["fz"] + "text")
_REPORT = re.compile(r"(.+[/#])report/[0-9a-f]+")

_FOLDERS = {"csv": tables.write_csv, "parquet": parquet.write_parquet}


def export(store: Store, out: Path, *, reports: Sequence[str] = (), with_text: bool = True) -> None:
    """Write the graph to `out` in the format of its suffix, whole or not at all.

    `.ttl .nt .rdf` hold the union of all graphs, `.nq .trig .jsonld` the graphs by name,
    `.graphml .gexf` the network of things, `.csv .parquet` a folder of tables.

    Args:
        store: The graph; it is only read.
        out: The file, or the folder for tables; what an earlier export left there is replaced.
        reports: File names, titles or IRIs of the reports to export with what they lead to; empty for all.
        with_text: Whether the reports' full texts go with them.

    Raises:
        ExportError: An unknown suffix, or `out` cannot be written.
        kg.find.UnknownNameError: A name that no report has.
    """
    form = out.suffix.removeprefix(".").lower()
    if form in _FOLDERS:
        _export_tables(store, out, form, reports, with_text=with_text)
    else:
        write_file(out, export_bytes(store, form, reports=reports, with_text=with_text))


def _export_tables(store: Store, out: Path, form: str, reports: Sequence[str], *, with_text: bool) -> None:
    if form == "parquet":
        parquet.check()
    made = tables.tables(triples(quads(store, reports=reports, with_text=with_text)))
    write_folder(out, tables.file_names(f".{form}"), lambda folder: _FOLDERS[form](folder, made))


def export_bytes(store: Store, form: str, *, reports: Sequence[str] = (), with_text: bool = True) -> bytes:
    """The graph in one of `FORMATS`. Raises ExportError for another format, UnknownNameError for an unknown report."""
    if form in _FOLDERS:
        raise ExportError(f"{form} is a folder of tables; name a folder that ends with .{form}")
    if form not in FORMATS:
        known = " ".join(f".{name}" for name in sorted({*FORMATS, *_FOLDERS}))
        raise ExportError(f"there is no format {form!r}; name a file that ends with one of {known}")
    return FORMATS[form](quads(store, reports=reports, with_text=with_text))


def quads(store: Store, *, reports: Sequence[str] = (), with_text: bool = True) -> list[Quad]:
    """What is to be exported, in no order."""
    source: Iterable[Quad] = store
    if reports:
        source = quads_of(store, {node for name in reports for node in find_reports(store, name)})
    return [canonical(quad) for quad in source if with_text or quad.predicate != _TEXT]


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
    """A graph as Turtle in the order in which a person reads it."""
    found = list(source)
    prefixes = _used_prefixes(found)
    writer = TurtleWriter(prefixes=prefixes, base=_base(found), predicates=PREDICATES, subject_key=Order(found).key)
    return "".join(writer.write(found))


def _base(found: Iterable[Triple]) -> str:
    """What the IRIs of the data start with."""
    subjects = (triple.subject for triple in found)
    matches = (_REPORT.fullmatch(node.value) for node in subjects if isinstance(node, NamedNode))
    return min((match[1] for match in matches if match), default=DATA)


def _used_prefixes(found: Iterable[Triple]) -> dict[str, str]:
    """Those of the usual prefixes that the graph needs."""
    iris = {iri for triple in found for iri in _iris(triple)}
    return {name: namespace for name, namespace in PREFIXES.items() if any(iri.startswith(namespace) for iri in iris)}


def _iris(triple: Triple) -> Iterator[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


def _in_order(source: Iterable[Quad]) -> list[Quad]:
    found = list(source)
    order = Order(quad.triple for quad in found)
    return sorted(found, key=lambda quad: (_graph(quad), order.key(quad.subject), str(quad)))


def _graph(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)


def _serialized(items: Iterable[Quad] | Iterable[Triple], form: RdfFormat) -> bytes:
    return serialize(items, format=form, prefixes=dict(PREFIXES)) or b""


def _unioned(form: RdfFormat) -> Callable[[Iterable[Quad]], bytes]:
    def write(source: Iterable[Quad]) -> bytes:
        found = triples(source)
        order = Order(found)
        return _serialized(sorted(found, key=lambda t: (order.key(t.subject), str(t))), form)

    return write


def _named(form: RdfFormat) -> Callable[[Iterable[Quad]], bytes]:
    return lambda source: _serialized(_in_order(source), form)


FORMATS: dict[str, Callable[[Iterable[Quad]], bytes]] = {
    "ttl": lambda source: turtle(triples(source)).encode(),
    "nt": _unioned(RdfFormat.N_TRIPLES),
    "rdf": _unioned(RdfFormat.RDF_XML),
    "nq": _named(RdfFormat.N_QUADS),
    "trig": _named(RdfFormat.TRIG),
    "jsonld": _named(RdfFormat.JSON_LD),
    "graphml": lambda source: network.graphml(triples(source)),
    "gexf": lambda source: network.gexf(triples(source)),
}
"""What turns quads into the bytes of each format."""
