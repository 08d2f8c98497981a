"""The lawyers that a text names, before or after the word for one or right beside a firm."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from extract.advisers.firm_names import Name, adviser_data, compiled, end_of
from extract.advisers.person_names import (
    dotted_ahead,
    dotted_starts,
    is_name,
    is_rare_name,
    is_surnameless,
    is_transliterated,
    unmarked_names,
)
from extract.text.gate import Gate, Gates

_ASIDE = re.compile(r"（[^（）\n]{1,16}）")
_LONGEST_WORD = 7
_LONGEST_TITLE = 16
_LONGEST_POST = 24
_LONGEST_LEAD = 12


def find_lawyers(folded: str, firms: Sequence[Name]) -> list[tuple[Name, int | None]]:
    """The lawyers in the order of the text, each with the index of a firm that is set off for it alone, if any."""
    found: dict[int, tuple[Name, int | None]] = {}
    starts = {firm.start for firm in firms}
    words, introduced, same_firm = _words().matches(folded)
    for match in words:
        found.update((person.start, (person, None)) for person in _beside_word(folded, match, firms))
    for person in (*_introduced(folded, introduced), *_of_same_firm(folded, same_firm, firms)):
        found.setdefault(person.start, (person, None))
    for index, firm in enumerate(firms):
        people = _right_after(folded, firm, starts)
        found.update((person.start, (person, found.get(person.start, (person, None))[1])) for person in people)
        if not people:
            found.update((person.start, (person, index)) for person in _set_off(folded, firm, firms))
    placed = [found[start] for start in sorted(found)]
    return [each for each in placed if not _is_nobody(folded, each[0], firms)]


def _is_nobody(folded: str, person: Name, firms: Sequence[Name]) -> bool:
    """True for a lawyer replaced by another one, for an official, and for a part of a firm's name."""
    if compiled(_lawyer()["replaced"]).match(folded, person.end):
        return True
    if compiled(_lawyer()["official"]).search(folded, max(0, person.start - _LONGEST_TITLE), person.start):
        return True
    index = bisect_right(firms, person.start, key=end_of)
    return index < len(firms) and firms[index].start <= person.start


def _beside_word(folded: str, match: re.Match[str], firms: Sequence[Name]) -> list[Name]:
    """The people named before or after the word for a lawyer."""
    before = list(_names_before(folded, match.start(), firms)) or _unmarked_before(folded, match.start(), firms)
    if before and before[0].name[-1] not in _lawyer()["joints"]:
        return before
    return list(_names_after(folded, match.end(), compiled(_lawyer()["closes"]))) or before


def _right_after(folded: str, firm: Name, starts: set[int]) -> list[Name]:
    """The people named right after a firm, by themselves or behind their posts."""
    data = _lawyer()
    plain = list(_names_after(folded, firm.end, compiled(data["closes_after_firm"]), "after_firm", starts))
    if plain:
        return plain
    behind = _behind_post(folded, firm.end)
    named = compiled(data["named_after"]).match(folded, firm.end)
    if named:
        behind = list(_names_after(folded, named.end(), compiled(data["closes"]), "after_post"))
    if behind or not folded.startswith(data["comma"], firm.end):
        return behind
    return list(_names_after(folded, firm.end + 1, compiled(data["closes_brackets"]), "after_post"))


def _behind_post(folded: str, start: int) -> list[Name]:
    """The people named behind the posts that stand at `start`."""
    post = compiled(_lawyer()["post_after_firm"]).match(folded, start, start + _LONGEST_POST)
    return list(_names_after(folded, post.end(), compiled(_lawyer()["closes"]), "after_post")) if post else []


def _introduced(folded: str, matches: Iterable[re.Match[str]]) -> Iterator[Name]:
    """The people whom other words than the one for a lawyer introduce."""
    for match in matches:
        yield from _names_after(folded, match.end(), compiled(_lawyer()["closes_introduced"]), "after_post")


