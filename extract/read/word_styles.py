"""What the styles of a Word file say that matters to its text: lists and hidden words."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from extract.read.word_xml import attribute, child, is_on, name_of, value_of

_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its name, the style it is based on, the list and level it sets, and whether its text is hidden."""

    name: str = ""
    based_on: str = ""
    number: str = ""
    level: int | None = None
    hidden: bool = False


class Styles:
    """The styles of a Word file by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read the part word/styles.xml; None for a file without styles."""
        self._styles: dict[str, Style] = {}
        self.default = ""
        for element in root if root is not None else ():
            if name_of(element) == "style":
                key = attribute(element, "styleId")
                self._styles[key] = _style(element)
                if attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true", "on"):
                    self.default = key

    def name(self, key: str) -> str:
        """The style's name in lower case, which Word keeps in English ("toc 1")."""
        return self._styles[key].name.lower() if key in self._styles else ""

    def hidden(self, key: str) -> bool:
        """Whether the style or one it is based on hides its text."""
        return any(style.hidden for _, style in self._chain(key))

    def number(self, key: str) -> tuple[str, int, str]:
        """The list that a paragraph style sets, the level, and the style that sets it; empty texts where none does."""
        level: int | None = None
        for name, style in self._chain(key):
            level = style.level if level is None else level
            if style.number:
                return style.number, level or 0, name
        return "", level or 0, ""

    def _chain(self, key: str) -> list[tuple[str, Style]]:
        chain: list[tuple[str, Style]] = []
        while key in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append((key, self._styles[key]))
            key = self._styles[key].based_on
        return chain


def _style(element: etree._Element) -> Style:
    level = value_of(element, "pPr", "numPr", "ilvl")
    return Style(
        name=value_of(element, "name"),
        based_on=value_of(element, "basedOn"),
        number=value_of(element, "pPr", "numPr", "numId"),
        level=int(level) if level.isdecimal() and len(level) < 3 else None,
        hidden=is_on(child(element, "rPr"), "vanish"),
    )
