"""Reads saved web pages: the report and what its page says of it, without the page's frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from lxml import etree

from extract.marks import union
from extract.pattern_data import load_patterns
from extract.read.errors import ReadError
from extract.read.metadata import header_line
from extract.read.origins import Marked, by_paragraph
from extract.read.page_blocks import Block, blocks
from extract.read.page_parts import attribute, parts_of
from extract.read.page_text import page_text

_SPACE = re.compile(r"\s+")
_TITLE_PARTS = re.compile(r"\s[-–—|_]+\s|[-–—|_]{1,3}(?=[\u4e00-\u9fff])|\s{2,}|_")
_HAN = re.compile("[\u4e00-\u9fff]")
_LONGEST_TITLE = 90
_SHORTEST_TITLE = 8
_LONGEST_FIELD_LINE = 300
_TITLE_REACH = 12
_MOSTLY_LINK = 0.8
_SAVE_AGAIN = "save the page again once its text is shown, or give the report's Word or PDF file"


def read_html(data: bytes, path: str) -> Marked:
    """The raw lines of a saved web page or web archive as paragraphs: path and header fields, the title, the text.

    Nothing is fetched and no entity but HTML's own is known. Raises ReadError where there is no text in it.
    """
    root = _root(page_text(data, path), path)
    parts = parts_of(root)
    lines = _lines(blocks(root, parts))
    lines = [*_from_meta(root, lines), *lines]
    if not any(map(str.strip, lines)):
        raise ReadError(path, "the page has no text in it", _SAVE_AGAIN)
    return by_paragraph(lines)


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
        if kept and (index <= last or not inside or _is_field(block.text)):
            lines.extend(line for line in block.text.split("\n") if not _is_frame(line))
    return lines


def _with_values(page: Sequence[Block]) -> list[Block]:
    """The blocks; around the text a label alone has the value that the next block is."""
    result = list(page)
    for index, block in enumerate(result[:-1]):
        following = result[index + 1]
        alone = not block.inside and not following.inside and _is_label(block.text)
        if alone and not _is_field(following.text) and len(following.text) <= _LONGEST_TITLE:
            result[index] = Block(block.text + following.text, inside=False)
            result[index + 1] = Block("", inside=False)
    return result


def _belongs(block: Block) -> bool:
    """Whether a block inside the text is of the text, not a list of links."""
    return block.linked < _MOSTLY_LINK * len(block.text) or block.crumb


def _introduces(block: Block, before: bool) -> bool:
    """Whether a block around the text says what the report is: path, header field, title."""
    if len(block.text) > _LONGEST_FIELD_LINE:
        return False
    line = _SPACE.sub(" ", block.text).strip()
    is_path = block.crumb or union("pages", "crumb_line").search(line) is not None
    return _is_field(block.text) or (before and (is_path or (block.title and (_is_title(line) or _is_site(line)))))


def _is_field(text: str) -> bool:
    return header_line().match(_SPACE.sub("", text[:60])) is not None


def _is_label(text: str) -> bool:
    bare = _SPACE.sub("", text[:30])
    match = header_line().match(bare)
    return match is not None and match.end() == len(bare)


def _is_frame(line: str) -> bool:
    line = _SPACE.sub(" ", line).strip()
    return not line or (len(line) < 100 and union("pages", "frame_line").search(line) is not None)


def _from_meta(root: etree._Element, lines: Sequence[str]) -> list[str]:
    """What the page's head says and its text does not: the site, date, source and title."""
    meta = _meta(root)
    parts = [part.strip() for part in _TITLE_PARTS.split(_page_title(root)) if part.strip()]
    site = meta["site"] or next((part for part in reversed(parts) if union("pages", "site").search(part)), "")
    known = _squeezed("".join(lines))
    found = [site] if site and _squeezed(site) not in known else []
    labels = load_patterns("pages")["labels"]
    heads = [_squeezed(line) for line in lines if len(line) <= _LONGEST_FIELD_LINE]
    for kind, label in labels.items():
        words = load_patterns("pages")["labels_known"][kind]
        shown = any(word + mark in head for head in heads for word in words for mark in ":：]】")
        if meta[kind] and not shown:
            found.append(f"{label}：{meta[kind]}")
    title = meta["title"] or next((part for part in parts if _is_title(part)), "")
    if _is_title(title) and not _stands_in(title, lines):
        found.append(title)
    return found


def _meta(root: etree._Element) -> dict[str, str]:
    kinds = load_patterns("pages")["meta"]
    said: dict[str, str] = {}
    for element in root.iter("meta"):
        said.setdefault(attribute(element, "name").lower(), _SPACE.sub(" ", attribute(element, "content")).strip())
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
