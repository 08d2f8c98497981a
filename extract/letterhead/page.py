"""What the finders of a letterhead look at: a report's first and last lines, its header fields, and their patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from extract.pattern_data import expand, load_patterns
from extract.reading import Reading
from extract.text.spans import Span

HEAD_LENGTH = 2500
TAIL_LINES = 14
LONGEST_SIGNATURE = 60
LONG_LABEL, LONGEST_LABEL = 4, 8
_SENTENCE_END = "。"
# A label ends in a colon or a bracket, in a table's row in a tab.
_VALUE = re.compile(r"(?:[\]】：]{1,2}\n?|(?<=[\u4e00-\u9fff])\t)(?=(?P<value>[^\[【】\n]{1,48}))")


class Line(NamedTuple):
    """A line of the folded text that is not empty, with its offset."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)

    def span(self, match: re.Match[str], group: str | int = 0) -> Span:
        """Where a match in the line stands in the text."""
        return self.start + match.start(group), self.start + match.end(group)


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its place in the text, None for one from elsewhere; `rank` says which of several is best."""

    value: str
    span: Span | None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The folded text cut into what stands before the first heading and the last lines."""

    reading: Reading
    lines: tuple[Line, ...]
    head: tuple[Line, ...]
    tail: tuple[Line, ...]
    fields: dict[str, list[Found]]

    @property
    def text(self) -> str:
        """The folded text."""
        return self.reading.folded

    def quote(self, span: Span) -> str:
        """The text as written, in simplified characters."""
        return self.reading.words(*span)


@cache
def compiled(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns of one table with what they are for (`kind`, else `name`)."""
    data = load_patterns("letterhead")
    entries: list[dict[str, Any]] = data[table]
    return tuple((entry.get("kind", entry["name"]), compile_pattern(entry["pattern"])) for entry in entries)


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern of letterhead.toml with DATE and NUMBER put in."""
    data = load_patterns("letterhead")
    made = f"(?:{data['date']}|{data['date_zh']})"
    number = data["number"][0]["pattern"]
    return re.compile(expand(pattern.replace("NUMBER", number).replace("DATE", made)), re.MULTILINE)


def matches(table: str, text: str) -> bool:
    """Whether a pattern of the table is found in the text."""
    return any(pattern.search(text) for _, pattern in compiled(table))


def first(page: Page, lines: Sequence[Line], table: str) -> Found | None:
    """The first value that a pattern of the table finds in the lines."""
    for line in lines:
        for _, pattern in compiled(table):
            if match := pattern.search(line.text):
                span = line.span(match, "value")
                return Found(page.quote(span), span)
    return None


def read_page(reading: Reading) -> Page:
    """The page of a reading; without a heading its head is what stands in HEAD_LENGTH characters."""
    lines = tuple(_lines(reading.folded))
    body = next((section.start for section in reading.sections if section.level > 0 and section.start), None)
    limit = min(body or HEAD_LENGTH, HEAD_LENGTH)
    head = tuple(line for line in lines if line.start < limit)
    tail = tuple(line for line in _unwrapped(lines[-TAIL_LINES:]) if line.start >= (body or 0))
    fields = _fields(reading, limit)
    return Page(reading, lines, head, tail, fields)


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        if line:
            yield Line(line, start)
        start += len(line) + 1


def _unwrapped(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines; what stands in a long one behind its last sentence is one too (of texts that lost their breaks)."""
    for line in lines:
        yield line
        rest = line.start + line.text.rfind(_SENTENCE_END) + 1
        if line.start < rest < line.end <= rest + LONGEST_SIGNATURE:
            signature = line.text[rest - line.start :].lstrip()
            yield Line(signature, line.end - len(signature))


def _fields(reading: Reading, limit: int) -> dict[str, list[Found]]:
    """The values of the header fields by kind: from the text, then from the document's metadata."""
    fields: dict[str, list[Found]] = {name: [] for name in load_patterns("letterhead")["labels"]}
    for match in _VALUE.finditer(reading.folded, 0, limit):
        if name := _label_before(reading.folded, match.start()):
            fields[name].append(Found(match["value"], match.span("value")))
    for label, value in reading.document.metadata.items():
        if value and label in _labels():
            fields[_labels()[label]].append(Found(value, None))
    return fields


def _label_before(text: str, end: int) -> str | None:
    """The kind of field whose label ends at `end`; a short label is none at the end of a longer word."""
    for length in range(min(end, LONGEST_LABEL), 1, -1):
        name = _labels().get(text[end - length : end])
        if name and (length >= LONG_LABEL or not "\u4e00" <= text[end - length - 1 : end - length] <= "\u9fff"):
            return name
    return None


@cache
def _labels() -> dict[str, str]:
    kinds = load_patterns("letterhead")["labels"]
    return {label: name for name, labels in kinds.items() for label in labels}
