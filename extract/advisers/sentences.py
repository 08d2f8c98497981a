"""The sentences of a text, as far as what they say of a firm and its lawyers goes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from extract.advisers.firm_names import Name

_END = re.compile(r"[。；！？\n]")
_LONGEST_BROKEN = 300
_ASIDES = re.compile(r"（[^（）\n]{1,200}）")


class Sentences:
    """Where the sentences of a folded text begin and end; what stands in brackets does not end one."""

    def __init__(self, folded: str, firms: Sequence[Name] = ()) -> None:
        """Find the ends, in one pass; a break within a firm's name is none, unless the sentence is long already."""
        self._length = len(folded)
        within = {at for firm in firms for at in range(firm.start, firm.end)}
        stops: list[int] = []
        for match in _END.finditer(_ASIDES.sub(_joined, folded)):
            start = stops[-1] if stops else 0
            if match.start() not in within or match.end() - start > _LONGEST_BROKEN:
                stops.append(match.end())
        self._stops: Sequence[int] = stops

    def around(self, offset: int) -> tuple[int, int]:
        """The span of the sentence that an offset stands in."""
        index = bisect_right(self._stops, offset)
        start = self._stops[index - 1] if index else 0
        return start, self._stops[index] if index < len(self._stops) else self._length


def _joined(aside: re.Match[str]) -> str:
    """What stands in brackets, as a part of its sentence."""
    return aside[0].replace("；", "，")
