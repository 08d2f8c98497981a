"""What a report says of a programme: done, planned or wished for, by the clause's own words and by its section."""

from __future__ import annotations

import re

import pytest

from extract.document import Document
from extract.pattern_data import load_patterns
from extract.report import facts_of

REPORT = """虎邱镇2024年法治政府建设情况报告
2024年，虎邱镇坚持依法行政，现将有关情况报告如下：
一、主要举措和成效
{done}
二、存在的不足
法治队伍力量不足。
三、下一步工作计划
{plan}
四、意见建议
{wish}
"""


def status(**parts: str) -> str:
    """The status of the only programme of the report, with the year it falls in."""
    text = REPORT.format(**{"done": "工作有序推进。", "plan": "抓好落实。", "wish": "加大指导。", **parts})
    (activity,) = facts_of(Document(text)).activities
    return f"{activity.status} {activity.year}"


@pytest.mark.parametrize("rule", ["done", "ahead"])
def test_patterns_match_their_examples_and_no_reject(rule: str) -> None:
    data = load_patterns("status")[rule]
    assert [text for text in data["examples"] if not re.search(data["pattern"], text)] == []
    assert [text for text in data["rejects"] if re.search(data["pattern"], text)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "目前已完成“法律明白人”培训工作。",
        "今年以来开展“法律明白人”培训4期，明年再上台阶。",
        "法律明白人队伍已建立，结构有待优化。",
        "我镇先后举办法律明白人培训班4期。",
        "举办了宪法宣传周活动，将总结经验。",
        "“八五”普法中期评估已顺利完成。",
        "国家宪法日活动已举办，成效明显。",
        "法治文化广场已建成；枫桥经验已全面推广。",
        "截至目前，累计培养法律明白人57名。",
    ],
)
def test_what_is_done_is_done_in_a_plan_too(sentence: str) -> None:
    assert status(plan=sentence) == "CarriedOut 2024"


@pytest.mark.parametrize(
    "sentence",
    [
        "开展“法律明白人”培训。",
        "继续开展“法律明白人”培训。",
        "在已建成的法律明白人队伍基础上，提升能力。",
        "进一步发挥已培养的法律明白人作用。",
        "完成“八五”普法总结验收。",
        "将举办国家宪法日活动。",
        "要全面完成“法律明白人”培养目标。",
        "拟建成法律明白人工作室。",
        "巩固已创建的法律明白人阵地。",
        "用好已聘请的一村一法律顾问。",
        "力争全镇法律明白人达到60名。",
        "确保“法律明白人”培养工作已有基础不丢。",
        "今年工作已完成，明年实施法律明白人培养工程。",
    ],
)
def test_a_plan_stays_a_plan(sentence: str) -> None:
    assert status(plan=sentence) == "Planned 2025"


@pytest.mark.parametrize(
    "sentence",
    [
        "开展“法律明白人”培训4期。",
        "按照年度计划完成“法律明白人”培训。",
        "按计划要求已完成“法律明白人”培训。",
        "“法律明白人”培训取得成效，群众满意。",
        "严格落实方案要求，将推进“法律明白人”培养摆在重要位置。",
        "将开展“法律明白人”培训情况纳入年终考核。",
        "将加强“法律明白人”队伍建设与网格管理相结合。",
        "一是已建立法律明白人队伍，将持续发挥作用。",
    ],
)
def test_achievements_are_done(sentence: str) -> None:
    assert status(done=sentence) == "CarriedOut 2024"


@pytest.mark.parametrize(
    "sentence",
    [
        "下一步，我镇将开展“法律明白人”培训。",
        "我镇将继续推进“法律明白人”培养。",
        "我镇将推进“法律明白人”培养走深走实。",
        "我镇将实施“法律明白人”培养工程，作为重点工作推进。",
        "2025年拟开展“法律明白人”培训4期。",
        "计划开展“法律明白人”培训。",
        "明年还要抓好“法律明白人”培养。",
        "今后要深入推进“法律明白人”培养。",
    ],
)
def test_what_is_ahead_is_planned_among_achievements_too(sentence: str) -> None:
    assert status(done=sentence).startswith("Planned")


def test_a_wish_stays_a_wish() -> None:
    assert status(wish="建议县级加大“法律明白人”培训力度。") == "Recommended 2025"
    assert status(wish="加大“法律明白人”培训力度。") == "Recommended 2025"
    assert status(wish="我镇已建成“法律明白人”队伍。") == "CarriedOut 2024"
