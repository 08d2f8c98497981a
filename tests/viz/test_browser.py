"""The page as a person uses it: in a headless Chromium, without network."""

from __future__ import annotations

import json
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import chromium, looks
from tests.viz import sample
from viz.layout import ARRANGEMENTS, read_positions
from viz.render import PageSpec, write_page
from viz.style import load_style, load_texts

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
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
    "\u0001\u000b]]>",
    '" onload="window.pwned=1',
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

    def open(self, file: Path, address: str = "") -> Page:
        """Open a page and wait until it is drawn and its evidence unpacked."""
        self.page.goto(file.as_uri() + address)
        self.page.wait_for_selector("html[data-told]")
        return self.page

    def hear(self, message: str) -> None:
        """Note a message, unless the browser says that drawing without a graphics card is slow."""
        if "GL Driver Message" not in message:
            self.complaints.append(message)

    def click(self, script: str) -> None:
        """Click where the script says, once what was moved before is drawn: an edge is told by what is drawn there."""
        self.page.evaluate("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
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
    visit.page.set_default_timeout(30_000)
    context.route("**/*", visit.see)
    visit.page.on("console", lambda message: visit.hear(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    yield visit
    context.close()
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith(("file:", "data:"))] == []
    pages = {url.partition("#")[0] for url in visit.requests if url.startswith("file:")}
    assert len(pages) == 1


DESK, PHONE = (1280, 800), (390, 844)
PLACES = {f"{size[0]}-{language}": (*size, language) for size in (DESK, PHONE) for language in ("zh-CN", "en-US")}
EVERYWHERE = pytest.mark.parametrize("visit", looks(PLACES), indirect=True)
SAYS: dict[str, dict[str, str]] = load_texts()  # type: ignore[assignment]


@pytest.fixture(scope="module")
def file(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "network.html"
    write_page(store, out, PageSpec(note="合成的数据"))
    return out


@pytest.fixture(scope="module")
def large_file(large_page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("browser") / "large.html"
    out.write_text(large_page, encoding="utf-8")
    return out


@pytest.fixture(params=["file", "large_file"])
def either(request: pytest.FixtureRequest) -> Path:
    """The page as pyvis draws it, and as sigma.js does."""
    path: Path = request.getfixturevalue(request.param)
    return path


BOTH = pytest.mark.parametrize(
    ("visit", "either"),
    [
        *looks(PLACES, {"small": "file"}),
        pytest.param((*DESK, "zh-CN"), "large_file", id="desk-large"),
        pytest.param((*PHONE, "en-US"), "large_file", id="phone-large"),
    ],
    indirect=True,
)


def words(page: Page) -> dict[str, str]:
    """The words of the page in the language that it speaks."""
    return SAYS["zh" if page.locator("html").get_attribute("lang") == "zh-CN" else "en"]


def show_filters(page: Page, *, shown: bool = True) -> None:
    """On a phone the filters are behind a button."""
    switch = page.locator("#filters-switch")
    if switch.is_visible() and page.locator("#filters").is_visible() != shown:
        switch.click()


def set_year(page: Page, thumb: str, year: int) -> None:
    """Move a thumb of the years with the keyboard."""
    show_filters(page)
    page.locator(thumb).focus()
    for _ in range(20):
        now = int(page.locator(thumb).get_attribute("aria-valuetext") or 0)
        if now == year:
            return
        page.keyboard.press("ArrowRight" if now < year else "ArrowLeft")
    raise AssertionError(f"{thumb} does not reach {year}")


# ---- the panel


def test_a_click_on_a_node_tells_its_facts(visit: Visit, file: Path) -> None:
    page = visit.open(file)
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
    page = visit.open(file)
    visit.click("fazhi.edgePosition('夏店镇', '山西太行律师事务所')")
    quote = page.locator("#panel blockquote")
    expect(quote.locator("mark")).to_have_text("聘请山西太行律师事务所李明律师担任镇政府法律顾问")
    expect(quote).to_contain_text("夏店镇2024年法治政府建设情况报告 · 2024 · 一、主要举措和成效")


def test_a_long_list_of_neighbours_is_shown_bit_by_bit(visit: Visit, large_file: Path) -> None:
    page = visit.open(large_file)
    page.locator("#panel .part").last.locator(".link").first.click()
    rows = page.locator("#panel .neighbours").first.locator("li")
    expect(rows).to_have_count(60)
    page.locator(".more-rows").first.click()
    assert rows.count() > 60


# ---- filters


def test_the_legend_filters(visit: Visit, file: Path) -> None:
    page = visit.open(file)
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


@EVERYWHERE
def test_the_years_filter(visit: Visit, file: Path) -> None:
    page = visit.open(file)
    set_year(page, "#last-year", 2023)
    expect(page.locator("#years-shown")).to_have_text("2023")
    visible = set(page.evaluate("fazhi.visible()"))
    assert {"龙溪镇", "平顺县", "行政处罚法"} <= visible
    assert not {"夏店镇", "民法典", "襄垣县"} & visible
    set_year(page, "#last-year", 2025)
    set_year(page, "#first-year", 2024)
    expect(page.locator("#years-shown")).to_have_text("2024–2025")
    visible = set(page.evaluate("fazhi.visible()"))
    assert {"夏店镇", "民法典"} <= visible and "龙溪镇" not in visible
    expect(page.locator("#years-bars rect.out")).to_have_count(1)
    expect(page.locator("#all-years")).to_have_text(words(page)["all_years"])
    page.locator("#all-years").click()
    assert {"夏店镇", "龙溪镇"} <= set(page.evaluate("fazhi.visible()"))


def test_the_panel_tells_of_the_chosen_years_only(visit: Visit, file: Path) -> None:
    page = visit.open(file)
    page.evaluate("fazhi.select('夏店镇')")
    rows = page.locator("#panel tr:not(.said)")
    expect(rows.filter(has_text="20次")).to_have_count(1)
    set_year(page, "#last-year", 2024)
    expect(rows.filter(has_text="12次")).to_have_count(1)
    expect(rows.filter(has_text="20次")).to_have_count(0)


@BOTH
def test_communities_colour_and_filter(visit: Visit, either: Path) -> None:
    page = visit.open(either)
    show_filters(page)
    expect(page.locator("#kinds-heading")).to_have_text(words(page)["kinds"])
    page.locator('[data-colour="community"]').click()
    expect(page.locator("#kinds-heading")).to_have_text(words(page)["communities"])
    expect(page.locator('[data-colour="community"]')).to_have_attribute("aria-pressed", "true")
    colours = page.locator("#kinds .icon path").evaluate_all("paths => paths.map((path) => path.getAttribute('fill'))")
    assert len(set(colours)) == len(colours) > 1
    before = len(page.evaluate("fazhi.visible()"))
    first = page.locator('#kinds [data-name="0"]')
    size = int(first.locator(".number").inner_text().replace(",", ""))
    first.click()
    assert len(page.evaluate("fazhi.visible()")) <= before - size
    page.locator('[data-colour="kind"]').click()
    assert len(page.evaluate("fazhi.visible()")) == before


# ---- arrangements and positions


@BOTH
def test_the_arrangements(visit: Visit, either: Path) -> None:
    page = visit.open(either)
    show_filters(page)
    name = page.evaluate("fazhi.visible()[0]")
    seen = []
    for arrange in ARRANGEMENTS:
        choice = page.locator(f'[data-arrange="{arrange}"]')
        expect(choice).to_have_text(words(page)[f"arrange_{arrange}"])
        choice.click()
        expect(choice).to_have_attribute("aria-pressed", "true")
        seen.append(page.evaluate("name => JSON.stringify(fazhi.canvasPosition(name))", name))
    assert len(set(seen)) == len(ARRANGEMENTS)


def dragged(visit: Visit, name: str) -> tuple[float, float]:
    """Drag a node by 60 and 40 pixels; return how far it came."""
    before = visit.page.evaluate("name => fazhi.canvasPosition(name)", name)
    mouse = visit.page.mouse
    mouse.move(before["x"], before["y"])
    mouse.down()
    mouse.move(before["x"] + 30, before["y"] + 20, steps=4)
    mouse.move(before["x"] + 60, before["y"] + 40, steps=4)
    visit.page.wait_for_timeout(120)
    mouse.up()
    after = visit.page.evaluate("name => fazhi.canvasPosition(name)", name)
    return after["x"] - before["x"], after["y"] - before["y"]


def most_connected(page: Page) -> str:
    return page.locator("#panel .part .link").first.inner_text()


def test_dragged_positions_are_saved_and_loaded(visit: Visit, either: Path, tmp_path: Path) -> None:
    page = visit.open(either)
    name = most_connected(page)
    assert dragged(visit, name) == pytest.approx((60, 40), abs=8)
    saved = saved_file(page, "#positions", tmp_path)
    places = read_positions(saved)
    assert len(places) == len(page.evaluate("fazhi.visible()"))
    there = page.evaluate("name => fazhi.canvasPosition(name)", name)
    page.reload()
    page.wait_for_selector("html[data-told]")
    load(page, saved)
    expect(page.locator("#said")).to_have_text(SAYS["zh"]["positions_loaded"].format(n=len(places)))
    again = page.evaluate("name => fazhi.canvasPosition(name)", name)
    assert (again["x"], again["y"]) == pytest.approx((there["x"], there["y"]), abs=40)


def test_a_wrong_file_of_positions_is_said_in_a_line(visit: Visit, file: Path, tmp_path: Path) -> None:
    page = visit.open(file)
    before = page.evaluate("fazhi.canvasPosition('夏店镇')")
    for content in ("", "[]", "{}", '{"urn:x": [1, 2]}', f'{{"{sample.ID}place/140423103": ["<b>", null]}}'):
        wrong = tmp_path / "wrong<b>.json"
        wrong.write_text(content, encoding="utf-8")
        load(page, wrong)
        expect(page.locator("#said")).to_have_text(SAYS["zh"]["positions_wrong"].format(file="wrong<b>.json"))
    assert page.evaluate("fazhi.canvasPosition('夏店镇')") == before


def load(page: Page, path: Path) -> None:
    page.locator("#save").click()
    with page.expect_file_chooser() as chooser:
        page.locator("#load").click()
    chooser.value.set_files(path)


def saved_file(page: Page, tool: str, folder: Path) -> Path:
    """Save by a tool of the menu."""
    page.locator("#save").click()
    with page.expect_download() as download:
        page.locator(tool).click()
    expect(page.locator("#save-menu")).to_be_hidden()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


# ---- pictures


@BOTH
def test_pictures(visit: Visit, either: Path, tmp_path: Path) -> None:
    page = visit.open(either)
    box = page.locator("#stage").bounding_box()
    assert box
    drawn = ET.fromstring(saved_file(page, "#vector", tmp_path).read_bytes())
    assert drawn.tag == f"{SVG}svg" and float(drawn.get("width", 0)) == box["width"]
    said = "".join(element.text or "" for element in drawn.iter(f"{SVG}text")).replace(" ", "")
    assert words(page)["title"].replace(" ", "") in said
    assert page.locator("#source").inner_text().replace(" ", "") in said
    assert len(list(drawn.iter(f"{SVG}line"))) > 10
    shapes = len(list(drawn.iter(f"{SVG}path")))
    assert shapes > min(len(page.evaluate("fazhi.visible()")), 2000)
    assert "http" not in "".join(value for element in drawn.iter() for value in element.attrib.values())
    data = saved_file(page, "#picture", tmp_path).read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert (width, height) == (2 * box["width"], 2 * float(drawn.get("height", 0)))
    assert len(data) > 10_000, "an empty picture packs into less"


def test_a_picture_shows_what_is_chosen_and_filtered(visit: Visit, file: Path, tmp_path: Path) -> None:
    page = visit.open(file)
    page.locator('#relations [data-name="cites"]').click()
    page.evaluate("fazhi.select('夏店镇')")
    text = saved_file(page, "#vector", tmp_path).read_text(encoding="utf-8")
    assert "夏店镇" in text and "民法典" not in text
    assert 'opacity="0.16"' in text
    assert "合成的数据" in text


def test_a_picture_names_the_communities_that_its_colours_show(visit: Visit, file: Path, tmp_path: Path) -> None:
    page = visit.open(file)
    page.locator('[data-colour="community"]').click()
    rows = page.locator("#kinds [data-name]")
    names = [rows.nth(at).get_attribute("title") for at in range(rows.count())]
    rows.first.click()
    text = saved_file(page, "#vector", tmp_path).read_text(encoding="utf-8")
    assert len(names) > 1 and all(name in text for name in names[1:] if name)
    assert f">{names[0]}<" not in text, "hidden"
    assert "律师事务所" in text, "the kinds, by their shapes"


# ---- search


def test_search_finds_a_part_of_a_name_and_enter_chooses(visit: Visit, file: Path) -> None:
    page = visit.open(file)
    page.locator("#search").fill("太行")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("山西太行律师事务所")
    expect(page.locator("#panel")).to_contain_text("王芳")
    page.locator("#search").fill("没有这个")
    expect(page.locator("#results")).to_contain_text("没有找到")


@EVERYWHERE
def test_search_shows_what_a_filter_hid(visit: Visit, file: Path) -> None:
    page = visit.open(file)
    show_filters(page)
    page.locator('#kinds [data-name="Law"]').click()
    show_filters(page, shown=False)
    page.locator("#search").fill("民法典")
    page.keyboard.press("Enter")
    assert "民法典" in page.evaluate("fazhi.visible()")
    expect(page.locator("#panel h2")).to_have_text("民法典")


# ---- the address


def test_back_and_forward_go_through_what_was_chosen(visit: Visit, either: Path) -> None:
    page = visit.open(either)
    heading = page.locator("#panel h2")
    overview = heading.inner_text()
    names = [page.locator("#panel .part .link").nth(at).inner_text() for at in (0, 1)]
    for name in names:
        page.evaluate("name => fazhi.select(name)", name)
    page.go_back()
    expect(heading).to_have_text(names[0])
    page.go_back()
    expect(heading).to_have_text(overview)
    page.go_forward()
    expect(heading).to_have_text(names[0])


@EVERYWHERE
def test_an_address_shows_the_same_to_another(visit: Visit, file: Path) -> None:
    page = visit.open(file)
    show_filters(page)
    page.locator('[data-arrange="bipartite"]').click()
    page.locator('#kinds [data-name="Lawyer"]').click()
    page.locator('#relations [data-name="planned"]').click()
    page.locator('[data-colour="community"]').click()
    set_year(page, "#first-year", 2024)
    page.evaluate("fazhi.select('夏店镇')")
    page.locator("#language").click()
    before = page.evaluate("[fazhi.visible(), fazhi.visibleEdges()]")
    address = page.evaluate("location.hash")
    page.goto("about:blank")
    page = visit.open(file, address)
    assert page.evaluate("[fazhi.visible(), fazhi.visibleEdges()]") == before
    assert page.evaluate("location.hash") == address
    expect(page.locator("#panel h2")).to_have_text("夏店镇")
    for pressed in ('[data-arrange="bipartite"]', '[data-colour="community"]'):
        expect(page.locator(pressed)).to_have_attribute("aria-pressed", "true")


WRONG_ADDRESSES = ["#node=urn:none", "#years=2024-2023", "#hide=<b>,Law,,", "#arrange=__proto__", "#%"]
MORE_WRONG_ADDRESSES = [
    "#edge=99999",
    "#edge=-1",
    "#years=1-2",
    "#years=a",
    "#arrange=constructor",
    "#colour=<script>",
    "#lang=xx",
    "#node=%E0%A4%A&hide",
    "#nocom=1,x",
]


@pytest.mark.parametrize(
    "address",
    [*WRONG_ADDRESSES, *(pytest.param(address, marks=pytest.mark.slow) for address in MORE_WRONG_ADDRESSES)],
)
def test_a_wrong_address_is_as_good_as_none(visit: Visit, file: Path, address: str) -> None:
    page = visit.open(file, address)
    assert "夏店镇" in page.evaluate("fazhi.visible()")
    expect(page.locator('[data-arrange="force"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#panel h2")).to_have_text("概览")


# ---- languages and sizes


@pytest.mark.parametrize("visit", [(1280, 800, "en-US")], indirect=True)
def test_the_page_speaks_english(visit: Visit, file: Path) -> None:
    page = visit.open(file)
    expect(page.locator("#panel h2")).to_have_text("Overview")
    page.locator("#language").click()
    expect(page.locator("#panel h2")).to_have_text("概览")
    expect(page.locator("#source")).to_have_text("来源：4份报告（2023–2024） · 合成的数据")


@EVERYWHERE
def test_every_tool_is_named_in_the_language_of_the_page(visit: Visit, file: Path) -> None:
    page = visit.open(file)
    said = words(page)
    for tool, key in (("#zoom-in", "zoom_in"), ("#fit", "fit"), ("#save", "save"), ("#first-year", "first_year")):
        assert page.locator(tool).get_attribute("aria-label") == said[key]
    page.locator("#save").click()
    names = [page.locator(tool).inner_text() for tool in ("#picture", "#vector", "#positions", "#load")]
    assert names == [said[key] for key in ("picture", "vector", "positions", "load")]
    page.keyboard.press("Escape")
    expect(page.locator("#save-menu")).to_be_hidden()


@pytest.mark.parametrize("visit", [(390, 844, "zh-CN")], indirect=True)
def test_the_page_fits_a_phone(visit: Visit, either: Path) -> None:
    page = visit.open(either)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator("#filters")).to_be_hidden()
    name = most_connected(page)
    show_filters(page)
    page.locator('#kinds [data-name="Lawyer"]').click()
    show_filters(page, shown=False)
    page.evaluate("fazhi.fit()")
    page.evaluate("name => fazhi.select(name)", name)
    expect(page.locator("#panel h2")).to_have_text(name)
    stage, panel = page.locator(".stage").bounding_box(), page.locator("#panel").bounding_box()
    assert stage and panel and stage["y"] + stage["height"] <= panel["y"] + 1
    page.wait_for_timeout(300)
    point = page.evaluate("name => fazhi.canvasPosition(name)", name)
    assert stage["x"] < point["x"] < stage["x"] + stage["width"]
    assert stage["y"] < point["y"] < stage["y"] + stage["height"]


# ---- large pages


def test_a_large_page_is_drawn_by_webgl(visit: Visit, large_file: Path) -> None:
    page = visit.open(large_file)
    assert page.evaluate("fazhi.drawnBy()") == "sigma"
    assert len(page.evaluate("fazhi.visible()")) > 1500
    name = page.locator("#panel .part").last.locator(".link").first.inner_text()
    visit.click(f"fazhi.canvasPosition('{name}')")
    expect(page.locator("#panel h2")).to_have_text(name)
    plan = page.evaluate("fazhi.visible().find((name) => name.endsWith('实施方案'))")
    page.evaluate("name => fazhi.select(name)", plan)
    township = page.locator("#panel .neighbours .link").first.inner_text()
    visit.click(f"fazhi.edgePosition('{plan}', '{township}')")
    expect(page.locator("#panel .ends")).to_contain_text(plan)
    expect(page.locator("#panel .ends")).to_contain_text(township)
    expect(page.locator("#panel blockquote mark")).to_have_count(1)


def test_a_large_page_shows_nodes_and_lines(visit: Visit, large_file: Path) -> None:
    """Without nodes the ground is seen, and with them their colours, in the middle of the stage."""
    page = visit.open(large_file)

    def colours() -> int:
        page.wait_for_timeout(300)
        return len(page.locator("#stage").screenshot())

    full = colours()
    for group in page.locator("#kinds .row").all():
        group.click()
    assert len(page.evaluate("fazhi.visible()")) == 0
    expect(page.locator("#empty")).to_be_visible()
    assert colours() < full / 4


@pytest.mark.parametrize("visit", [(1280, 800, "zh-CN"), (1280, 800, "en-US")], indirect=True)
def test_a_browser_without_webgl_is_told_what_to_do(visit: Visit, large_file: Path) -> None:
    visit.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    visit.page.goto(large_file.as_uri())
    expect(visit.page.locator("#empty")).to_contain_text("--limit 1500")
    visit.complaints.clear()


def test_nodes_of_a_large_page_are_drawn_before_its_lines(visit: Visit, large_file: Path) -> None:
    page = visit.open(large_file)
    marks = "performance.getEntriesByType('mark').map((mark) => [mark.name, mark.startTime])"
    moments = dict(page.evaluate(marks))
    assert moments["fazhi-read"] < moments["fazhi-nodes"] < moments["fazhi-drawn"]
    assert page.evaluate("fazhi.visibleEdges()") == 4000
    with_lines = page.locator("#stage").screenshot()
    show_filters(page)
    for relation in page.locator("#relations [data-name]").all():
        relation.click()
    assert len(page.locator("#stage").screenshot()) < len(with_lines), "the lines were there"


@pytest.mark.slow
def test_the_largest_page_is_drawn(visit: Visit, largest_page: Path) -> None:
    visit.page.set_default_timeout(120_000)
    page = visit.open(largest_page)
    assert (len(page.evaluate("fazhi.visible()")), page.evaluate("fazhi.visibleEdges()")) == (30_000, 100_000)
    name = most_connected(page)
    page.locator("#search").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text(name)
    assert len(page.locator("#stage").screenshot()) > 100_000


# ---- hostile reports


@pytest.fixture(scope="module")
def hostile() -> ox.Store:
    """A report with each hostile text as a name, a quote, a section and an article."""
    told = sample.Told("140423103", 2024, "。".join(HOSTILE), [])
    extra = []
    for number, text in enumerate(HOSTILE):
        law = f"{sample.ID}instrument/hostile{number}"
        told.says.append((text, "Citation", f"fz:instrument <{law}> ; fz:article {sample.literal(text)}"))
        extra.append(f"<{law}> a fz:Law ; rdfs:label {sample.literal(text, '@zh')}, {sample.literal(text, '@en')} ;")
        extra.append(f" skos:altLabel {sample.literal(text + text)} .")
    return sample.store_of(told, extra="\n".join(extra))


@pytest.fixture(params=["vis", "sigma"])
def hostile_file(
    hostile: ox.Store, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The hostile report, drawn by pyvis, and by sigma.js as if it were too large for pyvis."""
    if request.param == "sigma":
        style = load_style()
        small = replace(style, limits=replace(style.limits, drawn_by_pyvis=0))
        monkeypatch.setattr("viz.render.load_style", lambda: small)
    title = "".join(HOSTILE[:7])
    return write_page(hostile, tmp_path / "hostile.html", PageSpec(title=title, note="".join(HOSTILE))).path


def test_nothing_of_a_report_runs_as_a_script(visit: Visit, hostile_file: Path, tmp_path: Path) -> None:
    page = visit.open(hostile_file)
    for number, text in enumerate(HOSTILE):
        page.evaluate("name => fazhi.select(name)", f"{sample.ID}instrument/hostile{number}")
        assert page.locator("#panel h2").text_content() == text
        page.locator("#panel .say").first.click()
        assert page.locator("#panel mark").first.text_content() == text
    page.locator("#search").fill("<img")
    expect(page.get_by_role("option")).to_have_count(1)
    page.locator('[data-colour="community"]').click()
    assert page.evaluate("window.pwned") is None
    assert page.locator("#panel img, #results img, #panel b, #panel script, #kinds img").count() == 0
    drawn = ET.fromstring(saved_file(page, "#vector", tmp_path).read_bytes())
    kinds = {element.tag.removeprefix(SVG) for element in drawn.iter()}
    assert kinds <= {"svg", "title", "line", "path", "text"}
    assert json.loads(saved_file(page, "#positions", tmp_path).read_text(encoding="utf-8"))
