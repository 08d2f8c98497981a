"""A file → its Document, by the reader of its format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from extract.document import Document
from extract.read.clean import characters, clean
from extract.read.errors import ReadError
from extract.read.markdown import read_markdown
from extract.read.metadata import metadata
from extract.read.text import read_text

Reader = Callable[[bytes, str], str]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
}

LARGEST_FILE = 64 * 1024 * 1024


def suffixes() -> frozenset[str]:
    """The suffixes of the formats that can be read, in lower case with their dot."""
    return frozenset(READERS)


def read(path: Path, *, name: str | None = None) -> Document:
    """The clean text of the file at `path`, called `name` (by default the file's base name).

    Raises ReadError for a file that is missing, empty, larger than 64 MiB, of no known format or no text.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise ReadError(
            str(path), f"no reader for the format {path.suffix or 'without a suffix'!r}", f"give one of {known}"
        )
    data = _bytes(path)
    raw = reader(data, str(path))
    text = clean(raw)
    if not text:
        raise ReadError(str(path), "the file has no text in it", "leave it out or give the report's full text")
    return Document(
        text=text,
        name=path.name if name is None else name,
        digest=hashlib.sha256(data).hexdigest(),
        path=str(path),
        metadata=metadata(characters(raw)),
    )


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise ReadError(
                str(path), f"too large ({size} bytes of at most {LARGEST_FILE})", "split it, one report a file"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(
            str(path), error.strerror or "cannot be opened", "check the path and its permissions"
        ) from error
    if not data:
        raise ReadError(str(path), "the file is empty", "leave it out or give the report's full text")
    return data
