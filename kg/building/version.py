"""What the outcome of reading a file depends on besides the file: program, data and libraries, settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from shutil import which

from kg.building.extraction import Settings

# The program's parts between a file's bytes and its quads, and the libraries whose output they pass on.
_PACKAGES = ("extract", "ontology")
_MODULES = (
    "assemble",
    "entities",
    "iri",
    "names",
    "register",
    "building/extraction",
    "building/likeness",
)
_LIBRARIES = ("lxml", "opencc", "pyoxigraph", "pypdfium2", "rapidfuzz", "spacy", "striprtf")


def version_of(settings: Settings) -> str:
    """A digest of the program and of the settings."""
    reader = settings.reader
    said = [
        _program(),
        settings.base,
        f"{reader.__module__}.{reader.__qualname__}" if reader else "",
        *(digest_of(path.read_bytes()) for path in settings.vocabulary),
    ]
    return _digest(part.encode() for part in said)


def digest_of(*contents: bytes) -> str:
    """A digest of the contents of some files, and of where each ends."""
    return _digest(contents)


def outcome_key(version: str, digest: str, name: str, corrections: str) -> str:
    """The key of the outcome of reading a content: its name counts by its suffix, and in full where it is corrected."""
    return _digest(
        part.encode("utf-8", "surrogatepass")
        for part in (version, digest, name if corrections else Path(name).suffix.lower(), corrections)
    )


def conditions(seconds: float, mebibytes: int) -> str:
    """What may be different another time, so that a file that could not be read is worth another try."""
    office = bool(which("soffice") or which("libreoffice"))
    return f"{seconds:g} s, {mebibytes} MiB, {'with' if office else 'without'} LibreOffice"


@cache
def _program() -> str:
    libraries = (f"{name} {_version(name)}".encode() for name in _LIBRARIES)
    return _digest((*_sources(), *libraries))


def _sources() -> Iterator[bytes]:
    folders = [Path(str(files(package))) for package in _PACKAGES]
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    kg = Path(str(files("kg")))
    for path in (*paths, *(kg / f"{module}.py" for module in _MODULES)):
        if "__pycache__" not in path.parts:
            yield path.name.encode("utf-8", "replace")
            yield path.read_bytes()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _digest(parts: Iterable[bytes]) -> str:
    """A digest of the parts and of where they end."""
    made = hashlib.sha256()
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part)
    return made.hexdigest()
