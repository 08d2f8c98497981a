"""Figures in tables: which become metrics, with which unit and indicator, and which do not."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import facts
from extract.document import Document
from extract.metrics.find_metrics import find_metrics
from extract.metrics.find_tables import TableFindings, find_tables, with_tables
from extract.outline import outline
from extract.pattern_data import load_patterns
from extract.reading import Reading
from extract.text.fold import fold

Fact = tuple[str, str, str, str]


def reading_of(text: str) -> Reading:
    folded = fold(text)
    return Reading(Document(text), folded, outline(folded, text))


def found_in(*rows: str, year: int = 2023) -> TableFindings:
    return find_tables(reading_of("\n".join(rows)), year)


def metrics(found: TableFindings) -> list[Fact]:
    return [(str(m.value), m.unit, m.indicator, m.measured) for m in found.metrics]


def left_out(found: TableFindings) -> set[str]:
    return {fact.name for fact in found.left_out}


CASES: dict[str, tuple[list[str], list[Fact]]] = {
    "unit in the column's heading": (
        ["项目\t立案数（件）\t罚款金额（万元）", "城管执法\t12\t1.2"],
        [("12", "件", "cases-filed", "城管执法立案数"), ("12000.0", "元", "fines-amount", "城管执法罚款金额")],
    ),
    "unit in the row's heading": (
        ["项目\t完成数", "法治讲座（场）\t6", "发放资料（份）\t3,000"],
        [("6", "场", "legal-lectures", "法治讲座完成数"), ("3000", "份", "publicity-materials", "发放资料完成数")],
    ),
    "unit in the cell": (
        ["项目\t数量", "发放资料\t3000余份", "调解成功率\t98.5%"],
        [("3000", "份", "publicity-materials", "发放资料数量"),
         ("98.5", "%", "dispute-resolution-rate", "调解成功率数量")],
    ),
    "a row says nothing of the one below it": (
        ["项目\t数量", "规范性文件合法性审核率（%）\t100", "行政许可（件）\t14", "行政处罚（件）\t21",
         "行政强制（件）\t2"],
        [("100", "%", "legality-review-coverage-rate", "规范性文件合法性审核率数量"),
         ("14", "件", "permits-granted", "行政许可数量"), ("21", "件", "penalty-cases", "行政处罚数量"),
         ("2", "件", "coercive-measures", "行政强制数量")],
    ),
    "the heading of the rows says what they are kinds of": (
        ["纠纷类型\t受理\t化解", "婚姻家庭\t29件\t28件", "邻里\t52件\t51件", "合计\t81件\t79件"],
        [("29", "件", "family-disputes", "婚姻家庭受理"), ("28", "件", "family-disputes", "婚姻家庭化解"),
         ("52", "件", "neighbour-disputes", "邻里受理"), ("51", "件", "neighbour-disputes", "邻里化解"),
         ("81", "件", "disputes-mediated", "受理"), ("79", "件", "disputes-resolved", "化解")],
    ),
    "unit above the table": (
        ["表1  行政执法情况（单位：件）", "类别\t办理数", "行政处罚\t8", "行政许可\t37"],
        [("8", "件", "penalty-cases", "行政处罚办理数"), ("37", "件", "permits-granted", "行政许可办理数")],
    ),
    "stacked, headings that are acts": (
        ["案件类别", "立案", "结案", "罚款", "宅基地", "9件", "9件", "0元", "市容环境", "11件", "10件", "1650元"],
        [
            ("9", "件", "cases-filed", "宅基地立案"),
            ("9", "件", "other", "宅基地结案"),
            ("0", "元", "fines-amount", "宅基地罚款"),
            ("11", "件", "cases-filed", "市容环境立案"),
            ("10", "件", "other", "市容环境结案"),
            ("1650", "元", "fines-amount", "市容环境罚款"),
        ],
    ),
    "stacked, a sum under no caption": (
        ["案由", "受理", "调解成功", "邻里纠纷", "47件", "45件", "劳动争议", "8件", "8件", "合计", "55件", "53件"],
        [
            ("47", "件", "neighbour-disputes", "邻里纠纷受理"),
            ("45", "件", "neighbour-disputes", "邻里纠纷调解成功"),
            ("8", "件", "labour-disputes", "劳动争议受理"),
            ("8", "件", "labour-disputes", "劳动争议调解成功"),
            ("55", "件", "disputes-mediated", "受理"),
            ("53", "件", "disputes-resolved", "调解成功"),
        ],
    ),
    "stacked, kinds of disputes": (
        ["纠纷类型", "受理", "成功率", "邻里纠纷", "47件", "95.7%", "劳动争议", "8件", "100%"],
        [
            ("47", "件", "neighbour-disputes", "邻里纠纷受理"),
            ("95.7", "%", "dispute-resolution-rate", "邻里纠纷成功率"),
            ("8", "件", "labour-disputes", "劳动争议受理"),
            ("100", "%", "dispute-resolution-rate", "劳动争议成功率"),
        ],
    ),
    "a column of units": (
        ["序号|项目|单位|数量|备注", "1|法律明白人|名|52|新增", "2|行政处罚|件|8|"],
        [("52", "名", "law-savvy-persons", "法律明白人数量"), ("8", "件", "penalty-cases", "行政处罚数量")],
    ),
    "unit by the heading's noun": (
        ["行政许可件数\t行政处罚件数", "37\t8"],
        [("37", "件", "permits-granted", "行政许可件数"), ("8", "件", "penalty-cases", "行政处罚件数")],
    ),
    "pairs without headings": (
        ["宣传活动\t12场\t发放资料\t3000份", "法律咨询\t30人次\t行政复议\t0件"],
        [("12", "场", "publicity-events", "宣传活动"), ("3000", "份", "publicity-materials", "发放资料"),
         ("30", "人次", "legal-consultations", "法律咨询"), ("0", "件", "reconsideration-cases", "行政复议")],
    ),
    "only this year's column": (
        ["类别\t2022年\t2023年\t同期", "行政处罚（件）\t8\t9\t7"], [("9", "件", "penalty-cases", "行政处罚2023年")],
    ),
    "an empty corner": (
        ["件数\t人数", "行政处罚\t9\t11"],
        [("9", "件", "penalty-cases", "行政处罚件数"), ("11", "人", "other", "行政处罚人数")],
    ),
    "no plans, ranks or telephones": (
        ["项目\t计划数（场）\t完成数（场）\t全县排名\t电话", "法治讲座\t10\t12\t3\t6531268"],
        [("12", "场", "legal-lectures", "法治讲座完成数")],
    ),
    "of villages only their sum": (
        ["序号\t村名\t调解纠纷（件）", "1\t东沟村\t3", "2\t西沟村\t4", "3\t合计\t7"],
        [("7", "件", "disputes-mediated", "调解纠纷")],
    ),
    "what is in force was not done this year": (
        ["信息内容\t现行有效件数", "行政规范性文件\t2"], [("2", "件", "other", "行政规范性文件现行有效件数")],
    ),
    "changes have a unit and an indicator of their own": (
        ["项目\t单位\t2022年\t2023年\t同比（%）", "排查纠纷\t件\t300\t231\t-23", "行政许可\t件\t40\t41\t↑2.5"],
        [("231", "件", "disputes-found", "排查纠纷2023年"), ("-23", "%", "other", "排查纠纷同比"),
         ("41", "件", "permits-granted", "行政许可2023年"), ("2.5", "%", "other", "行政许可同比")],
    ),
    "no figures of remarks": (
        ["项目\t单位\t数量\t备注", "行政处罚\t件\t8\t3", "法律明白人\t名\t52\t7"],
        [("8", "件", "penalty-cases", "行政处罚数量"), ("52", "名", "law-savvy-persons", "法律明白人数量")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_tables(case: str) -> None:
    rows, expected = CASES[case]
    found = found_in(*rows)
    assert metrics(found) == expected
    assert not found.issues


# Of merged cells, only figures, units and indicators are compared.
MERGED: dict[str, tuple[list[str], list[tuple[str, str, str]]]] = {
    "a merged cell's words in its first row alone": (
        ["类别\t项目\t单位\t数量", "行政执法\t立案\t件\t12", "\t结案\t件\t11", "\t罚款\t万元\t3.4",
         "矛盾纠纷\t排查\t件\t30", "\t化解\t件\t29"],
        [("12", "件", "cases-filed"), ("11", "件", "penalty-cases"), ("34000.0", "元", "fines-amount"),
         ("30", "件", "disputes-found"), ("29", "件", "disputes-resolved")],
    ),
    "its words in each row, as a page's source has them": (
        ["类别\t项目\t数量（件）", "信访工作\t受理\t8", "信访工作\t办结\t7", "行政复议\t受理\t2", "行政复议\t维持\t1"],
        [("8", "件", "petitions-received"), ("7", "件", "petitions-resolved"),
         ("2", "件", "reconsideration-cases"), ("1", "件", "reconsideration-cases")],
    ),
    "the empty cell lost with the line's margin": (
        ["类别\t项目\t单位\t数量", "普法宣传\t活动\t场\t12", "受众\t人次\t3000", "法律援助\t受理\t件\t3",
         "办结\t件\t2"],
        [("12", "场", "publicity-events"), ("3000", "人次", "publicity-audience"), ("3", "件", "legal-aid-cases"),
         ("2", "件", "legal-aid-cases")],
    ),
    "numbers of rows before the merged cells": (
        ["序号\t类别\t项目\t单位\t数量", "1\t12345热线\t受理\t件\t80", "2\t\t办结\t件\t79", "3\t信访\t受理\t件\t5"],
        [("80", "件", "hotline-requests"), ("79", "件", "hotline-requests"), ("5", "件", "petitions-received")],
    ),
    "two levels of merged cells": (
        ["板块\t类别\t项目\t单位\t数量", "化解矛盾\t人民调解\t受理\t件\t9", "\t信访\t受理\t件\t8",
         "\t\t办结\t件\t7", "规范执法\t行政处罚\t结案\t件\t6"],
        [("9", "件", "people-mediation-cases"), ("8", "件", "petitions-received"), ("7", "件", "petitions-resolved"),
         ("6", "件", "penalty-cases")],
    ),
    "upright strokes and no headings": (
        ["行政执法|立案|12件", "|结案|11件", "|罚款|300元"],
        [("12", "件", "cases-filed"), ("11", "件", "penalty-cases"), ("300", "元", "fines-amount")],
    ),
    "a unit in the merged cell, another in the row": (
        ["类别\t项目\t数量", "行政执法（件）\t立案\t12", "\t结案\t11", "\t罚款（元）\t300"],
        [("12", "件", "cases-filed"), ("11", "件", "penalty-cases"), ("300", "元", "fines-amount")],
    ),
    "years in a merged cell": (
        ["年度\t项目\t单位\t数量", "2022年\t行政处罚\t件\t8", "\t行政许可\t件\t40",
         "2023年\t行政处罚\t件\t9", "\t行政许可\t件\t41"],
        [("9", "件", "penalty-cases"), ("41", "件", "permits-granted")],
    ),
    "a merged item with its years": (
        ["项目\t年度\t数量（件）", "行政处罚\t2022\t8", "\t2023\t9", "行政许可\t2022\t40", "\t2023\t41"],
        [("9", "件", "penalty-cases"), ("41", "件", "permits-granted")],
    ),
    "of a village's rows only none": (
        ["村名\t项目\t数量（件）", "东沟村\t调解纠纷\t3", "\t化解纠纷\t2", "西沟村\t调解纠纷\t4", "合计\t\t9"],
        [("9", "件", "other")],
    ),
    "nothing is carried under a row that sums up": (
        ["类别\t项目\t单位\t数量", "行政执法\t结案\t件\t11", "合计\t\t件\t11", "\t结案\t件\t4"],
        [("11", "件", "penalty-cases"), ("11", "件", "other"), ("4", "件", "other")],
    ),
    "nothing is carried past a cell of the row's own": (
        ["类别\t项目\t数量（件）", "信访\t受理\t8", "其他\t受理\t7"],
        [("8", "件", "petitions-received"), ("7", "件", "other")],
    ),
    "words half-way down their cells say nothing of the rows below alone": (
        ["类别\t项目\t数量（件）", "立案\t12", "行政执法\t结案\t11", "处罚\t9", "受理\t8", "信访\t办结\t7"],
        [("11", "件", "penalty-cases"), ("9", "件", "penalty-cases"), ("8", "件", "other"),
         ("7", "件", "petitions-resolved")],
    ),
    "a row that only lacks its last cells": (
        ["项目\t数量（件）\t备注", "行政处罚\t8\t已公示", "行政许可\t9"],
        [("8", "件", "penalty-cases"), ("9", "件", "permits-granted")],
    ),
    "two tables side by side": (
        ["项目\t数量（件）\t项目\t数量（件）", "行政处罚\t8\t受理\t5", "信访\t9\t行政许可\t4"],
        [("8", "件", "penalty-cases"), ("5", "件", "other"), ("9", "件", "petitions-received"),
         ("4", "件", "permits-granted")],
    ),
    "what the line above says where the headings say nothing": (
        ["表2 行政许可办理情况", "年度\t数量\t单位", "2022\t17\t件", "2023\t18\t件"], [("18", "件", "permits-granted")],
    ),
    "the line above is no context of headings that say something": (
        ["表2 行政许可办理情况", "类别\t数量（件）", "投诉举报\t17", "信访\t18"],
        [("17", "件", "other"), ("18", "件", "petitions-received")],
    ),
    "the line above is the context of rows": (
        ["表3 矛盾纠纷化解情况（单位：件）", "类别\t2022年\t2023年", "婚姻家庭\t3\t4", "邻里\t5\t6", "合计\t8\t10"],
        [("4", "件", "family-disputes"), ("6", "件", "neighbour-disputes"), ("10", "件", "disputes-resolved")],
    ),
    "a line with the unit below the title": (
        ["各村纠纷调解情况统计表", "单位：件", "村名\t数量", "东沟村\t3", "西沟村\t4", "合计\t7"],
        [("7", "件", "disputes-mediated")],
    ),
    "bodies in a column headed like one of units": (
        ["单位\t立案（件）", "城管中队\t12", "应急所\t0"], [("12", "件", "cases-filed"), ("0", "件", "cases-filed")],
    ),
    "a title and a unit in cells over the headings": (
        ["行政处罚情况\t单位：件", "类别\t普通程序\t简易程序", "城管\t2\t9"],
        [("2", "件", "penalty-cases"), ("9", "件", "penalty-cases")],
    ),
    "a number in a column of names": (
        ["项目\t单位\t数量", "12345\t件\t80", "信访\t件\t8"],
        [("80", "件", "hotline-requests"), ("8", "件", "petitions-received")],
    ),
    "the township itself in the only row": (
        ["行政处罚实施情况统计表", "单位名称\t警告（宗）\t罚款（宗）\t合计（宗）\t罚没金额（元）",
         "柳河镇人民政府\t1\t7\t8\t3000"],
        [("1", "宗", "penalty-cases"), ("7", "宗", "fined-cases"), ("8", "宗", "penalty-cases"),
         ("3000", "元", "fines-amount")],
    ),
    "several townships": (
        ["单位名称\t行政处罚（宗）", "柳河镇人民政府\t1", "河湾镇人民政府\t7"], [],
    ),
    "the township itself, and what all rows sum up to": (
        ["单位名称\t行政处罚（宗）", "柳河镇人民政府\t7", "合计\t7"], [("7", "宗", "penalty-cases")],
    ),
    "permits that were not granted": (
        ["单位名称\t许可数量（宗）\t不予许可数量（宗）\t撤销许可数量（宗）", "柳河镇人民政府\t11\t1\t0"],
        [("11", "宗", "permits-granted"), ("1", "宗", "other"), ("0", "宗", "other")],
    ),
    "numbers in characters": (
        ["项目\t数量", "法治讲座\t两次", "普法宣传\t十二场"],
        [("2", "次", "legal-lectures"), ("12", "场", "publicity-events")],
    ),
    "names that begin like numbers": (
        ["类别\t单位\t数量", "一类\t件\t8", "二期\t万元\t9"], [("8", "件", "other"), ("90000", "元", "other")],
    ),
    "years and telephones are no ranges": (
        ["项目\t时段\t数量（件）\t电话", "行政处罚\t2020-2023\t8\t0660-5661023"], [("8", "件", "penalty-cases")],
    ),
    "empty cells beside a heading over several columns": (
        ["类别\t行政执法\t\t信访", "结案（件）\t罚款（元）\t受理（件）\t办结（件）", "全年\t12\t300\t8\t7"],
        [("12", "件", "penalty-cases"), ("300", "元", "fines-amount"), ("8", "件", "petitions-received"),
         ("7", "件", "petitions-resolved")],
    ),
    "a heading over several columns beside one over its own": (
        ["类别\t行政执法\t\t信访（件）", "结案（件）\t罚款（元）", "全年\t12\t300\t8"],
        [("12", "件", "penalty-cases"), ("300", "元", "fines-amount"), ("8", "件", "petitions-received")],
    ),
    "strokes with empty cells in two rows of headings": (
        ["|序号|类别|行政执法||信访|", "|||结案（件）|罚款（元）|受理（件）|", "|1|全年|12|300|8|"],
        [("12", "件", "penalty-cases"), ("300", "元", "fines-amount"), ("8", "件", "petitions-received")],
    ),
    "years over several columns": (
        ["类别\t2022年\t\t2023年", "立案（件）\t处罚（件）\t立案（件）\t处罚（件）", "城管\t12\t11\t9\t8"],
        [("9", "件", "cases-filed"), ("8", "件", "penalty-cases")],
    ),
    "headings of which nothing shows how far they reach": (
        ["类别\t行政执法\t信访", "结案（件）\t罚款（元）\t受理（件）", "全年\t12\t300\t8"],
        [("12", "件", "other"), ("300", "元", "fines-amount"), ("8", "件", "other")],
    ),
    "a cell over two columns of headings": (
        ["类别\t行政执法\t行政执法\t信访", "类别\t结案（件）\t罚款（元）\t受理（件）", "全年\t12\t300\t8"],
        [("12", "件", "penalty-cases"), ("300", "元", "fines-amount"), ("8", "件", "petitions-received")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MERGED)
def test_merged_cells(case: str) -> None:
    rows, expected = MERGED[case]
    found = found_in(*rows)
    assert [(str(m.value), m.unit, m.indicator) for m in found.metrics] == expected


def test_figures_have_the_indicator_of_what_sums_them_up_and_it_has_theirs() -> None:
    one = found_in("类别\t数量（件）", "行政处罚\t3", "行政处罚（简易程序）\t4", "合计\t7")
    assert [m.indicator for m in one.metrics] == ["penalty-cases"] * 3
    other = found_in("调解纠纷情况", "类别\t数量（件）", "第一类\t3", "第二类\t4", "合计\t7")
    assert [m.indicator for m in other.metrics] == ["disputes-mediated"] * 3


BOUNDED = {
    "3-5次": [("3", "AtLeast"), ("5", "AtMost")],
    "3次至5次": [("3", "AtLeast"), ("5", "AtMost")],
    "约5次": [("5", "About")],
    "近20次": [("20", "LessThan")],
    "12次以上": [("12", "AtLeast")],
    "30余次": [("30", "MoreThan")],
    "5": [("5", "Exactly")],
    "3—5": [("3", "AtLeast"), ("5", "AtMost")],
    "≥5": [("5", "AtLeast")],
    "≤5": [("5", "AtMost")],
    "5-3次": [],
    "3个-5次": [],
}


@pytest.mark.parametrize("cell", BOUNDED)
@pytest.mark.parametrize("stacked", [False, True])
def test_bounds_and_ranges_in_cells(cell: str, stacked: bool) -> None:
    rows = [["项目", "数量（次）"], ["法治讲座", cell], ["普法宣传", "12"]]
    lines = [text for row in rows for text in row] if stacked else ["\t".join(row) for row in rows]
    *found, last = found_in(*lines).metrics
    assert (str(last.value), last.measured) == ("12", "普法宣传数量")
    assert [(str(m.value), str(m.comparator)) for m in found] == BOUNDED[cell]
    assert {(m.unit, m.indicator) for m in found} <= {("次", "legal-lectures")}


def test_a_range_is_no_part_of_a_sum() -> None:
    found = found_in("项目\t数量（件）", "行政处罚\t3-5", "行政许可\t4", "合计\t7")
    assert [m.part_of for m in found.metrics] == [None] * 4


def test_a_merged_cell_is_told_and_is_no_evidence() -> None:
    text = "类别\t项目\t单位\t数量\n行政执法\t立案\t件\t12\n\t结案\t件\t11"
    metric = find_tables(reading_of(text), 2023).metrics[1]
    assert (metric.measured, text[metric.start : metric.end]) == ("行政执法结案数量", "结案\t件\t11")


SUMS = {
    "of two groups, and of both": (
        ["行政执法\t立案\t3", "\t结案\t2", "\t小计\t5", "信访\t受理\t4", "\t办结\t4", "\t小计\t8", "合计\t\t13"],
        [2, 2, 6, 5, 5, 6, None],
    ),
    "before its parts": (["全镇\t\t7", "纠纷\t婚姻\t3", "\t邻里\t4"], [None, 0, 0]),
    "not made up": (["纠纷\t婚姻\t3", "\t邻里\t4", "合计\t\t9"], [None, None, None]),
    "of one row alone": (["纠纷\t婚姻\t9", "合计\t\t9"], [None, None]),
    "shares under a word of their own": (["纠纷\t调解\t9", "其中\t婚姻\t3", "\t邻里\t4"], [None, 0, 0]),
}


@pytest.mark.parametrize("case", SUMS)
def test_sums(case: str) -> None:
    rows, expected = SUMS[case]
    assert [m.part_of for m in found_in("类别\t项目\t数量（件）", *rows).metrics] == expected


STACKED = [
    ("党委会专题研究法治工作", "次", "4", ""),
    ("年度学法考试", "人", "73", "均合格"),
    ("发放宣传资料", "份", "12,000", ""),
    ("行政强制", "件", "0", "无"),
    ("化解矛盾纠纷", "件", "227", "含历史积案"),
    ("行政诉讼案件", "件", "3", ""),
]
UNITS_IN_ITEMS = [(f"{item}（{unit}）", value) for item, unit, value, _ in STACKED]
STACKS: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "unit before the figure": ("序号 项目 单位 数量 备注", [(str(n), *row) for n, row in enumerate(STACKED, 1)]),
    "unit after the figure": (
        "序号 项目 数量 单位 备注",
        [(str(n), row[0], row[2], row[1], row[3]) for n, row in enumerate(STACKED, 1)],
    ),
    "no numbers of rows": ("工作内容 计量单位 完成数量 说明", STACKED),
    "no remarks": ("项目 单位 数量", [row[:3] for row in STACKED]),
    "unit in the item": ("指标 数值", UNITS_IN_ITEMS),
    "unit in an item that looks like a heading": (
        "指标 数值",
        [
            ("党委会研究（次）", "4"),
            ("学法考试（人）", "73"),
            ("宣传资料（份）", "12,000"),
            ("行政强制（件）", "0"),
            ("化解纠纷（件）", "227"),
            ("行政诉讼（件）", "3"),
        ],
    ),
    "unit in the cell": ("项目 完成情况", [(item, value + unit) for item, unit, value, _ in STACKED]),
    "of two years": ("项目 单位 2023年 2024年", [(*row[:2], row[2], "9") for row in STACKED]),
    "a plan beside": ("项目 单位 目标数 完成数", [(*row[:2], "9", row[2]) for row in STACKED]),
    "a cell for a group of rows": (
        "序号 类别 项目 单位 数量",
        [(str(n), "" if n % 2 else "一类", *row[:3]) for n, row in enumerate(STACKED, 1)],
    ),
    "an item on two lines": (
        "序号 项目 单位 数量",
        [(str(n), item[:3], item[3:], *rest[:2]) for n, (item, *rest) in enumerate(STACKED, 1)],
    ),
    "whose work it is": (
        "序号 项目 单位 数量 责任单位",
        [(str(n), *row[:3], "司法所") for n, row in enumerate(STACKED, 1)],
    ),
    "Chinese numbers of rows": (
        "序号 项目 单位 数量",
        [("一二三四五六"[n], *row[:3]) for n, row in enumerate(STACKED)],
    ),
}
EXPECTED = [("4", "次"), ("73", "人"), ("12000", "份"), ("0", "件"), ("227", "件"), ("3", "件")]


@pytest.mark.parametrize("ending", ["", "二、存在的不足", "填表人：张三", "2"])
@pytest.mark.parametrize("case", STACKS)
def test_cells_on_lines_of_their_own(case: str, ending: str) -> None:
    heads, rows = STACKS[case]
    lines = [cell for row in (heads.split(), *rows) for cell in row]
    for blank in ([], [""]):
        found = found_in("现将有关情况报告如下：", *(line for cell in lines for line in (cell, *blank)), ending)
        assert [(str(m.value), m.unit) for m in found.metrics] == EXPECTED


def test_a_row_without_its_figure_is_left_out() -> None:
    heads = ["序号", "项目", "单位", "数量"]
    rows = ["1", "行政处罚", "件", "8", "2", "行政强制", "件", "3", "行政许可", "件", "-", "4", "行政诉讼", "件", "7"]
    assert metrics(found_in(*heads, *rows)) == [
        ("8", "件", "penalty-cases", "行政处罚数量"), ("7", "件", "litigation-cases", "行政诉讼数量"),
    ]  # fmt: skip


def test_what_a_row_is_a_share_of() -> None:
    found = found_in(
        "项目", "单位", "数量", "化解纠纷", "件", "227", "其中：人民调解", "件", "164", "化解率", "%", "98"
    )
    assert [(m.indicator, m.part_of) for m in found.metrics] == [
        ("disputes-resolved", None), ("people-mediation-cases", 0), ("dispute-resolution-rate", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        "序号 项目 数量",
        "首页 项目 数量 新闻 12 政务 13",
        "项目 数量 行政处罚 8",
        "序号 项目 单位 数量 1 行政处罚 件 8 5 行政许可 件 9",
        "项目 行政处罚 8 行政许可 9",
        "单位 数量 柳河镇 8 河湾镇 9",
    ],
)
def test_lines_that_are_no_table(lines: str) -> None:
    assert not found_in(*lines.split()).metrics


@pytest.mark.parametrize("gap", [" ", "  ", "    ", "\u3000", "\t"])
def test_cells_that_white_space_parts(gap: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    rows = [["序号", "项目", "单位", "数量", "备注"], *([str(n), *row] for n, row in enumerate(STACKED, 1))]
    table = "\n".join(gap.join(row) for row in rows)
    path.write_text(
        "柳河镇人民政府关于2024年度法治政府建设情况的报告\n一、主要举措和成效\n全年工作 见下表 如下。\n"
        f"{table}\n二、存在的不足\n执法人员 仅有5名。\n"
    )
    observed = facts(path).observations
    assert sorted((o.value, o.unit) for o in observed) == sorted(
        [(Decimal(5), "名"), *((Decimal(value), unit) for value, unit in EXPECTED)]
    )


def test_a_figure_and_the_remark_below_it_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(
        "柳河镇2024年度法治政府建设情况的报告\n项目\n单位\n数量\n备注\n学法考试\n人\n73\n100%\n讲座\n场\n6\n"
    )
    assert {(o.value, o.unit) for o in facts(path).observations} == {(73, "人"), (6, "场")} | {(Decimal(100), "%")}


def test_a_figure_without_a_unit_is_an_issue_once_a_table() -> None:
    found = found_in("类别\t处理决定", "行政许可\t37", "行政处罚\t8")
    assert not found.metrics
    assert [issue.words for issue in found.issues] == ["行政许可\t37"]
    assert left_out(found) == {"table-cell"}


def test_two_units_at_once_are_none() -> None:
    assert not found_in("项目\t金额（万元）", "行政处罚（件）\t8").metrics


def test_figures_that_are_left_out_are_named() -> None:
    assert left_out(found_in("序号\t项目\t上年\t目标（件）", "1\t行政处罚\t8\t9")) == {
        "ordinal",
        "another-year",
        "planned",
    }
    assert left_out(found_in("月份\t检查（次）", "1月\t8", "2月\t9")) == {"part-of-year"}
    assert left_out(found_in("村名\t纠纷（件）", "东沟村\t8")) == {"part-of-area"}


def test_parts_are_tied_to_their_total_where_they_make_it_up() -> None:
    rows = ["类别\t受理（件）\t办结（件）", "婚姻家庭纠纷\t29\t29", "邻里纠纷\t41\t40", "合计\t70\t70"]
    found = found_in(*rows)
    assert [(str(m.value), m.part_of) for m in found.metrics] == [
        ("29", 4), ("29", None), ("41", 4), ("40", None), ("70", None), ("70", None),
    ]  # fmt: skip


def test_evidence_goes_from_the_rows_heading_to_the_cell() -> None:
    text = "类别\t2022年\t2023年\n行政处罚（件）\t8\t9"
    metric = find_tables(reading_of(text), 2023).metrics[0]
    assert text[metric.start : metric.end] == "行政处罚（件）\t8\t9"
    assert metric.number is not None
    assert text[slice(*metric.number)] == "9"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "柳河镇开展宣传12场。",
        "首页|政务公开|法治",
        "一\t二\n三\t四",
        "12\t13\n14\t15",
        "姓名\t电话\n张三\t6531268",
        "项目\t件数",
    ],
)
def test_what_is_no_table_of_figures(text: str) -> None:
    assert not find_tables(reading_of(text), 2023).metrics


def test_sentences_in_cells_stay_with_the_sentences() -> None:
    reading = reading_of("工作\t成效\n普法\t开展宣传活动12场，发放资料3000份")
    tabled = find_tables(reading, 2023)
    found, _ = with_tables(*find_metrics(reading), tabled)
    assert [(str(m.value), m.unit) for m in found] == [("12", "场"), ("3000", "份")]


def test_a_figure_is_read_once_and_its_year_is_minded(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(
        "柳河镇人民政府关于2023年度法治政府建设情况的报告\n一、主要举措和成效\n全年开展宣传活动12场。\n"
        "项目\t2022年\t2023年\n行政处罚\t8件\t9件\n法治讲座\t5场\t6场\n二、存在的不足\n执法人员仅有5名。\n"
    )
    observed = facts(path).observations
    assert sorted((o.value, o.unit) for o in observed) == [
        (Decimal(5), "名"), (Decimal(6), "场"), (Decimal(9), "件"), (Decimal(12), "场"),
    ]  # fmt: skip


@given(st.lists(st.text("项目件数（）万元年\t|1234567890.%-/—合计村 ", max_size=30), max_size=8))
def test_no_text_breaks_the_reading_of_tables(lines: list[str]) -> None:
    reading = reading_of("\n".join(lines))
    found = find_tables(reading, 2023)
    for metric in found.metrics:
        assert 0 <= metric.start < metric.end <= len(reading.folded)
        assert "\n" not in reading.folded[metric.start : metric.end]


def test_the_pattern_of_the_own_area() -> None:
    entry = load_patterns("tables")["own_area"]
    assert all(re.search(entry["pattern"], example) for example in entry["examples"])
    assert not any(re.search(entry["pattern"], reject) for reject in entry["rejects"])


@pytest.mark.parametrize("table", ["left_out", "part_of_area"])
def test_each_pattern_matches_its_examples_and_not_its_rejects(table: str) -> None:
    for entry in load_patterns("tables")[table]:
        for example in entry["examples"]:
            assert re.search(entry["pattern"], example), (entry["name"], example)
        for reject in entry["rejects"]:
            assert not re.search(entry["pattern"], reject), (entry["name"], reject)
