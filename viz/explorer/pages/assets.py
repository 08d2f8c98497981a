"""What pages load besides themselves: styles, scripts, libraries."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from viz.explorer.templating import kinds_css

FOLDER = Path(__file__).parents[1] / "static"
_FOR_EVER = "public, max-age=31536000, immutable"


class _Assets(StaticFiles):
    """The files of the static folder; an address with a digest (templating.asset) may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, with leave to keep it."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = _FOR_EVER if scope["query_string"] else "no-cache"
        return response


def kinds(_: Request) -> Response:
    """The colours of kinds."""
    return Response(kinds_css(), media_type="text/css", headers={"Cache-Control": "no-cache"})


ROUTES = (Route("/static/kinds.css", kinds), Mount("/static", _Assets(directory=FOLDER), name="static"))
