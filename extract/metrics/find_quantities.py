"""Numbers with their units, and the numbers that count nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from extract.pattern_data import either, load_patterns
from extract.reading import Reading
from extract.text.gate import Gate
from extract.text.numerals import bounds, characters, number_value
from extract.text.spans import Span
from ontology.model import Comparator
from ontology.vocabulary import UnitEntry, units_by_name

_LONGEST_LOW = 10
_LONGEST_BOUND = 6
_LONGEST_CONTEXT = 24
_LONGEST_IMPLYING = 12

_TITLE = re.compile("《[^《》\n]{1,80}》")
_QUOTED = re.compile("“[^“”\n]{1,15}”")
_CLAUSE_END = re.compile("[，。；：\n]")


class Quantity(NamedTuple):
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


class NonFact(NamedTuple):
    """A number that counts nothing, with the name of what it is (ordinal, hotline, time …)."""

    start: int
    end: int
    name: str


class _Written(NamedTuple):
    """A number as it is written, `text[start:end]`, the number itself from `at` on; a share's unit is left out."""

    start: int
    at: int
    end: int
    before: str | None
    number: str
    more: str | None
    scale: str | None = None
    rest: str | None = None
    rest_scale: str | None = None
    more2: str | None = None
    unit: str | None = None
    after: str | None = None

    @property
    def bounded(self) -> bool:
        """Whether a word around the number bounds it."""
        return bool(self.before or self.more or self.more2 or self.after)


class _Implied(NamedTuple):
    """A unit, and the words before or behind a number that imply it."""

    unit: str
    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Shapes:
    quantity: Gate
    implied: tuple[_Implied, ...]
    percent: Gate
    bound: re.Pattern[str]
    bound_ends: frozenset[str]
    low: re.Pattern[str]
    range_marks: str
    neighbour_mark: str
    neighbour_units: frozenset[str]
    neighbour: re.Pattern[str]
    range_mark: re.Pattern[str]
    change_from: re.Pattern[str]
    about: re.Pattern[str]
    idioms: Gate
    before: dict[str, Comparator]
    more: dict[str, Comparator]
    after: dict[str, Comparator]
    cut_units: dict[str, str]
    whole_units: frozenset[str]
    item_starts: str
    item_without_unit: re.Pattern[str]
    link: re.Pattern[str]
    tenths: str
    tenths_more: str
    hundredths: re.Pattern[str]
    counted_before: re.Pattern[str]
    formed_before: re.Pattern[str]
    large_scales: str
    counted_units: frozenset[str]
    counted_last: re.Pattern[str]
    counted_stop: re.Pattern[str]
    bound_behind_noun: re.Pattern[str]
    stop: re.Pattern[str]
    units: dict[str, UnitEntry]
    not_units: frozenset[str]
    measuring: dict[str, re.Pattern[str]]
    small_units: frozenset[str]
    small_counted: tuple[str, ...]
    small_thing_units: frozenset[str]
    small_thing: re.Pattern[str]
    not_small_thing: re.Pattern[str]
    small_listed: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    habits: tuple[str, ...]
    distant_bound: re.Pattern[str]
    frames: tuple[str, ...]
    noughts: tuple[str, ...]


def find_quantities(
    reading: Reading, names: Sequence[Span] = (), extra: tuple[Path, ...] = ()
) -> tuple[list[Quantity], list[NonFact]]:
    """The quantities of a text in order, and the numbers that were left out by name.

    `names` are spans of names (programmes, instruments): a number inside one counts nothing.
    `extra` are vocabularies of the user's own, with their units.
    """
    shapes = _shapes(extra)
    text = reading.folded
    left_out = sorted(_idle(text, shapes, names), key=lambda fact: (fact.start, -fact.end))
    reach = _Reach(tuple(left_out))
    found: list[Quantity] = []
    free = 0
    for written in (_without_list_number(one, text, shapes) for one in _written(text, shapes)):
        if written.at < free or reach.covers(written.at):
            continue
        name = _why_not(written, text, shapes)
        if name:
            left_out.append(NonFact(written.at, written.end, name))
        else:
            quantity = _quantity(written, text, shapes)
            if found and (low := _lower_end(found[-1], quantity, text, shapes)):
                quantity = quantity._replace(start=found.pop().start, low=low)
            if not written.scale and shapes.units[written.unit or "%"].factor == 1:
                found += _sharing_unit(quantity, free, text, shapes)
            found.append(quantity)
            free = quantity.end
    return _with_whole_units(found, text, shapes), left_out


