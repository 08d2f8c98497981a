"""The account: patterns both ways, and nothing of a report is overlooked."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from extract.account import Item, Mark, Outcome, account, account_of_findings, placeholders, unread
from extract.corrections import load_corrections
from extract.document import Document
from extract.outline import outline
from extract.pattern_data import load_patterns
from extract.pipeline import Findings, analyse, load
from extract.read import read
from extract.reading import Reading
from extract.report import facts_of
from extract.text.fold import fold
from kg.wording import non_fact
from ontology.vocabulary import units

DATA = load_patterns("account")
ENTRIES = [*DATA["form"].values(), *DATA["non_fact"], *DATA["placeholder"]]
LARGEST_SHARE_OF_ISSUES = 0.03


def compiled(pattern: str) -> re.Pattern[str]:
    labels = "|".join(sorted((re.escape(unit.label) for unit in units()), key=len, reverse=True))
    return re.compile(pattern.replace("{han}", "[\u4e00-\u9fff]").replace("{unit}", labels), re.MULTILINE)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_patterns_match_their_examples_and_nothing_of_their_rejects(entry: dict[str, object]) -> None:
    pattern = compiled(str(entry["pattern"]))
    examples, rejects = entry["examples"], entry["rejects"]
    assert isinstance(examples, list) and isinstance(rejects, list)
    assert [text for text in examples if not pattern.search(fold(text))] == []
    assert [text for text in rejects if pattern.search(fold(text))] == []


@cache
def pipeline() -> Language:
    return load()


def items_of(text: str) -> list[Item]:
    return account_of_findings(analyse(pipeline(), Document(text)))


def outcome(text: str, words: str) -> tuple[str, str]:
    return next((str(item.outcome), item.name) for item in items_of(text) if item.words == words)


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("我镇于2024年12月4日开展宣传活动3场。", "12", "date"),
        ("印发《方案》（河政〔2024〕5号），落实要求。", "5", "document-number"),
        ("联系电话：0355-7221234。", "0355", "telephone"),
        ("索引号：11140423MB0001234/2024-00021\n高桥镇报告", "2024", "record-number"),
        ("地址：振兴路12号，邮编467400。", "467400", "record-number"),
        ("一、主要举措\n1.加强学习，开展宣讲3场。", "1", "section-number"),
        ("推行“1+6+N”治理，化解纠纷3件。", "6", "formula"),
        ("依据第四十二条第二款处理，罚款200元。", "200", "Observation"),
    ],
)
def test_numbers_are_facts_or_named(text: str, words: str, name: str) -> None:
    assert name in outcome(text, words)[1] or outcome(text, words)[1] in {
        "frame", "ticket", "quoted", "time-or-order", "letterhead-issued",
    }  # fmt: skip


# Forms of numbers in a sentence each, what the account calls them, and their name: F a fact, I an issue.
FORMS = """
沿G319国道巡查|G319|name-with-digits
印制A4纸海报|A4|name-with-digits
推进5G网络覆盖|5|name-with-digits
整治S207省道沿线|S207|name-with-digits
发放N95口罩|N95|name-with-digits
通过ISO9001认证|ISO9001|name-with-digits
监测PM2.5浓度|PM2.5|name-with-digits
整治K12+300路段|K12|name-with-digits
推广3D打印|3|name-with-digits
防控H7N9疫情|N9|name-with-digits
打造3A级景区|3|name-with-digits
架设10kV线路|10|name-with-digits
受理12345热线工单|12345|F
强化110联动|110|hotline
拨打“119”报警电话|119|hotline quoted
①健全制度|①|list-mark
⑵完善机制|⑵|list-mark
㈢强化监督|㈢|list-mark
达到Ⅲ类标准|Ⅲ|grade
启动Ⅱ级响应|Ⅱ|grade
满意率98%|98|F
办结率99.5％|99.5|F
合格率百分之九十五|百分之九十五|F
死亡率3.5‰|3.5|F
推行“1＋N”机制|1|F
推行3+X做法|3|formula
实行7×24小时值守|7|formula
实行5+2工作法|5|formula
比例为2：1|2|clock formula
2024年12月4日宣传|12|date time-or-order
2024-12-04宣传|04|date
2024/12/04宣传|04|date
二〇二四年十二月四日宣传|二〇二四年十二月四日|year-in-characters
二○二四年度考核|二○二四年|year-in-characters
9月至12月集中整治|9|date time-or-order
上午9：30开会|9|clock
9时30分开会|30|time-or-order
每月15日接访|15|time-or-order date
2021—2025年规划|2021|period date time-or-order
第3季度完成|3|ordinal
第三批整改|第三批|-
电话0355-7221234|7221234|telephone
手机13812345678|13812345678|telephone
邮编047200|047200|record-number
依据第四十二条第一款|第四十二条|-
国发〔2021〕33号文件|33|document-number ticket
三分之二以上成员到会|三分之二|share-in-words
完成四分之一|四分之一|share-in-words
完成任务的2/3|2|formula
过半数代表到会|过半|share-in-words
½的村完成|½|share-in-words
每半年研究|半年|half-of-a-time
用半天时间|半天|half-of-a-time
〇次复议|〇|F
实现零距离服务|零|zero-in-a-saying
数十次走访|十|inexact
十几名干部参加|十几|inexact
几百户受益|百|inexact
两三次走访|两三|F
开展1至2次演练|1|F
开展1、2次演练|1|F
更换零件加工设备|零|spare-part
一〇五件纠纷化解|一〇五|F
化解纠纷1,260件|1,260|F
发放资料1.5万份|1.5|F
80后干部宣讲|80|generation
体温38.5℃|38.5|temperature
新增罚款壹佰元|壹佰|I
叁次培训|叁|I
代号是88|88|I
振兴路12号院|12|address ticket
详见www.example.gov.cn/art/88/7|88|web-address
"""


@pytest.mark.parametrize("form", FORMS.strip().split("\n"))
def test_each_form_of_a_number_has_its_outcome(form: str, tmp_path: Path) -> None:
    sentence, words, names = form.split("|")
    path = tmp_path / "r.txt"
    path.write_text(
        f"襄垣县王村镇2024年法治政府建设情况报告\n一、主要举措和成效\n我镇依法行政。一年来，{sentence}。\n二、不足\n力量不足。\n",
        encoding="utf-8",
    )
    items = [item for item in items_of(read(path).text) if item.words == fold(words)]
    if names == "-":
        assert items == [], "a numeral without what it counts is none"
        return
    told = {"F": Outcome.FACT, "I": Outcome.ISSUE}.get(names, Outcome.NON_FACT)
    assert [item.outcome for item in items] == [told]
    assert told is not Outcome.NON_FACT or items[0].name in names.split()
    assert non_fact(items[0].name) != items[0].name or told is not Outcome.NON_FACT, "it is named in words"


def test_a_number_that_nothing_explains_is_an_issue() -> None:
    report = facts_of(Document("我镇开展工作。代号是88，其余照旧。"))
    [issue] = [issue for issue in report.issues if issue.kind == "number-unread"]
    assert issue.words == "88" and "“代号是88”" in issue.why, "the words about it tell what it is"


def test_placeholders_are_one_issue() -> None:
    text = "xx镇XX年度报告\n××镇开展宣传XX次，运行7×24小时值守。"
    found = placeholders(Reading(Document(text), fold(text), outline(fold(text), text)))
    assert [(issue.kind, issue.words) for issue in found] == [("placeholder", "xx")]
    assert found[0].why.startswith("4 placeholders")
    assert placeholders(Reading(Document("开展宣传3次"), "开展宣传3次", ())) == []


def test_a_tie_of_indicators_is_an_issue_that_a_correction_settles(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    prefixes = (
        "@prefix fz: <https://w3id.org/fazhi/ns#> .\n@prefix ind: <https://w3id.org/fazhi/indicator/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    )
    entry = 'ind:{0} a fz:Indicator ; skos:prefLabel "{0}"@zh ; skos:hiddenLabel "茶叙"@zh .\n'
    own.write_text(prefixes + entry.format("tea-one") + entry.format("tea-two"), encoding="utf-8")
    document = Document("我镇开展茶叙15次。", name="r.txt")
    (issue,) = facts_of(document, vocabulary=(own,)).issues[-1:]
    assert (issue.kind, "tea-two" in issue.why) == ("indicator-unclear", True)
    (tmp_path / "corrections.toml").write_text('[entity]\n"茶叙" = "indicator:tea-two"', encoding="utf-8")
    settled = load_corrections([tmp_path / "corrections.toml"], [own])
    report = facts_of(document, vocabulary=(own,), corrections=settled)
    assert [o.indicator for o in report.observations] == ["tea-two"]
    assert "indicator-unclear" not in {issue.kind for issue in report.issues}


def test_titles_quotations_firms_and_laws_are_accounted_for() -> None:
    text = (
        "我镇学习《宪法》和信访工作条例，做到“件件有着落”，聘请福建铭诚律师事务所为法律顾问，邀请多家律师事务所授课。"
    )
    start = text.index("《宪法》")
    kept = [
        Mark(start, start + 4, "Citation"),
        Mark(text.index("福建"), text.index("为法律"), "LegalAdviserEngagement"),
    ]
    items = account(Document(text), kept, [])
    named = {(item.kind, item.words[-7:]): (str(item.outcome), item.name) for item in items}
    assert named["title", "《宪法》"] == ("fact", "Citation")
    assert named["law", "和信访工作条例"] == ("non-fact", "set-aside")
    assert named["quote", "“件件有着落”"][0] == "non-fact"
    firms = [item for item in items if item.kind == "firm"]
    assert [(str(item.outcome), item.name) for item in firms] == [
        ("fact", "LegalAdviserEngagement"),
        ("non-fact", "firm-in-general"),
    ]


def assert_same_numbers_open(found: Findings, items: list[Item]) -> None:
    """That the issues of unread numbers are those of the whole account."""
    left = [(item.words, item.start, item.end) for item in items if item.name == "number-unread"]
    assert [(issue.words, issue.start, issue.end) for issue in unread(found)] == left


@given(text=st.text("一二十0123年月日号第、。（）〔〕次件人A1.-:\n·电话热线5+村", max_size=60))
def test_the_numbers_left_open_are_those_of_the_account(text: str) -> None:
    found = analyse(pipeline(), Document(text))
    assert_same_numbers_open(found, account_of_findings(found))


def check_account(path: Path) -> None:
    found = analyse(pipeline(), read(path))
    items = account_of_findings(found)
    assert_same_numbers_open(found, items)
    counts = Counter(item.outcome for item in items)
    assert items and all(item.name for item in items)
    assert counts[Outcome.ISSUE] <= LARGEST_SHARE_OF_ISSUES * len(items), [
        item.words for item in items if item.outcome is Outcome.ISSUE
    ]
    digits = re.compile(r"\d+")
    text = read(path).text
    accounted = [(item.start, item.end) for item in items]
    lost = [m[0] for m in digits.finditer(fold(text)) if not any(s <= m.start() and m.end() <= e for s, e in accounted)]
    assert lost == []


@pytest.mark.parametrize("number", range(1, 8))
def test_every_number_of_the_examples_is_accounted_for(examples: Path, number: int) -> None:
    check_account(examples / f"d{number:02}.txt")


def test_every_number_of_the_real_reports_is_accounted_for(real_reports: Path) -> None:
    for path in sorted(real_reports.glob("00*.txt")):
        check_account(path)
