"""Court cases by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract.pattern_data import HAN, load_patterns
from extract.reading import Reading
from extract.text.gate import Gate

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class CaseMention:
    """One case number at `text[start:end]`, `number` in its full form: full-width brackets, no white space.

    Where several numbers share their head (61号、107号), each is a mention of its own and begins at the head,
    so that its characters hold all that its number says.
    """

    start: int
    end: int
    number: str


def find_cases(reading: Reading) -> list[CaseMention]:
    """All case numbers, in order of their place; numbers of official documents are none."""
    found = [
        mention
        for pattern in _patterns()
        for match in pattern.finditer(reading.folded)
        for mention in _numbers(match, reading.folded)
    ]
    return sorted(found, key=lambda mention: (mention.start, mention.end, mention.number))


def _numbers(head: re.Match[str], folded: str) -> Iterator[CaseMention]:
    """The numbers that follow the head; none where they do not end as case numbers do."""
    mark: str = load_patterns("cases")["list"]["mark"]
    numbers = _list().match(folded, head.end())
    last = folded.rfind(mark, head.end(), numbers.end()) if numbers else -1
    previous = 0
    for item in _item().finditer(folded, head.end(), numbers.end() if numbers else head.end()):
        if item.start("number") > last:
            return
        number = int(item["number"])
        for value in _between(previous, number) if item["range"] else ():
            yield CaseMention(head.start(), item.end(), _full(head, f"{value}{mark}"))
        yield CaseMention(head.start(), item.end(), _full(head, f"{item['number']}{mark}{item['part'] or ''}"))
        previous = number


def _between(first: int, last: int) -> range:
    """The numbers strictly between the ends of a range; none where it is too long to be one."""
    longest: int = load_patterns("cases")["list"]["longest_range"]
    return range(first + 1, last) if last - first <= longest else range(0)


def _full(head: re.Match[str], number: str) -> str:
    year = head.groupdict().get("year") or head["bare"]
    return _SPACE.sub("", f"（{year}）{head['court']}{head['type']}{number}")


@cache
def _patterns() -> tuple[Gate, ...]:
    return tuple(Gate(_written(entry["pattern"])) for entry in load_patterns("cases")["number"])


@cache
def _list() -> re.Pattern[str]:
    return _compile(load_patterns("cases")["list"]["pattern"])


@cache
def _item() -> re.Pattern[str]:
    return _compile(load_patterns("cases")["list"]["item"])


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(_written(pattern))


def _written(pattern: str) -> str:
    """The pattern with its pieces put in."""
    for key, piece in load_patterns("cases")["pieces"].items():
        pattern = pattern.replace(f"{{{key}}}", piece)
    return pattern.replace("{han}", HAN)
