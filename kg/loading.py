"""A dump that a build on Spark wrote → a new store."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from pyoxigraph import RdfFormat, Store

from kg import store as stores
from kg.building.publishing import new_version, writing
from kg.iri import DATA
from kg.manifest import Refused, drafted

_DONE = "_SUCCESS"
_PARTS = ("reports", "shared")
_FILES = "files"


class LoadError(Exception):
    """A dump that cannot be loaded, with what to do about it."""


def load(dump: Path, store: Path, *, on_progress: Callable[[int, int], None] | None = None) -> int:
    """Load a dump into a store that is not there yet, and return the number of its quads.

    Such a store is for reading: `kg build` refuses to add to it, for it does not know what the dump was made of. The
    files that the build could not read are among its issues.

    Args:
        dump: The folder that the build wrote, copied to this machine if it was written elsewhere.
        store: The folder of the store.
        on_progress: Called with the number of parts that are loaded and of all parts.

    Raises:
        LoadError: There is no finished dump, a part of it is damaged, or there is a store already.
        kg.store.StoreError: The store cannot be written.
    """
    parts = [part for name in _PARTS for part in sorted((dump / name).glob("part-*.nq.gz"))]
    if not (dump / _DONE).is_file() or not parts:
        raise LoadError(f"{dump} is no finished dump; name the folder that `kg build --spark … --dump` wrote")
    if stores.current(store) is not None:
        raise LoadError(f"there is a store at {store} already; name another with --store, or delete it")

    def fill(draft: Path) -> int:
        database = Store(str(stores.database(draft)))
        for done, part in enumerate(parts, 1):
            _load_part(database, part)
            if on_progress is not None:
                on_progress(done, len(parts))
        database.flush()
        with drafted(draft, DATA) as manifest:
            manifest.set_refused({file.path: file for file in _refused(dump)}.values())
        (draft / stores.LOADED).touch()
        return len(database)

    with writing(store):
        return new_version(store, fill)


def _load_part(database: Store, part: Path) -> None:
    try:
        with gzip.open(part) as lines:
            database.bulk_load(cast(IO[bytes], lines), format=RdfFormat.N_QUADS)
    except (EOFError, gzip.BadGzipFile, zlib.error, SyntaxError) as error:
        raise LoadError(f"{part} is damaged ({error}); copy the dump again") from error


def _refused(dump: Path) -> Iterator[Refused]:
    """The files that could not be read, as the dump lists what became of each, a JSON object a line."""
    for part in sorted((dump / _FILES).glob("part-*.json")):
        try:
            with part.open(encoding="utf-8") as lines:
                for line in lines:
                    file = json.loads(line)
                    if file.get("reason"):
                        path = file["path"]
                        yield Refused(path, PurePosixPath(path).name, file["reason"], file.get("remedy") or "")
        except (ValueError, KeyError) as error:
            raise LoadError(f"{part} is damaged ({error}); copy the dump again") from error
