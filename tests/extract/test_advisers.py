"""Legal advisers in sentences of our own, and the patterns' examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract.advisers.find_advisers import AdviserMention, LawyerMention, find_advisers
from extract.advisers.firm_names import adviser_pattern, find_firms
from extract.advisers.person_names import is_name, unmarked_names
from extract.advisers.sentences import Sentences
from extract.document import Document
from extract.outline import outline
from extract.pattern_data import load_patterns
from extract.read.clean import clean
from extract.reading import Reading
from extract.text.fold import fold
from ontology.model import ProviderKind

ANNOTATED = Path(__file__).parent / "sentences" / "advisers.txt"
DATA = load_patterns("advisers")


def sentences() -> list[tuple[str, str]]:
    """The sentences as a reader gives them, each with what is to be found in it."""
    lines = ANNOTATED.read_text(encoding="utf-8").splitlines()
    pairs = [line.split(" || ") for line in lines if line and not line.startswith("#")]
    return [(clean(text.replace("\\n", "\n").replace("\\t", "\t")), wanted) for text, wanted in pairs]


def found(text: str) -> tuple[list[AdviserMention], list[LawyerMention]]:
    return find_advisers(Reading(Document(text), fold(text), ()))[:2]


def doubts(text: str) -> list[tuple[str, str]]:
    found = find_advisers(Reading(Document(text), fold(text), ()))[2]
    return [(doubt.kind, text[doubt.start : doubt.end]) for doubt in found]


def told(text: str) -> str:
    mentions, loose = found(text)
    firms: dict[str, list[str]] = {}
    for mention in mentions:
        names = firms.setdefault(mention.provider.name, [])
        names.extend(name for name in mention.lawyers if name not in names)
    parts = [f"{firm}: {' '.join(names)}" if names else firm for firm, names in firms.items()]
    if loose:
        parts.append("? " + " ".join(person.name for person in loose))
    return "; ".join(parts) or "-"


@pytest.mark.parametrize(("text", "wanted"), sentences())
def test_annotated_sentence(text: str, wanted: str) -> None:
    assert told(text) == wanted


def test_sentences_are_many() -> None:
    assert len(sentences()) >= 400


@pytest.mark.parametrize("text", [text for text, _ in sentences()])
def test_evidence_holds_the_names(text: str) -> None:
    mentions, loose = found(text)
    folded = fold(text)
    assert all(name in folded[m.start : m.end] for m in mentions for name in m.lawyers)
    assert all(folded[person.start : person.end] == person.name for person in loose)


def test_kinds() -> None:
    kinds = [m.provider.kind for m in found("聘请湖北楚正律师事务所，委托潜江市渔洋法律服务所提供服务。")[0]]
    assert kinds == [ProviderKind.LAW_FIRM, ProviderKind.LEGAL_SERVICES_OFFICE]


@pytest.mark.parametrize(
    "table",
    [
        *("suffix", "body", "generic", "place_only", "place", "company", "unread", "parallel"),
        *("listed", "engaged", "opposed", "visited", "elsewhere", "former", "planned", "planned_section"),
    ],
)
def test_patterns(table: str) -> None:
    rule: dict[str, Any] = DATA[table]
    pattern = adviser_pattern(table).pattern
    assert [text for text in rule["examples"] if not re.search(pattern, text)] == []
    assert [text for text in rule["rejects"] if re.match(pattern, text) or re.search(f"(?:{pattern})$", text)] == []


@pytest.mark.parametrize("table", ["elsewhere", "former", "planned", "planned_section", "visited"])
def test_what_speaks_against_an_engagement_stands_nowhere_else(table: str) -> None:
    rule: dict[str, Any] = DATA[table]
    assert [text for text in rule["rejects"] if adviser_pattern(table).search(text)] == []


def test_a_lawyer_of_another_paragraph_has_no_firm() -> None:
    text = "聘请湖北楚正律师事务所担任法律顾问。\n由张国强律师到村提供咨询。"
    assert told(text) == "湖北楚正律师事务所; ? 张国强"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "河湾镇2024年村法律顾问名单\n村名\t律所\t姓名\n柳河村\t湖北楚正律师事务所\t张国强\t13800000000\n石桥村\t黎明\t湖北荆岸律师事务所",
            "湖北楚正律师事务所: 张国强; 湖北荆岸律师事务所: 黎明",
        ),
        (
            "我镇法律顾问如下：\n柳河村：湖北楚正律师事务所\n石桥村：湖北荆岸律师事务所",
            "湖北楚正律师事务所; 湖北荆岸律师事务所",
        ),
        ("村法律顾问名单\n名单已公示。\n街上有湖北楚正律师事务所。", "-"),
        ("参观单位名单\n柳河村\t湖北楚正律师事务所", "-"),
    ],
)
def test_lists_without_a_verb(text: str, wanted: str) -> None:
    assert told(text) == wanted


@example("律师李三")
@given(st.text(alphabet="聘请福建铭诚律师事务所李雪平张三和与、（）·，。\n某两名担任", max_size=60))
def test_any_text_gives_sound_spans(text: str) -> None:
    mentions, loose = found(text)
    assert all(0 <= m.start < m.end <= len(text) for m in [*mentions, *loose])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("聘请河南正信法律咨询有限公司为我镇法律顾问。", [("provider-unclear", "河南正信法律咨询有限公司")]),
        ("与山西法益法律服务有限责任公司签订合同。", [("provider-unclear", "山西法益法律服务有限责任公司")]),
        ("走访山西法益法律服务有限责任公司。", []),
        ("与公司签订法律顾问合同，律师为公司提供服务。", []),
        ("聘请四川月琴律师事务所，四川月琴律师事务所阿苦木呷每周到乡坐班。", [("lawyer-unclear", "阿苦木呷")]),
        ("聘请四川月琴律师事务所律师阿木尔日参与审查合同。", [("lawyer-unclear", "阿木尔日")]),
        ("聘请四川月琴律师事务所阿苦木呷律师为法律顾问。", []),
        ("聘请四川月琴律师事务所阿苦·木呷律师为法律顾问。", []),
        ("聘请四川月琴律师事务所沙青山律师为法律顾问。", []),
        ("聘请四川月琴律师事务所专职律师为法律顾问。", []),
        ("与四川月琴律师事务所签约，王芳律师负责北沟村，冯艳负责东塬村。", [("lawyer-unclear", "冯艳")]),
        ("与四川月琴律师事务所签约，王芳律师负责北沟村，冯艳列席会议。", []),
        ("拟聘请四川月琴律师事务所为法律顾问。", [("adviser-not-engaged", "四川月琴律师事务所")]),
        (
            "法律顾问由四川月琴律师事务所更换为四川竹笛律师事务所。",
            [("adviser-not-engaged", "四川月琴律师事务所")],
        ),
        ("将四川月琴律师事务所聘为法律顾问，审查拟签订的合同。", []),
    ],
)
def test_what_stays_in_doubt(text: str, wanted: list[tuple[str, str]]) -> None:
    assert doubts(text) == wanted
    assert not [m for m in found(text)[0] if any(name in words for name in m.lawyers for _, words in wanted)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("聘请湖南沅芷律师事务所为法律顾问。沅芷所签订合同。", 2),
        ("聘请湖南柳河律师事务所为法律顾问。柳河镇与柳河所签订协议。", 1),
        ("聘请湖南司法律师事务所为法律顾问。司法所签订协议。", 1),
        ("聘请湖南沅芷律师事务所为法律顾问。沅芷所有人签订协议。", 1),
        ("委托慈利县澧滨法律服务所提供服务。澧滨所签订协议。", 1),
    ],
)
def test_offices_of_a_place_are_no_firm_in_short(text: str, count: int) -> None:
    assert len(found(text)[0]) == count


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        *((name, True) for name in ("和平", "和丽军", "及志刚", "于海", "欧阳雪", "第五建军", "张杨子涵", "李书瑶")),
        *((name, False) for name in ("和张平", "和王", "张", "专职", "管委会", "子涵", "张某某", "张子涵瑶")),
    ],
)
def test_names(name: str, wanted: bool) -> None:
    assert is_name(name) is wanted


def test_a_surname_joins_nothing_where_nothing_stands_before_it() -> None:
    assert not is_name("和田水")
    assert is_name("和田水", "由")
    assert not is_name("和田水", "明")


@pytest.mark.parametrize(
    ("run", "wanted"),
    [
        ("张伟李娜", ("张伟", "李娜")),
        ("林楚生马少华", ("林楚生", "马少华")),
        ("张伟李娜王强", ("张伟", "李娜", "王强")),
        ("钟李文静", ()),
        ("张李王赵", ("张李", "王赵")),
        ("专职律师", ()),
        ("", ()),
    ],
)
def test_names_without_a_mark_between(run: str, wanted: tuple[str, ...]) -> None:
    assert unmarked_names(run) == wanted


@pytest.mark.parametrize(
    "body",
    [
        *("江苏百年东吴", "湖南向阳红", "湖北均陵江", "山东和为贵", "福建天衡联合", "北京与诚达", "江西由信"),
        *("向阳红", "和平里", "同心圆", "均益诚", "百年松柏", "正诚", "国泰君", "昆山和丰", "鄂尔多斯", "王建华"),
    ],
)
@pytest.mark.parametrize(
    "sentence",
    [
        "我镇聘请{}律师事务所王伟律师为法律顾问。",
        "与{}律师事务所签订法律顾问合同。",
        "由{}律师事务所担任法律顾问。",
        "2024年{}律师事务所受聘为镇法律顾问。",
        "近年来{}律师事务所一直担任我镇法律顾问。",
        "镇政府和{}律师事务所续签法律顾问协议。",
        "向{}律师事务所购买法律服务。",
        "将{}律师事务所聘为法律顾问。",
        "法律顾问单位为{}律师事务所。",
        "镇政府委托天平律师事务所和{}律师事务所担任法律顾问。",
    ],
)
def test_names_of_firms_keep_characters_that_are_words_as_well(body: str, sentence: str) -> None:
    assert f"{body}律师事务所" in [m.provider.name for m in found(sentence.format(body))[0]]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("聘请湖北荆岸律师事务所为村级法律顾问。", [("adviser-not-engaged", "湖北荆岸律师事务所")]),
        ("与湖北荆岸律师事务所签订服务协议。", [("adviser-not-engaged", "湖北荆岸律师事务所")]),
        ("继续发挥法律顾问湖北荆岸律师事务所的作用。", []),
        ("目前已聘请湖北荆岸律师事务所，要用好法律顾问。", []),
    ],
)
def test_what_a_section_of_plans_engages_is_no_adviser_yet(sentence: str, wanted: list[tuple[str, str]]) -> None:
    text = f"一、主要工作\n完善制度。\n二、下一步工作计划\n{sentence}"
    folded = fold(text)
    mentions, _, issues = find_advisers(Reading(Document(text), folded, outline(folded, text)))
    assert [(issue.kind, text[issue.start : issue.end]) for issue in issues] == wanted
    assert bool(mentions) is not bool(wanted)


def test_a_lawyer_named_again_without_the_firm_is_no_second_one() -> None:
    assert told("聘请湖北荆岸律师事务所彭涛律师。村里来了律师。\n由彭涛律师坐班。") == "湖北荆岸律师事务所: 彭涛"


def test_names_broken_over_lines_make_no_endless_sentence() -> None:
    text = "聘请秦岳\n律师事务所" * 400
    ends = {Sentences(text, find_firms(text)).around(at) for at in range(0, len(text), 7)}
    assert max(end - start for start, end in ends) < 400