def _sharing_unit(quantity: Quantity, free: int, text: str, shapes: _Shapes) -> list[Quantity]:
    """The numbers before a quantity in its list that have its unit (中心组学法5、支部学法28次), in order."""
    if text.rfind("、", max(free, quantity.start - _LONGEST_CONTEXT), quantity.start) < 0:
        return []
    items: list[Quantity] = []
    end = quantity.start
    while match := shapes.item_without_unit.search(text, max(free, end - _LONGEST_CONTEXT), end):
        start = match.start("number")
        value = number_value(match["number"])
        items.insert(0, Quantity(start, start, match.end("number"), value, Comparator.EXACTLY, quantity.unit))
        end = start
    return items


def _with_whole_units(found: list[Quantity], text: str, shapes: _Shapes) -> list[Quantity]:
    """The quantities, one whose unit is cut short with that of the next (4.2个和3.1个百分点)."""
    for index in range(len(found) - 2, -1, -1):
        one, following = found[index : index + 2]
        if shapes.cut_units.get(one.unit) == following.unit and shapes.link.fullmatch(text, one.end, following.start):
            found[index] = one._replace(unit=following.unit)
    return found


def _written(text: str, shapes: _Shapes) -> list[_Written]:
    """The numbers with a unit and the shares in words, in order."""
    found = []
    free = 0
    for match in shapes.quantity.finditer(text):
        at, end = match.span()
        start, before = _bound(text, free, at, shapes)
        one = _Written(start, at, end, before, *match.groups())
        if written := one if one.unit else _with_implied_unit(one, text, shapes):
            found.append(written)
            free = end
    shares = []
    for match in shapes.percent.finditer(text):
        start, before = _bound(text, 0, match.start(), shapes)
        number, more, after = match.groups()
        shares.append(_Written(start, match.start("number"), match.end(), before, number, more, after=after))
    return sorted([*found, *shares], key=lambda written: written.at) if shares else found


def _with_implied_unit(written: _Written, text: str, shapes: _Shapes) -> _Written | None:
    """The number with the unit that the words around it imply (阅读量达9.8万, 2万余群众); None where they do not."""
    if not (written.scale or written.more2 or written.more or written.number.endswith(shapes.noughts)):
        return None
    before = max(0, written.at - _LONGEST_IMPLYING), written.at
    stops = shapes.stop.match(text, written.end)
    for unit, ahead, behind in shapes.implied:
        if (behind and behind.match(text, written.end)) or (stops and ahead and ahead.search(text, *before)):
            return written._replace(unit=unit)
    return None


def _without_list_number(written: _Written, text: str, shapes: _Shapes) -> _Written:
    """The number without the number of its list item, which a full stop makes look like one (。3.58名干部参加)."""
    item, _, number = written.number.partition(".")
    uncut = written.scale or written.unit not in shapes.whole_units or number[:1] in ("", "0")
    if uncut or not (written.at == 0 or text[written.at - 1] in shapes.item_starts):
        return written
    at = written.at + len(item) + 1
    return written._replace(start=at, at=at, number=number)


def _bound(text: str, free: int, at: int, shapes: _Shapes) -> tuple[int, str | None]:
    """Where the number at `at` begins with the word before it that bounds it, and that word."""
    if text[at - 1 : at] in shapes.bound_ends:
        bound = shapes.bound.search(text, max(free, at - _LONGEST_BOUND), at)
        if bound:
            return bound.start(), bound["before"]
    return at, None


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


def _why_not(written: _Written, text: str, shapes: _Shapes) -> str | None:
    """The name of what the number is where it is no quantity."""
    unit, number = written.unit, written.number
    if unit in shapes.not_units and not _measures(written, text, shapes):
        return "time-or-order"
    if number[0].isascii():
        return None
    digits, scales = characters()
    if not unit or _said_to_count(written, text, shapes):
        return None
    if number in shapes.noughts and written.end == written.at + len(number):
        return None  # its unit is implied by the words before it: 败诉率为零
    if written.after and not (written.before or written.more or written.more2) and scales.keys() >= set(number):
        return "idiom"
    if written.bounded:
        return None
    if number[0] in shapes.large_scales and all(character in scales for character in number):
        before = max(0, written.start - _LONGEST_BOUND), written.start
        return None if shapes.counted_before.search(text, *before) else "idiom"
    if shapes.counted_last.match(text, written.start - 1) and shapes.counted_stop.match(text, written.end):
        return None
    if all(character in scales for character in number):
        return None if text.startswith(shapes.small_counted, written.end) else "idiom"
    if len(number) > 1 or _counts_things(written, text, shapes):
        return None
    if unit in shapes.small_units:
        return "habit" if digits.get(number) == 1 and _habit(written, text, shapes) else None
    return None if text.startswith(shapes.small_counted, written.end) else "idiom"


