"""What protects the explorer's users: who may ask by which name, and what a browser may do with an answer."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_AUTHORITY = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")
_LOOPBACK = "localhost"


class HostCheck:
    """Answers only requests that name this server in `Host`, so that no other name can be bound to it.

    A page of another site can make a browser ask this server, and read the answer, by letting its own
    name point here (DNS rebinding). Such a request carries that name. A literal address cannot be
    rebound; so it is always right, as are `localhost` and `names`.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        """Wrap `app`, which is also reached by the DNS names `names`."""
        self._app = app
        self._names = frozenset({_LOOPBACK, *(name.lower().rstrip(".") for name in names)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request that names this server, refuse any other with status 421."""
        if scope["type"] != "http" or self._is_named(Headers(scope=scope).getlist("host")):
            await self._app(scope, receive, send)
            return
        reason = "This server is not known by that name. Ask for it by its address, or start it with --name NAME.\n"
        await PlainTextResponse(reason, 421)(scope, receive, send)

    def _is_named(self, hosts: list[str]) -> bool:
        authority = _AUTHORITY.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if authority is None:
            return False
        name = authority["name"].lower().rstrip(".")
        return name in self._names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class SecurityHeaders:
    """Adds `HEADERS` to every answer that does not have its own."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the request, and add the headers to the answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
