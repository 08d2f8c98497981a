"""What every finder looks at: the clean text, its folded form and its outline."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from extract.document import Document, Section
from extract.read.origins import origin_at
from extract.text.script import simplifier
from ontology.model import Evidence, SectionRole


@dataclass(frozen=True)
class Reading:
    """A document as the finders see it; all offsets count code points of `document.text`.

    `folded` has the same length as the text. `sections` are in order of their start and cover
    the text: the first may be a preamble without a heading.
    """

    document: Document
    folded: str
    sections: tuple[Section, ...]

    def section_at(self, offset: int) -> Section | None:
        """The innermost section that holds `offset`; None in an empty document."""
        index = bisect_right(self._starts, offset) - 1
        return self.sections[index] if index >= 0 else None

    @cached_property
    def _starts(self) -> list[int]:
        return [section.start for section in self.sections]

    @cached_property
    def _simplify(self) -> Callable[[str], str]:
        return simplifier(self.document.text)

    def words(self, start: int, end: int) -> str:
        """The words `text[start:end]` as a name or title is kept: as written, but in simplified characters."""
        return self._simplify(self.document.text[start:end])

    def evidence(self, start: int, end: int) -> Evidence:
        """The evidence `text[start:end]` with the section it stands in."""
        section = self.section_at(start)
        heading, role = (section.heading, section.role) if section else ("", SectionRole.OTHER)
        document = self.document
        origin = origin_at(document.origins, start) if document.origins else ""
        return Evidence(document.text[start:end], start, end, heading, role, origin)
