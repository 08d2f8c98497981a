import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.pattern_data import either, load_patterns
from extract.text.gate import Gate, Gates
from extract.text.prefilter import Anchor, anchor_of, first_characters, plain_beginning

PATTERNS = [
    r"(?<!第)(?P<n>\d+|[一二]{1,2})(?:次|件)",
    r"(?<!\d)\d{1,2}[：:]\d{2}(?!\d)",
    "(?:最多)?跑一次|一次性|次性",
    "(?<=[在到])[一-龥]{1,4}(?:村|社区)(?=开展)",
    "(?m:^)[一二]、|(?<=。)[一二]、",
    r"[^，。]{0,3}条例",
]


gate = cache(Gate)


def spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(pattern, text)]


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("宣传|讲座", "宣讲"),
        ("(?<!不)(?:超过)?[0-2]+次", "超012"),
        ("(?:ab)?(?:cd)?e", "ace"),
        ("(?:共|约)*件", "共约件"),
        ("(?=甲乙)甲", "甲"),
        ("第?(?P<n>一|二)", "第一二"),
        ("[a-c]{2}|d(?!e)", "abcd"),
    ],
)
def test_first_characters_are_those_a_match_can_begin_with(pattern: str, first: str) -> None:
    assert first_characters(pattern) == frozenset(first)


def test_digits_and_white_space_stand_for_themselves() -> None:
    assert first_characters(r"\s?第?[\d一]+") == {r"\s", "第", r"\d", "一"}
    assert [match[0] for match in Gate(r"\s?第?[\d一]+").finditer("\u3000第3、٣")] == ["\u3000第3", "٣"]


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        (r"(?<!\d)\d+次|\d+件", {r"\d"}),
        (r"(?<!\d)\d+次|约\d+件", {"约"}),
        (r"(?<![\d.])(?:第|\d)", set()),
        (r"(?m:^)\d+", set()),
        (r"(?<=[。：])\d+", set()),
        (r"(?<=[0-9])次", {"次"}),
        (r"(?<!第)\d+", {r"\d"}),
    ],
)
def test_what_can_begin_right_after_a_digit(pattern: str, first: set[str]) -> None:
    assert first_characters(pattern, after_digit=True) == first


@pytest.mark.parametrize("pattern", ["", "a?", "[^a]b", ".", "(?:a|)b?", r"\w+", "[一-龥]+", "(?i:a)b"])
def test_what_can_begin_with_anything_has_no_first_characters(pattern: str) -> None:
    assert first_characters(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "literals", "nearest", "furthest"),
    [
        ("开展“双百”", "开展“双百”", 0, 0),
        ("(?:实现|达到)?了?“双百”", "“双百”", 0, 3),
        ("(?:县|镇)[乡村]{0,2}两级", "两级", 1, 3),
        (r"\d+届", "届", 1, None),
        ("全过程[记纪]录", "全过程记录|全过程纪录", 0, 0),
        ("(?<=依托).{4}", "依托", -2, -2),
        (r"\w{2}(?=热线|平台)", "热线|平台", 2, 2),
        (r"(?:第\d页|共\d\d页)", "第|共", 0, 0),
        ("(?:人民调解)+", "人民调解", 0, 0),
    ],
)
def test_the_anchor_of_a_pattern(pattern: str, literals: str, nearest: int, furthest: int | None) -> None:
    assert anchor_of(pattern) == Anchor(frozenset(literals.split("|")), nearest, furthest)


def test_a_word_that_stands_everywhere_is_no_anchor_where_a_pattern_asks_for_a_rarer_one() -> None:
    assert "法治" in load_patterns("frequent")["words"]
    assert anchor_of("法治.{0,2}三进") == Anchor(frozenset({"三进"}), 2, 4)
    assert anchor_of("案卷.{0,2}三进") == Anchor(frozenset({"案卷"}), 0, 0)


@pytest.mark.parametrize("pattern", [r"\d+|件", "(?:件)?", "[^件]", "(?!件)", "(?i)abc"])
def test_a_pattern_that_asks_for_no_literal_has_no_anchor(pattern: str) -> None:
    assert anchor_of(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "beginning"),
    [("第(?:一|二)", "第"), ("(?P<n>[0-2件])", "012件"), ("(?:普法|法治)宣传", "普法"), ("(?:近|[约超]过)", "")]
    + [(pattern, "") for pattern in ("(?<!第)一", "一?二", "(?:一|(?=二)二)", "")],
)
def test_the_plain_beginning_of_a_pattern(pattern: str, beginning: str) -> None:
    assert plain_beginning(pattern) == frozenset(beginning)


def test_a_gate_finds_literals_inside_each_other() -> None:
    assert [match[0] for match in Gate("(?<!第)一次(?!性)|(?<!第)次性").finditer("一次性")] == ["次性"]


def test_a_gate_changes_no_match_and_no_group() -> None:
    pattern, text = PATTERNS[0], "第3次,共12件、二次、٣件、]-^\\次"
    expected = [(match.span(), match["n"]) for match in re.finditer(pattern, text)]
    assert [(match.span(), match["n"]) for match in Gate(pattern).finditer(text)] == expected
    assert [found for found, _ in expected] == [(5, 8), (9, 11), (12, 14)]


@pytest.mark.parametrize("patterns", [*([pattern] for pattern in PATTERNS), PATTERNS[:3], PATTERNS])
@given(text=st.text("第12一二次件最多跑性在到村社区开展。：:、条例，\n", max_size=40))
def test_a_gate_finds_what_the_alternation_finds(patterns: list[str], text: str) -> None:
    assert [match.span() for match in gate(*patterns).finditer(text)] == spans("|".join(patterns), text)


@given(text=st.text("第12年月日号届级会议超过前列一两三成项制度查次件人大，。：7×24小时+N共页村镇县", max_size=60))
def test_a_gate_of_all_idioms_finds_what_their_alternation_finds(text: str) -> None:
    patterns = [idiom["pattern"] for idiom in load_patterns("metrics")["idioms"]]
    assert [match.span() for match in gate(*patterns).finditer(text)] == spans("|".join(patterns), text)


@given(text=st.text("第12一二次件最多跑性在到村社区开展。：:、条例，\n", max_size=40))
def test_gates_find_together_what_each_finds_alone(text: str) -> None:
    patterns = [[pattern] for pattern in PATTERNS] + [PATTERNS, ["跑一次|一次性"]]
    found = Gates(*(gate(*own) for own in patterns)).matches(text)
    assert [[match.span() for match in matches] for matches in found] == [
        spans("|".join(own), text) for own in patterns
    ]


def test_signs_that_mean_something_in_a_class_are_taken_literally() -> None:
    assert [match[0] for match in Gate(r"\]a|\^b|-c|\\d").finditer("]a^b-c\\d")] == ["]a", "^b", "-c", "\\d"]


@given(words=st.sets(st.text("一二三", min_size=1, max_size=4), min_size=1), text=st.text("一二三", max_size=9))
def test_an_alternation_of_words_finds_the_longest(words: set[str], text: str) -> None:
    longest_first = "|".join(sorted(words, key=len, reverse=True))
    assert spans(either(words), text) == spans(longest_first, text)


def test_signs_in_words_are_taken_literally() -> None:
    assert spans(either(["a.", "a+", "（a）"]), "aba.a+（a）") == [(2, 4), (4, 6), (6, 9)]
