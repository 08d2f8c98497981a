"""The analysis of the network, against graphs that are counted by hand."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from math import sqrt
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.analysis import (
    AnalysisError,
    affiliations,
    answer,
    betweenness,
    centralities,
    communities,
    project,
    questions,
    side,
    similar,
    similarities,
)
from kg.building.publishing import new_version, writing
from kg.cli import cli
from kg.find import UnknownNameError
from kg.store import database
from tests.viz import sample

HAS = {"t1": "ab", "t2": "abc", "t3": "c", "t4": "d"}


def bipartite(has: dict[str, str]) -> nx.Graph:
    graph = nx.Graph()
    for township in has:
        graph.add_node(township, bipartite=0, label=township, kind="Township", within="")
    for thing in sorted(set("".join(has.values()))):
        graph.add_node(thing, bipartite=1, label=thing, kind="Law", within="")
    graph.add_edges_from((township, thing) for township, things in has.items() for thing in things)
    return graph


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return sample.store_of(*sample.REPORTS)


def place(code: str) -> str:
    return f"{sample.ID}place/{code}"


# ---- the pure functions


def test_townships_are_tied_by_what_they_share() -> None:
    projection = project(bipartite(HAS), 0)
    assert list(projection.graph.edges(data="weight")) == [("t1", "t2", 2), ("t2", "t3", 1)]
    assert list(projection.graph) == ["t1", "t2", "t3", "t4"]
    assert (projection.left_out, projection.pairs_left_out) == ((), 0)


def test_things_are_tied_by_their_townships() -> None:
    assert list(project(bipartite(HAS), 1).graph.edges(data="weight")) == [("a", "b", 2), ("a", "c", 1), ("b", "c", 1)]


def test_a_projection_keeps_the_strongest_pairs_and_counts_the_rest() -> None:
    projection = project(bipartite(HAS), 0, pairs=1)
    assert list(projection.graph.edges) == [("t1", "t2")]
    assert projection.pairs_left_out == 1


def test_the_commonest_things_are_left_out_by_name() -> None:
    """x is had by all five (ten pairs), y by two (one pair): with room for one pair only y is compared by."""
    graph = bipartite({"t1": "xy", "t2": "xy", "t3": "x", "t4": "x", "t5": "x"})
    projection = project(graph, 0, work=1)
    assert (projection.left_out, list(projection.graph.edges(data="weight"))) == (("x",), [("t1", "t2", 1)])
    assert project(graph, 0, work=11).left_out == ()
    alike, common = similarities(graph, work=1)
    assert common == ("x",)
    assert [(pair.one, pair.other, pair.score, pair.shared) for pair in alike] == [("t1", "t2", 1.0, ("x", "y"))]


@pytest.mark.parametrize(("measure", "scores"), [("jaccard", (2 / 3, 1 / 3)), ("cosine", (2 / sqrt(6), 1 / sqrt(3)))])
def test_similarity_and_what_is_shared(measure: str, scores: tuple[float, float]) -> None:
    found, common = similarities(bipartite(HAS), measure=measure)
    assert [(pair.one, pair.other, pair.shared) for pair in found] == [("t1", "t2", ("a", "b")), ("t2", "t3", ("c",))]
    assert [pair.score for pair in found] == pytest.approx(scores)
    assert common == ()


def test_those_most_like_one_township() -> None:
    graph = bipartite(HAS)
    assert [(pair.other, pair.shared) for pair in similar(graph, "t2")] == [("t1", ("a", "b")), ("t3", ("c",))]
    assert [pair.score for pair in similar(graph, "t2")] == pytest.approx([2 / 3, 1 / 3])
    assert [pair.other for pair in similar(graph, "t2", most=1)] == ["t1"]
    assert similar(graph, "t4") == similar(graph, "nowhere") == []


def test_one_township_and_all_pairs_agree() -> None:
    graph = bipartite({f"t{n}": "".join(chr(97 + (n * k) % 11) for k in range(1, 5)) for n in range(1, 30)})
    every, _ = similarities(graph, most=10_000)
    for township in side(graph, 0):
        own = {
            (pair.other if pair.one == township else pair.one, pair.score)
            for pair in every
            if township in (pair.one, pair.other)
        }
        assert {(pair.other, pair.score) for pair in similar(graph, township, most=10_000)} == own


def test_centralities_of_a_path() -> None:
    """Of the path a–b–c all shortest paths between others run through b."""
    found, pivots = centralities(nx.path_graph(["a", "b", "c"]))
    assert pivots == 3
    assert [(found[node].degree, found[node].betweenness) for node in "abc"] == [(1, 0.0), (2, 1.0), (1, 0.0)]
    assert sum(one.pagerank for one in found.values()) == pytest.approx(1)
    assert found["b"].pagerank > found["a"].pagerank == pytest.approx(found["c"].pagerank)


@pytest.mark.parametrize(
    "graph",
    [
        nx.karate_club_graph(),
        nx.gnm_random_graph(60, 45, seed=3),  # falls into parts
        nx.path_graph(40),
        nx.relabel_nodes(nx.grid_2d_graph(5, 6), str),  # many paths of one length
        nx.Graph([("a", "a"), ("a", "b"), ("b", "c")]),
        nx.empty_graph(3),
        nx.path_graph(2),
        nx.Graph(),
    ],
)
def test_betweenness_is_that_of_networkx(graph: nx.Graph) -> None:
    found = betweenness(graph)
    assert list(found) == list(graph)
    assert found == pytest.approx(nx.betweenness_centrality(graph))


def test_betweenness_of_more_nodes_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.karate_club_graph()
    by_matrices = betweenness(graph)
    monkeypatch.setattr("kg.analysis.centrality._SMALL", 10)
    assert betweenness(graph) == pytest.approx(by_matrices)


def test_betweenness_of_a_large_graph_is_sampled_alike_on_every_run() -> None:
    graph = nx.cycle_graph(200)
    found, pivots = centralities(graph, pivot_edges=2000)
    assert pivots == 10
    assert centralities(graph, pivot_edges=2000) == (found, pivots)
    assert centralities(nx.Graph()) == ({}, 0)


def test_communities_are_the_parts_that_hang_together() -> None:
    graph = nx.Graph([*nx.complete_graph(range(5)).edges, *nx.complete_graph(range(5, 9)).edges, (0, 5)])
    assert communities(graph) == [[0, 1, 2, 3, 4], [5, 6, 7, 8]]
    assert communities(nx.Graph()) == []


def test_communities_are_the_same_in_every_process() -> None:
    code = (
        "import networkx as nx; from kg.analysis import communities; graph = nx.karate_club_graph(); "
        "print(communities(nx.relabel_nodes(graph, {node: f'https://x/{node}' for node in graph})))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1


# ---- reading the store


def test_affiliations_are_those_of_the_reports(store: ox.Store) -> None:
    graph = affiliations(store)
    assert [graph.nodes[node]["label"] for node in side(graph, 0)] == ["夏店镇", "虒亭镇", "龙溪镇", "东寺头乡"]
    told = graph.nodes[place("140423103")]
    assert (told["kind"], told["within"], told["bipartite"]) == ("Township", "襄垣县", 0)
    assert {graph.nodes[node]["label"] for node in graph[place("140425201")]} == {
        "民法典",
        "禁毒条例",
        "国家宪法日",
        "法律明白人",
    }
    relations = {graph.nodes[node]["label"]: edge["relation"] for node, edge in graph[place("140423104")].items()}
    assert relations["山西太行律师事务所"] == "hasLegalAdviser"
    assert relations["枫桥经验"] == "runs" and relations["民法典"] == "cites"


def test_what_is_planned_or_recommended_is_not_run(store: ox.Store) -> None:
    labels = {told["label"] for _, told in affiliations(store, ["runs"]).nodes(data=True)}
    assert "枫桥经验" in labels  # run by 虒亭镇
    assert "行政执法三项制度" not in labels  # planned by 夏店镇 only
    fengqiao = "https://w3id.org/fazhi/programme/fengqiao"
    assert list(affiliations(store, ["runs"])[fengqiao]) == [place("140423104")]


def test_affiliations_by_kind_year_and_place(store: ox.Store) -> None:
    laws = affiliations(store, kinds=["Law"])
    assert {told["kind"] for _, told in laws.nodes(data=True)} == {"Township", "Law"}
    assert side(affiliations(store, years=[2023]), 0) == [place("140425101")]
    assert side(affiliations(store, places=[place("140423")]), 0) == [place("140423103"), place("140423104")]
    assert side(affiliations(store, places=[place("140400")]), 0) == side(affiliations(store), 0)
    assert len(affiliations(store, years=[1999])) == len(affiliations(ox.Store())) == 0


def test_other_documents_are_left_out() -> None:
    store = sample.store_of(*sample.REPORTS[:1])
    other = ox.NamedNode(f"{sample.ID}report/140425201-2024")
    written = sample.PREFIXES + sample.said(sample.REPORTS[3], "OtherDocument")
    store.load(input=written, format=ox.RdfFormat.TURTLE, to_graph=other)
    assert side(affiliations(store), 0) == [place("140423103")]


# ---- the questions


def test_who_shares_laws(store: ox.Store) -> None:
    found = answer(store, "shared-laws")
    assert found.columns == ("county", "area", "other_county", "other", "shared", "names")
    assert {(row[1], row[3], row[4], row[5]) for row in found.rows} == {
        ("夏店镇", "虒亭镇", 1, "民法典"),
        ("夏店镇", "龙溪镇", 1, "宪法"),
        ("夏店镇", "东寺头乡", 1, "民法典"),
        ("虒亭镇", "东寺头乡", 1, "民法典"),
    }
    assert {row[:2] for row in answer(store, "shared-laws", about=["龙溪镇"]).rows} == {("襄垣县", "夏店镇")}


def test_who_shares_programmes_and_clients(store: ox.Store) -> None:
    rows = answer(store, "shared-programmes").rows
    assert rows[0] == ("襄垣县", "夏店镇", "平顺县", "东寺头乡", 2, "国家宪法日、法律明白人")
    assert answer(store, "shared-clients").rows == ()
    both = sample.Told(
        "140423103",
        2022,
        "由平顺县彩凤法律服务所赵刚担任顾问",
        [sample.engages("由平顺县彩凤法律服务所赵刚担任顾问", "平顺县彩凤法律服务所", "赵刚", "140423103", 2022)],
    )
    shared = answer(sample.store_of(*sample.REPORTS, both), "shared-clients").rows
    assert shared == (("山西太行律师事务所", "平顺县彩凤法律服务所", 1, "夏店镇"),)


def test_who_is_alike(store: ox.Store) -> None:
    """夏店镇 has eight things, 东寺头乡 four, three of them the same: 3 of 9."""
    row = answer(store, "similar-townships").rows[0]
    assert row == ("襄垣县", "夏店镇", "平顺县", "东寺头乡", 0.333333, 3, "国家宪法日、法律明白人、民法典")
    own = answer(store, "similar-townships", about=["东寺头乡"], measure="cosine").rows
    assert [(one[3], one[4]) for one in own[:2]] == [("夏店镇", 0.53033), ("虒亭镇", 0.204124)]


def test_what_is_central_and_hangs_together(store: ox.Store) -> None:
    central = answer(store, "central", limit=4)
    assert central.rows[0][:4] == ("Township", "襄垣县", "夏店镇", 8)
    assert len(central.rows) == 4 and central.rows_left_out == len(affiliations(store)) - 4
    assert central.pivots == 0
    parts = answer(store, "communities", limit=1000)
    assert len(parts.rows) == len(affiliations(store))
    assert [row[0] for row in parts.rows] == sorted(row[0] for row in parts.rows)
    alone = answer(store, "communities", about=["夏店镇"], limit=1000)
    assert {row[0] for row in alone.rows} == {next(row[0] for row in parts.rows if row[4] == "夏店镇")}


def test_wrong_names_are_told(store: ox.Store) -> None:
    with pytest.raises(AnalysisError, match="did you mean shared-laws"):
        answer(store, "shared-law")
    with pytest.raises(AnalysisError, match="LawFirm"):
        answer(store, "central", kinds=["Lawfirm"])
    with pytest.raises(UnknownNameError, match="夏店镇"):
        answer(store, "central", places=["夏店"])


# ---- the command


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analysis") / "store"
    with writing(folder):
        new_version(folder, lambda draft: ox.Store(str(database(draft))).extend(sample.store_of(*sample.REPORTS)))
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["analyse", *arguments])


def test_each_format_holds_the_same_rows(folder: Path, tmp_path: Path) -> None:
    def asked(form: str) -> str:
        out = tmp_path / form
        done = run("shared-programmes", "--store", str(folder), "--format", form, "-o", str(out))
        assert (done.exit_code, done.stdout) == (0, "")
        return out.read_text(encoding="utf-8")

    objects = json.loads(asked("json"))
    assert objects[0]["names"] == "国家宪法日、法律明白人" and objects[0]["shared"] == 2
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        assert [row["names"] for row in csv.DictReader(io.StringIO(asked(form)), delimiter=delimiter)] == [
            one["names"] for one in objects
        ]
    assert len(asked("table").splitlines()) == len(objects) + 2


def test_the_command_lists_its_questions_and_says_what_it_left_out(folder: Path) -> None:
    listed = run("--list").stdout
    assert all(name in listed for name in questions())
    done = run("central", "--store", str(folder), "--limit", "2")
    assert len(done.stdout.splitlines()) == 4
    assert "rows more" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["central", "--place", "无此地"], ["central", "--kind", "x"]])
def test_wrong_use_is_one_line(folder: Path, arguments: list[str]) -> None:
    done = run(*arguments, "--store", str(folder))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("kg: ") and done.stderr.count("\n") == 1
