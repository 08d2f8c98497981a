"""What all pages share: languages, addresses, words, the frame, and the pages for what went wrong."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from string import Formatter

import pytest
from lxml import html
from starlette.testclient import TestClient

from viz.explorer.words import LANGUAGES, Words, preferred

ROOT = files("viz.explorer")
TEXTS = tomllib.loads(ROOT.joinpath("texts.toml").read_text(encoding="utf-8"))
KEYS = {f"{table}.{key}": words for table, entries in TEXTS.items() for key, words in entries.items()}
TEMPLATES = {entry.name: entry.read_text(encoding="utf-8") for entry in ROOT.joinpath("templates").iterdir()}
SCRIPTS = {
    entry.name: entry.read_text(encoding="utf-8")
    for entry in ROOT.joinpath("static").iterdir()
    if entry.name.endswith(".js")
}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("en", "en"),
        ("EN-us", "en"),
        ("fr,de;q=0.7", "zh"),
        ("fr,en;q=0.5", "en"),
        ("zh;q=0.2,en;q=0.9", "en"),
        ("en;q=0,zh", "zh"),
        ("en;q=x,zh;q=0.1", "zh"),
        ("*", "zh"),
        (",;=,q=", "zh"),
    ],
)
def test_the_browsers_language_is_chosen(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


@pytest.mark.parametrize("path", ["/", "/places", "/place/430821110", "/search?q=a%26b"])
def test_an_address_without_a_language_leads_to_the_browsers(client: TestClient, path: str) -> None:
    for language in LANGUAGES:
        answer = client.get(path, headers={"Accept-Language": language})
        assert (answer.status_code, answer.headers["location"]) == (302, f"/{language}{path}")
        assert answer.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("key", KEYS)
def test_words_are_there_in_both_languages_with_the_same_fields(key: str) -> None:
    words = KEYS[key]
    assert set(words) == set(LANGUAGES)
    forms = [form for wording in words.values() for form in ([wording] if isinstance(wording, str) else wording)]
    assert all(form.strip() for form in forms)
    fields = [{name for _, name, _, _ in Formatter().parse(form) if name} for form in forms]
    assert all(these - {"n"} == fields[0] - {"n"} for these in fields)


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_ask_for_words_that_are_there(name: str) -> None:
    asked = set(re.findall(r"""\bt\(\s*["']([\w.]+)["']\s*[,)]""", TEMPLATES[name]))
    assert asked - set(KEYS) == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_hold_no_words_no_styles_and_no_scripts_of_their_own(name: str) -> None:
    text = re.sub(r"\{#.*?#\}", "", TEMPLATES[name], flags=re.DOTALL)
    assert not re.search("[\u4e00-\u9fff]", text), "words belong into texts.toml"
    assert not re.search(r"""\s(style|on\w+)\s*=\s*["']""", text)
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", text)
    assert "| safe" not in text and "|safe" not in text and "autoescape" not in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_write_text_and_never_markup(name: str) -> None:
    writes = r"(inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(writes, SCRIPTS[name])


def test_one_and_many() -> None:
    assert Words("en")("search.reports", n=1) == "1 report"
    assert Words("en")("search.reports", n=1234) == "1,234 reports"
    assert Words("zh")("search.reports", n=1) == "1份报告"


PATHS = ("/", "/places", "/search?q=镇", "/place/430821110", "/place/430821", "/place/430000")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_its_frame(client: TestClient, path: str, language: str) -> None:
    answer = client.get(f"/{language}{path}")
    page = html.fromstring(answer.content)
    assert answer.status_code == 200
    assert page.get("lang", "").startswith(language)
    assert answer.headers["content-language"].startswith(language)
    assert len(page.xpath("//h1")) == 1 and page.xpath("//title")[0].text
    assert page.xpath("//main[@id='content']") and page.xpath("//a[@href='#content']")
    other = "en" if language == "zh" else "zh"
    switch = page.xpath(f"//nav[@class='languages']/a[@hreflang='{other}']/@href")
    assert switch and client.get(switch[0]).status_code == 200
    assert "inline" not in answer.headers["content-security-policy"]


def test_switching_the_language_keeps_the_page_and_its_parameters(client: TestClient) -> None:
    page = html.fromstring(client.get("/zh/search?q=%E9%95%87&of=place").content)
    assert page.xpath("//nav[@class='languages']/a/@href") == ["/en/search?q=%E9%95%87&of=place"]


@pytest.mark.parametrize(
    "path",
    [
        "/zh/nothing",
        "/zh/place/999999999",
        "/en/report/none",
        "/zh/place/",
        "/xx/",
        "/zh/place/%00",
    ],
)
def test_what_is_not_there_is_said_with_a_way_on(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "zh"})
    if answer.status_code in (302, 307):
        answer = client.get(answer.headers["location"])
    assert answer.status_code == 404
    page = html.fromstring(answer.content)
    home, search = page.xpath("//main//a/@href")[0], page.xpath("//main//form/@action")[0]
    assert (home, search) in {("/zh/", "/zh/search"), ("/en/", "/en/search")}


def test_errors_are_plain_where_no_page_is_wanted(client: TestClient) -> None:
    answer = client.get("/zh/nothing", headers={"Accept": "application/json"})
    assert answer.status_code == 404 and answer.headers["content-type"].startswith("text/plain")


def test_a_page_is_for_reading_only(client: TestClient) -> None:
    assert client.post("/zh/places").status_code == 405


def test_static_files_are_kept_for_ever_by_their_digest(client: TestClient) -> None:
    page = html.fromstring(client.get("/zh/").content)
    addresses = page.xpath("//link[@rel='stylesheet']/@href | //script/@src | //link[@rel='icon']/@href")
    digested = [address for address in addresses if "?" in address]
    assert len(digested) >= 3
    for address in digested:
        assert "immutable" in client.get(address).headers["cache-control"]
        assert "immutable" not in client.get(address.partition("?")[0]).headers["cache-control"]
