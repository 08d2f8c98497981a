"""Hostile strings in every field of reports and every parameter of pages: none runs, none breaks a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx2
import pytest
from lxml import html
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from kg.builder import build
from tests.browser import chromium
from tests.viz.explorer.asking import open_pages
from tests.viz.explorer.hostile import HEADERS, PATHS, RUN, STRINGS, read_hostile
from tests.viz.explorer.serving import Server, serving

PAGES = (
    "",
    "search",
    "suggest",
    "places",
    "place/140423103",
    "place/140423",
    "instruments",
    "providers",
    "lawyers",
    "programmes",
    "indicators",
    "indicator/other",
    "issues",
    "compare",
    "compare.csv",
    "network",
    "sparql",
)
PARAMETERS = (
    "q",
    "name",
    "kind",
    "relation",
    "province",
    "year",
    "page",
    "unit",
    "find",
    "places",
    "indicators",
    "sort",
    "about",
    "open",
    "without",
    "to",
    "node",
    "hide",
    "depth",
    "colour",
    "size",
    "list",
)
THINGS = ("place", "report", "instrument", "provider", "lawyer", "programme", "indicator", "case")
SHORT = [string for string in STRINGS if len(string) <= 1000]
"""Those that fit into an address."""
LISTED = ("instruments", "providers", "lawyers", "programmes", "issues")


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one report for each string."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, text in enumerate(STRINGS):
        (folder / f"h{number}.txt").write_bytes(text.encode())
    summary = build([folder], folder.parent / "hostile-store", jobs=1, reader=read_hostile)
    assert summary.reports == len(STRINGS), summary.failures
    return folder.parent / "hostile-store"


@pytest.fixture(scope="module")
def asking(hostile_store: Path) -> Iterator[TestClient]:
    with open_pages(hostile_store) as client:
        yield client


@pytest.fixture(scope="module")
def server(hostile_store: Path) -> Iterator[Server]:
    with serving(hostile_store) as running:
        yield running


@pytest.fixture(scope="module")
def reports(asking: TestClient) -> list[str]:
    """The addresses of all reports."""
    index = asking.app.state.indexes.newest()[1]  # type: ignore[attr-defined]
    return [f"/zh/report/{quote(row[0])}" for row in index.rows("SELECT slug FROM thing WHERE page = 'report'")]


def raw(text: str) -> list[str]:
    """The strings with a tag that stand in `text` as they are."""
    return [string for string in STRINGS if "<" in string and len(string) < 1000 and string in text]


def assert_harmless(answer: httpx2.Response, address: str) -> None:
    assert answer.status_code < 500, address
    assert "set-cookie" not in answer.headers, address
    assert answer.headers["content-security-policy"].startswith("default-src 'none'"), address
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert raw(answer.text) == [], address
        assert RUN not in "".join(html.fromstring(answer.text).xpath("//script[not(@type='application/json')]/text()"))
        assert not html.fromstring(answer.text).xpath("//*[@*[starts-with(name(), 'on')]] | //base | //*[@style]"), (
            address
        )
        links = html.fromstring(answer.text).xpath("//@href | //@src | //@action")
        assert all(str(link).startswith(("/", "#", "?")) and not str(link).startswith("//") for link in links), address


def test_there_are_at_least_two_hundred_strings() -> None:
    assert len(set(STRINGS)) == len(STRINGS) >= 200


def test_every_report_shows_its_words_and_runs_none(asking: TestClient, reports: list[str]) -> None:
    assert len(reports) == len(STRINGS)
    for address in reports:
        answer = asking.get(address)
        assert answer.status_code == 200, address
        assert_harmless(answer, address)


def listed_things(server: Server, name: str, number: int) -> list[str]:
    """Look at a page of a list, and return where it leads."""
    with httpx2.Client(base_url=server.address) as client:
        listed = client.get(f"/en/{name}?page={number}")
        assert_harmless(listed, name)
        found = html.fromstring(listed.text).xpath("//main//tbody//a/@href")
        return list(dict.fromkeys(str(link).partition("#")[0] for link in found))


@pytest.mark.parametrize("name", LISTED)
def test_lists_lead_to_pages_that_are_there_and_harmless(server: Server, name: str) -> None:
    """Asked over HTTP: the addresses have percent signs of their own, which Starlette's TestClient decodes twice."""
    addresses = [address for number in range(1, 7) for address in listed_things(server, name, number)]
    assert len(addresses) > 100
    with httpx2.Client(base_url=server.address) as client:
        for address in addresses[:: 1 + len(addresses) // 100]:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert_harmless(answer, address)


def assert_no_parameter_breaks(client: TestClient, address: str, strings: list[str]) -> None:
    for string in strings:
        query = urlencode(dict.fromkeys(PARAMETERS, string))
        assert_harmless(client.get(f"{address}?{query}"), f"{address} {string!r}")


def assert_no_address_breaks(client: TestClient, page: str, strings: list[str]) -> None:
    for string in strings:
        assert_harmless(client.get(f"/en/{page}/{quote(string, safe='')}"), f"{page} {string!r}")


@pytest.mark.parametrize("path", PAGES)
def test_no_parameter_breaks_a_page(asking: TestClient, path: str) -> None:
    """Each page meets every eighth string, another eighth than its neighbours."""
    assert_no_parameter_breaks(asking, f"/zh/{path}", SHORT[PAGES.index(path) % 8 :: 8])
    assert_no_parameter_breaks(asking, f"/{path}", SHORT[(PAGES.index(path) + 4) % 8 :: 16])


@pytest.mark.parametrize("page", THINGS)
def test_no_address_breaks_a_page(asking: TestClient, page: str) -> None:
    """Each page meets every fourth string."""
    assert_no_address_breaks(asking, page, SHORT[THINGS.index(page) % 4 :: 4])


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_none_of_all_parameters_breaks_a_page(asking: TestClient, path: str) -> None:
    assert_no_parameter_breaks(asking, f"/zh/{path}", SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("page", THINGS)
def test_none_of_all_addresses_breaks_a_page(asking: TestClient, page: str) -> None:
    assert_no_address_breaks(asking, page, SHORT)


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leaves_the_static_folder(asking: TestClient, path: str) -> None:
    for address in (f"/static/{path}", f"/static/{quote(path, safe='')}", f"/static/vendor/{quote(path)}"):
        answer = asking.get(address)
        assert answer.status_code in {404, 400}, address
        assert "root:" not in answer.text and "create_app" not in answer.text


@pytest.mark.parametrize("text", HEADERS)
def test_no_redirect_takes_a_header_from_an_address(asking: TestClient, text: str) -> None:
    answer = asking.get(f"/instruments?name={quote(text)}", headers={"Accept-Language": "en"})
    assert answer.status_code == 302
    assert "\n" not in answer.headers["location"] and answer.headers["location"].startswith("/en/instruments")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def visit(browser: Browser, server: Server, addresses: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Open the addresses one after the other: what ran, what the console said, and what was asked of others."""
    ran, said, outside = [], [], []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda r: outside.append(r.url) if not r.url.startswith((server.address, "data:")) else None)
        for address in addresses:
            page.goto(server.address + address)
            if page.evaluate("window.pwned") is not None:
                ran.append(address)
    return ran, said, outside


@pytest.mark.browser
def test_nothing_runs_in_a_browser(browser: Browser, server: Server, reports: list[str]) -> None:
    some = reports[:: max(1, len(reports) // 20)]
    lists = [f"/{language}/{name}" for name in LISTED for language in ("zh", "en")]
    assert visit(browser, server, [*some, *lists, "/zh/place/140423103", "/en/indicator/other"]) == ([], [], [])


@pytest.mark.browser
@pytest.mark.slow
def test_nothing_runs_on_any_report(browser: Browser, server: Server, reports: list[str]) -> None:
    assert visit(browser, server, reports) == ([], [], [])
