"""The network page: what it shows and leaves out, paths, filters, evidence and files, on reports of two counties."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import networkx as nx
import pytest
from lxml import html
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from ontology.terms import FZ
from tests.viz.explorer.county import REPORTS, build_county
from viz.explorer.app import create_app
from viz.explorer.network import facts, paths
from viz.explorer.network import view as views
from viz.explorer.pages import network

XIADIAN, SITING, LONGXI = "place/140423103", "place/140423104", "place/140425101"
TAIHANG = "provider/山西太行律师事务所"
BASE = "https://w3id.org/fazhi/id/"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(build_county(tmp_path_factory.mktemp("network")))
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as asking:
        while asking.get("/zh/").status_code == 503:
            pass
        yield asking


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


def test_turtle_has_the_statements_behind_the_links(county: TestClient) -> None:
    graph = Graph().parse(data=county.get(f"/zh/network.ttl?about={XIADIAN}").text, format="turtle")
    engagements = set(graph.subjects(FZ.provider, URIRef(BASE + TAIHANG)))
    quotes = {str(quote) for one in engagements for quote in graph.objects(one, FZ.quote)}
    assert "聘请山西太行律师事务所担任法律顾问" in quotes
    assert (URIRef(BASE + XIADIAN), FZ.hasLegalAdviser, URIRef(BASE + TAIHANG)) in graph
    assert not list(graph.subject_objects(FZ.text))
    assert not list(graph.subjects(FZ.client, URIRef(BASE + SITING)))


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
