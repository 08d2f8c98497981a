"""The pages of the explorer: each module has its routes, and they are listed here.

A page is a plain function from a `viz.explorer.pages.page.Page` to a response; see docs/explorer.md.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from viz.explorer.pages import (
    assets,
    compare,
    home,
    indicator,
    issues,
    lists,
    named,
    network,
    place,
    report,
    search,
    sparql,
)
from viz.explorer.pages.errors import EXCEPTION_HANDLERS

_MODULES = (assets, home, report, place, search, lists, named, indicator, issues, compare, network, sparql)

ROUTES: tuple[BaseRoute, ...] = tuple(route for module in _MODULES for route in module.ROUTES)

__all__ = ["EXCEPTION_HANDLERS", "ROUTES"]
