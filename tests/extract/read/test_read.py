"""Reading text and Markdown files into clean text."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.pattern_data import load_patterns
from extract.read import ReadError, read, suffixes
from extract.read.clean import clean
from extract.read.markdown import plain
from extract.read.metadata import metadata

SENTENCE = "2024年，柳河镇开展宣传１２次，发放资料3000份。"


def read_bytes(folder: Path, data: bytes, name: str = "report.txt") -> str:
    path = folder / name
    path.write_bytes(data)
    return read(path).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert read_bytes(tmp_path, SENTENCE.encode(encoding)) == "2024年，柳河镇开展宣传12次，发放资料3000份。"


def test_big5(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "本鎮開展宣傳活動十二次，發放資料三千份。".encode("big5")).startswith("本鎮開展")


def test_a_few_broken_bytes_are_left_out(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, (SENTENCE * 50).encode()[:-2]).startswith("2024年")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "no text"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
        (b"\x01\x02\x03\x04" * 100, "binary"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Word"),
        (bytes(range(128, 256)) * 3, "encoding"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(tmp_path, data)
    message = str(caught.value)
    assert reason in message
    assert "report.txt" in message
    assert "\n" not in message
    assert str(pickle.loads(pickle.dumps(caught.value))) == message


def test_a_missing_file_a_folder_and_an_unknown_format_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    for name in ("missing.txt", "folder.txt", "image.xyz"):
        with pytest.raises(ReadError, match=name):
            read(tmp_path / name)
    assert {".txt", ".md"} <= suffixes()


def test_a_document_knows_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SENTENCE)
    document = read(path)
    assert (document.name, document.path, len(document.digest)) == ("a.txt", str(path), 64)
    assert read(path, name="b").name == "b"


def test_hard_wrapped_lines_become_paragraphs() -> None:
    raw = """ 安平县柳河镇关于 2024 年度法治政府

建设情况的报告

2024 年以来，柳河镇把依法行政摆在突出位置，各项任务推

进有序，全镇发展环境不断改善。

一、主要举措和成效

（一）抓实学法用法

镇党委中心组学法 6 次，拆除违章建筑2 处，面积合计 34

- 1 -

0 余平方米，办结案件 12 件，化解率达到 98.5%，群众满意

。

二、党政主要负责人履行推进法治建设第一责任人职责情

况

镇党委书记、镇长主持召开专题会议 3次，带队督导两次，

结合年终述职开展述法，接受干部群众的评议和监督检查。

柳河镇人民政府

2025年 1 月 16 日
"""
    assert clean(raw).split("\n") == [
        "安平县柳河镇关于2024年度法治政府建设情况的报告",
        "2024年以来，柳河镇把依法行政摆在突出位置，各项任务推进有序，全镇发展环境不断改善。",
        "一、主要举措和成效",
        "（一）抓实学法用法",
        "镇党委中心组学法6次，拆除违章建筑2处，面积合计340余平方米，办结案件12件，化解率达到98.5%，群众满意。",
        "二、党政主要负责人履行推进法治建设第一责任人职责情况",
        "镇党委书记、镇长主持召开专题会议3次，带队督导两次，结合年终述职开展述法，接受干部群众的评议和监督检查。",
        "柳河镇人民政府",
        "2025年1月16日",
    ]


def test_figures_that_line_breaks_cut_are_whole_again() -> None:
    raw = """（一）普法宣传。举办讲座 2

6 场，发放宣传册 1 2 , 8 0 0 册，悬挂横幅 4 5

条，受众 1 . 8 万人

次。阅读量达到 3.2 万

余次，建成文化墙 1 8 0 平

方米。

- 4 -

（二）调解纠纷。受理 1

07 件，调解成功率 9 8 . 5

%。培训不少于 4 次以

上。

2024 年 1 月 1

9 日
"""
    assert clean(raw).split("\n") == [
        "（一）普法宣传。举办讲座26场，发放宣传册12,800册，悬挂横幅45条，受众1.8万人次。阅读量达到3.2万余次，建成文化墙180平方米。",
        "（二）调解纠纷。受理107件，调解成功率98.5%。培训不少于4次以上。",
        "2024年1月19日",
    ]


def test_numbers_side_by_side_stay_apart() -> None:
    for text in ("表2 15 3.5件", "附件1\n12个村名单", "2023 12件", "排查18件\n同时，化解17件。"):
        assert clean(text) == text


@pytest.mark.parametrize("entry", load_patterns("noise")["cut"], ids=lambda entry: entry["name"])
def test_what_a_line_break_cuts(entry: dict[str, Any]) -> None:
    def cut(head: str, tail: str) -> bool:
        counted = load_patterns("noise")["split_number"]["counted"]
        return bool(
            re.search(f"(?:{entry['head']})$", head) and re.match(entry["tail"].replace("COUNTED", counted), tail)
        )

    assert all(cut(head, tail) for head, tail in entry["examples"])
    assert not any(cut(head, tail) for head, tail in entry["rejects"])


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("受教育群众达到了9000余人\n次；开展宣传，覆盖全镇。", "受教育群众达到了9000余人次；开展宣传，覆盖全镇。"),
        (
            "开展了多次集中宣传，受教育的群众累计达到9000余人\n次；覆盖全镇。",
            "开展了多次集中宣传，受教育的群众累计达到9000余人次；覆盖全镇。",
        ),
        ("一是抓队伍。充分发挥\n\n\n司法所的作用。", "一是抓队伍。充分发挥司法所的作用。"),
        ("柳河镇人民政府\n关于2023年度法治政府建设情况的报告", None),
        (
            "柳河镇关于2023年法治政府\n建设情况的报告\n2023年，柳河镇认真贯彻各项决策部署，",
            "柳河镇关于2023年法治政府建设情况的报告\n2023年，柳河镇认真贯彻各项决策部署，",
        ),
        ("一是学法，由镇长主持会议，研究解决了问题，持续地\n二是普法。", None),
        ("受理案件13 7起，办结12 件", "受理案件137起，办结12件"),
        ("【信息时间：2024-01-23 10:12】", None),
        ("１．３万人次，９８％，ＬＥＤ屏", "1.3万人次，98%，LED屏"),
        ("规章\t0\t 0", "规章\t0\t0"),
        ("普法\t12 \t全部办结。", "普法\t12\t全部办结。"),
        ("\t普法\t宣传到位。", "普法宣传到位。"),
        ("一、\t主要举措", "一、主要举措"),
        ("（一）\t12", None),
        ("河府〔2025〕6号                    签发人：张三丰", "河府〔2025〕6号\n签发人：张三丰"),
        ("[bookmark: _GoBack]我镇\u200b认真\u202e落实\ufeff。&nbsp;", "我镇认真落实。"),
        ("依法\n第 3 页 共 9 页\n行政", "依法\n行政"),
        ("—3—\n依法行政", "依法行政"),
        ("\u2f00\u2f8f", "一行"),
        ("法治\ud800政府", "法治政府"),
    ],
)
def test_cleaning(raw: str, text: str | None) -> None:
    assert clean(raw) == (raw if text is None else text)


def test_markdown_marks_go_and_words_stay() -> None:
    raw = """# 柳河镇人民政府

