from __future__ import annotations

import networkx as nx
import pyoxigraph as ox
import pytest

from tests.viz import sample
from viz.facts import Network
from viz.network import UnknownNameError, build_network


def labels(network: Network, kind: str | None = None) -> set[str]:
    return {facts.label for _, facts in network.graph.nodes(data="facts") if kind in (None, facts.kind)}


def edge(network: Network, source: str, relation: str, target: str) -> dict:
    names = {node: facts.label for node, facts in network.graph.nodes(data="facts")}
    return next(
        data
        for one, other, key, data in network.graph.edges(keys=True, data=True)
        if (names[one], key, names[other]) == (source, relation, target)
    )


def test_nodes_are_of_their_most_specific_class(store: ox.Store) -> None:
    network = build_network(store)
    assert labels(network, "Township") == {"夏店镇", "虒亭镇", "龙溪镇", "东寺头乡"}
    assert labels(network, "County") == {"襄垣县", "平顺县"}
    assert labels(network, "LegalServicesOffice") == {"平顺县彩凤法律服务所"}
    assert labels(network, "Lawyer") == {"李明", "王芳", "赵刚"}
    assert "国家宪法日" in labels(network, "Observance")
    assert labels(network, "Government") == labels(network, "Report") == set()


def test_an_edge_has_the_statement_behind_it_in_its_sentence(store: ox.Store) -> None:
    (said,) = edge(build_network(store), "夏店镇", "cites", "民法典")["statements"]
    assert (said.before, said.quote, said.after) == (
        "一年来，我镇深入学习宪法、",
        "民法典",
        "和信访工作条例，落实法治政府建设实施纲要。",
    )
    assert (said.year, said.section, said.role) == (2024, "一、主要举措和成效", "Achievements")


def test_advisers_lawyers_and_status_make_edges(store: ox.Store) -> None:
    network = build_network(store)
    assert edge(network, "虒亭镇", "hasLegalAdviser", "山西太行律师事务所")["years"] == {2024}
    assert "王芳" in edge(network, "王芳", "practisesAt", "山西太行律师事务所")["statements"][0].quote
    assert edge(network, "夏店镇", "planned", "行政执法三项制度")["years"] == {2025}
    assert edge(network, "龙溪镇", "recommended", "枫桥经验")["statements"][0].quote == "推广枫桥经验"
    assert edge(network, "夏店镇", "within", "襄垣县")["statements"] == []


def test_a_township_has_its_figures(store: ox.Store) -> None:
    facts = next(facts for _, facts in build_network(store).graph.nodes(data="facts") if facts.label == "夏店镇")
    figures = {figure.indicator: figure for figure in facts.figures}
    leaflets = figures["发放宣传资料"]
    assert (leaflets.value, leaflets.unit, leaflets.comparator) == ("5600", "份", "MoreThan")
    assert (leaflets.indicator_en, leaflets.statement.quote) == ("Leaflets handed out", "发放宣传资料5600余份")
    assert len(figures) == 3
    assert facts.code == "140423103"


@pytest.mark.parametrize(
    "name", ["夏店镇", "140423103", f"{sample.ID}place/140423103", "夏店镇2024年法治政府建设情况报告"]
)
def test_a_start_is_named_by_label_code_iri_or_report(store: ox.Store, name: str) -> None:
    network = build_network(store, about=[name])
    assert "襄垣县" in labels(network) and "民法典" in labels(network)
    assert "虒亭镇" not in labels(network)


def test_a_start_is_named_by_the_official_title(store: ox.Store) -> None:
    network = build_network(store, about=["中华人民共和国民法典"])
    assert labels(network, "Township") == {"夏店镇", "虒亭镇", "东寺头乡"}


def test_depth_counts_edges(store: ox.Store) -> None:
    assert labels(build_network(store, about=["夏店镇"], depth=0)) == {"夏店镇"}
    assert "虒亭镇" in labels(build_network(store, about=["夏店镇"], depth=2))
    with pytest.raises(ValueError, match="depth"):
        build_network(store, about=["夏店镇"], depth=-1)


@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("kinds", [(), ("Township", "Law"), ("Township", "County", "Report", "Government")])
def test_what_is_near_is_read_as_the_whole_would_be_cut(store: ox.Store, depth: int, kinds: tuple[str, ...]) -> None:
    whole = build_network(store, kinds=kinds).graph
    for start in (node for node, facts in whole.nodes(data="facts") if facts.kind != "Report"):
        reached = nx.single_source_shortest_path_length(nx.Graph(whole.to_undirected()), start, cutoff=depth)
        near = build_network(store, about=[start], depth=depth, kinds=kinds).graph
        assert list(near) == sorted(reached)
        assert set(near.edges(keys=True)) == set(whole.subgraph(reached).edges(keys=True))


def test_an_unknown_name_gets_close_matches(store: ox.Store) -> None:
    with pytest.raises(UnknownNameError, match="夏店镇") as caught:
        build_network(store, about=["夏店"])
    assert isinstance(caught.value, LookupError)
    assert caught.value.matches[0] == "夏店镇"
    with pytest.raises(UnknownNameError, match="LawFirm"):
        build_network(store, kinds=["Lawfirm"])
    with pytest.raises(UnknownNameError):
        build_network(store, about=['"} ; DROP ALL #<>'])


def test_kinds_and_years_choose(store: ox.Store) -> None:
    some = build_network(store, kinds=["Township", "LegalServiceProvider"])
    assert {facts.kind for _, facts in some.graph.nodes(data="facts")} == {"Township", "LawFirm", "LegalServicesOffice"}
    assert labels(build_network(store, years=[2023]), "Township") == {"龙溪镇"}
    assert "夏店镇2024年法治政府建设情况报告" in labels(build_network(store, kinds=["Report", "Township"]))


def test_other_documents_are_left_out() -> None:
    store = sample.store_of(*sample.REPORTS[:1])
    other = ox.NamedNode(f"{sample.ID}report/140425201-2024")
    store.load(
        input=sample.PREFIXES + sample.said(sample.REPORTS[3], "OtherDocument"),
        format=ox.RdfFormat.TURTLE,
        to_graph=other,
    )
    assert labels(build_network(store), "Township") == {"夏店镇"}


def test_beyond_the_limit_the_least_connected_go(store: ox.Store) -> None:
    network = build_network(store, limit=6)
    assert len(network.graph) == 6
    assert {"夏店镇", "龙溪镇", "虒亭镇"} <= labels(network)
    assert sum(network.left_out.values()) == len(build_network(store).graph) - 6
    assert "李明" in labels(build_network(store, about=["李明"], depth=3, limit=3))


def test_an_empty_store_gives_an_empty_network() -> None:
    assert len(build_network(ox.Store()).graph) == 0
