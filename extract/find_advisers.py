"""Legal advisers: the law firms and legal services offices engaged, and the lawyers named for them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from extract.pattern_data import load_patterns
from extract.reading import Reading
from ontology.model import Provider, ProviderKind

_HAN = "[\u4e00-\u9fff]"
_SENTENCE_END = re.compile(r"[。；！？\n]")
_RUN = re.compile(r"[\u4e00-\u9fff（）]*$")
_WORD = re.compile(f"{_HAN}+")
_BRANCH = re.compile(r"（[^（）]*）")
_ASIDES = re.compile(r"（[^（）\n]{1,200}）")
_ASIDE = re.compile(r"（[^（）\n]{1,16}）")
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+$")
_DOTTED_AHEAD = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+")
_LONGEST_NAME = 24
_LONGEST_LIST = 3000
_WHOLE = "^"


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


@dataclass(frozen=True, slots=True)
class _Name:
    """A provider's or a person's name at `text[start:end]`."""

    start: int
    end: int
    name: str
    kind: ProviderKind = ProviderKind.LAW_FIRM


def find_advisers(reading: Reading) -> tuple[list[AdviserMention], list[LawyerMention], list[Doubt]]:
    """The providers engaged as legal advisers, the lawyers for whom no firm is named, and what stays in doubt.

    A provider named in short after its full name is the same provider. Firms that a sentence mentions without
    engaging them (an opponent's, a lecturer's) are left out, and so are nameless ones (某律师事务所).
    """
    folded = reading.folded
    stops = [match.end() for match in _SENTENCE_END.finditer(_ASIDES.sub(_joined, folded))]
    firms = _firms(folded)
    people = _lawyers(folded, firms)
    placed = [_firm_of(person, firms, stops, folded) for person in people]
    named: defaultdict[int | None, list[_Name]] = defaultdict(list)
    for person, at in zip(people, placed, strict=True):
        named[at].append(person)
    listed = list(_pattern("listed").finditer(folded))
    mentions = [
        _mention(firm, named[k], words)
        for k, firm in enumerate(firms)
        if (words := _engaging_words(firm, stops, folded, listed))
    ]
    doubts = [*_companies(folded, stops), *_unread_lawyers(folded, firms, people)]
    return mentions, [LawyerMention(p.start, p.end, p.name) for p in named[None]], doubts


def _companies(folded: str, stops: Sequence[int]) -> Iterator[Doubt]:
    """Companies engaged for legal services: neither law firms nor legal services offices."""
    for match in _pattern("company").finditer(folded):
        start, end = _sentence(match.start(), stops, folded)
        if _pattern("engaged").search(folded, start, end):
            run = _RUN.search(folded[max(start, match.start() - _LONGEST_NAME) : match.start()])
            body = _after_weak(_after_lead(_unbracketed(run[0] if run else "")))
            yield Doubt(match.start() - len(body), match.end(), "provider-unclear", _data("company")["why"])


def _unread_lawyers(folded: str, firms: Sequence[_Name], people: Sequence[_Name]) -> Iterator[Doubt]:
    """Names without a surname right beside a firm's, in the characters of names of the Yi and others."""
    known = {place for person in people for place in range(person.start, person.end)}
    for firm in firms:
        match = _pattern("unread").match(folded, firm.end)
        if match and match.start("name") not in known and match.end("name") - 1 not in known:
            yield Doubt(*match.span("name"), "lawyer-unclear", _data("unread")["why"])


def _joined(aside: re.Match[str]) -> str:
    """What stands in brackets, as a part of its sentence."""
    return aside[0].replace("；", "，")


def firm_names(folded: str) -> list[tuple[int, int]]:
    """Where the text names a firm or office by a proper name, engaged or not."""
    return [(firm.start, firm.end) for firm in _firms(folded)]


