"""The first page: what is in the graph, and the doors to all other pages."""

from __future__ import annotations

from starlette.responses import Response

from viz.explorer.pages.page import Page, page_routes


def home(page: Page) -> Response:
    """What is in the graph."""
    return page.render("home.html")


ROUTES = page_routes("/", home, "home")
