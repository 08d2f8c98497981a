"""Finds the title of a report among its first lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.letterhead.page import Found, Page, compiled, matches
from extract.text.spans import Span

TITLE_LINES = 3
SHORT_LINE = 30
TITLE_LENGTH = 80
REPORT, _OTHER, _BARE = 20, 10, 12
"""Ranks: the title of such a report, of any other document, of a site's column."""


def find_title(page: Page) -> Found | None:
    """The best line of the head that has the form of a title, also over two or three lines."""
    found = [title for index in range(len(page.head)) if (title := _title_at(page, index))]
    found += [title for value in page.fields["title"] if value.span and (title := _title_in(page, value.span))]
    found += list(_glued_titles(page))
    if not found:
        found = list(_cover_titles(page))
    best = max(found, key=lambda title: title.rank, default=None)
    return next((title for title in found if best and _is_fuller(title, best)), best)


def _is_fuller(title: Found, best: Found) -> bool:
    """Whether a title is the best one with the body that issues it before."""
    body = title.value.removesuffix(best.value)
    return title.rank >= best.rank and body != title.value and is_opener(body)


def _title_at(page: Page, index: int) -> Found | None:
    """The title that starts with the head's line `index`, on it alone or going on over the next ones."""
    lines = page.head[index : index + TITLE_LINES]
    for count in range(1, len(lines) + 1):
        if count > 1 and not _goes_on(lines[count - 2].text, lines[count - 1].text):
            return None
        span = (lines[0].start, lines[count - 1].end)
        text = page.text[span[0] : span[1]].replace("\n", "")
        if len(text) <= TITLE_LENGTH and (rank := title_rank(text)):
            return Found(page.quote(span).replace("\n", ""), span, rank)
    return None


def is_opener(line: str) -> bool:
    """Whether a line is a body or a place that may open a title going on in the next line."""
    return len(line) <= SHORT_LINE and matches("title_head", line)


def _goes_on(line: str, after: str) -> bool:
    """Whether a title goes on from one line to the next: after a body or a place, or where it is cut inside."""
    if is_opener(line):
        return matches("title_rest", after)
    if any(mark in line for mark in "，。；：》】]>|") or title_rank(line) or matches("title_alone", line):
        return False
    return title_rank(after) < REPORT or matches("title_cut", line)


def title_rank(text: str) -> int:
    """How much the text looks like a title: 0 for not at all, REPORT or more for one of such a report."""
    for base, kind in ((REPORT, "report"), (_OTHER, "other")):
        for own, pattern in compiled("title"):
            if own == kind and pattern.fullmatch(text):
                if matches("bare_title", text):
                    return _BARE
                return base + 4 * bool(re.search(r"20\d\d", text)) + (len(text) > 14)
    return 0


def _title_in(page: Page, span: Span) -> Found | None:
    rank = title_rank(page.text[span[0] : span[1]])
    return Found(page.quote(span), span, rank - 1) if rank else None


def _glued_titles(page: Page) -> Iterator[Found]:
    for line in page.head:
        for _, pattern in compiled("title_start"):
            if match := pattern.search(line.text):
                span = line.span(match)
                yield Found(page.quote(span), span, REPORT - 1 + 4 * bool(re.search(r"20\d\d", match[0])))


def _cover_titles(page: Page) -> Iterator[Found]:
    """Titles in 《》 of a covering letter, where the report's own title line is missing."""
    for line in page.head[:8]:
        for match in re.finditer(r"^《([^《》]{6,60})》", line.text):
            if title_rank(match[1]) > REPORT:
                span = line.span(match, 1)
                yield Found(page.quote(span), span, title_rank(match[1]) - 8)
