"""Whether the files of a database are still as they were written.

The database finds damage in a block when it reads the block, and the engine of queries then goes on for ever, taking
more and more memory, or passes it over. So the files' checksums are kept beside them: they never change once a version
is published.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from kg.store import StoreError, database

NAME = "checksums"
"""The name of the file in a version that has a line for each file of tables: its CRC-32, size and name."""

AT_ONCE = 256 * 1024 * 1024
"""Bytes of tables that are checked in a moment: a version with no more is checked whenever it is opened."""

_TABLES = "*.sst"
_CHUNK = 1 << 20


def seal(version: Path, before: Path | None = None) -> None:
    """Write the checksums of a version whose database is complete.

    Those of files that it shares with the version `before` are taken over, if that is given and has them.
    """
    known = _listed(before) if before is not None else {}
    lines = []
    for file in sorted(database(version).glob(_TABLES)):
        shared = file.name in known and before is not None and _is_same(file, database(before) / file.name)
        lines.append(f"{known[file.name] if shared else _checksum(file)} {file.name}\n")
    (version / NAME).write_text("".join(lines), encoding="utf-8")


def size(version: Path) -> int:
    """How many bytes there are to be read to check a version."""
    return sum(file.stat().st_size for file in database(version).glob(_TABLES))


def check(version: Path) -> None:
    """Raise StoreError if a file of a version's database is not as it was written.

    Files that are not there do not count: the database had done with them, or does not open without them. A version of
    an earlier program has no checksums, and cannot be checked.
    """
    for name, checksum in _listed(version).items():
        file = database(version) / name
        if file.exists() and _checksum(file) != checksum:
            where = file.relative_to(version.parent)
            raise StoreError(
                f"the store at {version.parent} is damaged: {where} is not as it was written; "
                "check the disk, delete the folders v… in it and build again: what was read is kept"
            )


def _listed(version: Path) -> dict[str, str]:
    """Checksum and size of each file, by name; none for a version of an earlier program."""
    try:
        lines = (version / NAME).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return {name: checksum for checksum, _, name in (line.rpartition(" ") for line in lines)}


def _checksum(file: Path) -> str:
    checksum = length = 0
    try:
        with file.open("rb") as content:
            while chunk := content.read(_CHUNK):
                checksum = zlib.crc32(chunk, checksum)
                length += len(chunk)
    except OSError as error:
        return str(error.strerror)
    return f"{checksum:08x} {length}"


def _is_same(file: Path, other: Path) -> bool:
    return other.exists() and file.samefile(other)
