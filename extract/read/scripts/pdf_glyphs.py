"""Writes the glyphs of the PDF on standard input to standard output, as JSON.

`{"pages": [{"box": [left, bottom, right, top], "images": …, "glyphs": [[code, left, bottom, right, top, x, y, angle],
…]}]}` in points, y upwards, the angle in degrees clockwise. Exit status 3 says on standard error why there is nothing
to read.

This runs alone, apart from the package, under limits of its own: PDFium is C++, and files come from anywhere.
"""

from __future__ import annotations

import json
import math
import sys
from ctypes import byref, c_double
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

try:
    import resource
except ImportError:  # not on Windows, where the time on the clock is the only limit
    resource = None  # type: ignore[assignment]

MEMORY = 2 * 1024**3
CPU_SECONDS = 50
MOST_PAGES = 2_000
MOST_GLYPHS = 2_000_000
REFUSED = 3

PASSWORD = "protected by a password; open it with the password and save a copy without one"
DAMAGED = "a damaged or cut-off PDF; fetch it again where it came from, or print it to a new PDF"
TOO_LONG = f"a PDF of more than {MOST_PAGES} pages or {MOST_GLYPHS} characters; split it, one report a file"


def main() -> int:
    """Read, write, and return the exit status."""
    limit()
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        return refuse(PASSWORD if "password" in str(error).lower() else DAMAGED)
    if not len(document):
        return refuse(DAMAGED)
    if len(document) > MOST_PAGES:
        return refuse(TOO_LONG)
    pages = []
    glyphs = 0
    for index in range(len(document)):
        pages.append(page_of(document, index))
        glyphs += len(pages[-1]["glyphs"])
        if glyphs > MOST_GLYPHS:
            return refuse(TOO_LONG)
    json.dump({"pages": pages}, sys.stdout)
    return 0


def limit() -> None:
    """Set the limits of this process."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse(why: str) -> int:
    """Say why there is nothing to read."""
    sys.stderr.write(why)
    return REFUSED


def page_of(document: pypdfium2.PdfDocument, index: int) -> dict[str, Any]:
    """One page; a page that PDFium cannot load has no glyphs."""
    try:
        page = document[index]
        box = page.get_mediabox()
        text = page.get_textpage()
        count = min(text.count_chars(), MOST_GLYPHS + 1)
        glyphs = [glyph for at in range(count) if (glyph := glyph_of(text.raw, at))]
        images = 0 if glyphs else images_of(page)
    except pypdfium2.PdfiumError:
        return {"box": [0, 0, 0, 0], "images": 0, "glyphs": []}
    text.close()
    page.close()
    return {"box": box, "images": images, "glyphs": glyphs}


def images_of(page: pypdfium2.PdfPage) -> int:
    """How many pictures a page without text shows."""
    return sum(1 for _ in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3))


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


if __name__ == "__main__":
    sys.exit(main())
