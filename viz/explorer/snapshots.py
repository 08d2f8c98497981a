"""The open store of a running server: always its newest version, without disturbing who reads an older one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from pyoxigraph import Store
from starlette.requests import Request

from kg import store as stores

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version of the store, open for reading; what is in it never changes.

    `version` names it (v000007), so that what was computed from it can be kept under that name.
    """

    version: str
    folder: Path
    store: Store


class Graphs:
    """The newest published version of a store, reopened when a build has published another.

    A request asks once and keeps its snapshot to its end; a snapshot closes when the last one that
    holds it lets go. May be asked from any thread.
    """

    def __init__(self, folder: Path) -> None:
        """Open the store in `folder`. Raises kg.store.StoreError if there is none."""
        self._folder = folder
        self._lock = Lock()
        self._snapshot = _open(stores.newest(folder))

    def newest(self) -> Snapshot:
        """The newest version; the one before it as long as the newest cannot be opened."""
        if self._is_behind():
            with self._lock:
                self._reopen()
        return self._snapshot

    def _is_behind(self) -> bool:
        version = stores.current(self._folder)
        return version is not None and version.name != self._snapshot.version

    def _reopen(self) -> None:
        """Another thread may have done it while this one waited for the lock."""
        if not self._is_behind():
            return
        try:
            self._snapshot = _open(stores.newest(self._folder))
        except stores.StoreError as error:
            _LOG.warning("still showing %s: %s", self._snapshot.version, error)


def _open(version: Path) -> Snapshot:
    return Snapshot(version.name, version, stores.open_version(version))


def snapshot_of(request: Request) -> Snapshot:
    """The version that this request reads, the same one from its beginning to its end."""
    if not hasattr(request.state, "snapshot"):
        graphs: Graphs = request.app.state.graphs
        request.state.snapshot = graphs.newest()
    snapshot: Snapshot = request.state.snapshot
    return snapshot
