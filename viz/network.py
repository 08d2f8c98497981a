"""The graph of the reports as a networkx graph, with the statements behind every edge.

Everything is read from the union of the store's graphs, in the terms of the contract.
Edges are read first and bare; labels, sentences and figures only for the nodes that are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import networkx as nx
import pyoxigraph as ox

from viz.evidence import fill
from viz.facts import Network, NodeFacts
from viz.links import OPTIONAL_KINDS, Link, Links, ReadLinks, Reports
from viz.reading import CODE, FZ, LABELS, OTHER_NAMES, TITLE, TYPE, iris, is_known, names, subjects, things
from viz.style import load_style


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
    reports = Reports(store)
    reader = Links(store, reports, kinds, years)
    wanted = set(kinds) or {kind.name for kind in load_style().kinds} - OPTIONAL_KINDS
    start = {node for name in about for node in _nodes_called(store, name, reports, reader)}
    if about:
        # Beyond the neighbours, what is met is most of the store.
        near = reader if depth < 2 else ReadLinks(reader.every())
        links = _links_near(store, near, start, depth, wanted)
    else:
        links = reader.every()
    graph = _skeleton(store, links, start, reports, years, wanted)
    left_out = _cut(graph, start, limit or load_style().limits.nodes)
    fill(store, graph, reports, years)
    return Network(graph, {iri: note for iri, note in reports.items() if note}, left_out)


def _check_kinds(kinds: Sequence[str]) -> None:
    known = [kind.name for kind in load_style().kinds]
    for name in kinds:
        if name not in known:
            folded = {kind.lower(): kind for kind in known}
            matches = get_close_matches(name.lower(), folded, n=3, cutoff=0.5)
            raise UnknownNameError(name, [folded[match] for match in matches], "kind")


def _links_near(
    store: ox.Store, reader: Links | ReadLinks, start: set[str], depth: int, wanted: set[str]
) -> list[Link]:
    """Return the links among the nodes that are at most `depth` links of wanted nodes away from the start."""
    kept, newest = set(start), set(start)
    for _ in range(depth):
        links = [link for node in sorted(newest) for link in (*reader.of(node), *reader.to(node))]
        reached = {end for link in links for end in (link.source, link.target)} - kept
        newest = {node for node in reached if _classes(store, node) & wanted}
        kept |= newest
    # Links to themselves aside, every link has its place, lawyer or report as its source.
    links = [link for node in sorted(kept) for link in reader.of(node)]
    return [link for link in links if link.source in kept and link.target in kept]


def _skeleton(
    store: ox.Store,
    links: Sequence[Link],
    start: set[str],
    reports: Reports,
    years: Sequence[int],
    wanted: set[str],
) -> nx.MultiDiGraph[str]:
    """Return the bare graph, nodes and edges in the order of their IRIs so that pages come out the same."""
    nodes = {end for link in links for end in (link.source, link.target)} | start
    if not start:
        nodes |= {note.place for note in reports.every() if note.place and (not years or note.year in years)}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in sorted(nodes):
        classes = _classes(store, iri)
        if classes & wanted or (classes and iri in start):
            graph.add_node(iri, facts=NodeFacts(iri, _kind(classes)))
    for link in sorted(links, key=lambda link: (link.source, link.target, link.relation, link.statement)):
        if link.source in graph and link.target in graph:
            _add_link(graph, link)
    _spread_years(graph, reports, years)
    return graph


def _classes(store: ox.Store, node: str) -> set[str]:
    """Return the classes of a thing that pages know."""
    return {iri.removeprefix(FZ) for iri in iris(store, node, TYPE)} & {kind.name for kind in load_style().kinds}


def _kind(classes: set[str]) -> str:
    return next(kind.name for kind in load_style().kinds if kind.name in classes)


def _add_link(graph: nx.MultiDiGraph[str], link: Link) -> None:
    if not graph.has_edge(link.source, link.target, link.relation):
        graph.add_edge(link.source, link.target, link.relation, stated=[], statements=[], years=set())
    edge = graph.edges[link.source, link.target, link.relation]
    if link.statement:
        edge["stated"].append((link.statement, link.year))
    if link.year is not None:
        edge["years"].add(link.year)
        for end in (link.source, link.target):
            graph.nodes[end]["facts"].years.add(link.year)


def _spread_years(graph: nx.MultiDiGraph[str], reports: Reports, years: Sequence[int]) -> None:
    """Give each place its reports and their years, and each place above it the same years."""
    for place, facts in graph.nodes(data="facts"):
        notes = [note for note in reports.about(place) if not years or note.year in years]
        facts.reports = sorted(notes, key=lambda note: (note.year or 0, note.iri))
        facts.years |= {note.year for note in notes if note.year}
    above = nx.DiGraph((source, target) for source, target, relation in graph.edges(keys=True) if relation == "within")
    for place in list(above):
        for higher in nx.descendants(above, place):
            graph.nodes[higher]["facts"].years |= graph.nodes[place]["facts"].years


def _nodes_called(store: ox.Store, name: str, reports: Reports, reader: Links) -> set[str]:
    """Return all nodes of that IRI, code or name; a report's name stands for its place."""
    literals = [ox.Literal(name), *(ox.Literal(name, language=language) for language in ("zh", "en"))]
    found = {node.value for path in NAMES for literal in literals for node in subjects(store, path, literal)}
    found |= {name} if is_known(store, name) else set()
    found |= {report.place or "" for iri in found if (report := reports[iri])}
    nodes = {node for node in found if node and _is_linked(store, node, reader)}
    if not nodes:
        raise UnknownNameError(name, _close(name, _all_names(store)))
    return nodes


NAMES = (*LABELS, *OTHER_NAMES, TITLE, CODE)


def _is_linked(store: ox.Store, node: str, reader: Links) -> bool:
    """Whether a thing can be on a page: of a class that pages know, and told of."""
    return bool(_classes(store, node)) and bool(reader.is_told_of(node) or reader.of(node) or reader.to(node))


def _all_names(store: ox.Store) -> set[str]:
    """Return the names of all things that can be on a page."""
    told = (names(store, node) for kind in load_style().kinds for node in things(store, kind.name))
    return {name for label, english, others in told for name in (label, english, *others) if name}


def _close(name: str, names: Iterable[str]) -> list[str]:
    """Return up to five names that hold the asked one or resemble it."""
    ordered = sorted(names, key=lambda other: (len(other), other))
    holding = [other for other in ordered if name and name in other]
    similar = get_close_matches(name, ordered, n=5, cutoff=0.5)
    return list(dict.fromkeys(holding + similar))[:5]


def _cut(graph: nx.MultiDiGraph[str], start: set[str], limit: int) -> dict[str, int]:
    """Remove the least connected nodes beyond the limits of nodes and edges; return how many of each kind."""
    order = sorted(graph, key=lambda node: (node not in start, -graph.degree(node), node))
    rank = {node: number for number, node in enumerate(order)}
    last = sorted(max(rank[source], rank[target]) for source, target in graph.edges())
    most = load_style().limits.edges
    dropped = order[max(min(limit, last[most] if len(last) > most else limit), 1) :]
    left_out = Counter(graph.nodes[node]["facts"].kind for node in dropped)
    graph.remove_nodes_from(dropped)
    return dict(sorted(left_out.items()))
