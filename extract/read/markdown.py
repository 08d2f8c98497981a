"""Reads Markdown: the marks go, the words stay."""

from __future__ import annotations

import re

from extract.read.decode import decode

_NEWLINES = re.compile("\r\n?")
_HEADING = re.compile(r"(?m)^[ \t\u3000]{0,8}#{1,6}[ \t\u3000]+")
_CLOSING_HASHES = re.compile(r"(?m)(?<=[^\s#])[ \t]+#{1,6}[ \t]*$")
_RULE = re.compile(r"(?m)^[ \t]{0,3}(?:(?:-[ \t]?){3,}|(?:\*[ \t]?){3,}|(?:_[ \t]?){3,}|={3,}|`{3}.*)$")
_QUOTE = re.compile(r"(?m)^[ \t]{0,3}(?:>[ \t]?)+")
_BULLET = re.compile(r"(?m)^[ \t]{0,12}[-*+][ \t]+(?!\d{1,4}[ \t]*-[ \t]*$)")
_IMAGE = re.compile(r"!\[[^\]\[\n]{0,200}\]\([^()\n]{0,800}\)")
_LINK = re.compile(r"(?<!!)\[([^\]\[\n]{1,400})\]\((?:[^()\s]{0,800})(?: \"[^\"\n]{0,200}\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=[^\s*_])([^*_\n]{1,400})\1")
_EMPHASIS = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,400})\*(?![\w*])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TABLE_RULE = re.compile(r"[|:\- \t]+")
_SIGN = re.compile(r"(?m)^#{1,6}[ \t]+\S|\*\*[^\s*][^*\n]{1,400}\*\*|^\|[^|\n]+\|")


def read_markdown(data: bytes, path: str) -> str:
    """The raw lines of a Markdown file. Raises ReadError for what is no text."""
    return plain(decode(data, path))


def looks_like_markdown(text: str) -> bool:
    """Whether `text` has headings, bold words or table rows of Markdown."""
    return ("#" in text or "**" in text or "|" in text) and _SIGN.search(text) is not None


def plain(text: str) -> str:
    """`text` without Markdown's marks; table cells are parted by tabs."""
    text = _NEWLINES.sub("\n", text)
    for mark in (_RULE, _QUOTE, _HEADING, _CLOSING_HASHES, _BULLET, _IMAGE):
        text = mark.sub("", text)
    if "|" in text:
        text = "\n".join(map(_row, text.split("\n")))
    text = _LINK.sub(r"\1", text)
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(r"\1", text)
    return _ESCAPE.sub(r"\1", text)


def _row(line: str) -> str:
    """A table's row with its cells parted by tabs, nothing for its rule; another line as it is."""
    row = line.strip()
    if not (row.startswith("|") and row.endswith("|")):
        return line
    return "" if _TABLE_RULE.fullmatch(row) else "\t".join(cell.strip() for cell in row[1:-1].split("|"))
