"""Saved pages of the site systems that offices use, and what other programs export: composed in their manner."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract import facts
from extract.read import ReadError, origin_at, read
from tests.extract.read.pages import FOOT, NAV, RELATED, modern

TITLE = "柳河镇人民政府关于2023年度法治政府建设情况的报告"
TEXT = [
    "2023年，柳河镇深入学习宣传，扎实推进依法行政，现将有关情况报告如下：",
    "一、主要举措和成效",
    "（一）强化普法宣传。全年开展宣传活动12场，发放资料3000余份，覆盖群众2万人次。",
    "二、存在的不足",
    "执法力量不足，执法人员仅有5名，宣传形式不够丰富。",
    "柳河镇人民政府",
    "2024年1月16日",
]
FIELDS = {
    "索引号": "0026/2024-51927", "发文字号": "柳政发〔2024〕3号", "发文机构": "柳河镇人民政府",
    "成文日期": "2024-01-16",
}  # fmt: skip
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in TEXT)


def saved(folder: Path, page: str | bytes, name: str = "page.html") -> Path:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return path


def page_of(fields: str, text: str, *, content: str = 'class="x7"') -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}_柳河县人民政府</title></head><body>
<div class="top"><ul class="nav">{NAV}</ul></div><div class="wrap"><div class="con">{fields}<h1>{TITLE}</h1>
<div {content}>{text}</div></div></div><div class="foot">{FOOT}</div></body></html>"""


def cells(*, th: bool = False) -> str:
    key = "th" if th else "td"
    pairs = [f"<{key}>{name}：</{key}><td>{value}</td>" for name, value in FIELDS.items()]
    return f"<tr>{''.join(pairs[:2])}</tr><tr>{''.join(pairs[2:])}</tr>"


FIELD_KINDS = {
    "table": f'<table class="bt">{cells()}</table>',
    "table of th": f"<table><tbody>{cells(th=True)}</tbody></table>",
    "table in a table": f"<table><tr><td><table><tr><td>{'</td><td>'.join(FIELDS)}</td></tr><tr><td>"
    f"{'</td><td>'.join(FIELDS.values())}</td></tr></table></td></tr></table>",
    "list of blocks": "<ul class='head'>"
    + "".join(f"<li><p>{k}:</p>\n\n<p>{v}</p></li>" for k, v in FIELDS.items())
    + "<li><p>主题分类:</p></li></ul>",
    "dl": "<dl>" + "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in FIELDS.items()) + "</dl>",
    "divs": "".join(
        f"<div class='row'><div class='l'>{k}：</div><div class='r'>{v}</div></div>" for k, v in FIELDS.items()
    ),
    "spans": "<div class='info'>" + "".join(f"<span>{k}：{v}</span>" for k, v in FIELDS.items()) + "</div>",
    "brackets": "<div>" + "".join(f"<p>【{k}】{v}</p>" for k, v in FIELDS.items()) + "</div>",
    "labels with gaps": "<table><tr><td>索 引 号：</td><td>0026/2024-51927</td></tr><tr><td>发文字号：</td>"
    "<td>柳政发〔2024〕3号</td></tr><tr><td>发文机构&nbsp;：</td><td>柳河镇人民政府</td></tr>"
    "<tr><td>成文日期：</td><td> 2024-01-16 </td></tr></table>",
}


@pytest.mark.parametrize("kind", FIELD_KINDS)
def test_the_header_s_fields_in_every_dress(tmp_path: Path, kind: str) -> None:
    path = saved(tmp_path, page_of(FIELD_KINDS[kind], PARAGRAPHS))
    document = read(path)
    assert document.metadata == FIELDS
    assert document.text.split("\n")[-len(TEXT) - 1 :] == [TITLE, *TEXT]
    assert facts(path).document_number == FIELDS["发文字号"]


