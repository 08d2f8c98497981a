"""The page of a township: what its reports name, its figures against those of others, and which others are like it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from viz.explorer.index.read import Thing
from viz.explorer.pages import comparing
from viz.explorer.pages.figures import Row, figures_of
from viz.explorer.pages.page import Page
from viz.explorer.pages.place_parts import Charts, Place, asked_row, charts, own
from viz.explorer.pages.similarity import similar

_ENOUGH = 10
"""With so many others a comparison is as good as it gets."""


def township(page: Page, place: Place) -> Response:
    """Return the page of a township."""
    norms = [norm for norm in (place.of("County"), place.of("Province")) if norm]
    figures = figures_of(page, place.thing, [norm.id for norm in norms])
    chosen = _chosen(page, figures.rows)
    return page.render(
        "township.html",
        place=place,
        own=own(page, place),
        figures=figures,
        norms=norms,
        chosen=chosen,
        charts=_charts(page, place, chosen, norms) if chosen else None,
        similar=similar(page, place),
    )


def _chosen(page: Page, rows: Sequence[Row]) -> Row | None:
    """The row that the charts are of: the one that the address names, else the one that compares best."""
    charted = [row for row in rows if any(row.headline(year) for year in row.cells)]
    asked = next((row for row in charted if asked_row(page, row.indicator.slug, row.unit)), None)
    known = [row for row in charted if row.indicator.slug != "other"]
    return asked or max(known or charted, key=lambda row: (_comparable(row), row.indicator.weight), default=None)


def _comparable(row: Row) -> int:
    """How many others the row can be compared with, as far as more of them make it better."""
    return min((min(n, _ENOUGH) for _, n in row.norms.values()), default=0)


def _charts(page: Page, place: Place, row: Row, norms: Sequence[Thing]) -> Charts:
    lines = [comparing.own_line(page, place.thing, row.key)]
    lines += [comparing.median_line(page, norm, row.key) for norm in norms]
    year = max(lines[0].values, default=0)
    lines = [line for line in lines if line.values]
    ranking = comparing.nearest_ranking(page, place.thing, place.above, row.key, year)
    return charts(page, row.indicator.label(page.language), lines, ranking, place.thing)
