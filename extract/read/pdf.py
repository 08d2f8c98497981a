"""Reads PDF: PDFium's glyphs, put in reading order."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from extract.read.errors import ReadError
from extract.read.layout import Glyph, Page, text_of
from extract.read.origins import Marked
from extract.read.ruled import Rule
from extract.read.sandbox import run
from ontology.model import Issue

_LIGATURES = frozenset(map(chr, range(0xFB00, 0xFB07)))
_MOST_SLANT = 3
_MOST_UNMAPPED = 0.2
_FEWEST_GLYPHS = 20
_LEAST_PICTURE = 0.3
_HEIGHT_TO_SIZE = 0.8

_LOOK = "open it; if it shows text, print it to a new PDF or recognize the text with ocrmypdf, else leave it out"
_OCR = "recognize the text first, for instance with: ocrmypdf -l chi_sim --force-ocr SCAN.pdf OUT.pdf"


def read_pdf(data: bytes, path: str) -> Marked:
    """The running text of a PDF, with its pages, and an issue that names the pages that are pictures.

    Raises ReadError for one that is encrypted, damaged, without text, or too costly to read.
    """
    seen = _Seen()
    text = text_of(seen.pages(run("pdf_glyphs", data, path, "PDF").split(b"\n")))
    seen.check(path)
    return Marked(text.text, text.marks, tuple(seen.issues()))


class _Seen:
    """What the pages hold, counted as they go by."""

    def __init__(self) -> None:
        self._all = self._glyphs = self._unmapped = 0
        self._pictures: list[int] = []

    def pages(self, lines: Iterable[bytes]) -> Iterator[Page]:
        """The pages that these lines of JSON are."""
        for line in lines:
            page: dict[str, Any] = json.loads(line)
            codes = [glyph[0] for glyph in page["glyphs"]]
            self._all += 1
            self._glyphs += len(codes)
            self._unmapped += sum(map(_is_unmapped, codes))
            if len(codes) < _FEWEST_GLYPHS and page["picture"] >= _LEAST_PICTURE:
                self._pictures.append(self._all)
            yield _turned(page)

    def check(self, path: str) -> None:
        """Raise ReadError where there is no text."""
        if self._glyphs < _FEWEST_GLYPHS:
            if not self._pictures:
                raise ReadError(path, "a PDF without a text layer: its pages are empty", _LOOK)
            what = f"scanned ({len(self._pictures)} of {self._all} pages are pictures)"
            raise ReadError(path, f"a PDF without a text layer: it is {what}", _OCR)
        if self._unmapped > _MOST_UNMAPPED * self._glyphs:
            raise ReadError(path, "a PDF whose fonts do not say which characters they show", _OCR)

    def issues(self) -> Iterator[Issue]:
        """An issue where some of the pages are pictures."""
        if self._pictures:
            yield Issue(
                "pages-without-text", _ranges(self._pictures), f"pictures: {len(self._pictures)} of {self._all} pages"
            )


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers with runs shortened: 2, 5-7."""
    runs = [list(run) for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0][1]}-{run[-1][1]}" if len(run) > 1 else str(run[0][1]) for run in runs)


def _is_unmapped(code: int) -> bool:
    return code in {0xFFFD, 0xFFFE, 0xFFFF} or code < 32 or 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def _turned(page: Mapping[str, Any]) -> Page:
    """The page turned so that most of its text is upright; text at other angles (watermarks, stamps) is left out."""
    upright = [glyph for glyph in page["glyphs"] if _slant(glyph) <= _MOST_SLANT]
    turns = Counter(_turns(glyph) for glyph in upright)
    turn = max(turns, key=lambda quarter: (turns[quarter], -quarter), default=0)
    left, bottom, right, top = box = page["box"]
    glyphs = [_glyph(glyph, turn, box) for glyph in upright if _turns(glyph) == turn]
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    return Page(width, height, glyphs, [_rule(rule, turn, box) for rule in page["rules"]])


def _turns(glyph: Sequence[float]) -> int:
    """How many quarter turns, anticlockwise, its text is turned; PDFium's angles go clockwise."""
    return round(-glyph[7] / 90) % 4


def _slant(glyph: Sequence[float]) -> float:
    """Degrees from the nearest quarter turn."""
    return abs((glyph[7] + 45) % 90 - 45)


def _glyph(raw: Sequence[float], turn: int, box: Sequence[float]) -> Glyph:
    """The glyph on its page turned back by `turn` quarters, y downwards."""
    code, left, bottom, right, top, x, y, _ = raw
    start, _, end, _ = _turned_back((left, bottom, right, top), turn, box)
    base = (box[3] - y, x - box[0], y - box[1], box[2] - x)[turn]
    size = top - bottom if turn % 2 == 0 else right - left
    return Glyph(_character(int(code)), start, end, base, max(size * _HEIGHT_TO_SIZE, 1e-3))


def _rule(raw: Sequence[float], turn: int, box: Sequence[float]) -> Rule:
    return Rule(*_turned_back(raw, turn, box))


def _turned_back(raw: Sequence[float], turn: int, box: Sequence[float]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box on its page turned back by `turn` quarters, y downwards."""
    left, bottom, right, top = raw
    return (
        (left - box[0], box[3] - top, right - box[0], box[3] - bottom),
        (bottom - box[1], left - box[0], top - box[1], right - box[0]),
        (box[2] - right, bottom - box[1], box[2] - left, top - box[1]),
        (box[3] - top, box[2] - right, box[3] - bottom, box[2] - left),
    )[turn]


def _character(code: int) -> str:
    char = chr(code) if 0 <= code <= 0x10FFFF else "\ufffd"
    return unicodedata.normalize("NFKC", char) if char in _LIGATURES else char
