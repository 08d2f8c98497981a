"""Text without the marks that writers put into names at will."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from extract.pattern_data import load_patterns


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Folded text without the marks that writers put into names at will, and the way back."""

    text: str
    holes: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the folded text of `self.text[start:end]`."""
        return start + bisect_right(self.holes, start), end + bisect_right(self.holes, end - 1)


def squeeze(folded: str) -> Squeezed:
    """A folded text without its quotation marks, dots and blanks."""
    pattern, marks = _ignored()
    holes = tuple([match.start() - k for k, match in enumerate(pattern.finditer(folded))])
    for mark in marks:
        folded = folded.replace(mark, "")
    return Squeezed(folded, holes)


@cache
def _ignored() -> tuple[re.Pattern[str], str]:
    marks: str = load_patterns("programmes")["ignored"]
    return re.compile(f"[{re.escape(marks)}]"), marks
