"""Reads saved web pages: the report and what its page says of it, without the page's frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from lxml import etree

from extract.pattern_data import load_patterns
from extract.read.errors import ReadError
from extract.read.metadata import header_line
from extract.read.origins import Marked, by_paragraph
from extract.read.page_blocks import Block, blocks
from extract.read.page_parts import attribute, parts_of
from extract.read.page_text import page_text
from extract.read.rows import is_header_key
from extract.text.marks import union
from extract.text.script import simplifier

_SPACE = re.compile(r"\s+")
_TITLE_PARTS = re.compile(r"\s[-–—|_]+\s|[-–—|_]{1,3}(?=[\u4e00-\u9fff])|\s{2,}|_")
_HAN = re.compile("[\u4e00-\u9fff]")
_DATE = re.compile(r"[\[(（]?[0-9]{4}[-/.\u5e74][0-9]{1,2}[-/.\u6708][0-9]{1,2}\u65e5?(?: [0-9:]{4,8})?[\])）]?")
_FRAMES = {"frame": "src", "iframe": "src", "object": "data", "embed": "src"}
_HEAD_BLOCKS = 100
_FEWEST_KEYS = 2
_LONGEST_TITLE = 90
_SHORTEST_TITLE = 8
_LONGEST_FIELD_LINE = 300
_TITLE_REACH = 12
_HEAD_LINES = 100
_MOSTLY_LINK = 0.8
_SAVE_AGAIN = "save the page again once its text is shown, or give the report's Word or PDF file"


def read_html(data: bytes, path: str) -> Marked:
    """The raw lines of a saved web page or web archive as paragraphs: path and header fields, the title, the text.

    Nothing is fetched and no entity but HTML's own is known. Raises ReadError where there is no text in it.
    """
    root = _root(page_text(data, path), path)
    page = blocks(root, parts_of(root))
    plain = simplifier(" ".join(block.text for block in page[:_HEAD_BLOCKS]))
    lines = _lines([replace(block, plain=plain(block.text)) for block in page])
    lines = [*_from_meta(root, lines, plain), *lines]
    if not any(map(str.strip, lines)):
        raise _empty(root, path)
    return by_paragraph(lines)


def _empty(root: etree._Element, path: str) -> ReadError:
    framed = ((element, name) for tag, name in _FRAMES.items() for element in root.iter(tag))
    if any(element.get(name) for element, name in framed):
        reason = "the page has no text of its own, it shows another page or a file in a frame"
        return ReadError(path, reason, "open that page or file by itself and save it")
    return ReadError(path, "the page has no text in it", _SAVE_AGAIN)


def _root(markup: str, path: str) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        root = etree.fromstring(markup.encode("utf-8", "ignore"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ReadError(path, "the page has no text in it", _SAVE_AGAIN) from error
    if root is None:
        raise ReadError(path, "the page has no text in it", _SAVE_AGAIN)
    return root


def _lines(page: Sequence[Block]) -> list[str]:
    """The lines of the report, and of what stands around it those that say what it is."""
    inside = [index for index, block in enumerate(page) if block.inside]
    first, last = (inside[0], inside[-1]) if inside else (0, -1)
    lines: list[str] = []
    for index, block in enumerate(_with_values(page)):
        kept = _belongs(block) if block.inside or not inside else _introduces(block, index < first)
        if kept and (index <= last or not inside or _is_field(block.plain)):
            written = zip(block.text.split("\n"), block.plain.split("\n"), strict=True)
            lines.extend(line for line, plain in written if not _is_frame(plain))
    return lines


def _with_values(page: Sequence[Block]) -> list[Block]:
    """The blocks; a label alone has the value that the next block is."""
    result = list(page)
    keys = sum(is_header_key(block.plain) for block in page[:_HEAD_BLOCKS])
    for index, (block, following) in enumerate(pairwise(page)):
        bare = keys >= _FEWEST_KEYS and index < _HEAD_BLOCKS and is_header_key(block.plain)
        if (bare or _is_label(block.plain)) and result[index].text and _is_value(following, of=block.plain):
            between = "" if _is_label(block.plain) else load_patterns("pages")["header_table"]["between"]
            text, plain = block.text + between + following.text, block.plain + between + following.plain
            result[index] = replace(block, text=text, plain=plain)
            result[index + 1] = replace(following, text="", plain="")
    return result


def _is_value(block: Block, *, of: str) -> bool:
    """Whether a block is the value of the label `of`, not another label, nor the title under an empty field."""
    if _is_field(block.plain) or is_header_key(block.plain) or len(block.text) > _LONGEST_TITLE:
        return False
    is_title = block.title or union("noise", "title_whole").search(_squeezed(block.plain)) is not None
    return not is_title or _squeezed(of).rstrip(":：") in load_patterns("pages")["header_table"]["titles"]


def _belongs(block: Block) -> bool:
    """Whether a block inside the text is of the text, not a list of links, with or without their dates."""
    own = len(_DATE.sub("", block.text).strip())
    return not block.linked or block.linked < _MOSTLY_LINK * own or block.crumb


def _introduces(block: Block, before: bool) -> bool:
    """Whether a block around the text says what the report is: path, header field, title."""
    if len(block.text) > _LONGEST_FIELD_LINE:
        return False
    line = _SPACE.sub(" ", block.plain).strip()
    is_path = block.crumb or union("pages", "crumb_line").search(line) is not None
    return _is_field(block.plain) or (before and (is_path or (block.title and (_is_title(line) or _is_site(line)))))


def _is_field(text: str) -> bool:
    return header_line().match(_SPACE.sub("", text[:60])) is not None


def _is_label(text: str) -> bool:
    bare = _SPACE.sub("", text[:30])
    match = header_line().match(bare)
    return match is not None and match.end() == len(bare)


def _is_frame(line: str) -> bool:
    line = _SPACE.sub(" ", line).strip()
    return not line or (len(line) < 100 and union("pages", "frame_line").search(line) is not None)


def _from_meta(root: etree._Element, lines: Sequence[str], plain: Callable[[str], str]) -> list[str]:
    """What the page's head says and its text does not: the site, date, source and title."""
    meta = _meta(root)
    parts = [part.strip() for part in _TITLE_PARTS.split(_page_title(root)) if part.strip()]
    site = meta["site"] or next((part for part in reversed(parts) if _is_site(plain(part))), "")
    known = _squeezed("".join(lines))
    found = [site] if site and _squeezed(site) not in known else []
    labels = load_patterns("pages")["labels"]
    heads = [_squeezed(plain(line)) for line in lines[:_HEAD_LINES] if len(line) <= _LONGEST_FIELD_LINE]
    for kind, label in labels.items():
        words = load_patterns("pages")["labels_known"][kind]
        shown = any(word + mark in head for head in heads for word in words for mark in ":：]】")
        if meta[kind] and not shown:
            found.append(f"{label}：{meta[kind]}")
    title = meta["title"] or next((part for part in parts if _is_title(plain(part))), "")
    if _is_title(plain(title)) and not _stands_in(title, lines):
        found.append(title)
    return found


