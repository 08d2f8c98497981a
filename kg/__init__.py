"""The knowledge graph: building it, keeping it, asking it, handing it on.

`kg.build(paths, store)` reads reports into a store; `kg.open(store)` opens a store for queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.builder import Summary

__version__ = "0.1.0"
__all__ = ["__version__", "build", "open"]


def build(paths: Sequence[str | Path], store: str | Path = "kg-store", **options: Any) -> Summary:  # noqa: ANN401
    """Read what is new in files and folders into the store in the folder `store`, and say what happened.

    `options` (`jobs`, `prune`, `on_progress` …) and errors are those of `kg.builder.build`.
    """
    from kg.builder import build as run

    return run(paths, store, **options)


def open(store: str | Path = "kg-store") -> Store:
    """The store in a folder, opened for queries. Raises kg.store.StoreError if there is none."""
    from kg.store import open_reading

    return open_reading(Path(store))
