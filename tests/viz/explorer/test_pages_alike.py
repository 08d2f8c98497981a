"""Which townships are like one, and which firms have clients in common, on reports made for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html
from starlette.testclient import TestClient

from kg import analysis
from kg.store import open_reading
from ontology.model import (
    DivisionKind,
    Instrument,
    InstrumentKind,
    Place,
    ProgrammeStatus,
    Provider,
    ProviderKind,
    Report,
)
from tests.viz.explorer.asking import open_pages
from tests.viz.explorer.county import (
    CODE,
    COUNTY,
    LONGXI,
    OTHER_COUNTY,
    PROVINCE,
    SITING,
    TAIHANG,
    XIADIAN,
    XIYING,
    Sentence,
    as_of,
    build_made,
    cites,
    compose,
    employs,
    runs,
)

SHANGMA = Place("上马乡", DivisionKind.TOWNSHIP, "140423201", COUNTY)
SHICHENG = Place("石城镇", DivisionKind.TOWNSHIP, "140425103", OTHER_COUNTY)
DATONG = Place("大同市", DivisionKind.PREFECTURE, "140200", PROVINCE)
YANGGAO = Place("阳高县", DivisionKind.COUNTY, "140221", DATONG)
LONGQUAN = Place("龙泉镇", DivisionKind.TOWNSHIP, "140221100", YANGGAO)
PENALTIES = Instrument("中华人民共和国行政处罚法", InstrumentKind.LAW, "penalties")
PETITIONS = Instrument("信访工作条例", InstrumentKind.PARTY_REGULATION, "petitions")
ZHANGHE = Provider("山西漳河律师事务所", ProviderKind.LAW_FIRM)
OFFICE = Provider("襄垣县古韩法律服务所", ProviderKind.LEGAL_SERVICES_OFFICE)
ALONE = Provider("山西独行律师事务所", ProviderKind.LAW_FIRM)
LONELY = Provider("山西无邻律师事务所", ProviderKind.LAW_FIRM)

LAW = Sentence("学习《民法典》。", (("《民法典》", cites(CODE)),))
PENAL = Sentence("落实《行政处罚法》。", (("《行政处罚法》", cites(PENALTIES)),))
PETITION = Sentence("落实《信访工作条例》。", (("《信访工作条例》", cites(PETITIONS)),))
DAY = Sentence("开展国家宪法日宣传。", (("国家宪法日", runs("国家宪法日", id="constitution-day")),))
DAY_PLANNED = Sentence(
    "明年开展国家宪法日宣传。", (("国家宪法日", runs("国家宪法日", ProgrammeStatus.PLANNED, "constitution-day")),)
)


def adviser(provider: Provider, *lawyers: str) -> Sentence:
    return Sentence(f"聘请{provider.name}。", ((f"聘请{provider.name}", employs(provider, *lawyers)),))


REPORTS = {
    "xiadian-2023": compose(XIADIAN, 2023, LAW, DAY, PENAL, adviser(TAIHANG, "李明")),
    "xiadian-2024": compose(XIADIAN, 2024, LAW, adviser(ZHANGHE)),
    "siting-2023": compose(SITING, 2023, LAW, DAY, adviser(TAIHANG, "李明"), adviser(OFFICE)),
    "siting-2024": compose(SITING, 2024, LAW, adviser(ZHANGHE)),
    "xiying-2023": compose(XIYING, 2023, LAW, DAY),
    "longxi-2023": compose(LONGXI, 2023, PETITION, DAY_PLANNED, adviser(LONELY)),
    "shangma-2023": compose(SHANGMA, 2023, LAW, adviser(ZHANGHE)),
    "shicheng-2023": compose(SHICHENG, 2023, LAW),
    "longquan-2023": compose(LONGQUAN, 2023, LAW, DAY, PENAL, adviser(TAIHANG), adviser(ALONE)),
    "longquan-plan": compose(
        LONGQUAN, 2023, PETITION, adviser(LONELY), title="龙泉镇2023年政务公开工作年度报告", is_report=False
    ),
}


def read(path: Path) -> Report:
    """The report that a file's name means."""
    return as_of(path, REPORTS[path.stem])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_made(tmp_path_factory.mktemp("alike"), REPORTS, read)


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    with open_pages(store) as client:
        yield client


