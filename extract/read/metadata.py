"""The header table that government pages put before a report."""

from __future__ import annotations

import re
from functools import cache

from extract.pattern_data import load_patterns

_HEAD_LINES = 60
_TAIL_LINES = 20
_LONGEST_VALUE = 80
_VALUE_END = re.compile(r"\s{2,}|\t|[\[\]【】]")


def metadata(raw: str) -> dict[str, str]:
    """What the header table in `raw` (before its spaces are squeezed) says: key → value.

    The first value that is not empty counts. Keys are those of extract/patterns/noise.toml.
    """
    lines = [line.strip() for line in raw.split("\n")]
    lines = [line for line in lines if line]
    if len(lines) > _HEAD_LINES + _TAIL_LINES:
        lines = lines[:_HEAD_LINES] + lines[-_TAIL_LINES:]
    found: dict[str, str] = {}
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        for key, value in _fields(line[:2000], following):
            found.setdefault(key, value)
    return found


@cache
def header_line() -> re.Pattern[str]:
    """Matches at the start of a line that begins with a key of the header table."""
    keys = "|".join(_keys())
    return re.compile(rf"[\[【](?:{keys})[\]】:：]|(?:{keys})[:：]")


def _fields(line: str, following: str) -> list[tuple[str, str]]:
    matches = list(_field().finditer(line))
    fields = []
    for index, match in enumerate(matches):
        end = matches[index + 1].start() if index + 1 < len(matches) else len(line)
        value = _VALUE_END.split(line[match.end() : end].strip(), maxsplit=1)[0]
        if not value and match[1] and len(matches) == 1 and not _field().search(following):
            value = following
        if value and len(value) <= _LONGEST_VALUE:
            fields.append(("".join((match[1] or match[2]).split()), value))
    return fields


@cache
def _field() -> re.Pattern[str]:
    keys = "|".join(r"\s{0,4}".join(key) for key in _keys())
    return re.compile(rf"[\[【]\s{{0,4}}({keys})\s{{0,4}}(?:[\]】]\s?[:：]?|[:：])|(?:^|(?<=\s))({keys})\s{{0,4}}[:：]")


def _keys() -> list[str]:
    return sorted(load_patterns("noise")["metadata"]["keys"], key=len, reverse=True)
