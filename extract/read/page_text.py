"""The bytes of a saved page → its markup as text, of bounded depth and without scripts."""

from __future__ import annotations

import codecs
import re
from email import errors, message_from_bytes, policy
from email.message import EmailMessage

from extract.read.decode import decode
from extract.read.errors import ReadError
from extract.read.limits import MOST_TAGS

_HEAD = 4096
_CHARSET = re.compile(
    rb"""charset\s*=\s*["']?\s*([\w.:-]{2,20})|<\?xml[^<>]{0,80}encoding\s*=\s*["']([\w.:-]{2,20})""", re.I
)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Pages that name the older standards use the newer one's characters all the same.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
# By its bytes a page is known not to be in one of these; any bytes are good Latin.
_TRUSTED = frozenset({"gb18030", "big5hkscs", "big5-hkscs", "hz"})
_MOST_BROKEN = 0.01

# The library's time grows with the square of how deep messages lie in messages.
_MOST_NESTED = 50
_SAVE_AS_HTML = "open it in a browser and save it as .html"
_MESSAGE = re.compile(rb"\s*(?:From|MIME-Version|Content-Type|Snapshot-Content-Location|Subject|Date):", re.I)

# Each ends at the end of the file where it is not closed, so that a page is gone through once.
_DEAD = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b(?:[^<>]*/>|.*?(?:</\1\s*>|\Z))",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*>")
_DEEPEST = 300
_LONGEST_TAG = 8000
_LARGEST_MARKUP = 16_000_000
# Elements without content, and those that the next one of their kind closes: they make no depth.
_FLAT = frozenset([
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot",
    "colgroup", "rp", "rt", "html", "head", "body",
])  # fmt: skip


def page_text(data: bytes, path: str) -> str:
    """The markup of a page or of the page in a web archive (MHTML), without scripts, styles and comments.

    Tags that nest deeper than any real page are left out, their text stays.
    Raises ReadError for what is no text, and for a page beyond all measure.
    """
    text = _archived(data, path) if _MESSAGE.match(data[:_HEAD]) else _decoded(data, path)
    markup = _DEAD.sub(" ", text)
    if len(markup) > _LARGEST_MARKUP:
        raise ReadError(path, f"a page of more than {_LARGEST_MARKUP} characters of markup", "save its text alone")
    if markup.count("<") > MOST_TAGS:
        raise ReadError(path, f"a page of more than {MOST_TAGS} tags", "save its text alone")
    return _flattened(markup)


def _decoded(data: bytes, path: str) -> str:
    """The page as text: by its byte order mark, as UTF-8, by the charset that it names, else by its content."""
    if data.startswith(_BOMS) or b"\x00" in data:
        return decode(data, path)
    named = _named_encoding(data)
    for encoding in ("utf-8", named if named in _TRUSTED else ""):
        if encoding and (text := _strictly(data, encoding)) is not None:
            return text
    try:
        return decode(data, path)
    except ReadError:
        text = data.decode(named or "utf-8", "replace")
        if text.count("\ufffd") > _MOST_BROKEN * len(text):
            raise
        return text.replace("\ufffd", "")


def _named_encoding(data: bytes) -> str:
    """The encoding that the page says it is in, in Python's name; empty where it names none that is known."""
    match = _CHARSET.search(data[:_HEAD])
    name = (match[1] or match[2]).decode("ascii", "ignore").lower() if match else ""
    name = _WIDER.get(name, name)
    try:
        b"a".decode(name or "utf-8", "replace")
    except (LookupError, ValueError):
        return ""
    return "" if name.startswith("utf") else name


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, ValueError):
        return None


def _archived(data: bytes, path: str) -> str:
    """The first page of a web archive; the file itself as text where it is none."""
    if data.count(b"boundary=") > _MOST_NESTED:
        raise ReadError(path, "a damaged web archive (.mht)", _SAVE_AS_HTML)
    try:
        message = message_from_bytes(data, policy=policy.default)
        part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        payload = part.get_payload(decode=True) if part is not None else None
        charset = part.get_content_charset() if part is not None else None
    except (
        errors.MessageError,
        ValueError,
        LookupError,
        RecursionError,
        AttributeError,
        IndexError,
        TypeError,
    ) as error:
        raise ReadError(path, "a damaged web archive (.mht)", _SAVE_AS_HTML) from error
    if not isinstance(message, EmailMessage) or not isinstance(payload, bytes):
        return _decoded(data, path)
    if charset and not _CHARSET.search(payload[:_HEAD]):
        payload = f"<meta charset={charset}>".encode("ascii", "ignore") + payload
    return _decoded(payload, path)


def _flattened(markup: str) -> str:
    """`markup` without the tags that open deeper than `_DEEPEST`, and without attributes beyond all measure."""
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        tag = match[0] if len(match[0]) <= _LONGEST_TAG else f"<{match[1]}{match[2]}>"
        if match[2].lower() in _FLAT or tag.endswith("/>"):
            return tag
        if match[1]:
            depth -= depth > 0
            return tag if depth < _DEEPEST else " "
        depth += 1
        return tag if depth <= _DEEPEST else " "

    return _TAG.sub(keep, markup)
