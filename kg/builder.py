"""Files → store: each file read once, on all cores; the store switched over when all is done."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, parse, serialize

from extract.corrections import CorrectionsError, find_corrections, load_corrections
from extract.read import ReadError, holds_members, members, suffixes
from kg import store as stores
from kg.iri import DATA, Minter
from kg.manifest import Manifest, read_manifest, write_manifest
from kg.processing import Failure, Reader, Task, process
from kg.register import register
from ontology.vocabulary import VocabularyError, indicators, instruments, programmes, units

Progress = Callable[[int, int], None]

# Below this many files, starting processes takes longer than reading.
_FEW_FILES = 8

_READERS = (programmes, indicators, instruments, units)


class BuildError(Exception):
    """A build that cannot start or go on, with what to do about it."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. Where `stored` is False, the store is as it was."""

    files: int
    reports: int
    other_documents: int
    statements: int
    issues: int
    failures: tuple[Failure, ...]
    duplicates: tuple[tuple[Path, Path], ...]
    stored: bool
    corrections: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one file: a failure, or its quads as N-Quads and what they hold."""

    path: Path
    failure: Failure | None = None
    quads: bytes = b""
    is_report: bool = True
    statements: int = 0
    issues: int = 0


class _NothingToStore(Exception):
    """Ends the writing of a version that is not to be published."""


def build(
    paths: Sequence[str | Path],
    store: str | Path = "kg-store",
    *,
    jobs: int | None = None,
    base: str | None = None,
    vocabulary: Sequence[Path] = (),
    strict: bool = False,
    on_progress: Progress | None = None,
    reader: Reader | None = None,
) -> Summary:
    """Read the files and folders `paths` into `store`, and say what happened.

    A file read before is replaced, all other reports stay. A file that cannot be read is a
    failure in the summary; if none can be read, or with `strict` if one cannot, the store stays
    as it was.

    Args:
        paths: Files, and folders to be searched with all their subfolders.
        store: The folder of the store.
        jobs: Processes at most, by default one a core.
        base: What the IRIs of data start with, by default that of the store or `kg.iri.DATA`.
        vocabulary: Turtle files with programmes, indicators, instruments and units of the user's own.
        strict: Store nothing unless every file could be read.
        on_progress: Called with the number of files done and of all files.
        reader: What turns a file into facts, by default `extract.facts` with the vocabulary and the corrections
            found beside the files; it must be importable by name.

    Raises:
        BuildError: Nothing to read, a broken vocabulary or corrections file, a base that is none or not the store's.
        kg.store.StoreError: The store cannot be written.
    """
    folder = Path(store)
    stores.check(folder)
    manifest = _manifest(folder, base)
    _check_vocabulary(tuple(vocabulary))
    digests, failures = _digests(find_files(map(Path, paths)))
    corrections = _corrections(digests, map(Path, paths), tuple(vocabulary))
    originals, duplicates = _without_duplicates(digests)
    used = tuple(sorted({file for found in corrections.values() for file in found}))
    tally = _Tally(len(digests) + len(failures), failures, duplicates, used, strict=strict)
    work = partial(_process, reader=reader, base=manifest.base, vocabulary=tuple(vocabulary))
    tasks = [Task(path, corrections[path]) for path in originals]
    outcomes = _progress(_run(work, tasks, jobs), len(originals), on_progress)
    try:
        stores.write_version(folder, partial(_fill, folder, manifest, digests, outcomes, tally))
    except _NothingToStore:
        return tally.summary(stored=False)
    except BrokenProcessPool as error:
        raise BuildError("a worker process died, probably for want of memory; build with --jobs 1") from error
    return tally.summary(stored=True)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files that `paths` name, each once, in order of name: a folder names those of known formats in it.

    Raises BuildError if a path does not exist or a folder holds nothing to read.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(_folder_files(path))
        elif path.exists():
            found.add(path.absolute())
        else:
            raise BuildError(f"there is no file or folder {path}; check the path")
    return sorted(found, key=lambda path: (path.name, str(path)))


def _folder_files(folder: Path) -> list[Path]:
    known = suffixes()
    inside = [p for p in folder.rglob("*") if p.suffix.lower() in known and not p.name.startswith(".") and p.is_file()]
    if not inside:
        raise BuildError(f"nothing to read in the folder {folder}; it should hold files of {', '.join(sorted(known))}")
    return [path.absolute() for path in inside]


def _manifest(folder: Path, base: str | None) -> Manifest:
    """What the store was built from so far."""
    version = stores.current(folder)
    manifest = Manifest(base or DATA) if version is None else _read_manifest(folder, version)
    if base is not None and base != manifest.base:
        raise BuildError(f"the store at {folder} was built with --base {manifest.base}; use that, or another store")
    try:
        Minter(manifest.base)
    except ValueError as error:
        raise BuildError(f"{base!r} cannot be a base ({error}); write an absolute IRI that ends with /") from error
    return manifest


def _read_manifest(folder: Path, version: Path) -> Manifest:
    try:
        return read_manifest(version)
    except (OSError, ValueError, KeyError) as error:
        raise BuildError(f"the store at {folder} is damaged ({error}); delete it and build again") from error


def _check_vocabulary(vocabulary: tuple[Path, ...]) -> None:
    try:
        for path in vocabulary:
            if all(read((path,)) == read(()) for read in _READERS):
                raise VocabularyError(f"{path}: holds no programme, indicator, instrument or unit")
        register(vocabulary)
    except (OSError, SyntaxError, VocabularyError) as error:
        raise BuildError(f"a vocabulary cannot be read: {error}; mend the file, or leave out --vocabulary") from error


def _corrections(
    files: Iterable[Path], paths: Iterable[Path], vocabulary: tuple[Path, ...]
) -> dict[Path, tuple[Path, ...]]:
    """For each file the corrections files beside it and above it, all of them checked."""
    roots = [path.absolute() for path in paths]
    found = {file: _corrections_of(file, roots) for file in files}
    try:
        for group in dict.fromkeys(found.values()):
            load_corrections(group, vocabulary)
    except CorrectionsError as error:
        raise BuildError(str(error)) from error
    return found


def _corrections_of(file: Path, roots: Iterable[Path]) -> tuple[Path, ...]:
    """The corrections files under the widest of the paths that hold the file."""
    holding = [root for root in roots if root == file or root in file.parents]
    return max((find_corrections(file, root) for root in holding), key=len, default=())


def _digests(files: Iterable[Path]) -> tuple[dict[Path, str], list[Failure]]:
    """The SHA-256 of each file, and of each file in an archive under its path within that."""
    digests: dict[Path, str] = {}
    failures: list[Failure] = []
    for path in files:
        try:
            if holds_members(path):
                _digest_members(path, digests, failures)
            else:
                with path.open("rb") as handle:
                    digests[path] = hashlib.file_digest(handle, "sha256").hexdigest()
        except ReadError as error:
            failures.append(Failure(path, error.reason, error.remedy))
        except OSError as error:
            failures.append(Failure(path, error.strerror or str(error), "check the file and its permissions"))
    return digests, failures


def _digest_members(archive: Path, digests: dict[Path, str], failures: list[Failure]) -> None:
    for source in members(archive):
        if source.problem is not None:
            failures.append(Failure(source.path, source.problem.reason, source.problem.remedy))
        else:
            digests[source.path] = hashlib.sha256(source.data).hexdigest()


def _without_duplicates(digests: Mapping[Path, str]) -> tuple[list[Path], list[tuple[Path, Path]]]:
    """The first file of each content, and each other file with its first."""
    first: dict[str, Path] = {}
    duplicates = []
    for path, digest in digests.items():
        if first.setdefault(digest, path) != path:
            duplicates.append((path, first[digest]))
    return list(first.values()), duplicates


def _run(work: Callable[[Task], _Outcome], tasks: Sequence[Task], jobs: int | None) -> Iterator[_Outcome]:
    """The outcome of each file, in order."""
    jobs = min(jobs or _cores(), len(tasks))
    if jobs <= 1 or len(tasks) < _FEW_FILES:
        yield from map(work, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as executor:
        try:
            yield from executor.map(work, tasks, chunksize=max(1, min(16, len(tasks) // (4 * jobs))))
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _progress(outcomes: Iterable[_Outcome], total: int, on_progress: Progress | None) -> Iterator[_Outcome]:
    for done, outcome in enumerate(outcomes, 1):
        yield outcome
        if on_progress is not None:
            on_progress(done, total)


def _process(task: Task, *, reader: Reader | None, base: str, vocabulary: tuple[Path, ...]) -> _Outcome:
    """Read one file; runs in a worker."""
    made = process(task, reader=reader, base=base, vocabulary=vocabulary)
    if isinstance(made, Failure):
        return _Outcome(task.path, made)
    data = serialize(made.quads, format=RdfFormat.N_QUADS)
    return _Outcome(task.path, None, data or b"", made.report.is_report, made.statements, len(made.report.issues))


class _Tally:
    """Counts while a build runs."""

    def __init__(
        self,
        files: int,
        failures: list[Failure],
        duplicates: list[tuple[Path, Path]],
        corrections: tuple[Path, ...],
        *,
        strict: bool,
    ) -> None:
        self._files = files
        self._failures = failures
        self._duplicates = duplicates
        self._corrections = corrections
        self._strict = strict
        self._reports = self._others = self._statements = self._issues = 0
        self.read: set[Path] = set()

    def add(self, outcome: _Outcome) -> None:
        """Count one file. Raises _NothingToStore for a failure where none is allowed."""
        if outcome.failure is not None:
            self._failures.append(outcome.failure)
            return
        self.read.add(outcome.path)
        self._reports += outcome.is_report
        self._others += not outcome.is_report
        self._statements += outcome.statements
        self._issues += outcome.issues

    def check(self) -> None:
        """Raise _NothingToStore if the result of the whole build is not to be stored."""
        if not self.read or (self._strict and self._failures):
            raise _NothingToStore

    def summary(self, *, stored: bool) -> Summary:
        """All counts."""
        failures = tuple(sorted(self._failures, key=lambda failure: str(failure.path)))
        duplicates = tuple(self._duplicates)
        return Summary(
            self._files,
            self._reports,
            self._others,
            self._statements,
            self._issues,
            failures,
            duplicates,
            stored,
            self._corrections,
        )


def _fill(
    folder: Path,
    manifest: Manifest,
    digests: Mapping[Path, str],
    outcomes: Iterable[_Outcome],
    tally: _Tally,
    database: Store,
    draft: Path,
) -> None:
    """Fill a new version with the outcomes, and with what stays of the version before it."""
    database.bulk_extend(_new_quads(outcomes, tally))
    tally.check()
    read_digests = {digests[path] for path in tally.read}
    files = {str(path): digest for path, digest in digests.items() if digest in read_digests}
    after = manifest.with_files(files)
    if manifest.files:
        minter = Minter(manifest.base)
        kept = {minter.report(digest) for digest in after.digests - read_digests}
        database.bulk_extend(stores.quads_of(stores.open_reading(folder), kept))
    write_manifest(draft, after)


def _new_quads(outcomes: Iterable[_Outcome], tally: _Tally) -> Iterator[Quad]:
    for outcome in outcomes:
        tally.add(outcome)
        yield from parse(outcome.quads, format=RdfFormat.N_QUADS)
