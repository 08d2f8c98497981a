"""The pages as a person uses them: in a headless Chromium, on a screen and a phone, by mouse and keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.browser import chromium
from tests.patience import PATIENCE_S, wait_for
from tests.viz.explorer.county import REPORTS
from tests.viz.explorer.serving import Server, serving

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SIZES = {"desk": DESK, "phone": PHONE}
SCHEMES = {"light": "light", "dark": "dark"}
SEVERE = ("serious", "critical")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(county_store: Path) -> Iterator[Server]:
    with serving(county_store) as running:
        first = partial(httpx2.get, f"{running.address}/zh/", timeout=PATIENCE_S)
        wait_for(lambda: first().status_code != 503, "the pages are not ready")
        yield running


@dataclass
class Visit:
    """An open page, with what it asked of other hosts and what it complained of."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def see(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def go(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Visit]]:
    """Opens browsers with a size, a colour scheme, a language; none may complain or ask elsewhere."""
    opened: list[Visit] = []

    @contextmanager
    def closing() -> Iterator[None]:
        try:
            yield
        finally:
            for one in opened:
                one.page.context.close()

    def open_one(size: dict[str, int] = DESK, scheme: str = "light", **options: object) -> Visit:
        context = browser.new_context(viewport=size, color_scheme=scheme, **options)  # type: ignore[arg-type]
        one = Visit(context.new_page(), server.address)
        one.page.on("request", one.see)
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on(
            "console", lambda said: one.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        opened.append(one)
        return one

    with closing():
        yield open_one
        assert [one.outside for one in opened if one.outside] == []
        assert [one.complaints for one in opened if one.complaints] == []


def report_of(page: Page, source: str) -> str:
    """The path of the report that a file holds."""
    found = page.request.get(page.url.split("/zh/")[0] + f"/zh/suggest?q={source}.txt").json()
    return str(found[0]["href"])


def span(source: str, words: str) -> str:
    start = REPORTS[source].text.index(words)
    return f"#char={start},{start + len(words)}"


def marked(page: Page) -> str:
    """The words that are marked as those one asked for."""
    return str(page.evaluate("[...(CSS.highlights.get('asked') ?? [])].map(String).join('|')"))


def in_view(page: Page, selector: str) -> bool:
    return bool(
        page.evaluate(
            "selector => { const box = document.querySelector(selector).getBoundingClientRect();"
            " return box.bottom > 0 && box.top < innerHeight }",
            selector,
        )
    )


def test_searching_by_pinyin_and_keyboard(visit: Callable[..., Visit]) -> None:
    page = visit().go("/zh/")
    box = page.get_by_role("combobox")
    box.fill("xiadian")
    expect(page.get_by_role("option").first).to_contain_text("夏店镇")
    expect(page.get_by_role("option").first).to_contain_text("襄垣县")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/zh/place/140423103")
    expect(page.get_by_role("heading", level=1)).to_have_text("夏店镇")


def test_searching_without_choosing_leads_to_the_results(visit: Callable[..., Visit]) -> None:
    page = visit().go("/zh/place/140423")
    page.get_by_role("combobox").fill("夏店")
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**/zh/search?q=*")
    expect(page.locator(".found > li").first).to_contain_text("夏店镇")


def test_each_result_of_a_search_has_a_line_of_its_own(visit: Callable[..., Visit]) -> None:
    page = visit().go("/zh/search?q=镇")
    tops = page.locator(".found > li").evaluate_all("lines => lines.map(line => line.getBoundingClientRect().top)")
    assert len(set(tops)) == len(tops) > 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_sections_can_be_seen_on_a_phone(visit: Callable[..., Visit], language: str) -> None:
    page = visit(PHONE).go(f"/{language}/places")
    rights = page.locator(".doors a").evaluate_all("links => links.map(link => link.getBoundingClientRect().right)")
    assert len(rights) == 9 and max(rights) <= PHONE["width"]


def test_a_bar_of_a_chart_leads_to_the_words(visit: Callable[..., Visit]) -> None:
    page = visit().go("/zh/place/140423?indicator=disputes-found")
    rows = page.locator("#ranks ~ .numbers tbody tr")
    bars = page.locator("#ranks .drawing svg path[fill='#2d62b3']")
    expect(bars).to_have_count(rows.count())
    href = str(rows.first.locator(".evidence").get_attribute("href"))
    page.locator("#ranks").scroll_into_view_if_needed()
    boxes = bars.evaluate_all("bars => bars.map(bar => bar.getBoundingClientRect()).map(box => [box.top, box.left])")
    top, left = min(boxes)
    page.mouse.click(left + 6, top + 6)
    page.wait_for_url(f"**{href}")
    assert "排查矛盾纠纷" in marked(page)


def test_a_figure_leads_to_its_very_words_and_back(visit: Callable[..., Visit]) -> None:
    page = visit().go("/zh/place/140423103")
    page.locator("table.figures a.evidence", has_text="137 件").click()
    page.wait_for_url("**/zh/report/*#char=*")
    assert marked(page) == "排查矛盾纠纷137件"
    assert in_view(page, f"[id='{span('xiadian-2023', '排查矛盾纠纷137件')[1:]}']")
    expect(page.locator(".fact.chosen")).to_contain_text("137 件")
    page.go_back()
    page.wait_for_url("**/zh/place/140423103")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_link_may_name_any_words(visit: Callable[..., Visit], size: dict[str, int]) -> None:
    page = visit(size).go("/zh/")
    words = "力争排查矛盾纠纷2000件，推广"
    visited = visit(size)
    shown = visited.go(report_of(page, "xiadian-2023") + span("xiadian-2023", words))
    assert marked(shown) == words


def test_a_click_tells_all_facts_of_the_words_and_back_undoes_it(visit: Callable[..., Visit]) -> None:
    one = visit()
    page = one.go("/zh/")
    page = one.go(report_of(page, "xiadian-2023"))
    page.locator("a.f", has_text="《民法典》").click()
    expect(page.locator(".fact.chosen")).to_have_count(2)
    assert page.url.endswith(span("xiadian-2023", "《民法典》"))
    assert marked(page) == "《民法典》"
    page.locator("a.f", has_text="137件").click()
    expect(page.locator(".fact.chosen")).to_have_count(1)
    page.go_back()
    assert marked(page) == "《民法典》"
    page.go_back()
    assert marked(page) == ""


def test_on_a_phone_a_click_opens_a_sheet(visit: Callable[..., Visit]) -> None:
    one = visit(PHONE)
    page = one.go("/zh/")
    page = one.go(report_of(page, "xiadian-2023"))
    page.locator("a.f", has_text="《民法典》").click()
    sheet = page.locator("#sheet")
    expect(sheet).to_be_visible()
    expect(sheet.locator("li")).to_have_count(2)
    sheet.get_by_role("button").click()
    expect(sheet).to_be_hidden()
    page.locator("a.f", has_text="137件").click()
    expect(sheet).to_contain_text("137 件")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_the_legend_switches_kinds(visit: Callable[..., Visit]) -> None:
    one = visit()
    page = one.go("/zh/")
    page = one.go(report_of(page, "xiadian-2023"))
    law = page.locator("a.f", has_text="《民法典》")
    colours = [law.evaluate("element => getComputedStyle(element).backgroundColor")]
    for kind in ("法律文件", "数据"):
        page.get_by_role("checkbox", name=re.compile(kind)).uncheck()
        colours.append(law.evaluate("element => getComputedStyle(element).backgroundColor"))
    assert len(set(colours)) == 3, "as a citation, as a part of a figure, as neither"
    expect(page.locator(".fact-citation").first).to_be_hidden()
    expect(page.locator(".fact-activity").first).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("法律文件")).check()
    expect(page.locator(".fact-citation").first).to_be_visible()


