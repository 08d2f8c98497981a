"""Writing a store: one build at a time, each new version complete and on the disk before it has a name."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout
from pyoxigraph import Store

from kg import integrity
from kg import store as stores
from kg.store import UNFINISHED, StoreError

T = TypeVar("T")

_LOCK = ".lock"
_PROCESS = ".process"
_KEPT = 2
_ROUNDS, _PAUSE = 20, 0.05


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Be the only build at work on a store, with what dead builds left cleared away.

    Raises StoreError, at once, if another build is at work, if `folder` is no store and cannot become one, or cannot be
    written. A store that is empty in the end leaves no folder.
    """
    stores.check(folder)
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / _LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        who = _who(folder / _PROCESS)
        raise StoreError(f"{who} is at work on {folder}; wait for its end, or name another store") from error
    except OSError as error:
        remedy = "check its permissions, or name another folder with --store"
        raise StoreError(f"cannot write the store at {folder} ({stores.reason(error)}); {remedy}") from error
    try:
        _sign(folder)
        _clear(folder)
        yield
    finally:
        _leave(folder, lock, new=new)


def new_version(folder: Path, fill: Callable[[Path], T], check: Callable[[], None] = lambda: None) -> T:
    """Let `fill` fill the folder of a new version, publish it, and return what `fill` returns.

    If `fill` raises, or `check` before it is published, the store is as it was. To be called while `writing`. Raises
    StoreError where the disk is full or the folder cannot be written.
    """
    draft: Path | None = None
    try:
        draft = make_folder(folder)
        draft.chmod(0o755)
        result = fill(draft)
        version = folder / f"v{_number(folder) + 1:06}"
        integrity.seal(draft, stores.current(folder))
        _to_disk(draft)
        check()
        draft.rename(version)
        _sync(folder)
    except (OSError, sqlite3.Error) as error:
        remedy = "make room on the disk or check its permissions, and run the same command again"
        raise StoreError(f"cannot write the store at {folder} ({stores.reason(error)}); {remedy}") from error
    finally:
        if draft is not None:
            _remove(draft)
    _forget_old(folder)
    return result


def make_folder(folder: Path) -> Path:
    """A new folder in that of the store, for what is not to outlive the build."""
    return Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))


def copy_of_newest(folder: Path, draft: Path, *names: str) -> None:
    """Start a draft as a copy of the newest version: its database, and its other files `names`.

    The database's files never change, so that the copy shares them with the version; it costs next to nothing.
    """
    version = stores.newest(folder)
    try:
        database = Store.read_only(str(stores.database(version)))
    except (OSError, RuntimeError) as error:
        raise stores.unreadable(folder, error) from error
    database.backup(str(stores.database(draft)))
    for name in names:
        shutil.copyfile(version / name, draft / name)


def _sign(folder: Path) -> None:
    """Say which process is at work, for the message that another build gives."""
    with suppress(OSError):
        (folder / _PROCESS).write_text(f"{os.getpid()}\n", encoding="ascii")


def _who(path: Path) -> str:
    try:
        return f"another build (process {int(path.read_text(encoding='ascii'))})"
    except (OSError, ValueError):
        return "another build"


def _clear(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.name.startswith(UNFINISHED):
            _remove(entry)


def _remove(folder: Path) -> None:
    """Delete a folder; a database that is still being closed may write into it meanwhile, which takes another round."""
    for _ in range(_ROUNDS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE)


def _leave(folder: Path, lock: FileLock, *, new: bool) -> None:
    (folder / _PROCESS).unlink(missing_ok=True)
    empty = new and not any(entry.name != _LOCK for entry in folder.iterdir())
    if empty:
        (folder / _LOCK).unlink(missing_ok=True)
    lock.release()
    if empty:
        with suppress(OSError):
            folder.rmdir()


def _number(folder: Path) -> int:
    version = stores.current(folder)
    return int(version.name[1:]) if version else 0


def _to_disk(draft: Path) -> None:
    """Bring all of a draft to the disk, so that no loss of power leaves a version with holes."""
    for folder, _, names in os.walk(draft):
        for name in names:
            _sync(Path(folder, name))
        _sync(Path(folder))


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget_old(folder: Path) -> None:
    """Delete old versions but those that somebody reads, each out of sight first, so that none is seen in part."""
    for version in stores.versions(folder)[:-_KEPT]:
        with suppress(OSError), stores.unread(version) as unread:
            if unread:
                gone = make_folder(folder)
                version.rename(gone / version.name)
                _remove(gone)
