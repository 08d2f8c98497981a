"""Saved web pages: what is the report, what is the page's frame, and pages that are broken or hostile."""

from __future__ import annotations

import base64
import random
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract import facts
from extract.pattern_data import load_patterns
from extract.read import ReadError, read
from extract.read.html import read_html
from tests.extract.read.pages import FOOT, HEADER, modern, old, plain

TEXT = [
    "柳河镇人民政府关于2023年度法治政府建设情况的报告",
    "2023年，柳河镇深入学习宣传，扎实推进依法行政，现将有关情况报告如下：",
    "一、主要举措和成效",
    "（一）强化普法宣传。全年开展宣传活动12场，发放资料3000余份，覆盖群众2万人次。",
    "二、存在的不足",
    "执法力量不足，执法人员仅有5名，宣传形式不够丰富。",
    "柳河镇人民政府",
    "2024年1月16日",
]
KINDS = {"modern": modern, "plain": plain, "old": old}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a reader asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def text_of(folder: Path, page: str | bytes, name: str = "page.html", encoding: str = "utf-8") -> str:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode(encoding, "xmlcharrefreplace"))
    return read(path).text


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_report_is_read(tmp_path: Path, kind: str) -> None:
    encoding = "utf-8" if kind == "modern" else "gb18030"
    assert text_of(tmp_path, KINDS[kind](TEXT), encoding=encoding).split("\n") == TEXT


@pytest.mark.parametrize("content", ['id="zoom"', 'class="article-content"', 'id="UCAP-CONTENT"', 'class="x9"'])
def test_the_element_of_the_text_is_found_by_name_or_by_its_sentences(tmp_path: Path, content: str) -> None:
    assert text_of(tmp_path, modern(TEXT, content=content)).split("\n") == TEXT


def test_the_header_table_is_read_as_metadata(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    page = modern(TEXT[1:]).replace('<div class="main">', '<div class="main">' + HEADER)
    path.write_text(page)
    document = read(path)
    assert document.metadata == {
        "索引号": "00264567-8/2024-51927",
        "发文字号": "柳政发〔2024〕3号",
        "发布机构": "柳河镇人民政府",
        "成文日期": "2024-01-16",
        "名称": TEXT[0],
    }
    assert document.text.split("\n")[0].startswith("当前位置：首页>政务公开")
    assert document.text.count(TEXT[0]) == 2
    assert facts(path).document_number == "柳政发〔2024〕3号"


def test_labels_and_values_in_elements_of_their_own_are_joined(tmp_path: Path) -> None:
    fields = (
        "<dl><dt>索引号：</dt><dd>0026/2024-5</dd></dl><div><div><b>成文日期：</b></div><div>2024-01-16</div></div>"
        "<ul><li><label>发布机构：</label><span>柳河镇人民政府</span></li></ul>"
    )
    path = tmp_path / "page.html"
    path.write_text(modern(TEXT).replace('<div class="main">', '<div class="main">' + fields))
    assert read(path).metadata == {"索引号": "0026/2024-5", "成文日期": "2024-01-16", "发布机构": "柳河镇人民政府"}


def test_fields_that_only_a_style_parts_are_parted(tmp_path: Path) -> None:
    fields = (
        "<table><tr><td>索引号:</td><td>0026/2024-5</td><td>分类:</td><td>报告</td></tr>"
        "<tr><td>文号:</td><td></td><td>发布机构:</td><td>柳河镇人民政府</td></tr></table>"
        "<div><span>日期：2024-01-19</span><span>来源：柳河镇</span><span>字体：大 中</span></div>"
    )
    path = tmp_path / "page.html"
    path.write_text(modern(TEXT).replace('<div class="main">', '<div class="main">' + fields))
    assert read(path).metadata == {
        "索引号": "0026/2024-5", "发布机构": "柳河镇人民政府", "日期": "2024-01-19", "来源": "柳河镇",
    }  # fmt: skip


def test_what_the_head_says_is_added_where_the_text_does_not(tmp_path: Path) -> None:
    head = (
        f'<title>{TEXT[0]}_柳河县人民政府门户网站</title><meta name="ArticleTitle" content="{TEXT[0]}">'
        '<meta name="PubDate" content="2024-01-18 10:12"><meta name="ContentSource" content="柳河镇">'
    )
    added = ["柳河县人民政府门户网站", "发布日期：2024-01-18 10:12", "来源：柳河镇", TEXT[0]]
    assert text_of(tmp_path, modern(TEXT[1:], head=head)).split("\n") == [*added, *TEXT[1:]]


def test_tables_lists_headings_and_line_breaks(tmp_path: Path) -> None:
    page = f"""<html><body><div id="zoom"><h3>一、主要举措</h3><p>{TEXT[3]}<br>{TEXT[5]}</p>
    <ol start=3><li>整治环境，成效明显。</li><li><p>办理案件，群众满意。</p></li></ol><ul><li>其他工作。</li></ul>
    <table><caption>执法情况</caption><tr><th rowspan=2>类别</th><th colspan=2>件数</th></tr>
    <tr><th>2022年</th><th>2023年</th></tr>
    <tr><td>行政处罚</td><td>8</td><td><p>9</p></td></tr>
    <tr><td colspan=3>注：全部办结</td></tr></table></div></body></html>"""
    assert text_of(tmp_path, page).split("\n") == [
        "一、主要举措", TEXT[3], TEXT[5], "3.整治环境，成效明显。", "4.办理案件，群众满意。", "其他工作。",
        "执法情况", "类别\t件数\t件数", "类别\t2022年\t2023年", "行政处罚\t8\t9", "注：全部办结",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("gb2312", "gb2312"), ("gbk", "GBK"), ("gb18030", "gb2312"), ("utf-8", "gb2312"), ("utf-8-sig", ""),
     ("utf-16", "utf-16"),
     ("gb18030", ""), ("utf-8", "no-such"), ("gb18030", "utf-8"), ("big5", "big5")],
)  # fmt: skip
def test_encodings(tmp_path: Path, encoding: str, named: str) -> None:
    text = "今年開展宣傳活動十二次，發放資料三千份。" if encoding == "big5" else TEXT[3]
    page = f'<html><head><meta charset="{named}"><title>x</title></head><body><p>{text}</p></body></html>'
    assert text_of(tmp_path, page, encoding=encoding) == text


