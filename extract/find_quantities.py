"""Numbers with their units, and the numbers that count nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from extract.gate import gated
from extract.numerals import bounds, characters, number_value
from extract.pattern_data import load_patterns
from extract.reading import Reading
from ontology.model import Comparator
from ontology.vocabulary import UnitEntry, units

Span = tuple[int, int]

_LONGEST_LOW = 10

_TITLE = re.compile("《[^《》\n]{1,80}》")
_QUOTED = re.compile("“[^“”\n]{1,15}”")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: `text[start:end]`, the number itself from `number` on.

    `value` is in the base unit (1.2万元 → 12000 元); `unit` is that unit's label; `low` is the
    lower end where the number is the upper end of a range (3至5名).
    """

    start: int
    number: int
    end: int
    value: Decimal
    comparator: Comparator
    unit: str
    low: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NonFact:
    """A number that counts nothing, with the name of what it is (ordinal, hotline, time …)."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class _Shapes:
    quantity: re.Pattern[str]
    percent: re.Pattern[str]
    low: re.Pattern[str]
    idioms: re.Pattern[str]
    units: dict[str, UnitEntry]
    not_units: frozenset[str]
    shortening: re.Pattern[str]
    small_units: frozenset[str]
    small_counted: tuple[str, ...]
    habits: tuple[str, ...]
    frames: tuple[str, ...]


def find_quantities(
    reading: Reading, names: Sequence[Span] = (), extra: tuple[Path, ...] = ()
) -> tuple[list[Quantity], list[NonFact]]:
    """The quantities of a text in order, and the numbers that were left out by name.

    `names` are spans of names (programmes, instruments): a number inside one counts nothing.
    `extra` are vocabularies of the user's own, with their units.
    """
    shapes = _shapes(extra)
    text = reading.folded
    idle = sorted(_idle(text, shapes, names), key=lambda fact: (fact.start, -fact.end))
    found: list[Quantity] = []
    left_out = list(idle)
    reach = _Reach(idle)
    matches = [*shapes.quantity.finditer(text), *shapes.percent.finditer(text)]
    for match in sorted(matches, key=lambda match: match.start("number")):
        if found and match.start("number") < found[-1].end:
            continue
        if reach.covers(match.start("number")):
            continue
        name = _why_not(match, text, shapes)
        if name:
            left_out.append(NonFact(match.start("number"), match.end(), name))
        else:
            found.append(_with_low(_quantity(match, shapes), text, shapes))
    return found, left_out


class _Reach:
    """Answers whether an offset, asked in rising order, lies in one of the sorted spans."""

    def __init__(self, spans: Sequence[NonFact]) -> None:
        self._spans = spans
        self._next = 0
        self._end = -1

    def covers(self, offset: int) -> bool:
        while self._next < len(self._spans) and self._spans[self._next].start <= offset:
            self._end = max(self._end, self._spans[self._next].end)
            self._next += 1
        return offset < self._end


def _idle(text: str, shapes: _Shapes, names: Iterable[Span]) -> Iterable[NonFact]:
    for match in shapes.idioms.finditer(text):
        yield NonFact(match.start(), match.end(), str(match.lastgroup).replace("_", "-"))
    for match in _TITLE.finditer(text):
        yield NonFact(match.start(), match.end(), "title")
    for match in _QUOTED.finditer(text):
        yield NonFact(match.start(), match.end(), "quoted")
    for start, end in names:
        yield NonFact(start, end, "name")
    offset = 0
    for line in text.split("\n"):
        if line.startswith(shapes.frames):
            yield NonFact(offset, offset + len(line), "frame")
        offset += len(line) + 1


def _why_not(match: re.Match[str], text: str, shapes: _Shapes) -> str | None:
    """The name of what the number is where it is no quantity."""
    groups = match.groupdict()
    if groups.get("unit") in shapes.not_units and not _shortened(match, text, shapes):
        return "time-or-order"
    digits, scales = characters()
    number = match["number"]
    if number[0].isascii():
        return None
    bounded = groups["before"] or groups["more"] or groups.get("more2") or groups["after"]
    if all(character in scales for character in number) and not bounded:
        return "idiom"
    if len(number) > 1 or bounded or "percent" in match.re.groupindex or not groups.get("unit"):
        return None
    unit = match["unit"]
    if unit in shapes.small_units:
        return "habit" if number in digits and digits[number] == 1 and _habit(match, text, shapes) else None
    rest = text[match.end() : match.end() + 3]
    return None if rest.startswith(shapes.small_counted) else "idiom"


def _habit(match: re.Match[str], text: str, shapes: _Shapes) -> bool:
    clause = re.split("[，。；：\n]", text[max(0, match.start() - 24) : match.start()])[-1]
    return any(word in clause for word in shapes.habits)


def _shortened(match: re.Match[str], text: str, shapes: _Shapes) -> bool:
    """Whether a time is what a procedure was shortened by or to: that measures it."""
    clause = re.split("[，。；：\n]", text[max(0, match.start() - 24) : match.start()])[-1]
    return match["unit"] in shapes.units and shapes.shortening.search(clause) is not None


def _with_low(quantity: Quantity, text: str, shapes: _Shapes) -> Quantity:
    """The quantity with the lower end of its range, where one stands before it."""
    low = shapes.low.search(text[max(0, quantity.number - _LONGEST_LOW) : quantity.number])
    if not low or quantity.start != quantity.number:
        return quantity
    start = quantity.number - (low.end() - low.start("low"))
    unit = shapes.units.get(quantity.unit)
    value = number_value(low["low"]) * (unit.factor if unit else 1)
    return replace(quantity, start=start, low=value) if value < quantity.value else quantity


def _value(match: re.Match[str]) -> Decimal:
    groups = match.groupdict()
    value = number_value(match["number"], groups.get("scale") or "")
    return value + (number_value(match["rest"], match["rest_scale"]) if groups.get("rest") else 0)


def _quantity(match: re.Match[str], shapes: _Shapes) -> Quantity:
    groups = match.groupdict()
    unit = shapes.units[groups.get("unit") or "%"]
    more = groups["more"] or groups.get("more2")
    before, after = bounds("before"), bounds("after")
    if groups["before"]:
        comparator = before[groups["before"]]
    elif more:
        comparator = Comparator.MORE_THAN
    else:
        comparator = after.get(groups["after"] or "", Comparator.EXACTLY)
    return Quantity(
        start=match.start(),
        number=match.start("number"),
        end=match.end(),
        value=_value(match) * unit.factor,
        comparator=comparator,
        unit=unit.base,
    )


@cache
def _shapes(extra: tuple[Path, ...]) -> _Shapes:
    metrics, numerals = load_patterns("metrics"), load_patterns("numerals")
    by_label = {name: entry for entry in units(extra) for name in (*entry.names, entry.label)}
    shape = numerals["shape"]
    parts = {
        "arabic": shape["arabic"],
        "chinese": shape["chinese"],
        "before": _either(bounds("before")),
        "after": _either(bounds("after")),
        "more": _either(numerals["more"]),
        "units": _either({*by_label, *metrics["not_units"]}),
    }
    return _Shapes(
        quantity=gated(shape["quantity"].format(**parts), re.ASCII),
        percent=gated(shape["percent"].format(**parts), re.ASCII),
        low=re.compile(shape["low"].format(), re.ASCII),
        idioms=gated("|".join(f"(?P<{i['name'].replace('-', '_')}>{i['pattern']})" for i in metrics["idioms"])),
        units=by_label,
        not_units=frozenset(metrics["not_units"]),
        shortening=re.compile("|".join(metrics["shortening"])),
        small_units=frozenset(metrics["small_units"]),
        small_counted=tuple(metrics["small_counted"]),
        habits=tuple(metrics["habits"]),
        frames=tuple(metrics["frame_lines"]),
    )


def _either(words: Iterable[str]) -> str:
    """A regular expression of alternatives, longer ones first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
