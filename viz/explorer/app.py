"""The explorer as a Starlette application: the pages and the SPARQL service of one store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware

from viz.explorer.index.keeper import Indexes
from viz.explorer.pages import EXCEPTION_HANDLERS, ROUTES
from viz.explorer.security import HostCheck, SecurityHeaders
from viz.explorer.service.guard import WriteGuard
from viz.explorer.service.relay import Limits
from viz.explorer.service.service import Service
from viz.explorer.snapshots import Graphs


def create_app(
    folder: Path,
    *,
    timeout_s: float = 30,
    result_mb: int = 256,
    writable: bool = False,
    token: str | None = None,
    names: Sequence[str] = (),
) -> Starlette:
    """The application that shows the store in `folder`.

    Args:
        folder: The store; a version that a build publishes meanwhile is shown from the next request on.
        timeout_s: Seconds after which a SPARQL query is stopped.
        result_mb: Megabytes after which its answer is broken off.
        writable: Whether the SPARQL service takes updates. The process is then to be the only one that is
            `kg.building.publishing.writing` to the store.
        token: What a request that writes must bear; None for no such condition.
        names: DNS names, besides localhost, by which the server may be asked.

    Raises:
        kg.store.StoreError: There is no store in `folder`, or it cannot be read.
    """
    limits = Limits(timeout_s=timeout_s, result_bytes=result_mb << 20)
    service = Service(folder, limits, guard=WriteGuard(token) if writable else None)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with service.running():
            yield

    app = Starlette(
        routes=[*service.routes, *ROUTES],
        middleware=[Middleware(SecurityHeaders), Middleware(HostCheck, names=tuple(names))],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=lifespan,
    )
    app.state.graphs = Graphs(folder)
    app.state.indexes = Indexes(app.state.graphs)
    return app