def _mention(firm: _Name, people: Sequence[_Name], words: str) -> AdviserMention:
    names = tuple(dict.fromkeys(person.name for person in people))
    start = min([firm.start, *(person.start for person in people)])
    end = max([firm.end, *(person.end for person in people)])
    return AdviserMention(start, end, Provider(firm.name, firm.kind), names, (words,), (firm.start, firm.end))


def _firms(folded: str) -> list[_Name]:
    """All named providers, a short name replaced by the full one that the text has."""
    found = []
    for match in _pattern("suffix").finditer(folded):
        start = _name_start(folded, match.start(), match[0])
        if start is not None:
            found.append(_named(folded, start, match))
    longest = _longest_names(found)
    full = [replace(firm, name=_in_full(firm, longest)) for firm in found]
    return sorted([*full, *_abbreviated(folded, full)], key=_end)


def _abbreviated(folded: str, firms: Sequence[_Name]) -> Iterator[_Name]:
    """Law firms written as 溇澧所 after the full name, unless a place of that name has offices too."""
    data = _data("abbreviation")
    bodies: dict[str, _Name] = {}
    for firm in firms:
        whole = _BRANCH.sub("", firm.name).removesuffix(_data("suffix")["law_firm"][0])
        for body in (whole, whole[_head_length(whole) :]) if firm.kind is ProviderKind.LAW_FIRM else ():
            if len(body) > 1 and body not in data["offices"]:
                bodies.setdefault(body, firm)
    if not bodies:
        return
    either = "|".join(sorted(map(re.escape, bodies), key=lambda body: (-len(body), body)))
    places = {match[1] for match in re.finditer(f"({either}){data['place']}", folded)}
    for match in re.finditer(f"(?P<body>{either}){data['after']}", folded):
        firm = bodies[match["body"]]
        if match.start() > firm.start and match["body"] not in places:
            yield replace(firm, start=match.start(), end=match.end())


def _head_length(body: str) -> int:
    """How much of a firm's name is the place that it begins with."""
    place = _pattern("place").match(body)
    return place.end() if place else 0


def _named(folded: str, start: int, match: re.Match[str]) -> _Name:
    data = load_patterns("advisers")["suffix"]
    branch = _compile(data["branch_after"]).match(folded[match.end() : match.end() + 12])
    kind = ProviderKind.LEGAL_SERVICES_OFFICE if match[0] in data["office"] else ProviderKind.LAW_FIRM
    tail = branch[0] if branch else ""
    name = folded[start : match.start()] + data["short"].get(match[0], match[0]) + tail
    return _Name(start, match.end() + len(tail), name, kind)


def _longest_names(firms: Iterable[_Name]) -> dict[tuple[ProviderKind, str], str]:
    """The longest name for each kind and end of a name, "^" before a whole one; the first of equally long ones."""
    longest: dict[tuple[ProviderKind, str], str] = {}
    for name, kind in dict.fromkeys((firm.name, firm.kind) for firm in firms):
        plain = _BRANCH.sub("", name)
        for end in (_WHOLE + plain, *(plain[cut:] for cut in range(len(plain)))):
            longest[kind, end] = max(longest.get((kind, end), ""), name, key=len)
    return longest


def _in_full(firm: _Name, longest: Mapping[tuple[ProviderKind, str], str]) -> str:
    """The longest name that is the firm's with a place before it or a branch in it; its own where there is none."""
    ends = firm.name, _WHOLE + _BRANCH.sub("", firm.name)
    return max(firm.name, *(longest.get((firm.kind, end), "") for end in ends), key=len)


def _name_start(folded: str, end: int, suffix: str) -> int | None:
    """Where the name before the suffix at `end` starts; None where it is no proper name."""
    run = _RUN.search(folded[max(0, end - _LONGEST_NAME) : end])
    body = _unbracketed(run[0] if run else "")
    body = _after_lead(body)
    body = _after_weak(body)
    return end - len(body) if _is_proper(body, suffix) else None


