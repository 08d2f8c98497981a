"""Raw text of any format → clean text: one paragraph a line, no noise inside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from extract.pattern_data import load_patterns
from extract.read.metadata import header_line
from extract.read.spaced_rows import cells_apart
from extract.read.wrapping import paragraphs
from extract.text.marks import union
from extract.text.script import simplifier

_NEWLINES = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_POINT = re.compile(r"(?<=[0-9])．(?=[0-9])")
_SPACES = re.compile(" {2,}")
_NEEDLESS = re.compile(r" (?:(?![0-9A-Za-z])|(?<![0-9A-Za-z] ))")
_DIGITS_APART = re.compile("[0-9] [0-9]")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_GAP = re.compile(r" {4,}")
_COLUMN_GAP = re.compile(r" {2,}")
_FIGURE_CELL = re.compile(r"\t *\d[\d,.]* *%?(?=\t|$)")
_SENTENCE_MARK = re.compile("[，。；！？]")

_LONGEST_PAGE_NUMBER = 24
_MOST_CELLS = 3
_SHORTEST_CELL = 4


def clean(raw: str) -> str:
    """The clean text of `raw`; cleaning it again changes nothing.

    Every character of the result stands for one of `raw`, in the same order.
    """
    text, changed = "", characters(raw)
    plain = simplifier(changed)
    while changed != text:
        text, changed = changed, _pass(changed, plain)
    return text


def characters(raw: str) -> str:
    """`raw` with plain line ends and spaces, ASCII letters and digits, without invisible characters and residue."""
    return _without_residue(raw.replace("\r\n", "\n").translate(_table()))


def _without_residue(text: str) -> str:
    if "．" in text:
        text = _POINT.sub(".", text)
    for signs, pattern in _residue():
        if any(sign in text for sign in signs):
            text = pattern.sub("", text)
    return text


@cache
def _residue() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """For each kind of residue: what the text holds where it may occur, and its pattern."""
    entries = load_patterns("noise")["residue"]
    return tuple((tuple(entry["signs"]), re.compile(entry["pattern"])) for entry in entries)


def squeeze(line: str) -> str:
    """`line` without white space except one space between two runs of Latin letters or digits."""
    if " " not in line:
        return line
    return _NEEDLESS.sub("", _SPACES.sub(" ", line))


def _pass(text: str, plain: Callable[[str], str]) -> str:
    """The text once cleaned; patterns are looked for in what `plain` makes of the words, of the same length."""
    page_number = union("noise", "page_number")
    lines = []
    for line in cells_apart(_without_residue(text).split("\n")):
        for part in _parts(line, plain):
            if part and not (len(part) < _LONGEST_PAGE_NUMBER and page_number.search(plain(part))):
                lines.append(part)
    return _joined_numbers("\n".join(paragraphs(lines, plain)), plain)


def _parts(line: str, plain: Callable[[str], str]) -> list[str]:
    """The lines that `line` stands for: two where a wide gap parts a signature or a header."""
    line = line.strip()
    if not line:
        return []
    if "\t" in line:
        is_row = ("。" not in line or _FIGURE_CELL.search(line)) and not _is_numbered(line)
        return ["\t".join(map(squeeze, line.split("\t"))).strip() if is_row else squeeze(line.replace("\t", " "))]
    if "  " in line and header_line().match(plain(squeeze(line))):
        return [squeeze(cell) for cell in _COLUMN_GAP.split(line)]
    if "    " in line and not _SENTENCE_MARK.search(line):
        cells = [squeeze(cell) for cell in _GAP.split(line)]
        if len(cells) <= _MOST_CELLS and min(map(len, cells)) >= _SHORTEST_CELL:
            return cells
    return [squeeze(line)]


def _is_numbered(line: str) -> bool:
    """Whether a tab only parts the number of a heading or of a list's item from it, as word processors have it."""
    number, _, rest = line.partition("\t")
    return (
        "\t" not in rest and not rest[:1].isdigit() and union("outline", "mark").fullmatch(number.strip()) is not None
    )


def _joined_numbers(text: str, plain: Callable[[str], str]) -> str:
    """The text without the spaces in numbers whose digits stand apart."""
    if not _DIGITS_APART.search(text):
        return text
    pieces, start = [], 0
    for match in _split_number().finditer(plain(text)):
        number = match[0].replace(" ", "")
        pieces += [text[start : match.start()], number if _NUMBER.fullmatch(number) else match[0]]
        start = match.end()
    return "".join([*pieces, text[start:]])


@cache
def _split_number() -> re.Pattern[str]:
    counted = load_patterns("noise")["split_number"]["counted"]
    # Two groups, of which none is a year, or digits one by one.
    two = r"[0-9]{1,3}(?:,[0-9]{3})? [0-9]{1,3}(?![0-9])(?:[.,][0-9]{1,3}(?![0-9]))?"
    each = r"[0-9](?:[.,][0-9])?(?: [0-9](?:[.,][0-9])?)+"
    return re.compile(f"(?<![0-9A-Za-z.,:/-])(?<![0-9] )(?:{two}|{each})(?={counted})")


class _Table(dict[int, "str | None"]):
    """What becomes of single characters, worked out when first met; None for those that are dropped."""

    def __missing__(self, code: int) -> str | None:
        self[code] = _replacement(code)
        return self[code]


@cache
def _table() -> _Table:
    return _Table()


def _replacement(code: int) -> str | None:
    char = chr(code)
    if char in "\n\t":
        return char
    if char in _NEWLINES:
        return "\n"
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category in {"Cc", "Cf", "Cs", "Co", "Cn"} or char == "\ufffc":
        return None
    if "０" <= char <= "９" or "Ａ" <= char <= "Ｚ" or "ａ" <= char <= "ｚ" or char == "％":
        return chr(code - 0xFEE0)
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        return unicodedata.normalize("NFKC", char)
    return char