## **（一）抓学法**

- 见[方案](http://example.cn/a)和**办法**\\*

| 规章 | 件数 |
|---|---|
| 行政许可 | 37 |

---
> 引文"""
    lines = [line for line in plain(raw).split("\n") if line]
    assert lines == ["柳河镇人民政府", "（一）抓学法", "见方案和办法*", "规章\t件数", "行政许可\t37", "引文"]


def test_a_text_file_in_markdown_is_read_as_such(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "## 柳河镇人民政府\n\n#### 一、**工作**情况".encode()) == "柳河镇人民政府\n一、工作情况"
    assert read_bytes(tmp_path, "# 标题".encode(), "a.md") == "标题"


def test_header_table() -> None:
    raw = """[ 索引号 ] 1150/2021-6  [ 发文字号 ] 柳府发〔2021〕3号
[ 成文日期 ]
2021-01-08
发布时间: 2023-02-17 16:20   来源: 柳河镇   浏览次数: 318
文号:

【信息来源：石桥镇】【阅读次数：256】【关闭】
来源于群众"""
    assert metadata(raw) == {
        "索引号": "1150/2021-6",
        "发文字号": "柳府发〔2021〕3号",
        "成文日期": "2021-01-08",
        "发布时间": "2023-02-17 16:20",
        "来源": "柳河镇",
        "浏览次数": "318",
        "信息来源": "石桥镇",
        "阅读次数": "256",
    }


PIECES = st.sampled_from(
    [
        "\n",
        " ",
        "    ",
        "\t",
        "。",
        "，",
        "一、",
        "（一）",
        "3.",
        "2024年",
        "12",
        "7",
        "次",
        "镇人民政府",
        "关于",
        "报告",
        "：",
        "LED",
        "- 1 -",
        "[bookmark:",
        "]",
        "<p>",
        "&nbsp;",
        "发放宣传资料开展法治建设工作情况",
        "１．",
        "抄送：",
        "索引号:",
        "）",
        "EMBED ",
        "．",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=60).map("".join)))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    text = clean(raw)
    assert clean(text) == text
    assert not text.startswith("\n")
    assert "\n\n" not in text


@pytest.mark.parametrize("piece", ["《", "（一）", "[bookmark:", "**a", "| ", " ", "1 ", "。二、", "[a](", "<p "])
def test_no_input_takes_more_than_linear_time(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "long.txt"
    path.write_text("我镇" + piece * (400_000 // len(piece)) + "次")
    assert read(path).text


def test_rows_of_two_columns_that_blanks_part_become_cells() -> None:
    table = "执法类别　数量\n行政处罚（件）　6\n罚款金额（元）　　9600\n处罚案件　6件，均已办结。其中食品2件；\n"
    cells = ["执法类别", "数量", "行政处罚（件）", "6", "罚款金额（元）", "9600"]
    assert clean(table).split("\n")[: len(cells)] == cells
    assert "处罚案件6件，均已办结。" in clean(table)


def test_rows_of_advisers_that_blanks_part_become_cells_as_long_as_each_has_all() -> None:
    table = "村名　　法律顾问　　所在单位\n柳河村　　张国强　　湖北楚正律师事务所\n每月到村　　一次"
    cells = ["村名", "法律顾问", "所在单位", "柳河村", "张国强", "湖北楚正律师事务所", "每月到村一次"]
    assert clean(table).split("\n") == cells


def test_a_bracket_inside_an_open_quotation_ends_no_paragraph() -> None:
    lines = ["全年到村服务二百余次，审核合同七十四份，二十二个村均完成"] * 6
    ending = ["审核合同七十四份，全镇各村均落实“一村（社区）", "一法律顾问”制度，效果良好。"]
    wrapped = "\n".join([*lines, *ending])
    assert "“一村（社区）一法律顾问”" in clean(wrapped)
