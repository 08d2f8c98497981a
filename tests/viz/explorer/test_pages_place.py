"""The pages of divisions: reports, figures against others, coverage, and the way to the words."""

from __future__ import annotations

import json
import re

import pytest
from lxml import html
from starlette.testclient import TestClient

from tests.viz.explorer.county import SITING


def shown(county: TestClient, address: str) -> html.HtmlElement:
    answer = county.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content)


def cells(page: html.HtmlElement, indicator: str, table: str = "figures") -> list[str]:
    """The cells of an indicator's row, without further values."""
    row = page.xpath(f"//table[@class='{table}']//tr[th//a[contains(@href, '/indicator/{indicator}')]]")[0]
    return [" ".join("".join(cell.xpath("text() | *[not(self::details)]//text()")).split()) for cell in row.xpath("td")]


def option(page: html.HtmlElement, name: str) -> dict[str, object]:
    made: dict[str, object] = json.loads(page.xpath(f"//script[@id='{name}-option']/text()")[0])
    return made


def test_a_townships_figures_stand_by_year_beside_the_medians_of_others(county: TestClient) -> None:
    page = shown(county, "/zh/place/140423103")
    heads = [head.text_content() for head in page.xpath("//table[@class='figures']/thead//th")]
    assert heads[1:5] == ["2023", "2024", "襄垣县中位数", "山西省中位数"]
    assert cells(page, "disputes-found")[:4] == ["137 件", "150 件", "125 件 2", "125 件 2"]


def test_every_value_of_a_township_leads_to_its_words(county: TestClient) -> None:
    page = shown(county, "/zh/place/140423103")
    links = page.xpath("//a[@class='evidence']")
    assert len(links) > 10
    texts: dict[str, str] = {}
    for link in links:
        address, start, end = re.fullmatch(r"(/zh/report/\w+)#char=(\d+),(\d+)", link.get("href")).groups()  # type: ignore[union-attr]
        if address not in texts:
            texts[address] = "\n".join(
                line.text_content() for line in shown(county, address).xpath("//article[@id='text']/*")
            )
        words = texts[address][int(start) : int(end)]
        value = re.sub(r"[^\d]", "", link.text)
        assert words and (not value or value in words)


def test_lesser_shares_and_planned_values_stand_behind_the_greatest(county: TestClient) -> None:
    page = shown(county, "/zh/place/140423103")
    row = page.xpath("//table[@class='figures']//tr[th//a[contains(@href, '/indicator/disputes-found')]]")[0]
    further = [" ".join(item.text_content().split()) for item in row.xpath("(.//details)[1]//li")]
    assert {item.split()[0] + item.split()[1] for item in further} == {"其中家庭纠纷900", "邻里纠纷41", "力争排查2,000"}
    assert [item for item in further if item.endswith("计划")] == ["力争排查 2,000 件 计划"]


def test_figures_of_no_indicator_are_listed_by_what_they_count(county: TestClient) -> None:
    page = shown(county, "/zh/place/140423103")
    assert not page.xpath("//table[@class='figures']//a[contains(@href, '/indicator/other')]")
    assert "发布<b>快讯</b>&" in page.xpath("//details[@class='rest']")[0].text_content()


def test_a_plan_for_a_year_without_a_report_has_its_column_and_its_words(county: TestClient) -> None:
    plans = shown(county, f"/zh/place/{SITING.code}").xpath("//section[@aria-labelledby='planned']")[0]
    assert plans.xpath(".//thead//th/text()")[-1] == "2025"
    row = plans.xpath(".//tbody/tr[contains(., '三星')]")[0]
    assert [bool(cell.xpath(".//a[@class='evidence']")) for cell in row.xpath("td")][-1]


def test_the_charts_are_of_what_the_address_asks(county: TestClient) -> None:
    first = shown(county, "/zh/place/140423103?indicator=disputes-found")
    lines = option(first, "over-years")["series"]
    assert [line["data"] for line in lines] == [[137, 150], [60, 125], [90, 125]]  # type: ignore[attr-defined]
    bars = option(first, "ranks")
    assert bars["yAxis"]["data"][::-1][:1] == ["夏店镇"]  # type: ignore[index]
    other = shown(county, "/zh/place/140423103?indicator=publicity-materials")
    assert option(other, "over-years")["series"][0]["data"] == [5000]  # type: ignore[index]


@pytest.mark.parametrize("asked", ["indicator=none", "indicator=&unit=", "indicator=disputes-found&unit=none", "x=1"])
def test_an_address_that_asks_for_no_such_chart_shows_the_best(county: TestClient, asked: str) -> None:
    assert option(shown(county, f"/zh/place/140423103?{asked}"), "over-years")


def test_each_chart_has_its_numbers_in_a_table(county: TestClient) -> None:
    page = shown(county, "/zh/place/140423103")
    for drawing in page.xpath("//div[@class='drawing']"):
        assert drawing.get("aria-label") and drawing.get("role") == "img"
        assert drawing.xpath("ancestor::figure/following-sibling::details[@class='numbers']//table")