def test_the_language_is_switched_in_place(visit: Callable[..., Visit]) -> None:
    page = visit().go("/zh/place/140423103?indicator=publicity-materials")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/place/140423103?indicator=publicity-materials")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Legal advisers")).to_be_visible()
    expect(page.get_by_text("Xiadian Zhen")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "words"), [("zh-CN", "法治政府建设年度报告图谱"), ("en-GB", "China's township reports")]
)
def test_the_first_page_speaks_the_browsers_language(visit: Callable[..., Visit], language: str, words: str) -> None:
    page = visit(locale=language).go("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def test_charts_follow_the_colours_and_the_address(visit: Callable[..., Visit]) -> None:
    page = visit().go("/zh/place/140423103")
    expect(page.locator(".drawing svg")).to_have_count(2)
    words = page.locator(".drawing svg text").first
    light = str(words.get_attribute("fill"))
    page.emulate_media(color_scheme="dark")
    expect(words).not_to_have_attribute("fill", light)
    page.get_by_role("link", name=re.compile("宣传资料：看图")).click()
    page.wait_for_url("**indicator=publicity-materials**")
    expect(page.locator("#chart-title")).to_contain_text("宣传资料")


def test_pages_work_without_scripts(visit: Callable[..., Visit]) -> None:
    one = visit(java_script_enabled=False)
    page = one.page
    page.goto(one.address + "/zh/search?q=xiadian")
    page.get_by_role("link", name="夏店镇", exact=True).first.click()
    page.locator("table.figures a.evidence", has_text="137 件").click()
    expect(page.locator(f"[id='{span('xiadian-2023', '排查矛盾纠纷137件')[1:]}']")).to_be_in_viewport()
    fact = page.locator("a.f", has_text="《民法典》").get_attribute("href")
    page.locator("a.f", has_text="《民法典》").click()
    expect(page.locator(str(fact))).to_be_in_viewport()


PATHS = (
    *("/", "/places", "/search?q=镇", "/search?q=vqxw", "/nothing"),
    *("/place/140423103", "/place/140423", "/place/140000", "report"),
)
LOOKS = [(DESK, "light"), (PHONE, "dark")]
OTHER_LOOKS = [(DESK, "dark"), (PHONE, "light")]


def severe(page: Page) -> list[str]:
    """What axe-core finds on a page that keeps people from reading it."""
    return [
        f"{found['id']}: {node['html'][:150]} {node['failureSummary'][:200]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in SEVERE
        for node in found["nodes"][:3]
    ]


def assert_fits_and_reads(visit: Callable[..., Visit], path: str, size: dict[str, int], scheme: str) -> None:
    """Nothing is wider than the window, and axe-core finds nothing serious."""
    one = visit(size, scheme)
    if path.endswith("report"):
        path = path.removesuffix("/report") + report_of(one.go("/zh/"), "xiadian-2023").removeprefix("/zh")
    page = one.go(path)
    if path.endswith("/nothing"):
        one.complaints.clear()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert severe(page) == []


@pytest.mark.parametrize(("path", "look"), list(zip(PATHS, cycle(LOOKS), strict=False)))
def test_pages_fit_and_a_screen_reader_can_read_them(
    visit: Callable[..., Visit], path: str, look: tuple[dict[str, int], str]
) -> None:
    """Each page in one look, by turns; the slow test sees each in all."""
    size, scheme = look
    language = "zh" if scheme == "light" else "en"
    assert_fits_and_reads(visit, f"/{language}/{path.lstrip('/')}", size, scheme)


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("size", "scheme"), [*LOOKS, *OTHER_LOOKS])
def test_every_look_of_a_page_fits_and_reads(
    visit: Callable[..., Visit], path: str, size: dict[str, int], scheme: str
) -> None:
    for language in ("zh", "en"):
        assert_fits_and_reads(visit, f"/{language}/{path.lstrip('/')}", size, scheme)


