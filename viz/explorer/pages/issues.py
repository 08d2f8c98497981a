"""The files that could not be read, and what could not be resolved, by kind, with the words that raised it."""

from __future__ import annotations

from starlette.responses import Response

from kg.bilingual import Bilingual
from kg.issues import WHYS, unread
from ontology.vocabulary import issue_kinds
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.paging import pager
from viz.explorer.pages.scope import placed, scope

_IN = """AND (?2 IS NULL OR report IN (SELECT report.id FROM report JOIN place ON place.id = report.place
  WHERE place.province = ?2))"""
_KINDS = f"""SELECT kind, COUNT(*) AS n, COUNT(DISTINCT report) AS reports FROM issue WHERE ?1 = '' {_IN}
  GROUP BY 1 ORDER BY 2 DESC, 1"""
_ISSUES = f"""SELECT issue.*, (SELECT place FROM report WHERE id = issue.report) AS place FROM issue
  WHERE (?1 = '' OR kind = ?1) {_IN} ORDER BY kind, report, start LIMIT ?3 OFFSET ?4"""

_MOST_UNREAD = 200


def show(page: Page) -> Response:
    """The issues, those of one kind or province if the address says so."""
    chosen = scope(page)
    kinds = page.index.rows(_KINDS, "", chosen.place)
    kind = page.choice("kind", tuple(row["kind"] for row in kinds))
    at = pager(page, sum(row["n"] for row in kinds if kind in ("", row["kind"])))
    rows = page.index.rows(_ISSUES, kind, chosen.place, at.size, at.offset)
    return page.render(
        "issues.html",
        scope=chosen,
        kinds=kinds,
        kind=kind,
        known=issue_kinds(),
        pager=at,
        rows=rows,
        reports=page.index.things(row["report"] for row in rows),
        unread=unread(page.snapshot.folder) if chosen.place is None else [],
        most_unread=_MOST_UNREAD,
        said=lambda words: _said(page, words),
        why=lambda why: _said(page, WHYS.both(why)),
        lines=placed(page, {row["place"] for row in rows if row["place"] is not None}),
    )


def _said(page: Page, words: Bilingual) -> str:
    return words.zh if page.language == "zh" else words.en


ROUTES = page_routes("/issues", show, "issues")
