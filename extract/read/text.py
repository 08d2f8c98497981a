"""Reads plain text; text that is written in Markdown is taken as such."""

from __future__ import annotations

from extract.read.decode import decode
from extract.read.markdown import looks_like_markdown, plain


def read_text(data: bytes, path: str) -> str:
    """The raw lines of a text file. Raises ReadError for what is no text."""
    text = decode(data, path)
    return plain(text) if looks_like_markdown(text) else text
