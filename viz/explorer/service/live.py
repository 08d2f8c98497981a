"""The engine of a writable store: one for all requests, on a draft that is published as a version when it is calm."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from kg.live import Draft
from kg.store import StoreError
from viz.explorer.service.engine import Engine, EngineError, start
from viz.explorer.service.pool import BusyError, Engines, Lease, engines_at_once, memory_for_each

_LOG = logging.getLogger(__name__)
_GLANCE_S = 0.25
_CALM_S = 1.5
_LATEST_S = 300.0
_GRACE_S = 3.0
_RETRY_S = 30.0


class LiveEngine(Engines):
    """One engine on the draft of a store.

    It has the database to itself, so that all requests share it. One that cannot be stopped takes it down, and with it
    what else has not come to its end within a grace of seconds.
    """

    def __init__(self, folder: Path) -> None:
        """Lend the engine of the store in `folder`. Raises kg.store.StoreError if no draft can be made."""
        self._draft = Draft(folder)
        self._engine: Engine | None = None
        self._free = asyncio.Semaphore(engines_at_once())
        self._changing = asyncio.Lock()
        self._open = asyncio.Event()
        self._empty = asyncio.Event()
        self._open.set()
        self._empty.set()
        self._users = 0
        self._wrote_s = self._began_s = 0.0
        self._closing = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start the engine, and publish from now on what is written."""
        async with self._changing:
            await self._start()
        self._do(self._publish_when_calm())

    async def close(self) -> None:
        """Publish what is not published, and end the engine."""
        self._closing = True
        await asyncio.gather(*self._tasks)
        async with self._changing:
            await self._end()
            if self._draft.unpublished:
                await asyncio.to_thread(self._draft.publish)

    @asynccontextmanager
    async def lease(self, patience_s: float, *, writing: bool = False) -> AsyncIterator[Lease]:
        """Lend the engine."""
        try:
            async with asyncio.timeout(patience_s):
                await self._free.acquire()
        except TimeoutError:
            raise BusyError from None
        try:
            lease = Lease(await self._enter(patience_s))
            try:
                if writing:
                    self._note_writing()
                yield lease
            finally:
                if writing:
                    self._wrote_s = asyncio.get_running_loop().time()
                self._leave(lease)
        finally:
            self._free.release()

    def _note_writing(self) -> None:
        if not self._draft.unpublished:
            self._began_s = asyncio.get_running_loop().time()
            self._draft.mark()

    async def _enter(self, patience_s: float) -> Engine:
        try:
            async with asyncio.timeout(patience_s):
                while not (self._open.is_set() and self._engine is not None and self._engine.alive):
                    await self._open.wait()
                    await self._revive()
        except TimeoutError:
            raise BusyError from None
        self._users += 1
        self._empty.clear()
        return self._engine

    def _leave(self, lease: Lease) -> None:
        self._users -= 1
        if not self._users:
            self._empty.set()
        if not lease.ended and lease.engine is self._engine:
            self._do(self._replace(lease.engine))

    async def _revive(self) -> None:
        """Start an engine if the one that was there has died."""
        async with self._changing:
            if self._engine is None or not self._engine.alive:
                await self._start()

    async def _replace(self, stuck: Engine) -> None:
        """End an engine that is at work for nobody, once the others are done, and start another."""
        async with self._changing:
            if self._engine is stuck:
                await self._alone()
                await self._end()
                await self._restart()

    async def _publish_when_calm(self) -> None:
        clock = asyncio.get_running_loop().time
        while not self._closing:
            await asyncio.sleep(_GLANCE_S)
            if not self._draft.unpublished:
                continue
            calm = not self._users and clock() - self._wrote_s > _CALM_S
            if calm or clock() - self._began_s > _LATEST_S:
                await self._publish()

    async def _publish(self) -> None:
        async with self._changing:
            await self._alone()
            try:
                await self._end()
                await asyncio.to_thread(self._draft.publish)
            except StoreError as error:
                _LOG.error("what was written is kept, but not published: %s", error)
                self._began_s = self._wrote_s = asyncio.get_running_loop().time() + _RETRY_S
            finally:
                await self._restart()

    async def _alone(self) -> None:
        """Let nobody in, and wait a while for those who are in to leave."""
        self._open.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_S):
                await self._empty.wait()

    async def _restart(self) -> None:
        """Start an engine; if none starts, the next request tries again."""
        try:
            await self._start()
        except EngineError as error:
            _LOG.error("%s", error)

    async def _end(self) -> None:
        if self._engine is not None:
            await self._engine.killed()

    async def _start(self) -> None:
        try:
            self._engine = await start(self._draft.database, writable=True, memory=memory_for_each(1))
        finally:
            self._open.set()

    def _do(self, work: Coroutine[None, None, None]) -> None:
        """Run something beside the requests."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