def _meta(root: etree._Element) -> dict[str, str]:
    kinds = load_patterns("pages")["meta"]
    said: dict[str, str] = {}
    for element in root.iter("meta"):
        name = attribute(element, "name") or attribute(element, "property")
        said.setdefault(name.lower(), _SPACE.sub(" ", attribute(element, "content")).strip())
    found = {kind: next((said[name] for name in names if said.get(name)), "") for kind, names in kinds.items()}
    return {kind: value if len(value) <= _LONGEST_TITLE else "" for kind, value in found.items()}


def _page_title(root: etree._Element) -> str:
    element = next(root.iter("title"), None)
    return (element.text or "") if element is not None else ""


def _is_title(text: str) -> bool:
    return _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE and _HAN.search(text) is not None and not _is_site(text)


def _is_site(text: str) -> bool:
    return union("pages", "site").search(text) is not None


def _stands_in(title: str, lines: Iterable[str]) -> bool:
    """Whether one of the first lines, or two of them together, have the title."""
    head = "".join(_squeezed(line) for line in list(lines)[: _TITLE_REACH * 2])
    return _squeezed(title).removesuffix("…").removesuffix("...") in head


def _squeezed(text: str) -> str:
    return text.translate(_no_space())


@cache
def _no_space() -> dict[int, None]:
    return dict.fromkeys(map(ord, " \t\r\n\f\u00a0\u3000\u200b\ufeff"))
