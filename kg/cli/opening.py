"""Opens the store for a command, and ends a command whose database proves damaged.

The engine of queries does not end by itself on such a database: it goes on for ever.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from kg import integrity
from kg.cli.terminal import fail
from kg.store import StoreError, newest, open_reading

if TYPE_CHECKING:
    from pyoxigraph import Store

_PATIENCE_S = 5


def open_store(folder: Path) -> Store:
    """The store, or the end with a line that says why not."""
    try:
        store = open_reading(folder)
        watch(newest(folder))
    except StoreError as error:
        fail(str(error))
    return store


def watch(version: Path) -> None:
    """Check a small database now, a large one once the command has taken a while, in a thread that then ends it.

    Raises StoreError where a small one is damaged.
    """
    if integrity.size(version) <= integrity.AT_ONCE:
        integrity.check(version)
    else:
        Thread(target=_check_later, args=(version,), daemon=True).start()


def _check_later(version: Path) -> None:
    time.sleep(_PATIENCE_S)
    try:
        integrity.check(version)
    except StoreError as error:
        try:
            fail(str(error))
        except SystemExit as end:
            sys.stderr.flush()
            os._exit(int(end.code or 0))
