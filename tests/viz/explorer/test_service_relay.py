"""The relay against engines that misbehave in ways that a real one does only now and then."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from viz.explorer.service.endpoint import told_plainly
from viz.explorer.service.engine import Engine
from viz.explorer.service.pool import Engines, Lease
from viz.explorer.service.protocol import Operation
from viz.explorer.service.relay import Limits, Message, Relay, message_of

FAILURE = b"The SPARQL operation failed"


class OneEngine(Engines):
    """Lends the same engine to everybody, and keeps the leases."""

    def __init__(self, address: str, last_words: bytes) -> None:
        sleeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        self.engine = Engine(sleeper, address, BytesIO(last_words))
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


@dataclass
class Script:
    """What the engine does: it hangs up as often as it is `deaf`, then answers with a body of a media type."""

    media_type: str = "text/csv"
    body: bytes = b"a\r\n"
    deaf: int = 0
    last_words: bytes = b"Internal server error: out of luck\n"

    async def play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection."""
        await reader.readuntil(b"\r\n\r\n")
        if self.deaf:
            self.deaf -= 1
        else:
            size = f"content-length: {len(self.body)}"
            writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {self.media_type}\r\n{size}\r\n\r\n".encode() + self.body)
            await writer.drain()
        writer.close()


async def _asked(script: Script, limits: Limits, message: Message) -> tuple[httpx2.Response | None, list[Lease]]:
    server = await asyncio.start_server(script.play, "127.0.0.1", 0)
    engines = OneEngine(f"127.0.0.1:{server.sockets[0].getsockname()[1]}", script.last_words)
    relay = Relay(engines, limits)

    @told_plainly
    async def endpoint(request: Request) -> Response:
        return await relay.answer(request, message)

    transport = httpx2.ASGITransport(Starlette(routes=[Route("/", endpoint)]))
    try:
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            got = await client.get("/")
    except AssertionError:  # the transport's word for an answer without an end
        got = None
    finally:
        await relay.close()
        await engines.close()
        server.close()
    return got, engines.leases


def leased(
    script: Script, limits: Limits | None = None, message: Message | None = None
) -> tuple[httpx2.Response | None, list[Lease]]:
    """What an asker gets from an engine, None if the answer breaks off, and how the engine was lent for it."""
    asking = message or message_of(Operation("query", "ASK {}"))
    return asyncio.run(_asked(script, limits or Limits(), asking))


def asked(media_type: str, body: bytes, limits: Limits | None = None) -> tuple[httpx2.Response | None, Lease]:
    """What an asker gets from an engine that answers `body`."""
    got, leases = leased(Script(media_type, body), limits)
    return got, leases[0]


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


def test_a_query_whose_engine_was_killed_is_asked_again() -> None:
    got, leases = leased(Script(deaf=1))
    assert got is not None
    assert (got.status_code, got.content) == (200, b"a\r\n")
    assert [lease.died for lease in leases] == [True, False]


def test_a_query_whose_engines_die_twice_is_given_up() -> None:
    got, leases = leased(Script(deaf=9))
    assert got is not None
    assert (got.status_code, got.text) == (500, "The engine that worked on the query has ended. Ask again.\n")
    assert [lease.died for lease in leases] == [True, True]


@pytest.mark.parametrize("last_words", [b"memory allocation of 9 bytes failed\n", b"thread has overflowed its stack\n"])
def test_a_query_that_kills_its_engine_is_not_asked_again(last_words: bytes) -> None:
    got, leases = leased(Script(deaf=1, last_words=last_words))
    assert got is not None
    assert got.status_code == 500
    assert len(leases) == 1


def test_an_update_whose_engine_died_is_not_asked_again() -> None:
    got, leases = leased(Script(deaf=1), message=message_of(Operation("update", "CLEAR ALL")))
    assert got is not None
    assert (got.status_code, got.text) == (500, "The engine that worked on the update has ended. Ask again.\n")
    assert len(leases) == 1
