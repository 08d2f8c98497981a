"""SPARQL 1.1 Protocol: what a request asks for, or why it cannot be answered.

https://www.w3.org/TR/sparql11-protocol/ (sections 2.1 and 2.2)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import Literal
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from viz.explorer.service.screening import calls

Kind = Literal["query", "update"]

_FORM = "application/x-www-form-urlencoded"
_DIRECT: Mapping[str, Kind] = {"application/sparql-query": "query", "application/sparql-update": "update"}
_GRAPHS: Mapping[Kind, tuple[str, ...]] = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}
_CALL: Mapping[Kind, tuple[str, ...]] = {"query": ("SERVICE",), "update": ("SERVICE", "LOAD")}

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update, and the graphs that it is to see, as the protocol names them."""

    kind: Kind
    text: str
    graphs: tuple[tuple[str, str], ...] = ()


async def operation_of(request: Request, kinds: Sequence[Kind], limit: int) -> Operation:
    """What a request asks for. Its body is read up to `limit` bytes.

    Raises starlette.exceptions.HTTPException with status 400, 403, 413 or 415 where it breaks the protocol,
    or asks for what this service does not do.
    """
    pairs = _decoded(request.scope["query_string"], "address")
    if request.method in ("GET", "HEAD"):
        return _checked(_in_parameters(pairs, ("query",)))
    media_type = media_type_of(request)
    if media_type == _FORM:
        body = await body_of(request, limit)
        return _checked(_in_parameters([*pairs, *_decoded(body, "body")], kinds))
    kind = _DIRECT.get(media_type)
    if kind is None or kind not in kinds:
        wanted = ", ".join([_FORM, *(name for name, value in _DIRECT.items() if value in kinds)])
        raise HTTPException(415, f"The Content-Type is {media_type or 'missing'}; send one of {wanted}.")
    body = await body_of(request, limit)
    text = _text(body, "body")
    if any(name in _DIRECT.values() for name, _ in pairs):
        raise HTTPException(400, "The operation is in the body; leave it out of the address.")
    return _checked(Operation(kind, text, _graphs(pairs, kind)))


def media_type_of(request: Request) -> str:
    """The media type of a request's body, in lower case, "" where it has none.

    Raises HTTPException with status 415 for a character encoding other than UTF-8.
    """
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    charset = header.get_content_charset("utf-8").replace("_", "-")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise HTTPException(415, f"The body is in {charset[:40]}; send it in UTF-8.")
    return header.get_content_type() if request.headers.get("content-type", "").strip() else ""


async def body_of(request: Request, limit: int) -> bytes:
    """The body of a request. Raises HTTPException with status 413 if it has more than `limit` bytes."""
    parts, size = list[bytes](), 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise HTTPException(413, f"The request is larger than {limit >> 20} MB; send it in parts.")
        parts.append(part)
    return b"".join(parts)


def _decoded(written: bytes, where: str) -> Pairs:
    try:
        return parse_qsl(written.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise HTTPException(400, f"The {where} has parameters that cannot be read ({error}).") from error


def _text(written: bytes, where: str) -> str:
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"The {where} is not in UTF-8 (byte {error.start}).") from error


def _in_parameters(pairs: Pairs, kinds: Sequence[Kind]) -> Operation:
    asked: list[tuple[Kind, str]] = [(kind, value) for kind in kinds for name, value in pairs if name == kind]
    if len(asked) != 1:
        raise HTTPException(400, f"Give one parameter {' or '.join(kinds)}; there are {len(asked)}.")
    kind, text = asked[0]
    return Operation(kind, text, _graphs(pairs, kind))


def _graphs(pairs: Pairs, kind: Kind) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs if name in _GRAPHS[kind])


def _checked(operation: Operation) -> Operation:
    for keyword in _CALL[operation.kind]:
        if calls(operation.text, keyword):
            advice = "Ask the other server yourself; or, if this is a name, write it in another way."
            raise HTTPException(403, f"{keyword} is off: this server asks no other server. {advice}")
    return operation
