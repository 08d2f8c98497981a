"""The tables as Apache Parquet: figures as numbers, dates as dates, nothing as null."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.export.files import ExportError
from kg.export.tables import Table

try:
    import pyarrow
    from pyarrow import parquet
except ImportError:
    pyarrow = None


def write_parquet(folder: Path, made: Iterable[Table]) -> None:
    """A Parquet file a table: integers as int64, decimals as double, years as int16, dates as date32, else text.

    Raises ExportError if pyarrow is not installed.
    """
    check()
    for table in made:
        parquet.write_table(_arrow(table), folder / f"{table.name}.parquet")


def check() -> None:
    """Raise ExportError if Parquet cannot be written."""
    if pyarrow is None:
        raise ExportError("Parquet needs the package pyarrow; install it with `pip install 'fazhi-kg[parquet]'`")


def _arrow(table: Table) -> pyarrow.Table:
    types = {
        "integer": pyarrow.int64(),
        "decimal": pyarrow.float64(),
        "gYear": pyarrow.int16(),
        "date": pyarrow.date32(),
    }
    columns = zip(*table.rows, strict=True)
    arrays = [
        pyarrow.array([cell or None for cell in cells], pyarrow.string()).cast(types.get(kind, pyarrow.string()))
        for kind, cells in zip(table.kinds, columns, strict=True)
    ]
    return pyarrow.table(arrays, names=list(table.columns))
