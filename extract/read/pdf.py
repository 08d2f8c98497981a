"""Reads PDF: PDFium's glyphs, put in reading order."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from extract.read.errors import ReadError
from extract.read.layout import Glyph, Page, text_of
from extract.read.origins import Marked
from extract.read.sandbox import run

_LIGATURES = frozenset(map(chr, range(0xFB00, 0xFB07)))
_MOST_SLANT = 3
_MOST_UNMAPPED = 0.2
_FEWEST_GLYPHS = 20
_HEIGHT_TO_SIZE = 0.8

_OCR = "recognize the text first, for instance with: ocrmypdf -l chi_sim --force-ocr SCAN.pdf OUT.pdf"


def read_pdf(data: bytes, path: str) -> Marked:
    """The running text of a PDF, with its pages.

    Raises ReadError for one that is encrypted, damaged, without text, or too costly to read.
    """
    pages: list[dict[str, Any]] = json.loads(run("pdf_glyphs", data, path, "PDF"))["pages"]
    _check(pages, path)
    return text_of([_turned(page) for page in pages])


def _check(pages: Sequence[Mapping[str, Any]], path: str) -> None:
    codes = [glyph[0] for page in pages for glyph in page["glyphs"]]
    if len(codes) < _FEWEST_GLYPHS:
        scans = sum(page["images"] > 0 for page in pages)
        what = f"scanned ({scans} of {len(pages)} pages are pictures)" if scans else "empty"
        raise ReadError(path, f"a PDF without a text layer: it is {what}", _OCR)
    if sum(map(_is_unmapped, codes)) > _MOST_UNMAPPED * len(codes):
        raise ReadError(path, "a PDF whose fonts do not say which characters they show", _OCR)


def _is_unmapped(code: int) -> bool:
    return code in {0xFFFD, 0xFFFE, 0xFFFF} or code < 32 or 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def _turned(page: Mapping[str, Any]) -> Page:
    """The page turned so that most of its text is upright; text at other angles (watermarks, stamps) is left out."""
    upright = [glyph for glyph in page["glyphs"] if _slant(glyph) <= _MOST_SLANT]
    turns = Counter(_turns(glyph) for glyph in upright)
    turn = max(turns, key=lambda quarter: (turns[quarter], -quarter), default=0)
    left, bottom, right, top = page["box"]
    glyphs = [_glyph(glyph, turn, page["box"]) for glyph in upright if _turns(glyph) == turn]
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    return Page(width, height, glyphs)


def _turns(glyph: Sequence[float]) -> int:
    """How many quarter turns, anticlockwise, its text is turned; PDFium's angles go clockwise."""
    return round(-glyph[7] / 90) % 4


def _slant(glyph: Sequence[float]) -> float:
    """Degrees from the nearest quarter turn."""
    return abs((glyph[7] + 45) % 90 - 45)


def _glyph(raw: Sequence[float], turn: int, box: Sequence[float]) -> Glyph:
    """The glyph on its page turned back by `turn` quarters, y downwards."""
    code, left, bottom, right, top, x, y, _ = raw
    start, end, base, size = (
        (left - box[0], right - box[0], box[3] - y, top - bottom),
        (bottom - box[1], top - box[1], x - box[0], right - left),
        (box[2] - right, box[2] - left, y - box[1], top - bottom),
        (box[3] - top, box[3] - bottom, box[2] - x, right - left),
    )[turn]
    return Glyph(_character(int(code)), start, end, base, max(size * _HEIGHT_TO_SIZE, 1e-3))


def _character(code: int) -> str:
    char = chr(code) if 0 <= code <= 0x10FFFF else "\ufffd"
    return unicodedata.normalize("NFKC", char) if char in _LIGATURES else char
