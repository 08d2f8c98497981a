"""Reading OpenDocument and RTF, and old Word files by way of LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from extract import facts_of
from extract.read import ReadError, office, read
from extract.read.odt import read_odt
from tests.extract.read import writers
from tests.extract.read.alike import EXAMPLES, assert_same_facts, lines_of

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


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_give_the_same_facts(path: Path, tmp_path: Path) -> None:
    expected = facts_of(read(path))
    for name, data in (
        ("report.odt", writers.odt(lines_of(path))),
        ("report.rtf", writers.rtf(lines_of(path))),
        ("old.rtf", writers.rtf_of_bytes(lines_of(path))),
    ):
        (tmp_path / name).write_bytes(data)
        assert_same_facts(expected, facts_of(read(tmp_path / name)))


@NEEDS_OFFICE
@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".doc", ".wps"])
def test_old_word_files_give_the_same_facts(suffix: str, tmp_path: Path) -> None:
    path = EXAMPLES[0]
    (tmp_path / "report.odt").write_bytes(writers.odt(lines_of(path)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "report.odt")], check=True, capture_output=True, timeout=120)
    old = (tmp_path / "report.doc").rename(tmp_path / f"old{suffix}")
    assert_same_facts(facts_of(read(path)), facts_of(read(old)))


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


def test_libreoffice_is_stopped_with_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / "left"
    (tmp_path / "soffice").write_text(f"#!/bin/sh\n(sleep 3; touch {left}) &\nsleep 60\n", encoding="utf-8")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(office, "SECONDS", 0.5)
    start = time.monotonic()
    with pytest.raises(ReadError, match="takes more than"):
        office.read_office(OLE, "a.doc")
    assert time.monotonic() - start < 3
    time.sleep(3)
    assert not left.exists()


def test_opendocument_keeps_what_a_reader_sees() -> None:
    body = """<text:tracked-changes><text:changed-region>
<text:p>删去的话</text:p></text:changed-region></text:tracked-changes>
<text:h text:outline-level="1">一、主要成效</text:h>
<text:p>开展<text:span>宣传<text:s text:c="3"/>12</text:span>次<text:note><text:p>脚注</text:p></text:note
>，<text:tab/>成效<office:annotation
><text:p>批注</text:p></office:annotation>明显。</text:p>
<table:table><table:table-row><table:table-cell>
<text:p>项目</text:p></table:table-cell><table:table-cell><text:p>数量</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>调解</text:p></table:table-cell><table:table-cell><text:p>35</text:p></table:table-cell></table:table-row></table:table>
<text:p>见<draw:frame><draw:text-box><text:p>框中的话</text:p></draw:text-box></draw:frame>右</text:p>"""
    assert read_odt(odt_of(body), "a.odt").text.split("\n") == [
        "一、主要成效",
        "开展宣传   12次，\t成效明显。",
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
