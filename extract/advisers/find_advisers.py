"""Legal advisers: the law firms and legal services offices engaged, and the lawyers named for them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from extract.advisers.firm_names import Name, adviser_data, adviser_pattern, compiled, end_of, find_firms, name_before
from extract.pattern_data import HAN, load_patterns
from extract.reading import Reading
from ontology.model import Provider

_SENTENCE_END = re.compile(r"[。；！？\n]")
_WORD = re.compile(f"{HAN}+")
_ASIDES = re.compile(r"（[^（）\n]{1,200}）")
_ASIDE = re.compile(r"（[^（）\n]{1,16}）")
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+$")
_DOTTED_AHEAD = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+")
_LONGEST_LIST = 3000
_LONGEST_WORD = 7


@dataclass(frozen=True, slots=True)
class AdviserMention:
    """One naming of a provider as legal adviser: `text[start:end]`, with the lawyers named for it.

    `hints` are the words that make it one. `firm` is the span of the name alone.
    """

    start: int
    end: int
    provider: Provider
    lawyers: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    firm: tuple[int, int] = (0, 0)
    rule: str = "engaged"


@dataclass(frozen=True, slots=True)
class LawyerMention:
    """A lawyer named without a firm that the sentence would give: `text[start:end]`."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words of an engagement that name no adviser for sure: `text[start:end]`, a kind of issue and the reason."""

    start: int
    end: int
    kind: str
    why: str


def find_advisers(reading: Reading) -> tuple[list[AdviserMention], list[LawyerMention], list[Doubt]]:
    """The providers engaged as legal advisers, the lawyers for whom no firm is named, and what stays in doubt.

    A provider named in short after its full name is the same provider. Firms that a sentence mentions without
    engaging them (an opponent's, a lecturer's) are left out, and so are nameless ones (某律师事务所).
    """
    folded = reading.folded
    stops = [match.end() for match in _SENTENCE_END.finditer(_ASIDES.sub(_joined, folded))]
    firms = find_firms(folded)
    people = _lawyers(folded, firms)
    placed = _dealt_out(people, [_firm_of(person, firms, stops, folded) for person in people], firms, folded)
    named: defaultdict[int | None, list[Name]] = defaultdict(list)
    for person, at in zip(people, placed, strict=True):
        named[at].append(person)
    listed = list(adviser_pattern("listed").finditer(folded))
    mentions = [
        _mention(firm, named[k], words)
        for k, firm in enumerate(firms)
        if (words := _engaging_words(firm, stops, folded, listed))
    ]
    doubts = [*_companies(folded, stops), *_unread_lawyers(folded, firms, people)]
    return mentions, [LawyerMention(p.start, p.end, p.name) for p in named[None]], doubts


def _companies(folded: str, stops: Sequence[int]) -> Iterator[Doubt]:
    """Companies engaged for legal services: neither law firms nor legal services offices."""
    for match in adviser_pattern("company").finditer(folded):
        start, end = _sentence(match.start(), stops, folded)
        if adviser_pattern("engaged").search(folded, start, end):
            body = name_before(folded, start, match.start())
            yield Doubt(match.start() - len(body), match.end(), "provider-unclear", adviser_data("company")["why"])


def _unread_lawyers(folded: str, firms: Sequence[Name], people: Sequence[Name]) -> Iterator[Doubt]:
    """Names without a surname right beside a firm's, in the characters of names of the Yi and others."""
    known = {place for person in people for place in range(person.start, person.end)}
    for firm in firms:
        match = adviser_pattern("unread").match(folded, firm.end)
        if match and match.start("name") not in known and match.end("name") - 1 not in known:
            yield Doubt(*match.span("name"), "lawyer-unclear", adviser_data("unread")["why"])


def _joined(aside: re.Match[str]) -> str:
    """What stands in brackets, as a part of its sentence."""
    return aside[0].replace("；", "，")


def firm_names(folded: str) -> list[tuple[int, int]]:
    """Where the text names a firm or office by a proper name, engaged or not."""
    return [(firm.start, firm.end) for firm in find_firms(folded)]


