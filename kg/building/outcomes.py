"""What came of reading each content, kept beside the versions of a store: read once, merged as often as need be.

An outcome's key says all that it depends on (the bytes, the corrections, the version of the extractor), so that it
holds for ever. The file is an SQLite database: what is committed outlives the death of the build and of the machine. It
is in WAL mode (https://sqlite.org/wal.html), so that who reads it keeps no build from writing.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from extract.read import printable
from kg.building.extraction import Extraction, Profile, Refusal
from kg.store import StoreError

_COMMIT_SECONDS = 1.0
_TRY_SECONDS = 0.5
_PATIENCE_SECONDS = 60.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS outcome (
  key TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  reason TEXT, remedy TEXT, conditions TEXT,
  listing TEXT,
  profile TEXT, graph BLOB, shared BLOB
)"""


class _BusyError(StoreError):
    """Another program keeps the outcomes from being written just now."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in an archive: its path within, the digest of its bytes, or why it cannot be had."""

    inner: str
    digest: str = ""
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """An extraction as it is kept: its quads compressed."""

    profile: Profile
    graph: bytes
    shared: bytes


Listing = tuple[Listed, ...]
Outcome = Packed | Refusal | Listing


def pack(extraction: Extraction) -> Packed:
    """An extraction in little space."""
    return Packed(extraction.profile, zlib.compress(extraction.graph), zlib.compress(extraction.shared))


class Outcomes:
    """The outcomes of one store; all errors of the database are StoreErrors."""

    def __init__(self, path: Path, version: str) -> None:
        """Open or make the database at `path`; `version` is that of what is added."""
        self._path = path
        self._version = version
        self._committed = time.monotonic()
        with self._guarded():
            self._database = sqlite3.connect(path, timeout=_TRY_SECONDS, check_same_thread=False)
            with suppress(sqlite3.OperationalError):  # somebody reads it in the old mode, or the file system has no WAL
                self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.execute(_SCHEMA)

    def close(self) -> None:
        """Keep what was added, and close."""
        try:
            self.commit()
        finally:
            self._database.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if _is_busy(error):
                remedy = "close that program and run the same command again"
                raise _BusyError(f"cannot write {self._path}: another program reads it; {remedy}") from error
            if _is_damaged(error):
                remedy = "delete it and run the same command again: all files are read anew"
                raise StoreError(f"{self._path} is damaged ({error}); {remedy}") from error
            remedy = "make room on the disk and run the same command again: what was read so far is kept"
            raise StoreError(f"cannot write or read {self._path} ({error}); {remedy}") from error

    def get(self, key: str) -> Profile | Refusal | Listing | None:
        """What is known of a content: its report's profile, why it has none, or what it holds; None if nothing."""
        columns = "reason, remedy, conditions, listing, profile"
        with self._guarded():
            row = self._database.execute(f"SELECT {columns} FROM outcome WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        reason, remedy, conditions, listing, profile = row
        if reason is not None:
            return Refusal(reason, remedy, conditions)
        return tuple(Listed(*entry) for entry in json.loads(listing)) if listing else _profile(profile)

    def profile(self, key: str) -> Profile:
        """The profile of a report."""
        found = self.get(key)
        if not isinstance(found, Profile):
            raise StoreError(
                f"{self._path} lacks a report that the store has; delete the store's folder and build again"
            )
        return found

    def graph(self, key: str) -> bytes:
        """The named graph of a report, without what merging adds."""
        return self._blob("graph", key)

    def shared(self, key: str) -> bytes:
        """What is said of the shared things that a report names."""
        return self._blob("shared", key)

    def _blob(self, column: str, key: str) -> bytes:
        with self._guarded():
            row = self._database.execute(f"SELECT {column} FROM outcome WHERE key = ?", (key,)).fetchone()
        if row is None or row[0] is None:
            raise StoreError(
                f"{self._path} lacks a report that the store has; delete the store's folder and build again"
            )
        return zlib.decompress(row[0])

    def add(self, key: str, outcome: Outcome) -> None:
        """Keep an outcome; once a second all that were added are made to last."""
        row: Sequence[str | bytes | None]
        if isinstance(outcome, Refusal):
            row = (printable(outcome.reason), printable(outcome.remedy), outcome.conditions, None, None, None, None)
        elif isinstance(outcome, Packed):
            row = (None, None, None, None, json.dumps(asdict(outcome.profile)), outcome.graph, outcome.shared)
        else:
            listing = json.dumps([(o.inner, o.digest, printable(o.reason), printable(o.remedy)) for o in outcome])
            row = (None, None, None, listing, None, None, None)
        with self._guarded():
            self._database.execute(
                "INSERT OR REPLACE INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (key, self._version, *row)
            )
        if time.monotonic() - self._committed > _COMMIT_SECONDS:
            with suppress(_BusyError):  # there is time until the end
                self._commit()

    def commit(self) -> None:
        """Make all that was added last; a program that keeps us from it is waited for, up to a minute."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return self._commit()
            except _BusyError:
                if time.monotonic() > deadline:
                    raise

    def _commit(self) -> None:
        self._committed = time.monotonic()
        with self._guarded():
            self._database.commit()

    def forget(self, gone: Iterable[str], kept: Iterable[str]) -> None:
        """Drop what is no longer needed: the keys `gone`, and all of other versions but `kept`."""
        with self._guarded():
            self._database.executemany("DELETE FROM outcome WHERE key = ?", ((key,) for key in gone))
            self._database.execute("CREATE TEMP TABLE kept (key TEXT PRIMARY KEY)")
            self._database.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in kept))
            self._database.execute(
                "DELETE FROM outcome WHERE version <> ? AND key NOT IN (SELECT key FROM kept)", (self._version,)
            )
            self._database.execute("DROP TABLE kept")
        self.commit()

    def holds_reports(self) -> bool:
        """Whether there is anything worth keeping."""
        with self._guarded():
            query = "SELECT 1 FROM outcome WHERE profile IS NOT NULL LIMIT 1"
            return self._database.execute(query).fetchone() is not None


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _is_damaged(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _code(error: sqlite3.Error) -> int:
    """What kind of error it is, without the details that the upper bytes have."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _profile(text: str) -> Profile:
    return Profile(**json.loads(text))
