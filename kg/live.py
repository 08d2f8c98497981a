"""A draft of the store that takes writes while it is served, and is published as a version now and then.

A published version never changes. So who writes to a store that is served writes to a draft beside the versions: a copy
of the newest, which shares its files. What was written is in the draft at once and for good; publishing it makes it the
next version, for pages and other programs. A draft that a dead server left behind is taken up again.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from pyoxigraph import Store

from kg import manifest
from kg import store as stores
from kg.building.publishing import copy_of_newest, make_folder, new_version
from kg.iri import DATA

_LOG = logging.getLogger(__name__)
_FOLDER = ".live"
_BASE = "base"
_UNPUBLISHED = "unpublished"


def begin_store(folder: Path) -> None:
    """Publish an empty version where there is none. To be called while `kg.building.publishing.writing`."""
    if stores.current(folder) is None:
        new_version(folder, _make_empty)


class Draft:
    """The draft of the store in a folder, for a process that is `kg.building.publishing.writing` to it."""

    def __init__(self, folder: Path) -> None:
        """Take up the draft that is there, or make one of the newest version.

        Raises kg.store.StoreError if there is no version or no room.
        """
        self._folder = folder
        self._live = folder / _FOLDER
        if self._live.exists() and self._base() != stores.newest(folder).name:
            self._set_aside()
        if not self._live.exists():
            self._make()

    @property
    def database(self) -> Path:
        """Where the database of the draft is; one process at a time may have it open."""
        return stores.database(self._live)

    @property
    def unpublished(self) -> bool:
        """Whether it may hold what no version has."""
        return (self._live / _UNPUBLISHED).exists()

    def mark(self) -> None:
        """Note, before something is written, that it is not published."""
        (self._live / _UNPUBLISHED).touch()

    def publish(self) -> Path:
        """Publish the draft as the newest version, and return that. No process may have the database open.

        Raises kg.store.StoreError if there is no room; the draft keeps what was written.
        """
        new_version(self._folder, self._fill)
        version = stores.newest(self._folder)
        (self._live / _BASE).write_text(version.name, encoding="ascii")
        (self._live / _UNPUBLISHED).unlink(missing_ok=True)
        return version

    def _base(self) -> str:
        """The name of the version that it was made of or published as."""
        try:
            return (self._live / _BASE).read_text(encoding="ascii")
        except FileNotFoundError:
            return ""

    def _make(self) -> None:
        made = make_folder(self._folder)
        copy_of_newest(self._folder, made)
        (made / _BASE).write_text(stores.newest(self._folder).name, encoding="ascii")
        made.rename(self._live)

    def _set_aside(self) -> None:
        """A build has published since: its version counts, and what only the draft has is kept for a person to see."""
        if not self.unpublished:
            shutil.rmtree(self._live)
            return
        kept = self._live.with_name(f"{_FOLDER}-{self._base()}-{make_folder(self._folder).name}")
        self._live.rename(kept)
        _LOG.error("writes that no version has, made before the last build, are kept in %s", kept)

    def _fill(self, version: Path) -> None:
        Store(str(self.database)).backup(str(stores.database(version)))
        for name in (manifest.NAME, stores.LOADED):
            source = stores.newest(self._folder) / name
            if source.exists():
                shutil.copyfile(source, version / name)


def _make_empty(version: Path) -> None:
    Store(str(stores.database(version))).flush()
    with manifest.drafted(version, DATA):
        pass
