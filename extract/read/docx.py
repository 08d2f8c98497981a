"""Reads Word files (.docx, .docm): what a reader of the printed report sees, in order.

The parts are read with lxml, not python-docx: that library has no interface for generated numbers, tracked
changes, fields and text boxes, and refuses files of other offices (strict namespaces, links to missing parts).
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from extract.read.errors import ReadError
from extract.read.origins import Marked, by_paragraph
from extract.read.package import Package, resolve
from extract.read.word_numbers import Numbering
from extract.read.word_story import Story
from extract.read.word_styles import Styles
from extract.read.word_xml import attribute, name_of

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN = "word/document.xml"
_NO_COPY = "open it in Word or WPS and save a copy without the password"


def read_docx(data: bytes, path: str) -> Marked:
    """The raw lines of a Word file as paragraphs: header, body with the numbers that Word generates, notes, footer.

    A table's row is a line, its cells parted by tabs. Words that are deleted or hidden and page numbers are left out.
    Raises ReadError for a file that is damaged, protected, too large unpacked, or no Word file.
    """
    if data.startswith(_OLE):
        raise _not_open(data, path)
    package = Package(data, path, "Word")
    main = _main_part(package)
    root = package.xml(main)
    related = _relations(package, main)
    styles = Styles(_part(package, related, "styles"))
    story = Story(styles, Numbering(_part(package, related, "numbering")), _notes(package, related))
    body = story.lines(root)
    known = frozenset(line.strip() for line in body)
    header = _margins(package, related, "header", styles, known)
    footer = _margins(package, related, "footer", styles, known)
    return by_paragraph((*header, *body, *footer))


def _not_open(data: bytes, path: str) -> ReadError:
    if _ENCRYPTED in data:
        return ReadError(path, "a Word file protected by a password", _NO_COPY)
    return ReadError(path, "an old Word file (.doc) under the name of a new one", "name it .doc, or save it as .docx")


def _main_part(package: Package) -> str:
    """The name of the part that holds the text."""
    named = _relations(package, "").get("officeDocument", [])
    return next((name for name in (*named, _MAIN) if name in package), _MAIN)


Related = dict[str, list[str]]


def _relations(package: Package, part: str) -> Related:
    """The parts that `part` (empty: the package) is related to inside the file, by kind."""
    folder, _, name = part.rpartition("/")
    place = f"{folder}/_rels/{name}.rels".lstrip("/")
    found: Related = {}
    if place in package:
        for element in package.xml(place):
            if name_of(element) == "Relationship" and attribute(element, "TargetMode") != "External":
                kind = attribute(element, "Type").rpartition("/")[2]
                found.setdefault(kind, []).append(resolve(part, attribute(element, "Target")))
    return found


def _part(package: Package, related: Related, kind: str) -> etree._Element | None:
    name = next((name for name in related.get(kind, ()) if name in package), None)
    return package.xml(name) if name else None


def _notes(package: Package, related: Related) -> dict[tuple[str, str], etree._Element]:
    """The foot- and endnotes by their kind and id."""
    notes: dict[tuple[str, str], etree._Element] = {}
    for kind in ("footnote", "endnote"):
        root = _part(package, related, f"{kind}s")
        for element in root if root is not None else ():
            if name_of(element) == kind and attribute(element, "type") in ("", "normal"):
                notes[kind, attribute(element, "id")] = element
    return notes


def _margins(package: Package, related: Related, kind: str, styles: Styles, known: Iterable[str]) -> list[str]:
    """The lines of the headers or footers, each once, without page numbers and what the body says too."""
    lines: dict[str, None] = {}
    for name in sorted(set(related.get(kind, ()))):
        if name in package:
            story = Story(styles, Numbering(None), {}, margin=True)
            lines.update(dict.fromkeys(line for line in story.lines(package.xml(name)) if line.strip() not in known))
    return list(lines)
