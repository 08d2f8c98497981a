"""Passes an operation on to an engine, and its answer back: within limits of time and size, whole or visibly broken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.store import StoreError
from viz.explorer.service.engine import EngineError
from viz.explorer.service.pool import BusyError, Engines, Lease
from viz.explorer.service.protocol import Operation
from viz.explorer.service.screening import names_graphs

_LOG = logging.getLogger(__name__)

_HEAD_BYTES = 1 << 16
_GLANCE_S = 0.2
_SLOWEST_READER = 10  # × the time-out

_DEFAULT_ACCEPT = "application/sparql-results+json, text/turtle;q=0.9"

# How a whole answer ends. The engine writes an error into the answer itself, where there is no such end.
_ENDS: Mapping[str, tuple[bytes, ...]] = {
    "application/sparql-results+json": (b"}",),
    "application/sparql-results+xml": (b"</sparql>",),
    "text/csv": (b"\n",),
    "text/tab-separated-values": (b"\n",),
    "text/turtle": (b"\n",),
    "application/n-triples": (b"\n",),
    "application/n-quads": (b"\n",),
    "application/trig": (b"\n",),
    "text/n3": (b"\n",),
    "application/rdf+xml": (b"</rdf:RDF>",),
    "application/ld+json": (b"]", b"}"),
}
_TAIL_BYTES = 32

# What an engine says last, and what it means to the asker: the operation, not the server, is at fault.
_DEATHS: Mapping[str, str] = {
    "memory allocation": "needs more memory than it may have. Ask for less.",
    "overflow": "is nested too deeply.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that an operation may take, and bytes that may go in and out."""

    timeout_s: float = 30
    query_bytes: int = 1 << 20
    update_bytes: int = 16 << 20
    result_bytes: int = 1 << 28


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to an engine; `noun` is what to call it where it fails. `writing` if it may change the store."""

    noun: str
    method: str
    target: str
    media_type: str = ""
    content: bytes = b""
    writing: bool = False


def message_of(operation: Operation) -> Message:
    """How an operation is said to an engine.

    A query that names no graphs sees the union of all. The engine's own option for that would let it see them even
    where it names some, and would refuse updates that do.
    """
    graphs: tuple[tuple[str, str], ...] = operation.graphs
    if operation.kind == "query" and not graphs and not names_graphs(operation.text):
        graphs = (("union-default-graph", ""),)
    target = f"{'/sparql' if operation.kind == 'query' else '/update'}?{urlencode(graphs)}"
    media_type = f"application/sparql-{operation.kind}"
    return Message(operation.kind, "POST", target, media_type, operation.text.encode(), operation.kind == "update")


class Relay:
    """The way to the engines, for as long as the application runs."""

    def __init__(self, engines: Engines, limits: Limits) -> None:
        """Pass operations on to `engines`."""
        self._engines = engines
        self._limits = limits
        self._client = httpx2.AsyncClient(
            timeout=None,  # the time of the whole operation is limited instead
            trust_env=False,
            limits=httpx2.Limits(max_keepalive_connections=0),
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def answer(self, request: Request, message: Message) -> Response:
        """The engine's answer to a message, in the format that the request accepts.

        Raises starlette.exceptions.HTTPException: 4xx as the engine says, 500 if the operation broke it, 503 if no
        engine is free, 504 if the operation took too long.
        """
        asking = asyncio.ensure_future(self._ask(request, message))
        leaving = asyncio.ensure_future(_departure(request))
        try:
            await asyncio.wait((asking, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            asking.cancel()  # what is done stays done
        await asyncio.wait((asking, leaving))
        if asking.cancelled():
            raise HTTPException(499, "The asker has gone.")
        return asking.result()

    async def _ask(self, request: Request, message: Message) -> Response:
        """Ask an engine; and another where it died for no reason of its own, as when somebody killed it."""
        try:
            return await self._ask_one(request, message)
        except _DeathError as death:
            if message.writing or death.reason:
                raise
        return await self._ask_one(request, message)

    async def _ask_one(self, request: Request, message: Message) -> Response:
        async with AsyncExitStack() as stack:
            lease = await self._engine(stack, message)
            try:
                async with asyncio.timeout(self._limits.timeout_s):
                    answer = await self._send(stack, lease, request, message)
                    await answer.begin()
            except TimeoutError:
                raise HTTPException(504, self._too_long(message)) from None
            except httpx2.TransportError as error:
                lease.died = True
                raise _DeathError(lease, message) from error
            answer.check_status()
            if answer.ended or request.method == "HEAD":
                return answer.as_response()
            return _Streamed(answer, self._limits, stack.pop_all())

    async def _engine(self, stack: AsyncExitStack, message: Message) -> Lease:
        lent = self._engines.lease(self._limits.timeout_s, writing=message.writing)
        try:
            return await stack.enter_async_context(lent)
        except BusyError:
            raise HTTPException(503, "Too many queries are running; ask again later.", {"Retry-After": "5"}) from None
        except (EngineError, StoreError) as error:
            _LOG.error("%s", error)
            raise HTTPException(503, f"There is no engine to ask: {error}") from error

    async def _send(self, stack: AsyncExitStack, lease: Lease, request: Request, message: Message) -> _Answer:
        headers = {
            "Host": request.headers["host"],  # relative IRIs are relative to the address that was asked
            "Accept": _accepted(request),
            "Accept-Encoding": "identity",
        }
        if message.media_type:
            headers["Content-Type"] = message.media_type
        url = f"http://{lease.engine.address}{message.target}"
        said = self._client.stream(message.method, url, content=message.content, headers=headers)
        return _Answer(await stack.enter_async_context(said), lease)

    def _too_long(self, message: Message) -> str:
        stopped = f"The {message.noun} was stopped after {self._limits.timeout_s:g} s."
        if message.writing:
            return f"{stopped} Nothing of it was stored."
        return f"{stopped} Ask for less, or start the server with a longer --timeout-s."


async def _departure(request: Request) -> None:
    """Wait until the asker has gone."""
    while not await request.is_disconnected():
        await asyncio.sleep(_GLANCE_S)


def _accepted(request: Request) -> str:
    accept = ", ".join(request.headers.getlist("accept")).strip()
    return _DEFAULT_ACCEPT if accept in ("", "*/*") else accept


class _Answer:
    """What an engine answers, as far as it has been read."""

    def __init__(self, upstream: httpx2.Response, lease: Lease) -> None:
        self.upstream = upstream
        self.head = b""
        self.ended = False
        self._lease = lease
        self._tail = b""
        self._parts: AsyncIterator[bytes] = upstream.aiter_raw()

    async def begin(self) -> None:
        """Read as much as is kept back, so that what fails early fails with a status."""
        parts, size = list[bytes](), 0
        while size < _HEAD_BYTES and (part := await self.read()):
            parts.append(part)
            size += len(part)
        self.head = b"".join(parts)

    async def read(self) -> bytes:
        """The next part, b"" at the end."""
        part = await anext(self._parts, b"")
        if part:
            self._tail = (self._tail + part)[-_TAIL_BYTES:]
        else:
            self.ended = self._lease.ended = True
        return part

    @property
    def whole(self) -> bool:
        """Whether the answer ends as an answer of its kind does."""
        media_type = self.upstream.headers.get("content-type", "").partition(";")[0]
        ends = _ENDS.get(media_type)
        return ends is None or self._tail.endswith(ends) or not self._tail

    def check_status(self) -> None:
        """Raise HTTPException if the engine refused, or failed before it answered much."""
        if self.upstream.status_code >= 400:
            raise HTTPException(self.upstream.status_code, self.head.decode(errors="replace"))
        if self.ended and not self.whole:
            raise HTTPException(500, f"The query failed: {self._lease.engine.last_words()}")

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer to the asker."""
        media_type = self.upstream.headers.get("content-type", "")
        if not media_type:
            return {}
        charset = "; charset=utf-8" if media_type.startswith("text/") and "charset" not in media_type else ""
        return {"Content-Type": media_type + charset, "Vary": "Accept"}

    def as_response(self) -> Response:
        """The answer in one piece."""
        return Response(self.head, self.upstream.status_code, self.headers)