def test_a_page_prints_without_its_frame(visit: Callable[..., Visit], tmp_path: Path) -> None:
    one = visit()
    page = one.go("/zh/")
    page = one.go(report_of(page, "xiadian-2023"))
    page.emulate_media(media="print")
    for hidden in (".doors", ".search", ".languages", ".outline-side"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#text")).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_table_of_figures_keeps_names_newest_year_and_charts_in_view(
    visit: Callable[..., Visit], size: dict[str, int]
) -> None:
    page = visit(size).go("/zh/place/140423103")
    row = page.locator("table.figures tbody tr:not(.theme)").first
    for shown in (row.locator("th"), row.locator(".to-chart"), page.locator(".figures th.now")):
        box = shown.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    assert row.locator("th").evaluate("name => name.clientWidth") >= 100


def test_charts_are_printed_as_on_a_light_screen(visit: Callable[..., Visit]) -> None:
    page = visit(scheme="dark").go("/zh/place/140423103")
    words = page.locator(".drawing svg text").first
    dark = str(words.get_attribute("fill"))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(words).not_to_have_attribute("fill", dark)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(words).to_have_attribute("fill", dark)


def test_the_keyboard_reaches_the_content_first(visit: Callable[..., Visit]) -> None:
    page = visit().go("/zh/place/140423103")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
