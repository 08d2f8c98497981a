"""The pages of the explorer: each module has its routes, and they are listed here.

A page is a plain function (Starlette runs it in a thread) or a coroutine; it gets the store of the
request from `viz.explorer.snapshots.snapshot_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.routing import BaseRoute

from viz.explorer.pages import home

ROUTES: tuple[BaseRoute, ...] = (*home.ROUTES,)
EXCEPTION_HANDLERS: Mapping[Any, Any] = {}
