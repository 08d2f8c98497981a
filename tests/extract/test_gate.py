import re

import pytest

from extract.gate import first_characters, gated


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
    assert [match[0] for match in gated(r"\s?第?[\d一]+").finditer("\u3000第3、٣")] == ["\u3000第3", "٣"]


@pytest.mark.parametrize("pattern", ["", "a?", "[^a]b", ".", "(?:a|)b?", r"\w+", "[一-龥]+", "(?i:a)b"])
def test_what_can_begin_with_anything_has_no_gate(pattern: str) -> None:
    assert first_characters(pattern) is None
    assert gated(pattern).pattern == pattern


def test_a_gate_changes_no_match_and_no_group() -> None:
    pattern, text = r"(?<!第)(?P<n>\d+|[一二]{1,2})(?:次|件)", "第3次,共12件、二次、٣件、]-^\\次"
    expected = [(match.span(), match["n"]) for match in re.finditer(pattern, text)]
    assert [(match.span(), match["n"]) for match in gated(pattern).finditer(text)] == expected
    assert [found for found, _ in expected] == [(5, 8), (9, 11), (12, 14)]


def test_signs_that_mean_something_in_a_class_are_taken_literally() -> None:
    assert [match[0] for match in gated(r"\]a|\^b|-c|\\d").finditer("]a^b-c\\d")] == ["]a", "^b", "-c", "\\d"]
