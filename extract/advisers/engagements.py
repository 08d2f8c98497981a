"""Whether a sentence makes a firm that it names the township's adviser, and by which words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extract.advisers.firm_names import Name, adviser_data, adviser_pattern, compiled
from extract.advisers.sentences import Sentences

_LONGEST_LIST = 3000
_LIST_END = re.compile(r"(?<!\d)。")
_THIS, _OTHER = "◆", "◇"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sentence says of a firm: the words that make it an adviser, or why it is none (`why`, for an issue).

    Both are empty where the firm is only mentioned.
    """

    words: str = ""
    why: str = ""


def verdicts(firms: Sequence[Name], sentences: Sentences, folded: str) -> list[Verdict]:
    """What the text says of each firm where it names it."""
    listed = list(adviser_pattern("listed").finditer(folded))
    return [_verdict(index, firms, sentences, folded, listed) for index in range(len(firms))]


def _verdict(
    index: int, firms: Sequence[Name], sentences: Sentences, folded: str, listed: Sequence[re.Match[str]]
) -> Verdict:
    marked = _marked(index, firms, sentences, folded)
    if adviser_pattern("visited").search(marked) or adviser_pattern("elsewhere").search(marked):
        return Verdict()
    for table in ("former", "planned"):
        if adviser_pattern(table).search(marked):
            return Verdict(why=adviser_data(table)["why"])
    if adviser_pattern("opposed").search(marked) and not compiled(adviser_data("opposed")["outweighed_by"]).search(
        marked
    ):
        return Verdict()
    words = (
        adviser_pattern("engaged").search(marked)
        or compiled(adviser_data("lawyer")["word"]).search(marked)
        or _heading(firms[index], folded, listed)
    )
    return Verdict(words=words[0].replace(_THIS, "").replace(_OTHER, "")) if words else Verdict()


def _marked(index: int, firms: Sequence[Name], sentences: Sentences, folded: str) -> str:
    """The sentence of a firm, with one character for it and another one for each other firm."""
    start, end = sentences.around(firms[index].start)
    first = last = index
    while first and firms[first - 1].start >= start:
        first -= 1
    while last + 1 < len(firms) and firms[last + 1].start < end:
        last += 1
    pieces = []
    for other in range(first, last + 1):
        firm = firms[other]
        pieces += [folded[start : max(start, firm.start)], _THIS if other == index else _OTHER]
        start = max(start, firm.end)
    return "".join([*pieces, folded[start : max(start, end)]])


def _heading(firm: Name, folded: str, listed: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """The heading of the list of advisers that the firm stands in, no sentence between them."""
    index = bisect_right(listed, firm.start, key=re.Match.end) - 1
    heading = listed[index] if index >= 0 and firm.start - listed[index].end() <= _LONGEST_LIST else None
    return heading if heading and not _LIST_END.search(folded, heading.end(), firm.start) else None
