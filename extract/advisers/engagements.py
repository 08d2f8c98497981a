"""Whether a sentence makes a firm that it names the township's adviser, and by which words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from extract.advisers.firm_names import Name, adviser_data, adviser_pattern, compiled
from extract.advisers.sentences import Sentences
from extract.reading import Reading
from extract.text.gate import Gate
from ontology.model import SectionRole

_LONGEST_LIST = 3000
_LIST_END = re.compile(r"(?<!\d)。")
_THIS, _OTHER = "◆", "◇"

_Headings = Callable[[], Sequence[re.Match[str]]]
"""The headings of a text's lists of advisers, looked for when first asked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sentence says of a firm: the words that make it an adviser, or why it is none (`why`, for an issue).

    Both are empty where the firm is only mentioned.
    """

    words: str = ""
    why: str = ""


def verdicts(firms: Sequence[Name], sentences: Sentences, reading: Reading) -> list[Verdict]:
    """What the text says of each firm where it names it."""
    folded = reading.folded
    listed = cache(lambda: list(_listed().finditer(folded)))
    said = []
    for span, group in groupby(firms, key=lambda firm: sentences.around(firm.start)):
        named = list(group)
        for firm, marked in zip(named, _marked(named, span, folded), strict=True):
            verdict = _verdict(marked, firm, folded, listed)
            said.append(_in_plans(verdict, marked) if verdict.words and _is_plan(firm, reading) else verdict)
    return said


def _verdict(marked: str, firm: Name, folded: str, listed: _Headings) -> Verdict:
    """What a sentence says of the firm marked in it, or the heading of the list that the firm stands in."""
    if adviser_pattern("visited").search(marked) or adviser_pattern("elsewhere").search(marked):
        return Verdict()
    for table in ("former", "planned"):
        if adviser_pattern(table).search(marked):
            return Verdict(why=adviser_data(table)["why"])
    outweighed = compiled(adviser_data("opposed")["outweighed_by"])
    if adviser_pattern("opposed").search(marked) and not outweighed.search(marked):
        return Verdict()
    words = adviser_pattern("engaged").search(marked) or _lawyer_word().search(marked) or _heading(firm, folded, listed)
    return Verdict(words=words[0].replace(_THIS, "").replace(_OTHER, "")) if words else Verdict()


def _in_plans(verdict: Verdict, marked: str) -> Verdict:
    """The verdict on a firm that a section of plans names."""
    planned = adviser_pattern("planned_section").search(marked)
    return Verdict(why=adviser_data("planned_section")["why"]) if planned else verdict


def _is_plan(firm: Name, reading: Reading) -> bool:
    section = reading.section_at(firm.start)
    return section is not None and section.role is SectionRole.PLANS


def _marked(firms: Sequence[Name], span: tuple[int, int], folded: str) -> Iterator[str]:
    """A sentence for each of its firms, with one character for that firm and another one for each other firm."""
    start, end = span
    others, places = "", []
    for firm in firms:
        others += folded[start : max(start, firm.start)]
        places.append(len(others))
        others += _OTHER
        start = max(start, firm.end)
    others += folded[start : max(start, end)]
    for place in places:
        yield others[:place] + _THIS + others[place + 1 :]


def _heading(firm: Name, folded: str, listed: _Headings) -> re.Match[str] | None:
    """The heading of the list of advisers that the firm stands in, no sentence between them."""
    headings = listed()
    index = bisect_right(headings, firm.start, key=re.Match.end) - 1
    heading = headings[index] if index >= 0 and firm.start - headings[index].end() <= _LONGEST_LIST else None
    return heading if heading and not _LIST_END.search(folded, heading.end(), firm.start) else None


@cache
def _listed() -> Gate:
    return Gate(adviser_pattern("listed").pattern)


@cache
def _lawyer_word() -> re.Pattern[str]:
    return compiled(adviser_data("lawyer")["word"])
