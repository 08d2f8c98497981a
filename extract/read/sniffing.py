"""What a file is, by its content: its suffix may be wrong."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from extract.read.errors import ReadError
from extract.read.package import ZIP_ERRORS

_HEAD = 4096

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_LETTER = re.compile(rb"(?:From|MIME-Version|Content-Type|Snapshot-Content-Location|Subject|Date):", re.I)
_TAG = re.compile(rb"<(?:p|div|br|table|span|td|li|h[1-6]|meta|title)\b[^<>]{0,400}>", re.I)
_WORD_XML = re.compile(rb'\s*<\?xml.{0,400}?(?:progid="Word\.Document"|<w:wordDocument|<pkg:package)', re.S)
_OFD_PART = re.compile(r"Doc_\d{1,3}/Document\.xml", re.I)
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})

# What offices keep beside reports and no reader reads: magic bytes, name, what to do.
_SCAN = "recognize its text first (OCR), for instance with: ocrmypdf -l chi_sim SCAN OUT.pdf"
_UNPACK = "unpack it first, or pack it as .zip"
_LEAVE_OUT = "leave it out, or save what it says as .docx, .pdf or .txt"
_FOREIGN = (
    (b"\x89PNG", "an image (PNG)", _SCAN),
    (b"\xff\xd8\xff", "an image (JPEG)", _SCAN),
    (b"GIF8", "an image (GIF)", _SCAN),
    (b"II*\x00", "an image (TIFF)", _SCAN),
    (b"MM\x00*", "an image (TIFF)", _SCAN),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"\x7fELF", "a program", _LEAVE_OUT),
    (b"MZ\x90", "a program", _LEAVE_OUT),
    (b"SQLite format 3", "a database", _LEAVE_OUT),
)

# Streams of OLE files, as their names stand in the directory.
_STREAMS = (
    ("EncryptedPackage", "", "protected by a password", "save a copy without the password"),
    ("WordDocument", ".doc", "", ""),
    ("Workbook", "", "a spreadsheet (.xls)", _LEAVE_OUT),
    ("PowerPoint Document", "", "a presentation (.ppt)", _LEAVE_OUT),
)


def sniff(data: bytes, suffix: str, path: str) -> str:
    """The suffix that the content of `data` deserves, whatever its own `suffix` (in lower case) is.

    Text has no marks of its own: there the suffix tells `.md` from `.txt`.
    Raises ReadError for images, spreadsheets and other content that holds no report's text.
    """
    head = data[:_HEAD]
    for magic, kind, remedy in _FOREIGN:
        if head.startswith(magic):
            raise ReadError(path, kind, remedy)
    for matches, found in _KINDS:
        if matches(head):
            return found
    if head.startswith(_OLE):
        return _ole(data, suffix, path)
    if head.startswith(_ZIP):
        return _package(data, path)
    return _text(head, suffix)


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so may be an archive, or another kind of ZIP."""
    return head.startswith(_ZIP) or head.startswith(b"\x1f\x8b") or _is_tar(head)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _is_pdf(head: bytes) -> bool:
    """A PDF may have a kilobyte of anything before it; a text that speaks of PDFs is none."""
    return b"%PDF-" in head[:8] or (b"%PDF-1." in head[:1024] and b"\n%" in head[:1100] and b" obj" in head)


def _is_web_archive(head: bytes) -> bool:
    """A page saved with its pictures (MHTML) begins like a letter."""
    return _LETTER.match(head) is not None and (b"multipart/related" in head or b"text/html" in head)


_KINDS: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (_is_pdf, ".pdf"),
    (lambda head: head.lstrip()[:5] == b"{\\rtf", ".rtf"),
    (lambda head: head.startswith(b"\x1f\x8b"), ".tgz"),
    (_is_tar, ".tar"),
    (lambda head: _WORD_XML.match(_narrow(head)) is not None, ".doc"),
    (lambda head: _HTML.match(_narrow(head)) is not None, ".html"),
    (_is_web_archive, ".html"),
)


def _narrow(head: bytes) -> bytes:
    """The first bytes without a byte order mark, UTF-16 as its ASCII characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:8].count(0) == 4:
        return head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _text(head: bytes, suffix: str) -> str:
    if suffix in _HTML_SUFFIXES:
        return ".html" if _TAG.search(_narrow(head)) else ".txt"
    return suffix if suffix in _TEXT_SUFFIXES else ".txt"


def _ole(data: bytes, suffix: str, path: str) -> str:
    for stream, kind, reason, remedy in _STREAMS:
        if stream.encode("utf-16-le") in data:
            if reason:
                raise ReadError(path, reason, remedy)
            return ".wps" if suffix == ".wps" else kind
    if suffix == ".wps":
        return ".wps"
    raise ReadError(path, "an old Office file that holds no Word document, or a damaged one", _LEAVE_OUT)


def _package(data: bytes, path: str) -> str:
    """Which kind of ZIP: a document in a known format, or an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = frozenset(package.namelist())
    except ZIP_ERRORS as error:
        reason = "a damaged or cut-off ZIP (Word, OpenDocument and OFD files are ZIPs too)"
        raise ReadError(path, reason, "fetch it again where it came from") from error
    if "OFD.xml" in names or any(_OFD_PART.match(name) for name in names):
        return ".ofd"
    if "[Content_Types].xml" in names:
        return _openxml(names, path)
    return ".odt" if "META-INF/manifest.xml" in names and names & {"content.xml", "mimetype"} else ".zip"


def _openxml(names: frozenset[str], path: str) -> str:
    for folder, kind in (("xl/", "a spreadsheet (.xlsx)"), ("ppt/", "a presentation (.pptx)")):
        if any(name.startswith(folder) for name in names) and "word/document.xml" not in names:
            raise ReadError(path, kind, _LEAVE_OUT)
    return ".docx" if any(name.startswith("word/") for name in names) else ".zip"
