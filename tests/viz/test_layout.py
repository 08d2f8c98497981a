from __future__ import annotations

from itertools import combinations, pairwise
from math import dist, hypot
from pathlib import Path

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest

from tests.viz import large
from viz.facts import NodeFacts
from viz.layout import ARRANGEMENTS, SPACING, LayoutError, lay_out, read_positions, write_positions
from viz.layout.force import LARGE, Grid
from viz.layout.spread import in_order
from viz.network import build_network


def test_every_node_has_a_place_of_its_own(store: ox.Store) -> None:
    positions = lay_out(build_network(store).graph)
    assert all(isinstance(x, int) and isinstance(y, int) for x, y in positions.values())
    assert min(dist(one, other) for one, other in combinations(positions.values(), 2)) > SPACING * 0.8


def test_positions_are_the_same_on_every_run(store: ox.Store) -> None:
    assert lay_out(build_network(store).graph) == lay_out(build_network(store).graph)


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_small_and_unconnected_graphs(size: int) -> None:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(map(str, range(size)))
    assert len(set(lay_out(graph).values())) == size


def test_saved_positions_are_kept_and_the_rest_put_beside(store: ox.Store, tmp_path: Path) -> None:
    graph = build_network(store).graph
    before = lay_out(graph)
    file = tmp_path / "positions.json"
    write_positions(file, dict(list(before.items())[:-2]))
    after = lay_out(graph, saved=read_positions(file))
    assert after.keys() == before.keys()
    assert {node: after[node] for node in list(before)[:-2]} == dict(list(before.items())[:-2])


@pytest.mark.parametrize(
    "content", ["", "[]", '{"a": 1}', '{"a": ["x", "y"]}', '{"a": [1e999, 0]}', '{"a": [1, 2, 3]}']
)
def test_a_file_without_positions_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "positions.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LayoutError, match=r"positions\.json"):
        read_positions(file)


def test_every_node_of_a_full_page_is_placed() -> None:
    graph = nx.MultiDiGraph()
    for node, other in nx.barabasi_albert_graph(1500, 3, seed=1).edges:
        graph.add_edge(str(node), str(other), "cites")
    assert len(lay_out(graph)) == 1500


# ---- by force, above the size that networkx compares pair by pair


def test_a_large_network_is_laid_out_alike_on_every_run() -> None:
    graph = large.network(1600, 3000).graph
    assert len(graph) > LARGE
    positions = lay_out(graph)
    assert positions == lay_out(graph)
    assert len(positions) == len(graph)


def test_the_grid_pushes_as_the_pairs_would() -> None:
    """Far enough apart for the cells, the field of the grid is the sum over all pairs."""
    chance = np.random.default_rng(1)
    points = chance.standard_normal((60, 2)) * 1000
    mass = chance.integers(1, 5, 60).astype(float)
    apart = points[:, None] - points[None]
    squared = (apart**2).sum(axis=-1)
    np.fill_diagonal(squared, np.inf)
    exact = (apart / squared[..., None] * mass[None, :, None]).sum(axis=1)
    found = Grid(1024).field(points, mass)
    errors = np.linalg.norm(found - exact, axis=1) / np.linalg.norm(exact, axis=1)
    assert np.median(errors) < 0.02


def test_neighbours_are_nearer_than_others() -> None:
    graph = nx.MultiDiGraph()
    ring = nx.random_regular_graph(3, 1800, seed=4)
    graph.add_edges_from((str(one), str(other), "cites") for one, other in ring.edges)
    points = {node: np.array(place) for node, place in lay_out(graph).items()}
    linked = np.mean([np.linalg.norm(points[one] - points[other]) for one, other in graph.edges()])
    nodes = list(graph)
    others = np.mean(
        [np.linalg.norm(points[one] - points[other]) for one, other in zip(nodes, nodes[900:], strict=False)]
    )
    assert linked < others / 3


def test_small_components_stay_near_the_large_one() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edges_from((f"a{n}", f"a{n // 2}", "cites") for n in range(1, 1600))
    graph.add_edges_from((f"b{n}", f"c{n}", "cites") for n in range(40))
    places = {node: np.array(place) for node, place in lay_out(graph).items()}
    reach = max(np.linalg.norm(place) for node, place in places.items() if node.startswith("a"))
    assert max(np.linalg.norm(place) for place in places.values()) < 1.6 * reach


# ---- by place, and in two sides


def kinds_at(graph: nx.MultiDiGraph, arrange: str) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for node, place in lay_out(graph, arrange).items():
        found.setdefault(graph.nodes[node]["facts"].kind, []).append(place)
    return found


def test_places_stand_on_rings_and_what_they_share_inside(store: ox.Store) -> None:
    found = kinds_at(build_network(store).graph, "hierarchy")
    radius = {kind: [hypot(*place) for place in places] for kind, places in found.items()}
    rings = [radius[kind] for kind in ("Township", "County", "Prefecture", "Province")]
    for inner, outer in pairwise(rings):
        assert max(inner) < min(outer)
    inside = [away for kind, places in radius.items() for away in places if kind in ("Law", "Programme", "LawFirm")]
    assert max(inside) < min(radius["Township"])


def test_what_all_have_stands_in_the_middle(store: ox.Store) -> None:
    graph = build_network(store).graph
    names = {node: facts.label for node, facts in graph.nodes(data="facts")}
    away = {names[node]: hypot(*place) for node, place in lay_out(graph, "hierarchy").items()}
    assert away["民法典"] < away["禁毒条例"]  # cited by three townships and by one


def test_townships_stand_on_one_side_and_what_they_have_on_the_other(store: ox.Store) -> None:
    found = kinds_at(build_network(store).graph, "bipartite")
    across = {kind: [x for x, _ in places] for kind, places in found.items()}
    assert max(across["Province"]) < min(across["Prefecture"]) <= max(across["Prefecture"]) < min(across["County"])
    assert max(across["County"]) < min(across["Township"])
    right = min(x for kind in ("Law", "Programme", "LawFirm", "Observance", "Lawyer") for x in across[kind])
    assert max(across["Township"]) < right
    down = {kind: [y for _, y in places] for kind, places in found.items()}
    assert max(down["LawFirm"] + down["Lawyer"]) < min(down["Programme"] + down["Observance"])
    assert max(down["Programme"] + down["Observance"]) < min(down["Law"] + down["PolicyDocument"])


@pytest.mark.parametrize("arrange", ARRANGEMENTS)
def test_every_arrangement_gives_each_node_a_place_of_its_own(store: ox.Store, arrange: str) -> None:
    for graph in (build_network(store).graph, large.network(1600, 3000).graph):
        places = lay_out(graph, arrange)
        assert list(places) == list(graph)
        assert len(set(places.values())) == len(graph)
        assert places == lay_out(graph, arrange)


@pytest.mark.parametrize("arrange", ARRANGEMENTS)
@pytest.mark.parametrize("kind", ["Township", "Law", "Province"])
def test_arrangements_of_one_kind_only(arrange: str, kind: str) -> None:
    for count in (0, 1, 2, 30):
        graph = nx.MultiDiGraph()
        for number in range(count):
            graph.add_node(f"n{number:02}", facts=NodeFacts(f"n{number:02}", kind))
        assert len(set(lay_out(graph, arrange).values())) == count


def test_values_are_spread_no_further_than_needed() -> None:
    spread = in_order(np.array([0.0, 0.1, 5.0, 9.0]), 1.0)
    assert list(spread) == pytest.approx([-0.45, 0.55, 5.0, 9.0])
