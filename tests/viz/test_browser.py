"""The page as a person uses it: in a headless Chromium, without network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import chromium
from tests.viz import sample
from viz.render import write_page

pytestmark = pytest.mark.browser

HOSTILE = [
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "{{7*7}}{% raw %}${7*7}",
    "\"'`--><b onclick=pwned=1>",
    "\u202e镇店夏\u202c\u200b\u2028\u2029",
    "javascript:window.pwned=1",
    "长" * 3000,
    "</style><style>*{display:none}",
    "&lt;b&gt;\\u003c\\",
]


@dataclass
class Visit:
    """An open page with what it asked for and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def see(self, route: Route) -> None:
        """Note a request and let only the file itself through."""
        self.requests.append(route.request.url)
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            route.abort()

    def click(self, script: str) -> None:
        """Click where the script says."""
        point = self.page.evaluate(script)
        self.page.mouse.click(point["x"], point["y"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    width, height, language = getattr(request, "param", (1280, 800, "zh-CN"))
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce", offline=True
    )
    visit = Visit(context.new_page())
    visit.page.set_default_timeout(10_000)
    context.route("**/*", visit.see)
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    yield visit
    context.close()
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in visit.requests if url.startswith("file:")]) == 1


@pytest.fixture(scope="module")
def file(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "network.html"
    write_page(store, out)
    return out


def test_a_click_on_a_node_tells_its_facts(visit: Visit, file: Path) -> None:
    page = visit.page
    page.goto(file.as_uri())
    visit.click("fazhi.canvasPosition('夏店镇')")
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("夏店镇")
    expect(panel).to_contain_text("140423103")
    expect(panel).to_contain_text("超过 5,600份")
    expect(panel.locator("tr", has_text="20次").locator(".wished")).to_have_text("工作计划")
    expect(panel.locator(".wished")).to_have_count(1)
    panel.get_by_role("button", name="发放宣传资料").click()
    expect(panel.locator("mark:visible")).to_have_text("发放宣传资料5600余份")
    panel.get_by_role("button", name="襄垣县").click()
    expect(panel.locator("h2")).to_have_text("襄垣县")
    page.keyboard.press("Escape")
    expect(panel.locator("h2")).to_have_text("概览")


def test_a_click_on_an_edge_shows_the_sentence(visit: Visit, file: Path) -> None:
    visit.page.goto(file.as_uri())
    visit.click("fazhi.edgePosition('夏店镇', '山西太行律师事务所')")
    quote = visit.page.locator("#panel blockquote")
    expect(quote.locator("mark")).to_have_text("聘请山西太行律师事务所李明律师担任镇政府法律顾问")
    expect(quote).to_contain_text("夏店镇2024年法治政府建设情况报告 · 2024 · 一、主要举措和成效")


def test_the_legend_filters(visit: Visit, file: Path) -> None:
    page = visit.page
    page.goto(file.as_uri())
    assert "李明" in page.evaluate("fazhi.visible()")
    lawyers = page.locator('#kinds [data-name="Lawyer"]')
    expect(lawyers).to_contain_text("3")
    lawyers.click()
    assert "李明" not in page.evaluate("fazhi.visible()")
    page.locator("#all-kinds").click()
    assert "李明" in page.evaluate("fazhi.visible()")
    before = page.evaluate("fazhi.visibleEdges()")
    page.locator('#relations [data-name="cites"]').click()
    assert page.evaluate("fazhi.visibleEdges()") < before
    assert "民法典" not in page.evaluate("fazhi.visible()")


def test_years_filter(visit: Visit, file: Path) -> None:
    page = visit.page
    page.goto(file.as_uri())
    page.locator('[data-year="2023"]').click()
    visible = page.evaluate("fazhi.visible()")
    assert {"龙溪镇", "平顺县", "行政处罚法"} <= set(visible)
    assert not {"夏店镇", "民法典", "襄垣县"} & set(visible)


def test_search_finds_a_part_of_a_name_and_enter_chooses(visit: Visit, file: Path) -> None:
    page = visit.page
    page.goto(file.as_uri())
    page.locator("#search").fill("太行")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("山西太行律师事务所")
    expect(page.locator("#panel")).to_contain_text("王芳")
    page.locator("#search").fill("没有这个")
    expect(page.locator("#results")).to_contain_text("没有找到")


def test_search_shows_what_a_filter_hid(visit: Visit, file: Path) -> None:
    page = visit.page
    page.goto(file.as_uri())
    page.locator('#kinds [data-name="Law"]').click()
    page.locator("#search").fill("民法典")
    page.keyboard.press("Enter")
    assert "民法典" in page.evaluate("fazhi.visible()")


@pytest.mark.parametrize("visit", [(1280, 800, "en-US")], indirect=True)
def test_the_page_speaks_english(visit: Visit, file: Path) -> None:
    page = visit.page
    page.goto(file.as_uri())
    expect(page.locator("#panel h2")).to_have_text("Overview")
    page.locator("#language").click()
    expect(page.locator("#panel h2")).to_have_text("概览")
    expect(page.locator("#source")).to_have_text("来源：4份报告（2023–2024）")


@pytest.mark.parametrize("visit", [(390, 844, "zh-CN")], indirect=True)
def test_the_page_fits_a_phone(visit: Visit, file: Path) -> None:
    page = visit.page
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator("#filters")).to_be_hidden()
    page.locator("#filters-switch").click()
    page.locator('#kinds [data-name="Lawyer"]').click()
    page.locator("#filters-switch").click()
    visit.click("fazhi.canvasPosition('夏店镇')")
    expect(page.locator("#panel h2")).to_have_text("夏店镇")
    stage, panel = page.locator(".stage").bounding_box(), page.locator("#panel").bounding_box()
    assert stage and panel and stage["y"] + stage["height"] <= panel["y"] + 1


def test_nothing_of_a_report_runs_as_a_script(visit: Visit, tmp_path: Path) -> None:
    """Each hostile text as a name, a quote, a section, a report's title and the page's own title."""
    told = sample.Told("140423103", 2024, "。".join(HOSTILE), [])
    extra = []
    for number, text in enumerate(HOSTILE):
        law = f"{sample.ID}instrument/hostile{number}"
        told.says.append((text, "Citation", f"fz:instrument <{law}> ; fz:article {sample.literal(text)}"))
        extra.append(f"<{law}> a fz:Law ; rdfs:label {sample.literal(text, '@zh')}, {sample.literal(text, '@en')} ;")
        extra.append(f" skos:altLabel {sample.literal(text + text)} .")
    store = sample.store_of(told, extra="\n".join(extra))
    out = write_page(store, tmp_path / "hostile.html", title="".join(HOSTILE[:7])).path
    page = visit.page
    page.goto(out.as_uri())
    for number, text in enumerate(HOSTILE):
        page.evaluate("name => fazhi.select(name)", f"{sample.ID}instrument/hostile{number}")
        shown = page.locator("#panel h2").text_content()
        assert shown == text
        page.locator("#panel .say").first.click()
        assert page.locator("#panel mark").first.text_content() == text
    page.locator("#search").fill("<img")
    expect(page.get_by_role("option")).to_have_count(1)
    assert page.evaluate("window.pwned") is None
    assert page.locator("#panel img, #results img, #panel b, #panel script").count() == 0