def _unbracketed(run: str) -> str:
    """The run from after its last bracket that is not paired in it."""
    depth = 0
    for index in range(len(run) - 1, -1, -1):
        depth += (run[index] == "）") - (run[index] == "（")
        if depth < 0:
            return run[index + 1 :]
    while depth > 0:
        run = run[run.index("）") + 1 :]
        depth -= 1
    return run


def _after_lead(run: str) -> str:
    """The run without the sentence's words before the name (我镇聘请了长治市正诚 → 长治市正诚)."""
    plain = _BRANCH.sub(_mask, run)
    room = len(plain.rstrip("·")) - 2
    ends = [match.end() for match in _leads().finditer(plain) if match.end() <= room and not _is_inner(match)]
    return run[max(ends, default=0) :]


def _is_inner(lead: re.Match[str]) -> bool:
    """True for a lead that is part of a name: it follows the name's province at once (湖南联合天成)."""
    return lead[0] in load_patterns("advisers")["suffix"]["inner_leads"] and bool(
        _compile("{province}$").search(lead.string, 0, lead.start())
    )


def _mask(match: re.Match[str]) -> str:
    return "·" * len(match[0])


def _after_weak(body: str) -> str:
    """The body without prepositions, cut to the place that the name starts with where there is one."""
    weak: str = load_patterns("advisers")["suffix"]["weak"]
    for mark in load_patterns("advisers")["suffix"]["always_weak"]:
        rest = body[body.rfind(mark) + 1 :]
        body = rest if len(_BRANCH.sub("", rest)) > 1 else body
    place = _pattern("place")
    province = _province()
    plain = _BRANCH.sub(_mask, body)
    heads = [m.start() for m in province.finditer(plain) if len(plain.rstrip("·")) - m.end() >= 2]
    cuts = [k + 1 for k, char in enumerate(plain) if char in weak and place.match(plain, k + 1)]
    if heads and (heads[-1] == 0 or not province.match(plain)):
        return body[heads[-1] :]
    if cuts:
        return body[cuts[-1] :]
    while len(plain.rstrip("·")) > 2 and body[0] in weak:
        body, plain = body[1:], plain[1:]
    return body


def _is_proper(body: str, suffix: str) -> bool:
    """True for a name with a proper part; offices, unlike firms, may bear the name of their division alone."""
    plain = _BRANCH.sub("", body)
    if body.endswith(tuple(load_patterns("advisers")["suffix"]["always_weak"])):
        return False
    if not _pattern("body").match(body) or _pattern("generic").search(plain) or _only_leads().fullmatch(plain):
        return False
    return suffix in load_patterns("advisers")["suffix"]["office"] or not _pattern("place_only").match(plain)


def _engaging_words(firm: _Name, stops: Sequence[int], folded: str, listed: Sequence[re.Match[str]]) -> str:
    """The words that make the firm an adviser of the township, of its sentence or its list; "" where it is none."""
    sentence = _sentence(firm.start, stops, folded)
    inner = folded[sentence[0] : firm.start] + "，" + folded[firm.end : sentence[1]]
    opposed = load_patterns("advisers")["opposed"]
    if _compile(opposed["visited"]).search(inner):
        return ""
    if _pattern("opposed").search(inner) and not _compile(opposed["outweighed_by"]).search(inner):
        return ""
    words = _pattern("engaged").search(inner) or _lawyer_word().search(inner) or _heading(firm, folded, listed)
    return words[0] if words else ""


