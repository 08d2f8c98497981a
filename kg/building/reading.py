"""Reads what is not known yet: asks the outcomes kept of earlier builds, and lets workers do the rest."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.building.extraction import Refusal
from kg.building.files import OTHER_DOCUMENTS, BuildError, Failure, name_of
from kg.building.jobs import Check, Job, Read, Unpack, unpacked
from kg.building.outcomes import Outcome, Outcomes
from kg.building.progress import Progress
from kg.building.version import outcome_key
from kg.building.workers import Loss, Workers
from kg.manifest import Source


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may hold a report: the digests of its bytes and of its corrections, and the archive that it lies in.

    `corrections` are the files to take them from, `corrected` a digest of what they say, "" if there are none.
    """

    path: Path
    digest: str
    corrections: tuple[Path, ...] = ()
    corrected: str = ""
    archive: Path | None = None


@dataclass(slots=True)
class Reading:
    """What the files gave: those that hold a report, those that do not, all paths that were looked at.

    Of the sources `read` were read now, and `unchanged` were known. `others` counts the documents of other formats in
    archives, by suffix: in a folder they would not have been looked at.
    """

    sources: list[Source] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    looked_at: set[str] = field(default_factory=set)
    read: int = 0
    unchanged: int = 0
    others: Counter[str] = field(default_factory=Counter)


