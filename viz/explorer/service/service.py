"""The SPARQL service as one thing: its routes, and what runs while the application does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.routing import BaseRoute

from viz.explorer.service.endpoint import query_routes, update_routes
from viz.explorer.service.engine import EngineError
from viz.explorer.service.graphs import graph_routes
from viz.explorer.service.guard import WriteGuard
from viz.explorer.service.live import LiveEngine
from viz.explorer.service.pool import Engines, ReadingEngines
from viz.explorer.service.relay import Limits, Relay

_LOG = logging.getLogger(__name__)


class Service:
    """The SPARQL service of a store."""

    def __init__(self, folder: Path, limits: Limits, *, guard: WriteGuard | None = None) -> None:
        """Serve the store in `folder`; it takes writes of those whom a guard lets pass, and none without a guard."""
        self._engines: Engines = ReadingEngines(folder) if guard is None else LiveEngine(folder)
        self._relay = Relay(self._engines, limits)
        self.routes: list[BaseRoute] = [*query_routes(self._relay, limits)]
        if guard is not None:
            self.routes += update_routes(self._relay, limits, guard)
            self.routes += graph_routes(self._relay, limits, guard)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run what the service needs; the pages are there meanwhile, and even if no engine starts."""
        opening = asyncio.create_task(self._open())
        try:
            yield
        finally:
            opening.cancel()
            await asyncio.wait((opening,))
            await self._engines.close()
            await self._relay.close()

    async def _open(self) -> None:
        try:
            await self._engines.open()
        except EngineError as error:
            _LOG.error("there is no SPARQL service: %s", error)
