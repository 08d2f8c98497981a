"""Tells what only looks like a report on law-based government: a person's account, a plan, news, a model text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from extract.pattern_data import expand, load_patterns
from extract.reading import Reading
from extract.text.gate import Gate


def near_miss(reading: Reading, title: str | None, titled_report: bool) -> str | None:
    """Why the text is no report on law-based government; None where nothing shows it.

    `titled_report` says that the title has the form of such a report: then only a model text and a
    person's own account are rejected.
    """
    return (_title_reason(title) if title else None) or _form(reading, title) or _text_reason(reading, titled_report)


def _title_reason(title: str) -> str | None:
    return _named("not_report", title)


def _form(reading: Reading, title: str | None) -> str | None:
    """That the text is a form to be filled in: blanks where figures should stand, and fewer figures than these."""
    name, blank = _blank()
    blanks = sum(1 for _ in blank.finditer(reading.folded)) + (2 if title and _named("template", title) else 0)
    if blanks < _limits()["form"]:
        return None
    ((_, figure),) = _patterns("figure")
    return name if blanks > sum(1 for _ in figure.finditer(reading.folded)) else None


def _text_reason(reading: Reading, titled_report: bool) -> str | None:
    limits = _limits()
    opening = reading.folded[: limits["opening"]]
    personal = limits["titled_person" if titled_report else "person"]
    if reason := _named("sample", opening) or _frequent("template", reading.folded, limits["template"]):
        return reason
    if reason := _named("own_person", opening) or _frequent("person", reading.folded, personal):
        return reason
    return None if titled_report else _untitled_reason(reading, opening)


def _untitled_reason(reading: Reading, opening: str) -> str | None:
    """What the opening of a text without a report's title shows it to be."""
    heading = next((section.heading for section in reading.sections if section.level > 0), "")
    if reason := _named("person_heading", heading) or _named("other_opening", opening):
        return reason
    limits, accounts = _limits(), _named("own_report", opening) is not None
    news = _named("news", opening) or _frequent("third_person", opening, limits["third_person"])
    if news and not accounts:
        return news
    needed = limits["announced" if accounts else "subject"]
    speaks = _frequent("subject", reading.folded, needed)
    return None if speaks else "no title of such a report, and the text hardly speaks of law-based government"


def _named(table: str, text: str) -> str | None:
    """The name of the table's first pattern that the text shows."""
    return next((name for name, pattern in _patterns(table) if pattern.search(text)), None)


def _frequent(table: str, text: str, least: int) -> str | None:
    """The name of the table's first pattern, where the table's patterns match so often."""
    patterns = _patterns(table)
    if not any(mark in text for mark in load_patterns("letterhead")["marks"].get(table, text[:1])):
        return None
    return patterns[0][0] if sum(len(pattern.findall(text)) for _, pattern in patterns) >= least else None


def _limits() -> dict[str, int]:
    limits: dict[str, int] = load_patterns("letterhead")["limits"]
    return limits


@cache
def _blank() -> tuple[str, Gate]:
    (entry,) = load_patterns("letterhead")["blank"]
    return entry["name"], Gate(expand(entry["pattern"]))


@cache
def _patterns(table: str) -> Sequence[tuple[str, re.Pattern[str]]]:
    entries: list[dict[str, Any]] = load_patterns("letterhead")[table]
    return tuple((entry["name"], re.compile(expand(entry["pattern"]), re.MULTILINE)) for entry in entries)
