"""A division's page, after its rank; and the list of all provinces."""

from __future__ import annotations

from starlette.responses import Response

from viz.explorer.pages.area import area
from viz.explorer.pages.coverage import coverage
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.place_parts import Place
from viz.explorer.pages.township import township

_VILLAGE = "SELECT report, start, end, year FROM mention WHERE thing = ? ORDER BY year DESC, report, start LIMIT 200"


def show(page: Page) -> Response:
    """The division that the address names."""
    slug = page.request.path_params["slug"]
    thing = page.index.find("place", slug)
    if thing is None:
        raise page.missing(slug)
    row = page.index.rows("SELECT code, townships FROM place WHERE id = ?", thing.id)[0]
    place = Place(thing, row["code"], page.index.above(thing.id), row["townships"])
    if thing.kind == "Village":
        return _village(page, place)
    return township(page, place) if thing.kind == "Township" else area(page, place)


def _village(page: Page, place: Place) -> Response:
    rows = page.index.rows(_VILLAGE, place.thing.id)
    titles = page.index.things(row["report"] for row in rows)
    return page.render("village.html", place=place, rows=[(row, titles[row["report"]]) for row in rows])


def places(page: Page) -> Response:
    """All provinces with their reports by year."""
    return page.render("places.html", coverage=coverage(page.index, None))


ROUTES = (*page_routes("/place/{slug:path}", show, "place"), *page_routes("/places", places, "places"))
