"""Pushing the graph into another SPARQL 1.1 store: by its Graph Store Protocol, or by updates.

Each named graph takes the place of the one that the other store has; what is in the default graph, the things that
reports share, is added to what is there. So a push that broke off is simply run again.

https://www.w3.org/TR/sparql11-http-rdf-update/ · https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import httpx2
from pyoxigraph import DefaultGraph, NamedNode, Store

Protocol = Literal["graph-store", "update"]
Progress = Callable[[int, int], None]

PROTOCOLS: tuple[Protocol, ...] = ("graph-store", "update")

_PORTION_BYTES = 1 << 20
_TRIES = 6
_LONGEST_PAUSE_S = 60.0
_TIMEOUT_S = 300.0
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_RDF = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "text/plain")


class PushError(Exception):
    """A store that cannot be reached or does not take the graph, with what to do about it."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What went over."""

    graphs: int
    triples: int
    requests: int


@dataclass(frozen=True, slots=True)
class _Portion:
    """A part of a graph as N-Triples; `first` where it is to take the place of what the other store has."""

    graph: NamedNode | None
    lines: str
    triples: int
    first: bool


def push(
    store: Store,
    url: str,
    *,
    protocol: Protocol | None = None,
    user: tuple[str, str] | None = None,
    token: str | None = None,
    on_progress: Progress | None = None,
    pause_s: float = 1.0,
) -> Pushed:
    """Push all graphs of `store` to the store at `url`, and say what went over.

    Args:
        store: The graph; it is only read.
        url: The other store's address for graphs (Graph Store Protocol) or for updates.
        protocol: Which of the two it is; by default, the store is asked.
        user: A name and a password.
        token: A bearer token.
        on_progress: Called with the number of quads done and of all.
        pause_s: Seconds before the second try of a request; each further pause is twice as long.

    Raises:
        PushError: The store cannot be reached, refuses, or fails for longer than a minute or so.
    """
    with _Remote(url, user, token, pause_s) as remote:
        speaks = protocol or remote.protocol()
        portions = _portions(store)
        requests = _by_graphs(portions) if speaks == "graph-store" else _by_updates(portions)
        total, done, count, graphs = len(store), 0, 0, set[NamedNode | None]()
        for request in requests:
            remote.send(request)
            done += sum(portion.triples for portion in request.portions)
            graphs.update(portion.graph for portion in request.portions)
            count += 1
            if on_progress is not None:
                on_progress(done, total)
    return Pushed(len(graphs), done, count)


@dataclass(frozen=True, slots=True)
class _Request:
    """A request, and the portions that it carries."""

    portions: tuple[_Portion, ...]
    method: str
    media_type: str
    content: str
    params: tuple[tuple[str, str], ...] = ()


def _portions(store: Store) -> Iterator[_Portion]:
    """All graphs in order, each in portions: the default graph first."""
    named = sorted((graph for graph in store.named_graphs() if isinstance(graph, NamedNode)), key=str)
    for graph in (None, *named):
        lines, size, first = list[str](), 0, graph is not None
        for quad in store.quads_for_pattern(None, None, None, graph or DefaultGraph()):
            line = f"{quad.triple} .\n"
            if size + len(line) > _PORTION_BYTES and lines:
                yield _Portion(graph, "".join(lines), len(lines), first)
                lines, size, first = [], 0, False
            lines.append(line)
            size += len(line)
        if lines or first:
            yield _Portion(graph, "".join(lines), len(lines), first)


def _by_graphs(portions: Iterable[_Portion]) -> Iterator[_Request]:
    """A request for each portion: PUT takes the place of a graph, POST adds to it."""
    for portion in portions:
        name = ("graph", portion.graph.value) if portion.graph is not None else ("default", "")
        method = "PUT" if portion.first else "POST"
        yield _Request((portion,), method, "application/n-triples", portion.lines, (name,))


