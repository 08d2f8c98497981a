"""Zeros in words: 未制定规范性文件, 无败诉案件, 均未被申请行政复议."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extract.pattern_data import either, load_patterns
from extract.text.gate import Gate
from extract.text.spans import Span, pieces

_LONGEST_CLAUSE = 60
_UNKNOWN = "other"


@dataclass(frozen=True, slots=True)
class Zero:
    """A denial: `text[start:end]` says that there was none of what is measured."""

    start: int
    end: int
    indicator: str
    unit: str
    measured: str


@dataclass(frozen=True, slots=True)
class _Denials:
    denial: Gate
    counted: Gate
    not_made: Gate
    postponed: Gate
    prefixed: Gate
    prefixed_generic: dict[str, str]
    of_some: re.Pattern[str]
    item: re.Pattern[str]
    separator: re.Pattern[str]
    clause_end: re.Pattern[str]
    told_unit: re.Pattern[str]
    known: dict[str, tuple[str, str]]
    generic: dict[str, str]
    tails: frozenset[str]


def find_zeros(text: str) -> list[Zero]:
    """The denials of a folded text, one for each thing denied, in order of their end."""
    denials = _denials()
    found: dict[tuple[int, str], Zero] = {}
    for match in denials.not_made.finditer(text):
        _add(found, match.start(), match.start("what"), match.end("what"), denials.known[match["what"]], text)
    for match in denials.denial.finditer(text):
        for start, end in pieces(text, match.span("what"), denials.separator):
            _add_item(found, match.start(), start, end, text, denials)
    for match in denials.counted.finditer(text):
        if not any(end == match.end() for end, _ in found):
            _add(found, match.start(), match.start("what"), match.end(), (_UNKNOWN, match["unit"]), text)
    for match in denials.postponed.finditer(text):
        for item in pieces(text, (_clause_start(text, match.start(), denials), match.start()), denials.separator):
            _add_item(found, item[0], item[0], match.end(), text, denials, inside=item)
    for match in denials.prefixed.finditer(text):
        unit = denials.prefixed_generic.get(match["what"])
        known = denials.known.get(match["what"]) or (unit and (_UNKNOWN, unit))
        if known:
            _add(found, match.start(), *match.span("what"), known, text)
    return sorted(set(found.values()), key=lambda zero: (zero.end, zero.start))


def _clause_start(text: str, end: int, denials: _Denials) -> int:
    marks = list(denials.clause_end.finditer(text, max(0, end - _LONGEST_CLAUSE), end))
    return marks[-1].end() if marks else max(0, end - _LONGEST_CLAUSE)


def _add_item(
    found: dict[tuple[int, str], Zero],
    denied: int,
    start: int,
    end: int,
    text: str,
    denials: _Denials,
    inside: Span | None = None,
) -> None:
    first, last = inside or (start, end)
    words = [match for match in denials.item.finditer(text, first, last) if text[match.end() : last] in denials.tails]
    if words:
        word = words[-1]
        _add(found, denied, word.start(), max(end, word.end()), denials.known[word.group()], text)
        return
    for tail, unit in denials.generic.items():
        if text.endswith(tail, first, last) and last - first > len(tail):
            _add(found, denied, first, end, (_UNKNOWN, unit), text)
            return


def _add(
    found: dict[tuple[int, str], Zero], denied: int, start: int, end: int, what: tuple[str, str], text: str
) -> None:
    """Keep a zero, once for each indicator that one denial names (无复议变更、撤销案件 is one zero).

    A denial of some of many (有3个村未发生纠纷) is none.
    """
    denials = _denials()
    if denials.of_some.search(text, max(0, denied - _LONGEST_CLAUSE), denied):
        return
    told = denials.told_unit.match(text, denied)
    zero = Zero(denied, end, what[0], told["unit"] if told else what[1], text[start:end])
    keys = [(end, what[0])] if what[0] == _UNKNOWN else [(end, what[0]), (-denied, what[0])]
    known = next((found[key] for key in keys if key in found), zero)
    found.update(dict.fromkeys(keys, known))


@cache
def _denials() -> _Denials:
    data = load_patterns("zeros")
    known = {word: (entry["indicator"], entry["unit"]) for entry in data["denied"] for word in entry["words"]}
    return _Denials(
        denial=Gate(data["denial"].format(denials=either(data["denials"]), tail=either(data["tails"]))),
        counted=Gate(data["counted"]),
        not_made=Gate(f"{data['not_made']}(?P<what>{either(data['documents'])})"),
        postponed=Gate(data["postponed"]),
        prefixed=Gate(data["prefixed"].format()),
        prefixed_generic=dict(data["prefixed_generic"]),
        of_some=re.compile(data["of_some"]),
        clause_end=re.compile(data["clause_end"]),
        item=re.compile(either(known)),
        separator=re.compile(data["separator"]),
        told_unit=re.compile(data["told_unit"]),
        known=known,
        generic=dict(data["generic"]),
        tails=frozenset(["", "”", *data["tails"], *("”" + tail for tail in data["tails"])]),
    )
