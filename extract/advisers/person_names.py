"""What a person's name looks like: surnames, given names, and names of peoples without a surname."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extract.pattern_data import HAN, load_patterns

_WORD = re.compile(f"{HAN}+")
_DOTTED_BEFORE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+$")
_DOTTED_AHEAD = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+")
_LONGEST_DOTTED = 16
_LONGEST_RUN = 9


def is_name(name: str, before: str = "") -> bool:
    """True for a surname and a given name, unmasked: two or three characters, four with a surname of two.

    `before` is the character before it: it tells whether the first one may join the rest to something (李明和张平).
    """
    if not _WORD.fullmatch(name) or _is_word(name):
        return False
    size = _surname_length(name)
    return bool(size) and 0 < len(name) - size < 3 and _is_given(name[size:]) and not _is_joined(name, before)


def _is_word(name: str) -> bool:
    """True where the name is a word or begins with one: 党建 and 党建工 are none, 党建华 is."""
    is_longer = len(name) == 3 and name[2] in _characters("given_ends")
    return name[:3] in _words() or (name[:2] in _words() and not is_longer)


def is_rare_name(name: str) -> bool:
    """True for a name with a surname so rare that the words around must show where the name begins and ends."""
    plain = _WORD.fullmatch(name) and 1 < len(name) < 4 and name[:2] not in _words() and name[:3] not in _words()
    return bool(plain) and name[0] in _characters("rare_surnames") and _is_given(name[1:])


def is_transliterated(name: str) -> bool:
    """True for a name without a surname, in the characters that write Mongolian and Tibetan names."""
    return _is_no_phrase(name) and set(name) <= _characters("transliteration")


def is_surnameless(name: str) -> bool:
    """True for what may be a name without a surname where its ends show: in those characters or the Yi's."""
    return _is_no_phrase(name) and set(name) <= _characters("transliteration") | _characters("yi")


def _is_no_phrase(name: str) -> bool:
    return not any(word in name for word in name_data()["no_names_within"])


def unmarked_names(run: str) -> tuple[str, ...]:
    """The names of people with common surnames that a run is made of, no mark between them; empty where unsure."""
    if len(run) > _LONGEST_RUN:
        return ()
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(run) + 1):
        starts = [start for start in range(max(0, end - 3), end - 1) if _is_common(run[start:end])]
        ways.append([(*way, run[start:end]) for start in starts for way in ways[start]])
    return ways[-1][0] if len(ways[-1]) == 1 else ()


def dotted_starts(folded: str, floor: int, end: int) -> list[int]:
    """Where a dotted name that ends at `end` may start, the shortest first; empty where there is none."""
    dotted = _DOTTED_BEFORE.search(folded, max(floor, end - _LONGEST_DOTTED), end)
    return list(range(folded.index("·", dotted.start()) - 1, dotted.start() - 1, -1)) if dotted else []


def dotted_ahead(folded: str, start: int) -> re.Match[str] | None:
    """The dotted name that begins at `start`, with whatever characters follow it."""
    return _DOTTED_AHEAD.match(folded, start)


def name_data() -> dict[str, Any]:
    """The table of advisers_names.toml."""
    data: dict[str, Any] = load_patterns("advisers_names")["names"]
    return data


def _surname_length(name: str) -> int:
    """How many characters of the name are its surname; 0 where it begins with none."""
    if name[:2] in name_data()["compound_surnames"]:
        return 2
    if len(name) == 4:
        return 2 if _characters("common_surnames") >= set(name[:2]) else 0
    return int(name[:1] in _characters("surnames"))


def _is_given(given: str) -> bool:
    if given in name_data()["given_names"]:
        return True
    if len(given) == 2 and given[0] in _characters("first_in_given"):
        given = given[1]
    return _characters("never_in_given").isdisjoint(given)


def _is_joined(name: str, before: str) -> bool:
    """True where the first character joins the rest to what stands before (和张平, 和王, 法官和公益)."""
    data = name_data()
    if name[0] not in data["joint_surnames"]:
        return False
    if name[1:] in _words() or (before and before not in data["no_joint_after"] + data["joint_surnames"]):
        return True
    return not before and name[1] in _characters("common_surnames") and (len(name) == 2 or is_name(name[1:]))


def _is_common(name: str) -> bool:
    return name[0] in _characters("common_surnames") and is_name(name)


@cache
def _characters(key: str) -> frozenset[str]:
    return frozenset("".join(name_data()[key].split()))


@cache
def _words() -> frozenset[str]:
    return frozenset(name_data()["not_names"])
