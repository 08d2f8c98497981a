"""What the headings of a table of figures say: units, years, totals, and what is no figure of the year's work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extract.pattern_data import either, load_patterns
from extract.text.numerals import bounds, characters
from extract.text.table_lines import Cell
from ontology.model import Comparator
from ontology.vocabulary import UnitEntry, units_by_name


@dataclass(frozen=True, slots=True)
class TableWords:
    """What the words of headings say, as compiled expressions."""

    figure: re.Pattern[str]
    before: dict[str, Comparator]
    serial: re.Pattern[str]
    aside: re.Pattern[str]
    unit_column: re.Pattern[str]
    year_column: re.Pattern[str]
    item_column: re.Pattern[str]
    says_nothing: re.Pattern[str]
    unit_in_heading: re.Pattern[str]
    unit_in_caption: re.Pattern[str]
    marks: re.Pattern[str]
    year: re.Pattern[str]
    year_within: re.Pattern[str]
    own_area: re.Pattern[str]
    total: re.Pattern[str]
    part: re.Pattern[str]
    in_force: re.Pattern[str]
    change: re.Pattern[str]
    falls: re.Pattern[str]
    reasons: tuple[tuple[str, re.Pattern[str]], ...]
    areas: tuple[re.Pattern[str], ...]
    nouns: dict[str, str]
    units: dict[str, UnitEntry]

    def is_figure(self, cell: Cell) -> bool:
        """Whether a cell holds a number, with its unit or without."""
        return self.figure.fullmatch(cell.text) is not None

    def is_total(self, cell: Cell) -> bool:
        """Whether a heading says that what stands beside it sums up the others."""
        return self.total.match(cell.text) is not None

    def title(self, above: Sequence[Cell]) -> Sequence[Cell]:
        """The nearest of the lines above a table that does not only name the unit, if any."""
        return [line for line in above if not self.unit_in_caption.match(line.text)][-1:]

    def left_out(self, heading: str) -> str:
        """The name of what stands under a heading that no figure of the year's work stands under; else empty."""
        return next((name for name, pattern in self.reasons if pattern.search(heading)), "")

    def part_of_area(self, heading: str) -> bool:
        """Whether a heading means a part of the area."""
        return any(pattern.search(heading) for pattern in self.areas)

    def unit_in(self, heading: str) -> str:
        """The unit that a heading names; empty where it names none."""
        match = self.unit_in_heading.search(heading)
        return (match["unit"] or match["unit2"]) if match else ""

    def units_in(self, heads: Iterable[Cell]) -> set[str]:
        """The units that some headings name."""
        return {unit for head in heads if (unit := self.unit_in(head.text))}

    def unit_of_noun(self, heading: str) -> str:
        """The unit in which a heading's last word counts; empty where it does not say."""
        bare = self.marks.sub("", heading)
        return next((unit for noun, unit in self.nouns.items() if bare.endswith(noun)), "")


@cache
def table_words(extra: tuple[Path, ...]) -> TableWords:
    """The words of patterns/tables.toml, with the units of the vocabulary and of the user's own ones."""
    data = load_patterns("tables")
    known = units_by_name(extra)
    unit = either(known)
    signs = {word: Comparator(name) for name, words in data["bounds"].items() for word in words}
    before = bounds("before") | signs
    return TableWords(
        figure=re.compile(_figure(data, either(before), unit), re.ASCII),
        before=before,
        serial=re.compile(data["serial"]),
        aside=re.compile(f"{data['serial']}|{data['remark']}|{data['unit_column']}"),
        unit_column=re.compile(data["unit_column"]),
        year_column=re.compile(data["year_column"]),
        item_column=re.compile(data["stacked"]["item_column"]),
        says_nothing=re.compile(f"{data['says_nothing']}|{data['year']}|{data['own_area']['pattern']}"),
        unit_in_heading=re.compile(data["unit_in_heading"].replace("UNIT", unit)),
        unit_in_caption=re.compile(data["unit_in_caption"].replace("UNIT", unit)),
        marks=re.compile(data["heading_marks"]),
        year=re.compile(data["year"]),
        year_within=re.compile(data["year_within"]),
        own_area=re.compile(data["own_area"]["pattern"]),
        total=re.compile(data["total"]),
        part=re.compile(data["part"]),
        in_force=re.compile(data["in_force"]),
        change=re.compile(data["change"]),
        falls=re.compile(data["fall"]),
        reasons=tuple((entry["name"], re.compile(entry["pattern"])) for entry in data["left_out"]),
        areas=tuple(re.compile(entry["pattern"]) for entry in data["part_of_area"]),
        nouns=dict(sorted(_nouns(data["noun_units"]), key=lambda pair: -len(pair[0]))),
        units=known,
    )


def _figure(data: Mapping[str, Any], before: str, unit: str) -> str:
    """The expression of a cell that holds a number: in digits, or in characters with its unit; or a range of two."""
    more, after = either(bounds("more")), either(bounds("after"))
    number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    in_characters = data["in_characters"].replace("COUNTED", either(load_patterns("metrics")["small_units"]))
    low = rf"(?!(?:19|20)\d\d[^\d])(?P<low>{number})(?P<low_unit>{unit})?[{load_patterns('numerals')['range_marks']}]"
    return (
        f"(?P<sign>{data['fall']}|{data['rise']})?(?P<before>{before})?(?:{low})?(?P<number>{number}|{in_characters})"
        rf"\s?(?P<scale>[{''.join(characters()[1])}]{{0,2}})(?P<more>{more})?(?P<unit>{unit})?(?P<more2>{more})?(?P<after>{after})?"
    )


def _nouns(table: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for unit, nouns in table.items():
        yield from ((noun, unit) for noun in nouns)
