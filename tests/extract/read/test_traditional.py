"""Mirrors in traditional script are cleaned as the pages that they are made of."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import opencc
import pytest

from extract.read import read
from extract.read.clean import clean
from tests.extract.read.pages import HEADER, modern, old, plain
from tests.extract.read.test_html_systems import FIELD_KINDS, PAGES, PARAGRAPHS, TEXT, TITLE, page_of


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def mirrored(text: str) -> str:
    """The text in traditional characters, one for one, as machines make mirrors."""
    forms = ((char, _converter().convert(char)) for char in text)
    return "".join(form if len(form) == 1 else char for char, form in forms)


def lines(folder: Path, page: str | bytes) -> list[str]:
    path = folder / "page.html"
    path.write_text(page if isinstance(page, str) else page.decode("gb18030").replace("gb2312", "utf-8"), "utf-8")
    return read(path).text.split("\n")


ALL = {
    **{kind: page_of(fields, PARAGRAPHS) for kind, fields in FIELD_KINDS.items()},
    **{kind: page() for kind, page in PAGES.items()},
    "modern": modern([TITLE, *TEXT]).replace('<div class="main">', '<div class="main">' + HEADER),
    "plain": plain([TITLE, *TEXT]).replace("gb2312", "utf-8"),
    "old": old([TITLE, *TEXT]).replace("GBK", "utf-8"),
}


@pytest.mark.parametrize("kind", ALL)
def test_a_mirror_gives_the_same_lines(tmp_path: Path, kind: str) -> None:
    page = ALL[kind] if isinstance(ALL[kind], str) else ALL[kind].decode("gb18030").replace("gb2312", "utf-8")
    expected = lines(tmp_path, page)
    assert lines(tmp_path, mirrored(page)) == [mirrored(line) for line in expected]
    assert read(tmp_path / "page.html").text != "\n".join(expected)


RAW = """安平县柳河镇关于 2024 年度法治政府

建设情况的报告

2024 年以来，柳河镇把依法行政摆在突出位置，各项任务推

进有序，全镇发展环境不断改善，受理案件13 7件。

（一）抓实学法用法

第 3 页 共 9 页

镇党委中心组学法 6 次，拆除违章建筑2 处，面积合计 34

0 余平方米，办结案件 12 件，化解率达到 98.5%，群众满意

。

抄送：县司法局

二、党政主要负责人履行推进法治建设第一责任人职责情

况

镇党委书记、镇长主持召开专题会议 3次，带队督导两次，

结合年终述职开展述法，接受干部群众的评议和监督检查。

索引号：0026　　发文字号：柳政发〔2024〕3号

柳河镇人民政府

2025年 1 月 16 日
"""


def test_a_text_is_cleaned_alike_in_both_scripts() -> None:
    assert clean(mirrored(RAW)) == mirrored(clean(RAW))
    assert "137件" in clean(RAW)
    assert "第3页" not in clean(RAW)
