"""The page that writes queries for the SPARQL service, and what its editor asks for."""

from __future__ import annotations

import pyoxigraph as ox
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg.query import QueryError, Question, questions, written
from ontology.prefixes import PREFIXES
from ontology.terms import FZ
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.search import described, hits
from viz.explorer.sparql.vocabulary import Term, vocabulary
from viz.explorer.templating import kind_label

_FOUND, _MANY = 40, 400
_LONGEST = 100
_LONGEST_IRI = 4000
_FIRST = """SELECT ?firm ?name (COUNT(DISTINCT ?township) AS ?townships) WHERE {
  ?township a fz:Township ; fz:hasLegalAdviser ?firm .
  ?firm rdfs:label ?name .
}
GROUP BY ?firm ?name
ORDER BY DESC(?townships)
LIMIT 50
"""


def show(page: Page) -> Response:
    """The editor, holding the named question that the address asks for, with its parameters."""
    name = page.request.query_params.get("question", "")
    question = questions().get(name)
    given = _given(page, question)
    query = refusal = ""
    if question is not None:
        try:
            query = written(question.name, {key: value for key, value in given.items() if value})
        except QueryError as error:
            refusal = str(error)
    elif page.request.query_params.get("describe"):
        query = _description(page)
    return page.render(
        "sparql.html",
        questions=questions().values(),
        question=question,
        given=given,
        refusal=refusal,
        query_given=bool(query),
        query=query or _with_prefixes(_FIRST, "fz", "rdfs"),
        setup=_setup(page, question, query),
    )


def _description(page: Page) -> str:
    """The query that asks for all that the graph says of the IRI in the address, "" if it is none."""
    try:
        return f"DESCRIBE {ox.NamedNode(page.request.query_params['describe'][:_LONGEST_IRI])}\n"
    except ValueError:
        return ""


def _given(page: Page, question: Question | None) -> dict[str, str]:
    """The values of the question's parameters, as the address gives them, else as the question has them."""
    asked = page.request.query_params
    parameters = question.parameters if question else ()
    return {one.name: asked.get(one.name, one.default or "")[:_LONGEST] for one in parameters}


def _with_prefixes(query: str, *names: str) -> str:
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in names) + query


def _setup(page: Page, question: Question | None, query: str) -> dict[str, object]:
    """What the script needs to know."""
    terms = vocabulary()
    title = (question.title_en if page.language == "en" else question.title_zh) if question else ""
    return {
        "prefixes": dict(PREFIXES),
        "base": page.index.meta["base"],
        "classes": _told(page, terms.classes),
        "properties": _told(page, terms.properties),
        "individuals": _told(page, terms.individuals),
        "query": query,
        "title": title,
        "first": _with_prefixes(_FIRST, "fz", "rdfs"),
        "thing": page.url("/thing"),
        "entities": page.url("/sparql/entities"),
        "words": {name: page.t(f"sparql.{name}") for name in _WORDS},
        "labels": {english: page.t(f"sparql.{name}") for name, english in _LABELS.items()},
    }


def _told(page: Page, terms: tuple[Term, ...]) -> list[tuple[str, str]]:
    return [(term.name, term.en if page.language == "en" else term.zh) for term in terms]


_WORDS = (
    *("tab", "table", "chart", "network", "response", "results", "by", "of", "shape", "bars", "line", "points"),
    *("no_numbers", "chart_note", "graph_note", "graph_left_out", "zoom_in"),
    *("zoom_out", "fit", "save_svg", "save_png", "picture", "copied", "query", "page_size"),
    *("took", "rows", "rows_of", "sort", "stopped"),
)

# What the library's own pieces are called: their English words are the keys by which the script finds them.
_LABELS = {
    "ui_run": "Run query",
    "ui_share": "Share query",
    "ui_close": "Close tab",
    "ui_add": "Add tab",
    "ui_add_new": "Add a new tab",
    "ui_download": "Download result",
    "ui_downloads": "Download Results",
    "ui_filter": "Filter query results",
    "ui_page_size": "Page size: ",
    "ui_simple": "Simple view",
    "ui_ellipse": "Ellipse",
    "ui_all": "All",
    "ui_show_all": "Show all",
    "ui_new_tab": "New Tab",
    "ui_rename": "Rename Tab",
    "ui_copy_tab": "Copy Tab",
    "ui_close_tab": "Close Tab",
    "ui_close_others": "Close other tabs",
    "ui_reopen": "Undo close Tab",
    "ui_error": "Try query in a new browser window",
    "ui_settings": "Open settings",
    "ui_no_download": "Download not supported",
    "ui_no_rows": "No data available in table",
    "ui_none_match": "No matching records found",
    "ui_pagination": "pagination",
    "ui_first": "First",
    "ui_previous": "Previous",
    "ui_next": "Next",
    "ui_last": "Last",
    "hint": "Press CTRL - <spacebar> to autocomplete",
    "cell_true": "True",
    "cell_false": "False",
}


def entities(page: Page) -> Response:
    """The things called so, for the editor: IRI, name, and what and where it is."""
    found = described(page.index, hits(page.index, page.request.query_params.get("q", ""), "", _MANY)[:_FOUND])
    return JSONResponse(
        [
            {
                "iri": one.thing.iri,
                "name": one.thing.label(page.language),
                "what": " ".join([kind_label(one.thing.kind, page.language), *(place.zh for place in one.where)]),
            }
            for one in found
        ]
    )


def thing(page: Page) -> Response:
    """Lead to what an IRI in a result stands for: its page, a statement's words, else all that the graph says of it."""
    iri = page.request.query_params.get("iri", "")[:_LONGEST_IRI]
    found = page.index.by_iri([iri]).get(iri)
    target = page.url(found.path) if found and found.page not in ("unit", "theme") else _words_of(page, iri)
    if target is None:
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            raise page.missing(iri) from None
        target = page.url("/sparql", {"describe": node.value})
    return RedirectResponse(target, 302)


def _words_of(page: Page, iri: str) -> str | None:
    """The address of the words that a statement stands for."""
    try:
        quads = list(page.snapshot.store.quads_for_pattern(ox.NamedNode(iri), None, None))
    except ValueError:
        return None
    said = {quad.predicate.value: quad.object.value for quad in quads if not isinstance(quad.object, ox.Triple)}
    source, start, end = (said.get(str(term), "") for term in (FZ.statedIn, FZ.start, FZ.end))
    report = page.index.by_iri([source]).get(source)
    return page.url(report.path, fragment=f"char={start},{end}") if report and start and end else None


ROUTES = (
    *page_routes("/sparql", show, "sparql", bare=False),
    *page_routes("/sparql/entities", entities, "sparql-entities", bare=False),
    *page_routes("/thing", thing, "thing"),
)
