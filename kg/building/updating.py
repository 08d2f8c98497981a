"""Publishes the version of a store that stands for the sources as they are now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Generic, TypeVar

from pyoxigraph import NamedNode, Store

from kg import manifest as manifests
from kg import store as stores
from kg.building.graph import Update, update
from kg.building.outcomes import Outcomes
from kg.building.progress import Meter
from kg.building.publishing import copy_of_newest, new_version
from kg.manifest import Contents

T = TypeVar("T")

_TICK_SECONDS = 0.2
_GRACE_SECONDS = 0.5


def publish(
    folder: Path,
    base: str,
    before: Contents,
    after: Contents,
    outcomes: Outcomes,
    on_written: Callable[[int, int], None],
) -> Update:
    """Write a new version of the store in `folder`, and say which reports changed.

    It starts from a copy of the newest version, unless more than half of the sources changed. `on_written` is called
    now and then with the number of reports that are written and of all that have to be.

    Raises kg.store.StoreError where it cannot be written.
    """
    old, new = before.sources, after.sources
    touched = {s.key for path, s in old.items() if new.get(path) != s}
    touched |= {s.key for path, s in new.items() if old.get(path) != s}
    anew = stores.current(folder) is None or 2 * len(touched) > len(new)
    meter = Meter()

    def fill(draft: Path) -> Update:
        if not anew:
            copy_of_newest(folder, draft, manifests.NAME)
        with manifests.drafted(draft, base) as manifest:
            if anew:
                manifest.put_sources(new.values())
            else:
                manifest.drop_sources(old.keys() - new.keys())
                manifest.put_sources(source for path, source in new.items() if old.get(path) != source)
            manifest.set_refused(after.refused.values())
            keys = {source.key for source in new.values()} if anew else touched
            database = Store(str(stores.database(draft)))
            if anew:
                _keep_own_graphs(folder, database)
            return update(database, manifest, outcomes, keys, meter)

    work = _Interruptible(lambda: new_version(folder, fill, meter.check), meter)
    return work.result(lambda: on_written(meter.done, meter.total))


def _keep_own_graphs(folder: Path, database: Store) -> None:
    """Take over the named graphs of the newest version that are no report's: users have written them."""
    version = stores.current(folder)
    if version is None:
        return
    old = stores.open_version(version)
    with manifests.opened(version) as manifest:
        reports = {graph for (graph,) in manifest.rows("SELECT graph FROM report")}
    for graph in old.named_graphs():
        if isinstance(graph, NamedNode) and graph.value not in reports:
            database.add_graph(graph)
            database.bulk_extend(old.quads_for_pattern(None, None, None, graph))


class _Interruptible(Generic[T]):
    """Does something long in a thread, so that an interrupt need not wait for the database."""

    def __init__(self, work: Callable[[], T], meter: Meter) -> None:
        self._meter = meter
        self._results: list[T] = []
        self._errors: list[BaseException] = []
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], T]) -> None:
        try:
            self._results.append(work())
        except BaseException as error:
            self._errors.append(error)

    def result(self, tick: Callable[[], None]) -> T:
        """What came of it, or its error; `tick` is called now and then until it is there."""
        try:
            while self._thread.is_alive():
                self._thread.join(_TICK_SECONDS)
                tick()
        except BaseException:
            self._meter.stop()
            self._thread.join(_GRACE_SECONDS)
            raise
        if self._errors:
            raise self._errors[0]
        return self._results[0]
