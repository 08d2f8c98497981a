"""What stands on the pages of a PDF: glyphs, ruling lines, pictures.

PDFium is C++, and files come from anywhere: `worker.py` runs this apart from the package, under limits.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from ctypes import byref, c_double, c_float, c_int
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MOST_PAGES = 2_000
MOST_GLYPHS = 1_000_000
MOST_RULES = 40_000
MOST_OBJECTS = 20_000
MOST_CORNERS = 2_000
FEW_GLYPHS = 30
THIN = 3.0
DEEPEST = 8

PASSWORD = "protected by a password; open it with the password and save a copy without one"
DAMAGED = "a damaged or cut-off PDF; fetch it again where it came from, or print it to a new PDF"
TOO_LONG = f"a PDF of more than {MOST_PAGES} pages or {MOST_GLYPHS} characters; split it, one report a file"

Point = tuple[float, float]


def read(data: bytes) -> bytes | str:
    """A line of JSON a page, or why there is nothing to read.

    `{"box": [left, bottom, right, top], "picture": share of the page that one picture covers, "glyphs":
    [[code, left, bottom, right, top, x, y, angle], …], "rules": [[left, bottom, right, top], …]}` in points, y
    upwards, the angle in degrees clockwise.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return PASSWORD if "password" in str(error).lower() else DAMAGED
    if not len(document):
        return DAMAGED
    if len(document) > MOST_PAGES:
        return TOO_LONG
    pages = []
    glyphs = rules = 0
    for index in range(len(document)):
        page = page_of(document, index, MOST_RULES - rules)
        glyphs += len(page["glyphs"])
        rules += len(page["rules"])
        if glyphs > MOST_GLYPHS:
            return TOO_LONG
        pages.append(json.dumps(page, separators=(",", ":")))
    return "\n".join(pages).encode()


def page_of(document: pypdfium2.PdfDocument, index: int, most_rules: int) -> dict[str, Any]:
    """One page; a page that PDFium cannot load has nothing on it."""
    try:
        page = document[index]
        box = page.get_mediabox()
        text = page.get_textpage()
        count = min(text.count_chars(), MOST_GLYPHS + 1)
        glyphs = [glyph for at in range(count) if (glyph := glyph_of(text.raw, at))]
        picture = largest_picture(page, box) if len(glyphs) < FEW_GLYPHS else 0.0
        rules = [rule for rule, _ in zip(rules_of(page), range(most_rules), strict=False)]
    except pypdfium2.PdfiumError:
        return {"box": [0, 0, 0, 0], "picture": 0.0, "glyphs": [], "rules": []}
    text.close()
    page.close()
    return {"box": box, "picture": picture, "glyphs": glyphs, "rules": rules}


def largest_picture(page: pypdfium2.PdfPage, box: tuple[float, float, float, float]) -> float:
    """The share of the page that its largest picture covers."""
    whole = abs((box[2] - box[0]) * (box[3] - box[1])) or 1.0
    if pdfium.FPDFPage_CountObjects(page.raw) > MOST_OBJECTS:
        return 0.0
    bounds = (
        picture.get_bounds() for picture in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=DEEPEST)
    )
    areas = ((right - left) * (top - bottom) for left, bottom, right, top in bounds)
    return round(min(1.0, max(areas, default=0.0) / whole), 2)


def glyph_of(text: Any, at: int) -> list[float] | None:  # noqa: ANN401
    """Code and box of one character; None for white space, which the boxes tell better."""
    code = pdfium.FPDFText_GetUnicode(text, at)
    if code <= 32 or code == 0xA0 or code == 0x3000 or pdfium.FPDFText_IsGenerated(text, at) == 1:
        return None
    box = pdfium.FS_RECTF()
    x, y = c_double(), c_double()
    if not pdfium.FPDFText_GetLooseCharBox(text, at, byref(box)):
        return None
    pdfium.FPDFText_GetCharOrigin(text, at, byref(x), byref(y))
    numbers = [box.left, box.bottom, box.right, box.top, x.value, y.value]
    if not all(map(math.isfinite, numbers)):
        return None
    angle = math.degrees(pdfium.FPDFText_GetCharAngle(text, at))
    return [code, *(round(number, 2) for number in numbers), round(angle)]


def rules_of(page: pypdfium2.PdfPage) -> Iterator[list[float]]:
    """The straight lines and thin bars along and across the page."""
    if pdfium.FPDFPage_CountObjects(page.raw) > MOST_OBJECTS:  # a drawing, or meant to be slow
        return
    for path in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=DEEPEST):
        filled, stroked = c_int(), c_int()
        if not pdfium.FPDFPath_GetDrawMode(path.raw, byref(filled), byref(stroked)):
            continue
        for outline in outlines_of(path):
            if stroked.value:
                yield from filter(None, (rule_of(one, other) for one, other in pairwise(outline)))
            elif filled.value:
                xs, ys = [x for x, _ in outline], [y for _, y in outline]
                rule = rule_of((min(xs), min(ys)), (max(xs), max(ys)))
                if rule:
                    yield rule


def rule_of(one: Point, other: Point) -> list[float] | None:
    """The rule between two corners; None where that is thick, slanted or a dot."""
    left, right = sorted((one[0], other[0]))
    bottom, top = sorted((one[1], other[1]))
    width, height = right - left, top - bottom
    is_rule = min(width, height) <= THIN < max(width, height)
    return [round(number, 1) for number in (left, bottom, right, top)] if is_rule else None


def outlines_of(path: pypdfium2.PdfObject) -> Iterator[list[Point]]:
    """The corners of each part of a path, on the page."""
    matrix = path.get_matrix()
    container = path.container
    while container is not None:
        matrix = matrix.multiply(container.get_matrix())
        container = container.container
    outline: list[Point] = []
    for at in range(min(pdfium.FPDFPath_CountSegments(path.raw), MOST_CORNERS)):
        segment = pdfium.FPDFPath_GetPathSegment(path.raw, at)
        x, y = c_float(), c_float()
        if not pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y)):
            continue
        point = matrix.on_point(x.value, y.value)
        if not all(map(math.isfinite, point)):
            continue
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and outline:
            yield outline
            outline = []
        outline.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment):
            outline.append(outline[0])
    if outline:
        yield outline
