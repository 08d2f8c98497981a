"""The way back: where in the file the characters of the clean text stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from extract.pattern_data import load_patterns
from extract.read.clean import characters
from ontology.model import Issue

Origins = tuple[tuple[int, str], ...]
"""Where each page or paragraph begins: offset and label ("page 4" in two languages), ascending."""

_KEY = 16
_ANCHORS = 6
_REACH = 4_000


@dataclass(frozen=True, slots=True)
class Marked:
    """Raw text with the offsets at which its pages or paragraphs begin, ascending, and what they are called.

    `issues` say what of the file is not in the text.
    """

    text: str
    marks: Origins = ()
    issues: tuple[Issue, ...] = ()


def label(kind: str, number: int) -> str:
    """What a place of a file is called: `kind` is a key of extract/patterns/origins.toml, `number` counts from 1."""
    return str(load_patterns("origins")[kind]).replace("{}", str(number))


def by_paragraph(lines: Iterable[str]) -> Marked:
    """The lines as raw text in which each that holds anything is a paragraph, counted from 1."""
    parts: list[str] = []
    marks: list[tuple[int, str]] = []
    length = 0
    for line in lines:
        if line.strip():
            marks.append((length, label("paragraph", len(marks) + 1)))
        parts.append(line + "\n")
        length += len(line) + 1
    return Marked("".join(parts), tuple(marks))


def origin_at(origins: Origins, offset: int) -> str:
    """The label of the page or paragraph that holds `offset`; empty where none is known."""
    index = bisect_right(origins, offset, key=itemgetter(0)) - 1 if origins else -1
    return origins[index][1] if index >= 0 else ""


def locate(raw: Marked, text: str) -> Origins:
    """The marks of `raw` as offsets of `text`, the clean text made of it.

    Each mark is found by the first characters after it that are still there, nearest to where the
    amount of text before it lets them be expected. What cleaning dropped whole gives no origin.
    """
    if not raw.marks:
        return ()
    squashed, offsets = _squashed(text)
    pieces = _pieces(raw)
    scale = len(squashed) / max(1, sum(len(piece) for piece, _ in pieces))
    found: list[tuple[int, str]] = []
    before = least = after = 0
    for piece, name in pieces:
        # Nearly always a piece is whole, and stands right after the one before it.
        follows = bool(piece) and squashed.startswith(piece, after)
        position = after if follows else _anchor(piece, squashed, least, round(before * scale))
        if position is not None:
            found.append((offsets[position], name))
            least = position + 1
            after = position + len(piece) if squashed.startswith(piece, position) else least
        before += len(piece)
    return _from_start(found)


def _from_start(found: Sequence[tuple[int, str]]) -> Origins:
    """The origins, the first of them from the text's very start on."""
    return ((0, found[0][1]), *found[1:]) if found else ()


def _pieces(raw: Marked) -> list[tuple[str, str]]:
    """What stands between the marks, without white space, with its label."""
    starts = [start for start, _ in raw.marks]
    ends = [*starts[1:], len(raw.text)]
    texts = (raw.text[start:end] for start, end in zip(starts, ends, strict=True))
    return [("".join(characters(text).split()), name) for text, (_, name) in zip(texts, raw.marks, strict=True)]


def _squashed(text: str) -> tuple[str, Sequence[int]]:
    """`text` without white space, and the offset in `text` of each character that is left."""
    offsets = [offset for offset, char in enumerate(text) if not char.isspace()]
    return "".join(text[offset] for offset in offsets), offsets


def _anchor(piece: str, squashed: str, least: int, expected: int) -> int | None:
    """Where `piece` begins in `squashed`, by the first of its keys that is still there."""
    for skip in range(0, min(len(piece), _KEY * _ANCHORS), _KEY // 2):
        key = piece[skip : skip + _KEY]
        position = _nearest(key, squashed, least, expected + skip)
        if position is not None:
            return max(least, position - skip) if _kept(piece[:skip], squashed, position) else position
    return None


def _kept(before: str, squashed: str, position: int) -> bool:
    return squashed.endswith(before, 0, position)


def _nearest(key: str, squashed: str, least: int, expected: int) -> int | None:
    """Where `key` stands nearest to `expected`, from `least` on and within reach."""
    hits: list[int] = []
    position = squashed.find(key, max(least, expected - _REACH), expected + _REACH)
    while position >= 0 and len(hits) < 100:
        hits.append(position)
        position = squashed.find(key, position + 1, expected + _REACH)
    if not hits:
        return None
    after = bisect_left(hits, expected)
    return min(hits[max(0, after - 1) : after + 1], key=lambda hit: abs(hit - expected))
