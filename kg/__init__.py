"""The knowledge graph: building it, keeping it, asking it, handing it on.

`kg.build(paths, store)` reads reports into a store; `kg.open(store)` opens a store for questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.builder import Summary
    from kg.graph import Graph

__version__ = "0.1.0"
__all__ = ["__version__", "build", "open"]


def build(paths: Sequence[str | Path], store: str | Path = "kg-store", **options: Any) -> Summary:  # noqa: ANN401
    """Read what is new in files and folders into the store in the folder `store`, and say what happened.

    `options` (`jobs`, `prune`, `on_progress` …) and errors are those of `kg.builder.build`.
    """
    from kg.builder import build as run

    return run(paths, store, **options)


def open(store: str | Path = "kg-store") -> Graph:
    """The graph in a folder, opened for questions.

    A store of up to `kg.integrity.AT_ONCE` bytes is checked for damage first, as a query that meets damage does not
    end; for a larger one call `kg.integrity.check(kg.store.newest(folder))` where there is doubt.

    Raises:
        kg.store.StoreError: There is no store, or it is damaged.
    """
    from kg import integrity
    from kg.graph import Graph
    from kg.store import newest, open_reading

    opened = open_reading(Path(store))
    version = newest(Path(store))
    if integrity.size(version) <= integrity.AT_ONCE:
        integrity.check(version)
    return Graph(opened)