def wechat() -> str:
    sections = "".join(
        f'<section style="margin: 0px;"><span style="font-size: 17px;" leaf="">{line}</span></section>' for line in TEXT
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="{TITLE}">
<meta property="og:site_name" content="微信公众平台"></head><body id="activity-detail">
<div id="js_article" class="rich_media"><div class="rich_media_inner">
<div id="page-content" class="rich_media_area_primary">
<h1 class="rich_media_title" id="activity-name">{TITLE}</h1>
<div id="meta_content" class="rich_media_meta_list"><a href="javascript:void(0);" id="js_name">柳河发布</a>
<em id="publish_time">2024-01-18 10:12</em><em id="js_ip_wording">山西</em></div>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0; ">{sections}</div>
<div class="rich_media_tool"><div>阅读 <span>318</span></div><div>分享 收藏 点赞 在看</div></div></div></div>
<div id="js_pc_qr_code" class="qr_code_pc_outer" style="display:none;"><p>微信扫一扫，关注该公众号</p></div>
<div class="weui-dialog"><p>继续滑动看下一个，轻触阅读原文</p></div></body></html>"""


def mso() -> bytes:
    def numbered(number: str, text: str) -> str:
        return (
            "<p class=MsoListParagraph style='margin-left:0cm;mso-list:l0 level1 lfo1'><![if !supportLists]>"
            f"<span lang=EN-US style='font-family:仿宋'><span style='mso-list:Ignore'>{number}<span "
            "style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span><![endif]>"
            f"<span style='font-family:仿宋'>{text}<o:p></o:p></span></p>"
        )

    plain = (
        "<p class=MsoNormal style='text-indent:32.0pt'><span style='font-family:仿宋'>{}"
        "<span lang=EN-US><o:p></o:p></span></span></p>"
    )
    body = (
        f"<p class=MsoTitle align=center>{TITLE}</p><p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
        + plain.format(TEXT[0])
        + numbered("一、", TEXT[1][2:])
        + numbered("（一）", TEXT[2][3:].replace("12", "<del cite=mailto:x>10</del><ins>12</ins>"))
        + numbered("二、", TEXT[3][2:])
        + "".join(plain.format(line) for line in TEXT[4:])
    )
    page = f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=ProgId content=Word.Document>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print，一。</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{margin:0cm;}} --></style></head>
<body lang=ZH-CN><div class=WordSection1 style='layout-grid:15.6pt'>{body}</div></body></html>"""
    return page.encode("gb18030")


def br_only() -> str:
    lines = "<br>\n".join("&nbsp;&nbsp;&nbsp;&nbsp;" + line if n % 2 else "　　" + line for n, line in enumerate(TEXT))
    return page_of("", lines, content='id="UCAP-CONTENT"')


def nested_tables() -> str:
    return f"""<HTML><BODY><TABLE><TR><TD><TABLE><TR><TD><A href=/>首页</A></TD>
<TD><A href=/x>工作动态，最新</A></TD></TR></TABLE></TD></TR><TR><TD><TABLE><TR><TD rowspan=2><TABLE><TR>
<TD><A href=/y>通知公告</A></TD></TR></TABLE></TD>
<TD><TABLE><TR><TD align=center><B>{TITLE}</B></TD></TR><TR><TD>{"<BR>".join(TEXT)}</TD></TR></TABLE></TD></TR></TABLE>
</TD></TR><TR><TD>{FOOT}</TD></TR></TABLE></BODY></HTML>"""


def neighbours_inside() -> str:
    tail = (
        f"<div class='pager'><p>上一篇：<a href=/a>柳河镇2022年报告</a></p></div><ul>{RELATED}</ul>"
        "<p>【字体：大 中 小】【打印本页】【关闭窗口】</p><p>分享到：</p><p>扫一扫在手机打开当前页</p>"
        "<p>责任编辑：张三</p>"
    )
    return page_of("", PARAGRAPHS + tail, content='class="article-con"')


def hidden_parts() -> str:
    hidden = (
        "<div style='display: none'><p>下载资料99份，隐藏。</p></div><p hidden>开展宣传98次，隐藏。</p>"
        "<input type=hidden value='97次'><textarea>96次，意见。</textarea><noscript>请启用脚本，95次。</noscript>"
        "<template><p>94次，模板。</p></template>"
    )
    return page_of("", PARAGRAPHS + hidden, content='class="TRS_UEDITOR"')


def spaced() -> str:
    def apart(line: str) -> str:
        return "".join(f"<span>{char}</span>" if n % 3 else char for n, char in enumerate(line))

    return page_of("", "".join(f"<p>\u3000\u3000{apart(line)}&nbsp;</p>\n<p>&nbsp;</p>" for line in TEXT))


PAGES = {
    "wechat": wechat, "mso": mso, "br only": br_only, "nested tables": nested_tables,
    "neighbours inside": neighbours_inside, "hidden parts": hidden_parts, "spans and blanks": spaced,
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_pages_of_many_makers(tmp_path: Path, kind: str) -> None:
    path = saved(tmp_path, PAGES[kind]())
    lines = read(path).text.split("\n")
    assert lines[lines.index(TITLE) + 1 :][: len(TEXT)] == TEXT
    assert not [line for line in lines[lines.index(TITLE) + 1 + len(TEXT) :] if not line.startswith("责任编辑")]
    report = facts(path)
    assert (report.title, report.year) == (TITLE, 2023)
    assert {observation.value for observation in report.observations} == {12, 3000, 20000, 5}


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "gb2312"), ("gb18030", "utf-8"), ("gbk", "utf-8"), ("utf-16-le", "gb2312"), ("utf-16-be", "utf-8"),
     ("utf-16", "gb2312"), ("gb18030", "big5"), ("utf-8", "iso-8859-1"), ("gb18030", "iso-8859-1"),
     ("utf-8", "utf-16"), ("gb2312", "unicode"), ("utf-8-sig", "gb2312")],
)  # fmt: skip
def test_the_bytes_decide_over_a_wrong_charset(tmp_path: Path, encoding: str, named: str) -> None:
    page = page_of("", PARAGRAPHS).replace(
        'charset="utf-8"', f'http-equiv="Content-Type" content="text/html; charset={named}"'
    )
    assert read(saved(tmp_path, page.encode(encoding))).text.split("\n")[-len(TEXT) :] == TEXT


@pytest.mark.parametrize(
    "page",
    [
        "<html><title>报告</title><frameset cols='20%,80%'><frame src=a.html><frame src=b.html></frameset></html>",
        "<html><body><iframe src='P020240116.pdf'></iframe></body></html>",
        f"<html><body><ul>{NAV}</ul><object data='report.pdf'></object></body></html>",
    ],
)
def test_a_page_that_only_frames_another_says_so(tmp_path: Path, page: str) -> None:
    with pytest.raises(ReadError, match="frame") as caught:
        read(saved(tmp_path, page))
    assert "that page or file" in caught.value.remedy


def test_the_title_that_only_the_head_has(tmp_path: Path) -> None:
    page = f'<html><head><meta property="og:title" content="{TITLE}"></head><body><div>{PARAGRAPHS}</div></body></html>'
    assert read(saved(tmp_path, page)).text.split("\n") == [TITLE, *TEXT]


def test_paragraphs_of_a_page_are_counted(tmp_path: Path) -> None:
    document = read(saved(tmp_path, modern([TITLE, *TEXT])))
    assert origin_at(document.origins, document.text.index("执法力量")) == "第6段 / paragraph 6"
