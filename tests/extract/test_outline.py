"""Headings, their levels and roles."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract.outline import heading_role, outline
from extract.pattern_data import load_patterns
from extract.read.clean import clean
from extract.text.fold import fold
from ontology.model import SectionRole

REPORT = """柳河镇2024年度法治政府建设情况的报告
现将有关情况报告如下：
一、主要举措和成效
（一）加强领导，健全机制
开展会议4次。
（2）强化宣传
1.抓学法。学法6次。
2.抓普法。普法7次。
（三）切实履行法治建设第一责任人职责。带头学法3次。
二、存在的不足和原因
一是力量不足。
3、党政主要负责人履行第一责任人情况
带队督导2次。
四、2025年工作安排及建议
（一）举办培训4期
五、对全县加强法治政府建设的意见建议
六、其他需要报告的事项
无。"""


def shown(text: str) -> list[tuple[int, str, str]]:
    return [(section.level, section.heading, section.role.value) for section in outline(fold(text), text)]


def test_levels_and_roles_under_wrong_numbering() -> None:
    assert shown(REPORT) == [
        (0, "", "Preamble"),
        (1, "主要举措和成效", "Achievements"),
        (2, "加强领导，健全机制", "Achievements"),
        (2, "强化宣传", "Achievements"),
        (3, "抓学法", "Achievements"),
        (3, "抓普法", "Achievements"),
        (2, "切实履行法治建设第一责任人职责", "Achievements"),
        (1, "存在的不足和原因", "Shortcomings"),
        (1, "党政主要负责人履行第一责任人情况", "Responsibility"),
        (1, "2025年工作安排及建议", "Plans"),
        (2, "举办培训4期", "Plans"),
        (1, "对全县加强法治政府建设的意见建议", "Suggestions"),
        (1, "其他需要报告的事项", "Other"),
    ]


def test_bodies_follow_their_headings() -> None:
    bodies = [REPORT[section.body : section.end] for section in outline(fold(REPORT), REPORT)]
    assert bodies[2] == "开展会议4次。\n"
    assert bodies[4] == "学法6次。\n"


def test_a_report_on_one_line() -> None:
    text = (
        "现报告如下: "
        "一、党政主要负责人履行推进法治建设第一责任人职责情况党工委书记、办事处主任主持会议5次,带头讲课2次。"
        "二、2021年推进法治政府建设的主要做法和成效"
        "(一)抓学法,提升能力坚持会前学法14次,组织干部学习《民法典》等法律法规和重要讲话精神,举办培训班4期。"
        "(二)抓执法。执法29次。三、2020年存在的主要问题一是人才缺乏,执法人员中法律专业毕业的只有3名,而且年龄偏大,培训也不够多。"
    )
    text = clean(text)
    assert shown(text) == [
        (0, "", "Preamble"),
        (1, "党政主要负责人履行推进法治建设第一责任人职责情况", "Responsibility"),
        (1, "2021年推进法治政府建设的主要做法和成效", "Achievements"),
        (2, "抓学法", "Achievements"),
        (2, "抓执法", "Achievements"),
        (1, "2020年存在的主要问题", "Shortcomings"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (
            "一、聚焦政治统领\n甲\n二、存在问题与不足\n乙\n三、下一步的工作打算\n丙\n四、强化保障\n丁",
            ["Achievements", "Shortcomings", "Plans", "Plans"],
        ),
        ("（一）工作开展情况\n甲\n（二）存在的问题\n乙\n（三）下步计划\n丙", ["Achievements", "Shortcomings", "Plans"]),
        (
            "一、2024年工作情况\n（一）抓学法\n甲\n（二）存在的问题\n乙\n（三）抓普法\n丙",
            ["Achievements", "Achievements", "Shortcomings", "Achievements"],
        ),
        ("第一部分 工作开展情况\n甲\n第二部分 存在问题\n乙", ["Achievements", "Shortcomings"]),
        (
            "题目\n工作开展情况\n甲\n存在的主要问题\n乙\n下一步工作打算\n丙",
            ["Preamble", "Achievements", "Shortcomings", "Plans"],
        ),
        (
            "现报告如下：\n一是学法6次。\n虽然取得一定成绩，但仍有不足。\n下一步，将开展培训。",
            ["Preamble", "Achievements", "Shortcomings", "Plans"],
        ),
        (
            "一、存在问题及下一步打算\n甲\n（一）存在问题\n乙\n（二）下一步打算\n丙",
            ["Shortcomings", "Shortcomings", "Plans"],
        ),
        ("一、2024年工作情况\n甲\n二、2025年重点工作\n乙", ["Achievements", "Plans"]),
        (
            "柳河镇2024年法治政府建设报告\n一、2024年重点任务\n甲\n二、2025年工作要点\n乙\n三、2025年法治宣传\n丙",
            ["Preamble", "Achievements", "Plans", "Plans"],
        ),
        (
            "现将我镇2024年度工作报告如下：\n一、主要成效\n（一）2024年重点举措\n甲\n（二）2025年重点举措\n乙",
            ["Preamble", "Achievements", "Achievements", "Plans"],
        ),
        ("2025年，柳河镇开展工作。\n一、2025年推进法治建设的工作举措和成效\n甲", ["Preamble", "Achievements"]),
        (
            "一、存在问题及下一步打算\n人员不足。下一步，将招录4名。\n二、其他需要报告的事项\n无",
            ["Shortcomings", "Plans", "Other"],
        ),
        ("一、存在不足及整改措施\n人员不足。\n针对上述问题，将招录4名。", ["Shortcomings", "Plans"]),
        ("一、存在问题\n人员不足。\n下一步，将招录4名。", ["Shortcomings"]),
        (
            "一、" + "以学习贯彻党的精神和法治思想为指引，" * 3 + "\n甲\n二、存在的问题\n乙",
            ["Achievements", "Shortcomings"],
        ),
    ],
)
def test_roles(text: str, expected: list[str]) -> None:
    text = clean(text)
    assert [section.role.value for section in outline(fold(text), text)] == expected


@pytest.mark.parametrize(
    "text", ["一是加强领导。\n二是学法。", "解释\n（一）》施行\n1,260次\n12.4国家宪法日", "2名干部\n3月1日"]
)
def test_what_is_no_heading(text: str) -> None:
    assert [section.level for section in outline(fold(text), text)] == [0]


@pytest.mark.parametrize("entry", load_patterns("outline")["role"])
def test_role_patterns(entry: dict[str, Any]) -> None:
    assert {heading_role(example) for example in entry["examples"]} == {SectionRole(entry["role"])}


PATTERNS = [
    (file, table, entry)
    for file in ("outline", "noise")
    for table, entries in load_patterns(file).items()
    if isinstance(entries, list) and entries and isinstance(entries[0], dict) and "pattern" in entries[0]
    for entry in entries
]


@pytest.mark.parametrize(("file", "table", "entry"), PATTERNS)
def test_patterns_both_ways(file: str, table: str, entry: dict[str, Any]) -> None:
    pattern = re.compile(entry["pattern"], re.MULTILINE)
    assert [example for example in entry["examples"] if not pattern.search(example)] == []
    assert [reject for reject in entry["rejects"] if pattern.search(reject)] == []


PIECES = st.sampled_from(
    [
        "\n",
        "一、",
        "二、",
        "（一）",
        "（2）",
        "3、",
        "1.",
        "①",
        "存在的问题",
        "下一步",
        "。",
        "：",
        "，",
        "工作情况",
        "甲乙丙丁" * 9,
        " ",
        "(",
    ]
)


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=50).map("".join)))
@example("一、存在问题下步\n下步")
def test_sections_cover_the_text_in_order(text: str) -> None:
    sections = outline(fold(text), text)
    assert "".join(text[section.start : section.end] for section in sections) == text
    heading = ""
    for section in sections:
        assert section.start <= section.body <= section.end
        # What a heading names second, plans after shortcomings, begins in its body under the same words.
        assert section.heading == heading or section.heading in text[section.start : section.body + 30]
        heading = section.heading
        assert section.start < section.end


def test_without_headings_the_running_text_is_what_was_done() -> None:
    text = "柳河镇2024年度法治政府建设报告\n县委：\n全年开展法治宣传36场次，发放资料5200余份。\n下一步，举办讲座4场。"
    roles = [section.role for section in outline(fold(text), text)]
    assert [str(role) for role in roles] == ["Preamble", "Achievements", "Plans"]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("河湾镇2025年法治政府建设工作要点", SectionRole.PLANS),
        ("柳溪乡2025年普法工作计划", SectionRole.PLANS),
        ("河湾镇2024年法治政府建设情况报告", SectionRole.ACHIEVEMENTS),
        ("河湾镇2024年法治政府建设工作总结及2025年工作计划", SectionRole.ACHIEVEMENTS),
    ],
)
def test_sections_of_a_plan_are_of_plans(title: str, role: SectionRole) -> None:
    text = f"{title}\n一、总体要求\n结合实际制定。\n二、重点任务\n开展宣讲20场。\n三、存在问题\n力量不足。\n"
    assert [section.role for section in outline(text, text) if section.level] == [role, role, SectionRole.SHORTCOMINGS]


def test_plan_titles_both_ways() -> None:
    rule = load_patterns("outline")["plan_title"][0]
    assert [text for text in rule["examples"] if not re.search(rule["pattern"], text)] == []
    assert [text for text in rule["rejects"] if re.search(rule["pattern"], text)] == []


def test_an_annex_behind_the_report_is_no_part_of_its_plans() -> None:
    plans = "三、2025年工作计划\n培训4期。\n柳河镇人民政府\n2025年1月9日\n"
    assert shown(f"{REPORT}\n{plans}附件1\n柳河镇数据表\n宣传 36场")[-1] == (1, "附件1", "Other")


def test_a_report_that_is_an_annex_itself_keeps_its_roles() -> None:
    assert [role for _, _, role in shown(f"附件\n{REPORT}")] == [role for _, _, role in shown(REPORT)]


def test_a_table_within_a_section_is_no_annex() -> None:
    table = "培训4期。\n附表：柳河镇数据表\n宣传 36场\n"
    assert "附表" not in str(shown(REPORT.replace("二、存在", f"{table}二、存在")))


TITLE = "柳河镇2024年度法治政府建设情况的报告\n"


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("第一责任人职责履行情况", "Responsibility"),
        ("党政主要负责人履行推进法治建设第一责任人职责情况", "Responsibility"),
        ("镇党政主要负责人切实履行推进法治建设第一责任人职责", "Responsibility"),
        ("党委书记、乡长履行法治建设第一责任人职责的有关情况", "Responsibility"),
        ("党政主要负责人履行第一责任人职责，推进法治政府建设情况", "Responsibility"),
        ("主要领导履职情况", "Responsibility"),
        ("2024年度党政主要负责人履行第一责任人职责、加强法治政府建设的有关情况", "Responsibility"),
        ("切实履行第一责任人职责", "Achievements"),
        ("压紧压实党政主要负责人第一责任人职责", "Achievements"),
        ("健全领导机制，落实第一责任人职责", "Achievements"),
        ("行政机关负责人出庭应诉情况", "Achievements"),
    ],
)
def test_a_subsection_on_the_first_responsible_person(heading: str, role: str) -> None:
    text = f"{TITLE}一、主要举措和成效\n（一）{heading}\n专题研究4次。\n（二）强化宣传\n宣讲5场。\n二、存在的不足\n无。"
    roles = [section.role.value for section in outline(fold(text), text)]
    assert roles == ["Preamble", "Achievements", role, "Achievements", "Shortcomings"]


def told(sentences: str, section: str = "主要举措和成效") -> list[tuple[str, str]]:
    """The parts of a section of a report on 2024, with their roles."""
    text = f"{TITLE}一、{section}\n{sentences}"
    parts = [part for part in outline(fold(text), text) if part.level]
    return [(text[part.body : part.end].strip(), part.role.value) for part in parts if part.body < part.end]


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("下一步，我镇将举办培训4期。", "Plans"),
        ("2025年，我镇将举办培训4期。", "Plans"),
        ("2025年计划新建法治广场1处。", "Plans"),
        ("明年将再培养骨干30人。", "Plans"),
        ("今后工作中，继续坚持每月学法1次。", "Plans"),
        ("到2025年底前力争化解积案3件。", "Plans"),
        ("但执法工作还存在一些不足，败诉1件。", "Shortcomings"),
        ("虽然成效明显，但与要求相比仍存在差距，持证人员仅2名。", "Shortcomings"),
        ("2024年将普法纳入考核，占5分。", "Achievements"),
        ("2025年1月召开总结会1次。", "Achievements"),
        ("印发《2025年工作计划》1份。", "Achievements"),
        ("排查发现仍存在隐患的企业12家。", "Achievements"),
        ("针对还存在的问题，整改8项。", "Achievements"),
        ("会议部署下一步工作4次。", "Achievements"),
        ("2023年将任务分解为12项。", "Achievements"),
    ],
)
def test_a_sentence_among_achievements_that_leaves_them(sentence: str, role: str) -> None:
    parts = told(f"全年宣讲36场。{sentence}\n化解纠纷56件。")
    if role == "Achievements":
        assert {found for _, found in parts} == {role}
    else:
        assert parts == [("全年宣讲36场。", "Achievements"), (sentence, role), ("化解纠纷56件。", "Achievements")]


def test_the_list_that_a_sentence_opens_goes_with_it() -> None:
    assert told("宣讲36场。\n下一步，做好以下工作：\n一是培训4期。\n二是宣讲9场。\n化解56件。") == [
        ("宣讲36场。", "Achievements"),
        ("下一步，做好以下工作：\n一是培训4期。\n二是宣讲9场。", "Plans"),
        ("化解56件。", "Achievements"),
    ]


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("2024年，全镇累计化解纠纷56件。", "Achievements"),
        ("2024年我镇共宣讲36场。", "Achievements"),
        ("2025年，全镇共培训4期。", "Plans"),
        ("2024年取得的成绩要继续巩固，全年共宣讲4场。", "Plans"),
        ("全年召开会议4次。", "Plans"),
    ],
)
def test_a_past_year_among_plans(sentence: str, role: str) -> None:
    parts = dict(told(f"{sentence}2025年将宣讲40场。", "2025年工作打算"))
    assert parts[sentence if role == "Achievements" else f"{sentence}2025年将宣讲40场。"] == role


def test_shortcomings_keep_what_is_planned_against_them() -> None:
    assert told("人员不足。\n下一步，将招录4名。", "存在的问题") == [
        ("人员不足。\n下一步，将招录4名。", "Shortcomings")
    ]
