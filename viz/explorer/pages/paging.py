"""Long lists a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from viz.explorer.pages.page import Page

_MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class Pager:
    """Page `number` of a list of `total` entries, `size` of them a page; the first page is 1."""

    number: int
    total: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many entries come before this page."""
        return (self.number - 1) * self.size


def pager(page: Page, total: int, size: int = 50) -> Pager:
    """Return the page of a list that the parameter `page` asks for; the last one if it asks for more."""
    asked = Pager(page.number("page", 1, _MOST_PAGES) or 1, total, size)
    return Pager(min(asked.number, asked.last), total, size)
