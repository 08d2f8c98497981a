"""Reading the index: connections, and the few look-ups that every page needs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import local
from typing import Any
from urllib.parse import quote

_MAPPED = 2**31
_CHUNK = 500


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """Something with a page of its own; `path` is its address without the language.

    Things of one index are the same if their ids are.
    """

    id: int
    iri: str
    page: str
    slug: str
    kind: str
    zh: str
    en: str
    pinyin: str
    within: int | None
    weight: int

    @property
    def path(self) -> str:
        """The address of its page, without the language and not yet percent-encoded."""
        return f"/{self.page}/{self.slug}"

    def __eq__(self, other: object) -> bool:
        """Whether it is the same thing."""
        return isinstance(other, Thing) and other.id == self.id

    def __hash__(self) -> int:
        """Return its id."""
        return self.id

    def label(self, language: str) -> str:
        """Return its name in a language, the Chinese one where there is no other."""
        return self.en if language == "en" and self.en else self.zh

    def tongue(self, language: str) -> str:
        """Return the language that `label` is in, for `lang`."""
        return "en" if language == "en" and self.en else "zh"


class Index:
    """A finished index, open for reading from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the index in the file `path`. Raises sqlite3.Error if it is none."""
        self._address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        self._threads = local()
        self.meta: Mapping[str, str] = dict(self.rows("SELECT key, value FROM meta"))

    def _connection(self) -> sqlite3.Connection:
        """This thread's own connection."""
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._address, uri=True)
            connection.row_factory = sqlite3.Row
            connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
            self._threads.connection = connection
        return connection

    def rows(self, sql: str, *values: object) -> list[Any]:
        """Return all rows of a query; a row can be asked by position and by name."""
        return self._connection().execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> Any | None:  # noqa: ANN401
        """Return the first row of a query, None if there is none."""
        return self._connection().execute(sql, values).fetchone()

    def value(self, sql: str, *values: object) -> Any:  # noqa: ANN401
        """Return the first value of the first row of a query, None if there is none."""
        row = self.row(sql, *values)
        return row[0] if row is not None else None

    def find(self, page: str, slug: str) -> Thing | None:
        """Return the thing with the address /page/slug, None if there is none."""
        row = self.row("SELECT * FROM thing WHERE page = ? AND slug = ?", page, slug)
        return Thing(*row) if row is not None else None

    def things(self, ids: Iterable[int | None]) -> dict[int, Thing]:
        """Return things by their ids; None among them is passed over."""
        return {thing.id: thing for thing in self._among("id", {one for one in ids if one is not None})}

    def by_iri(self, iris: Iterable[str]) -> dict[str, Thing]:
        """Return things by their IRIs; what has no page is left out."""
        return {thing.iri: thing for thing in self._among("iri", set(iris))}

    def above(self, place: int | None) -> list[Thing]:
        """Return the places that a place lies in, the outermost first."""
        row = self.row("SELECT province, prefecture, county, township FROM place WHERE id = ?", place)
        line = [one for one in row or () if one is not None and one != place]
        found = self.things(line)
        return [found[one] for one in line]

    def _among(self, column: str, values: Collection[object]) -> Iterator[Thing]:
        wanted = list(values)
        for begin in range(0, len(wanted), _CHUNK):
            part = wanted[begin : begin + _CHUNK]
            marks = ",".join("?" * len(part))
            yield from (Thing(*row) for row in self.rows(f"SELECT * FROM thing WHERE {column} IN ({marks})", *part))

    @staticmethod
    def json(values: Iterable[int]) -> str:
        """Return values for `json_each`, so that a query can be asked of many."""
        return json.dumps(list(values))
