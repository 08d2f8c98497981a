"""The parts of a page: which elements hold the report, which are the page's frame, which are tables of data."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress

from lxml import etree

from extract.pattern_data import load_patterns
from extract.text.marks import union
from extract.text.script import in_simplified

# What shows no text of the page, and what is its frame by its very name.
_MUTE = frozenset([
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "audio",
    "video", "select", "button", "input", "textarea", "datalist", "map", "head", "applet", "del",
])  # fmt: skip
_FRAME = frozenset(["nav", "footer", "aside", "menu"])
_GROUPS = frozenset(
    ["body", "div", "section", "article", "main", "center", "form", "table", "tbody", "tr", "td", "th", "fieldset"]
)
_TITLES = frozenset(["h1", "h2"])
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE = re.compile("[，。；、,;]")
_MOST = 0.9
_ENOUGH = 0.6
_TOO_MUCH = 0.5
_LONGEST_CELL = 400
_FEW_LINKS = 40
_WIDER = 1.6


@dataclass(frozen=True, slots=True)
class Parts:
    """Elements by their part in the page.

    `left_out` show nothing of the report; `containers` hold its text, each outside the others.
    """

    left_out: frozenset[etree._Element]
    containers: frozenset[etree._Element]
    tables: frozenset[etree._Element]
    crumbs: frozenset[etree._Element]
    titles: frozenset[etree._Element]


def parts_of(root: etree._Element) -> Parts:
    """The parts of the page whose outermost element is `root`, each element looked at a few times at most."""
    page = _Page([element for element in root.iter() if isinstance(element.tag, str)])
    mute = {element for element in page.elements if element.tag in _MUTE}
    prose, _, _ = page.amounts(mute)
    most = prose[root] * _TOO_MUCH
    frame = {element for element in page.elements if _is_frame(element) and prose.get(element, 0) <= most}
    left_out = frozenset(mute | frame)
    prose, text, linked = page.amounts(left_out)
    shown = list(prose)
    return Parts(
        left_out=left_out,
        containers=frozenset(_containers(root, shown, prose, text, linked)),
        tables=frozenset(_data_tables(shown, text)),
        crumbs=frozenset(element for element in shown if _named(element, "crumb")),
        titles=frozenset(element for element in shown if element.tag in _TITLES or _named(element, "title")),
    )


def attribute(element: etree._Element, name: str) -> str:
    """The value of an attribute, empty where there is none."""
    return str(element.get(name) or "")


_Amounts = dict[etree._Element, int]


class _Page:
    """The elements of a page in document order, each with its parent and the characters of its own."""

    def __init__(self, elements: list[etree._Element]) -> None:
        """Count what stands in and right after each element: all characters, and those of sentences."""
        self.elements = elements
        places = {element: place for place, element in enumerate(elements)}
        self._parents = [places.get(element.getparent(), -1) for element in elements]
        self._inside = [_count(element.text) for element in elements]
        self._after = [_count(element.tail) for element in elements]

    def amounts(self, left_out: Collection[etree._Element]) -> tuple[_Amounts, _Amounts, _Amounts]:
        """For each element not in those left out: the characters of sentences, of all text and of links in it.

        Text inside links is no sentence.
        """
        parents, elements = self._parents, self.elements
        shown: list[bool] = []
        for place, element in enumerate(elements):
            shown.append(parents[place] < 0 or (shown[parents[place]] and element not in left_out))
        prose, text, linked = ([0] * len(elements) for _ in range(3))
        for place in range(len(elements) - 1, -1, -1):
            parent = parents[place]
            if shown[place]:
                text[place] += self._inside[place][0]
                prose[place] += self._inside[place][1]
                if elements[place].tag == "a" and elements[place].get("href"):
                    prose[place], linked[place] = 0, text[place]
            if parent >= 0:
                prose[parent] += prose[place] + self._after[place][1]
                text[parent] += text[place] + self._after[place][0]
                linked[parent] += linked[place]

        def of_shown(amounts: list[int]) -> _Amounts:
            return dict(compress(zip(elements, amounts, strict=True), shown))

        return of_shown(prose), of_shown(text), of_shown(linked)


def _count(words: str | None) -> tuple[int, int]:
    """How many characters there are in `words`, and how many of them are of sentences: all or none."""
    words = words.strip() if words else ""
    if not words:
        return 0, 0
    is_prose = _SENTENCE.search(words) and not union("pages", "imprint").search(in_simplified(words))
    return len(words), len(words) if is_prose else 0


def _is_frame(element: etree._Element) -> bool:
    if element.tag in _FRAME:
        return True
    if element.tag in ("html", "body"):
        return False
    style = element.get("style")
    hidden = element.get("hidden") is not None or (style and _HIDDEN.search(str(style)) is not None)
    return bool(hidden) or _named(element, "frame")


def _containers(
    root: etree._Element, shown: list[etree._Element], prose: _Amounts, text: _Amounts, linked: _Amounts
) -> Iterator[etree._Element]:
    """The elements that are named as the text, else the smallest one that holds nearly all sentences."""
    total = prose[root]
    named = _outermost([element for element in shown if element.tag in _GROUPS and _named(element, "container")], prose)
    if total and sum(prose[element] for element in named) >= _ENOUGH * total:
        yield from (element for element in named if prose[element])
        return
    if total:
        yield _with_neighbours(_smallest(root, prose), text, linked)


def _smallest(root: etree._Element, prose: _Amounts) -> etree._Element:
    """The smallest group of elements that holds nearly all sentences."""
    found = root
    element: etree._Element | None = root
    while element is not None:
        found = element
        element = next((c for c in found if c in prose and c.tag in _GROUPS and prose[c] > _MOST * prose[root]), None)
    return found


def _with_neighbours(element: etree._Element, text: _Amounts, linked: _Amounts) -> etree._Element:
    """The group with what belongs to it: tables and signatures that stand beside it in a group without links."""
    own = text[element]
    parent = element.getparent()
    while parent is not None and parent.tag not in ("body", "html"):
        if linked[parent] - linked[element] > _FEW_LINKS or text[parent] > own * _WIDER:
            break
        element, parent = parent, parent.getparent()
    return element


def _outermost(named: list[etree._Element], prose: _Amounts) -> list[etree._Element]:
    """Of the elements (in document order) those that hold the report: the inner ones where they have nearly all."""
    inner: dict[etree._Element | None, list[etree._Element]] = {None: []}
    known = set(named)
    for element in reversed(named):
        within = inner.get(element, [])
        whole = sum(prose[each] for each in within) >= _MOST * prose[element]
        above = next((each for each in element.iterancestors() if each in known), None)
        inner.setdefault(above, []).extend(within if within and whole else [element])
    return inner[None]


def _data_tables(shown: list[etree._Element], text: _Amounts) -> Iterator[etree._Element]:
    """The tables of data: without a table in them, of more than one column, without long texts."""
    tables = [element for element in shown if element.tag == "table"]
    outer = {above for table in tables for above in table.iterancestors("table")}
    for table in tables:
        if table not in outer and _is_data(table, text):
            yield table


def _is_data(table: etree._Element, text: _Amounts) -> bool:
    wide = False
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        wide = wide or len(cells) > 1
        if any(text.get(cell, 0) > _LONGEST_CELL for cell in cells):
            return False
    return wide


def _named(element: etree._Element, table: str) -> bool:
    """Whether a class or the id of the element is one of the names in a table of pages.toml."""
    names, own = element.get("class"), element.get("id")
    if not names and not own:
        return False
    return _known(f"{own or ''} {names or ''}"[:400].lower(), table)


@lru_cache(maxsize=4096)
def _known(names: str, table: str) -> bool:
    return any(pattern.search(name) for name in names.split() for pattern in _names(table))


@cache
def _names(table: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(entry["pattern"]) for entry in load_patterns("pages")[table])