class _Streamed(Response):
    """An answer that is passed on as it comes. One that breaks off is broken off, and never looks whole."""

    def __init__(self, answer: _Answer, limits: Limits, stack: AsyncExitStack) -> None:
        super().__init__(None, answer.upstream.status_code, answer.headers)
        del self.headers["content-length"]
        self._answer = answer
        self._limits = limits
        self._stack = stack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, and let go of the engine."""
        async with self._stack:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            try:
                async with asyncio.timeout(_SLOWEST_READER * self._limits.timeout_s):
                    await self._pass_on(Request(scope, receive), send)
            except (_BrokenError, TimeoutError, httpx2.TransportError) as error:
                _LOG.warning("an answer was broken off: %s", str(error) or "it took too long")
                return
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pass_on(self, request: Request, send: Send) -> None:
        part, size, patience_s = self._answer.head, 0, self._limits.timeout_s
        clock = asyncio.get_running_loop().time
        while part:
            size += len(part)
            if size > self._limits.result_bytes:
                raise _BrokenError(f"it has more than {self._limits.result_bytes >> 20} MB")
            await send({"type": "http.response.body", "body": part, "more_body": True})
            if await request.is_disconnected():
                raise _BrokenError("the asker has gone")
            began = clock()
            async with asyncio.timeout(patience_s):
                part = await self._answer.read()
            patience_s -= clock() - began
        if not self._answer.whole:
            raise _BrokenError("the engine failed")


class _DeathError(HTTPException):
    """An engine died of an operation, or beside it: `reason` is what the operation did to it, "" if nothing."""

    def __init__(self, lease: Lease, message: Message) -> None:
        words = lease.engine.last_words()
        _LOG.warning("an engine died: %s", words)
        self.reason = next((reason for sign, reason in _DEATHS.items() if sign in words), "")
        noun = message.noun
        died = f"The engine that worked on the {noun} has ended. Ask again."
        super().__init__(500, f"The {noun} {self.reason}" if self.reason else died)


class _BrokenError(Exception):
    """An answer that cannot be passed on to its end."""
