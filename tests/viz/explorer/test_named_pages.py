"""Lists, the pages of what reports name, indicators, comparison and issues, on the example reports."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

import pytest
from lxml import html
from starlette.testclient import TestClient

LISTS = ("instruments", "providers", "lawyers", "programmes", "indicators", "issues", "compare")


def page(client: TestClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.text)


def words(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content())


def links(element: html.HtmlElement, beginning: str) -> list[str]:
    return [str(href) for href in element.xpath("//main//@href") if str(href).startswith(beginning)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_each_list_answers_in_both_languages(client: TestClient, name: str, language: str) -> None:
    seen = page(client, f"/{language}/{name}")
    assert seen.get("lang", "").startswith(language)
    assert len(seen.xpath("//h1")) == 1


def test_an_address_without_language_leads_to_the_browsers(client: TestClient) -> None:
    answer = client.get("/instruments?kind=Law", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/en/instruments?kind=Law")


def test_a_list_is_ranked_by_reports(client: TestClient) -> None:
    rows = page(client, "/zh/instruments").xpath("//tbody/tr")
    numbers = [int(row.xpath("td[@class='right']")[0].text_content()) for row in rows]
    assert len(numbers) > 5
    assert numbers == sorted(numbers, reverse=True)


def test_a_list_is_narrowed_by_kind_name_and_province(client: TestClient) -> None:
    everything = words(page(client, "/zh/instruments"))
    laws = page(client, "/zh/instruments?kind=Law")
    assert laws.xpath("//tbody//span[contains(@class, 'mark')]/@class") == ["mark kind-Law"] * len(
        laws.xpath("//tbody/tr")
    )
    assert "民法典" in words(page(client, "/zh/instruments?name=民法典"))
    assert words(page(client, "/zh/instruments?name=无此法")) != everything
    codes = page(client, "/zh/instruments").xpath("//select[@name='province']/option/@value")
    reports = [len(page(client, f"/zh/instruments?province={code}").xpath("//tbody/tr")) for code in codes if code]
    assert reports and all(0 < number <= len(page(client, "/zh/instruments").xpath("//tbody/tr")) for number in reports)


@pytest.mark.parametrize(
    ("listed", "page_of"),
    [("instruments", "instrument"), ("providers", "provider"), ("lawyers", "lawyer"), ("programmes", "programme")],
)
def test_what_reports_name_leads_to_the_very_words(client: TestClient, listed: str, page_of: str) -> None:
    first = links(page(client, f"/zh/{listed}"), f"/zh/{page_of}/")[0]
    seen = page(client, first)
    name = seen.xpath("//h1")[0].text_content()
    evidence = next(href for href in links(seen, "/zh/report/") if "#char=" in href)
    report, _, place = evidence.partition("#char=")
    start, end = map(int, place.split(","))
    body = page(client, report).xpath("//article[@id='text']")[0]
    marked = body.xpath(f".//*[@id='char={start},{end}']")
    assert marked, f"{name}: {evidence} is marked in the report"


def test_a_firm_shows_who_employs_it_and_its_lawyers(client: TestClient) -> None:
    firms = links(page(client, "/zh/providers"), "/zh/provider/")
    shown = [page(client, firm) for firm in firms]
    assert any(links(firm, "/zh/lawyer/") for firm in shown)
    assert all(links(firm, "/zh/place/") for firm in shown)


def dates(client: TestClient, title: str, language: str = "zh") -> dict[str, str]:
    facts = page(client, f"/{language}/instrument/{quote(title)}").xpath("//dl[@class='facts-of']/div")
    return {words(fact.xpath("dt")[0]): words(fact.xpath("dd")[0]) for fact in facts}


def test_a_law_never_amended_shows_its_short_title_its_adoption_and_entry_into_force(client: TestClient) -> None:
    assert dates(client, "中华人民共和国民法典") == {
        "又称": "民法典",
        "公布日期": "2020-05-28",
        "施行日期": "2021-01-01",
    }


def test_the_last_day_known_of_a_law_is_called_what_it_may_be(client: TestClient) -> None:
    zh, en = (dates(client, "中华人民共和国治安管理处罚法", language) for language in ("zh", "en"))
    assert zh["最近修订、重新公布或施行"] == en["Last amended, republished or brought into force"] == "2025-06-27"


@pytest.mark.parametrize(
    "address", ["/zh/instrument/无", "/en/indicator/none", "/zh/provider/%3Cscript%3E", "/zh/case/1"]
)
def test_what_is_not_there_is_a_404_in_words(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text and html.fromstring(answer.text).xpath("//h1")


def test_an_indicator_shows_its_spread_with_evidence(client: TestClient) -> None:
    for address in links(page(client, "/en/indicators"), "/en/indicator/")[:12]:
        seen = page(client, address)
        if "No township reports" in words(seen):
            continue
        bins = seen.xpath("//details//tbody/tr/td")
        count = sum(int(cell.text_content()) for cell in bins)
        tables = {name: seen.xpath(f"//section[h2='{name}']//tbody/tr") for name in ("Highest", "Lowest", "All values")}
        assert [name for name, rows in tables.items() if rows] in (["Highest", "Lowest"], ["All values"])
        assert len(tables["All values"]) in (0, count) and len(tables["Highest"]) < count
        assert any("#char=" in href for href in links(seen, "/en/report/"))


def chosen_places(client: TestClient) -> list[str]:
    found = page(client, "/zh/compare?find=zhen")
    return [re.search(r"places=(\d+)", href)[1] for href in links(found, "/zh/compare?places=")]  # type: ignore[index]


def test_places_are_found_by_pinyin_and_compared(client: TestClient) -> None:
    places = chosen_places(client)[:3]
    assert len(places) >= 2
    seen = page(client, f"/zh/compare?places={','.join(places)}")
    header = seen.xpath("//table[@class='compare']/thead/tr/th")
    assert len(header) == 1 + len(places)
    assert any("#char=" in href for href in links(seen, "/zh/report/"))
    assert seen.xpath("//a[@download]")


def test_repeated_parameters_become_one(client: TestClient) -> None:
    answer = client.get("/zh/compare?places=1&indicators=a&indicators=b")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("indicators=a%2Cb")


def test_the_download_has_a_row_a_figure_and_no_formula(client: TestClient) -> None:
    answer = client.get("/en/compare.csv?places=" + ",".join(chosen_places(client)))
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) > 3
    assert all(float(row["value"]) is not None and row["report"].startswith("/en/report/") for row in rows)
    assert not [cell for row in rows for name, cell in row.items() if name != "value" and cell[:1] in tuple("=+-@")]


def test_issues_are_listed_by_kind_with_how_to_settle_them(client: TestClient) -> None:
    seen = page(client, "/zh/issues")
    kinds = seen.xpath("//section[1]//tbody/tr")
    assert kinds
    total = sum(int(row.xpath("td[1]")[0].text_content()) for row in kinds)
    assert f"共{total}条" in words(seen)
    kind = links(seen, "/zh/issues?kind=")[0]
    assert 0 < len(page(client, kind).xpath("//section[@id='list']//tbody/tr")) <= total


@pytest.mark.parametrize("page_number", ["0", "-1", "99999999", "abc", "1e9", ""])
def test_any_page_number_shows_a_page(client: TestClient, page_number: str) -> None:
    assert page(client, f"/zh/instruments?page={page_number}").xpath("//tbody/tr")
