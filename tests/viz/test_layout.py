from __future__ import annotations

from itertools import combinations
from math import dist
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from viz.layout import SPACING, LayoutError, lay_out, read_positions, write_positions
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
