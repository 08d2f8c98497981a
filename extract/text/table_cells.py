"""What a table's headings name, and what a line can be as a cell of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from extract.pattern_data import either, load_patterns
from extract.text.numerals import bounds, characters
from ontology.vocabulary import units_by_name

_LONGEST_CELL = 60


class Shape(StrEnum):
    """What a line can be as a cell, in one letter."""

    SERIAL = "s"
    SMALL_NUMBER = "n"
    FIGURE = "f"
    NO_FIGURE = "d"
    UNIT = "u"
    TEXT = "t"
    NO_CELL = "x"


@dataclass(frozen=True, slots=True)
class CellPatterns:
    """The patterns that tell columns by their headings, and cells by their text; both folded."""

    headings: tuple[tuple[str, re.Pattern[str]], ...]
    shapes: tuple[tuple[Shape, re.Pattern[str]], ...]
    figure_heading: re.Pattern[str]

    def column(self, heading: str) -> str:
        """The kind of column (serial, item, unit, figure, remark, other) that a heading names; empty for none."""
        return next((kind for kind, pattern in self.headings if pattern.match(heading)), "")

    def heads_figures(self, line: str) -> bool:
        """Whether a line can be the heading of a column of figures."""
        return len(line) <= _LONGEST_CELL and bool(self.figure_heading.match(line))

    def shape(self, line: str) -> Shape:
        """What a line can be as a cell."""
        if len(line) > _LONGEST_CELL:
            return Shape.NO_CELL
        return next((shape for shape, pattern in self.shapes if pattern.search(line)), Shape.TEXT)


@cache
def cell_patterns(extra: tuple[Path, ...] = ()) -> CellPatterns:
    """The patterns of patterns/tables.toml with the units of the vocabulary and of the user's own ones."""
    data = load_patterns("tables")
    stacked = data["stacked"]
    unit, more, scales = either(units_by_name(extra)), either(bounds("more")), "".join(characters()[1])
    before = either([*bounds("before"), *(sign for signs in data["bounds"].values() for sign in signs)])
    number = f"(?:[\\d.,]+(?:{unit})?[{load_patterns('numerals')['range_marks']}])?[\\d.,]+"
    figure = f"{number} ?[{scales}]{{0,2}}(?:{more})?(?:{unit})?(?:{more})?(?:{either(bounds('after'))})?"
    headings = {"serial": data["serial"], "remark": data["remark"], "unit": data["unit_column"]}
    for kind in ("item", "figure", "other"):
        headings[kind] = stacked[f"{kind}_column"].replace("UNIT", unit)
    shapes = {
        Shape.SMALL_NUMBER: r"^\d{1,3}$",
        Shape.SERIAL: stacked["serial"],
        Shape.FIGURE: f"^(?:{data['fall']}|{data['rise']})?(?:{before})?{figure}$",
        Shape.NO_FIGURE: stacked["none"],
        Shape.UNIT: f"^{unit}(?:/{unit})*$",
        Shape.NO_CELL: stacked["no_cell"],
    }
    return CellPatterns(
        headings=tuple((kind, re.compile(pattern)) for kind, pattern in headings.items()),
        shapes=tuple((shape, re.compile(pattern, re.ASCII)) for shape, pattern in shapes.items()),
        figure_heading=re.compile(headings["figure"]),
    )


def columns_of_advisers(headings: Sequence[str]) -> tuple[int, int] | None:
    """Which of a table's columns have firms and their people, by their headings; None where not just one of each."""
    firm, people = _adviser_headings()
    firms = [place for place, heading in enumerate(headings) if firm.match(heading)]
    persons = [place for place, heading in enumerate(headings) if people.match(heading)]
    return (firms[0], persons[0]) if len(firms) == len(persons) == 1 else None


@cache
def _adviser_headings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load_patterns("adviser_tables")
    return re.compile(data["firm"]), re.compile(data["people"])
