"""Files that are ZIPs of XML parts (OpenDocument, OFD), read within limits and without leaving the file."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from extract.read.errors import ReadError
from extract.read.limits import LARGEST_PART, MOST_TAGS

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    IndexError,
)
"""All that zipfile raises for broken, encrypted and unknown content."""

_FETCH_AGAIN = "open it in its own program, or fetch it again where it came from"


class Package:
    """The parts of one such file; `kind` names its format in messages."""

    def __init__(self, data: bytes, path: str, kind: str) -> None:
        """Open the ZIP. Raises ReadError where it is damaged."""
        self._path = path
        self._kind = kind
        self._left = 4 * LARGEST_PART
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_ERRORS as error:
            raise self.damaged("it is cut off or damaged") from error
        self._names = frozenset(self._zip.namelist())

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises ReadError where it is missing, damaged or too large unpacked."""
        if name not in self._names:
            raise self.damaged(f"its part {name} is missing")
        try:
            with self._zip.open(name) as part:
                data = part.read(LARGEST_PART + 1)
        except ZIP_ERRORS as error:
            raise self.damaged(f"its part {name} cannot be unpacked") from error
        self._left -= len(data)
        if len(data) > LARGEST_PART or self._left < 0 or data.count(b"<") > MOST_TAGS:
            reason = f"too large a {self._kind} file: it unpacks to far too much"
            raise ReadError(self._path, reason, "leave it out, or save it anew as .docx")
        return data

    def xml(self, name: str) -> etree._Element:
        """The root of a part's XML.

        No entity is expanded and nothing is fetched. Raises ReadError where it is broken or declares entities.
        """
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        try:
            root = etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged(f"its part {name} is no well-formed XML") from error
        if root is None or root.getroottree().docinfo.internalDTD is not None:
            raise self.damaged(f"its part {name} has a document type, which no {self._kind} file has")
        return root

    def damaged(self, reason: str) -> ReadError:
        """The error for a file of this kind that is not in order."""
        return ReadError(self._path, f"a damaged {self._kind} file: {reason}", _FETCH_AGAIN)


def resolve(base: str, name: str) -> str:
    """The part that `name` means where it stands in the part `base`; a leading slash is the package's root."""
    joined = name if name.startswith("/") else posixpath.join(posixpath.dirname(base), name)
    return posixpath.normpath(joined.replace("\\", "/")).lstrip("/")
