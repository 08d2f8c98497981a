"""The network page in a browser: drawn, opened, filtered, shared, saved, on a screen and a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import expect

from tests.browser import looks
from tests.viz.explorer.test_pages_browser import (  # noqa: F401
    DESK,
    PHONE,
    SCHEMES,
    SEVERE,
    SIZES,
    Axe,
    Visit,
    browser,
    server,
    visit,
)

pytestmark = pytest.mark.browser

START = "/network?about=place/140423103"
MEASURED = f"{START}&depth=2&colour=community&size=betweenness"
TAIHANG = "provider/山西太行律师事务所"
FIRM = f'.node[data-id="{TAIHANG}"]'


@pytest.mark.parametrize(("scheme", "size", "language"), looks(SCHEMES, SIZES, {"zh": "zh", "en": "en"}))
def test_it_is_drawn_and_fits(
    visit: Callable[..., Visit],  # noqa: F811
    language: str,
    size: dict[str, int],
    scheme: str,
) -> None:
    page = visit(size, scheme).go(f"/{language}{START}")
    expect(page.locator(".node.chosen .name")).to_have_text("夏店镇")
    assert page.locator(".node").count() == page.locator("#network-list li").count()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SEVERE] == []


@pytest.mark.parametrize(
    ("language", "size", "scheme"), [("zh", DESK, "light"), ("en", PHONE, "dark")], ids=["zh-desk", "en-phone-dark"]
)
def test_communities_and_centralities_can_be_read_by_all(
    visit: Callable[..., Visit],  # noqa: F811
    language: str,
    size: dict[str, int],
    scheme: str,
) -> None:
    page = visit(size, scheme).go(f"/{language}{MEASURED}")
    expect(page.locator("#network-central tbody")).to_have_count(2)
    page.locator("#network-list summary").click()
    chips = page.locator("nav.communities a")
    assert page.locator("#network-list h3").count() == chips.count() > 1
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SEVERE] == []


def test_nodes_stay_where_they_are_when_their_looks_change(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go(f"/zh{START}&depth=2")
    where = "all => all.map(one => [one.dataset.id, one.getAttribute('transform')].join(' '))"
    shape = page.locator(f"{FIRM} .shape")
    nodes, size = page.locator(".node").evaluate_all(where), shape.get_attribute("d")
    page.get_by_role("link", name="按社群").click()
    expect(page.locator("nav.communities a").first).to_be_visible()
    assert page.locator(".node[class*=community-]").count() == len(nodes)
    page.get_by_role("link", name="按中介中心性").click()
    expect(shape).not_to_have_attribute("d", size or "")
    expect(page).to_have_url(re.compile("colour=community&size=betweenness$"))
    assert page.locator(".node").evaluate_all(where) == nodes
    page.go_back()
    expect(shape).to_have_attribute("d", size or "")
    page.go_back()
    expect(page.locator("nav.communities")).to_have_count(0)
    assert page.locator(".node[class*=kind-]").count() == len(nodes)


def test_a_community_is_shown_from_the_keyboard_and_chosen(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go(f"/zh{MEASURED}")
    chip = page.locator("nav.communities a").nth(1)
    chip.focus()
    count = int(chip.locator(".number").text_content() or "")
    assert page.locator(".node.spot").count() == count == page.locator(".node.community-2").count()
    page.keyboard.press("Enter")
    expect(page.locator("#network-side .measured")).to_contain_text("社群2")
    expect(page.locator(".node.chosen.community-2")).to_have_count(1)


def test_the_picture_explains_its_colours(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go(f"/zh{MEASURED}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="SVG图片").click()
    drawing = waiting.value.path().read_text()
    first = (page.locator("nav.communities a").first.text_content() or "").removeprefix("社群1").strip()
    assert f">{first}</text>" in drawing
    assert ">乡镇街道</text>" in drawing
    colour = page.locator(".node.community-1 .shape").first.evaluate("one => getComputedStyle(one).fill")
    assert drawing.count(f'fill="{colour}"') == page.locator(".node.community-1").count() + 1


def test_a_click_shows_evidence_and_the_plus_opens(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go(f"/zh{START}")
    before = page.locator(".node").count()
    page.locator(f"{FIRM} .shape").click()
    side = page.locator("#network-side")
    expect(side.locator("h2")).to_contain_text("山西太行律师事务所")
    expect(page).to_have_url(re.compile("node=provider"))
    page.locator(f"{FIRM} .more").click()
    expect(page.locator('.node[data-id="place/140425101"]')).to_be_attached()
    assert page.locator(".node").count() > before
    page.go_back()
    expect(page.locator('.node[data-id="place/140425101"]')).not_to_be_attached()
    side.locator(".evidence").first.click()
    expect(page).to_have_url(re.compile(r"/zh/report/.+#char=\d+,\d+"))


def test_a_shared_address_shows_the_same(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go(f"/zh{START}")
    page.locator(f"{FIRM} .shape").dblclick()
    expect(page.locator('.node[data-id="place/140425101"]')).to_be_attached()
    page.locator(".legend-line a", has_text="律师事务所").first.click()
    expect(page.locator(FIRM)).not_to_be_attached()
    page.get_by_label("年度").select_option("2024")
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile("year=2024"))
    expect(page.locator("#network-canvas")).to_have_attribute("aria-busy", "false")
    shown = sorted(page.locator(".node").evaluate_all("all => all.map(one => one.dataset.id)"))
    other = visit().go(page.url.removeprefix(page.url.split("/zh/")[0]))
    assert sorted(other.locator(".node").evaluate_all("all => all.map(one => one.dataset.id)")) == shown
    assert other.locator(".languages a").get_attribute("href") == page.locator(".languages a").get_attribute("href")


def test_pictures_and_files(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go(f"/zh{START}")
    for button, beginning in (("PNG图片", b"\x89PNG"), ("SVG图片", b"<svg")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=button).click()
        content = waiting.value.path().read_bytes()
        assert content.startswith(beginning)
        assert len(content) > 2000
    for link, words in (("GraphML", b"graphml"), ("Turtle", "山西太行律师事务所".encode())):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=link).click()
        assert words in waiting.value.path().read_bytes()


def test_the_picture_stands_alone(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit(scheme="dark").go(f"/zh{START}")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="SVG图片").click()
    drawing = waiting.value.path().read_text()
    assert "夏店镇" in drawing
    assert "var(" not in drawing
    assert "class=" not in drawing
    assert "<circle" not in drawing, "the buttons that open nodes are no part of it"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_names_stand_beside_their_nodes_and_within_the_drawing(
    visit: Callable[..., Visit],  # noqa: F811
    size: dict[str, int],
) -> None:
    page = visit(size).go(f"/zh{START}")
    frame = page.locator("#network-drawing").bounding_box()
    assert frame
    names = page.locator(".node:not(.quiet) .name")
    boxes = names.evaluate_all("all => all.map(one => one.getBoundingClientRect()).map(box => [box.left, box.right])")
    assert all(frame["x"] <= left and right <= frame["x"] + frame["width"] for left, right in boxes)
    assert len(boxes) >= page.locator(".node").count() * 0.6


def test_it_can_be_used_by_keyboard(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go(f"/en{START}")
    summary = page.locator("#network-list summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.locator("#network-list a.thing", has_text="山西太行律师事务所").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#network-side h2")).to_contain_text("山西太行律师事务所")
    expect(page.locator("#network-list details")).to_have_attribute("open", "")
    page.locator("#open-chosen").focus()
    page.keyboard.press("Enter")
    expect(page.locator('.node[data-id="place/140425101"]')).to_be_attached()


def test_a_search_leads_to_a_path(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit().go("/en/network?about=place/140423104")
    page.locator("#network-head input[name=find]").fill("longxi")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Path to it").first.click()
    expect(page.locator(".ways")).to_contain_text("龙溪镇")
    assert page.locator(".link.path").count() >= 2


def test_without_script_links_still_lead_on(visit: Callable[..., Visit]) -> None:  # noqa: F811
    page = visit(java_script_enabled=False).go(f"/zh{START}")
    page.locator("#network-list summary").click()
    page.locator("#network-list a.thing", has_text="山西太行律师事务所").click()
    assert quote("node=provider/", safe="=") in page.url or "node=provider/" in unquote(page.url)
    assert "担任顾问的地方" in (page.locator("#network-side").text_content() or "")
