"""Reads from a store which townships have which laws, programmes and advisers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import networkx as nx
from pyoxigraph import NamedNode, Store

from kg import names
from kg.find import ask, label_of
from ontology.prefixes import PREFIXES

RELATIONS: Mapping[str, str] = {
    "cites": "?report fz:cites ?thing ; fz:about ?place .",
    "runs": """?s a fz:ProgrammeActivity ; fz:statedIn ?report ; fz:programme ?thing ; fz:township ?place ;
        fz:status fz:CarriedOut . OPTIONAL { ?s fz:year ?stated }""",
    "hasLegalAdviser": """?s a fz:LegalAdviserEngagement ; fz:statedIn ?report ; fz:provider ?thing ;
        fz:client ?place . OPTIONAL { ?s fz:year ?stated }""",
}
"""The links of a township, each with the pattern that finds them."""

_QUERY = """SELECT DISTINCT ?place ?thing ?stated ?year WHERE {{
    {pattern} ?report a fz:Report . FILTER NOT EXISTS {{ ?report a fz:OtherDocument }}
    ?place a fz:Township . OPTIONAL {{ ?report fz:year ?year }} }}"""
_WITHIN = NamedNode(PREFIXES["fz"] + "within")


def affiliations(
    store: Store,
    relations: Sequence[str] = tuple(RELATIONS),
    *,
    kinds: Collection[str] = (),
    years: Collection[int] = (),
    places: Collection[str] = (),
) -> nx.Graph[str]:
    """Return the bipartite graph of townships and what they have, nodes in order of IRI.

    Args:
        store: The graph of the reports; it is only read. Other documents are left out.
        relations: Names of `RELATIONS`.
        kinds: Local names of the classes of things to keep (`Law`, `LawFirm` …), empty for all.
        years: Calendar years of the links to keep, empty for all.
        places: IRIs of places; only townships that are or lie in one of them are kept. Empty for all.

    Returns:
        An undirected graph. A node is an IRI with `bipartite` (0 township, 1 thing), `label`, `kind` (the local name of
        its most special class) and `within` (the label of what a township lies in, "" if unknown and for things); an
        edge has `relation`. A thing that no township has is not in it.
    """
    links: dict[tuple[str, str], str] = {}
    for relation in relations:
        for place, thing in _linked(store, relation, years):
            links[place, thing] = relation
    inside = _inside(store, {place for place, _ in links}, places)
    wanted = _of_kinds(store, {thing for _, thing in links}, kinds)
    kept = {ends: relation for ends, relation in links.items() if ends[0] in inside and ends[1] in wanted}
    graph: nx.Graph[str] = nx.Graph()
    for number, nodes in enumerate(({place for place, _ in kept}, {thing for _, thing in kept})):
        for node in sorted(nodes):
            graph.add_node(node, bipartite=number, **_told(store, NamedNode(node)))
    graph.add_edges_from((*ends, {"relation": kept[ends]}) for ends in sorted(kept))
    return graph


def side(graph: nx.Graph[str], number: int) -> list[str]:
    """Return the townships (0) or the things (1) of the graph, in its order."""
    return [node for node, bipartite in graph.nodes(data="bipartite") if bipartite == number]


def _linked(store: Store, relation: str, years: Collection[int]) -> Iterable[tuple[str, str]]:
    pattern = RELATIONS[relation]
    wanted = {str(year) for year in years}
    for row in ask(store, _QUERY.format(pattern=pattern)):
        said = row["stated"] or row["year"]
        if not wanted or (said is not None and said.value[:4] in wanted):
            yield row["place"].value, row["thing"].value


def _told(store: Store, node: NamedNode) -> dict[str, str]:
    above = next((quad.object for quad in store.quads_for_pattern(node, _WITHIN, None)), None)
    within = label_of(store, above) if isinstance(above, NamedNode) else ""
    return {"label": label_of(store, node), "kind": _kind(store, node), "within": within}


def _inside(store: Store, found: set[str], places: Collection[str]) -> set[str]:
    """Return those of the places found that are one of `places` or lie in one, however deep."""
    if not places:
        return found
    inside, waiting = set(places), [NamedNode(place) for place in places]
    while waiting:
        for quad in store.quads_for_pattern(None, _WITHIN, waiting.pop()):
            if isinstance(quad.subject, NamedNode) and quad.subject.value not in inside:
                inside.add(quad.subject.value)
                waiting.append(quad.subject)
    return found & inside


def _of_kinds(store: Store, things: set[str], kinds: Collection[str]) -> set[str]:
    if not kinds:
        return things
    wanted = {names.fz(kind) for kind in kinds}
    return {thing for thing in things if wanted & set(_types(store, NamedNode(thing)))}


def _types(store: Store, node: NamedNode) -> list[NamedNode]:
    quads = store.quads_for_pattern(node, names.TYPE, None)
    return [quad.object for quad in quads if isinstance(quad.object, NamedNode)]


def _kind(store: Store, node: NamedNode) -> str:
    """Return the local name of the class with most classes above it; by name where several have as many."""
    of_ours = (kind.value for kind in _types(store, node) if kind.value.startswith(PREFIXES["fz"]))
    own = sorted(kind.removeprefix(PREFIXES["fz"]) for kind in of_ours)
    return max(own, key=lambda kind: len(names.classes(kind)), default="")