def _of_same_firm(folded: str, matches: Iterable[re.Match[str]], firms: Sequence[Name]) -> Iterator[Name]:
    """The people named behind a word for the firm that the sentence has named before."""
    for match in matches:
        index = bisect_right(firms, match.start(), key=end_of)
        if index and compiled(_lawyer()["no_office"]).fullmatch(folded, firms[index - 1].end, match.start()):
            closes = compiled(_lawyer()["closes_after_firm"])
            yield from list(_names_after(folded, match.end(), closes, "after_firm")) or _behind_post(
                folded, match.end()
            )


def _names_before(folded: str, end: int, firms: Sequence[Name]) -> Iterator[Name]:
    """The names that end at `end`, from the last to the first of their list."""
    floor = _floor(folded, end, firms)
    title = compiled(_lawyer()["before"]).search(folded, max(floor, end - _LONGEST_TITLE), end)
    cursor = title.start() if title else end
    while (person := _name_ending(folded, floor, cursor)) is not None:
        yield person
        joint = compiled(_lawyer()["joint_before"]).search(
            folded, max(floor, person.start - _LONGEST_TITLE), person.start
        )
        if not joint or _ends_in_word(folded, floor, joint.start()):
            return
        cursor = joint.start()


def _floor(folded: str, end: int, firms: Sequence[Name]) -> int:
    """Where what stands before `end` begins: behind the line's beginning and the last firm."""
    index = bisect_right(firms, end, key=end_of)
    return max(folded.rfind("\n", 0, end) + 1, firms[index - 1].end if index else 0)


def _unmarked_before(folded: str, end: int, firms: Sequence[Name]) -> list[Name]:
    """The names between a firm and the word for a lawyer, no mark between them (…律师事务所张伟李娜律师)."""
    floor = _floor(folded, end, firms)
    start = floor + len(_lawyer()["possessive"]) * folded.startswith(_lawyer()["possessive"], floor)
    names = unmarked_names(folded[start:end]) if firms and _is_after_firm(floor, firms) else ()
    found = []
    for name in names if len(names) > 1 else ():
        found.append(Name(start, start + len(name), name))
        start += len(name)
    return found


def _is_after_firm(place: int, firms: Sequence[Name]) -> bool:
    index = bisect_right(firms, place, key=end_of)
    return bool(index) and firms[index - 1].end == place


def _ends_in_word(folded: str, floor: int, end: int) -> bool:
    """Whether the word for a lawyer ends there: the name before it is found by that word."""
    return any(match.end() == end for match in _word().finditer(folded, max(floor, end - _LONGEST_WORD), end + 1))


def _set_off(folded: str, firm: Name, firms: Sequence[Name]) -> Iterator[Name]:
    """The names before a firm that only says where they practise: in brackets, between commas, in a row of a list."""
    line = folded.rfind("\n", 0, firm.start) + 1
    for form in _lawyer()["set_off"]:
        before = compiled(form["before"]).search(folded, max(line, firm.start - _LONGEST_LEAD), firm.start)
        if before and compiled(form["after"]).match(folded, firm.end):
            people = list(_names_before(folded, before.start(), firms))
            if people:
                yield from people
                return
    row = compiled(_lawyer()["row"]).fullmatch(folded, line, firm.start)
    if row and is_name(row["name"]) and compiled(_lawyer()["row_end"]).match(folded, firm.end):
        yield Name(*row.span("name"), row["name"])
    elif labelled := _labelled(folded, firm):
        yield labelled


def _labelled(folded: str, firm: Name) -> Name | None:
    """The name of the line before where both lines have labels (姓名：张广生, then 执业机构：…)."""
    line = folded.rfind("\n", 0, firm.start) + 1
    previous = folded.rfind("\n", 0, max(0, line - 1)) + 1
    labels = compiled(_lawyer()["labelled"]).fullmatch(folded, previous, firm.start)
    return Name(*labels.span("name"), labels["name"]) if labels and is_name(labels["name"]) else None


def _name_ending(folded: str, floor: int, end: int) -> Name | None:
    for start in range(max(floor, end - 7), end - 3):
        if is_transliterated(folded[start:end]) and _opens(folded, floor, start):
            return Name(start, end, folded[start:end])
        if _is_enclosed(folded, floor, start) and is_surnameless(folded[start:end]):
            return Name(start, end, folded[start:end])
    starts = dotted_starts(folded, floor, end) or [end - size for size in (3, 2, 4) if end - size >= floor]
    for start in starts:
        name = folded[start:end]
        if ("·" in name or is_name(name, folded[start - 1] if start > floor else "")) and _opens(folded, floor, start):
            return Name(start, end, name)
        if is_rare_name(name) and _is_enclosed(folded, floor, start):
            return Name(start, end, name)
    start = max(floor, end - 3)
    if end - start == 3 and is_transliterated(folded[start:end]) and _opens(folded, floor, start):
        return Name(start, end, folded[start:end])
    return None


