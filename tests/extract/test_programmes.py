"""Programmes in sentences of our own, and the patterns' examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Document
from extract.pattern_data import load_patterns
from extract.programmes.doubtful_programmes import doubtful_programmes
from extract.programmes.find_programmes import find_programmes
from extract.programmes.forms import compiled
from extract.programmes.mention import ProgrammeMention
from extract.reading import Reading
from extract.text.fold import fold
from ontology.vocabulary import ProgrammeEntry, programmes

ANNOTATED = Path(__file__).parent / "sentences" / "programmes.txt"
MARKED = re.compile(r"\[([^|\]]+)\|([^|\]]+)(?:\|([^|\]]+))?\]")
DATA = load_patterns("programmes")


def sentences() -> list[str]:
    lines = ANNOTATED.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def found(text: str) -> list[ProgrammeMention]:
    return find_programmes(Reading(Document(text), fold(text), ()))


def named(mention: ProgrammeMention) -> str:
    return mention.programme.id or f"={mention.programme.label}"


def named_ids(text: str) -> list[str]:
    return [named(mention) for mention in found(text)]


def by_name(table: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", DATA[table], ids=lambda rule: rule["name"])


def same_words(found: str, wanted: str) -> bool:
    """True where one holds the other, quotation marks aside: names in the vocabulary grow."""
    one, other = (re.sub('[“”"「」]', "", words) for words in (found, wanted))
    return one in other or other in one


@pytest.mark.parametrize("annotated", sentences())
def test_annotated_sentence(annotated: str) -> None:
    text = MARKED.sub(lambda m: m[1], annotated)
    mentions, wanted = found(text), list(MARKED.finditer(annotated))
    assert [named(mention) for mention in mentions] == [match[2] for match in wanted]
    for mention, match in zip(mentions, wanted, strict=True):
        assert same_words(text[mention.start : mention.end], match[1])
        assert match[3] in (None, mention.modality or "-")


def test_sentences_are_many() -> None:
    assert len(sentences()) >= 130


@pytest.mark.parametrize("entry", programmes(), ids=lambda entry: entry.id)
def test_every_label_is_found_as_its_own(entry: ProgrammeEntry) -> None:
    text = f"推进行政执法规范化，开展“{entry.label}”，受理热线工单。"
    assert entry.id in named_ids(text)


@by_name("structure")
def test_structures(rule: dict[str, Any]) -> None:
    assert all(rule["id"] in named_ids(example) for example in rule["examples"])
    mentions = [m for text in rule["rejects"] for m in found(text)]
    assert not [m for m in mentions if m.rule == rule["name"]]


@by_name("guard")
def test_guards(rule: dict[str, Any]) -> None:
    assert all(found(example) for example in rule["examples"])
    assert not [named_ids(text) for text in rule["rejects"] if found(text)]


@by_name("open")
def test_open_names(rule: dict[str, Any]) -> None:
    unknown = [[m.rule for m in found(text) if m.programme.id is None] for text in rule["examples"]]
    ids = [named_ids(text) for text in rule["examples"]]
    assert all(rule["name"] in rules or names for rules, names in zip(unknown, ids, strict=True))
    assert any(rule["name"] in rules for rules in unknown)
    assert not [m for text in rule["rejects"] for m in found(text) if m.programme.id is None]


@by_name("phrase_form")
def test_phrases_are_no_names(rule: dict[str, Any]) -> None:
    assert not [text for text in rule["examples"] if found(f"开展“{text}”普法活动。")]
    assert all(found(f"开展“{text}”普法活动。") for text in rule["rejects"])


def test_phrases_listed_are_no_names() -> None:
    mentions = [m for text in DATA["phrases"] for m in found(f"形成“{text}”工作机制。")]
    assert not [m.programme.label for m in mentions if m.programme.id is None]


def test_generic_campaigns_have_no_name() -> None:
    rule = DATA["generic"]
    assert not [text for text in rule["examples"] if found(f"实施{text}专项行动。")]
    assert all(found(f"实施{text}专项行动。") for text in rule["rejects"])


@by_name("modality")
def test_modality(rule: dict[str, Any]) -> None:
    pattern = re.compile(rule["pattern"].replace("{han}", "[\u4e00-\u9fff]"))
    assert all(pattern.search(fold(text)) for text in rule["examples"])
    assert not [text for text in rule["rejects"] if pattern.search(fold(text))]


def test_what_was_not_there_is_no_activity() -> None:
    rule = DATA["denied"]
    assert not [text for text in rule["examples"] if found(text)]
    assert all(found(text) for text in rule["rejects"])


def test_dates_alone() -> None:
    rule = DATA["date_context"]
    assert all(any(m.rule == "date" for m in found(text)) for text in rule["examples"])
    assert not [text for text in rule["rejects"] if any(m.rule == "date" for m in found(text))]


def test_five_year_plans() -> None:
    rule = DATA["five_year"]
    assert all(any("普法" in m.programme.label for m in found(text)) for text in rule["examples"])
    assert not [text for text in rule["rejects"] if found(text)]


def doubts(text: str) -> list[str]:
    reading = Reading(Document(text), fold(text), ())
    taken = [(m.start, m.end) for m in find_programmes(reading)]
    return [issue.words for issue in doubtful_programmes(reading, taken)]


def test_doubtful_names() -> None:
    rule = DATA["doubtful"]
    assert [text for text in rule["examples"] if not doubts(text)] == []
    assert [text for text in rule["rejects"] if doubts(text)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("打造“法律杂货铺”专区，办好“法律杂货铺”。", ["“法律杂货铺”"]),
        ("开展“火塘夜话”普法活动。", []),
        ("打造“三重一大”决策模式。", []),
        ("坚持“零容忍”整治行动。", []),
        ("打造《“法律杂货铺”建设方案》。", []),
    ],
)
def test_a_doubtful_name_is_asked_about_once(text: str, words: list[str]) -> None:
    assert doubts(text) == words


def test_one_label_for_all_namings_of_a_brand() -> None:
    mentions = found("综合运用“流动课堂”现场宣传，开展“流动课堂”普法活动46次。")
    assert {m.programme.label for m in mentions} == {"“流动课堂”普法活动"}


ONE_PROGRAMME = [
    ("打造“澧水法韵”普法品牌，举办“澧水法韵”活动9次。", {"“澧水法韵”普法品牌"}),
    ("打造“澧水法韵”普法品牌。“澧水法韵”走进8个村。", {"“澧水法韵”普法品牌"}),
    ("深化“石榴籽”工作法，依托“石榴籽”调解机制化解纠纷，推广“石榴籽”经验。", {"“石榴籽”工作法"}),
    ("推行“1+3+N”普法模式，“1+3+N”覆盖全镇。", {"“1+3+N”普法模式"}),
    # A room, a team and a brand of one name are three; the bare name means the brand.
    (
        "建成“红石榴”调解室，组建“红石榴”普法队，擦亮“红石榴”普法品牌，“红石榴”走进校园。",
        {"“红石榴”调解室", "“红石榴”普法队", "“红石榴”普法品牌"},
    ),
    ("建成“红石榴”调解室，“红石榴”受理12件，设立“红石榴”调解工作室分点。", {"“红石榴”调解室"}),
    # The words after a formula tell what it is one of.
    ("推行“1+3+N”普法模式和“1+3+N”治理模式。", {"“1+3+N”普法模式", "“1+3+N”治理模式"}),
    ("开展“利剑”专项行动，实施“利剑”工程。", {"“利剑”专项行动", "“利剑”工程"}),
    ("打造“澧水法韵”普法品牌和“澧水清风”普法品牌。", {"“澧水法韵”普法品牌", "“澧水清风”普法品牌"}),
]


@pytest.mark.parametrize(("text", "labels"), ONE_PROGRAMME)
def test_namings_of_one_quoted_name(text: str, labels: set[str]) -> None:
    assert {m.programme.label for m in found(text) if m.programme.id is None} == labels


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("打造“澧水法韵”普法品牌。", {"“澧水法韵”"}),
        ("举办“澧水法韵”活动9次。", {"“澧水法韵”"}),
        ("建成“红石榴”调解室。", {None}),
        ("推行“1+3+N”普法模式。", {None}),
        ("推行“网格+解纷”模式。", {None}),
        ("开展“利剑”专项行动。", {None}),
        ("开展安全生产执法提升专项行动。", {None}),
    ],
)
def test_the_name_that_reports_share(text: str, brands: set[str | None]) -> None:
    assert {m.programme.brand for m in found(text)} == brands


ONE_NAME = [
    (
        "“法润侗乡”",
        [
            "推进“法润侗乡”品牌。",
            "实施“法润侗乡”行动。",
            "开展“法润侗乡行动”，",
            "开展法润侗乡行动。",
            "打造「法润侗乡」普法品牌。",
            '打造"法润侗乡"普法品牌。',
        ],
    ),
    ("“净风行动”", ["开展“净风”行动。", "启动“净风行动”。"]),
    ("“1+3+N”普法模式", ["推行“1+3+N”普法模式。", "推行“１＋３＋Ｎ”普法模式。", "推行“1 + 3 + n”普法模式。"]),
    (
        "“法伴我行·护航山乡”",
        [
            "举办“法伴我行·护航山乡”活动。",
            "举办“法伴我行 护航山乡”普法活动。",
            "举办“法伴我行，护航山乡”活动。",
            "举办“法伴我行•护航山乡”系列活动。",
        ],
    ),
    ("“流动法治毡房”", ["打造流动法治毡房品牌。", "打造“流动法治毡房”普法品牌。"]),
    ("“我与宪法”征文", ["开展“我与宪法”征文。", "开展“我与宪法”征文活动。"]),
    ("国际博物馆日", ["“国际博物馆日”期间", "利用国际博物馆日、"]),
    ("燃气安全专项行动", ["开展燃气安全专项行动。", "开展“燃气安全专项行动”，"]),
    ("“一企一法律顾问”", ["推行“一企一法律顾问”制度。", "推行一企一法律顾问。"]),
]


@pytest.mark.parametrize(("name", "texts"), ONE_NAME, ids=[name for name, _ in ONE_NAME])
def test_all_writings_of_a_name_are_one_programme(name: str, texts: list[str]) -> None:
    assert [[m.programme.brand or m.programme.label for m in found(text)] for text in texts] == [[name]] * len(texts)
    assert len({m.programme for m in found("".join(texts))}) == 1


def test_a_contest_and_a_room_of_one_name_are_two() -> None:
    mentions = found("开展“石榴花”征文活动，建成“石榴花”调解室。")
    assert [m.programme.brand or m.programme.label for m in mentions] == ["“石榴花”征文", "“石榴花”调解室"]


@pytest.mark.parametrize(
    "name",
    ["generic_tail", "formula_name", "kind_character", "quoted_label", "inner_tail", "unquoted_campaign", "short_tail"],
)
def test_words_round_quoted_names(name: str) -> None:
    rule = DATA[name]
    pattern = compiled(rule["pattern"])
    match = pattern.search if name in ("formula_name", "kind_character") else pattern.fullmatch
    assert [text for text in rule["examples"] if not match(text)] == []
    assert [text for text in rule["rejects"] if match(text)] == []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("推行“一窗受理、集成服务”模式。", ["=“一窗受理、集成服务”模式", "one-window"]),
        ("推行“屋场会+调解”模式。", ["=“屋场会+调解”模式", "talks-with-people"]),
        ("开展“中原普法·国家宪法日”宣讲活动。", ["=“中原普法·国家宪法日”宣讲活动", "constitution-day"]),
        ("开展“三月三·民法典进万家”宣讲活动。", ["=“三月三·民法典进万家”宣讲活动"]),
        ("开展“民法典进万家”宣讲活动。", ["civil-code-into-n"]),
    ],
)
def test_a_known_name_in_a_longer_one(text: str, ids: list[str]) -> None:
    assert named_ids(text) == ids


@given(st.text(alphabet="“”‘’（）·.12456、，。法律进机关村一顾问普八五开展活动行动品牌专项《》\n ", max_size=80))
def test_any_text_gives_sound_spans(text: str) -> None:
    mentions = found(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
