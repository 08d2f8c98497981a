"""The relay against engines that misbehave in ways that a real one does only now and then."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import httpx2
import pytest
from starlette.applications import Starlette

from viz.explorer.service.endpoint import query_routes
from viz.explorer.service.engine import Engine
from viz.explorer.service.pool import Engines, Lease
from viz.explorer.service.relay import Limits, Relay

FAILURE = b"The SPARQL operation failed"


class OneEngine(Engines):
    """Lends the same engine to everybody, and keeps the leases."""

    def __init__(self, address: str) -> None:
        sleeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        self.engine = Engine(sleeper, address, BytesIO(b"Internal server error: out of luck\n"))
        self.leases: list[Lease] = []

    async def open(self) -> None:
        """It runs."""

    async def close(self) -> None:
        """End it."""
        self.engine.process.kill()
        self.engine.process.wait()

    @asynccontextmanager
    async def lease(self, patience_s: float, *, writing: bool = False) -> AsyncIterator[Lease]:
        """Lend it."""
        self.leases.append(Lease(self.engine))
        yield self.leases[-1]


async def _asked(media_type: str, body: bytes, limits: Limits) -> tuple[httpx2.Response | None, Lease]:
    """What an asker gets from an engine that answers `body`, None if the answer breaks off."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ncontent-length: {len(body)}\r\n\r\n".encode())
        writer.write(body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    engines = OneEngine(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
    relay = Relay(engines, limits)
    app = Starlette(routes=query_routes(relay, limits))
    transport = httpx2.ASGITransport(app)
    try:
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            got = await client.get("/sparql", params={"query": "ASK {}"})
    except AssertionError:  # the transport's word for an answer without an end
        got = None
    finally:
        await relay.close()
        await engines.close()
        server.close()
    return got, engines.leases[0]


def asked(media_type: str, body: bytes, limits: Limits | None = None) -> tuple[httpx2.Response | None, Lease]:
    return asyncio.run(_asked(media_type, body, limits or Limits()))


BEGUN = {
    "application/sparql-results+json": (b'{"head":{"vars":["a"]},"results":{"bindings":[', b"]}}"),
    "application/sparql-results+xml": (b"<sparql><results>", b"</results></sparql>"),
    "text/csv": (b"a,b\r\n", b"1,2\r\n"),
    "text/tab-separated-values": (b"?a\t?b\n", b"1\t2\n"),
    "text/turtle": (b"<a:b> <b:c> ", b"<c:d> .\n"),
    "application/rdf+xml": (b"<rdf:RDF>\n", b"</rdf:RDF>"),
    "application/ld+json": (b'[{"@id":"a:b"}', b"]"),
}


@pytest.mark.parametrize("media_type", BEGUN)
@pytest.mark.parametrize("size", [1, 1 << 18], ids=["short", "long"])
def test_an_answer_is_passed_on_if_it_is_whole(media_type: str, size: int) -> None:
    begun, end = BEGUN[media_type]
    body = begun + b" " * size + end
    got, lease = asked(media_type, body)
    assert got is not None
    assert (got.status_code, got.content) == (200, body)
    assert lease.ended


@pytest.mark.parametrize("media_type", BEGUN)
def test_a_short_answer_that_ends_in_an_error_is_an_error(media_type: str) -> None:
    got, _ = asked(media_type, BEGUN[media_type][0] + FAILURE)
    assert got is not None
    assert got.status_code == 500
    assert got.text == "The query failed: Internal server error: out of luck\n"


@pytest.mark.parametrize("media_type", BEGUN)
def test_a_long_answer_that_ends_in_an_error_breaks_off(media_type: str) -> None:
    got, _ = asked(media_type, BEGUN[media_type][0] + b" " * (1 << 18) + FAILURE)
    assert got is None


def test_an_answer_beyond_the_limit_breaks_off_and_its_engine_counts_as_at_work() -> None:
    body = b"a\r\n" + b"1\r\n" * (1 << 20)
    got, lease = asked("text/csv", body, Limits(result_bytes=1 << 20))
    assert got is None
    assert not lease.ended
