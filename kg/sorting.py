"""Sorting more than memory holds: sorted runs on the disk, merged."""

from __future__ import annotations

import heapq
import os
import pickle
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from tempfile import mkstemp

Record = tuple[tuple[object, ...], bytes]

_HELD = 16 << 20
"""Bytes that are sorted in memory."""

_KEY_SIZE = 512
"""Bytes that a record takes besides its value, about."""

_FILES_AT_ONCE = 64
_KEY = itemgetter(0)


class Sorter:
    """Takes records, a key and a value each, and gives them back in order of key."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes the files of what memory should not hold; who made it removes it."""
        self._folder = folder
        self._held: list[Record] = []
        self._size = 0
        self._runs: list[str] = []  # a path as an object takes ten times as much

    def add(self, key: tuple[object, ...], value: bytes) -> None:
        """Take one record. Keys can be pickled, and compared with one another."""
        self._held.append((key, value))
        self._size += len(value) + _KEY_SIZE
        if self._size >= _HELD:
            self._runs.append(self._written(self._sorted()))

    def records(self) -> Iterator[Record]:
        """All records in order; none can be added after."""
        while len(self._runs) > _FILES_AT_ONCE:
            first, self._runs = self._runs[:_FILES_AT_ONCE], self._runs[_FILES_AT_ONCE:]
            self._runs.append(self._written(_merged(first)))
            for run in first:
                Path(run).unlink()
        return heapq.merge(_merged(self._runs), self._sorted(), key=_KEY)

    def _sorted(self) -> list[Record]:
        held = sorted(self._held, key=_KEY)
        self._held, self._size = [], 0
        return held

    def _written(self, records: Iterable[Record]) -> str:
        """A new file with the records."""
        handle, name = mkstemp(dir=self._folder)
        with os.fdopen(handle, "wb") as run:
            for record in records:
                pickle.dump(record, run, pickle.HIGHEST_PROTOCOL)
        return name


def _merged(runs: Iterable[str]) -> Iterator[Record]:
    return heapq.merge(*map(_read, runs), key=_KEY)


def _read(run: str) -> Iterator[Record]:
    with Path(run).open("rb") as records:
        while True:
            try:
                yield pickle.load(records)
            except EOFError:
                return
