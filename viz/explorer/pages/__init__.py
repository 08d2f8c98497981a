"""The pages of the explorer: each module has its routes, and they are listed here.

A page is a plain function from a `viz.explorer.pages.page.Page` to a response; see docs/explorer.md.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from viz.explorer.pages import assets, home, report
from viz.explorer.pages.errors import EXCEPTION_HANDLERS

ROUTES: tuple[BaseRoute, ...] = (*assets.ROUTES, *home.ROUTES, *report.ROUTES)

__all__ = ["EXCEPTION_HANDLERS", "ROUTES"]
