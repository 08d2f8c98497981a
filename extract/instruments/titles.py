"""Titles inside 《》: where each begins and ends, and what an unknown one is by its form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract.pattern_data import load_patterns
from ontology.model import InstrumentKind

# No title of a Chinese instrument comes near this many characters.
_LONGEST_TITLE = 150
_MARKS = re.compile(r"[《》，。；\n]")
_ANGLES = str.maketrans("<>", "《》")


@dataclass(frozen=True, slots=True)
class MarkedTitle:
    """One 《title》: `folded[start:end]` with its marks, `title` without and without a document's number at its end.

    It is not `closed` where 》 is missing.
    """

    start: int
    end: int
    title: str
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """What a title is by its form; `kind` is None for a title of no instrument."""

    name: str
    kind: InstrumentKind | None


@cache
def _forms() -> tuple[tuple[Form, re.Pattern[str]], ...]:
    rules = load_patterns("instruments")["form"]
    return tuple((_form(rule), re.compile(with_provinces(rule["pattern"]))) for rule in rules)


def _form(rule: dict[str, str]) -> Form:
    return Form(rule["name"], None if rule["kind"] == "none" else InstrumentKind(rule["kind"]))


def with_provinces(pattern: str) -> str:
    """`pattern`, PROVINCE in it replaced by the provinces of the pattern file."""
    return pattern.replace("PROVINCE", "|".join(load_patterns("instruments")["provinces"]))


def form_of(title: str) -> Form | None:
    """What an unknown folded `title` is by its form; None where no form fits."""
    return next((form for form, pattern in _forms() if pattern.search(title)), None)


def as_written(title: str) -> str:
    """A folded title as it is kept in the graph: marks inside it as 《》, its period with a long dash."""
    rules = load_patterns("instruments")["title"]
    return re.sub(rules["period_inside"], rules["period_written"], title.translate(_ANGLES))


def is_national(title: str, before: str) -> bool:
    """Whether a folded `title`, or what stands `before` it up to its 《, shows a document of the whole country."""
    return bool(_national("title").search(title) or _national("before").search(before))


@cache
def _national(name: str) -> re.Pattern[str]:
    return re.compile(load_patterns("instruments")["national"][name])


@cache
def _separators() -> str:
    return str(load_patterns("instruments")["title"]["before_next"])


@cache
def _period_before_next() -> re.Pattern[str]:
    return re.compile(load_patterns("instruments")["title"]["period_before_next"])


@cache
def _number_inside() -> re.Pattern[str]:
    return re.compile(load_patterns("instruments")["title"]["number_inside"])


def marked_titles(folded: str) -> Iterator[MarkedTitle]:
    """The outermost titles in 《》, from left to right, in time linear in the length of the text."""
    position = 0
    while (start := folded.find("《", position)) >= 0:
        while folded.startswith("《", start + 1) and not _begins_with_title(folded, start):
            start += 1
        end, inner_end = _close(folded, start)
        title = _number_inside().sub("", folded[start + 1 : inner_end])
        if title:
            yield MarkedTitle(start, end, title, closed=end > inner_end)
        position = max(end, start + 1)


def _begins_with_title(folded: str, start: int) -> bool:
    """Whether the title that opens at `start` begins with the title of another (《〈信访工作条例〉宣传方案》)."""
    if folded.startswith("《", start + 2):
        return False
    end, inner_end = _close(folded, start)
    title = folded[start + 1 : inner_end]
    return end > inner_end and not title.endswith("》") and title.count("《") == title.count("》")


def _close(folded: str, start: int) -> tuple[int, int]:
    """Where the title that opens at `start` ends, with its mark and without."""
    depth, last_close, comma = 1, 0, 0
    limit = min(start + _LONGEST_TITLE, len(folded))
    for mark in _MARKS.finditer(folded, start + 1, limit):
        at = mark.start()
        if mark[0] == "》":
            depth -= 1
            last_close = at
            if depth == 0:
                return at + 1, at
        elif mark[0] == "《":
            if depth == 1 and not last_close and _period_before_next().search(folded, start + 1, at):
                return at, at
            if depth == 1 and not last_close and (comma or folded[at - 1] in _separators()):
                return _cut(folded, start, comma or at - 1)
            depth += 1
        elif mark[0] == "，":
            comma = comma or at
        else:
            limit = at
            break
    return (last_close + 1, last_close) if last_close else _cut(folded, start, comma or limit)


def _cut(folded: str, start: int, end: int) -> tuple[int, int]:
    while end > start + 1 and folded[end - 1] in _separators():
        end -= 1
    return end, end
