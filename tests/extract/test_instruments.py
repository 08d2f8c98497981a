"""Instruments in sentences of our own, the patterns' examples, and the register behind them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from extract.document import Document
from extract.instruments.find_instruments import (
    InstrumentFindings,
    account_for_instruments,
    find_instruments,
    with_area,
)
from extract.instruments.titles import form_of, is_national, marked_titles, with_provinces
from extract.pattern_data import load_patterns
from extract.places.gazetteer import load as load_gazetteer
from extract.reading import Reading
from extract.text.fold import fold
from ontology.model import InstrumentKind
from ontology.vocabulary import instruments

ANNOTATED = Path(__file__).parent / "sentences" / "instruments.txt"
MARKED = re.compile(r"\[([^|\]]+)\|([^|\]]+)\|([^|\]]+)(?:\|([^|\]]+))?\]")

Expected = tuple[str, str, str, str | None]


def sentences() -> list[str]:
    lines = ANNOTATED.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def found(text: str) -> InstrumentFindings:
    return account_for_instruments(Reading(Document(text), fold(text), ()))


def parsed(annotated: str) -> tuple[str, list[Expected]]:
    wanted: list[Expected] = [(m[1], m[2], m[3], m[4]) for m in MARKED.finditer(annotated)]
    return MARKED.sub(lambda m: m[1], annotated), wanted


@pytest.mark.parametrize("annotated", sentences())
def test_annotated_sentence(annotated: str) -> None:
    text, wanted = parsed(annotated)
    mentions = found(text).mentions
    assert [(text[m.start : m.end], m.instrument.title, str(m.instrument.kind), m.article) for m in mentions] == wanted


def test_sentences_are_many() -> None:
    assert len(sentences()) >= 150


@pytest.mark.parametrize("rule", load_patterns("instruments")["form"], ids=lambda rule: rule["name"])
def test_forms_decide_their_examples(rule: dict[str, object]) -> None:
    examples, rejects = rule["examples"], rule["rejects"]
    assert isinstance(examples, list)
    assert isinstance(rejects, list)
    for title in examples:
        form = form_of(title)
        assert form is not None, title
        assert form.name == rule["name"], title
    assert not [title for title in rejects if re.compile(with_provinces(str(rule["pattern"]))).search(title)]


@pytest.mark.parametrize("table", ["within", "before", "local", "article", "back_reference"])
def test_patterns_both_ways(table: str) -> None:
    for rule in load_patterns("instruments")[table]:
        pattern = re.compile(with_provinces(rule["pattern"]))
        look = pattern.match if table == "article" else pattern.search
        assert [text for text in rule["examples"] if not look(text)] == [], rule["name"]
        assert [text for text in rule["rejects"] if look(text)] == [], rule["name"]


def test_after_pattern_both_ways() -> None:
    for rule in load_patterns("instruments")["after"]:
        pattern = re.compile(rule["pattern"])
        assert all(pattern.search(text) for text in rule["examples"])
        assert not [text for text in rule["rejects"] if pattern.search(text)]


def test_every_marked_title_is_accounted_for() -> None:
    for annotated in sentences():
        text, _ = parsed(annotated)
        findings = found(text)
        ends = {i for m in (*findings.mentions, *findings.others) for i in range(m.start, m.end)}
        ends |= {i for issue in findings.issues for i in range(issue.start or 0, issue.end or 0)}
        assert all(any(i in ends for i in range(t.start, t.end)) for t in marked_titles(fold(text))), text


def test_find_instruments_gives_mentions_and_issues() -> None:
    text = "学习《民法典》，对照《春风化雨》。"
    mentions, issues = find_instruments(Reading(Document(text), fold(text), ()))
    assert [mention.instrument.title for mention in mentions] == ["中华人民共和国民法典"]
    assert [issue.words for issue in issues] == ["《春风化雨》"]


def test_unknown_title_is_an_issue_with_its_place() -> None:
    text = "组织对照《春风化雨》。"
    findings = found(text)
    assert not findings.mentions
    [issue] = findings.issues
    assert (issue.kind, issue.words, issue.start, issue.end) == ("instrument-unresolved", "《春风化雨》", 4, 10)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("《法治政府建设实施纲要（2021—2025年）》", "法治政府建设实施纲要（2021—2025年）"),
        ("《法治政府建设实施纲要（2022—2025年）》", "法治政府建设实施纲要（2021—2025年）"),
        ("《法治政府建设实施纲要（2016—2020年）》", "法治政府建设实施纲要（2015—2020年）"),
        ("《法治政府建设实施纲要（2026—2030年）》", "法治政府建设实施纲要（2026—2030年）"),
        ("《关于开展第七个五年法治宣传教育的决议》", "全国人民代表大会常务委员会关于开展第七个五年法治宣传教育的决议"),
        ("《关于开展第六个五年法治宣传教育的决议》", "关于开展第六个五年法治宣传教育的决议"),
        ("《关于审理劳动争议案件适用法律问题的解释（三）》", "关于审理劳动争议案件适用法律问题的解释（三）"),
        ("《关于审理劳动争议案件适用法律问题解释（二）》", "最高人民法院关于审理劳动争议案件适用法律问题的解释（二）"),
        ("《关于审理劳动争议案件适用法律问题解释（一）》", "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"),
    ],
)
def test_another_number_or_period_is_another_instrument(words: str, title: str) -> None:
    assert [mention.instrument.title for mention in found(f"2025年，学习{words}。").mentions] == [title]


def test_a_name_without_marks_before_another_period_is_an_issue() -> None:
    later = found("2025年，学习法治政府建设实施纲要（2026—2030年）。")
    assert (list(later.mentions), [issue.words for issue in later.issues]) == ([], ["法治政府建设实施纲要"])
    [mention] = found("2025年，学习法治政府建设实施纲要（2021年—2025年）。").mentions
    assert mention.instrument.title == "法治政府建设实施纲要（2021—2025年）"


def test_a_place_before_a_national_regulation_is_an_issue() -> None:
    findings = found("宣传我省物业管理条例。")
    assert not findings.mentions
    assert [issue.words for issue in findings.issues] == ["我省物业管理条例"]


AREAS = {"夏店镇": "140423103", "莫旗": "150722", "东莞": "441900003", "昌吉": "652301", "朝阳": "110105"}


@pytest.mark.parametrize(
    ("words", "area", "title"),
    [
        ("我省《平安建设条例》", "夏店镇", "山西省平安建设条例"),
        ("省《优化营商环境条例》", "夏店镇", "山西省优化营商环境条例"),
        ("本市《文明行为促进条例》", "夏店镇", "长治市文明行为促进条例"),
        ("我省新修订的《安全生产条例》", "夏店镇", "山西省安全生产条例"),
        ("我省平安建设条例", "夏店镇", "山西省平安建设条例"),
        ("我市《生态环境保护条例》", "朝阳", "北京市生态环境保护条例"),
        ("我市文明行为促进条例", "东莞", "东莞市文明行为促进条例"),
        ("我旗《草原保护条例》", "莫旗", "莫力达瓦达斡尔族自治旗草原保护条例"),
        # Named in full before the marks, whatever the report's area.
        ("四川省《平安建设条例》", "夏店镇", "四川省平安建设条例"),
        ("杭州市《文明行为促进条例》", None, "杭州市文明行为促进条例"),
        # Counties make no regulations, a county called a city may mean its own or the city above, and nobody knows.
        ("我县《禁毒条例》", "夏店镇", None),
        ("我市《平安建设条例》", "昌吉", None),
        ("我区《平安建设条例》", "朝阳", None),
        ("我省《平安建设条例》", None, None),
        ("省、市《平安建设条例》", "夏店镇", None),
        ("省市《信访条例》", "夏店镇", None),
        ("《平安建设条例》", "夏店镇", None),
        ("襄垣县《物业管理条例》", "夏店镇", None),
    ],
)
def test_regulations_of_the_own_province_or_city(words: str, area: str | None, title: str | None) -> None:
    text = f"学习{words}。"
    place = load_gazetteer().by_code(AREAS[area]) if area else None
    mentions, issues = find_instruments(Reading(Document(text), fold(text), ()), area=place)
    assert [(m.instrument.title, m.instrument.kind) for m in mentions] == (
        [(title, InstrumentKind.LOCAL_REGULATION)] if title else []
    )
    assert len(issues) == (title is None)
    assert all("条例" in text[m.start : m.end] for m in mentions)


@pytest.mark.parametrize("text", ["在全省《信访工作条例》知识竞赛中获奖。", "参加我省《信访工作条例》宣讲。"])
def test_what_only_the_nation_makes_is_not_a_provinces(text: str) -> None:
    place = load_gazetteer().by_code(AREAS["夏店镇"])
    mentions, _ = find_instruments(Reading(Document(text), fold(text), ()), area=place)
    assert [m.instrument.id for m in mentions] == ["信访工作条例"]


def test_a_corrected_area_changes_whose_regulation_is_meant() -> None:
    text = "学习民法典、我省《平安建设条例》和我省禁毒条例。"
    reading = Reading(Document(text), fold(text), ())
    gazetteer = load_gazetteer()
    first = find_instruments(reading)
    for code, province in (("140423103", "山西省"), ("500229", None), ("510104", "四川省")):
        first = with_area(*first, reading, gazetteer.by_code(code))
        own = [m.instrument.title for m in first[0] if m.rule == "own-regulation"]
        assert own == ([f"{province}平安建设条例", f"{province}禁毒条例"] if province else [])
        assert len(first[1]) == 2 - len(own)
        assert first[0][0].instrument.title == "中华人民共和国民法典"


def test_abbreviations_both_ways() -> None:
    rule = load_patterns("instruments")["abbreviation"]
    assert [text for text in rule["examples"] if not re.match(rule["pattern"], text)] == []
    assert [text for text in rule["rejects"] if re.match(rule["pattern"], text)] == []


def test_a_short_title_of_nothing_named_is_an_issue() -> None:
    findings = found("学习《民法典》。贯彻《决定》精神，落实《实施方案》。")
    assert [issue.words for issue in findings.issues] == ["《决定》", "《实施方案》"]
    assert len(findings.mentions) == 1


@pytest.mark.parametrize(
    ("title", "before", "national"),
    [
        ("关于第三批全国法治政府建设示范地区和项目命名的决定", "对照《", True),
        ("全国民主法治示范村建设指导标准", "学习《", True),
        ("关于开展普法宣传的通知", "中央宣传部、司法部印发《", True),
        ("关于开展普法宣传的通知", "县司法局印发《", False),
        ("关于开展普法宣传的通知", "落实中央部署，制定《", False),
        ("关于开展普法宣传的通知", "根据中央、省、市印发《", False),
        ("河湾镇争创全国民主法治示范村工作方案", "印发《", False),
        ("全国文明城市创建工作方案", "印发《", False),
        ("中央、省委法治督察问题整改方案", "下发《", False),
        ("2025年法治建设工作要点", "制定《", False),
    ],
)
def test_documents_of_the_whole_country(title: str, before: str, national: bool) -> None:
    assert is_national(title, before) is national


def test_owners_both_ways() -> None:
    rule = load_patterns("instruments")["own"]
    assert [text for text in rule["examples"] if not re.search(rule["owner"], text)] == []
    assert [text for text in rule["rejects"] if re.search(rule["owner"], text)] == []


def test_folding_punctuation_changes_no_mention() -> None:
    text = "学习《民法典》、《信访工作条例》和宪法（共3次）；对照《法治政府建设实施纲要（2021—2025年）》。"
    ascii_text = text.translate(str.maketrans("、（）；—。", ",();-."))
    titles = [m.instrument.title for m in found(text).mentions]
    assert titles == [m.instrument.title for m in found(ascii_text).mentions]
    assert len(titles) == 4


@pytest.mark.parametrize("unit", ["《", "《民法典", "《关于〈", "《条例》", "宪法", "“宪法", "该法第一条", "山西省"])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * count
        begin = time.process_time()
        found(text)
        return time.process_time() - begin

    seconds(10)
    small = min(seconds(2_000) for _ in range(3))
    assert min(seconds(8_000) for _ in range(2)) < 10 * small + 0.05


def test_register_has_no_two_titles_and_known_kinds() -> None:
    entries = instruments()
    assert len({entry.title for entry in entries}) == len(entries) > 1000
    assert {entry.kind for entry in entries} == set(InstrumentKind) - {InstrumentKind.LOCAL_REGULATION}


def test_each_register_name_resolves_to_its_entry() -> None:
    for entry in instruments():
        mentions = found(f"2024年，学习《{entry.title}》。").mentions
        assert [m.instrument.title for m in mentions] == [entry.title]


def test_a_text_that_begins_and_ends_with_a_title_is_read() -> None:
    text = "《某某故事新编》与《某某故事续集》"
    assert find_instruments(Reading(Document(text), text, ()))[0] == []
