"""Archives of reports: each file in one is a source of its own, and nothing is unpacked to disk.

A member's path is the archive's path with the member's after it: `reports.zip/2024/a.docx`.
"""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from extract.read.errors import ReadError
from extract.read.limits import (
    DEEPEST_NESTING,
    HIGHEST_RATIO,
    LARGEST_ARCHIVE,
    LARGEST_FILE,
    MEBIBYTE,
    MOST_MEMBERS,
)
from extract.read.package import ZIP_ERRORS
from extract.read.sniffing import is_archive, sniff

ARCHIVES = frozenset({".zip", ".tar", ".tgz", ".gz"})

_HEAD = 1024
_MAC_FOLDER = "__MACOSX/"
_LEFT_BY_PROGRAMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini"})
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_TAR_ERRORS = (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, OverflowError, IndexError)
_REPACK = "unpack it yourself and check it, or pack it anew as .zip"


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes and its path; `problem` says why there are no bytes to be read."""

    path: Path
    data: bytes
    problem: ReadError | None = None


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of an archive as its table lists it; `opened` gives its content."""

    name: str
    size: int
    packed: int
    refusal: str
    opened: Callable[[], IO[bytes] | gzip.GzipFile | None]


class _Budget:
    """What an archive and all archives in it may still cost."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._members = MOST_MEMBERS
        self._bytes = LARGEST_ARCHIVE

    def take(self, members: int = 0, size: int = 0) -> None:
        """Pay for members and bytes. Raises ReadError where there is too much of either."""
        self._members -= members
        self._bytes -= size
        if self._members < 0:
            raise ReadError(self._path, f"an archive of more than {MOST_MEMBERS} files", "pack fewer files into one")
        if self._bytes < 0:
            limit = LARGEST_ARCHIVE // MEBIBYTE
            raise ReadError(
                self._path, f"an archive that unpacks to more than {limit} MiB", "pack fewer files into one"
            )


def source(path: Path) -> Source:
    """The file at `path`, which may go on within an archive.

    Raises ReadError for a file that is missing, no plain file, too large, or not in its archive.
    """
    outer = _archive_above(path)
    if outer is not None:
        for member in members(outer, only=path):
            return member
        raise ReadError(str(path), "there is no such file in the archive", "check the name")
    return Source(path, _bytes(path, LARGEST_FILE, "split it, one report a file"))


def members(path: Path, *, only: Path | None = None) -> Iterator[Source]:
    """The files of the archive at `path` and of the archives within it, one after the other.

    A member that is refused (it would lie outside the archive, is a link, encrypted, a bomb …) is there with its
    problem; hidden files and those that programs leave behind are left out. With `only`, that member alone is unpacked.

    Raises ReadError where the archive cannot be read at all, or holds more than is allowed.
    """
    data = _bytes(path, LARGEST_ARCHIVE, "pack fewer files into one")
    yield from _opened(data, path, _Budget(str(path)), 1, only)


def holds_members(path: Path) -> bool:
    """Whether the file at `path` is an archive, by its content; False where it cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe is to wait for whoever writes to it
            return False
        with path.open("rb") as file:
            if not is_archive(file.read(_HEAD)):
                return False
        return _kind(_bytes(path, LARGEST_ARCHIVE, ""), path) in ARCHIVES
    except (OSError, ValueError, ReadError):
        return False


def _archive_above(path: Path) -> Path | None:
    """The file that stands where the path has a folder."""
    try:
        if path.exists():
            return None
        return next((parent for parent in path.parents if parent.is_file()), None)
    except (OSError, ValueError):
        return None


