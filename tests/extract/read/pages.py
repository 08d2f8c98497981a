"""Pages in the manner of government sites, composed round the text of a report."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

NAV = "".join(
    f'<li><a href="/{n}">{w}</a></li>' for n, w in enumerate(["首页", "政务公开", "办事服务", "互动交流", "走进柳河"])
)
RELATED = "".join(
    f'<li><a href="/r{n}.html">{w}</a><span>2024-01-0{n}</span></li>'
    for n, w in enumerate(
        [
            "柳河县2023年法治政府建设年度报告",
            "柳河县司法局开展宣传活动5场，发放资料900份",
            "关于公布柳河县2024年目录的通知",
        ],
        1,
    )
)
FOOT = "版权所有：某某网站管理中心，地址：人民路8号，邮编：467400。网站标识码：4104210001　累计访问：1234567次"


def table(rows: Sequence[str]) -> str:
    """Lines with tabs as rows of a table."""
    cells = ("".join(f"<td><p>{escape(cell)}</p></td>" for cell in row.split("\t")) for row in rows)
    return "<table border=1><tbody>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</tbody></table>"


def body(lines: Sequence[str], tag: str = "p") -> str:
    """The lines as paragraphs, those with tabs as tables."""
    parts: list[str] = []
    rows: list[str] = []
    for line in [*lines, ""]:
        if "\t" in line:
            rows.append(line)
            continue
        if rows:
            parts.append(table(rows))
            rows = []
        if line.strip():
            parts.append(f"<{tag}>{escape(line)}</{tag}>")
    return "\n".join(parts)


def modern(lines: Sequence[str], head: str = "", content: str = 'class="TRS_Editor"') -> str:
    """Divs, a menu, a share bar, related links, a footer."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">{head}
<style>.a{{color:red}} .TRS_Editor P{{margin:0}}</style>
<script>var a = "<div>一、二，三。</div>"; if (1<2) {{}}</script></head>
<body><div class="header"><div class="logo"><img src="x.png" alt="徽标"></div><ul class="nav">{NAV}</ul></div>
<div class="search-box"><input value="请输入关键字，查找。"><button>搜索</button></div>
<div class="main"><div class="article">
<div {content}>{body(lines)}</div>
<div class="share bdsharebuttonbox">分享到：<a href="#">微信</a><a href="#">微博</a></div>
<p>【打印本页】　【关闭窗口】</p>
<div class="related"><h3>相关链接</h3><ul>{RELATED}</ul></div></div></div>
<div class="footer"><p>{FOOT}</p></div><script src="http://127.0.0.1:9/x.js"></script></body></html>"""


def plain(lines: Sequence[str], head: str = "") -> str:
    """Divs without any telling names, paragraphs parted by <br>, a hidden menu, a footer without a name."""
    text = body(lines, tag="").replace("<>", "　　").replace("</>", "<br>\n<br>")
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">{head}</head><body>
<div class="c1"><div style="display: none"><ul>{NAV}</ul></div><div class="c2"><ul>{NAV}</ul></div></div>
<div class="c3"><div class="c4"><ul>{RELATED}</ul></div><div class="c5"><div class="c6"><div class="c7">{text}</div>
<p><a href="/p">上一篇：柳河镇2022年工作总结</a></p><p>下一篇：<a href="/n">没有了</a></p></div></div></div>
<div class="c8">{FOOT}</div></body></html>"""


def old(lines: Sequence[str], head: str = "") -> str:
    """Tables within tables, upper-case tags, unclosed paragraphs, fonts."""
    text = body(lines, tag="P").replace("</P>", "").replace("<P>", "<P><FONT size=3>&nbsp;&nbsp;&nbsp;&nbsp;")
    return f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=GBK">{head}</HEAD>
<BODY bgColor=#ffffff>
<TABLE width=1000><TR><TD colSpan=3><IMG src="top.jpg"></TD></TR>
<TR><TD width=200><TABLE><TR><TD><A href="/1">政务公开</A></TD></TR>
<TR><TD><A href="/2">工作动态，最新</A></TD></TR></TABLE></TD>
<TD><TABLE width="100%"><TR><TD id=zoom>{text}</TD></TR>
<TR><TD>[<A href="javascript:window.print()">打印</A>]
[<A href="javascript:window.close()">关闭</A>]</TD></TR></TABLE></TD></TR>
<TR><TD colSpan=3>{FOOT}</TD></TR></TABLE></BODY></HTML>"""


HEADER = """<div class="crumb">当前位置：<a href="/">首页</a> &gt;
<a href="/z">政务公开</a> &gt; <a href="/f">法治政府建设年报</a></div>
<table class="xxgk-table"><tr><td>索 引 号：</td><td>00264567-8/2024-51927</td>
<td>发文字号：</td><td>柳政发〔2024〕3号</td></tr>
<tr><td>发布机构：</td><td>柳河镇人民政府</td><td>成文日期：</td><td>2024-01-16</td></tr>
<tr><td>名　　称：</td><td colspan=3>柳河镇人民政府关于2023年度法治政府建设情况的报告</td></tr></table>
<h1>柳河镇人民政府关于2023年度法治政府建设情况的报告</h1>"""
