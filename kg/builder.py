"""Files → store: what is new is read once, on all cores; the graph is brought in line; the store switched over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from kg import manifest as manifests
from kg import store as stores
from kg.building.extraction import Reader, Settings, warm_up
from kg.building.files import BuildError, Failure, find_files
from kg.building.graph import Update
from kg.building.jobs import Job, do
from kg.building.outcomes import Outcome, Outcomes
from kg.building.planning import Plan, plan
from kg.building.progress import Progress, Stage
from kg.building.publishing import make_folder, writing
from kg.building.reading import FileReader, Reading
from kg.building.snapshots import Snapshots
from kg.building.summary import Summary, summarize
from kg.building.updating import publish
from kg.building.version import conditions, version_of
from kg.building.workers import Limits, Workers
from kg.iri import DATA, Minter
from kg.manifest import Contents, Manifest, OtherVersionError
from kg.store import unreadable

__all__ = ["BuildError", "Failure", "Progress", "Stage", "Summary", "build", "find_files"]


def build(
    paths: Sequence[str | Path],
    store: str | Path = "kg-store",
    *,
    jobs: int | None = None,
    base: str | None = None,
    vocabulary: Sequence[str | Path] = (),
    strict: bool = False,
    prune: bool = False,
    retry: bool = False,
    file_timeout_s: float = Limits().seconds,
    file_memory_mib: int = Limits().mebibytes,
    on_progress: Callable[[Progress], None] | None = None,
    reader: Reader | None = None,
) -> Summary:
    """Read the files and folders `paths` into `store`, and say what happened.

    Only what is new or changed is read: a file, its corrections, the vocabularies, or the program itself. A file that
    holds other content than before is replaced, all other reports stay. The result depends on the files alone, not on
    the builds that led to it. A file that cannot be read is a failure in the summary, and among the store's issues
    until it can be read or is gone; if none can be read, the graph stays as it was, and with `strict` if one cannot,
    the store. A build that is stopped or killed leaves the store as it was, and the next goes on where it was.

    Args:
        paths: Files, folders to be searched with all their subfolders, and archives.
        store: The folder of the store.
        jobs: Processes at most, by default one a core.
        base: What the IRIs of data start with, by default that of the store or `kg.iri.DATA`.
        vocabulary: Turtle files with programmes, indicators, instruments and units of the user's own.
        strict: Store nothing unless every file could be read.
        prune: Let the reports go whose files are no longer under `paths`.
        retry: Read again the files that could not be read before and are unchanged.
        file_timeout_s: Seconds of processor time that one file may take, and four times as many on the clock.
        file_memory_mib: Mebibytes that one file may take.
        on_progress: Called after each file that was read, and now and then while the graph is written.
        reader: What turns a file into facts, by default `extract.facts` with the vocabulary and the corrections
            found beside the files; it must be importable by name.

    Raises:
        BuildError: Nothing to read, a broken vocabulary or corrections file, a base that is none or not the store's.
        kg.store.StoreError: The store cannot be written, or another build is at work on it.
    """
    folder = Path(store)
    limits = Limits(file_timeout_s, file_memory_mib)
    with writing(folder), _scratch(folder) as scratch:
        before = _contents(folder)
        snapshots = Snapshots(scratch)
        settings = Settings(_base(folder, base), tuple(snapshots.copy(Path(path)) for path in vocabulary), reader)
        version = version_of(settings)
        work = partial(do, settings=settings)
        workers: Workers[Job, Outcome | None] = Workers(work, jobs or _cores(), limits, None if reader else warm_up)
        with _outcomes(folder, version) as outcomes, workers:
            file_reader = FileReader(
                outcomes,
                workers,
                version=version,
                conditions=conditions(limits.seconds, limits.mebibytes),
                scratch=scratch / "archive",
                retry=retry,
                on_progress=on_progress,
            )
            try:
                found = plan([Path(path) for path in paths], before, snapshots, prune=prune)
                reading = file_reader.read(found.files, found.elsewhere(before), found.failures)
                workers.end()
                if strict and reading.failures:
                    return summarize(found, reading)
                after = found.contents_after(before, reading, prune=prune)
                tell = partial(_tell_written, folder, len(reading.failures), on_progress)
                changed = after != before
                update = publish(folder, settings.base, before, after, outcomes, tell) if changed else Update()
                return _settled(folder, found, reading, before, after, update, outcomes)
            except BuildError as error:
                raise BuildError(snapshots.originals(str(error))) from error


def _tell_written(
    folder: Path, problems: int, on_progress: Callable[[Progress], None] | None, done: int, total: int
) -> None:
    if on_progress is not None and total:
        on_progress(Progress(done, total, folder, problems, Stage.WRITING))


def _settled(
    folder: Path,
    found: Plan,
    reading: Reading,
    before: Contents,
    after: Contents,
    update: Update,
    outcomes: Outcomes,
) -> Summary:
    """Count what the store has now, and forget what it no longer needs."""
    removed = len(before.sources.keys() - after.sources.keys())
    if not (reading.sources or removed):
        return summarize(found, reading)
    with manifests.opened(stores.newest(folder)) as manifest:
        counted = summarize(found, reading, manifest, outcomes, update)
    kept = {source.key for source in after.sources.values()}
    outcomes.forget({source.key for source in before.sources.values()} - kept, kept)
    return replace(counted, removed=removed, gone=tuple(found.gone(after, reading)), stored=True)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder for what does not outlive the build."""
    scratch = make_folder(folder)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _outcomes(folder: Path, version: str) -> Iterator[Outcomes]:
    """The outcomes of a store; they go with a store that has come to nothing."""
    path = folder / stores.OUTCOMES
    outcomes = Outcomes(path, version)
    try:
        yield outcomes
    finally:
        worthless = stores.current(folder) is None and not outcomes.holds_reports()
        outcomes.close()
        if worthless:
            for file in folder.glob(f"{stores.OUTCOMES}*"):
                file.unlink()


def _contents(folder: Path) -> Contents:
    """What the store stands for so far."""
    version = stores.current(folder)
    if version is None:
        return Contents()
    with _manifest(version) as manifest:
        return manifest.contents()


def _base(folder: Path, base: str | None) -> str:
    """What IRIs start with in the store, or are to start with."""
    version = stores.current(folder)
    if version is not None:
        with _manifest(version) as manifest:
            if base not in (None, manifest.base) and next(manifest.sources(), None) is not None:
                raise BuildError(
                    f"the store at {folder} was built with --base {manifest.base}; use that, or another store"
                )
            base = manifest.base if base is None else base
    try:
        return Minter(DATA if base is None else base).base
    except ValueError as error:
        raise BuildError(f"{base!r} cannot be a base; write an absolute IRI that ends with /") from error


@contextmanager
def _manifest(version: Path) -> Iterator[Manifest]:
    if (version / stores.LOADED).exists():
        raise BuildError(f"the store at {version.parent} was loaded from a dump; build into another store")
    try:
        with manifests.opened(version) as manifest:
            yield manifest
    except OtherVersionError as error:
        remedy = "use that version, or delete its folder and build again"
        raise BuildError(
            f"the store at {version.parent} was built by another version of this program; {remedy}"
        ) from error
    except ValueError as error:
        raise unreadable(version.parent, error) from error


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