def _by_updates(portions: Iterable[_Portion]) -> Iterator[_Request]:
    """An update for as many portions as one can carry."""
    waiting, size = list[_Portion](), 0
    for portion in portions:
        if waiting and size + len(portion.lines) > _PORTION_BYTES:
            yield _update(waiting)
            waiting, size = [], 0
        waiting.append(portion)
        size += len(portion.lines)
    if waiting:
        yield _update(waiting)


def _update(portions: list[_Portion]) -> _Request:
    steps = [step for portion in portions for step in _steps(portion)]
    return _Request(tuple(portions), "POST", "application/sparql-update", " ;\n".join(steps))


def _steps(portion: _Portion) -> Iterator[str]:
    if portion.graph is None:
        yield f"INSERT DATA {{\n{portion.lines}}}"
        return
    if portion.first:
        yield f"DROP SILENT GRAPH {portion.graph}"
    yield f"INSERT DATA {{ GRAPH {portion.graph} {{\n{portion.lines}}} }}"


class _Remote:
    """The other store."""

    def __init__(self, url: str, user: tuple[str, str] | None, token: str | None, pause_s: float) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._pause_s = pause_s
        try:
            self._url = httpx2.URL(url)
            self._client = httpx2.Client(auth=user, headers=headers, timeout=_TIMEOUT_S)
        except (httpx2.InvalidURL, ValueError) as error:
            raise PushError(f"{url!r} is no address ({error}); write http://… or https://…") from error
        if self._url.scheme not in ("http", "https") or not self._url.host:
            raise PushError(f"{url!r} is no address; write http://… or https://…")

    def __enter__(self) -> _Remote:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def protocol(self) -> Protocol:
        """What the address speaks: the Graph Store Protocol if it gives the default graph, else it is for updates."""
        url = self._url.copy_merge_params({"default": ""})
        try:
            with self._client.stream("GET", url, headers={"Accept": ", ".join(_RDF[:4])}) as answer:
                self._check_access(answer.status_code)
                media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
                return "graph-store" if answer.status_code == 200 and media_type in _RDF else "update"
        except httpx2.TransportError as error:
            raise self._unreachable(error) from error

    def send(self, request: _Request) -> None:
        """Send a request, again and again while the store is busy or away. Raises PushError if it is in vain."""
        pause_s = self._pause_s
        for left in reversed(range(_TRIES)):
            try:
                answer = self._send(request)
            except httpx2.TransportError as error:
                if not left:
                    raise self._unreachable(error) from error
                time.sleep(pause_s)
            else:
                if answer.is_success:
                    return
                if not left or answer.status_code not in _PASSING:
                    raise self._refusal(answer)
                time.sleep(_asked_pause(answer) or pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _send(self, request: _Request) -> httpx2.Response:
        url = self._url.copy_merge_params(dict(request.params)) if request.params else self._url
        headers = {"Content-Type": f"{request.media_type}; charset=utf-8"}
        return self._client.request(request.method, url, content=request.content.encode(), headers=headers)

    def _check_access(self, status: int) -> None:
        if status in (401, 403):
            raise PushError(f"{self._url} lets nobody in without leave ({status}); give --user or --token")

    def _refusal(self, answer: httpx2.Response) -> PushError:
        self._check_access(answer.status_code)
        if answer.is_redirect:
            return PushError(f"{self._url} has moved to {answer.headers.get('location', '?')}; push to that")
        said = " ".join(answer.text.split())[:300]
        advice = "check the address (for graphs or for updates) and --protocol"
        return PushError(f"{self._url} refused the graph ({answer.status_code} {said}); {advice}")

    def _unreachable(self, error: httpx2.TransportError) -> PushError:
        said = " ".join(str(error).split()) or type(error).__name__
        return PushError(f"{self._url} cannot be reached ({said}); check the address, and run the same command again")


def _asked_pause(answer: httpx2.Response) -> float | None:
    """The pause in seconds that a busy store asks for."""
    asked = answer.headers.get("retry-after", "")
    return min(float(asked), _LONGEST_PAUSE_S) if asked.isascii() and asked.isdigit() else None
