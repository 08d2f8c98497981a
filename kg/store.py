"""The embedded store: an Oxigraph database in a folder, published by one rename.

A store is a folder of numbered versions. A build fills a new version and publishes it by renaming
its folder; readers open the newest one. Nothing is ever changed in place, so a store is never
half-written, a reader is never disturbed, and a build that dies leaves the store as it was.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

_VERSION = re.compile(r"v(\d{6})")
_UNFINISHED = "unfinished-"
_DATABASE = "quads"
_KEPT = 2


class StoreError(Exception):
    """A store that cannot be opened or written, with what to do about it."""


def check(folder: Path) -> None:
    """Raise StoreError unless `folder` is a store, or can become one."""
    if folder.is_dir():
        strangers = [entry.name for entry in folder.iterdir() if not _ours(entry.name)]
        if strangers:
            reason = f"is no store: it holds other files ({strangers[0]})"
            raise StoreError(f"{folder} {reason}; name another folder with --store")
    elif folder.exists() or folder.is_symlink():
        raise StoreError(f"{folder} is a file; name a folder with --store")


def current(folder: Path) -> Path | None:
    """The folder of the newest published version, None if nothing was built yet."""
    versions = _versions(folder)
    return versions[-1] if versions else None


def open_reading(folder: Path) -> Store:
    """The newest version of the store, read-only. Raises StoreError if there is none."""
    return open_version(newest(folder))


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
    """One published version, read-only. Raises StoreError if it cannot be read."""
    try:
        return Store.read_only(str(database(version)))
    except OSError as error:
        raise StoreError(f"the store at {version.parent} cannot be read ({_line(error)}); build it again") from error


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


def write_version(folder: Path, fill: Callable[[Store, Path], None]) -> None:
    """Let `fill` fill a new, empty version (its database, its folder for other files) and publish it.

    If `fill` raises, the store is as it was. It must not keep the database. Raises StoreError if
    the folder cannot be written, or if another build published a version meanwhile.
    """
    check(folder)
    number = _number(folder) + 1
    draft = _draft(folder)
    try:
        _fill(draft, fill)
        _publish(draft, folder / f"v{number:06}")
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        _remove_if_empty(folder)
        raise
    _forget_old(folder)


def _draft(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
        draft.chmod(0o755)
    except OSError as error:
        raise StoreError(f"cannot write the store at {folder} ({_line(error)})") from error
    return draft


def _fill(draft: Path, fill: Callable[[Store, Path], None]) -> None:
    """The database closes when this returns, so that its folder can be renamed."""
    store = Store(str(draft / _DATABASE))
    fill(store, draft)
    store.flush()


def _publish(draft: Path, version: Path) -> None:
    try:
        draft.rename(version)
    except OSError as error:
        raise StoreError(f"another build wrote {version.parent} meanwhile; run this one again") from error


def _forget_old(folder: Path) -> None:
    """Keep the version before the newest too: a reader may still hold it."""
    abandoned = [entry for entry in folder.iterdir() if entry.name.startswith(_UNFINISHED) and _abandoned(entry)]
    for version in [*_versions(folder)[:-_KEPT], *abandoned]:
        shutil.rmtree(version, ignore_errors=True)


def _abandoned(draft: Path) -> bool:
    """Whether the build of this draft died: a living one holds the database's lock."""
    if not (draft / _DATABASE / "LOCK").exists():
        return False
    try:
        Store(str(draft / _DATABASE))
    except OSError:
        return False
    return True


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()


def _versions(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(entry for entry in folder.iterdir() if _VERSION.fullmatch(entry.name))


def _number(folder: Path) -> int:
    version = current(folder)
    return int(version.name[1:]) if version else 0


def _ours(name: str) -> bool:
    return bool(_VERSION.fullmatch(name)) or name.startswith((_UNFINISHED, "."))


def _line(error: OSError) -> str:
    return " ".join(str(error).split())
