"""SPARQL 1.1 Graph Store HTTP Protocol at /graphs: whole graphs, read and written.

https://www.w3.org/TR/sparql11-http-rdf-update/

What is to be written is read first and then stored by one update: a body that is broken changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qsl, quote
from uuid import uuid4

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from viz.explorer.service.endpoint import told_plainly
from viz.explorer.service.guard import WriteGuard
from viz.explorer.service.payload import triples_of
from viz.explorer.service.protocol import Operation, body_of, media_type_of
from viz.explorer.service.relay import Limits, Message, Relay, message_of

PATH = "/graphs"
_METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
_EVERY_METHOD = (*_METHODS, "PATCH", "TRACE")
_DEFAULT = "DEFAULT"


def graph_routes(relay: Relay, limits: Limits, guard: WriteGuard) -> Sequence[BaseRoute]:
    """The routes of the graph store."""
    store = _GraphStore(relay, limits, guard)

    async def answer(request: Request) -> Response:
        if request.method not in _METHODS or request.method == "OPTIONS":
            return Response(None, 204 if request.method == "OPTIONS" else 405, {"Allow": ", ".join(_METHODS)})
        if request.method in ("GET", "HEAD"):
            return await store.read(request, _graph(request))
        guard.check(request)
        if request.method == "DELETE":
            return await store.delete(request, _graph(request))
        return await store.write(request, _new_or_named(request), instead=request.method == "PUT")

    told = told_plainly(answer)
    return tuple(Route(path, told, methods=_EVERY_METHOD) for path in (PATH, PATH + "/{path:path}"))


class _GraphStore:
    """The graphs of a store, each named by its IRI, or DEFAULT."""

    def __init__(self, relay: Relay, limits: Limits, guard: WriteGuard) -> None:
        self._relay = relay
        self._limits = limits
        self._guard = guard

    async def read(self, request: Request, graph: str) -> Response:
        """The graph, in the format that is asked for."""
        return await self._relay.answer(request, Message("graph", "GET", _target(graph)))

    async def delete(self, request: Request, graph: str) -> Response:
        """Nothing, once the graph has gone."""
        if not await self._exists(request, graph):
            raise HTTPException(404, f"There is no graph {graph}.")
        await self._update(request, f"DROP SILENT {_reference(graph)}")
        return Response(None, 204)

    async def write(self, request: Request, graph: str, *, instead: bool) -> Response:
        """Nothing, once the graph holds the triples of the body: besides what it held, or instead of it."""
        media_type_of(request)
        body = await body_of(request, self._limits.update_bytes)
        base = str(request.url.replace(query="")) if graph == _DEFAULT else graph
        triples = await asyncio.to_thread(triples_of, body, request.headers.get("content-type", ""), base)
        is_new = not await self._exists(request, graph)
        await self._update(request, _storing(graph, triples, instead=instead))
        headers = {"Location": graph} if is_new and request.method == "POST" else None
        return Response(None, 201 if is_new else 204, headers)

    async def _exists(self, request: Request, graph: str) -> bool:
        try:
            await self._relay.answer(request, Message("graph", "HEAD", _target(graph)))
        except HTTPException as error:
            if error.status_code == 404:
                return False
            raise
        return True

    async def _update(self, request: Request, text: str) -> None:
        await self._relay.answer(request, message_of(Operation("update", text)))


def _graph(request: Request) -> str:
    """The graph that a request names: in its address, or directly by its address.

    Raises HTTPException with status 400 for none, for two, and for one that is no absolute IRI.
    """
    query = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if request.url.path != PATH:
        named = [_own_address(request)]
    else:
        named = [value if name == "graph" else _DEFAULT for name, value in query if name in ("graph", "default")]
    if len(named) != 1:
        raise HTTPException(400, "Name one graph: ?graph=IRI, or ?default.")
    try:
        return named[0] if named[0] == _DEFAULT else NamedNode(named[0]).value
    except ValueError as error:
        raise HTTPException(400, f"The graph {named[0][:200]!r} is no absolute IRI.") from error


def _new_or_named(request: Request) -> str:
    """The graph that a request names; what is posted to the store itself makes a new one."""
    if request.method == "POST" and request.url.path == PATH and not request.scope["query_string"]:
        return f"{_own_address(request)}/{uuid4()}"
    return _graph(request)


def _own_address(request: Request) -> str:
    """The address of a request as it was written, without the query."""
    path: bytes = request.scope.get("raw_path") or quote(request.url.path).encode()
    return f"{request.url.scheme}://{request.headers['host']}{path.decode('latin-1')}"


def _target(graph: str) -> str:
    return "/store?default" if graph == _DEFAULT else f"/store?graph={quote(graph, safe='')}"


def _reference(graph: str) -> str:
    return _DEFAULT if graph == _DEFAULT else f"GRAPH <{graph}>"


def _storing(graph: str, triples: str, *, instead: bool) -> str:
    """The update that stores triples in a graph, all or none."""
    steps = [f"DROP SILENT {_reference(graph)}"] if instead else []
    if graph == _DEFAULT:
        return " ;\n".join((*steps, f"INSERT DATA {{\n{triples}}}"))
    steps.append(f"CREATE SILENT {_reference(graph)}")
    return " ;\n".join((*steps, f"INSERT DATA {{ {_reference(graph)} {{\n{triples}}} }}"))
