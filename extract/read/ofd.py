"""Reads OFD, the fixed-layout format of Chinese offices (GB/T 33190—2016): the text of its pages in reading order."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lxml import etree

from extract.read.errors import ReadError
from extract.read.layout import Glyph, Page, text_of
from extract.read.origins import Marked
from extract.read.package import Package, resolve

_NAMESPACE = "{http://www.ofdspec.org/2016}"
_FIRST_WIDE = 0x2E80
_MOST_PAGES = 2_000
_MOST_GLYPHS = 2_000_000
_FEWEST_GLYPHS = 20
_A4 = (210.0, 297.0)
_LARGEST_NUMBER = 1e6


def read_ofd(data: bytes, path: str) -> Marked:
    """The running text of an OFD file, with its pages.

    Raises ReadError for one that is encrypted, damaged, without text, or too large.
    """
    package = Package(data, path, "OFD")
    if "Encryptions.xml" in package:
        raise ReadError(path, "an encrypted OFD file", "save a copy without the password")
    pages: list[Page] = []
    for document in _texts(package.xml("OFD.xml"), "DocRoot"):
        pages.extend(_pages(package, resolve("OFD.xml", document)))
        if len(pages) > _MOST_PAGES or sum(len(page.glyphs) for page in pages) > _MOST_GLYPHS:
            raise ReadError(path, "an OFD file of far too many pages or characters", "split it, one report a file")
    if sum(len(page.glyphs) for page in pages) < _FEWEST_GLYPHS:
        raise ReadError(
            path,
            "an OFD file without text: its pages are pictures",
            "print it to PDF and recognize the text, for instance with: ocrmypdf -l chi_sim SCAN.pdf OUT.pdf",
        )
    return text_of(pages)


def _pages(package: Package, name: str) -> Iterator[Page]:
    """The pages of the document whose root part is `name`."""
    root = package.xml(name)
    box = _box(root)
    templates = {
        element.get("ID", ""): resolve(name, element.get("BaseLoc", "")) for element in _all(root, "TemplatePage")
    }
    for element in _all(root, "Page")[: _MOST_PAGES + 1]:
        part = resolve(name, element.get("BaseLoc", ""))
        if part not in package and f"{part}/Content.xml" in package:
            part = f"{part}/Content.xml"
        content = package.xml(part)
        glyphs = list(_glyphs(content))
        for template in _all(content, "Template"):
            below = templates.get(template.get("TemplateID", ""))
            if below and below in package:
                glyphs.extend(_glyphs(package.xml(below)))
        width, height = _box(content) or box or _A4
        yield Page(width, height, glyphs)


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    """All elements of a name, in OFD's namespace or in none, in order."""
    return [found for found in element.iter(f"{_NAMESPACE}{name}", name)]


def _texts(element: etree._Element, name: str) -> list[str]:
    return [(found.text or "").strip() for found in _all(element, name)]


def _box(element: etree._Element) -> tuple[float, float] | None:
    """The width and height of the pages that `element` lays down, in millimetres."""
    for text in _texts(element, "PhysicalBox"):
        numbers = _numbers(text)
        if len(numbers) == 4 and min(numbers[2:]) > 0:
            return numbers[2], numbers[3]
    return None


def _numbers(text: str | None) -> list[float]:
    """The numbers of a list; nothing where one is none."""
    try:
        numbers = [float(part) for part in (text or "").split()]
    except ValueError:
        return []
    return numbers if all(math.isfinite(n) and abs(n) < _LARGEST_NUMBER for n in numbers) else []


def _glyphs(content: etree._Element) -> Iterator[Glyph]:
    """The characters of a page or template, with their places in millimetres."""
    for element in _all(content, "TextObject"):
        if element.get("Visible") == "false":
            continue
        boundary = _numbers(element.get("Boundary"))
        matrix = _numbers(element.get("CTM"))
        size = (_numbers(element.get("Size")) or [3.5])[0]
        if len(boundary) == 4 and size > 0:
            for code in _all(element, "TextCode"):
                yield from _run(code, boundary, matrix if len(matrix) == 6 else [1, 0, 0, 1, 0, 0], size)


def _run(code: etree._Element, boundary: list[float], matrix: list[float], size: float) -> Iterator[Glyph]:
    text = "".join(map(str, code.itertext())).strip("\r\n\t")
    x, y = ((_numbers(code.get(axis)) or [0.0])[0] for axis in ("X", "Y"))
    across, down = (_deltas(code.get(name), len(text)) for name in ("DeltaX", "DeltaY"))
    a, b, c, d, e, f = matrix
    for index, char in enumerate(text):
        step = across[index] if index < len(across) else None
        fall = down[index] if index < len(down) else 0.0
        width = _width(char, size) if step is None else min(step, _width(char, size)) if step > 0 else size
        if not char.isspace():
            left = boundary[0] + a * x + c * y + e
            yield Glyph(char, left, left + abs(a or 1) * width, boundary[1] + b * x + d * y + f, abs(d or 1) * size)
        x += step if step is not None else 0.0 if fall else _width(char, size)
        y += fall


def _width(char: str, size: float) -> float:
    return size if ord(char) >= _FIRST_WIDE or char in "“”‘’…—·" else size / 2


def _deltas(text: str | None, most: int) -> list[float]:
    """The steps between characters; «g 3 3.5» stands for three of 3.5."""
    parts = (text or "").split()
    steps: list[float] = []
    index = 0
    while index < len(parts) and len(steps) < most:
        repeated = parts[index] == "g" and index + 2 < len(parts)
        count = _numbers(parts[index + 1]) if repeated else [1.0]
        step = _numbers(parts[index + 2] if repeated else parts[index])
        steps.extend(step * max(0, min(most, int(count[0]) if count else 0)))
        index += 3 if repeated else 1
    return steps
