"""Searching and being suggested."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from lxml import html
from starlette.testclient import TestClient

CIVIL_CODE = "/zh/instrument/" + quote("中华人民共和国民法典")


def suggested(client: TestClient, asked: str, language: str = "zh") -> list[dict[str, str]]:
    answer = client.get(f"/{language}/suggest", params={"q": asked})
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    found: list[dict[str, str]] = answer.json()
    return found


@pytest.mark.parametrize("asked", ["高桥镇", "高桥", "桥镇", "gaoqiaozhen", "gaoq", "gqz", "430821110", "43082111"])
def test_a_township_is_suggested_by_name_pinyin_and_code(client: TestClient, asked: str) -> None:
    assert ("高桥镇", "/zh/place/430821110") in [(one["name"], one["href"]) for one in suggested(client, asked)]


def test_a_suggestion_says_where_it_is(client: TestClient) -> None:
    first = suggested(client, "高桥镇")[0]
    assert first["where"] == "湖南省 张家界市 慈利县" and first["kind"] == "Township"


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("民法典", CIVIL_CODE),
        ("minfadian", CIVIL_CODE),
        ("d01.txt", "/zh/report/dcca1bf6f85e891a"),
        ("湘0821行初17号", None),
        ("向泽远", None),
        ("普法活动", "/zh/indicator/publicity-events"),
    ],
)
def test_everything_is_found_by_its_names(client: TestClient, asked: str, address: str | None) -> None:
    found = suggested(client, asked)
    assert found and (address is None or found[0]["href"] == address)
    assert client.get(found[0]["href"]).status_code == 200


def test_english_names_are_found_and_shown(client: TestClient) -> None:
    first = suggested(client, "publicity events", "en")[0]
    assert (first["name"], first["lang"], first["href"]) == ("Publicity events", "en", "/en/indicator/publicity-events")


def test_what_has_reports_comes_before_what_has_none(client: TestClient) -> None:
    page = html.fromstring(client.get("/zh/search", params={"q": "镇", "of": "place"}).content)
    found = page.xpath("//ol[contains(@class, 'found')]/li//span[@class='where']")
    counts = ["没有报告" not in one.text_content() for one in found]
    assert any(counts) and counts == sorted(counts, reverse=True)


def test_the_same_name_comes_before_longer_ones(client: TestClient) -> None:
    page = html.fromstring(client.get("/zh/search", params={"q": "慈利县"}).content)
    names = [one.text_content() for one in page.xpath("//ol[contains(@class, 'found')]/li/a")]
    assert names[0] == "慈利县" and len(names) > 1


def test_results_are_narrowed_by_kind_and_counted(client: TestClient) -> None:
    page = html.fromstring(client.get("/zh/search", params={"q": "法"}).content)
    chips = {one.text_content().split()[0]: one for one in page.xpath("//nav[@class='chips']//a")}
    total = int(chips["全部"].text_content().split()[-1].replace(",", ""))
    parts = [int(chip.text_content().split()[-1].replace(",", "")) for name, chip in chips.items() if name != "全部"]
    assert sum(parts) == total and len(parts) > 1
    narrowed = html.fromstring(client.get(chips["项目"].get("href")).content)
    links = narrowed.xpath("//ol[contains(@class, 'found')]/li/a/@href")
    assert links and all(link.startswith("/zh/programme/") for link in links)


def test_long_results_come_in_pages(client: TestClient) -> None:
    first = html.fromstring(client.get("/zh/search", params={"q": "市", "of": "place"}).content)
    following = first.xpath("//a[@rel='next']/@href")[0]
    second = html.fromstring(client.get(following).content)
    one, two = ({*page.xpath("//ol[contains(@class, 'found')]/li/a/@href")} for page in (first, second))
    assert one and two and not one & two
    assert second.xpath("//a[@rel='prev']")


@pytest.mark.parametrize("asked", ["", " ", "没有这样的名称", "vqxw", "！", '"', "*", "a" * 5000])
def test_nothing_found_is_said(client: TestClient, asked: str) -> None:
    answer = client.get("/zh/search", params={"q": asked})
    page = html.fromstring(answer.content)
    assert answer.status_code == 200
    assert len(page.xpath("//ol[contains(@class, 'found')]/li[@class='note']")) == 1
    assert suggested(client, asked) == []