def _is_enclosed(folded: str, floor: int, start: int) -> bool:
    """Whether a name that starts there starts right behind a firm or another name."""
    return bool(start) and folded[start - 1] != "\n" and (start == floor or folded[start - 1] in _lawyer()["joints"])


def _opens(folded: str, floor: int, start: int) -> bool:
    return start == floor or bool(compiled(_lawyer()["opens"]).search(folded[max(floor, start - 5) : start]))


def _names_after(
    folded: str, start: int, closes: re.Pattern[str], between: str = "after", firms: set[int] | None = None
) -> Iterator[Name]:
    """The names of the list that begins at `start`; the last one must end as `closes` says, or before a firm."""
    skipped = compiled(_lawyer()[between]).match(folded[start : start + _LONGEST_LEAD])
    places = [start + (skipped.end() if skipped else 0)]
    while people := [person for at in places if (person := _name_starting(folded, at, closes, firms or set()))]:
        yield people[0]
        aside = _ASIDE.match(folded, people[0].end)
        end = aside.end() if aside else people[0].end
        joint = compiled(_lawyer()["joint_after"]).match(folded, end, end + _LONGEST_POST)
        places = [end + 1, joint.end()] if joint else []


def _name_starting(folded: str, start: int, closes: re.Pattern[str], firms: set[int]) -> Name | None:
    dotted = dotted_ahead(folded, start)
    sizes = _dotted_sizes(folded, dotted) if dotted else (3, 2, 4)
    for size in sizes:
        name, end = folded[start : start + size], start + size
        if end > len(folded):
            continue
        if (dotted or is_name(name) or is_rare_name(name)) and not _shorter(folded, start, size):
            joined = end + 1 in firms or _is_named_next(folded, end + 1, closes)
            joined = joined and folded[end : end + 1] in tuple(_lawyer()["joints"])
            if joined or closes.match(folded[end : end + 8]):
                return Name(start, end, name)
    run = compiled("{surnameless}{3,8}").match(folded, start)
    if (
        run
        and is_surnameless(run[0])
        and compiled(_lawyer()["closes_after_firm"]).match(folded[run.end() : run.end() + 8])
    ):
        return Name(start, run.end(), run[0])
    return None


def _is_named_next(folded: str, start: int, closes: re.Pattern[str]) -> bool:
    """Whether a name begins there after which the list may end."""
    ends = (end for end in (start + 3, start + 2) if is_name(folded[start:end]))
    return any(closes.match(folded[end : end + 8]) for end in ends)


def _dotted_sizes(folded: str, dotted: re.Match[str]) -> tuple[int, ...]:
    """The lengths that a dotted name may have, the shortest first; the word for a lawyer is no part of it."""
    word = _word().search(folded, dotted.start(), dotted.end() + 1)
    end = min(dotted.end(), word.start()) if word else dotted.end()
    return tuple(range(folded.rindex("·", 0, dotted.end()) + 2 - dotted.start(), end + 1 - dotted.start()))


def _shorter(folded: str, start: int, size: int) -> bool:
    """True where a name of two characters is followed by a word that the name of three would cut (李雪参与)."""
    words = compiled(_lawyer()["words_after_name"])
    return size == 3 and is_name(folded[start : start + 2]) and bool(words.match(folded[start + 2 : start + 6]))


def _lawyer() -> dict[str, Any]:
    return adviser_data("lawyer")


@cache
def _word() -> re.Pattern[str]:
    return compiled(_lawyer()["word"])


@cache
def _words() -> Gates:
    """What finds the words for a lawyer, other words that introduce one, and words for the firm named before."""
    return Gates(*(Gate(compiled(_lawyer()[key]).pattern) for key in ("word", "introduced", "same_firm")))
