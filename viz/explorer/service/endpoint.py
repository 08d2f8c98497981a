"""The SPARQL service's addresses: /sparql for queries, and for a writable store /update."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import wraps

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from viz.explorer.service.description import description_query
from viz.explorer.service.guard import WriteGuard
from viz.explorer.service.protocol import Operation, operation_of
from viz.explorer.service.relay import Limits, Relay, message_of
from viz.explorer.words import preferred

QUERY_PATH, UPDATE_PATH = "/sparql", "/update"
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_EVERY_METHOD = (*_METHODS, "PUT", "DELETE", "PATCH", "TRACE")
_DAY_S = 86_400

Endpoint = Callable[[Request], Awaitable[Response]]

# Any page may ask, and read the answer; it may not send what identifies a user, and it may not write.
_FOR_ALL = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=_METHODS,
    allow_headers=["Accept", "Content-Type"],
    max_age=_DAY_S,
)


def query_routes(relay: Relay, limits: Limits) -> Sequence[BaseRoute]:
    """The route of queries and of the service description."""

    async def query(request: Request) -> Response:
        if request.method not in _METHODS or request.method == "OPTIONS":
            return Response(None, 204 if request.method == "OPTIONS" else 405, {"Allow": ", ".join(_METHODS)})
        if request.method != "POST" and not request.scope["query_string"]:
            return await _describe(relay, request)
        operation = await operation_of(request, ("query",), limits.query_bytes)
        return await relay.answer(request, message_of(operation))

    return (Route(QUERY_PATH, told_plainly(query), methods=_EVERY_METHOD, middleware=[_FOR_ALL]),)


def update_routes(relay: Relay, limits: Limits, guard: WriteGuard) -> Sequence[BaseRoute]:
    """The route of updates. It is for programs, and for pages of this server: other sites' pages get no answer."""

    async def update(request: Request) -> Response:
        if request.method != "POST":
            return Response(None, 204 if request.method == "OPTIONS" else 405, {"Allow": "POST, OPTIONS"})
        guard.check(request)
        operation = await operation_of(request, ("update",), limits.update_bytes)
        return await relay.answer(request, message_of(operation))

    return (Route(UPDATE_PATH, told_plainly(update), methods=_EVERY_METHOD),)


async def _describe(relay: Relay, request: Request) -> Response:
    """The service description; a browser is led to the page that writes queries."""
    if "text/html" in request.headers.get("accept", ""):
        language = preferred(request.headers.get("accept-language", ""))
        return RedirectResponse(f"/{language}{QUERY_PATH}", 302, {"Vary": "Accept, Accept-Language"})
    endpoint = str(request.url.replace(query="", fragment=""))
    return await relay.answer(request, message_of(Operation("query", description_query(endpoint))))


def told_plainly(endpoint: Endpoint) -> Endpoint:
    """An endpoint that says what went wrong in a line of text: programs read it, and people in their terminals."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except HTTPException as error:
            return PlainTextResponse(error.detail.rstrip() + "\n", error.status_code, error.headers)

    return answer
