"""The graph of the reports as a networkx graph, with the statements behind every edge.

Everything is read by SPARQL over the union of the store's graphs, in the terms of the contract.
Edges are read first and bare; labels, sentences and figures only for the nodes that are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import networkx as nx
import pyoxigraph as ox

from viz.evidence import fill
from viz.facts import Network, NodeFacts, ReportNote
from viz.sparql import FZ, rows, text, year_of
from viz.style import load_style

STATED = {
    "cites": "?s a fz:Citation ; fz:instrument ?target ; fz:statedIn ?report . ?report fz:about ?source .",
    "runs": "?s a fz:ProgrammeActivity ; fz:status fz:CarriedOut ; fz:programme ?target ; fz:township ?source .",
    "planned": "?s a fz:ProgrammeActivity ; fz:status fz:Planned ; fz:programme ?target ; fz:township ?source .",
    "recommended": """?s a fz:ProgrammeActivity ; fz:status fz:Recommended ;
        fz:programme ?target ; fz:township ?source .""",
    "hasLegalAdviser": "?s a fz:LegalAdviserEngagement ; fz:provider ?target ; fz:client ?source .",
    "practisesAt": "?s a fz:LegalAdviserEngagement ; fz:provider ?target ; fz:lawyer ?source .",
}
UNSTATED = {"about": ("Report", "fz:about"), "creator": ("Government", "dcterms:creator")}
OPTIONAL_KINDS = frozenset(kind for kind, _ in UNSTATED.values())


class UnknownNameError(LookupError):
    """A name that no node of the network has, or a kind that the pages do not know."""

    def __init__(self, name: str, matches: Sequence[str], what: str = "node") -> None:
        """Keep the name and its close matches."""
        self.name, self.matches = name, tuple(matches)
        hint = f"; did you mean {', '.join(matches)}?" if matches else ""
        super().__init__(f"no {what} of the network is called {name!r}{hint}")

    def __str__(self) -> str:
        """Return the message as it is (`KeyError` would quote it)."""
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class _Link:
    """A bare edge as the store states it."""

    relation: str
    source: str
    target: str
    statement: str = ""
    report: str = ""
    year: int | None = None


def build_network(
    store: ox.Store,
    *,
    about: Sequence[str] = (),
    depth: int = 1,
    kinds: Sequence[str] = (),
    years: Sequence[int] = (),
    limit: int | None = None,
) -> Network:
    """Return the network of what the store's reports say.

    Args:
        store: The graph; it is only read.
        about: Labels, IRIs or division codes of the nodes to start from; empty for the whole graph.
        depth: How many edges away from the start, 0 or more.
        kinds: Class names of the nodes to keep; empty for all but reports and government bodies.
        years: Calendar years of the statements to keep; empty for all.
        limit: How many nodes at most, the best connected first; `viz/style.toml` says the default.

    Raises:
        UnknownNameError: A name in `about` or `kinds` that nothing has, with close matches.
        ValueError: A negative depth.
    """
    if depth < 0:
        raise ValueError(f"depth must be 0 or more, not {depth}")
    _check_kinds(kinds)
    reports = _read_reports(store)
    links = _read_links(store, reports, kinds, years)
    types = _read_types(store)
    graph = _skeleton(links, reports, years, types)
    start = _resolve(store, about, graph, reports)
    _keep_kinds(graph, types, kinds, start)
    graph = _near(graph, start, depth) if about else graph
    left_out = _cut(graph, start, limit or load_style().limits.nodes)
    fill(store, graph, reports, years)
    return Network(graph, reports, left_out)


def _check_kinds(kinds: Sequence[str]) -> None:
    known = [kind.name for kind in load_style().kinds]
    for name in kinds:
        if name not in known:
            folded = {kind.lower(): kind for kind in known}
            matches = get_close_matches(name.lower(), folded, n=3, cutoff=0.5)
            raise UnknownNameError(name, [folded[match] for match in matches], "kind")


def _read_reports(store: ox.Store) -> dict[str, ReportNote]:
    query = """SELECT ?report ?label ?title ?year ?place WHERE {
        ?report a fz:Report . FILTER NOT EXISTS { ?report a fz:OtherDocument }
        OPTIONAL { ?report rdfs:label ?label } OPTIONAL { ?report dcterms:title ?title }
        OPTIONAL { ?report fz:year ?year } OPTIONAL { ?report fz:about ?place } }
        ORDER BY ?report ?label"""
    reports: dict[str, ReportNote] = {}
    for row in rows(store, query, ("report", "label", "title", "year", "place")):
        iri = text(row, "report")
        label = text(row, "label") or text(row, "title") or iri.rsplit("/", 1)[-1]
        reports.setdefault(iri, ReportNote(iri, label, year_of(text(row, "year")), text(row, "place") or None))
    return reports


def _read_links(
    store: ox.Store, reports: Mapping[str, ReportNote], kinds: Sequence[str], years: Sequence[int]
) -> list[_Link]:
    links = [link for relation in STATED for link in _stated(store, relation, reports)]
    for relation, (kind, path) in UNSTATED.items():
        if kind in kinds:
            links += _unstated(store, relation, path, reports)
    kept = [link for link in links if not years or link.year in years]
    return kept + _within(store, kept, reports, years)


def _stated(store: ox.Store, relation: str, reports: Mapping[str, ReportNote]) -> Iterator[_Link]:
    query = f"""SELECT DISTINCT ?s ?report ?source ?target ?year WHERE {{
        {STATED[relation]} ?s fz:statedIn ?report . OPTIONAL {{ ?s fz:year ?year }} }}"""
    for row in rows(store, query, ("s", "report", "source", "target", "year")):
        report = reports.get(text(row, "report"))
        if report is not None:
            year = year_of(text(row, "year")) or report.year
            yield _Link(relation, text(row, "source"), text(row, "target"), text(row, "s"), report.iri, year)


def _unstated(store: ox.Store, relation: str, path: str, reports: Mapping[str, ReportNote]) -> Iterator[_Link]:
    query = f"SELECT DISTINCT ?source ?target WHERE {{ ?source a fz:Report ; {path} ?target }}"
    for row in rows(store, query, ("source", "target")):
        report = reports.get(text(row, "source"))
        if report is not None:
            yield _Link(relation, report.iri, text(row, "target"), "", report.iri, report.year)


def _within(
    store: ox.Store, links: Iterable[_Link], reports: Mapping[str, ReportNote], years: Sequence[int]
) -> list[_Link]:
    """Return the way up from every place that a report is about or that a link names."""
    query = "SELECT DISTINCT ?place ?parent WHERE { ?place fz:within ?parent } ORDER BY ?place ?parent"
    parents: dict[str, str] = {}
    for row in rows(store, query, ("place", "parent")):
        parents.setdefault(text(row, "place"), text(row, "parent"))
    open_ends = {end for link in links for end in (link.source, link.target)}
    open_ends |= {note.place for note in reports.values() if note.place and (not years or note.year in years)}
    found: dict[str, _Link] = {}
    for start in open_ends:
        place = start
        while place in parents and place not in found:
            found[place] = _Link("within", place, parents[place])
            place = parents[place]
    return [found[place] for place in sorted(found)]


def _read_types(store: ox.Store) -> dict[str, set[str]]:
    classes = " ".join(f"fz:{kind.name}" for kind in load_style().kinds)
    query = f"SELECT DISTINCT ?node ?class WHERE {{ VALUES ?class {{ {classes} }} ?node a ?class }}"
    types: dict[str, set[str]] = {}
    for row in rows(store, query, ("node", "class")):
        types.setdefault(text(row, "node"), set()).add(text(row, "class").removeprefix(FZ))
    return types


def _skeleton(
    links: Sequence[_Link], reports: Mapping[str, ReportNote], years: Sequence[int], types: Mapping[str, set[str]]
) -> nx.MultiDiGraph[str]:
    """Return the bare graph, nodes and edges in the order of their IRIs so that pages come out the same."""
    nodes = {end for link in links for end in (link.source, link.target)}
    nodes |= {note.place for note in reports.values() if note.place and (not years or note.year in years)}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in sorted(node for node in nodes if node in types):
        graph.add_node(iri, facts=NodeFacts(iri, _kind(types[iri])))
    for link in sorted(links, key=lambda link: (link.source, link.target, link.relation, link.statement)):
        if link.source in graph and link.target in graph:
            _add_link(graph, link)
    _spread_years(graph, reports, years)
    return graph


def _kind(classes: set[str]) -> str:
    return next(kind.name for kind in load_style().kinds if kind.name in classes)


def _add_link(graph: nx.MultiDiGraph[str], link: _Link) -> None:
    if not graph.has_edge(link.source, link.target, link.relation):
        graph.add_edge(link.source, link.target, link.relation, stated=[], statements=[], years=set())
    edge = graph.edges[link.source, link.target, link.relation]
    if link.statement:
        edge["stated"].append((link.statement, link.year))
    if link.year is not None:
        edge["years"].add(link.year)
        for end in (link.source, link.target):
            graph.nodes[end]["facts"].years.add(link.year)


def _spread_years(graph: nx.MultiDiGraph[str], reports: Mapping[str, ReportNote], years: Sequence[int]) -> None:
    """Give each place its reports and their years, and each place above it the same years."""
    for note in sorted(reports.values(), key=lambda note: (note.year or 0, note.iri)):
        if note.place in graph and (not years or note.year in years):
            facts = graph.nodes[note.place]["facts"]
            facts.reports.append(note)
            facts.years |= {note.year} - {None}
    above = nx.DiGraph((source, target) for source, target, relation in graph.edges(keys=True) if relation == "within")
    for place in list(above):
        for higher in nx.descendants(above, place):
            graph.nodes[higher]["facts"].years |= graph.nodes[place]["facts"].years


def _resolve(
    store: ox.Store, about: Sequence[str], graph: nx.MultiDiGraph[str], reports: Mapping[str, ReportNote]
) -> set[str]:
    return {node for name in about for node in _nodes_called(store, name, graph, reports)}


def _nodes_called(
    store: ox.Store, name: str, graph: nx.MultiDiGraph[str], reports: Mapping[str, ReportNote]
) -> set[str]:
    """Return all nodes of that IRI, code or name; a report's name stands for its place."""
    query = f"""SELECT DISTINCT ?node WHERE {{ ?node {NAMES} ?name FILTER(STR(?name) = {ox.Literal(name)}) }}"""
    found = {name} | {text(row, "node") for row in rows(store, query, ("node",))}
    found |= {reports[iri].place or "" for iri in found & reports.keys()}
    nodes = {node for node in found if node in graph}
    if not nodes:
        raise UnknownNameError(name, _close(name, _all_names(store, graph)))
    return nodes