def _bytes(path: Path, largest: int, remedy: str) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            reason = "a folder" if stat.S_ISDIR(status.st_mode) else "no plain file, but a device, pipe or socket"
            raise ReadError(str(path), reason, "give a file")
        if status.st_size > largest:
            raise ReadError(
                str(path), f"too large ({_mebibytes(status.st_size)} of at most {_mebibytes(largest)})", remedy
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "cannot be opened"
        raise ReadError(str(path), reason, "check the path and its permissions") from error


def _mebibytes(size: int) -> str:
    return f"{-(-size // MEBIBYTE)} MiB"


def _kind(data: bytes, path: Path) -> str:
    return sniff(data, path.suffix.lower(), str(path))


def _opened(data: bytes, path: Path, budget: _Budget, depth: int, only: Path | None) -> Iterator[Source]:
    kind = _kind(data, path)
    if kind not in ARCHIVES:
        raise ReadError(str(path), "no archive", "read it as a file")
    listing = _zip_members(data, path) if kind == ".zip" else _tar_members(data, path, kind)
    for member in listing:
        budget.take(members=1)
        inner = path / PurePosixPath(member.name.lstrip("/")).as_posix()
        if not _is_left_over(member.name) and (only is None or inner == only or inner in only.parents):
            yield from _sources(member, inner, budget, depth, only)


def _is_left_over(name: str) -> bool:
    return is_left_over(PurePosixPath(name).name) or name.startswith(_MAC_FOLDER)


def is_left_over(name: str) -> bool:
    """Whether a file of this base name is no document but hidden, or left by a program: Word's ~$… while it is open."""
    return name.startswith((".", "~$")) or name.lower() in _LEFT_BY_PROGRAMS


def _sources(member: _Member, inner: Path, budget: _Budget, depth: int, only: Path | None) -> Iterator[Source]:
    """The member itself, or what it holds where it is an archive."""
    refusal = _refusal(member)
    if refusal:
        yield _refused(inner, refusal)
        return
    try:
        data = _content(member, inner)
    except ReadError as error:
        yield Source(inner, b"", error)
        return
    budget.take(size=len(data))
    if not is_archive(data[:_HEAD]):
        yield Source(inner, data)
        return
    try:
        nested = _kind(data, inner) in ARCHIVES
    except ReadError as error:
        yield Source(inner, b"", error)
        return
    if not nested:
        yield Source(inner, data)
    elif depth >= DEEPEST_NESTING:
        yield _refused(inner, f"an archive in an archive, nested more than {DEEPEST_NESTING} deep")
    else:
        yield from _opened(data, inner, budget, depth + 1, only)


def _refusal(member: _Member) -> str:
    name = member.name
    parts = PurePosixPath(name).parts
    if member.refusal:
        return member.refusal
    if name.startswith("/") or name[1:2] == ":" or ".." in parts:
        return f"its path in the archive leads outside of it ({name[:80]!r})"
    if "\x00" in name or not parts:
        return "it has no proper name in the archive"
    if member.size > LARGEST_FILE:
        return f"too large ({_mebibytes(member.size)} of at most {_mebibytes(LARGEST_FILE)})"
    if member.size > MEBIBYTE and member.size > HIGHEST_RATIO * max(1, member.packed):
        return f"unpacks to {member.size // max(1, member.packed)} times its size, as only harmful files (bombs) do"
    return ""


def _refused(path: Path, reason: str) -> Source:
    reason, _, remedy = reason.partition("; ")
    return Source(path, b"", ReadError(str(path), reason, remedy or _REPACK))


def _content(member: _Member, path: Path) -> bytes:
    """The bytes of a member. Raises ReadError where they are damaged or more than the archive says."""
    try:
        opened = member.opened()
        if opened is None:
            raise ReadError(str(path), "no plain file", _REPACK)
        with opened as file:
            data = file.read(min(LARGEST_FILE, member.size) + 1)
    except (*ZIP_ERRORS, *_TAR_ERRORS) as error:
        raise ReadError(str(path), "damaged in its archive", "fetch the archive again") from error
    if len(data) > member.size:
        raise ReadError(str(path), "larger than its archive says", _REPACK)
    return data


def _zip_members(data: bytes, path: Path) -> Iterator[_Member]:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise ReadError(str(path), "a damaged or cut-off ZIP archive", "fetch it again") from error
    with package:
        last = {info.filename: info for info in package.infolist()}
        for info in last.values():
            if not info.is_dir():
                yield _Member(
                    _zip_name(info), info.file_size, info.compress_size, _zip_refusal(info), _opener(package, info)
                )


def _opener(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: package.open(info)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The member's name; without the UTF-8 flag it is UTF-8 all the same, or what Chinese Windows writes."""
    name = info.orig_filename if "\x00" in info.orig_filename else info.filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _zip_refusal(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) and not stat.S_ISREG(mode):
        return "a link or device in an archive; leave it out, or pack the file that it points at"
    return "encrypted in its archive; unpack it with its password" if info.flag_bits & _ENCRYPTED else ""


class _Counted(io.RawIOBase):
    """The unpacked bytes of a gzip file, counted as they come."""

    def __init__(self, data: bytes, path: str) -> None:
        self._file = gzip.GzipFile(fileobj=io.BytesIO(data))
        self._packed = len(data)
        self._got = 0
        self._path = path

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes. Raises ReadError where a little unpacks to far too much."""
        data = self._file.read(size if size >= 0 else LARGEST_FILE)
        self._got += len(data)
        if self._got > LARGEST_ARCHIVE or self._got > max(8 * MEBIBYTE, HIGHEST_RATIO * self._packed):
            raise ReadError(self._path, "unpacks to so many times its size as only harmful files (bombs) do", _REPACK)
        return data


def _tar_members(data: bytes, path: Path, kind: str) -> Iterator[_Member]:
    stream: IO[bytes] = io.BytesIO(data) if kind == ".tar" else _Counted(data, str(path))  # type: ignore[assignment]
    try:
        if kind != ".tar" and not _unpacks_to_tar(data):
            yield _single(data, path)
            return
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=1) as archive:
            for info in archive:
                if not info.isdir():
                    yield _tar_member(archive, info)
    except _TAR_ERRORS as error:
        raise ReadError(str(path), "a damaged or cut-off TAR archive", "fetch it again") from error


def _unpacks_to_tar(data: bytes) -> bool:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        return sniff(file.read(_HEAD) or b" ", "", "") == ".tar"


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> _Member:
    refusal = "" if info.isreg() else "a link or device in an archive; leave it out, or pack the file that it points at"
    return _Member(readable(info.name), info.size, info.size, refusal, lambda: archive.extractfile(info))


def readable(name: str) -> str:
    """A file's name without the stand-ins for bytes that are no UTF-8: those of Chinese Windows are GB 18030.

    What is neither is written as escapes, so that no two names become one.
    """
    given = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return given.decode(encoding)
        except UnicodeDecodeError:
            continue
    return given.decode("utf-8", "backslashreplace")


def _single(data: bytes, path: Path) -> _Member:
    """The one file that a .gz without a TAR holds."""
    name = path.name.removesuffix(".gz")
    size = min(LARGEST_FILE, max(8 * MEBIBYTE, HIGHEST_RATIO * len(data)))
    return _Member(name, size, size, "", lambda: gzip.GzipFile(fileobj=io.BytesIO(data)))
