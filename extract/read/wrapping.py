"""Lines → paragraphs: undoing hard line breaks without gluing headings to their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from extract.pattern_data import load_patterns
from extract.read.metadata import header_line
from extract.read.page_numbers import LoneNumber, page_numbers
from extract.text.marks import union

_FINAL = re.compile("[。！？；：….!?;:][”’\"'）)》】]*$|[）)】]$")
_OPEN_QUOTATION = re.compile("“[^“”。！？；]{1,20}$")
_CLOSING = tuple("，。、；：！？）》”’】〕")
# After its mark, a line has a sentence where one ends: an ASCII full stop stands neither in a number nor in a word.
_SENTENCE_END = re.compile(r"[。！？]|(?<![0-9A-Za-z.])\.(?![0-9.])")
_UNENDING = ("，", "、")
_COMMA = re.compile("[，。；,;]")
_SENTENCE_MARK = re.compile("[。！？；：….!?;:]")

# Widths count half-width columns: a Chinese character has two.
_INDENT = 4
_WIDEST_WRAP = 140
_NARROWEST_WRAP = 24
_FEWEST_LINES = 6
_LONGEST_HEADING = 45
_SHORTEST_PROSE = 25
_HEADING_TAIL = 6
_LONGEST_TITLE = 40
_MARK_LENGTH = 3
_TEXT_WIDTH = 0.6
_CUT_REACH = 12


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as written, and in simplified characters, in which patterns are looked for."""

    written: str
    text: str
    width: int
    final: bool
    marked: bool


def paragraphs(lines: Sequence[str], plain: Callable[[str], str] = str) -> list[str]:
    """The paragraphs that `lines` (squeezed, none empty) make up, in order.

    `plain` makes simplified characters of a line, as many as it has.
    """
    measured = [_measure(line, plain(line)) for line in lines]
    width = _wrap_width(measured)
    if width:
        numbers = page_numbers(_lone_numbers(measured, width), len(measured) - 1)
        measured = [line for index, line in enumerate(measured) if index not in numbers]
    groups: list[list[_Line]] = []
    for line in measured:
        if groups and _goes_on(groups[-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_glue(group) for group in groups]


def _measure(written: str, line: str) -> _Line:
    return _Line(
        written=written,
        text=line,
        width=len(line.encode("gbk", "replace")),
        final=_FINAL.search(line[-6:]) is not None and not _OPEN_QUOTATION.search(line),
        marked=union("outline", "mark").match(line[:12]) is not None,
    )


def _wrap_width(lines: Sequence[_Line]) -> int:
    """The width at which the document is wrapped, 0 where its lines are paragraphs."""
    if len(lines) < _FEWEST_LINES:
        return 0
    widths = sorted(line.width for line in lines)
    width = widths[len(widths) * 9 // 10]
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return 0
    full = [line for line in lines if line.width >= width * 0.85]
    broken = sum(not line.final for line in full)
    return width if len(full) >= len(lines) * 0.4 and broken >= len(full) * 0.5 else 0


def _lone_numbers(lines: Sequence[_Line], width: int) -> list[LoneNumber]:
    bare = union("noise", "bare_number")
    return [
        LoneNumber(
            index,
            int(line.text),
            all(_is_text(near, width) for near in (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])),
        )
        for index, line in enumerate(lines)
        if bare.search(line.text)
    ]


def _is_text(line: _Line, width: int) -> bool:
    """Whether a line is one of running text, a heading, its end or a whole row, not a cell of a table."""
    is_whole = line.marked or line.text.startswith("#") or "\t" in line.text
    return line.width >= width * _TEXT_WIDTH or is_whole or _SENTENCE_MARK.search(line.text) is not None


def _goes_on(group: list[_Line], line: _Line, width: int) -> bool:
    """Whether `line` goes on with the paragraph that `group` begins."""
    if "\t" in line.text or "\t" in group[-1].text:
        return False
    if line.text.startswith(_CLOSING):
        return True
    if _is_cut(group[-1].text, line.text):
        return True
    if line.marked or _stands_alone(line.text) or (len(group) == 1 and _stands_alone(group[0].text)):
        return False
    if union("noise", "opening").match(line.text[:12]):
        return False
    if len(group) == 1 and _is_split_title(group[0].text, line.text):
        return True
    if len(group) == 1 and union("noise", "title_whole").search(group[0].text):
        return False
    return _fills(group, line, width) if width else _breaks_off(group)


def _fills(group: list[_Line], line: _Line, width: int) -> bool:
    """In a wrapped document: whether the last line is as wide as can be, so that it goes on."""
    last = group[-1]
    used = last.width + (_INDENT if len(group) == 1 else 0)
    if last.final:
        return used + 4 > width and (len(group) > 1 or _SENTENCE_MARK.search(last.text[-3:]) is None)
    if last.marked and not _SENTENCE_END.search(last.text, _MARK_LENGTH):
        is_tail = len(line.text) <= _HEADING_TAIL and not line.final
        return used + 2 > width or (is_tail and used + 8 > width)
    return used >= width * 0.8


def _breaks_off(group: list[_Line]) -> bool:
    """In a document of whole paragraphs: whether the last one stops in the middle of a sentence."""
    head, last = group[0], group[-1]
    if last.final:
        return False
    if last.text.endswith(_UNENDING):
        return True
    if len(group) > 1:
        return union("noise", "title_tail").search(last.text) is None
    if not head.marked and _SENTENCE_END.search(head.text, _MARK_LENGTH):
        return True
    sentence = _SENTENCE_END.search(head.text, _MARK_LENGTH) is not None
    heading = head.marked and len(head.text) <= _LONGEST_HEADING and not sentence
    return not heading and len(head.text) >= _SHORTEST_PROSE and (sentence or _COMMA.search(head.text) is not None)


def _is_cut(head: str, tail: str) -> bool:
    """Whether a number, its unit or a year in brackets goes on from one line to the next."""
    return any(end.search(head[-_CUT_REACH:]) and start.match(tail) for end, start in _cuts())


@cache
def _cuts() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """How the first line ends and the second begins where something is cut in two."""
    data = load_patterns("noise")
    counted = data["split_number"]["counted"]
    return tuple(
        (re.compile(f"(?:{entry['head']})$"), re.compile(entry["tail"].replace("COUNTED", counted)))
        for entry in data["cut"]
    )


def _is_split_title(head: str, tail: str) -> bool:
    return (
        len(head) <= _LONGEST_TITLE
        and union("noise", "title_tail").search(tail) is not None
        and union("noise", "title_head").search(head) is not None
        and union("noise", "title_end").search(head) is None
    )


def _stands_alone(text: str) -> bool:
    if len(text) > 60 and not text.startswith(("[", "【")):
        return False
    return union("noise", "alone").search(text) is not None or header_line().match(text) is not None


def _glue(group: list[_Line]) -> str:
    pieces = [group[0].written]
    for line in group[1:]:
        if _is_latin(pieces[-1][-1]) and _is_latin(line.written[0]):
            pieces.append(" ")
        pieces.append(line.written)
    return "".join(pieces)


@cache
def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
