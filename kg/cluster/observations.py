"""The observations as rows of one schema, whichever properties a report happens to use."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad

from kg.export.tables import table

TYPES = {"text": "string", "integer": "bigint", "decimal": "double", "gYear": "smallint", "date": "date"}
"""Spark's type of each kind of column."""

COLUMNS = {
    "iri": "text",
    "indicator": "text",
    "indicatorLabel": "text",
    "measured": "text",
    "value": "decimal",
    "comparator": "text",
    "unit": "text",
    "unitLabel": "text",
    "partOf": "text",
    "refArea": "text",
    "refAreaLabel": "text",
    "refPeriod": "gYear",
    "quote": "text",
    "start": "integer",
    "end": "integer",
    "section": "text",
    "sectionRole": "text",
    "origin": "text",
    "rule": "text",
    "hint": "text",
    "statedIn": "text",
    "statedInLabel": "text",
    "wasDerivedFrom": "text",
    "wasDerivedFromLabel": "text",
    "type": "text",
}
"""The columns with their kinds, as the table of observations has them."""

_VALUES = {"integer": int, "decimal": float, "gYear": int}

Value = str | int | float | None


def schema() -> str:
    """The columns as Spark declares a struct."""
    return ", ".join(f"`{name}`: {TYPES[kind]}" for name, kind in COLUMNS.items())


def observation_rows(quads: Iterable[Quad]) -> list[tuple[Value, ...]]:
    """The observations of one report's quads, a value for each of `COLUMNS`, None where there is nothing."""
    made = table("observations", {quad.triple for quad in quads})
    places = {name: place for place, name in enumerate(made.columns)}
    return [
        tuple(_value(row[places[name]], kind) if name in places else None for name, kind in COLUMNS.items())
        for row in made.rows
    ]


def _value(cell: str, kind: str) -> Value:
    return _VALUES.get(kind, str)(cell) if cell else None