def _clause_before(written: _Written, text: str) -> str:
    """The end of the clause that the number stands in, before it."""
    return _CLAUSE_END.split(text[max(0, written.start - _LONGEST_CONTEXT) : written.start])[-1]


def _habit(written: _Written, text: str, shapes: _Shapes) -> bool:
    clause = _clause_before(written, text)
    if written.unit in shapes.counted_units and shapes.distant_bound.search(clause):
        return False
    return any(word in clause for word in shapes.habits)


def _said_to_count(written: _Written, text: str, shapes: _Shapes) -> bool:
    """Whether the words right before a number of such a unit say that it counts (仅有三人; 组建四支, not 一支)."""
    before = max(0, written.start - _LONGEST_BOUND), written.start
    if written.unit not in shapes.counted_units:
        return False
    several = characters()[0].get(written.number) != 1
    return bool(shapes.counted_before.search(text, *before) or (several and shapes.formed_before.search(text, *before)))


def _counts_things(written: _Written, text: str, shapes: _Shapes) -> bool:
    """Whether a small numeral above one counts by the thing behind it (三个偏远村, 等五个具体问题; not 三个方面)."""
    if characters()[0].get(written.number) == 1:
        return False
    before = text[max(0, written.start - _LONGEST_BOUND) : written.start]
    if written.unit in shapes.small_thing_units and shapes.small_thing.match(text, written.end):
        return not shapes.not_small_thing.search(before)
    return any(said.search(before) and thing.match(text, written.end) for said, thing in shapes.small_listed)


def _measures(written: _Written, text: str, shapes: _Shapes) -> bool:
    """Whether a time or a rank measures: what a procedure was shortened by or to, points that were scored."""
    words = shapes.measuring.get(written.unit or "", shapes.measuring[""])
    return written.unit in shapes.units and words.search(_clause_before(written, text)) is not None


def _quantity(written: _Written, text: str, shapes: _Shapes) -> Quantity:
    unit = shapes.units[written.unit or "%"]
    value = number_value(written.number, written.scale or "")
    if written.rest and written.rest_scale:
        value += number_value(written.rest, written.rest_scale)
    value, end = value * unit.factor, written.end
    comparator = _comparator(written, shapes)
    if written.unit == shapes.tenths:
        if half := shapes.hundredths.match(text, end):
            value, end = value + number_value(half[0]), half.end()
        elif text.startswith(shapes.tenths_more, end):
            comparator, end = shapes.more[shapes.tenths_more], end + len(shapes.tenths_more)
    elif comparator is Comparator.EXACTLY and (bound := shapes.bound_behind_noun.match(text, end)):
        comparator = shapes.after[bound["after"]]
    quantity = Quantity(written.start, written.at, end, value, comparator, unit.base)
    if not written.number.isascii() and (about := shapes.about.fullmatch(written.number)):
        times = number_value("1", written.scale or "") * unit.factor
        low, high = (number_value(about["before"] + digit + about["behind"]) * times for digit in about["pair"])
        return quantity._replace(low=low, value=high)
    return _with_low(quantity, written, text, shapes)


def _comparator(written: _Written, shapes: _Shapes) -> Comparator:
    if written.before:
        return shapes.before[written.before]
    if more := written.more or written.more2:
        return shapes.more[more]
    return shapes.after[written.after] if written.after else Comparator.EXACTLY


def _with_low(quantity: Quantity, written: _Written, text: str, shapes: _Shapes) -> Quantity:
    """The quantity with the lower end of its range, where a number without a unit stands before it (3至5名).

    What is multiplied out of the upper end is so of the lower one too, where that is less without it (2-5万元).
    """
    at = quantity.number
    mark = text[at - 1 : at]
    if quantity.start != at or mark not in shapes.range_marks + shapes.neighbour_mark:
        return quantity
    before = text[max(0, at - _LONGEST_LOW) : at]
    match = shapes.low.search(before) if mark in shapes.range_marks else _neighbour(before, written, shapes)
    if not match:
        return quantity
    low = number_value(match["low"], match["scale"])
    shared = not match["scale"] and low < number_value(written.number)
    low *= shapes.units[written.unit or "%"].factor * (number_value("1", written.scale or "") if shared else 1)
    start = at - (match.end() - match.start("low"))
    return quantity._replace(start=start, low=low) if low < quantity.value else quantity


def _neighbour(before: str, written: _Written, shapes: _Shapes) -> re.Match[str] | None:
    """The number right before its successor, which stands for either (1、2次)."""
    match = shapes.neighbour.search(before)
    plain = len(written.number) == 1 and not written.scale and written.unit in shapes.neighbour_units
    return match if match and plain and number_value(match["low"]) + 1 == number_value(written.number) else None


