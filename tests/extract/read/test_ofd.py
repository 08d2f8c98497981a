"""Reading OFD, the office format of GB/T 33190."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.read import ReadError, read
from extract.read.ofd import read_ofd
from tests.extract.read import writers

PARAGRAPHS = [
    "柳河镇2024年度法治政府建设情况报告",
    *(f"{n}月，开展法治宣传{n}次，发放资料{n}00余份。" for n in range(1, 60)),
]


def test_pages_are_in_order_without_their_headers_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "report.ofd"
    path.write_bytes(writers.ofd(PARAGRAPHS, header="柳河镇人民政府文件"))
    document = read(path)
    assert document.text == "\n".join(PARAGRAPHS)
    assert [label for _, label in document.origins] == [f"第{n}页 / page {n}" for n in (1, 2, 3)]


def content_of(text_objects: str) -> bytes:
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return writers.zipped(
        {
            "OFD.xml": f"<ofd:OFD {ns}><ofd:DocBody><ofd:DocRoot>/D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "D/Document.xml": f'<ofd:Document {ns}><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Document>',
            "D/P.xml": f"<ofd:Page {ns}><ofd:Content><ofd:Layer>{text_objects}</ofd:Layer></ofd:Content></ofd:Page>",
        }
    )


def test_a_matrix_places_and_stretches_text() -> None:
    first = (
        '<ofd:TextObject Boundary="20 40 150 10" Size="1" CTM="4 0 0 4 0 4">'
        '<ofd:TextCode X="0" Y="0" DeltaX="g 11 1">全镇开展宣传活动十二次。</ofd:TextCode></ofd:TextObject>'
    )
    second = (
        '<ofd:TextObject Boundary="20 20 150 10" Size="4">'
        '<ofd:TextCode X="0" Y="4" DeltaX="4 4 4">柳河镇报告</ofd:TextCode>'
        '<ofd:TextCode X="20" Y="4">二〇二四</ofd:TextCode></ofd:TextObject>'
    )
    assert read_ofd(content_of(first + second), "a.ofd").text == "柳河镇报告二〇二四\n全镇开展宣传活动十二次。"


@pytest.mark.parametrize("numbers", ["nan inf 1 1", "1e999 0 1 1", "a b c d", "", "0 0 1"])
def test_numbers_that_are_none_are_passed_over(numbers: str) -> None:
    code = '<ofd:TextCode X="x" DeltaX="g 999999999 1">一</ofd:TextCode>'
    strange = f'<ofd:TextObject Boundary="{numbers}" Size="4">{code}</ofd:TextObject>'
    with pytest.raises(ReadError, match="pictures"):
        read_ofd(content_of(strange), "a.ofd")


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><x>&c;</x>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
NETWORK = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'


@pytest.mark.parametrize("xml", [ENTITIES, OUTSIDE, NETWORK, "<x>", "", "<x/>"])
def test_hostile_xml_is_refused(xml: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_ofd(writers.zipped({"OFD.xml": xml}), "a.ofd")
    assert caught.value.reason


def test_bombs_encryption_and_missing_parts_are_refused() -> None:
    bomb = writers.zipped({"OFD.xml": b" " * (40 * 1024 * 1024)})
    for data, word in (
        (bomb, "too much"),
        (writers.zipped({"OFD.xml": "<x/>", "Encryptions.xml": "<x/>"}), "encrypted"),
        (writers.zipped({"OFD.xml": "<OFD><DocRoot>../../etc/passwd</DocRoot></OFD>"}), "missing"),
        (b"PK\x03\x04 and nothing", "damaged"),
    ):
        with pytest.raises(ReadError, match=word):
            read_ofd(data, "a.ofd")


def test_broken_files_are_read_or_refused(tmp_path: Path) -> None:
    for number, data in enumerate(writers.broken(writers.ofd(PARAGRAPHS))):
        path = tmp_path / f"{number}.ofd"
        path.write_bytes(data)
        try:
            assert read(path).text
        except ReadError as error:
            assert error.reason
            assert error.remedy
