"""The page that writes queries in a browser: asked, completed, charted, drawn, saved, shared."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser import looks
from tests.viz.explorer.test_pages_browser import (  # noqa: F401
    DESK,
    PHONE,
    SCHEMES,
    SIZES,
    Visit,
    browser,
    server,
    severe,
    visit,
)

pytestmark = pytest.mark.browser

PREFIX = "PREFIX fz: <https://w3id.org/fazhi/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
FIRMS = PREFIX + (
    "SELECT ?firm ?name (COUNT(DISTINCT ?township) AS ?townships) WHERE {"
    " ?township fz:hasLegalAdviser ?firm . ?firm rdfs:label ?name } GROUP BY ?firm ?name"
)
LINKS = PREFIX + "CONSTRUCT { ?a fz:hasLegalAdviser ?b } WHERE { ?a fz:hasLegalAdviser ?b }"
RESULTS = {"zh": ("zh", "条结果"), "en": ("en", "results in")}
LOOKS = {"desk": (DESK, "light"), "phone": (PHONE, "dark")}
SLOW = {"timeout": 30_000}


def asked(page: Page, query: str) -> None:
    """Write a query into the editor and run it."""
    page.evaluate("query => document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.setValue(query)", query)
    page.locator(".tabPanel.active .yasqe_queryButton").click()


def shown(page: Page, plugin: str) -> None:
    page.locator(f".tabPanel.active .select_{plugin}").click(**SLOW)


@pytest.mark.parametrize(("scheme", "size", "said"), looks(SCHEMES, SIZES, RESULTS))
def test_a_query_is_answered_as_table(
    visit: Callable[..., Visit],  # noqa: F811
    scheme: str,
    size: dict[str, int],
    said: tuple[str, str],
) -> None:
    language, results = said
    page = visit(size, scheme).go(f"/{language}/sparql")
    asked(page, FIRMS)
    expect(page.locator(".yasr .dataTable")).to_contain_text("山西太行律师事务所", **SLOW)
    expect(page.locator(".yasr_response_chip")).to_contain_text(results)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.locator(".yasr .iri").first.get_attribute("href").startswith(f"/{language}/thing?iri=")  # type: ignore[union-attr]


def test_an_iri_in_the_table_leads_to_its_page(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go("/zh/sparql")
    asked(page, FIRMS)
    link = page.locator(".yasr a.iri").first
    expect(link).to_have_text(re.compile("^id:provider/"), **SLOW)
    page.goto(page.url.split("/zh/")[0] + str(link.get_attribute("href")))
    expect(page.locator("h1")).to_have_text("山西太行律师事务所")


def test_a_chart_and_a_network(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go("/zh/sparql")
    asked(page, FIRMS)
    expect(page.locator(".yasr .dataTable")).to_be_visible(**SLOW)
    shown(page, "chart")
    expect(page.locator(".yasr .drawing svg")).to_contain_text("山西太行律师事务所")
    page.locator(".chart-choices select").last.select_option("line")
    expect(page.locator(".yasr .drawing svg")).to_be_visible()
    asked(page, LINKS)
    shown(page, "network")
    expect(page.locator(".yasr .graph")).to_contain_text("夏店镇", **SLOW)
    expect(page.locator(".yasr .graph")).to_contain_text("山西太行律师事务所")


def test_a_question_is_loaded_and_run(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go("/zh/sparql")
    page.get_by_role("link", name="哪些乡镇聘请了哪家法律服务机构？").click()
    page.get_by_label("机构名称").fill("太行")
    page.get_by_role("button", name="载入并运行").click()
    expect(page.locator(".tabPanel.active .CodeMirror")).to_contain_text('STR("太行")')
    expect(page.locator(".tabPanel.active .yasr .dataTable")).to_contain_text("夏店镇", **SLOW)


@pytest.mark.parametrize(
    ("written", "offered", "completed"),
    [
        ("SELECT * { ?x a Town", "fz:Township", "?x a fz:Township"),
        ("SELECT * { ?x fz:hasLegalAdv", "fz:hasLegalAdviser", "fz:hasLegalAdviser"),
        ("SELECT * { ?x fz:within 襄垣", "襄垣县", "<https://w3id.org/fazhi/id/place/140423>"),
        ("SELECT * { ?x fz:within <xiangyuan", "襄垣县", "<https://w3id.org/fazhi/id/place/140423>"),
    ],
    ids=["class", "property", "name", "pinyin"],
)
def test_terms_and_names_are_completed(
    visit: Callable[..., Visit],  # noqa: F811
    written: str,
    offered: str,
    completed: str,
) -> None:
    page = visit().go("/en/sparql")
    editor = page.locator(".tabPanel.active .CodeMirror")
    page.evaluate(
        "text => { const editor = document.querySelector('.tabPanel.active .CodeMirror').CodeMirror;"
        " editor.setValue(text); editor.focus(); editor.setCursor({ line: 0, ch: text.length }) }",
        written,
    )
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint", has_text=re.compile(offered)).first.click()
    expect(editor).to_contain_text(completed)
    if offered.startswith("fz:"):
        expect(editor).to_contain_text("PREFIX fz: <https://w3id.org/fazhi/ns#>")


def test_tabs_are_kept(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go("/zh/sparql")
    page.get_by_title("新建标签").click()
    asked(page, LINKS)
    expect(page.locator(".tabPanel.active .yasr .dataTable")).to_be_visible(**SLOW)
    page.goto(page.url.split("#")[0] + f"?question=reports#query={quote(LINKS)}")
    expect(page.locator(".tabPanel.active .yasr .dataTable")).to_be_visible(**SLOW)
    assert page.locator(".tabsList .tab").count() == 2


def test_a_shared_link_holds_the_query_and_no_endpoint(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go("/zh/sparql")
    asked(page, FIRMS)
    page.locator(".yasqe_share").click()
    link = page.locator(".yasqe_sharePopup input").input_value()
    assert link.startswith(page.url.split("#")[0] + "#query=")
    assert "endpoint" not in link
    other = visit().page
    other.goto(link)
    expect(other.locator(".tabPanel.active .yasr .dataTable")).to_contain_text("山西太行律师事务所", **SLOW)


def test_no_link_can_send_a_query_elsewhere(visit: Callable[..., Visit]) -> None:  # noqa: F811
    evil = quote("https://evil.example/sparql", safe="")
    hostile = f"#query={quote(FIRMS)}&endpoint={evil}&requestMethod=GET&headers=%7B%22X%22%3A1%7D&outputSettings=%7B"
    page = visit().go(f"/zh/sparql{hostile}")
    expect(page.locator(".tabPanel.active .yasr .dataTable")).to_contain_text("山西太行律师事务所", **SLOW)


def test_all_results_can_be_saved(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go("/en/sparql")
    asked(page, FIRMS)
    expect(page.locator(".yasr .dataTable")).to_be_visible(**SLOW)
    for form, beginning in (("CSV", b"firm,name,townships"), ("JSON", b"{"), ("XML", b"<?xml")):
        page.locator("#save-as").select_option(label=form)
        with page.expect_download() as waiting:
            page.locator("#save-now").click()
        assert waiting.value.path().read_bytes().startswith(beginning)


def test_without_script_the_form_is_answered(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit(java_script_enabled=False).go("/en/sparql")
    page.locator("#query").fill("ASK {}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Run").click()
    assert b"<boolean>true</boolean>" in waiting.value.path().read_bytes()


@pytest.mark.parametrize(("view", "look"), looks({"table": "table", "chart": "chart"}, LOOKS))
def test_a_screen_reader_can_read_the_page_and_its_answer(
    visit: Callable[..., Visit],  # noqa: F811
    view: str,
    look: tuple[dict[str, int], str],
) -> None:
    page = visit(*look).go("/en/sparql")
    asked(page, FIRMS)
    expect(page.locator(".yasr .dataTable")).to_contain_text("山西太行律师事务所", **SLOW)
    if view == "chart":
        shown(page, "chart")
        expect(page.locator(".yasr .drawing svg")).to_be_visible()
    assert severe(page) == []


def test_a_table_has_room_on_a_phone(visit: Callable[..., Visit]) -> None:  # noqa: F811
    """A wide answer is moved sideways within its frame; no column is narrower than a few words."""
    page = visit(PHONE).go("/zh/sparql")
    names = " ".join(f"?c{number}" for number in range(8))
    row = " ".join('"襄垣县夏店镇人民政府"' for _ in range(8))
    asked(page, f"SELECT {names} {{ VALUES ({names}) {{ ({row}) }} }}")
    cells = page.locator(".yasr .dataTable tbody td:not(:first-child)")
    expect(cells).to_have_count(8, **SLOW)
    assert min(cells.evaluate_all("cells => cells.map(cell => cell.clientWidth)")) >= 96
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_librarys_words_are_the_pages_and_those_of_the_graph_stay(
    visit: Callable[..., Visit],  # noqa: F811
) -> None:
    page = visit().go("/zh/sparql")
    expect(page.locator(".yasqe_queryButton").first).to_have_attribute("title", "运行查询")
    asked(page, 'SELECT ?First ?b { VALUES (?First ?b) { ("All" "True") ("Next" "False") } }')
    table = page.locator(".yasr .dataTable")
    expect(table.locator("tbody")).to_contain_text("True", **SLOW)
    assert {"All", "True", "Next", "False"} <= set(re.findall(r"[A-Z]\w+", table.locator("tbody").inner_text()))
    expect(table.locator(".dt-column-title", has_text="First")).to_be_visible()
    expect(page.locator(".dt-info")).to_have_text("第1–2行，共2行")
    page.locator(".yasr .tableFilter").press_sequentially("Next")
    expect(page.locator(".dt-info")).to_have_text("第1–1行，共1行（筛选自2行）")
    expect(page.get_by_label("末页")).to_be_visible()
    asked(page, "ASK {}")
    expect(page.locator(".yasr .yasr_results")).to_have_text("是", **SLOW)