NAMES = "(rdfs:label|skos:altLabel|dcterms:title|dcterms:identifier)"


def _all_names(store: ox.Store, graph: nx.MultiDiGraph[str]) -> set[str]:
    query = f"SELECT DISTINCT ?node ?name WHERE {{ ?node {NAMES} ?name }}"
    return {text(row, "name") for row in rows(store, query, ("node", "name")) if text(row, "node") in graph}


def _close(name: str, names: Iterable[str]) -> list[str]:
    """Return up to five names that hold the asked one or resemble it."""
    ordered = sorted(names, key=lambda other: (len(other), other))
    holding = [other for other in ordered if name and name in other]
    similar = get_close_matches(name, ordered, n=5, cutoff=0.5)
    return list(dict.fromkeys(holding + similar))[:5]


def _keep_kinds(
    graph: nx.MultiDiGraph[str], types: Mapping[str, set[str]], kinds: Sequence[str], start: set[str]
) -> None:
    wanted = set(kinds) or {kind.name for kind in load_style().kinds} - OPTIONAL_KINDS
    graph.remove_nodes_from([node for node in graph if not types[node] & wanted and node not in start])


def _near(graph: nx.MultiDiGraph[str], start: set[str], depth: int) -> nx.MultiDiGraph[str]:
    undirected = nx.Graph(graph.to_undirected(as_view=True))
    kept: set[str] = set()
    for node in start:
        kept |= nx.single_source_shortest_path_length(undirected, node, cutoff=depth).keys()
    return graph.subgraph(sorted(kept)).copy()


def _cut(graph: nx.MultiDiGraph[str], start: set[str], limit: int) -> dict[str, int]:
    """Remove the least connected nodes beyond the limit and return how many of each kind."""
    order = sorted(graph, key=lambda node: (node not in start, -graph.degree(node), node))
    dropped = order[max(limit, 1) :]
    left_out = Counter(graph.nodes[node]["facts"].kind for node in dropped)
    graph.remove_nodes_from(dropped)
    return dict(sorted(left_out.items()))
