"""A naming of a programme, and namings by their place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ontology.model import Programme

Modality = Literal["done", "planned", "recommended"]


@dataclass(frozen=True, slots=True)
class ProgrammeMention:
    """One naming of a programme: `text[start:end]`.

    `rule` is the pattern that found it. `modality` is what the words of its own sentence say of it, None where
    they say nothing; the section's role is not looked at. `cue` are those words.
    """

    start: int
    end: int
    programme: Programme
    rule: str
    modality: Modality | None = None
    cue: str = ""
    hints: tuple[str, ...] = ()


class Placed:
    """Mentions by their place, asked which of them share characters with another."""

    def __init__(self, mentions: Iterable[ProgrammeMention]) -> None:
        """Take the mentions, in any order."""
        self._mentions = sorted(mentions, key=lambda mention: mention.start)
        self._starts = [mention.start for mention in self._mentions]
        self._longest = max((mention.end - mention.start for mention in self._mentions), default=0)

    def near(self, other: ProgrammeMention) -> list[ProgrammeMention]:
        """The mentions that overlap `other`, in order."""
        first = bisect_right(self._starts, other.start - self._longest)
        last = bisect_left(self._starts, other.end)
        return [mention for mention in self._mentions[first:last] if mention.end > other.start]
