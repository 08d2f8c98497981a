"""Stretches of a text."""

from __future__ import annotations

import re

Span = tuple[int, int]
"""Where a stretch begins and where it ends: `text[start:end]`."""


def pieces(text: str, span: Span, separator: re.Pattern[str]) -> list[Span]:
    """What a separator parts a stretch of a text into, in order, without empty pieces."""
    start, end = span
    found = []
    for match in separator.finditer(text, start, end):
        found.append((start, match.start()))
        start = match.end()
    return [piece for piece in (*found, (start, end)) if piece[0] < piece[1]]
