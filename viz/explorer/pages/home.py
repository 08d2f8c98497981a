"""The first page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from viz.explorer.snapshots import snapshot_of


def home(request: Request) -> Response:
    """What is in the graph."""
    snapshot = snapshot_of(request)
    return PlainTextResponse(f"Fazhi KG {snapshot.version}: {len(snapshot.store)} quads\n")


ROUTES = (Route("/", home, name="home"),)
