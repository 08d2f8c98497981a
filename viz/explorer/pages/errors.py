"""The pages for what went wrong: what it is, and what to do."""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from viz.explorer.index.keeper import PreparingError, UnreadyError
from viz.explorer.pages.page import language_of
from viz.explorer.templating import fill
from viz.explorer.words import Words

_LOG = logging.getLogger(__name__)
_LONGEST = 200


def refused(request: Request, error: Exception) -> Response:
    """Answer what cannot be answered, with the status of the HTTPException `error`."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) and status == 404 else ""
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if not _wants_html(request):
        return PlainTextResponse(f"{status} {detail[:_LONGEST]}\n", status, headers)
    what = detail[:_LONGEST] if detail != "Not Found" else request.url.path[:_LONGEST]
    return _page(request, "error.html", status, headers, status=status, what=what)


def preparing(request: Request, error: Exception) -> Response:
    """Say how far the preparation is; the page asks again by itself."""
    share = error.share if isinstance(error, PreparingError) else 0.0
    return _page(request, "preparing.html", 503, {"Retry-After": "2"}, share=share)


def unready(request: Request, error: Exception) -> Response:
    """Say why there are no pages."""
    _LOG.error("%s", error)
    return _page(request, "error.html", 503, {}, status=503, what=str(error)[-_LONGEST:])


def _wants_html(request: Request) -> bool:
    accepted = request.headers.get("accept", "*/*")
    return "html" in accepted or "*/*" in accepted


def _page(request: Request, template: str, code: int, headers: dict[str, str], **context: object) -> HTMLResponse:
    language = language_of(request)
    html = fill(template, {"t": Words(language), "language": language, "page": None, **context})
    return HTMLResponse(html, code, headers={**headers, "Cache-Control": "no-store"})


EXCEPTION_HANDLERS = {HTTPException: refused, PreparingError: preparing, UnreadyError: unready, Exception: refused}