def _mention(firm: Name, people: Sequence[Name], words: str) -> AdviserMention:
    names = tuple(dict.fromkeys(person.name for person in people))
    start = min([firm.start, *(person.start for person in people)])
    end = max([firm.end, *(person.end for person in people)])
    return AdviserMention(start, end, Provider(firm.name, firm.kind), names, (words,), (firm.start, firm.end))


def _engaging_words(firm: Name, stops: Sequence[int], folded: str, listed: Sequence[re.Match[str]]) -> str:
    """The words that make the firm an adviser of the township, of its sentence or its list; "" where it is none."""
    sentence = _sentence(firm.start, stops, folded)
    inner = folded[sentence[0] : firm.start] + "，" + folded[firm.end : sentence[1]]
    opposed = load_patterns("advisers")["opposed"]
    if compiled(opposed["visited"]).search(inner):
        return ""
    if adviser_pattern("opposed").search(inner) and not compiled(opposed["outweighed_by"]).search(inner):
        return ""
    words = adviser_pattern("engaged").search(inner) or _lawyer_word().search(inner) or _heading(firm, folded, listed)
    return words[0] if words else ""


def _heading(firm: Name, folded: str, listed: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """The heading of the list of advisers that the firm stands in, no sentence between them."""
    index = bisect_right(listed, firm.start, key=re.Match.end) - 1
    heading = listed[index] if index >= 0 and firm.start - listed[index].end() <= _LONGEST_LIST else None
    return heading if heading and folded.find("。", heading.end(), firm.start) < 0 else None


def _sentence(offset: int, stops: Sequence[int], folded: str) -> tuple[int, int]:
    index = bisect_right(stops, offset)
    return (stops[index - 1] if index else 0), (stops[index] if index < len(stops) else len(folded))


def _firm_of(person: Name, firms: Sequence[Name], stops: Sequence[int], folded: str) -> int | None:
    """The index of the firm that the lawyer belongs to: of the sentence, else of the one before."""
    start, end = _sentence(person.start, stops, folded)
    if (before := _last_firm(firms, start, person.start)) is not None:
        return before
    if (after := _first_firm(firms, person.end, end)) is not None:
        return after
    if start and folded[start - 1] != "\n" and compiled(_lawyer()["back"]).search(folded, start, person.start):
        previous = _sentence(start - 1, stops, folded)[0]
        return _last_firm(firms, previous, start)
    return None


def _dealt_out(
    people: Sequence[Name], placed: Sequence[int | None], firms: Sequence[Name], folded: str
) -> list[int | None]:
    """The firms of the lawyers, where those after a list of firms are said to be of one firm each, in its order.

    Where there are not as many of them as of firms, or something else is said of each, nobody can tell whose they are:
    they are left without one.
    """
    dealt = list(placed)
    for last, group in groupby(range(len(people)), key=placed.__getitem__):
        own = [index for index in group if last is not None and people[index].start >= firms[last].end]
        if last is None or not own or (count := _listed_firms(firms, last, folded)) == 1:
            continue
        first = people[own[0]].start
        if said := compiled(_lawyer()["respectively"]).search(folded, firms[last].end, first):
            whole = said.end() == first and len(own) == count
            for place, index in enumerate(own):
                dealt[index] = last - count + 1 + place if whole else None
    return dealt


def _listed_firms(firms: Sequence[Name], last: int, folded: str) -> int:
    """How many firms a list has that ends with one."""
    first = last
    joint = compiled(_lawyer()["firm_joint"])
    while first and joint.fullmatch(folded, firms[first - 1].end, firms[first].start):
        first -= 1
    return last - first + 1


def _last_firm(firms: Sequence[Name], start: int, end: int) -> int | None:
    """The index of the last firm within a stretch of the text."""
    index = bisect_right(firms, end, key=end_of) - 1
    return index if index >= 0 and firms[index].start >= start else None


def _first_firm(firms: Sequence[Name], start: int, end: int) -> int | None:
    """The index of the first firm that begins within a stretch of the text."""
    index = bisect_right(firms, start, key=end_of)
    return index if index < len(firms) and start <= firms[index].start < end else None


def _lawyers(folded: str, firms: Sequence[Name]) -> list[Name]:
    """The lawyers named before or after the word for one, or right after a firm."""
    found: dict[int, Name] = {}
    for match in _lawyer_word().finditer(folded):
        before = list(_names_before(folded, match.start(), firms))
        people = before
        if not before or before[0].name[-1] in _lawyer()["joints"]:
            people = list(_names_after(folded, match.end(), compiled(_lawyer()["closes"]))) or before
        found.update((person.start, person) for person in people)
    for firm in firms:
        post = compiled(_lawyer()["post_after_firm"]).match(folded, firm.end)
        closes = compiled(_lawyer()["closes" if post else "closes_after_firm"])
        people = list(_names_after(folded, firm.end, closes, "after_firm")) or list(_names_set_off(folded, firm, firms))
        found.update((person.start, person) for person in people)
    return [found[start] for start in sorted(found)]


def _names_before(folded: str, end: int, firms: Sequence[Name]) -> Iterator[Name]:
    """The names that end at `end`, from the last to the first of their list."""
    index = bisect_right(firms, end, key=end_of)
    floor = max(folded.rfind("\n", 0, end) + 1, firms[index - 1].end if index else 0)
    title = compiled(_lawyer()["before"]).search(folded, max(floor, end - 16), end)
    cursor = title.start() if title else end
    while (person := _name_ending(folded, floor, cursor)) is not None:
        yield person
        cursor = person.start - 1
        if cursor < floor or folded[cursor] not in _lawyer()["joints"] or _ends_in_word(folded, floor, cursor):
            return


def _ends_in_word(folded: str, floor: int, end: int) -> bool:
    """Whether the word for a lawyer ends there: the name before it is found by that word."""
    return any(
        match.end() == end for match in _lawyer_word().finditer(folded, max(floor, end - _LONGEST_WORD), end + 1)
    )


def _names_set_off(folded: str, firm: Name, firms: Sequence[Name]) -> Iterator[Name]:
    """The names before a firm that only says where they practise: in brackets, or between commas."""
    for form in _lawyer()["set_off"]:
        after = compiled(form["after"]).match(folded, firm.end)
        if after and firm.start and folded[firm.start - 1] in form["before"]:
            yield from _names_before(folded, firm.start - 1, firms)
            return


def _name_ending(folded: str, floor: int, end: int) -> Name | None:
    for start in range(max(floor, end - 7), end - 3):
        if _is_transliterated(folded[start:end]) and _opens(folded, floor, start):
            return Name(start, end, folded[start:end])
        if _is_enclosed(folded, floor, start) and _is_surnameless(folded[start:end]):
            return Name(start, end, folded[start:end])
    starts = _dotted_starts(folded, floor, end) or [end - size for size in (3, 2, 4) if end - size >= floor]
    for start in starts:
        name = folded[start:end]
        if ("·" in name or _is_name(name)) and _opens(folded, floor, start):
            return Name(start, end, name)
    start = max(floor, end - 3)
    if end - start == 3 and _is_transliterated(folded[start:end]) and _opens(folded, floor, start):
        return Name(start, end, folded[start:end])
    return None


def _dotted_starts(folded: str, floor: int, end: int) -> list[int]:
    """Where a dotted name that ends at `end` may start, the shortest first; empty where there is none."""
    dotted = _DOTTED.search(folded, max(floor, end - 16), end)
    return list(range(folded.index("·", dotted.start()) - 1, dotted.start() - 1, -1)) if dotted else []


def _is_transliterated(name: str) -> bool:
    """True for a name without a surname, in the characters that write Mongolian and Tibetan names."""
    return set(name) <= set(_lawyer()["transliteration"])


def _is_surnameless(name: str) -> bool:
    """True for what may be a name without a surname where its ends show: in those characters or the Yi's."""
    lawyer = _lawyer()
    plain = any(word in name for word in lawyer["no_names_within"])
    return not plain and set(name) <= set(lawyer["transliteration"] + lawyer["yi"])


def _is_enclosed(folded: str, floor: int, start: int) -> bool:
    """Whether a name that starts there starts right behind a firm or another name."""
    return bool(start) and folded[start - 1] != "\n" and (start == floor or folded[start - 1] in _lawyer()["joints"])


def _opens(folded: str, floor: int, start: int) -> bool:
    return start == floor or bool(compiled(_lawyer()["opens"]).search(folded[max(floor, start - 5) : start]))


def _names_after(folded: str, start: int, closes: re.Pattern[str], between: str = "after") -> Iterator[Name]:
    """The names of the list that begins at `start`; the last one must end as `closes` says."""
    skipped = compiled(_lawyer()[between]).match(folded[start : start + 10])
    cursor = start + (skipped.end() if skipped else 0)
    people: list[Name] = []
    while (person := _name_starting(folded, cursor, closes)) is not None:
        people.append(person)
        aside = _ASIDE.match(folded, person.end)
        end = aside.end() if aside else person.end
        if folded[end : end + 1] not in tuple(_lawyer()["joints"]):
            break
        cursor = end + 1
    yield from people


def _name_starting(folded: str, start: int, closes: re.Pattern[str]) -> Name | None:
    dotted = _DOTTED_AHEAD.match(folded, start)
    sizes = _dotted_sizes(folded, dotted) if dotted else (3, 2, 4)
    for size in sizes:
        name, end = folded[start : start + size], start + size
        if (dotted or _is_name(name)) and closes.match(folded[end : end + 8]) and not _shorter(folded, start, size):
            return Name(start, end, name)
    run = compiled("{surnameless}{3,8}").match(folded, start)
    if (
        run
        and _is_surnameless(run[0])
        and compiled(_lawyer()["closes_after_firm"]).match(folded[run.end() : run.end() + 8])
    ):
        return Name(start, run.end(), run[0])
    return None


def _dotted_sizes(folded: str, dotted: re.Match[str]) -> tuple[int, ...]:
    """The lengths that a dotted name may have, the shortest first; the word for a lawyer is no part of it."""
    word = _lawyer_word().search(folded, dotted.start(), dotted.end() + 1)
    end = min(dotted.end(), word.start()) if word else dotted.end()
    return tuple(range(folded.rindex("·", 0, dotted.end()) + 2 - dotted.start(), end + 1 - dotted.start()))


def _shorter(folded: str, start: int, size: int) -> bool:
    """True where a name of two characters is followed by a word that the name of three would cut (李雪参与)."""
    words = compiled(_lawyer()["words_after_name"])
    return size == 3 and _is_name(folded[start : start + 2]) and bool(words.match(folded[start + 2 : start + 6]))


def _is_name(name: str) -> bool:
    """True for a surname and a given name of one or two characters, unmasked."""
    if not _WORD.fullmatch(name):
        return False
    surnames, compound, words, never = _name_tables()
    if name[:2] in words or name[:3] in words:
        return False
    given = name[2:] if name[:2] in compound else name[1:]
    if len(given) == 2 and given[0] in _lawyer()["first_in_given"]:
        given = given[1]
    if name[:2] in compound:
        return len(name) > 2 and not never.intersection(given)
    return 1 < len(name) < 4 and name[0] in surnames and not never.intersection(given)


@cache
def _name_tables() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    data = _lawyer()
    return (
        frozenset("".join(data["surnames"].split())),
        frozenset(data["compound_surnames"]),
        frozenset(data["not_names"]),
        frozenset(data["never_in_given"]),
    )


def _lawyer() -> dict[str, Any]:
    return adviser_data("lawyer")


@cache
def _lawyer_word() -> re.Pattern[str]:
    return compiled(_lawyer()["word"])