def _heading(firm: _Name, folded: str, listed: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """The heading of the list of advisers that the firm stands in, no sentence between them."""
    index = bisect_right(listed, firm.start, key=re.Match.end) - 1
    heading = listed[index] if index >= 0 and firm.start - listed[index].end() <= _LONGEST_LIST else None
    return heading if heading and folded.find("。", heading.end(), firm.start) < 0 else None


def _sentence(offset: int, stops: Sequence[int], folded: str) -> tuple[int, int]:
    index = bisect_right(stops, offset)
    return (stops[index - 1] if index else 0), (stops[index] if index < len(stops) else len(folded))


def _firm_of(person: _Name, firms: Sequence[_Name], stops: Sequence[int], folded: str) -> int | None:
    """The index of the firm that the lawyer belongs to: of the sentence, else of the one before."""
    start, end = _sentence(person.start, stops, folded)
    if (before := _last_firm(firms, start, person.start)) is not None:
        return before
    if (after := _first_firm(firms, person.end, end)) is not None:
        return after
    if start and folded[start - 1] != "\n" and _compile(_lawyer()["back"]).search(folded, start, person.start):
        previous = _sentence(start - 1, stops, folded)[0]
        return _last_firm(firms, previous, start)
    return None


def _last_firm(firms: Sequence[_Name], start: int, end: int) -> int | None:
    """The index of the last firm within a stretch of the text."""
    index = bisect_right(firms, end, key=_end) - 1
    return index if index >= 0 and firms[index].start >= start else None


def _first_firm(firms: Sequence[_Name], start: int, end: int) -> int | None:
    """The index of the first firm that begins within a stretch of the text."""
    index = bisect_right(firms, start, key=_end)
    return index if index < len(firms) and start <= firms[index].start < end else None


def _end(name: _Name) -> int:
    return name.end


def _lawyers(folded: str, firms: Sequence[_Name]) -> list[_Name]:
    """The lawyers named before or after the word for one, or right after a firm."""
    found: dict[int, _Name] = {}
    for match in _lawyer_word().finditer(folded):
        before = list(_names_before(folded, match.start(), firms))
        people = before
        if not before or before[0].name[-1] in _lawyer()["joints"]:
            people = list(_names_after(folded, match.end(), _compile(_lawyer()["closes"]))) or before
        found.update((person.start, person) for person in people)
    for firm in firms:
        closes = _compile(_lawyer()["closes_after_firm"])
        people = list(_names_after(folded, firm.end, closes, "after_firm")) or list(_names_set_off(folded, firm, firms))
        found.update((person.start, person) for person in people)
    return [found[start] for start in sorted(found)]


def _names_before(folded: str, end: int, firms: Sequence[_Name]) -> Iterator[_Name]:
    """The names that end at `end`, from the last to the first of their list."""
    index = bisect_right(firms, end, key=_end)
    floor = max(folded.rfind("\n", 0, end) + 1, firms[index - 1].end if index else 0)
    title = _compile(_lawyer()["before"]).search(folded, max(floor, end - 16), end)
    cursor = title.start() if title else end
    while (person := _name_ending(folded, floor, cursor)) is not None:
        yield person
        if person.start <= floor or folded[person.start - 1] not in _lawyer()["joints"]:
            return
        cursor = person.start - 1


def _names_set_off(folded: str, firm: _Name, firms: Sequence[_Name]) -> Iterator[_Name]:
    """The names before a firm that only says where they practise: in brackets, or between commas."""
    for form in _lawyer()["set_off"]:
        after = _compile(form["after"]).match(folded, firm.end)
        if after and firm.start and folded[firm.start - 1] in form["before"]:
            yield from _names_before(folded, firm.start - 1, firms)
            return


def _name_ending(folded: str, floor: int, end: int) -> _Name | None:
    for start in range(max(floor, end - 7), end - 3):
        if _is_transliterated(folded[start:end]) and _opens(folded, floor, start):
            return _Name(start, end, folded[start:end])
    starts = _dotted_starts(folded, floor, end) or [end - size for size in (3, 2, 4) if end - size >= floor]
    for start in starts:
        name = folded[start:end]
        if ("·" in name or _is_name(name)) and _opens(folded, floor, start):
            return _Name(start, end, name)
    start = max(floor, end - 3)
    if end - start == 3 and _is_transliterated(folded[start:end]) and _opens(folded, floor, start):
        return _Name(start, end, folded[start:end])
    return None


def _dotted_starts(folded: str, floor: int, end: int) -> list[int]:
    """Where a dotted name that ends at `end` may start, the shortest first; empty where there is none."""
    dotted = _DOTTED.search(folded, max(floor, end - 16), end)
    return list(range(folded.index("·", dotted.start()) - 1, dotted.start() - 1, -1)) if dotted else []


def _is_transliterated(name: str) -> bool:
    """True for a name without a surname, in the characters that write Mongolian and Tibetan names."""
    return set(name) <= set(_lawyer()["transliteration"])


def _suffixes() -> list[str]:
    data = load_patterns("advisers")["suffix"]
    return [*data["law_firm"], *data["office"], *data["firm_ends"]]


def _opens(folded: str, floor: int, start: int) -> bool:
    return start == floor or bool(_compile(_lawyer()["opens"]).search(folded[max(floor, start - 5) : start]))


def _names_after(folded: str, start: int, closes: re.Pattern[str], between: str = "after") -> Iterator[_Name]:
    """The names of the list that begins at `start`; the last one must end as `closes` says."""
    skipped = _compile(_lawyer()[between]).match(folded[start : start + 10])
    cursor = start + (skipped.end() if skipped else 0)
    people: list[_Name] = []
    while (person := _name_starting(folded, cursor, closes)) is not None:
        people.append(person)
        aside = _ASIDE.match(folded, person.end)
        end = aside.end() if aside else person.end
        if folded[end : end + 1] not in tuple(_lawyer()["joints"]):
            break
        cursor = end + 1
    yield from people


def _name_starting(folded: str, start: int, closes: re.Pattern[str]) -> _Name | None:
    dotted = _DOTTED_AHEAD.match(folded, start)
    sizes = _dotted_sizes(folded, dotted) if dotted else (3, 2, 4)
    for size in sizes:
        name, end = folded[start : start + size], start + size
        if (dotted or _is_name(name)) and closes.match(folded[end : end + 8]) and not _shorter(folded, start, size):
            return _Name(start, end, name)
    return None


def _dotted_sizes(folded: str, dotted: re.Match[str]) -> tuple[int, ...]:
    """The lengths that a dotted name may have, the shortest first; the word for a lawyer is no part of it."""
    word = _lawyer_word().search(folded, dotted.start(), dotted.end() + 1)
    end = min(dotted.end(), word.start()) if word else dotted.end()
    return tuple(range(folded.rindex("·", 0, dotted.end()) + 2 - dotted.start(), end + 1 - dotted.start()))


def _shorter(folded: str, start: int, size: int) -> bool:
    """True where a name of two characters is followed by a word that the name of three would cut (李雪参与)."""
    words = _compile(_lawyer()["words_after_name"])
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
    return _data("lawyer")


def _data(table: str) -> dict[str, Any]:
    data: dict[str, Any] = load_patterns("advisers")[table]
    return data


@cache
def _lawyer_word() -> re.Pattern[str]:
    return _compile(_lawyer()["word"])


@cache
def _leads() -> re.Pattern[str]:
    words = load_patterns("advisers")["suffix"]["leads"]
    return re.compile("|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))))


@cache
def _only_leads() -> re.Pattern[str]:
    """Leads with at most one character after them: 聘请县法律服务所 names none."""
    return re.compile(f"(?:{_leads().pattern})+{_HAN}?")


@cache
def _province() -> re.Pattern[str]:
    return _compile("{province}")


@cache
def _pattern(table: str) -> re.Pattern[str]:
    return _compile(load_patterns("advisers")[table]["pattern"])


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    lists = {"{province}": load_patterns("advisers")["suffix"]["provinces"], "{title}": _lawyer()["titles"]}
    for key, words in lists.items():
        pattern = pattern.replace(key, f"(?:{'|'.join(words)})")
    pattern = pattern.replace("{surnameless}", f"[{_lawyer()['transliteration']}{_lawyer()['yi']}]")
    return re.compile(pattern.replace("{han}", _HAN))
