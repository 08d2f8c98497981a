"""What the sentence of a naming says of it: done, planned or asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from extract.pattern_data import load_patterns
from extract.programmes.forms import compiled, written
from extract.programmes.mention import Modality, ProgrammeMention
from extract.text.gate import Gate, Gates

_SENTENCE_END = re.compile(r"[。；！？\n]")
_LOOK_BEHIND = 16
_CLAUSE_END = re.compile(r"[，。；！？\n]")


def with_modalities(mentions: Iterable[ProgrammeMention], folded: str) -> list[ProgrammeMention]:
    """The mentions with what their sentences say of them: asked for, planned or done."""
    sentences = _Sentences(folded)
    return [sentences.with_modality(mention) for mention in mentions]


def is_denied(mention: ProgrammeMention, folded: str) -> bool:
    """Whether the words right beside the name say that it was not there: 未召开屋场会, 积分制尚未推行."""
    before, after = _denied()
    start = mention.start - (folded[mention.start - 1 : mention.start] == "“")
    end = mention.end + (folded[mention.end : mention.end + 1] == "”")
    return bool(before.search(folded, max(0, start - _LOOK_BEHIND), start) or after.match(folded, end))


class _Sentences:
    """What the words of a text's sentences say of deed, plan and wish: the first cue of each kind, by strength."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._sentences = [match.end() for match in _SENTENCE_END.finditer(folded)]
        self._cues: dict[int, dict[int, tuple[Modality, re.Match[str]]]] = defaultdict(dict)
        values, gates = _modalities()
        for strength, (value, cues) in enumerate(zip(values, gates.matches(folded), strict=True)):
            for cue in cues:
                self._cues[bisect_right(self._sentences, cue.start())].setdefault(strength, (value, cue))

    def with_modality(self, mention: ProgrammeMention) -> ProgrammeMention:
        """The mention with what its sentence says: asked for, planned or done, in this order of strength."""
        cues = self._cues.get(bisect_right(self._sentences, mention.start))
        if not cues:
            return mention
        stop = _CLAUSE_END.search(self._folded, mention.end)
        clause_end = stop.start() if stop else len(self._folded)
        for value, cue in cues.values():
            if cue.end() <= (clause_end if value == "done" else mention.end):
                return replace(mention, modality=value, cue=cue[0])
        return mention


@cache
def _modalities() -> tuple[tuple[Modality, ...], Gates]:
    """What the sentences can say, the strongest first, and what finds the words that say so."""
    entries = load_patterns("programmes")["modality"]
    return tuple(entry["value"] for entry in entries), Gates(*(Gate(written(entry["pattern"])) for entry in entries))


@cache
def _denied() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load_patterns("programmes")["denied"]
    return compiled(data["before"]), compiled(data["after"])
