"""Which files there are to read, and what tells their contents apart."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.corrections import find_corrections
from extract.read import printable, suffixes
from extract.read.archive import is_left_over, readable
from extract.read.limits import LARGEST_ARCHIVE, MEBIBYTE

# Archives that may hold reports and no reader opens: they are named as such.
_OTHER_ARCHIVES = frozenset({".rar", ".7z"})

OTHER_DOCUMENTS = frozenset(
    {".bmp", ".caj", ".ceb", ".cebx", ".csv", ".dps", ".et", ".gif", ".heic", ".jpeg", ".jpg", ".pages", ".png"}
    | {".ppt", ".pptx", ".tif", ".tiff", ".webp", ".xls", ".xlsx"}
)
"""What offices keep beside reports, and what may hold some in a form that no reader takes: it is counted."""


class BuildError(Exception):
    """A build that cannot start or go on, with what to do about it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no report: why, and what to do; `known` if that was found earlier and it was not read again."""

    path: Path
    reason: str
    remedy: str
    known: bool = False


def find_files(paths: Iterable[Path], known: Collection[str] = ()) -> list[Path]:
    """The files that `paths` name, each once, in order of name: a folder names those of known formats in it.

    What cannot be read is among them, for `digest` to say so: links that lead nowhere, pipes, folders that stay shut.

    Raises BuildError if a path does not exist or a folder holds nothing to read, unless it holds one of the files
    `known` from an earlier build.
    """
    found: set[Path] = set()
    for path in paths:
        given = path.absolute()
        if path.is_dir():
            inside = list(_in_folder(given))
            if not inside and not any(holds(given, Path(file)) for file in known):
                formats = ", ".join(sorted(suffixes()))
                raise BuildError(f"nothing to read in the folder {path}; it should hold files of {formats}")
            found.update(inside)
        elif path.exists() or path.is_symlink():
            found.add(given)
        elif not any(holds(given, Path(file)) for file in known):
            raise BuildError(f"there is no file or folder {path}; check the path")
    return sorted(found, key=lambda path: (path.name, str(path)))


def count_others(paths: Iterable[Path]) -> Counter[str]:
    """How many documents of other formats the folders among `paths` hold, by suffix; `find_files` passes them over."""
    others = {path for folder in paths if folder.is_dir() for path in _of_suffixes(folder.absolute(), OTHER_DOCUMENTS)}
    return Counter(path.suffix.lower() for path in others)


def _in_folder(folder: Path) -> Iterator[Path]:
    unopened: list[Path] = []
    yield from _of_suffixes(folder, suffixes() | _OTHER_ARCHIVES, unopened)
    yield from unopened


def _of_suffixes(folder: Path, wanted: Collection[str], unopened: list[Path] | None = None) -> Iterator[Path]:
    """The files of these suffixes in a folder, and in `unopened` the folders that cannot be opened."""

    def note(error: OSError) -> None:
        if unopened is not None:
            unopened.append(Path(error.filename))

    for inner, _, names in os.walk(folder, onerror=note):
        for path in (Path(inner, name) for name in names):
            if path.suffix.lower() in wanted and not is_left_over(path.name):
                yield path


def holds(path: Path, file: Path) -> bool:
    """Whether a file is `path` or lies in it, be it a folder or an archive."""
    return path == file or path in file.parents


def name_of(path: Path) -> str:
    """What a file is called in the graph: its base name, with escapes for what cannot be shown or is no text."""
    return printable(readable(path.name))


def shown(path: Path | str) -> str:
    """A path or URI for messages: one line, each part as `name_of` gives it."""
    return printable("/".join(map(readable, str(path).split("/"))))


def digest(path: Path) -> str | Failure:
    """The SHA-256 of a file's bytes, or why it cannot be read."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return Failure(path, "a folder that cannot be opened", "check the path and its permissions")
        if not stat.S_ISREG(status.st_mode):
            return Failure(path, "no plain file, but a device, pipe or socket", "give a file")
        if status.st_size > LARGEST_ARCHIVE:
            size, limit = (f"{-(-number // MEBIBYTE)} MiB" for number in (status.st_size, LARGEST_ARCHIVE))
            return Failure(path, f"too large ({size} of at most {limit})", "split it, one report a file")
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        return Failure(path, error.strerror or str(error), "check the file and its permissions")


class CorrectionsOf:
    """The corrections files that speak of a file: those beside it and above it, under the widest path that holds it."""

    def __init__(self, roots: Iterable[Path]) -> None:
        """`roots` are the paths that the user named."""
        self._roots = [root.absolute() for root in roots]
        self._found: dict[Path, tuple[Path, ...]] = {}

    def __call__(self, file: Path) -> tuple[Path, ...]:
        """The corrections files, outermost first."""
        if file.parent not in self._found:
            holding = [root for root in self._roots if holds(root, file)]
            self._found[file.parent] = max((find_corrections(file, root) for root in holding), key=len, default=())
        return self._found[file.parent]
