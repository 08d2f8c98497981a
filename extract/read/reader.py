"""A file → its Document, by the reader of its format."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from extract.document import Document
from extract.read.archive import ARCHIVES, Source, readable, source
from extract.read.clean import characters, clean
from extract.read.docx import read_docx
from extract.read.errors import ReadError
from extract.read.html import read_html
from extract.read.limits import LARGEST_TEXT
from extract.read.markdown import read_markdown
from extract.read.metadata import metadata
from extract.read.odt import read_odt
from extract.read.ofd import read_ofd
from extract.read.office import read_office
from extract.read.origins import Marked, locate
from extract.read.pdf import read_pdf
from extract.read.rtf import read_rtf
from extract.read.sniffing import sniff
from extract.read.text import read_text
from extract.text.script import simplified

Reader = Callable[[bytes, str], str | Marked]
"""Turns a file's bytes (and its path, for messages) into raw text, with its pages where it knows them."""

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".pdf": read_pdf,
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml"), read_html),
    **dict.fromkeys((".docx", ".docm"), read_docx),
    ".ofd": read_ofd,
    ".odt": read_odt,
    ".rtf": read_rtf,
    ".doc": read_office,
    ".wps": read_office,
}


def suffixes() -> frozenset[str]:
    """The suffixes of the formats that can be read, in lower case with their dot."""
    return frozenset(READERS) | ARCHIVES


def read(path: Path, *, name: str | None = None) -> Document:
    """The clean text of the file at `path`, called `name` (by default the file's base name).

    Its content decides how it is read, not its suffix. A path that goes on within an archive
    (`reports.zip/2024/a.docx`) names a file in it.

    Raises ReadError for a file that is missing, empty, larger than 64 MiB, damaged, encrypted, or holds no text.
    """
    return read_source(source(path), name=name)


def read_source(given: Source, *, name: str | None = None) -> Document:
    """The clean text of a file's bytes; errors are those of `read`."""
    path, data = str(given.path), given.data
    if given.problem is not None:
        raise given.problem
    if not data:
        raise ReadError(path, "the file is empty", "leave it out or give the report's full text")
    raw = _raw(data, given.path.suffix.lower(), path)
    text = clean(raw.text)
    if not text:
        raise ReadError(path, "the file has no text in it", "leave it out or give the report's full text")
    return Document(
        text=text,
        name=readable(given.path.name) if name is None else name,
        digest=hashlib.sha256(data).hexdigest(),
        path=path,
        metadata=metadata(simplified(characters(raw.text))),
        origins=locate(raw, text),
        issues=raw.issues,
    )


def _raw(data: bytes, suffix: str, path: str) -> Marked:
    kind = sniff(data, suffix, path)
    if kind in ARCHIVES:
        raise ReadError(path, "an archive", "give it to kg build, which reads the files in it")
    reader = READERS.get(kind)
    if reader is None:
        raise ReadError(path, f"no reader for the format {kind}", f"give one of {', '.join(sorted(READERS))}")
    try:
        raw = reader(data, path)
    except (RecursionError, MemoryError) as error:
        raise ReadError(path, "nested too deeply or too large to read", "save it anew as .docx or .txt") from error
    marked = raw if isinstance(raw, Marked) else Marked(raw)
    if len(marked.text) > LARGEST_TEXT:
        raise ReadError(path, f"more than {LARGEST_TEXT} characters of text", "split it, one report a file")
    return marked
