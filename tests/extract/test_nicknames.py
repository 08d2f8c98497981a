"""Nicknames of places (平安X, 法治X): a township's own one is never taken for that of a county called alike."""

from __future__ import annotations

import pytest

from extract.document import Document
from extract.letterhead.find_letterhead import Letterhead, find_letterhead
from extract.outline import outline
from extract.pattern_data import load_patterns
from extract.places.gazetteer import load
from extract.reading import Reading
from extract.text.fold import fold

RANKS = ("民族苏木", "苏木", "街道", "镇", "乡")
SAMPLE = 25


def letterhead(text: str) -> Letterhead:
    folded = fold(text)
    return find_letterhead(Reading(Document(text), folded, outline(folded, text)), load())


def short(name: str) -> str:
    return next((name.removesuffix(rank) for rank in RANKS if name.endswith(rank)), "")


def like_a_county() -> list[tuple[str, str]]:
    """Code and name of every township whose short name is the short name of some larger division."""
    return sorted((code, name) for code, name in load().all_townships() if len(short(name)) > 1 and called_alike(name))


def called_alike(name: str) -> bool:
    return bool(load().short_codes(short(name)))


def county_of(code: str) -> str:
    within = load().by_code(code).within
    assert within
    return within.name


def check(code: str, name: str) -> None:
    nickname = f"推进平安{short(name)}建设，打造“法治{short(name)}”。"
    alone = letterhead(f"{name}2023年法治政府建设情况报告\n2023年，{name}坚持依法行政，{nickname}").area
    # The report says no more than the name: it is the only one that bears it, or nobody knows which one is meant.
    assert alone is None if len(set(load().township_codes(name))) > 1 else alone and alone.code == code, name
    told = letterhead(f"{county_of(code)}{name}2023年法治政府建设情况报告\n2023年，我们坚持依法行政，{nickname}").area
    assert told is None or told.code == code, name


def test_no_township_gets_the_county_called_like_it() -> None:
    for code, name in like_a_county()[::SAMPLE]:
        check(code, name)


@pytest.mark.slow
def test_no_township_at_all_gets_the_county_called_like_it() -> None:
    cases = like_a_county()
    assert len(cases) > 5000
    for code, name in cases:
        check(code, name)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # Another's nickname is a hint.
        ("夏店镇2023年法治政府建设报告\n我镇为建设法治襄垣作出贡献。", "140423103"),
        ("双河乡2023年法治政府建设报告\n推进平安城口建设。", "500229210"),
        # Its own one is none, not even where it is cut out of the township's whole name.
        ("安州街道2023年法治政府建设报告\n打造平安安州，建设法治安州街道。", "130825001"),
        ("双河乡2023年法治政府建设报告\n推进平安双河建设。", None),
        # Words after 法治 and 平安 are no county though one is called so.
        ("双河乡2023年法治政府建设报告\n加大法治资源投入，推进法治惠民，建设美丽新乡村。", None),
        ("双河乡2023年法治政府建设报告\n法治互助、平安和顺、幸福安居。", None),
        # A county's whole name after the word.
        ("双河乡2023年法治政府建设报告\n打造“平安城口县”。", "500229210"),
        # A county before its township, though the township's name begins like a word.
        ("永登县民乐乡2023年法治政府建设报告\n推进平安民乐建设。", "620121202"),
    ],
)
def test_nicknames_of_counties(text: str, code: str | None) -> None:
    area = letterhead(text).area
    assert (area.code if area else None) == code


def test_ordinary_words_among_the_short_names_are_known() -> None:
    common = load_patterns("letterhead")["area"]["nickname_common"]
    assert len(common) == len(set(common))
    assert {"资源", "惠民", "和平"} <= set(common)
    assert not {"襄垣", "城口", "曲沃"} & set(common)
