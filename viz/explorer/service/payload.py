"""The body of a request as triples: one RDF document, or several in a form."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import HTTP

from pyoxigraph import Quad, RdfFormat, parse
from starlette.exceptions import HTTPException

_MULTIPART = "multipart/form-data"


def triples_of(body: bytes, content_type: str, base: str) -> str:
    """The triples of a body as N-Triples, which are also SPARQL's.

    Args:
        body: The bytes.
        content_type: Its header, with the boundary of a form.
        base: The IRI that relative ones are relative to.

    Raises:
        starlette.exceptions.HTTPException: Status 400 for a broken body, 415 for a format that is not read.
    """
    return "".join(
        f"{quad.triple} .\n" for part, form in _parts(body, content_type) for quad in _read(part, form, base)
    )


def _parts(body: bytes, content_type: str) -> Iterator[tuple[bytes, RdfFormat]]:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != _MULTIPART:
        yield body, _format(media_type)
        return
    header = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    form = message_from_bytes(header + body, policy=HTTP)
    if not form.is_multipart():
        raise HTTPException(400, "The form has no parts; check its boundary.")
    for part in form.iter_parts():
        content = part.get_payload(decode=True)
        yield content if isinstance(content, bytes) else b"", _format(part.get_content_type())


def _format(media_type: str) -> RdfFormat:
    form = RdfFormat.from_media_type(media_type) if media_type else None
    if form is None:
        raise HTTPException(415, f"The Content-Type is {media_type or 'missing'}; send RDF, for example text/turtle.")
    return form


def _read(part: bytes, form: RdfFormat, base: str) -> Iterator[Quad]:
    """Blank nodes get new names, so that those of two parts are never the same."""
    try:
        yield from parse(part, format=form, base_iri=base, without_named_graphs=True, rename_blank_nodes=True)
    except (SyntaxError, ValueError) as error:
        raise HTTPException(400, f"The body is broken: {error.args[0]}. Nothing was stored.") from error
