"""Reading OpenDocument and RTF, and old Word files by way of LibreOffice."""

from __future__ import annotations

import io
import shutil
import zipfile
from functools import partial
from pathlib import Path

import psutil
import pytest

from extract.read import ReadError, office, origin_at, read
from extract.read.odt import read_odt
from extract.read.time_limit import TimeLimit
from tests.extract.read import writers

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "WordDocument".encode("utf-16-le") + b"\x00" * 2000
WORD_2003 = '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="w"/>'
NEEDS_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "text", "table", "style"))
NAMESPACES += f' xmlns:draw="{OFFICE}drawing:1.0"'
MANIFEST = f'<m:manifest xmlns:m="{OFFICE}manifest:1.0"/>'


def odt_of(body: str, styles: str = "", manifest: str = MANIFEST) -> bytes:
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return writers.zipped({"mimetype": "x", "content.xml": content, "META-INF/manifest.xml": manifest})


@NEEDS_OFFICE
@pytest.mark.slow
def test_a_damaged_old_word_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.doc").write_bytes(OLE)
    with pytest.raises(ReadError, match=r"LibreOffice cannot read it|no text"):
        read(tmp_path / "report.doc")


def test_without_libreoffice_the_message_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name, data in (("a.doc", OLE), ("a.wps", OLE), ("b.doc", WORD_2003.encode())):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ReadError) as caught:
            read(tmp_path / name)
        assert "not installed" in caught.value.reason
        assert "apt-get install libreoffice-writer" in caught.value.remedy


@pytest.mark.parametrize(
    ("loop", "seconds", "factor", "words"),
    [
        ("sleep 1000", 30, 0.1, "more than 3 seconds on the clock"),
        ("(while :; do :; done)", 0.5, 1000, "more than 0.5 seconds of processor time"),
    ],
)
def test_libreoffice_is_stopped_with_all_that_it_started(
    loop: str, seconds: float, factor: float, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    (tmp_path / "soffice").write_text(f"#!/bin/sh\nsleep 1000 &\necho $! > {started}\n{loop}\n", encoding="utf-8")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(office, "SECONDS", seconds)
    monkeypatch.setattr(office, "TimeLimit", partial(TimeLimit, factor=factor))
    with pytest.raises(ReadError, match=words):
        office.read_office(OLE, "a.doc")
    pid = int(started.read_text())
    assert not psutil.pid_exists(pid) or psutil.Process(pid).wait(30) is None


def test_opendocument_keeps_what_a_reader_sees() -> None:
    body = """<text:tracked-changes><text:changed-region>
<text:p>删去的话</text:p></text:changed-region></text:tracked-changes>
<text:h text:outline-level="1">一、主要成效</text:h>
<text:p>开展<text:span>宣传<text:s text:c="3"/>12</text:span>次<text:note><text:note-body>
<text:p>脚注</text:p></text:note-body></text:note
>，<text:tab/>成效<office:annotation
><text:p>批注</text:p></office:annotation>明显。</text:p>
<table:table><table:table-row><table:table-cell>
<text:p>项目</text:p></table:table-cell><table:table-cell><text:p>数量</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>调解</text:p></table:table-cell><table:table-cell><text:p>35</text:p></table:table-cell></table:table-row></table:table>
<text:p>见<draw:frame><draw:text-box><text:p>框中的话</text:p></draw:text-box></draw:frame>右</text:p>"""
    assert read_odt(odt_of(body), "a.odt").text.split("\n") == [
        "一、主要成效",
        "开展宣传   12次，    成效明显。",
        "脚注",
        "项目\t数量",
        "调解\t35",
        "见右",
        "框中的话",
        "",
    ]


def test_opendocument_counts_its_lists() -> None:
    styles = """<text:list-style style:name="L">
<text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>
<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="." text:display-levels="1"/>
</text:list-style>"""
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    inner = f"<text:list>{item.format('学法')}{item.format('普法')}</text:list>"
    items = "".join(
        f"<text:list-item><text:p>第{n}段</text:p>{inner if n == 1 else ''}</text:list-item>" for n in range(1, 13)
    )
    lines = read_odt(odt_of(f'<text:list text:style-name="L">{items}</text:list>', styles), "a.odt").text.split("\n")
    assert lines[:4] == ["一、第1段", "1.学法", "2.普法", "二、第2段"]
    assert lines[-2] == "十二、第12段"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (odt_of("", manifest=MANIFEST.replace("/>", "><m:encryption-data/></m:manifest>")), "password"),
        (odt_of("").replace(b"PK\x01\x02", b"PK\x01\x03"), "damaged"),
        (writers.zipped({"content.xml": "<x/>", "META-INF/manifest.xml": MANIFEST}), "no text document"),
        (
            writers.zipped(
                {"content.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "META-INF/manifest.xml": MANIFEST}
            ),
            "damaged",
        ),
        (odt_of("<text:list>" * 5000 + "</text:list>" * 5000), "damaged|nested"),
    ],
    ids=["encrypted", "damaged", "other", "entities", "deep"],
)
def test_opendocument_that_cannot_be_read(data: bytes, word: str, tmp_path: Path) -> None:
    (tmp_path / "a.odt").write_bytes(data)
    with pytest.raises(ReadError, match=word):
        read(tmp_path / "a.odt")


