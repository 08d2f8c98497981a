"""Files that could not be read, and why something could not be resolved, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from kg.builder import build
from tests.viz.explorer.asking import open_pages


@pytest.fixture(scope="module")
def unread(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("unread")
    (folder / "in" / "2023").mkdir(parents=True)
    (folder / "in" / "d01.txt").write_bytes((examples / "d01.txt").read_bytes())
    (folder / "in" / "2023" / "empty.txt").write_bytes(b"")
    (folder / "in" / "a<b>.txt").write_bytes(bytes(range(256)) * 20)
    build([folder / "in"], folder / "store", jobs=1)
    with open_pages(folder / "store") as client:
        yield client


def rows(client: TestClient, address: str) -> list[list[str]]:
    page = html.fromstring(client.get(address).text)
    return [[cell.text_content() for cell in row] for row in page.xpath("//section[@id='unread']//tbody/tr")]


def test_they_are_named_in_the_language_of_the_page(unread: TestClient) -> None:
    empty, binary = rows(unread, "/zh/issues")
    assert empty == ["2023/empty.txt", "文件是空的", "请删去，或换成报告全文"]
    assert binary[:2] == ["a<b>.txt", "是二进制数据，不是文字"]
    assert rows(unread, "/en/issues")[0] == [
        "2023/empty.txt",
        "the file is empty",
        "leave it out or give the report's full text",
    ]


def test_they_are_of_no_province(unread: TestClient) -> None:
    assert rows(unread, "/zh/issues?province=430000") == []


def test_the_page_tells_nobody_where_the_files_lie(unread: TestClient) -> None:
    assert "/in/2023" not in unread.get("/zh/issues").text


def test_why_something_could_not_be_resolved_is_said_in_the_language_of_the_page(client: TestClient) -> None:
    why = {
        "zh": "单元格、表头和表前都没有写明单位",
        "en": "no unit stands in the cell, in its headings or above the table",
    }
    for language, words in why.items():
        listed = html.fromstring(client.get(f"/{language}/issues?kind=table-figure-without-unit").text)
        (row, *_) = listed.xpath("//section[@id='list']//tbody/tr")
        assert row.xpath("td[2]")[0].text_content() == words
        report = client.get(row.xpath("td[3]//a/@href")[-1]).text
        assert [other in report for other in why.values()] == [other == words for other in why.values()]
