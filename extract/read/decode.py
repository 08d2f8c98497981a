"""Bytes → text: the encodings that reports come in."""

from __future__ import annotations

import codecs
import re

from extract.read.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "Word or zip"),
    (b"\xd0\xcf\x11\xe0", "old Word"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"\x1f\x8b", "gzip"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HAN = re.compile("[\u3400-\u9fff]+")
_ODD = re.compile("[^\\x00-\\xff\u2000-\u27bf\u3000-\u9fff\uff00-\uffef]")

_USUAL = re.compile("[\t\n\r -~\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

_SAMPLE = 100_000
_LEAST_USUAL = 0.95
_MOST_CONTROLS = 0.01
_MOST_ODD = 0.02
_LEAST_COMMON = 0.7
_MOST_BROKEN = 0.001

_SAVE_AS_TEXT = "save it as text in UTF-8"


def decode(data: bytes, path: str) -> str:
    """The text of `data`: by its byte order mark, else UTF-8, UTF-16, GB18030 or Big5.

    A few broken bytes (one in a thousand) of UTF-8 are left out. Raises ReadError for what is no text.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise ReadError(
                path, f"a {kind} file under a text file's name", "name it by its format or " + _SAVE_AS_TEXT
            )
    text = _decoded(data)
    if text is None:
        raise ReadError(path, "its encoding is none of UTF-8, UTF-16, GB18030, Big5", _SAVE_AS_TEXT)
    sample = text[:_SAMPLE]
    if "\x00" in text or len(_CONTROL.findall(sample)) > _MOST_CONTROLS * len(sample):
        raise ReadError(path, "binary data, no text", "check what it is; leave it out, or save what it says as .docx")
    return text


def _decoded(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "ignore")
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    if b"\x00" in data:
        return _wide(data) or data.decode("latin-1")
    for encoding, common in (("gb18030", ("gb2312", 0xB0, 0xD7)), ("big5", ("big5", 0xA4, 0xC6))):
        text = _strict(data, encoding) or _strict(data[:-1], encoding)
        if text is not None and _plausible(text, *common):
            return text
    return _mended(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark of its byte order, where most of it are characters that reports use."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(data[: len(data) & ~1], encoding)
        if text and len(_USUAL.findall(text[:_SAMPLE])) >= _LEAST_USUAL * len(text[:_SAMPLE]):
            return text
    return None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausible(text: str, encoding: str, low: int, high: int) -> bool:
    """Whether most Chinese characters are of the encoding's first level, the common ones."""
    sample = text[:_SAMPLE]
    han = "".join(_HAN.findall(sample))
    if not han or len(_ODD.findall(sample)) > _MOST_ODD * len(sample):
        return False
    leads = han.encode(encoding, "ignore")[::2]
    return sum(low <= lead <= high for lead in leads) >= _LEAST_COMMON * len(han)


def _mended(data: bytes) -> str | None:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken > 1 + _MOST_BROKEN * len(text) or not _HAN.search(text):
        return None
    return text.replace("\ufffd", "")
