"""A view as a file: GraphML for Gephi and its kin, Turtle with the statements behind every link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import networkx as nx
import pyoxigraph as ox

from kg.export import canonical, triples, turtle
from ontology.terms import FZ
from viz.explorer.index.read import Index, Thing
from viz.explorer.network.measures import measure
from viz.explorer.network.view import View

_TEXT = ox.NamedNode(FZ.text)
_CITES = ox.NamedNode(FZ.cites)
_SHORTCUTS = {"provider": ox.NamedNode(FZ.hasLegalAdviser), "programme": ox.NamedNode(FZ.runs)}
_FEW = 8
_START, _END = ox.NamedNode(FZ.start), ox.NamedNode(FZ.end)
_STATEMENTS = """SELECT DISTINCT report, thing, start, end FROM mention
  WHERE place IN (SELECT value FROM json_each(?1)) AND +thing IN (SELECT value FROM json_each(?1))
  AND (?2 IS NULL OR year = ?2) ORDER BY report, start, thing LIMIT ?3"""
STATEMENTS = 5000
"""The most statements that a file of Turtle has."""


def graphml(view: View) -> bytes:
    """Return the view as GraphML, with all links between its nodes.

    Nodes are called by IRI and have `label`, `label_en`, `kind`, `reports` (of the whole graph) and, of the view,
    `neighbours`, `betweenness`, `community`; edges have `relation`, `statements`, `years`.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    iris = {thing.id: thing.iri for thing in view.nodes}
    measures = measure(view)
    for thing in view.nodes:
        names = {"label": _plain(thing.zh), "label_en": _plain(thing.en), "kind": thing.kind}
        of_view = {
            "neighbours": measures.degree[thing.id],
            "betweenness": measures.betweenness[thing.id],
            "community": measures.community[thing.id],
        }
        graph.add_node(thing.iri, **names, reports=thing.weight, **of_view)
    for link in view.all_links:
        years = " ".join(map(str, link.years))
        ends = iris[link.source], iris[link.target]
        graph.add_edge(*ends, key=link.relation, relation=link.relation, statements=link.times, years=years)
    output = BytesIO()
    nx.write_graphml(graph, output, named_key_ids=True)
    return output.getvalue()


def _plain(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(char for char in text if char.isprintable())


def view_turtle(index: Index, store: ox.Store, view: View, year: int | None) -> tuple[str, bool]:
    """Return the view as Turtle, and whether that has all of it: there are at most `STATEMENTS` statements.

    It has what is said of the view's nodes, the statements that link them, and their reports.
    """
    rows = index.rows(_STATEMENTS, index.json(thing.id for thing in view.nodes), year, STATEMENTS + 1)
    quads = _quads(index, store, view, rows[:STATEMENTS])
    return turtle(triples(canonical(quad) for quad in quads)), len(rows) <= STATEMENTS


def _quads(index: Index, store: ox.Store, view: View, rows: Sequence[Any]) -> Iterator[ox.Quad]:
    for thing in view.nodes:
        yield from store.quads_for_pattern(ox.NamedNode(thing.iri), None, None, ox.DefaultGraph())
    yield from _shortcuts(store, view)
    things = index.things({row[name] for row in rows for name in ("report", "thing")})
    for row in rows:
        yield from _statement(store, things[row["report"]], things[row["thing"]], row["start"], row["end"])
    nodes = {ox.NamedNode(thing.iri) for thing in view.nodes}
    for report in sorted({things[row["report"]].iri for row in rows}):
        for quad in store.quads_for_pattern(ox.NamedNode(report), None, None):
            if quad.predicate != _TEXT and (quad.predicate != _CITES or quad.object in nodes):
                yield quad


def _shortcuts(store: ox.Store, view: View) -> Iterator[ox.Quad]:
    """The shortcuts from places to other nodes; to a few they are asked for one by one, as a place has hundreds."""
    places = [ox.NamedNode(thing.iri) for thing in view.nodes if thing.page == "place"]
    for page, predicate in _SHORTCUTS.items():
        others = {ox.NamedNode(thing.iri): None for thing in view.nodes if thing.page == page}
        for place in places:
            for other in others if len(others) <= _FEW else (None,):
                found = store.quads_for_pattern(place, predicate, other)
                yield from (quad for quad in found if quad.object in others)


def _statement(store: ox.Store, report: Thing, thing: Thing, start: int, end: int) -> Iterator[ox.Quad]:
    """The statements of a report that name a thing in the words from `start` to `end`."""
    graph, node = ox.NamedNode(report.iri), ox.NamedNode(thing.iri)
    for found in store.quads_for_pattern(None, _START, ox.Literal(start), graph):
        quads = list(store.quads_for_pattern(found.subject, None, None, graph))
        said = {quad.object for quad in quads}
        if node in said and any(quad.predicate == _END and quad.object == ox.Literal(end) for quad in quads):
            yield from quads
