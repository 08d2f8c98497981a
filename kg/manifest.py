"""What a version of a store was built from: which file gave which report or none, and who names which shared thing.

It stands beside the graph and not in it, because paths differ from machine to machine, and what a machine can read
differs with its programs, its memory and its patience. It is an SQLite database, so that a build need not hold it in
memory.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAME = "sources.sqlite"

_FORMAT = "1"

# A path may hold bytes that are no UTF-8, which Python writes as lone surrogates: here it is as the file system has it.
_STAND_INS = sys.getfilesystemencodeerrors()
_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE source (
  path TEXT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, corrections TEXT NOT NULL, key TEXT NOT NULL
);
CREATE INDEX source_key ON source (key);
CREATE TABLE content (key TEXT PRIMARY KEY, block TEXT NOT NULL, graph TEXT NOT NULL);
CREATE INDEX content_block ON content (block);
CREATE TABLE report (graph TEXT PRIMARY KEY, block TEXT NOT NULL, key TEXT NOT NULL, extra BLOB NOT NULL);
CREATE INDEX report_block ON report (block);
CREATE TABLE shared (
  digest BLOB PRIMARY KEY, subject TEXT NOT NULL, description BLOB NOT NULL, count INTEGER NOT NULL,
  fresh INTEGER NOT NULL
);
CREATE INDEX shared_subject ON shared (subject);
CREATE INDEX shared_fresh ON shared (fresh) WHERE fresh = 1;
CREATE INDEX shared_gone ON shared (count) WHERE count <= 0;
"""

# Stores that were built before there was this table do not have it.
_REFUSED = """
CREATE TABLE IF NOT EXISTS refused (
  path TEXT PRIMARY KEY, name TEXT NOT NULL, reason TEXT NOT NULL, remedy TEXT NOT NULL
)"""


class OtherVersionError(ValueError):
    """The manifest was written by a version of this program that writes it differently."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that holds a report: `path` absolute (for a file in an archive, the archive's and its own after it).

    `name` is its base name as the graph has it, `digest` the SHA-256 of its bytes, `corrections` that of those in
    force for it, `key` the outcome of reading it.
    """

    path: str
    name: str
    digest: str
    corrections: str
    key: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read: why, and what to do.

    `path` is as in `Source`, `name` what it is called among the files that were given: its path in their folder.
    """

    path: str
    name: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a version stands for, by path: the files that hold its reports, and those that could not be read."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    refused: Mapping[str, Refused] = field(default_factory=dict)


class Manifest:
    """The manifest in the folder of a version or of a draft."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Wrap an open database."""
        self.database = database
        database.text_factory = _text

    @property
    def base(self) -> str:
        """What the IRIs of the data start with."""
        return str(self.database.execute("SELECT value FROM about WHERE name = 'base'").fetchone()[0])

    def sources(self) -> Iterator[Source]:
        """All files that hold a report, in order of path."""
        rows = self.database.execute("SELECT path, name, digest, corrections, key FROM source ORDER BY path")
        return (Source(*row) for row in rows)

    def refused(self) -> Iterator[Refused]:
        """All files that could not be read, in order of path; none if it was not noted then."""
        if self.row("SELECT 1 FROM sqlite_master WHERE name = 'refused'") is None:
            return iter(())
        rows = self.rows("SELECT path, name, reason, remedy FROM refused ORDER BY path")
        return (Refused(*row) for row in rows)

    def contents(self) -> Contents:
        """All files that hold a report, and all that could not be read."""
        return Contents({one.path: one for one in self.sources()}, {one.path: one for one in self.refused()})

    def keys(self) -> Iterator[str]:
        """The outcomes that the version was made of."""
        return (key for (key,) in self.rows("SELECT key FROM content"))

    def graph(self, key: str) -> str:
        """The IRI of the report that an outcome went into."""
        return str(self.row("SELECT graph FROM content WHERE key = ?", key)[0])

    def paths(self, graph: str) -> list[str]:
        """The files that hold a report, that which gives the facts first."""
        query = """SELECT path FROM report JOIN content USING (graph) JOIN source ON source.key = content.key
            WHERE graph = ? ORDER BY content.key <> report.key, name, path"""
        return [path for (path,) in self.rows(query, graph)]

    def rows(self, query: str, *values: object) -> Iterator[Any]:
        """The rows that a query gives, as they are asked for."""
        return self.database.execute(query, values)

    def row(self, query: str, *values: object) -> Any:  # noqa: ANN401
        """The first row that a query gives, None if there is none."""
        return self.database.execute(query, values).fetchone()

    def run(self, statement: str, *values: object) -> int:
        """Change something, and return how many rows changed."""
        return self.database.execute(statement, values).rowcount

    def put_sources(self, sources: Iterable[Source]) -> None:
        """Add files, or say anew what they hold."""
        rows = ((_bytes(s.path), s.name, s.digest, s.corrections, s.key) for s in sources)
        self.database.executemany("INSERT OR REPLACE INTO source VALUES (CAST(? AS TEXT), ?, ?, ?, ?)", rows)

    def drop_sources(self, paths: Iterable[str]) -> None:
        """Forget files."""
        rows = ((_bytes(path),) for path in paths)
        self.database.executemany("DELETE FROM source WHERE path = CAST(? AS TEXT)", rows)

    def set_refused(self, files: Iterable[Refused]) -> None:
        """Say anew which files could not be read."""
        self.run(_REFUSED)
        self.run("DELETE FROM refused")
        rows = ((_bytes(file.path), file.name, file.reason, file.remedy) for file in files)
        self.database.executemany("INSERT INTO refused VALUES (CAST(? AS TEXT), ?, ?, ?)", rows)


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", _STAND_INS)


def _text(value: bytes) -> str:
    return value.decode("utf-8", _STAND_INS)


@contextmanager
def opened(version: Path) -> Iterator[Manifest]:
    """The manifest of a published version, for reading. Raises ValueError if it has none or a broken one."""
    path = version / NAME
    if not path.is_file():
        raise ValueError(f"there is no {path.name}")
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        row = database.execute("SELECT value FROM about WHERE name = 'format'").fetchone()
        if row is None or row[0] != _FORMAT:
            raise OtherVersionError(f"{path.name} is of another version of this program")
        yield Manifest(database)
    except sqlite3.DatabaseError as error:
        raise ValueError(f"{path.name}: {error}") from error
    finally:
        database.close()


def refused_of(version: Path) -> list[Refused]:
    """The files that could not be read when a published version was made; none if it has no manifest.

    Raises ValueError if the manifest is broken.
    """
    if not (version / NAME).is_file():
        return []
    with opened(version) as manifest:
        return list(manifest.refused())


@contextmanager
def drafted(draft: Path, base: str) -> Iterator[Manifest]:
    """The manifest of a draft, for writing: that which was copied there, else a new one."""
    path = draft / NAME
    new = not path.exists()
    database = sqlite3.connect(path, check_same_thread=False)
    try:
        # The whole folder is brought to the disk before it is published.
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
        if new:
            database.executescript(_SCHEMA)
            database.executemany("INSERT INTO about VALUES (?, ?)", [("format", _FORMAT), ("base", base)])
        yield Manifest(database)
        database.commit()
    finally:
        database.close()
