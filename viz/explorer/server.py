"""Runs the explorer on an address of this machine, until it is told to stop."""

from __future__ import annotations

import errno
import gc
import ipaddress
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from kg.building.publishing import writing
from kg.live import begin_store
from viz.explorer.app import create_app
from viz.explorer.templating import load_templates

# A query in an address may be long; the default of h11 is 16 KB for the address and all headers.
_LONGEST_HEAD = 1 << 16
_BACKLOG = 2048
_FAREWELL_S = 3
_IDLE_S = 75
"""A connection is kept so long between requests: longer than people read a page and proxies keep theirs."""


class ServeError(Exception):
    """An address that cannot be served, with what to do about it."""


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    timeout_s: float = 30,
    result_mb: int = 256,
    writable: bool = False,
    token: str | None = None,
    names: Sequence[str] = (),
    on_ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the store in `folder` until the process gets SIGINT or SIGTERM.

    Args:
        folder: The store.
        host: The address to listen at; 0.0.0.0 or :: for all of this machine's.
        port: The port; 0 for any that is free.
        timeout_s: Seconds after which a SPARQL query is stopped.
        result_mb: Megabytes after which its answer is broken off.
        writable: Whether the SPARQL service takes updates.
        token: What a request that writes must bear.
        names: DNS names, besides localhost and `host`, by which the server may be asked.
        on_ready: Called with the address for a browser, once it can be asked.

    Raises:
        ServeError: The address cannot be listened at, or writing would be open to other machines.
        kg.store.StoreError: There is no store, or it cannot be read.
    """
    if writable and token is None and not _is_loopback(host):
        advice = "set $KG_TOKEN to a secret that writers must send, or leave out --host"
        raise ServeError(f"--writable on {host} would let anyone who reaches this machine write; {advice}")
    with ExitStack() as stack:
        if writable:
            stack.enter_context(writing(folder))
            begin_store(folder)
        app = create_app(
            folder,
            timeout_s=timeout_s,
            result_mb=result_mb,
            writable=writable,
            token=token,
            names=(*names, *_name(host)),
        )
        _settle()
        listening = stack.enter_context(_listen(host, port))
        on_ready(_address(host, listening.getsockname()[1]))
        _run(app, listening)


def _settle() -> None:
    """Load what every page needs, and have the garbage collector pass over it.

    It would else walk through all of that every few pages, which takes longer than a page does.
    """
    load_templates()
    gc.collect()
    gc.freeze()


def _run(app: Starlette, listening: socket.socket) -> None:
    """Serve until told to stop. The server raises the signal again that stopped it; here that is the end of the job."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            uvicorn.Server(_config(app)).run(sockets=[listening])
    finally:
        signal.signal(signal.SIGTERM, before)


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        timeout_graceful_shutdown=_FAREWELL_S,
        timeout_keep_alive=_IDLE_S,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            advice = f"stop the program that uses it, or take another with --port {port + 1}"
            raise ServeError(f"port {port} on {host} is taken; {advice}") from error
        if error.errno == errno.EACCES:
            raise ServeError(f"port {port} on {host} is not allowed; take one above 1023 with --port") from error
        raise ServeError(f"cannot listen at {host}:{port} ({error}); check --host and --port") from error
    # Connections inherit it. asyncio sets it on none whose protocol is not named, and a page then waits 40 ms
    # for the acknowledgement of its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _name(host: str) -> tuple[str, ...]:
    """The host, if it is a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return (host,)
    return ()


def _address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    return f"http://{f'[{name}]' if ':' in name and not name.startswith('[') else name}:{port}"
