"""Word files: what a reader of the print sees, and files that are broken or hostile."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from extract.read import ReadError, read
from extract.read.docx import read_docx
from extract.read.origins import origin_at
from extract.read.word_numbers import number_text
from tests.extract.read.alike import EXAMPLES, lines_of
from tests.extract.read.word import LEVELS, W, numbered, report, rewritten, saved, table, with_lists

NS = nsdecls("w", "wp", "a", "r") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
SENTENCE = "2023年，柳河镇开展宣传活动12场，发放资料3000余份。"


def lines(word: Word | bytes) -> list[str]:
    data = word if isinstance(word, bytes) else saved(word)
    return [line for line in read_docx(data, "report.docx").text.split("\n") if line]


def paragraph(xml: str) -> list[str]:
    """The lines of one paragraph with this content."""
    word = Document()
    made = word.add_paragraph()._p
    for element in parse_xml(f"<w:p {NS}>{xml}</w:p>"):
        made.append(element)
    return lines(word)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


@pytest.mark.parametrize("auto", [False, True], ids=["typed", "generated"])
@pytest.mark.parametrize("source", EXAMPLES, ids=lambda path: path.stem)
def test_a_word_file_gives_the_text(tmp_path: Path, source: Path, auto: bool) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(report(lines_of(source), auto=auto))
    assert read(path).text == read(source).text


def test_paragraphs_lead_back_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(report(["一、主要举措", SENTENCE, "柳河镇人民政府"]))
    document = read(path)
    assert origin_at(document.origins, document.text.index("柳河镇开展")) == "第2段 / paragraph 2"


def test_generated_numbers_of_all_levels() -> None:
    word = Document()
    with_lists(word, LEVELS)
    for text, level in [("甲", 0), ("乙", 1), ("丙", 2), ("丁", 2), ("戊", 1), ("己", 2), ("庚", 0), ("辛", 1)]:
        numbered(word, text, level)
    assert lines(word) == ["一、甲", "（一）乙", "1. 丙", "2. 丁", "（二）戊", "1. 己", "二、庚", "（一）辛"]


def test_lists_count_on_start_anew_and_restart_as_they_say() -> None:
    again = (
        '<w:num w:numId="7"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="8"><w:abstractNumId w:val="0"/></w:num>'
    )
    word = Document()
    with_lists(word, [("decimal", "第%1条", "space"), ("decimal", "%1.%2", "tab")], extra=again)
    for text, level, number in [
        ("甲", 0, 1),
        ("乙", 1, 1),
        ("丙", 0, 8),
        ("丁", 0, 7),
        ("戊", 0, 7),
        ("", 0, 7),
        ("己", 0, 7),
    ]:
        numbered(word, text, level, number)
    numbered(word, "庚", 0, 0)
    numbered(word, "辛", 0, 99)
    assert lines(word) == ["第1条 甲", "1.1 乙", "第2条 丙", "第5条 丁", "第6条 戊", "第8条 己", "庚", "辛"]


def test_numbers_by_style_and_bullets() -> None:
    word = Document()
    with_lists(word, LEVELS, [("bullet", "●", "tab")])
    for name, level in (("Heading 1", 0), ("Heading 2", 1)):
        style = word.styles[name].element
        style.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')
        )
        word.add_paragraph(f"标题{level}", style=name)
    numbered(word, "要点", 0, 2)
    assert lines(word) == ["一、标题0", "（一）标题1", "要点"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [(1, "chineseCounting", "一"), (10, "chineseCounting", "十"),
     (12, "chineseCountingThousand", "十二"),
     (20, "japaneseCounting", "二十"), (99, "chineseCounting", "九十九"), (105, "chineseCountingThousand", "一百〇五"),
     (110, "chineseCountingThousand", "一百一十"), (12, "ideographDigital", "一二"),
     (3, "chineseLegalSimplified", "叁"),
     (3, "decimalEnclosedCircleChinese", "③"), (21, "decimalEnclosedCircle", "21"), (2, "ideographTraditional", "乙"),
     (4, "upperRoman", "IV"), (27, "lowerLetter", "aa"), (3, "decimalZero", "03"), (7, "unheard-of", "7"),
     (12, "decimalFullWidth", "１２"), (2000, "chineseCounting", "2000")],
)  # fmt: skip
def test_number_formats(number: int, form: str, text: str) -> None:
    assert number_text(number, form) == text


def test_tables_with_merged_cells() -> None:
    word = Document()
    table(word, [["类别", "件数", ""], ["", "2022年", "2023年"], ["行政处罚", "8", "9"], ["", "", ""]])
    made = word.tables[0]
    made.cell(0, 1).merge(made.cell(0, 2))
    made.cell(0, 0).merge(made.cell(1, 0))
    assert lines(word) == ["类别\t件数\t件数", "类别\t2022年\t2023年", "行政处罚\t8\t9"]


def test_tables_in_tables_and_rows_that_begin_further_right() -> None:
    word = Document()
    table(word, [["类别", "2022年", "2023年"], ["处罚", "8", "9"], ["", "7", "6"]])
    inner = word.tables[0].cell(1, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "简易", "普通"
    row = word.tables[0].rows[2]._tr
    row.remove(row.tc_lst[0])
    row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {W} w:val="1"/>'))
    assert lines(word) == ["类别\t2022年\t2023年", "处罚 简易 普通\t8\t9", "\t7\t6"]


def test_lines_aligned_by_tabs_are_a_table() -> None:
    word = Document()
    for line in (
        "\t类别\t2022年\t2023年",
        "\t处罚\t8\t9",
        "\t许可\t\t11\t7",
        "柳河镇\t张三",
        "一、\t主要举措",
        "二、\t存在问题",
    ):
        word.add_paragraph(line)
    assert lines(word) == [
        "类别\t2022年\t2023年", "处罚\t8\t9", "许可\t11\t7", "柳河镇    张三", "一、    主要举措", "二、    存在问题",
    ]  # fmt: skip


def test_a_header_table_is_read_as_fields(tmp_path: Path) -> None:
    word = Document()
    table(
        word,
        [
            ["索引号", "0026/2024-5", "发文字号", "柳政发〔2024〕3号"],
            ["发布机构：柳河镇人民政府", "", "成文日期：2024-01-16", ""],
        ],
    )
    word.add_paragraph(SENTENCE)
    path = tmp_path / "a.docx"
    path.write_bytes(saved(word))
    assert read(path).metadata == {
        "索引号": "0026/2024-5", "发文字号": "柳政发〔2024〕3号",
        "发布机构": "柳河镇人民政府", "成文日期": "2024-01-16",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (run("开展宣传") + "<w:ins w:id='1' w:author='a'>" + run("12") + "</w:ins><w:del w:id='2' w:author='a'><w:r>"
         "<w:delText>10</w:delText></w:r></w:del>" + run("场。"), ["开展宣传12场。"]),
        (run("甲") + run("秘密", "<w:vanish/>") + run("乙", '<w:vanish w:val="0"/>'), ["甲乙"]),
        ("<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t></w:r>",
         ["第一行", "第二行"]),
        ("<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>1依</w:t><w:softHyphen/><w:t>法</w:t></w:r>", ["A-1依法"]),
        ("<w:r><w:t>柳政发〔2024〕3号</w:t><w:tab/><w:t>签发人：张三</w:t></w:r>",
         ["柳政发〔2024〕3号    签发人：张三"]),
        ("<w:hyperlink><w:smartTag>" + run("链接") + "</w:smartTag></w:hyperlink>",
         ["链接"]),
        ("<w:sdt><w:sdtPr><w:alias w:val='不要'/></w:sdtPr><w:sdtContent>" + run("控件") + "</w:sdtContent></w:sdt>",
         ["控件"]),
        ("<w:r><w:ruby><w:rt>" + run("yī") + "</w:rt><w:rubyBase>" + run("依法") + "</w:rubyBase></w:ruby></w:r>",
         ["依法"]),
        ("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> REF a </w:instrText></w:r><w:r>"
         "<w:fldChar w:fldCharType='separate'/></w:r>" + run("见下") +
         "<w:r><w:fldChar w:fldCharType='end'/></w:r>" + run("文"),
         ["见下文"]),
        (run("共") + "<w:fldSimple w:instr=' NUMPAGES '>" + run("9") + "</w:fldSimple>" + run("页"), ["共页"]),
        ("<w:r><w:sym w:font='宋体' w:char='2460'/><w:t>加强宣传</w:t><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>",
         ["①加强宣传"]),
        ("<w:commentRangeStart w:id='0'/>" + run("正文") + "<w:commentRangeEnd w:id='0'/>"
         "<w:r><w:commentReference w:id='0'/></w:r>", ["正文"]),
        ("<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:r><m:t>95%</m:t></m:r>"
         "</m:oMath>" + run("以上"), ["95%以上"]),
        ("<w:moveFrom w:id='3' w:author='a'>" + run("旧处") + "</w:moveFrom>"
         "<w:moveTo w:id='4' w:author='a'>" + run("新处") +
         "</w:moveTo>", ["新处"]),
    ],
    ids=["changes", "hidden", "breaks", "hyphens", "tab", "link", "control", "ruby", "field", "pages", "symbols",
         "comments", "formula", "moved"],
)  # fmt: skip
def test_what_stands_in_a_paragraph(xml: str, text: list[str]) -> None:
    assert paragraph(xml) == text


def test_a_paragraph_whose_end_is_deleted_goes_on() -> None:
    word = Document()
    first = word.add_paragraph("开展宣传")._p
    first.get_or_add_pPr().append(parse_xml(f'<w:rPr {W}><w:del w:id="1" w:author="a"/></w:rPr>'))
    word.add_paragraph("活动12场。")
    assert lines(word) == ["开展宣传活动12场。"]


def test_text_boxes_once_before_their_paragraph() -> None:
    box = "<wps:txbx><w:txbxContent><w:p>" + run("柳河镇人民政府文件") + "</w:p></w:txbxContent></wps:txbx>"
    old = (
        "<v:shape><v:textbox><w:txbxContent><w:p>"
        + run("柳河镇人民政府文件")
        + "</w:p></w:txbxContent></v:textbox></v:shape>"
    )
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{old}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert paragraph(run("正文") + both) == ["柳河镇人民政府文件", "正文"]
    assert paragraph(f"<w:r><w:pict>{old}</w:pict></w:r>") == ["柳河镇人民政府文件"]


def test_headers_and_footers_once_without_page_numbers() -> None:
    word = Document()
    section = word.sections[0]
    section.header.paragraphs[0].text = "柳政发〔2024〕3号"
    section.header.add_paragraph(SENTENCE)
    footer = section.footer.paragraphs[0]
    footer.add_run("第")
    footer._p.append(parse_xml(f'<w:fldSimple {W} w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple>'))
    footer.add_run("页")
    section.footer.add_paragraph("- 4 -")
    section.footer.add_paragraph("柳河镇党政办公室印发")
    word.add_paragraph(SENTENCE)
    assert lines(word) == ["柳政发〔2024〕3号", SENTENCE, "柳河镇党政办公室印发"]


def test_footnotes_follow_their_paragraph_and_contents_are_left_out() -> None:
    word = Document()
    contents = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
        + run("一、主要举措 1")
        + "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    for element in parse_xml(f"<w:p {NS}>{contents}</w:p>"):
        word.add_paragraph()._p.append(element)
    word.add_paragraph(SENTENCE)._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    word.add_paragraph("下文。")
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="2">'
        f"<w:p><w:r><w:footnoteRef/></w:r>{run('含2次补报。')}</w:p></w:footnote></w:footnotes>"
    )

    def change(name: str, content: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
            link = f'<Relationship Id="rId99" Type="{kind}" Target="/word/footnotes.xml"/></Relationships>'
            return content.replace(b"</Relationships>", link.encode())
        return content

    data = io.BytesIO(rewritten(saved(word), change))
    with zipfile.ZipFile(data, "a") as package:
        package.writestr("word/footnotes.xml", notes)
    assert lines(data.getvalue()) == [SENTENCE, "含2次补报。", "下文。"]


def test_a_link_to_a_missing_part_and_strict_names_are_no_obstacle() -> None:
    word = Document()
    word.add_paragraph(SENTENCE)

    def change(name: str, content: bytes) -> bytes | None:
        if name == "word/_rels/document.xml.rels":
            link = b'<Relationship Id="rId98" Type="http://x/image" Target="../NULL"/></Relationships>'
            return content.replace(b"</Relationships>", link)
        strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        return content.replace(qn("w:p")[1:].partition("}")[0].encode(), strict)

    assert lines(rewritten(saved(word), change)) == [SENTENCE]


@cache
def whole() -> bytes:
    return report(["柳河镇人民政府关于2023年度工作的报告", "一、主要举措", SENTENCE, "甲\t乙", "丙\t3"])


def with_document(change: Callable[[bytes], bytes]) -> bytes:
    return rewritten(whole(), lambda name, content: change(content) if name == "word/document.xml" else content)


def cut(tenth: int) -> bytes:
    return whole()[: len(whole()) * tenth // 10]


def flipped(seed: int) -> bytes:
    chance = random.Random(seed)
    data = bytearray(whole())
    for _ in range(1 + seed):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def hostile() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """What each is, and what makes it."""
    for tenth in range(1, 10):
        yield f"cut at {tenth} tenths", partial(cut, tenth)
    for seed in range(40):
        yield f"flipped {seed}", partial(flipped, seed)
    for seed in range(20):
        chance = random.Random(seed)

        def damage(content: bytes, chance: random.Random = chance) -> bytes:
            position = chance.randrange(len(content))
            return content[:position] + bytes([content[position] ^ 1 << chance.randrange(7)]) + content[position + 1 :]

        yield f"flipped inside {seed}", partial(with_document, damage)
    text = SENTENCE.encode()
    start = b"<w:body>"
    yield "bomb", partial(with_document, lambda content: content.replace(start, start + b"<w:p/>" * 20_000_000))
    yield "deep", partial(with_document, lambda content: content.replace(text, b"</w:t>" + b"<w:smartTag>" * 100_000))
    nested = b"<w:smartTag>" * 200 + b"<w:r><w:t>x</w:t></w:r>" + b"</w:smartTag>" * 200
    yield (
        "nested",
        partial(with_document, lambda content: content.replace(start, start + b"<w:p>" + nested + b"</w:p>")),
    )
    laughs = (
        b'<!DOCTYPE w [<!ENTITY a "'
        + b"ha" * 1000
        + b'"><!ENTITY b "'
        + b"&a;" * 1000
        + b'"><!ENTITY c "'
        + b"&b;" * 1000
        + b'">]>'
    )
    for name, doctype in (("laughs", laughs), ("outside", b'<!DOCTYPE w [<!ENTITY c SYSTEM "file:///etc/passwd">]>'),
                          ("network", b'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/w.dtd">')):  # fmt: skip
        yield (
            name,
            partial(
                with_document,
                lambda content, doctype=doctype: content.replace(b"<w:document", doctype + b"<w:document", 1).replace(
                    text, b"&c;"
                ),
            ),
        )
    wide = b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>' * 100
    yield "wide", partial(with_document, lambda content: content.replace(start, start + wide))
    yield "nothing", bytes
    yield "noise", lambda: random.Random(7).randbytes(20_000)
    yield "no part", lambda: rewritten(whole(), lambda name, content: None if name == "word/document.xml" else content)
    yield (
        "protected",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    )
    yield "old", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield "text", lambda: text


@pytest.mark.parametrize(("name", "make"), [pytest.param(*case, id=case[0]) for case in hostile()])
def test_broken_and_hostile_files_are_read_or_refused_in_one_line(
    tmp_path: Path, name: str, make: Callable[[], bytes]
) -> None:
    data = make()
    path = tmp_path / "report.docx"
    path.write_bytes(data)
    for reader in (lambda: read(path).text, lambda: read_docx(data, str(path)).text):
        try:
            text = reader()
            assert "root:" not in text
            assert "haha" not in text
        except ReadError as error:
            assert "\n" not in str(error)
            assert error.remedy
            assert ("password" in error.reason) == (name == "protected")
