"""The sentences of a text, as far as what they say of a firm and its lawyers goes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_END = re.compile(r"[。；！？\n]")
_ASIDES = re.compile(r"（[^（）\n]{1,200}）")


class Sentences:
    """Where the sentences of a folded text begin and end; what stands in brackets does not end one."""

    def __init__(self, folded: str) -> None:
        """Find the ends, in one pass."""
        self._length = len(folded)
        self._stops: Sequence[int] = [match.end() for match in _END.finditer(_ASIDES.sub(_joined, folded))]

    def around(self, offset: int) -> tuple[int, int]:
        """The span of the sentence that an offset stands in."""
        index = bisect_right(self._stops, offset)
        start = self._stops[index - 1] if index else 0
        return start, self._stops[index] if index < len(self._stops) else self._length


def _joined(aside: re.Match[str]) -> str:
    """What stands in brackets, as a part of its sentence."""
    return aside[0].replace("；", "，")