def test_what_reports_name_stands_by_year(county: TestClient) -> None:
    page = shown(county, "/zh/place/140423103")
    law = page.xpath("//section[@aria-labelledby='laws']//tr[th//a[contains(., '民法典')]]/td")
    assert [bool(cell.xpath(".//a")) for cell in law] == [True, False]
    assert "双星" in page.xpath("//section[@aria-labelledby='planned']")[0].text_content()
    assert "双星" not in page.xpath("//section[@aria-labelledby='programmes']")[0].text_content()
    assert "桥坪村" in page.xpath("//section[@aria-labelledby='villages']")[0].text_content()
    assert "李明" in page.xpath("//section[@aria-labelledby='advisers']")[0].text_content()


def test_a_county_shows_which_townships_have_published_and_which_have_not(county: TestClient) -> None:
    page = shown(county, "/zh/place/140423")
    rows = {
        row.xpath("th")[0].text_content().strip(): [len(cell.xpath(".//a")) for cell in row.xpath("td")]
        for row in page.xpath("//section[@aria-labelledby='coverage']//tbody/tr")
    }
    assert rows["夏店镇"] == [1, 1]
    assert rows["西营镇"] == [2, 0]
    assert rows["古韩镇"] == [0, 0]
    assert "个乡镇街道有报告（共10个）" in page.text_content()


def test_a_county_ranks_the_advisers_of_its_townships(county: TestClient) -> None:
    page = shown(county, "/zh/place/140423")
    row = page.xpath("//section[@aria-labelledby='top-advises']//tbody/tr")[0]
    assert "山西太行律师事务所" in row.text_content() and row.xpath("td")[0].text == "2/4"


def test_the_countys_own_figures_are_not_its_townships(county: TestClient) -> None:
    page = shown(county, "/zh/place/140423?year=2023")
    assert cells(page, "disputes-found")[:6] == ["4", "5 件", "23.75 件", "60 件", "101.75 件", "137 件"]


def test_a_year_without_reports_shows_the_last(county: TestClient) -> None:
    for asked in ("1999", "x", "2024"):
        page = shown(county, f"/zh/place/140423?year={asked}")
        assert page.xpath("//nav[@class='chips']//a[@aria-current]/text()") == ["2024"]


@pytest.mark.parametrize(("slug", "parts"), [("140400", ["襄垣县", "平顺县"]), ("140000", ["长治市"])])
def test_a_place_above_counts_the_reports_of_its_parts(county: TestClient, slug: str, parts: list[str]) -> None:
    page = shown(county, f"/zh/place/{slug}")
    rows = {
        row.xpath("th")[0].text_content().strip(): row.xpath("td")[-3].text_content()
        for row in page.xpath("//section[@aria-labelledby='coverage']//tbody/tr")
    }
    counted = {name: int(total) for name, total in rows.items() if total != "0"}
    assert set(counted) == set(parts) and sum(counted.values()) == 9


def test_a_place_without_a_report_says_so(county: TestClient) -> None:
    assert "图谱中没有此地的报告" in shown(county, "/zh/place/140423100").text_content()


def test_a_village_leads_to_the_reports_that_name_it(county: TestClient) -> None:
    found = county.get("/zh/suggest", params={"q": "桥坪村"}).json()[0]
    page = shown(county, found["href"])
    assert page.xpath("//ul[@class='entries']//a[contains(@href, '#char=')]")
    assert page.xpath("//nav[@class='crumbs']//a[contains(., '夏店镇')]")


def test_the_first_page_and_the_list_of_provinces_count_the_same(county: TestClient) -> None:
    for address in ("/zh/", "/zh/places"):
        page = shown(county, address)
        total = page.xpath("//tfoot//td")
        assert [cell.text_content().strip() for cell in total[:3]] == ["7", "2", "9"]
        assert total[3].text == "5/41,352"


def test_the_first_page_opens_every_list(county: TestClient) -> None:
    page = shown(county, "/en/")
    links = {link for link in page.xpath("//main//a/@href") if "?" not in link}
    assert {"/en/providers", "/en/instruments", "/en/programmes", "/en/indicators", "/en/places", "/en/issues"} <= links
    for link in sorted(links - {"/en/network", "/en/sparql"}):
        assert county.get(link).status_code == 200, link


def test_the_only_figure_of_a_year_is_shown_be_it_planned_or_a_share(client: TestClient) -> None:
    page = shown(client, "/zh/place/530822208")
    years = [head.text_content() for head in page.xpath("//table[@class='figures']/thead//th")][1:3]
    assert years == ["2025", "2026"]
    assert cells(page, "law-savvy-persons-per-village")[:2] == ["", "至少 15 名 计划"]
    assert cells(page, "people-mediation-cases")[:2] == ["160 件", ""]
