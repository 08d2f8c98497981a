"""Reads RTF by way of striprtf, in a process of its own."""

from __future__ import annotations

from extract.read.errors import ReadError
from extract.read.origins import Marked, by_paragraph
from extract.read.rows import TYPED_TAB, with_typed_tabs
from extract.read.sandbox import run


def read_rtf(data: bytes, path: str) -> Marked:
    """The raw lines of an RTF file, with its paragraphs; table cells are parted by tabs.

    Raises ReadError for one that takes too long to read or whose characters cannot be made out.
    """
    text = run("rtf_text", data, path, "RTF").decode("utf-8", "replace")
    if text.count("\ufffd") > 1 + len(text) // 50:
        raise ReadError(path, "an RTF file of an unknown encoding", "open it in Word and save it as .docx")
    return by_paragraph(with_typed_tabs(map(_row, text.split("\n"))))


def _row(line: str) -> str:
    """A table's row with its cells parted by tabs; another line with its tabs as typed ones."""
    line = line.rstrip()
    return line.removesuffix("|").replace("|", "\t") if line.endswith("|") else line.replace("\t", TYPED_TAB)