def test_a_web_archive(tmp_path: Path) -> None:
    page = modern(TEXT).replace('charset="utf-8"', "").encode("gb18030")
    archive = (
        b'From: <Saved by Browser>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        b"Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: base64\n\n"
    )
    archive += base64.encodebytes(page) + b"\n--b--\n"
    assert text_of(tmp_path, archive, name="page.mht").split("\n") == TEXT


def hostile() -> Iterator[tuple[str, bytes]]:
    page = modern(TEXT).encode()
    for tenth in range(1, 10):
        yield f"cut at {tenth} tenths", page[: len(page) * tenth // 10]
    for seed in range(40):
        chance = random.Random(seed)
        flipped = bytearray(page)
        for _ in range(1 + seed):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        yield f"flipped {seed}", bytes(flipped)
    yield "deep divs", b"<div>" * 100_000 + TEXT[3].encode() + b"</div>" * 100_000
    yield "deep unclosed", b"<html><body>" + b"<b><i><font>" * 100_000 + TEXT[3].encode()
    yield "wrong ends", b"<html><p>" + b"<div>" * 50_000 + b"</span>" * 50_000 + TEXT[3].encode()
    yield "deep tables", b"<html><body>" + b"<table><tr><td>" * 30_000 + TEXT[3].encode()
    yield "deep lists", b"<html><body>" + b"<ol><li>" * 50_000 + TEXT[3].encode()
    yield "too large", b"<html><body>" + b"<p>a" * 5_000_000
    yield "open comments", b"<html><body>" + TEXT[3].encode() + b"<!--" * 200_000
    yield "open scripts", b"<html><body>" + TEXT[3].encode() + b"<script>" * 200_000
    yield "open tags", b"<html><body>" + TEXT[3].encode() + b"<div " * 200_000
    yield "many attributes", b"<html><p " + b"".join(b"a%d=1 " % n for n in range(50_000)) + b">" + TEXT[3].encode()
    yield "wide cells", b"<table>" + b"<tr><td colspan=99999 rowspan=99999>x</td><td>y</td></tr>" * 500 + b"</table>"
    yield "many classes", b"<html><body><div class='" + b"nav-a " * 100_000 + b"'>" + TEXT[3].encode()
    yield "many labels", b"<html><body>" + "<div>索引号：</div>".encode() * 20_000 + TEXT[3].encode()
    yield (
        "entities",
        (
            b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b"<html><body><p>&b;&x;" + TEXT[3].encode() + b"</p></body></html>"
        ),
    )
    yield (
        "outside references",
        (
            b'<html><head><base href="http://127.0.0.1:9/"><link rel=stylesheet href="http://127.0.0.1:9/a.css"></head>'
            b'<body><iframe src="http://127.0.0.1:9/"></iframe><p>' + TEXT[3].encode()
        ),
    )
    yield "only scripts", b"<html><body><script>document.write('x')</script></body></html>"
    yield "frames", b"<html><frameset><frame src=a.html></frameset></html>"
    yield "nothing", b""
    yield "noughts", b"<html>" + bytes(5000)
    yield "noise", random.Random(7).randbytes(20_000)
    yield "archive without end", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n" + b"--b\n" * 5000
    yield (
        "deep archive",
        b"MIME-Version: 1.0\n"
        + b"".join(b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)),
    )


@pytest.mark.parametrize(("name", "data"), [pytest.param(*case, id=case[0]) for case in hostile()])
def test_broken_and_hostile_pages_are_read_or_refused_in_one_line(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / ("page.mht" if "archive" in name else "page.html")
    path.write_bytes(data)
    try:
        text = read(path).text
        assert text
        assert "root:" not in text
        assert "haha" not in text
    except ReadError as error:
        assert "\n" not in str(error)
        assert error.remedy


def test_reading_takes_time_in_proportion_to_the_page() -> None:
    def seconds(count: int) -> float:
        data = modern(TEXT * count).encode()
        begun = time.process_time()
        read_html(data, "page.html")
        return time.process_time() - begun

    seconds(20)
    assert seconds(2000) < 40 * max(seconds(200), 0.01)


TABLES = ["container", "frame", "crumb", "crumb_line", "title", "frame_line", "site", "imprint"]


@pytest.mark.parametrize("table", TABLES)
def test_each_pattern_matches_its_examples_and_not_its_rejects(table: str) -> None:
    for entry in load_patterns("pages")[table]:
        for example in entry["examples"]:
            assert re.search(entry["pattern"], example), (entry["name"], example)
        for reject in entry["rejects"]:
            assert not re.search(entry["pattern"], reject), (entry["name"], reject)


def test_the_frame_is_nowhere(tmp_path: Path) -> None:
    text = text_of(tmp_path, plain(TEXT), encoding="gb18030")
    assert FOOT[:4] not in text
    assert "上一篇" not in text
