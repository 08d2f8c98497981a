"""How far a build has come, for who waits for it; and how to tell it that nobody waits any more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event


class Stage(StrEnum):
    """What a build is at."""

    READING = "reading"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come.

    Attributes:
        done: Files read, or reports written; all that were done are kept if the build stops here.
        total: Files that have to be read, those in an archive once it is open; or reports to be written.
        path: The file that was read last; while writing, the folder of the store.
        problems: Files that could not be read so far.
        stage: Whether files are read or the graph is written.
    """

    done: int
    total: int
    path: Path
    problems: int
    stage: Stage = Stage.READING


class StoppedError(Exception):
    """Ends the writing of a version that nobody waits for any more."""


class Meter:
    """Counts in one thread what another looks at, which can also stop it."""

    def __init__(self) -> None:
        """Nothing is done."""
        self.done = 0
        self.total = 0
        self._stop = Event()

    def stop(self) -> None:
        """Let the next `check` end what goes on."""
        self._stop.set()

    def check(self) -> None:
        """Raise StoppedError if that is wanted."""
        if self._stop.is_set():
            raise StoppedError
