"""Engines on the newest version of the store: a query has one to itself, so that it can be stopped at any moment.

The engine's own time-out only asks a query to stop, and a query that counts or sorts does not listen. A process can
be killed; and as no other query runs in it, nobody else notices.
"""

from __future__ import annotations

import asyncio
import os
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kg import store as stores
from viz.explorer.service.engine import Engine, EngineError, start

_LEAST_MEMORY = 1 << 30
_MOST_ENGINES = 8
_MOST_WAITING = 64


class BusyError(Exception):
    """More requests wait for an engine than can be answered in time."""


@dataclass(slots=True)
class Lease:
    """An engine for one request; it may still be at work on it unless the request came to its end (`ended`).

    `died` is set if the engine did not live to see that end.
    """

    engine: Engine
    ended: bool = False
    died: bool = False


class Engines(ABC):
    """What lends engines to requests."""

    @abstractmethod
    async def open(self) -> None:
        """Start what makes the first request fast. Raises EngineError if no engine starts."""

    @abstractmethod
    async def close(self) -> None:
        """End all engines."""

    @abstractmethod
    def lease(self, patience_s: float, *, writing: bool = False) -> AbstractAsyncContextManager[Lease]:
        """Lend an engine. Raises BusyError if none is free for `patience_s` seconds, EngineError if none starts."""


def engines_at_once() -> int:
    """How many queries run at the same time: two more than there are cores."""
    return min((os.cpu_count() or 1) + 2, _MOST_ENGINES)


def memory_for_each(engines: int) -> int:
    """Bytes for one of so many engines, so that all of them leave the machine half of its memory."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(machine // 2 // engines, _LEAST_MEMORY)


class ReadingEngines(Engines):
    """Up to `most` read-only engines on the newest version of a store."""

    def __init__(self, folder: Path, *, most: int | None = None) -> None:
        """Lend engines on the store in `folder`; none is started yet."""
        self._folder = folder
        self._most = most or engines_at_once()
        self._free = asyncio.Semaphore(self._most)
        self._waiting = 0
        self._idle: list[tuple[Path, Engine]] = []

    async def open(self) -> None:
        """Have one engine ready."""
        version = stores.newest(self._folder)
        self._idle.append((version, await self._start(version)))

    async def close(self) -> None:
        """End the idle engines; those at work end with their requests."""
        self._end_idle()

    @asynccontextmanager
    async def lease(self, patience_s: float, *, writing: bool = False) -> AsyncIterator[Lease]:
        """Lend an engine that nobody else uses."""
        if writing:
            raise EngineError("these engines only read")
        await self._wait(patience_s)
        try:
            version, engine = await self._take()
            lease = Lease(engine)
            try:
                yield lease
            finally:
                self._give_back(version, lease)
        finally:
            self._free.release()

    async def _wait(self, patience_s: float) -> None:
        if self._waiting >= _MOST_WAITING:
            raise BusyError
        self._waiting += 1
        try:
            async with asyncio.timeout(patience_s):
                await self._free.acquire()
        except TimeoutError:
            raise BusyError from None
        finally:
            self._waiting -= 1

    async def _take(self) -> tuple[Path, Engine]:
        version = stores.newest(self._folder)
        while self._idle:
            of, engine = self._idle.pop()
            if of == version and engine.alive:
                return version, engine
            engine.kill()
        return version, await self._start(version)

    async def _start(self, version: Path) -> Engine:
        return await start(stores.database(version), memory=memory_for_each(self._most))

    def _give_back(self, version: Path, lease: Lease) -> None:
        if lease.ended and lease.engine.alive:
            self._idle.append((version, lease.engine))
        else:
            lease.engine.kill()
        if lease.died:
            self._end_idle()  # what killed one may be killing them all; a process takes its time to die

    def _end_idle(self) -> None:
        while self._idle:
            self._idle.pop()[1].kill()
