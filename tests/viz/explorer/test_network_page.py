"""The network page: what it shows and leaves out, paths, filters, evidence and files, on reports of two counties."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import networkx as nx
import pytest
from lxml import html
from rdflib import RDFS, Graph, URIRef
from starlette.testclient import TestClient

from ontology.terms import FZ
from tests.viz.explorer.county import REPORTS
from viz.explorer.network import facts, paths
from viz.explorer.network import view as views
from viz.explorer.pages import network
from viz.style import load_style

XIADIAN, SITING, LONGXI = "place/140423103", "place/140423104", "place/140425101"
TAIHANG = "provider/山西太行律师事务所"
BASE = "https://w3id.org/fazhi/id/"


def seen(client: TestClient, query: str, language: str = "zh") -> html.HtmlElement:
    answer = client.get(f"/{language}/network?{query}")
    assert answer.status_code == 200, answer.text[:500]
    return html.fromstring(answer.text)


def drawn(page: html.HtmlElement) -> Any:  # noqa: ANN401
    return json.loads(page.xpath("//*[@id='network-data']/script/text()")[0])


def nodes(page: html.HtmlElement) -> set[str]:
    return {node["id"] for node in drawn(page)["nodes"]}


def linked(page: html.HtmlElement) -> set[tuple[str, str, str]]:
    return {(link["source"], link["relation"], link["target"]) for link in drawn(page)["links"]}


def key(iri: object) -> str:
    return str(iri).removeprefix("https://w3id.org/fazhi/").removeprefix("id/")


@pytest.mark.parametrize(("language", "title"), [("zh", "夏店镇的关系网络"), ("en", "Network of 夏店镇")])
def test_a_township_with_what_its_reports_name(county: TestClient, language: str, title: str) -> None:
    page = seen(county, f"about={XIADIAN}", language)
    assert page.xpath("//h1")[0].text_content() == title
    assert {XIADIAN, TAIHANG, "place/140423", "programme/constitution-day"} <= nodes(page)
    assert (XIADIAN, "advises", TAIHANG) in linked(page)
    assert (XIADIAN, "within", "place/140423") in linked(page)
    assert SITING not in nodes(page)


def test_an_iri_names_a_node_and_a_report_its_place(county: TestClient) -> None:
    by_slug = nodes(seen(county, f"about={XIADIAN}"))
    assert nodes(seen(county, f"about={quote(BASE + XIADIAN, safe='')}")) == by_slug
    report = county.get("/zh/suggest?q=xiadian-2024.txt").json()[0]["href"].removeprefix("/zh/")
    assert nodes(seen(county, f"about={report}")) == by_slug


def test_opening_a_node_adds_its_neighbours(county: TestClient) -> None:
    page = seen(county, f"about={XIADIAN}&open={quote(TAIHANG)}")
    assert {XIADIAN, SITING, LONGXI} <= nodes(page)
    assert (SITING, "advises", TAIHANG) in linked(page)


def test_two_links_away_are_other_clients(county: TestClient) -> None:
    assert {SITING, LONGXI} <= nodes(seen(county, f"about={XIADIAN}&depth=2"))


def test_every_link_leads_to_its_words(county: TestClient) -> None:
    page = seen(county, f"about={XIADIAN}&node={quote(TAIHANG)}")
    side = page.xpath("//*[@id='network-side']")[0]
    assert "担任顾问的地方" in side.text_content()
    words = "聘请山西太行律师事务所担任法律顾问"
    start = REPORTS["xiadian-2024"].text.index(words)
    ends = [unquote(href) for href in side.xpath(".//a[@class='evidence']/@href")]
    assert any(href.endswith(f"#char={start},{start + len(words)}") for href in ends)
    assert f"/zh/{TAIHANG}" in [unquote(href) for href in side.xpath(".//a/@href")]


def test_the_panel_quotes_the_words(county: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    query = f"about={XIADIAN}&node={quote(TAIHANG)}"
    quoted = seen(county, query).xpath("//*[@id='network-side']//q/text()")
    assert "山西太行律师事务所李明担任法律顾问" in quoted
    monkeypatch.setattr(facts, "_LONGEST", 6)
    assert "山西太行律…" in seen(county, query).xpath("//*[@id='network-side']//q/text()")
    monkeypatch.setattr(facts, "_QUOTED", 0)
    assert not seen(county, query).xpath("//*[@id='network-side']//q")


def test_a_search_for_ways_that_passed_over_nodes_says_so(county: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = quote("LawFirm Lawyer Law Programme Observance PolicyDocument Prefecture Province Village")
    query, without = f"about={SITING}&to={LONGXI}", f"about={SITING}&to={LONGXI}&hide={hidden}%20County"
    for asked in (query, without):
        assert "只查了其中一部分" not in seen(county, asked).xpath("//main")[0].text_content()
    monkeypatch.setattr(paths, "_ROWS", 1)
    told = {asked: seen(county, asked).xpath("//main")[0].text_content() for asked in (query, without)}
    assert all("只查了其中一部分" in text for text in told.values())
    assert "没有找到6步之内的路径" in told[without]


def test_filters_by_kind_year_and_province(county: TestClient) -> None:
    assert TAIHANG not in nodes(seen(county, f"about={XIADIAN}&hide=LawFirm"))
    assert "programme/constitution-day" in nodes(seen(county, f"about={XIADIAN}&year=2024"))
    both, one = (
        [
            link["label"]
            for link in drawn(seen(county, f"about={XIADIAN}{year}"))["links"]
            if link["relation"] == "advises"
        ]
        for year in ("", "&year=2023")
    )
    assert both == ["聘请法律顾问 2023, 2024"]
    assert one == ["聘请法律顾问 2023"]
    assert SITING in nodes(seen(county, f"about={quote(TAIHANG)}&province=140000"))


def test_the_least_named_way_between_two_townships(county: TestClient) -> None:
    page = seen(county, f"about={SITING}&to={LONGXI}")
    ways = page.xpath("//section[contains(@class, 'ways')]//li")
    assert 1 <= len(ways) <= 3
    assert all("虒亭镇" in way.text_content() and "龙溪镇" in way.text_content() for way in ways)
    assert any("山西太行律师事务所" in way.text_content() for way in ways)
    assert any(link["path"] for link in drawn(page)["links"])


def test_no_way_through_what_is_hidden(county: TestClient) -> None:
    hidden = "LawFirm Lawyer Law Programme Observance PolicyDocument County Prefecture Province Village"
    page = seen(county, f"about={SITING}&to={LONGXI}&hide={quote(hidden)}")
    assert "没有找到路径" in page.xpath("//main")[0].text_content()
    assert nodes(page) == {SITING, LONGXI}


def test_what_is_left_out_is_counted(county: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = nodes(seen(county, f"about={XIADIAN}"))
    monkeypatch.setattr(views, "NODES", 4)
    page = seen(county, f"about={XIADIAN}")
    assert len(nodes(page)) == 4
    told = page.xpath("//details[contains(@class, 'left-out')]/summary")[0].text_content()
    assert f"夏店镇 {len(whole) - 4}" in " ".join(told.split())


def test_a_hub_is_cut_and_its_relations_take_turns(county: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_FIRST", 4)
    kinds = {node["kind"] for node in drawn(seen(county, f"about={XIADIAN}"))["nodes"]}
    assert {"Township", "LawFirm", "County"} <= kinds


def test_removing_a_node(county: TestClient) -> None:
    assert TAIHANG not in nodes(seen(county, f"about={XIADIAN}&without={quote(TAIHANG)}"))


def test_searching_for_a_start(county: TestClient) -> None:
    page = seen(county, "find=longxi", "en")
    found = page.xpath("//section[contains(@class, 'finds')]//li")
    assert "龙溪镇" in found[0].text_content()
    assert f"/en/network?about={quote(LONGXI, safe='')}" in page.xpath("//main//a/@href")


@pytest.mark.parametrize("name", ["unknown/1", "place/", "../../etc/passwd", "<script>", "place/1 " * 500, "%00"])
def test_what_names_no_node_is_said(county: TestClient, name: str) -> None:
    page = seen(county, f"about={quote(name)}")
    assert page.xpath("//*[@role='status'] | //section[contains(@class, 'finds')]")
    assert not page.xpath("//*[@id='network-data']")
    assert not page.xpath("//script[contains(text(), 'alert')]")


def test_a_page_without_start_has_doors(county: TestClient) -> None:
    doors = seen(county, "").xpath("//*[@id='network-doors']//a/@href")
    assert f"/zh/network?about={TAIHANG}" in map(unquote, doors)
    widest = seen(county, "", "en").xpath("//p[@class='widest']/a/@href")
    assert widest == ["/en/providers?sort=counties", "/en/lawyers?sort=counties"]
    assert all("aria-sort" in county.get(href).text for href in widest)


def test_the_list_has_all_that_is_drawn(county: TestClient) -> None:
    page = seen(county, f"about={XIADIAN}")
    listed = page.xpath("//*[@id='network-list']//li/a[@class='thing']")
    assert len(listed) == len(nodes(page))


def test_graphml_has_the_view(county: TestClient) -> None:
    query = f"about={XIADIAN}&open={quote(TAIHANG)}"
    answer = county.get(f"/zh/network.graphml?{query}")
    assert answer.headers["content-disposition"] == 'attachment; filename="fazhi-network.graphml"'
    graph = nx.read_graphml(BytesIO(answer.content), force_multigraph=True)
    assert len(graph) == len(nodes(seen(county, query)))
    assert {BASE + one for one in (XIADIAN, SITING, TAIHANG)} <= set(graph)
    assert graph.nodes[BASE + XIADIAN]["label"] == "夏店镇"
    assert graph.edges[BASE + XIADIAN, BASE + TAIHANG, "advises"]["years"] == "2023 2024"


def test_what_is_central_is_told_only_when_asked(county: TestClient) -> None:
    plain = seen(county, f"about={XIADIAN}")
    assert not plain.xpath("//*[@id='network-central']//table")
    asked = plain.xpath("//*[@id='network-central']//a/@href")[0]
    assert asked == f"/zh/network?about={quote(XIADIAN, safe='')}&colour=community&size=betweenness"
    assert seen(county, asked.partition("?")[2]).xpath("//*[@id='network-central']//table")
    assert not plain.xpath("//nav[contains(@class, 'communities')]")
    assert {node["look"] for node in drawn(plain)["nodes"]} == {
        f"kind-{node['kind']}" for node in drawn(plain)["nodes"]
    }
    assert not any("size" in node for node in drawn(plain)["nodes"])


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "只按图中显示的"), ("en", "nodes shown and the")], ids=["zh", "en"]
)
def test_the_most_central_are_those_of_the_analysis(county: TestClient, language: str, words: str) -> None:
    page = seen(county, f"about={XIADIAN}&depth=2&size=betweenness", language)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(nodes(page))
    graph.add_edges_from((source, target) for source, _, target in linked(page))
    between = nx.betweenness_centrality(graph)
    assert words in page.xpath("//*[@id='network-central']//p")[0].text_content()
    rows = page.xpath("//*[@id='network-central']//tr[td]")
    names = {node["id"]: node["label"] for node in drawn(page)["nodes"]}
    told = {
        row.xpath("th//a/@href")[0].partition("node=")[2]: [cell.text_content() for cell in row.xpath("td")]
        for row in rows
    }
    for key, (_, _, share, neighbours, _, _) in told.items():
        node = unquote(key)
        assert node in names
        assert (share, neighbours) == (f"{between[node]:.3f}", str(graph.degree(node)))
    ranks = {int(cells[0]): float(cells[2]) for cells in told.values()}
    assert len(ranks) == len(rows)
    assert [ranks[rank] for rank in sorted(ranks)] == sorted(ranks.values(), reverse=True)
    best = max(names, key=lambda node: (between[node], graph.degree(node)))
    assert told[quote(best, safe="")][0] == "1"


def test_opened_nodes_are_told_apart_from_the_others(county: TestClient) -> None:
    groups = seen(county, f"about={XIADIAN}&size=betweenness").xpath("//*[@id='network-central']//tbody")
    assert [len(group.xpath("tr[td]")) for group in groups] == [1, 9]
    assert "夏店镇" in groups[0].text_content()
    assert "起点和已展开的节点" in groups[0].text_content()
    assert "夏店镇" not in [one.text_content() for one in groups[1].xpath(".//th//a")]


def test_communities_colour_the_nodes_and_are_named_by_their_middle(county: TestClient) -> None:
    page = seen(county, f"about={XIADIAN}&depth=2&colour=community")
    looks = {node["id"]: node["look"] for node in drawn(page)["nodes"]}
    legend = page.xpath("//nav[contains(@class, 'communities')]//li/a")
    assert len(legend) > 1
    sizes = [int(chip.xpath("span[@class='number']/text()")[0]) for chip in legend]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == len(looks)
    for chip, size in zip(legend, sizes, strict=True):
        look = chip.get("data-community")
        assert sum(one == look for one in looks.values()) == size
        assert looks[unquote(chip.get("href").partition("node=")[2])] == look
    listed = page.xpath("//*[@id='network-list']//h3")
    assert [heading.text_content().split("：")[0] for heading in listed] == [
        f"社群{n}" for n in range(1, len(sizes) + 1)
    ]
    assert drawn(page)["legend"][-1]["look"] == f"community-{len(sizes)}"


def test_smaller_communities_share_a_colour(county: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    style = load_style()
    few = replace(style, palette=replace(style.palette, colours=style.palette.colours[:1]))
    monkeypatch.setattr("viz.explorer.pages.network.load_style", lambda: few)
    monkeypatch.setattr("viz.explorer.pages.network_drawing.load_style", lambda: few)
    page = seen(county, f"about={XIADIAN}&depth=2&colour=community")
    looks = [node["look"] for node in drawn(page)["nodes"]]
    assert set(looks) == {"community-1", "community-other"}
    last = page.xpath("//nav[contains(@class, 'communities')]//li")[-1]
    assert last.xpath(".//span[@class='number']/text()") == [str(looks.count("community-other"))]
    assert "个小社群" in last.text_content()


def test_nodes_are_as_large_as_asked(county: TestClient) -> None:
    sizes = {
        size: {node["id"]: node["size"] for node in drawn(seen(county, f"about={XIADIAN}&size={size}"))["nodes"]}
        for size in ("betweenness", "reports")
    }
    assert sizes["betweenness"][XIADIAN] == 1
    assert all(0 <= size <= 1 for shares in sizes.values() for size in shares.values())
    assert sizes["reports"]["place/140423"] == 1
    assert sizes["reports"][XIADIAN] < 1


def test_the_panel_tells_the_numbers_of_the_node(county: TestClient) -> None:
    side = "//*[@id='network-side']//p[contains(@class, 'measured')]"
    told = seen(county, f"about={XIADIAN}&colour=community").xpath(side)[0].text_content()
    assert re.search(
        r"整个图谱中有2份报告 · 本图中\d+个相邻节点 · 中介中心性0\.\d{3}（\d+个节点中第1） · 社群1（夏店镇）", told
    )
    plain = seen(county, f"about={XIADIAN}", "en").xpath(side)[0].text_content()
    assert plain == "2 reports in the whole graph"


@pytest.mark.parametrize("asked", ["colour=<script>", "size=-1", "colour=kind&size=degree"])
def test_any_other_look_is_the_plain_one(county: TestClient, asked: str) -> None:
    assert drawn(seen(county, f"about={XIADIAN}&{asked}")) == drawn(seen(county, f"about={XIADIAN}"))


def test_looks_stay_when_something_else_is_asked(county: TestClient) -> None:
    page = seen(county, f"about={XIADIAN}&colour=community&size=reports")
    for form in page.xpath("//form[@data-go]"):
        kept = {one.get("name"): one.get("value") for one in form.xpath("input[@type='hidden']")}
        assert (kept["colour"], kept["size"]) == ("community", "reports")
    links = [href for href in page.xpath("//*[@data-part]//a[@data-go]/@href") if "node=" in href and "about=" in href]
    assert links
    assert all("colour=community" in href and "size=reports" in href for href in links if "open=" in href)


def test_links_that_are_not_drawn_count_all_the_same(county: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    query = f"about={XIADIAN}&depth=2&size=betweenness"
    table = "//*[@id='network-central']//table"
    whole = seen(county, query).xpath(table)[0].text_content()
    monkeypatch.setattr(views, "LINKS", 3)
    page = seen(county, query)
    assert len(drawn(page)["links"]) == 3
    assert page.xpath(table)[0].text_content() == whole


def test_graphml_has_the_measures(county: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LINKS", 3)
    graph = nx.read_graphml(BytesIO(county.get(f"/en/network.graphml?about={XIADIAN}&depth=2").content))
    simple = nx.Graph(graph)
    assert simple.number_of_edges() > 3
    assert dict(graph.nodes(data="neighbours")) == dict(simple.degree())
    assert dict(graph.nodes(data="betweenness")) == pytest.approx(nx.betweenness_centrality(simple), abs=1e-6)
    assert set(dict(graph.nodes(data="community")).values()) >= {1, 2}


def test_turtle_has_the_statements_behind_the_links(county: TestClient) -> None:
    graph = Graph().parse(data=county.get(f"/zh/network.ttl?about={XIADIAN}").text, format="turtle")
    engagements = set(graph.subjects(FZ.provider, URIRef(BASE + TAIHANG)))
    quotes = {str(quote) for one in engagements for quote in graph.objects(one, FZ.quote)}
    assert "聘请山西太行律师事务所担任法律顾问" in quotes
    assert (URIRef(BASE + XIADIAN), FZ.hasLegalAdviser, URIRef(BASE + TAIHANG)) in graph
    assert not list(graph.subject_objects(FZ.text))
    assert not list(graph.subjects(FZ.client, URIRef(BASE + SITING)))


@pytest.mark.parametrize("few", [0, 1000])
def test_turtle_has_just_the_shortcuts_between_nodes_shown(
    county: TestClient, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("viz.explorer.network.files._FEW", few)
    query = f"about={XIADIAN}&open={quote(TAIHANG)}"
    page = seen(county, query)
    graph = Graph().parse(data=county.get(f"/zh/network.ttl?{query}").text, format="turtle")
    for predicate, relation in ((FZ.hasLegalAdviser, "advises"), (FZ.runs, "runs")):
        found = {(key(source), key(target)) for source, target in graph.subject_objects(predicate)}
        assert found == {(source, target) for source, name, target in linked(page) if name == relation}
        assert found
    assert {key(one) for one in graph.objects(None, FZ.cites)} <= nodes(page)
    assert nodes(page) <= {key(one) for one in graph.subjects(RDFS.label)}


def test_turtle_that_is_cut_says_so(county: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = f"/zh/network.ttl?about={XIADIAN}"
    whole = county.get(asked).text
    assert "只含前" not in whole
    monkeypatch.setattr("viz.explorer.network.files.STATEMENTS", 2)
    monkeypatch.setattr(network, "STATEMENTS", 2)
    cut = county.get(asked).text
    assert cut.startswith("# 只含前 2 条陈述")
    assert 0 < len(Graph().parse(data=cut, format="turtle")) < len(Graph().parse(data=whole, format="turtle"))


def test_there_is_no_other_file(county: TestClient) -> None:
    assert county.get(f"/zh/network.exe?about={XIADIAN}").status_code == 404


def test_the_address_without_language_leads_to_one(county: TestClient) -> None:
    answer = county.get(f"/network?about={XIADIAN}", headers={"Accept-Language": "en"})
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/en/network?about=")


def test_the_index_alone_is_read(county: TestClient, tmp_path: Path) -> None:
    """A view asks for a number of rows that does not grow with what is not shown: one question a node that is open."""
    app: Any = county.app
    _, index = app.state.indexes.newest()
    asked: list[str] = []
    rows = index.rows
    index.rows = lambda sql, *values: asked.append(sql) or rows(sql, *values)
    try:
        seen(county, f"about={XIADIAN}&depth=3")
    finally:
        del index.rows
    assert 0 < len(asked) < 200