class FileReader:
    """Reads files with the help of the outcomes of earlier builds, and adds to those."""

    def __init__(
        self,
        outcomes: Outcomes,
        workers: Workers[Job, Outcome | None],
        *,
        version: str,
        conditions: str,
        scratch: Path,
        retry: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """Nothing is read yet.

        Args:
            outcomes: What earlier builds read; what is read now is added.
            workers: Who reads.
            version: What outcomes depend on besides the file, as `version_of` gives it.
            conditions: What failures depend on besides.
            scratch: A folder for what archives hold; it is made and removed as needed.
            retry: Whether to read again what could not be read before.
            on_progress: Called after each file.
        """
        self._outcomes = outcomes
        self._workers = workers
        self._version = version
        self._conditions = conditions
        self._scratch = scratch
        self._retry = retry
        self._on_progress = on_progress
        self._now: set[str] = set()
        self._is_checked = False
        self._problems = 0
        self._done = 0
        self._total = 0

    def read(self, files: Sequence[Found], kept: Iterable[Source], failures: Iterable[Failure]) -> Reading:
        """The reports in `files`, beside what is `kept` of earlier builds, and the failures with those known before."""
        reading = Reading(failures=list(failures))
        self._problems = len(reading.failures)
        known = defaultdict[str, list[Source]](list)
        for source in kept:
            known[source.digest].append(source)
        keys = self._keys(files, known)
        self._read_all(keys)
        members = [member for file in files for member in self._members(file, keys[file.digest][0], reading)]
        everything = [*files, *members]
        keys = self._keys(everything, known)
        self._read_all(keys)
        reading.looked_at = {str(file.path) for file in everything}
        for file in everything:
            self._settle(file, keys[file.digest][0], reading)
        return reading

    def _keys(
        self, files: Iterable[Found], kept: Mapping[str, Sequence[Source]]
    ) -> dict[str, tuple[str, Found | None]]:
        """The outcome of each content, and the file to read it from if need be: by name the first that has it."""
        chosen: dict[str, tuple[str, str, str, Found | None]] = {}
        for file in files:
            name = name_of(file.path)
            candidate = (name, file.corrected, self._key(file.digest, name, file.corrected), file)
            if file.digest not in chosen or candidate[:2] < chosen[file.digest][:2]:
                chosen[file.digest] = candidate
        for digest in chosen:
            for source in kept.get(digest, ()):
                is_valid = source.key == self._key(digest, source.name, source.corrections)
                if is_valid and (source.name, source.corrections) < chosen[digest][:2]:
                    chosen[digest] = (source.name, source.corrections, source.key, None)
        return {digest: (key, file) for digest, (_, _, key, file) in chosen.items()}

    def _key(self, digest: str, name: str, corrected: str) -> str:
        return outcome_key(self._version, digest, name, corrected)

    def _members(self, file: Found, key: str, reading: Reading) -> Iterator[Found]:
        """What a file holds, if it is an archive."""
        listing = self._outcomes.get(key)
        if not isinstance(listing, tuple):
            return
        for member in listing:
            path = file.path / member.inner
            if member.digest:
                yield replace(file, path=path, digest=member.digest, archive=file.path)
            else:
                reading.failures.append(Failure(path, member.reason, member.remedy, key not in self._now))
                self._problems += 1

    def _read_all(self, keys: Mapping[str, tuple[str, Found | None]]) -> None:
        """Read the contents whose outcome is not known: plain files first, then one archive after the other."""
        wanted = [file for key, file in keys.values() if file is not None and self._is_to_be_read(key)]
        self._total += len(wanted)
        if wanted and not self._is_checked:
            self._check(wanted)
        self._run((file, file.path) for file in wanted if file.archive is None)
        archives = defaultdict[Path, list[Found]](list)
        for file in wanted:
            if file.archive is not None:
                archives[file.archive].append(file)
        for archive in sorted(archives):
            self._read_members(archive, archives[archive])
        self._outcomes.commit()

    def _check(self, files: Iterable[Found]) -> None:
        """Raise BuildError if the user's own vocabularies or corrections cannot be used."""
        self._is_checked = True
        groups = tuple(sorted({file.corrections for file in files} - {()}))
        [(_, problem)] = self._workers.run([Check(groups)])
        if isinstance(problem, Refusal | Loss):
            raise BuildError("; ".join(part for part in (problem.reason, problem.remedy) if part))

    def _is_to_be_read(self, key: str) -> bool:
        known = self._outcomes.get(key)
        again = isinstance(known, Refusal) and (self._retry or known.conditions != self._conditions)
        return key not in self._now and (known is None or again)

    def _read_members(self, archive: Path, files: Sequence[Found]) -> None:
        names = {file.digest: file.path.name for file in files}
        try:
            [(_, problem)] = self._workers.run([Unpack(archive, self._scratch, names)])
            if isinstance(problem, Loss | Refusal):
                for file in files:
                    self._keep(file, Refusal(problem.reason, problem.remedy))
            else:
                self._run((file, unpacked(self._scratch, file.digest, file.path.name)) for file in files)
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _run(self, files: Iterable[tuple[Found, Path]]) -> None:
        """Read files whose bytes are at the paths beside them."""
        given: dict[str, Found] = {}

        def jobs() -> Iterator[Job]:
            for file, path in files:
                given[file.digest] = file
                yield Read(path, file.digest, file.corrections)

        for job, answer in self._workers.run(jobs()):
            if isinstance(job, Read):
                outcome = Refusal(answer.reason, answer.remedy) if isinstance(answer, Loss) else answer
                self._keep(given.pop(job.digest), outcome)

    def _keep(self, file: Found, outcome: Outcome | None) -> None:
        """Note what came of reading a file, for ever if it is the same for ever."""
        key = self._key(file.digest, name_of(file.path), file.corrected)
        self._now.add(key)
        self._done += 1
        if isinstance(outcome, Refusal):
            self._problems += not _is_of_other_format(file)
            outcome = replace(outcome, conditions=outcome.conditions or self._conditions)
        if outcome is not None:
            self._outcomes.add(key, outcome)
        if self._on_progress is not None:
            self._on_progress(Progress(self._done, self._total, file.path, self._problems))

    def _settle(self, file: Found, key: str, reading: Reading) -> None:
        """Count a file as a source, read or unchanged, or as a failure; archives are none of these."""
        found, is_known = self._outcomes.get(key), key not in self._now
        if isinstance(found, Refusal) and _is_of_other_format(file):
            reading.others[file.path.suffix.lower()] += 1
        elif isinstance(found, Refusal):
            reading.failures.append(Failure(file.path, found.reason, found.remedy, is_known))
        elif found is not None and not isinstance(found, tuple):
            reading.unchanged += is_known
            reading.read += not is_known
            reading.sources.append(Source(str(file.path), name_of(file.path), file.digest, file.corrected, key))


def _is_of_other_format(file: Found) -> bool:
    """Whether it is what reports are packed together with, so that it is no wonder that it cannot be read."""
    return file.archive is not None and file.path.suffix.lower() in OTHER_DOCUMENTS