def section(client: TestClient, address: str, name: str) -> html.HtmlElement | None:
    answer = client.get(address)
    assert answer.status_code == 200, address
    found = html.fromstring(answer.content).xpath(f"//section[h2[@id='{name}']]")
    return found[0] if found else None


def rows(part: html.HtmlElement | None) -> list[list[str]]:
    assert part is not None
    return [[told(cell) for cell in row.xpath("th | td")] for row in part.xpath(".//tbody/tr")]


def told(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", str(element.text_content())).strip()


def test_the_townships_most_alike_come_first_with_what_they_share(client: TestClient) -> None:
    found = rows(section(client, "/zh/place/140423103", "similar"))
    assert [row[:2] for row in found] == [
        ["虒亭镇 长治市 襄垣县", "4／6项 67%"],
        ["西营镇 长治市 襄垣县", "2／5项 40%"],
        ["上马乡 长治市 襄垣县", "2／5项 40%"],
        ["石城镇 长治市 平顺县", "1／5项 20%"],
    ]


def test_likeness_is_told_in_english_too(client: TestClient) -> None:
    part = section(client, "/en/place/140423103", "similar")
    assert rows(part)[0][1] == "4 of 6 67%"
    assert "Compared with 5 townships of 长治市" in told(part)


def test_a_row_names_the_rarest_of_what_both_have_and_leads_to_both(client: TestClient) -> None:
    part = section(client, "/zh/place/140423103", "similar")
    assert part is not None
    first = part.xpath(".//tbody/tr")[0]
    assert [told(one) for one in first.xpath("td[2]/a")] == ["山西太行律师事务所", "山西漳河律师事务所", "国家宪法日"]
    assert first.xpath("th/a/@href")[0] == "/zh/place/140423104"
    compared = first.xpath("td[last()]/a/@href")[0]
    heads = html.fromstring(client.get(compared).content).xpath("//h1 | //main//a[@class='thing']")
    assert compared == "/zh/compare?places=140423103%2C140423104"
    assert {"夏店镇", "虒亭镇"} <= {told(head) for head in heads}


def test_a_prefecture_of_few_townships_is_left_for_the_province(client: TestClient) -> None:
    part = section(client, "/zh/place/140221100", "similar")
    assert "与山西省有报告的6个乡镇街道比较" in told(part)
    assert rows(part)[0][:2] == ["夏店镇 长治市 襄垣县", "4／6项 67%"]


@pytest.mark.parametrize(
    ("language", "whole", "cut"),
    [
        (
            "zh",
            "与长治市有报告的5个乡镇街道比较。按各年度",
            "长治市有报告的其他乡镇街道共5个，只与其中区划代码最接近的3个比较",
        ),
        ("en", "Compared with 5 townships of 长治市 that have", "Compared with 3 of the 5 other townships of 长治市"),
    ],
)
def test_that_only_the_nearest_are_compared_is_said(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, language: str, whole: str, cut: str
) -> None:
    address = f"/{language}/place/140423103"
    assert whole in told(section(client, address, "similar"))
    monkeypatch.setattr("viz.explorer.pages.similarity._COMPARED", 3)
    part = section(client, address, "similar")
    assert cut in told(part)
    assert [row[0].split()[0] for row in rows(part)] == ["虒亭镇", "西营镇", "上马乡"]


def test_likeness_is_that_of_the_analysis(client: TestClient, store: Path) -> None:
    graph = analysis.affiliations(open_reading(store))
    labels = graph.nodes(data="label")
    own = next(node for node, label in labels if label == "龙泉镇")
    expected = [(labels[one.other], len(one.shared), f"{one.score:.0%}") for one in analysis.similar(graph, own)]
    found = [
        re.split(r"[／ ]", f"{row[0].split()[0]} {row[1]}")
        for row in rows(section(client, "/zh/place/140221100", "similar"))
    ]
    assert [(name, int(shared), score) for name, shared, _, score in found] == expected
    assert len(expected) == 5


def test_a_township_that_is_like_none_has_no_such_section(client: TestClient) -> None:
    assert section(client, "/zh/place/140425101", "similar") is None


def firm(provider: Provider, language: str = "zh") -> str:
    return f"/{language}/provider/{quote(provider.name)}"


def test_firms_with_clients_in_common_come_by_how_many(client: TestClient) -> None:
    part = section(client, firm(TAIHANG), "partners")
    assert rows(part) == [
        ["山西漳河律师事务所", "2个（它共有3个）", "夏店镇 · 虒亭镇"],
        ["山西独行律师事务所", "1个（它共有1个）", "龙泉镇"],
        ["襄垣县古韩法律服务所", "1个（它共有1个）", "虒亭镇"],
    ]
    assert "有3家机构与它有共同的委托人" in told(part)
    assert part.xpath(".//tbody/tr[1]//a/@href") == [
        firm(ZHANGHE),
        "/zh/place/140423103",
        "/zh/place/140423104",
    ]


def test_firms_with_clients_in_common_are_told_in_english_too(client: TestClient) -> None:
    part = section(client, firm(ALONE, "en"), "partners")
    assert rows(part) == [["山西太行律师事务所", "1 of its 3 clients", "龙泉镇"]]
    assert "1 firm has clients in common with it" in told(part)


def test_shared_clients_are_those_of_the_analysis(client: TestClient, store: Path) -> None:
    graph = analysis.affiliations(open_reading(store), ["hasLegalAdviser"])
    labels = graph.nodes(data="label")
    own = next(node for node, label in labels if label == TAIHANG.name)
    expected = {
        labels[other]: weight for _, other, weight in analysis.project(graph, 1).graph.edges(own, data="weight")
    }
    found = {name: int(count.split("个")[0]) for name, count, _ in rows(section(client, firm(TAIHANG), "partners"))}
    assert found == expected


def test_a_firm_that_shares_no_client_has_no_such_section(client: TestClient) -> None:
    assert section(client, firm(LONELY), "partners") is None


def test_a_firms_tiles_count_clients_and_their_counties(client: TestClient) -> None:
    page = html.fromstring(client.get(firm(TAIHANG)).content)
    assert [told(tile) for tile in page.xpath("//div[@class='tile']")][:3] == ["3 份报告", "3 个地方", "2 个县区"]


def test_only_firms_have_clients_in_common(client: TestClient) -> None:
    assert section(client, f"/zh/instrument/{quote(CODE.title)}", "partners") is None


def listed(client: TestClient, address: str) -> list[tuple[str, ...]]:
    """The rows of a list of firms: name, reports, places, counties."""
    found = html.fromstring(client.get(address).content).xpath("//main//tbody/tr")
    return [
        (
            told(row.xpath("th")[0]),
            *(told(cell) for cell in row.xpath("td[starts-with(@class, 'right') and not(contains(@class, 'rank'))]")),
        )
        for row in found
    ]


def test_firms_are_ranked_by_the_counties_that_they_connect(client: TestClient) -> None:
    rows = listed(client, "/zh/providers?sort=counties")
    assert rows[:2] == [(TAIHANG.name, "3", "3", "2"), (ZHANGHE.name, "3", "3", "1")]
    assert sorted(rows) == sorted(listed(client, "/zh/providers"))
    assert {row[3] for row in rows[1:]} == {"1"}


def test_a_ranking_is_told_and_kept(client: TestClient) -> None:
    page = html.fromstring(client.get("/en/lawyers?sort=places").content)
    assert [told(head) for head in page.xpath("//th[@aria-sort='descending']")] == ["Places"]
    assert [told(chip) for chip in page.xpath("//nav[@aria-label='Ranked by']//a[@aria-current]")] == ["places"]
    assert page.xpath("//form//input[@name='sort']/@value") == ["places"]
    plain = html.fromstring(client.get("/en/lawyers?sort=<b>").content)
    assert [told(head) for head in plain.xpath("//th[@aria-sort='descending']")] == ["Reports"]


def test_counties_are_those_of_the_province_chosen(client: TestClient) -> None:
    whole = listed(client, "/zh/providers?sort=counties")
    assert listed(client, f"/zh/providers?sort=counties&province={PROVINCE.code}") == whole


def test_what_very_many_places_name_has_no_counties(client: TestClient) -> None:
    page = html.fromstring(client.get("/zh/programmes?sort=counties").content)
    assert "县区" not in told(page.xpath("//main//thead")[0])
    assert [told(head) for head in page.xpath("//th[@aria-sort='descending']")] == ["报告"]
