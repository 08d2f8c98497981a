"""Which index goes with which version of the store: finds it, or has it made while the server runs."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock, Thread

from viz.explorer.index.read import Index
from viz.explorer.snapshots import Graphs, Snapshot

SCHEMA = 4
"""Changes with schema.sql, so that an index of another make is made anew."""

_PATIENCE_S = 2.5


class PreparingError(Exception):
    """The index is not finished; `share` of the work is done, from 0 to 1."""

    def __init__(self, share: float) -> None:
        """Keep the share."""
        super().__init__(f"the pages are being prepared: {share:.0%}")
        self.share = share


class UnreadyError(Exception):
    """The index could not be made; the message says why."""


def index_file(version: Path) -> Path:
    """Return where the index of a version of the store lies: in its folder, or in the user's cache if that is fixed."""
    name = f"explorer-{SCHEMA}.sqlite"
    if os.access(version, os.W_OK) or (version / name).exists():
        return version / name
    made = version.stat()
    key = sha256(f"{version.resolve()} {made.st_ino} {made.st_mtime_ns}".encode()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "fazhi-kg" / f"{key}-{name}"


@dataclass
class _Making:
    """A running process that makes an index, and how far it is."""

    version: str
    process: subprocess.Popen[str]
    share: float = 0.0
    complaint: list[str] = field(default_factory=list)

    def follow(self) -> None:
        """Read its progress, a share a line, to the end."""
        for line in self.process.stdout or ():
            with suppress(ValueError):
                self.share = float(line)

    def listen(self) -> None:
        """Keep what it complains of."""
        self.complaint.extend(self.process.stderr or ())


class Indexes:
    """The newest version of the store that has an index, with that index. May be asked from any thread."""

    def __init__(self, graphs: Graphs) -> None:
        """Take the index that is there, or begin to make it."""
        self._graphs = graphs
        self._lock = Lock()
        self._ready: tuple[Snapshot, Index] | None = None
        self._making: _Making | None = None
        self._look(graphs.newest())

    def newest(self) -> tuple[Snapshot, Index]:
        """Return a version of the store with its index; an older one while that of the newest is being made.

        Raises:
            PreparingError: There is none yet.
            UnreadyError: It could not be made.
        """
        snapshot = self._graphs.newest()
        ready = self._ready
        if ready is not None and ready[0].version == snapshot.version:
            return ready
        making = self._look(snapshot)
        if self._ready is None and making is not None:
            with suppress(subprocess.TimeoutExpired):
                making.process.wait(_PATIENCE_S)
            making = self._look(snapshot)
        if self._ready is not None:
            return self._ready
        raise PreparingError(making.share if making else 0.0)

    def _look(self, snapshot: Snapshot) -> _Making | None:
        """Open the index of `snapshot` if it is finished; else see that one process makes it, and return that."""
        with self._lock:
            path = index_file(snapshot.folder)
            if path.exists():
                self._ready, self._making = (snapshot, Index(path)), None
            elif self._making is None or self._making.version != snapshot.version:
                self._making = _make(snapshot, path)
            elif self._making.process.poll() is not None:
                raise UnreadyError("".join(self._making.complaint).strip() or "the index could not be made")
            return self._making


def _make(snapshot: Snapshot, path: Path) -> _Making:
    command = [sys.executable, "-m", "viz.explorer.index", str(snapshot.folder), str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    making = _Making(snapshot.version, process)
    for task in (making.follow, making.listen):
        Thread(target=task, daemon=True).start()
    return making
