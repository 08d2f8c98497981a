"""Writing that is seen whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import IO

_DRAFT = ".export-"


class ExportError(Exception):
    """An export that cannot be written, with what to do about it."""


def write_stream(path: Path, write: Callable[[IO[bytes], Path], object]) -> None:
    """Put what `write` writes at `path` in one step; it may use a folder for the time being.

    Raises ExportError if that cannot be done.
    """
    if path.is_dir():
        raise ExportError(f"{path} is a folder; name a file")
    try:
        with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=path.parent) as folder:
            draft = Path(folder, path.name)
            with draft.open("wb") as stream:
                write(stream, Path(folder))
            draft.chmod(0o644)
            draft.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def write_folder(path: Path, files: Collection[str], write: Callable[[Path, Path], None]) -> None:
    """Let `write` fill a folder and put it at `path`; a folder that holds only `files` is replaced.

    It may use a second folder for the time being. Raises ExportError if that cannot be done, or if something else is at
    `path`.
    """
    if path.exists() and (not path.is_dir() or any(entry.name not in files for entry in path.iterdir())):
        raise ExportError(f"{path} is there and no earlier export; name another folder")
    try:
        with tempfile.TemporaryDirectory(prefix=_DRAFT, dir=path.parent) as folder:
            draft, scratch = Path(folder, path.name), Path(folder, "scratch")
            draft.mkdir()
            scratch.mkdir()
            write(draft, scratch)
            draft.chmod(0o755)
            if path.exists():
                shutil.rmtree(path)
            draft.rename(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> ExportError:
    return ExportError(f"cannot write {path}: {error.strerror or error}; check the folder and its permissions")
