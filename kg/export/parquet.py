"""The tables as Apache Parquet: figures as numbers, dates as dates, nothing as null."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.export.files import ExportError
from kg.export.tables import Table

try:
    import pyarrow
    from pyarrow import parquet
except ImportError:
    pyarrow = None

_GROUP_ROWS = 1 << 20
_GROUP_CHARACTERS = 16 << 20


def write_parquet(folder: Path, made: Iterable[Table]) -> None:
    """A Parquet file a table: integers as int64, decimals as double, years as int16, dates as date32, else text.

    Rows are written in groups, of which one is held in memory. Raises ExportError if pyarrow is not installed.
    """
    check()
    for table in made:
        schema = _schema(table)
        with parquet.ParquetWriter(folder / f"{table.name}.parquet", schema) as writer:
            for rows in _groups(table.rows):
                writer.write_table(_arrow(rows, schema), _GROUP_ROWS)


def check() -> None:
    """Raise ExportError if Parquet cannot be written."""
    if pyarrow is None:
        raise ExportError("Parquet needs the package pyarrow; install it with `pip install 'fazhi-kg[parquet]'`")


def _groups(rows: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    """The rows in groups that fill memory no more than they should."""
    group: list[Sequence[str]] = []
    size = 0
    for row in rows:
        group.append(row)
        size += sum(map(len, row))
        if len(group) >= _GROUP_ROWS or size >= _GROUP_CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _schema(table: Table) -> pyarrow.Schema:
    types = {
        "integer": pyarrow.int64(),
        "decimal": pyarrow.float64(),
        "gYear": pyarrow.int16(),
        "date": pyarrow.date32(),
    }
    kinds = (types.get(kind, pyarrow.string()) for kind in table.kinds)
    return pyarrow.schema(list(zip(table.columns, kinds, strict=True)))


def _arrow(rows: Sequence[Sequence[str]], schema: pyarrow.Schema) -> pyarrow.Table:
    columns = zip(*rows, strict=True)
    arrays = [
        pyarrow.array([cell or None for cell in cells], pyarrow.string()).cast(kind)
        for kind, cells in zip(schema.types, columns, strict=True)
    ]
    return pyarrow.table(arrays, schema=schema)
