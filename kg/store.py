"""The embedded store: an Oxigraph database in a folder, published by one rename.

A store is a folder of numbered versions. A build fills a new version and publishes it by renaming
its folder; readers open the newest one. Nothing is ever changed in place, so a store is never
half-written, a reader is never disturbed, and a build that dies leaves the store as it was.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

if sys.platform != "win32":  # there, open files cannot be deleted anyhow
    import fcntl

OUTCOMES = "outcomes.sqlite"
"""The name of the file that keeps what was read, beside the versions."""

LOADED = "loaded"
"""The name of the file that marks a version as loaded from a dump: what it was made of is not known."""

UNFINISHED = "unfinished-"
"""What the names of folders start with that are no version yet, or none any more."""

_VERSION = re.compile(r"v(\d{6})")
_OF_DATABASE = re.compile(r"IO error: ([^:]+): .+")
_DATABASE = "quads"
_MOST_HELD = 3

# The versions that this process may be reading, by the folder of the store and their own inode: open handles with a
# shared lock, the oldest first. They are never let go but for newer ones, because a Store does not say when it closes.
_held: dict[Path, dict[int, int]] = {}


class StoreError(Exception):
    """A store that cannot be opened or written, with what to do about it."""


def check(folder: Path) -> None:
    """Raise StoreError unless `folder` is a store, or can become one."""
    try:
        str(folder.absolute()).encode()
    except UnicodeEncodeError as error:
        where = ascii(str(folder))
        raise StoreError(f"{where} is no UTF-8, which the database needs; name another folder with --store") from error
    if folder.is_dir():
        strangers = [entry.name for entry in folder.iterdir() if not _ours(entry.name)]
        if strangers:
            reason = f"is no store: it holds other files ({strangers[0]})"
            raise StoreError(f"{folder} {reason}; name another folder with --store")
    elif folder.exists() or folder.is_symlink():
        raise StoreError(f"{folder} is a file; name a folder with --store")


def current(folder: Path) -> Path | None:
    """The folder of the newest published version, None if nothing was built yet."""
    found = versions(folder)
    return found[-1] if found else None


def open_reading(folder: Path) -> Store:
    """The newest version of the store, read-only. Raises StoreError if there is none."""
    while True:
        version = newest(folder)
        try:
            return open_version(version)
        except StoreError:
            if current(folder) == version:
                raise


def newest(folder: Path) -> Path:
    """The folder of the newest published version. Raises StoreError if there is none."""
    if not folder.exists():
        raise StoreError(f"there is no store at {folder}; run `kg build` first, or name another with --store")
    check(folder)
    version = current(folder)
    if version is None:
        raise StoreError(f"the store at {folder} is empty; run `kg build` first")
    return version


def open_version(version: Path) -> Store:
    """One published version, read-only. Raises StoreError if it cannot be read.

    Builds do not delete it while this process lives, or until it has opened three newer ones: the database opens its
    files when they are first asked for.
    """
    try:
        _hold(version)
        return Store.read_only(str(database(version)))
    except (OSError, RuntimeError) as error:  # the latter where the database finds its files damaged
        raise unreadable(version.parent, error) from error


def unreadable(folder: Path, error: Exception) -> StoreError:
    """The error that the versions of a store cannot be read for the reason that `error` gives."""
    why = reason(error)
    remedy = "check its permissions" if why == os.strerror(errno.EACCES) else "delete its folder and build again"
    return StoreError(f"the store at {folder} cannot be read ({why}); {remedy}")


def reason(error: Exception) -> str:
    """Why something failed, in one line: of the system's errors what went wrong, without where."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    line = " ".join(str(error).split())
    said = _OF_DATABASE.fullmatch(line)
    return said[1] if said else line


def _hold(version: Path) -> None:
    """Claim a version for this process. Raises OSError if a build is just deleting it."""
    if sys.platform == "win32":
        return
    handle = os.open(version, os.O_RDONLY)
    held = _held.setdefault(version.parent, {})
    inode = os.fstat(handle).st_ino
    if inode in held:
        os.close(handle)
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    held[inode] = handle
    if len(held) > _MOST_HELD:
        os.close(held.pop(next(iter(held))))
    if version.stat().st_ino != inode:
        raise FileNotFoundError(version)


@contextmanager
def unread(version: Path) -> Iterator[bool]:
    """Whether no process has claimed a version; as long as the block lasts, none can."""
    if sys.platform == "win32":
        yield True
        return
    handle = os.open(version, os.O_RDONLY)
    try:
        yield _lock_alone(handle)
    finally:
        os.close(handle)


def _lock_alone(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def database(version: Path) -> Path:
    """Where a version of a store has its Oxigraph database."""
    return version / _DATABASE


def quads_of(store: Store, graphs: Iterable[NamedNode]) -> Iterator[Quad]:
    """Some named graphs, and the shared things that they lead to."""
    waiting: set[NamedNode] = set()
    for graph in sorted(graphs, key=str):
        for quad in store.quads_for_pattern(None, None, None, graph):
            waiting.update(node for node in (quad.subject, quad.object) if isinstance(node, NamedNode))
            yield quad
    seen: set[NamedNode] = set()
    while waiting:
        node = waiting.pop()
        seen.add(node)
        for quad in store.quads_for_pattern(node, None, None, DefaultGraph()):
            yield quad
            if isinstance(quad.object, NamedNode) and quad.object not in seen:
                waiting.add(quad.object)


def versions(folder: Path) -> list[Path]:
    """The folders of all published versions, the newest last."""
    if not folder.is_dir():
        return []
    return sorted(entry for entry in folder.iterdir() if _VERSION.fullmatch(entry.name))


def _ours(name: str) -> bool:
    return bool(_VERSION.fullmatch(name)) or name.startswith((UNFINISHED, OUTCOMES, "."))
