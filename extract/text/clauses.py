"""Where the sentences and clauses of a text begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from extract.pattern_data import load_patterns
from extract.text.spans import Span


class Clauses:
    """The sentences and clauses of a folded text; a mark inside a quoted name ends none."""

    def __init__(self, text: str) -> None:
        """Find where the sentences and clauses of `text` end."""
        pattern, sentence_marks = _marks()
        self._length = len(text)
        self._sentences: list[int] = []
        self._clauses: list[int] = []
        for match in pattern.finditer(text):
            mark, end = match[0], match.end()
            if mark in sentence_marks:
                self._sentences.append(end)
            if mark[0] != "“":
                self._clauses.append(end)

    def sentence(self, offset: int) -> Span:
        """The sentence that holds an offset, with its mark."""
        index = bisect_right(self._sentences, offset)
        start = self._sentences[index - 1] if index else 0
        return start, self._sentences[index] if index < len(self._sentences) else self._length

    def clause(self, offset: int) -> Span:
        """The clause that holds an offset, without its mark."""
        index = bisect_right(self._clauses, offset)
        start = self._clauses[index - 1] if index else 0
        return start, self._clauses[index] - 1 if index < len(self._clauses) else self._length


@cache
def _marks() -> tuple[re.Pattern[str], str]:
    """The expression of all marks, with a quoted name as one, and the marks of sentences."""
    data = load_patterns("metrics")
    sentence_marks: str = data["sentence_marks"]
    return re.compile(f"[“{sentence_marks}{data['clause_marks']}](?:{data['quoted_rest']})?"), sentence_marks
