"""The report page: every fact marked at its words, overlapping ones too; the letterhead, sources and corrections."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from tests.viz.explorer.county import REPORTS
from viz.explorer.pages.report_facts import Fact
from viz.explorer.pages.report_text import Heading, lines, title_end


def report(county: TestClient, source: str, language: str = "zh") -> html.HtmlElement:
    found = county.get(f"/{language}/suggest", params={"q": f"{source}.txt"}).json()
    answer = county.get(next(one["href"] for one in found if one["kind"] in ("Report", "OtherDocument")))
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def shown_text(page: html.HtmlElement) -> str:
    return "\n".join(line.text_content() for line in page.xpath("//article[@id='text']/*"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_is_shown_to_the_last_character(county: TestClient, language: str) -> None:
    assert shown_text(report(county, "xiadian-2023", language)) == REPORTS["xiadian-2023"].text


def test_each_fact_stands_in_the_list_with_the_way_to_its_words(county: TestClient) -> None:
    told = REPORTS["xiadian-2023"]
    page = report(county, "xiadian-2023")
    text = shown_text(page)
    spans = {
        (fact.evidence.start, fact.evidence.end)
        for facts in (told.observations, told.citations, told.activities, told.engagements, told.cases, told.places)
        for fact in facts
    }
    links = page.xpath("//li[contains(@class, 'fact ')]//p[@class='fact-words']/a")
    found = {}
    for link in links:
        start, end = map(int, re.fullmatch(r"#char=(\d+),(\d+)", link.get("href")).groups())  # type: ignore[union-attr]
        found[start, end] = link.text_content()
        assert page.xpath(f"//*[@id='char={start},{end}']"), "the address leads somewhere without a script"
    assert set(found) == spans
    assert all(words == text[start:end] for (start, end), words in found.items())


def test_overlapping_facts_are_all_at_hand(county: TestClient) -> None:
    """《民法典》 is cited within a figure's words: a click on it tells both, the shorter first."""
    page = report(county, "xiadian-2023")
    piece = next(one for one in page.xpath("//a[contains(@class, 'f-citation')]") if one.text_content() == "《民法典》")
    assert "f-figure" in piece.get("class")
    kinds = [page.xpath(f"//li[@id='fact-{number}']/@class")[0] for number in piece.get("data-facts").split()]
    assert ["fact-citation" in kinds[0], "fact-figure" in kinds[1]] == [True, True]


def test_the_legend_counts_each_kind(county: TestClient) -> None:
    page = report(county, "xiadian-2023")
    for kind in ("figure", "citation", "activity", "adviser", "case", "village"):
        box = page.xpath(f"//input[@id='show-{kind}']/..")[0]
        assert int(box.xpath(".//span[@class='number']")[0].text) == len(
            page.xpath(f"//li[contains(@class, 'fact-{kind} ')]")
        )


def test_values_are_written_with_what_bounds_them(county: TestClient) -> None:
    zh, en = (report(county, "xiadian-2023", language).text_content() for language in ("zh", "en"))
    assert "超过 5,000 份" in zh and "over 5,000 份" in en
    assert "第1页" in zh and "page 1" not in zh
    assert "page 1" in en


def test_markup_in_a_report_is_text(county: TestClient) -> None:
    page = report(county, "xiadian-2023")
    assert "发布<b>快讯</b>&7条" in shown_text(page)
    assert not page.xpath("//article//b")


def test_what_only_the_whole_report_raises_has_no_place_in_the_text(county: TestClient) -> None:
    page = report(county, "xiadian-2024")
    issues = page.xpath("//li[contains(@class, 'fact-issue ')]")
    assert sorted(bool(issue.xpath(".//p[@class='fact-words']/a")) for issue in issues) == [False, True]


@pytest.mark.parametrize(
    ("language", "heading", "hints"),
    [
        ("zh", "所述地区", "标题：夏店镇 → 襄垣县夏店镇； 文件路径：襄垣县 → 襄垣县"),
        ("en", "About", "title: 夏店镇 → 襄垣县夏店镇; path of the file: 襄垣县 → 襄垣县"),
    ],
)
def test_a_report_says_in_words_what_told_its_area(county: TestClient, language: str, heading: str, hints: str) -> None:
    (row,) = report(county, "xiadian-2024", language).xpath(f"//dl/div[dt='{heading}']")
    assert row.xpath("string(dd/a)").strip() == "夏店镇"
    assert row.xpath("string(dd/details/p)") == hints
    (row,) = report(county, "xiadian-2023", language).xpath(f"//dl/div[dt='{heading}']")
    assert not row.xpath("dd/details")


def test_a_corrected_report_leads_to_the_one_that_holds_and_back(county: TestClient) -> None:
    old, new = report(county, "longxi-2023"), report(county, "longxi-2023-更正")
    assert old.xpath("//p[@class='warning']//a/@href") and not new.xpath("//p[@class='warning']")
    assert new.xpath("//div[@class='head']/p[@class='note']//a/@href")


def test_another_document_says_that_it_is_none(county: TestClient) -> None:
    assert report(county, "xiying-2023-plan").xpath("//p[@class='warning']")
    assert not report(county, "xiying-2023").xpath("//p[@class='warning']")


def test_the_outline_leads_to_the_headings(county: TestClient) -> None:
    page = report(county, "xiadian-2023")
    entries = page.xpath("//nav[@class='outline']//a")
    assert [entry.text for entry in entries] == ["主要举措和成效", "工作安排"]
    for entry in entries:
        target = page.xpath(f"//*[@id='{entry.get('href')[1:]}']/..")[0]
        assert target.tag == "h2" and target.text_content().endswith(entry.text)


FACTS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=12)
TEXT = st.text(alphabet="一二3。\n\U00020000 ", min_size=1, max_size=60)


@given(TEXT, FACTS)
def test_the_pieces_are_the_text_and_know_their_facts(text: str, spans: list[tuple[int, int]]) -> None:
    placed = sorted((start, min(len(text), start + length)) for start, length in spans if start < len(text))
    facts = [Fact("figure", start, end, {}, {}) for start, end in placed]
    made = list(lines(text, facts, []))
    assert "\n".join("".join(piece.text for piece in line.pieces) for line in made) == text
    for line in made:
        at = line.start
        for piece in line.pieces:
            covering = {order for order, (start, end) in enumerate(placed) if start <= at < end}
            assert set(piece.facts) == covering
            lengths = [placed[order][1] - placed[order][0] for order in piece.facts]
            assert lengths == sorted(lengths), "the shortest first"
            assert set(piece.begins) == {f"char={start},{end}" for start, end in placed if start == at}
            at += len(piece.text)


def test_a_heading_within_a_sentence_is_no_heading_of_its_own() -> None:
    outline = [Heading("工作", 1, 0, 5), Heading("安排", 1, 6, 10)]
    assert [line.level for line in lines("一、工作\n二、安排。全年。", [], outline)] == [1, 0]


@pytest.mark.parametrize(
    ("text", "title", "end"),
    [
        ("甲镇\n年度报告\n正文", "甲镇年度报告", 8),
        ("甲镇年度 报告\n正文", "甲镇年度报告", 8),
        ("正文", "甲镇年度报告", 0),
        ("甲镇\n正文", "甲镇年度报告", 0),
        ("", "甲镇", 0),
    ],
)
def test_the_title_may_take_several_lines(text: str, title: str, end: int) -> None:
    assert title_end(text, title) == end