def _lower_end(before: Quantity, quantity: Quantity, text: str, shapes: _Shapes) -> Decimal | None:
    """The value of the quantity before where it is the lower end of a range (95%-98%), not the level of a change."""
    exact = before.comparator is Comparator.EXACTLY and before.low is None and quantity.low is None
    upward = before.unit == quantity.unit and before.value < quantity.value
    if not (exact and upward and quantity.comparator in (Comparator.EXACTLY, Comparator.AT_MOST)):
        return None
    if not shapes.range_mark.fullmatch(text, before.end, quantity.start):
        return None
    context = max(0, before.start - _LONGEST_CONTEXT)
    return None if shapes.change_from.search(text, context, before.start) else before.value


@cache
def _shapes(extra: tuple[Path, ...]) -> _Shapes:
    metrics, numerals = load_patterns("metrics"), load_patterns("numerals")
    known = units_by_name(extra)
    shape = numerals["shape"]
    implied = metrics["implied_units"]
    words = {
        "more": either(bounds("more")),
        "after": either(bounds("after")),
        "number": shape["number"],
        "unitless": f"{metrics['stop']}|" + "|".join(entry["behind"] for entry in implied if "behind" in entry),
    }
    before = bounds("before")
    return _Shapes(
        quantity=Gate(shape["quantity"].format(units=either({*known, *metrics["not_units"]}), **words), flags=re.ASCII),
        implied=tuple(_implied(entry) for entry in implied),
        percent=Gate(shape["percent"].format(**words), flags=re.ASCII),
        bound=re.compile(shape["bound"].format(before=either(before), **shape)),
        bound_ends=frozenset(word[-1] for word in (*before, *shape["bound_links"])),
        low=re.compile(shape["low"].format(range_marks=numerals["range_marks"]), re.ASCII),
        range_marks=numerals["range_marks"],
        neighbour_mark=numerals["neighbour_mark"],
        neighbour_units=frozenset(numerals["neighbour_units"]),
        neighbour=re.compile(shape["neighbour"].format(**numerals)),
        range_mark=re.compile(f"[{numerals['range_marks']}]|——"),
        change_from=re.compile(numerals["change_from"]),
        about=re.compile(numerals["about"].format(pairs=either(numerals["about_pairs"]))),
        idioms=Gate(*(f"(?P<{idiom['name'].replace('-', '_')}>{idiom['pattern']})" for idiom in metrics["idioms"])),
        before=before,
        more=bounds("more"),
        after=bounds("after"),
        cut_units=dict(metrics["cut_units"]),
        whole_units=frozenset(metrics["whole_units"]),
        item_starts=metrics["item_starts"],
        item_without_unit=re.compile(metrics["item_without_unit"]),
        link=re.compile(metrics["link"]),
        tenths=metrics["tenths"],
        tenths_more=metrics["tenths_more"],
        hundredths=re.compile(metrics["hundredths"]),
        counted_before=re.compile(metrics["counted_before"]),
        formed_before=re.compile(metrics["formed_before"]),
        large_scales=metrics["large_scales"],
        counted_units=frozenset(metrics["counted_units"]),
        bound_behind_noun=re.compile(metrics["bound_behind_noun"]),
        counted_last=re.compile(metrics["counted_last"]),
        counted_stop=re.compile(f"{metrics['stop']}|{metrics['counted_next']}"),
        stop=re.compile(metrics["stop"]),
        units=known,
        not_units=frozenset(metrics["not_units"]),
        measuring={unit: re.compile(either(words)) for unit, words in metrics["measuring"].items()},
        small_units=frozenset(metrics["small_units"]),
        small_counted=tuple(metrics["small_counted"]),
        small_thing_units=frozenset(metrics["small_thing_units"]),
        small_thing=re.compile(metrics["small_thing"]),
        not_small_thing=re.compile(metrics["not_small_thing"]),
        small_listed=tuple(
            (re.compile(said), re.compile(thing))
            for said, thing in zip(metrics["small_listed"], metrics["small_listed_thing"], strict=True)
        ),
        habits=tuple(metrics["habits"]),
        distant_bound=re.compile(either(metrics["distant_bounds"]["AtLeast"])),
        frames=tuple(metrics["frame_lines"]),
        noughts=("0", *(digit for digit, value in numerals["digits"].items() if not value)),
    )


def _implied(entry: Mapping[str, str]) -> _Implied:
    before, behind = (re.compile(entry[side]) if side in entry else None for side in ("before", "behind"))
    return _Implied(entry["unit"], before, behind)
