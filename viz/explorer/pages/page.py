"""One request for one page: its language, the graph it reads, its addresses, and its rendering."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from urllib.parse import quote, quote_plus

from markupsafe import Markup, escape
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from viz.explorer.index.keeper import Indexes
from viz.explorer.index.read import Index, Thing
from viz.explorer.snapshots import Snapshot
from viz.explorer.templating import fill
from viz.explorer.words import LANGUAGES, Language, Words, preferred


@dataclass(frozen=True, slots=True)
class Door:
    """An entry of the navigation: the page's path without the language, and the key of its words."""

    path: str
    text: str


DOORS = (
    Door("/places", "doors.places"),
    Door("/indicators", "doors.indicators"),
    Door("/instruments", "doors.instruments"),
    Door("/providers", "doors.providers"),
    Door("/programmes", "doors.programmes"),
    Door("/compare", "doors.compare"),
    Door("/network", "doors.network"),
    Door("/sparql", "doors.sparql"),
    Door("/issues", "doors.issues"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is made from. `index` is of the version that `snapshot` is."""

    request: Request
    language: Language
    snapshot: Snapshot
    index: Index
    t: Words = field(init=False)

    def __post_init__(self) -> None:
        """Choose the words."""
        object.__setattr__(self, "t", Words(self.language))

    @property
    def doors(self) -> tuple[Door, ...]:
        """The navigation."""
        return DOORS

    def is_at(self, path: str) -> bool:
        """Whether this is the page with that path."""
        return self._path() == path

    def url(self, path: str, query: Mapping[str, object] | None = None, fragment: str = "") -> str:
        """Return the address of a page in this page's language; None and "" in `query` are left out."""
        return address(self.language, path, query, fragment)

    def here(self, **changes: object) -> str:
        """Return this page's own address with some query parameters changed; None drops one."""
        kept = {key: value for key, value in self.request.query_params.items() if key not in changes}
        return self.url(self._path(), {**kept, **changes})

    def in_language(self, language: Language) -> str:
        """Return the address of this page in another language."""
        return address(language, self._path(), dict(self.request.query_params))

    def _path(self) -> str:
        return self.request.url.path.removeprefix(f"/{self.language}")

    def link(self, thing: Thing, mark: bool = True) -> Markup:
        """Return a thing's name as a link to its page, with the mark of its kind."""
        tongue = thing.tongue(self.language)
        language = f' lang="{tongue}"' if tongue != self.language else ""
        kind = escape(thing.kind)
        sign = f'<span class="mark kind-{kind}" aria-hidden="true"></span>' if mark else ""
        return Markup(
            f'<a class="thing" href="{address(self.language, thing.path)}">{sign}'
            f"<span{language}>{escape(thing.label(self.language))}</span></a>"
        )

    def evidence(self, label: object, report: Thing, start: int, end: int, title: str = "") -> Markup:
        """Return a link to words of a report: from the code point `start` of its text to before `end`."""
        hint = f' title="{escape(title)}"' if title else ""
        at = f"{address(self.language, report.path)}#char={int(start)},{int(end)}"
        return Markup(f'<a class="evidence" href="{at}"{hint}>{escape(label)}</a>')

    def number(self, name: str, least: int, most: int) -> int | None:
        """Return a whole number from the query, None where there is none in the range."""
        written = self.request.query_params.get(name, "")
        if not (written.isascii() and written.isdigit() and len(written) < 10):
            return None
        return int(written) if least <= int(written) <= most else None

    def choice(self, name: str, allowed: Mapping[str, object] | tuple[str, ...]) -> str:
        """Return a word from the query if it is allowed, else ""."""
        written = self.request.query_params.get(name, "")
        return written if written in allowed else ""

    def render(self, template: str, status: int = 200, **context: object) -> HTMLResponse:
        """Return the page that a template makes of `context`, which also gets `page` and `t`."""
        html = fill(template, {"page": self, "t": self.t, "language": self.language, **context})
        return HTMLResponse(html, status, headers={"Content-Language": "zh-CN" if self.language == "zh" else "en"})

    def missing(self, what: str) -> HTTPException:
        """Return the error to raise where the graph has no such thing; `what` was asked for."""
        return HTTPException(404, what)


Handler = Callable[[Page], Response]


class _LanguageConvertor(Convertor[str]):
    """A language as the first part of an address."""

    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("language", _LanguageConvertor())


def address(language: str, path: str, query: Mapping[str, object] | None = None, fragment: str = "") -> str:
    """Return the address of a page: /zh/place/140423103?year=2024."""
    asked = [f"{_plain(key)}={_plain(str(value))}" for key, value in (query or {}).items() if value not in (None, "")]
    return (
        f"/{language}{_quoted(path)}"
        + (f"?{'&'.join(asked)}" if asked else "")
        + (f"#{quote(fragment, safe='=,')}" if fragment else "")
    )


# A page writes the same few thousand addresses over and over, and quoting is slow.
@lru_cache(100_000)
def _quoted(path: str) -> str:
    return quote(path, safe="/")


@lru_cache(10_000)
def _plain(written: str) -> str:
    return quote_plus(written)


def page_routes(path: str, show: Handler, name: str, *, bare: bool = True) -> tuple[Route, ...]:
    """Return the routes of a page: in each language, and, if `bare`, without one: that leads to the browser's."""

    @wraps(show)
    def answer(request: Request) -> Response:
        return show(page_of(request))

    def lead(request: Request) -> Response:
        language = preferred(request.headers.get("accept-language", ""))
        target = address(language, request.url.path, dict(request.query_params))
        return RedirectResponse(target, 302, headers={"Vary": "Accept-Language"})

    routes = (Route("/{language:language}" + path, answer, name=name), Route(path, lead, name=f"{name}-any"))
    return routes if bare else routes[:1]


def page_of(request: Request) -> Page:
    """Return the page that a request asks for.

    Raises:
        PreparingError: It cannot be shown yet.
        UnreadyError: It can never be shown.
    """
    indexes: Indexes = request.app.state.indexes
    snapshot, index = indexes.newest()
    return Page(request, language_of(request), snapshot, index)


def language_of(request: Request) -> Language:
    """Return the language of the address, else the browser's."""
    first = request.url.path.split("/")[1]
    for language in LANGUAGES:
        if first == language:
            return language
    return preferred(request.headers.get("accept-language", ""))
