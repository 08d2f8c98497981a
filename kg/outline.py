"""The outline of a report's text, for showing it.

Headings are found again in the text, so that the store need not keep them; that is why this module imports `extract`.
"""

from __future__ import annotations

from extract.document import Section
from extract.outline import outline
from extract.text.fold import fold

__all__ = ["Section", "outline_of"]


def outline_of(text: str) -> tuple[Section, ...]:
    """The sections of the text of a report, in order and without a gap; none of an empty text."""
    return outline(fold(text), text)