def test_rtf_tables_and_endless_groups(tmp_path: Path) -> None:
    table = r"{\rtf1\ansi\ansicpg936 \trowd item\cell 12\cell\row \trowd case\cell 35\cell\row }"
    (tmp_path / "a.rtf").write_text(table, encoding="ascii")
    assert read(tmp_path / "a.rtf").text == "item\t12\ncase\t35"
    (tmp_path / "b.rtf").write_text(r"{\rtf1" + r"{\field{\*\fldinst{" * 20_000, encoding="ascii")
    with pytest.raises(ReadError):
        read(tmp_path / "b.rtf")


def test_opendocument_labels_that_name_their_places() -> None:
    """LibreOffice shows (1) under heading 1 by a format of its own; prefix and display levels alone say (1.1)."""
    level = (
        '<text:list-level-style-number text:level="{0}" style:num-format="一, 二, 三, ..." style:num-prefix="（" '
        'style:num-suffix="）" text:display-levels="{0}" style:num-list-format="（%{0}%）"/>'
    )
    styles = f'<text:list-style style:name="L">{level.format(1)}{level.format(2)}</text:list-style>'
    item = "<text:list-item><text:p>学法</text:p><text:list><text:list-item><text:p>普法</text:p></text:list-item>"
    body = f'<text:list text:style-name="L">{item}</text:list></text:list-item></text:list>'
    assert read_odt(odt_of(body, styles), "a.odt").text.split("\n")[:2] == ["（一）学法", "（一）普法"]


def test_opendocument_tables_with_merged_cells_and_a_header_table() -> None:
    def row(*cells: str) -> str:
        made = "".join(
            cell if cell.startswith("<") else f"<table:table-cell>{said(cell)}</table:table-cell>" for cell in cells
        )
        return f"<table:table-row>{made}</table:table-row>"

    def said(text: str) -> str:
        return f"<text:p>{text}</text:p>"

    covered = "<table:covered-table-cell/>"
    across = f'<table:table-cell table:number-columns-spanned="2">{said("件数")}</table:table-cell>'
    down = f'<table:table-cell table:number-rows-spanned="2">{said("类别")}</table:table-cell>'
    head_rows = row(down, across, covered) + row(covered, "2022年", "2023年")
    rows = f"<table:table-header-rows>{head_rows}</table:table-header-rows>"
    head = row("索引号", "0026-5", "发文字号", "柳政发〔2024〕3号")
    body = f"<table:table>{head}</table:table><table:table>{rows}{row('处罚', '8', '9')}</table:table>"
    assert read_odt(odt_of(body), "a.odt").text.split("\n")[:5] == [
        "索引号：0026-5",
        "发文字号：柳政发〔2024〕3号",
        "类别\t件数\t件数",
        "类别\t2022年\t2023年",
        "处罚\t8\t9",
    ]


def test_opendocument_headers_and_footers_without_page_numbers() -> None:
    margins = (
        f"<office:document-styles {NAMESPACES}><office:master-styles><style:master-page><style:header>"
        "<text:p>柳政发〔2024〕3号</text:p></style:header><style:footer><text:p>第<text:page-number>1</text:page-number>页"
        "</text:p><text:p>正文的话</text:p></style:footer></style:master-page></office:master-styles>"
        "</office:document-styles>"
    )
    content = odt_of("<text:p>正文的话</text:p>")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    data = writers.zipped({**parts, "styles.xml": margins})
    assert read_odt(data, "a.odt").text.split("\n") == ["柳政发〔2024〕3号", "正文的话", ""]


def rtf_of(body: str) -> bytes:
    escaped = "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in body)
    return (r"{\rtf1\ansi\ansicpg936\uc1 " + escaped + "}").encode("ascii")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"开展宣传{\deleted 10}{12}场{\v 不显示}。\par 下文", "开展宣传12场。\n下文"),
        (r"甲\v 不显示\v0 乙", "甲乙"),
        (r"{\pntext 一、\tab}主要举措\par {\listtext 二、\tab}存在问题", "一、主要举措\n二、存在问题"),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv 9}}{\shptxt 柳河镇文件\par}}}正文", "柳河镇文件\n正文"),
        (r"\trowd\intbl 甲\par 乙\cell 12\cell\row\trowd\intbl 丙\cell 9\cell\row\pard 完", "甲乙\t12\n丙\t9\n完"),
        (r"类别\tab 件数\par 处罚\tab 8\par 许可\tab 9\par", "类别\t件数\n处罚\t8\n许可\t9"),
        (r"柳政发〔2024〕3号\tab 签发人：张三", "柳政发〔2024〕3号\n签发人：张三"),
        (r"正文{\header 眉}{\*\annotation 批注}。", "正文。"),
    ],
)
def test_what_a_reader_of_rtf_sees(body: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(rtf_of(body))
    assert read(tmp_path / "a.rtf").text == text


def test_rtf_leads_back_to_paragraphs(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(writers.rtf(["柳河镇报告", "开展宣传12次。", "发放资料9份。"]))
    document = read(tmp_path / "a.rtf")
    assert origin_at(document.origins, document.text.index("发放")) == "第3段 / paragraph 3"


@pytest.mark.parametrize("kind", ["odt", "rtf"])
def test_broken_files_are_read_or_refused(kind: str, tmp_path: Path) -> None:
    data = getattr(writers, kind)(["柳河镇2024年度法治政府建设情况报告", "开展宣传12次。"] * 20)
    for number, broken in enumerate(writers.broken(data)):
        path = tmp_path / f"{number}.{kind}"
        path.write_bytes(broken)
        try:
            assert read(path).text
        except ReadError as error:
            assert error.reason
            assert error.remedy
