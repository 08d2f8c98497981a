"""The numbers that Word generates before the paragraphs of its lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from lxml import etree

from extract.pattern_data import load_patterns
from extract.read.word_xml import attribute, child, name_of, value_of

_PLACE = re.compile("%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LEVELS = 9
_MOST_IN_WORDS = 999
_MOST_ROMAN = 4999
_MOST_LETTERS = 780


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    space: str = " "
    legal: bool = False
    restart: int | None = None
    style: str = ""


@dataclass(slots=True)
class _List:
    """The levels of an abstract list and where its counting stands; lists that share it count on together."""

    levels: dict[int, Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """The lists of a Word file, counting as its paragraphs are gone through in order."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read the lists of the part word/numbering.xml; None for a file without lists."""
        self._abstract: dict[str, _List] = {}
        self._lists: dict[str, str] = {}
        self._overrides: dict[str, dict[int, tuple[int | None, Level | None]]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._by_style: dict[str, tuple[str, int]] = {}
        if root is not None:
            self._read(root)

    def of_style(self, style: str) -> tuple[str, int] | None:
        """The list and level that a paragraph style is tied to, by the list's own word."""
        return self._by_style.get(style)

    def next(self, number: str, level: int) -> str:
        """The text of the next number of the list `number` at `level` (0 to 8); empty for bullets and unknown lists."""
        found = self._abstract.get(self._lists.get(number, ""))
        if found is None or not 0 <= level < _LEVELS:
            return ""
        self._start_anew(found, number, level)
        own = self._level(found, number, level)
        current = found.counts[level]
        found.counts[level] = own.start if current is None else current + 1
        for deeper in range(level + 1, _LEVELS):
            restart = self._level(found, number, deeper).restart
            if restart is None or (restart and level < restart):
                found.counts[deeper] = None
        return self._shown(found, number, own) if own.form not in ("bullet", "none") else ""

    def _start_anew(self, found: _List, number: str, level: int) -> None:
        """A list that overrides a level's start counts from there when it first comes to that level."""
        start, _ = self._overrides.get(number, {}).get(level, (None, None))
        if start is not None and (number, level) not in self._begun:
            found.counts[level] = start - 1
        self._begun.add((number, level))

    def _level(self, found: _List, number: str, level: int) -> Level:
        _, own = self._overrides.get(number, {}).get(level, (None, None))
        return own or found.levels.get(level) or Level()

    def _shown(self, found: _List, number: str, own: Level) -> str:
        def part(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            level = self._level(found, number, index)
            count = found.counts[index]
            return number_text(level.start if count is None else count, "decimal" if own.legal else level.form)

        text = _PLACE.sub(part, own.text)
        return text + own.space if text.strip() else ""

    def _read(self, root: etree._Element) -> None:
        linked: dict[str, str] = {}
        for element in root.iter():
            if name_of(element) == "abstractNum":
                key = attribute(element, "abstractNumId")
                levels = dict(_levels(element))
                self._abstract[key] = _List(levels)
                linked[key] = value_of(element, "numStyleLink")
        for element in root.iter():
            if name_of(element) == "num":
                self._read_list(element)
        self._link(root, linked)
        for number, key in self._lists.items():
            for index, level in self._abstract[key].levels.items() if key in self._abstract else ():
                if level.style:
                    self._by_style.setdefault(level.style, (number, index))

    def _read_list(self, element: etree._Element) -> None:
        number = attribute(element, "numId")
        self._lists[number] = value_of(element, "abstractNumId")
        overrides = self._overrides.setdefault(number, {})
        for each in element:
            if name_of(each) == "lvlOverride":
                start = value_of(each, "startOverride")
                own = next((level for _, level in _levels(each)), None)
                begins = int(start) if start.isdecimal() and len(start) < 6 else None
                overrides[_index(each)] = (begins, own)

    def _link(self, root: etree._Element, linked: dict[str, str]) -> None:
        """Lists that take their levels from another list by way of a style's name."""
        sources = {
            value_of(element, "styleLink"): attribute(element, "abstractNumId")
            for element in root.iter()
            if name_of(element) == "abstractNum" and value_of(element, "styleLink")
        }
        for key, style in linked.items():
            if style in sources and not self._abstract[key].levels:
                self._abstract[key].levels = self._abstract[sources[style]].levels


def _levels(parent: etree._Element) -> Iterator[tuple[int, Level]]:
    for element in parent:
        if name_of(element) == "lvl":
            start, restart = value_of(element, "start"), value_of(element, "lvlRestart")
            suffix = value_of(element, "suff") or "tab"
            level = Level(
                form=value_of(element, "numFmt") or "decimal",
                text=value_of(element, "lvlText")[:60],
                space="" if suffix == "nothing" else " ",
                legal=child(element, "isLgl") is not None,
                style=value_of(element, "pStyle"),
            )
            if start.isdecimal() and len(start) < 6:
                level = replace(level, start=int(start))
            if restart.isdecimal() and len(restart) < 3:
                level = replace(level, restart=int(restart))
            yield _index(element), level


def _index(element: etree._Element) -> int:
    value = attribute(element, "ilvl")
    return int(value) if value.isdecimal() and len(value) < 3 else 0


def number_text(number: int, form: str) -> str:
    """`number` (from 0 on) as Word writes it in the format `form`; plain digits in a format that is not known."""
    data = _data()
    if form in data["counting"] and 0 <= number <= _MOST_IN_WORDS:
        hundred = data["hundred"].get(form, data["hundred"]["common"])
        return _in_words(number, data["counting"][form], hundred)
    if form in data["digital"]:
        return "".join(data["digital"][form][int(digit)] for digit in str(number))
    if form in data["row"] and 1 <= number <= len(data["row"][form]):
        return str(data["row"][form][number - 1])
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= _MOST_LETTERS:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 1 <= number <= _MOST_ROMAN:
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _in_words(number: int, digits: str, hundred: str) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = digits[hundreds] + hundred if hundreds else ""
    if tens:
        words += (digits[tens] if tens > 1 or hundreds else "") + digits[10]
    elif hundreds and ones:
        words += digits[0]
    return words + (digits[ones] if ones or not number else "")


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


@cache
def _data() -> dict[str, Any]:
    return load_patterns("word_numbers")
