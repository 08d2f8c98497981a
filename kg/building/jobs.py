"""What worker processes do: check what the user gave, read a file or list what it holds, unpack an archive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from extract.corrections import CorrectionsError, load_corrections
from extract.read import ReadError, Source, holds_members, members
from kg.building.extraction import Refusal, Settings, extract_file
from kg.building.outcomes import Listed, Listing, Outcome, pack
from kg.register import register
from ontology.vocabulary import VocabularyError, indicators, instruments, programmes, units

_LONGEST_NAME = 200
_VOCABULARIES = (programmes, indicators, instruments, units)
_THIS_TIME = "this time only"


@dataclass(frozen=True, slots=True)
class Check:
    """Find out whether the user's vocabularies, and these groups of corrections files, can be used."""

    corrections: tuple[tuple[Path, ...], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Read the file whose bytes are at `path` and have this digest."""

    path: Path
    digest: str
    corrections: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Unpack:
    """Write the files of these digests that an archive holds to where `unpacked` says; `names` are theirs by digest."""

    path: Path
    folder: Path
    names: dict[str, str]


Job = Check | Read | Unpack


def do(job: Job, settings: Settings) -> Outcome | None:
    """What a job gives: the outcome of a file; of checking and unpacking nothing, if all is well."""
    try:
        if isinstance(job, Check):
            return _check(job, settings.vocabulary)
        if isinstance(job, Unpack):
            _unpack(job)
            return None
        return _list(job.path) if holds_members(job.path) else _read(job, settings)
    except ReadError as error:
        return Refusal(error.reason, error.remedy)


def unpacked(folder: Path, digest: str, name: str) -> Path:
    """Where `Unpack` puts a file: it keeps its name, by which corrections may speak of it."""
    short = name.encode("utf-8", "replace")[-_LONGEST_NAME:].decode("utf-8", "ignore")
    return folder / digest / short


def _check(job: Check, vocabulary: tuple[Path, ...]) -> Refusal | None:
    try:
        for path in vocabulary:
            if all(read((path,)) == read(()) for read in _VOCABULARIES):
                raise VocabularyError(f"{path}: holds no programme, indicator, instrument or unit")
        if vocabulary:
            register(vocabulary)
    except (OSError, SyntaxError, VocabularyError) as error:
        return Refusal(f"a vocabulary cannot be read: {error}", "mend the file, or leave out --vocabulary")
    try:
        for group in job.corrections:
            load_corrections(group, vocabulary)
    except CorrectionsError as error:
        return Refusal(str(error), "")
    return None


def _read(job: Read, settings: Settings) -> Outcome:
    made = extract_file(job.path, job.corrections, settings)
    if isinstance(made, Refusal):
        return made
    if made.profile.digest != job.digest:
        return Refusal("it was changed while it was read", "build again", _THIS_TIME)
    return pack(made)


def _list(archive: Path) -> Listing:
    return tuple(_listed(archive, source) for source in members(archive))


def _listed(archive: Path, source: Source) -> Listed:
    inner = source.path.relative_to(archive).as_posix()
    if source.problem is not None:
        return Listed(inner, "", source.problem.reason, source.problem.remedy)
    return Listed(inner, hashlib.sha256(source.data).hexdigest())


def _unpack(job: Unpack) -> None:
    for source in members(job.path):
        digest = hashlib.sha256(source.data).hexdigest()
        if source.problem is None and digest in job.names:
            path = unpacked(job.folder, digest, job.names[digest])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(source.data)
