"""One form for the many ways that reports write the same punctuation.

Patterns match the folded text; facts quote the text itself. Both have the same length, so an
offset in one is an offset in the other.
"""

from __future__ import annotations

import re
from functools import cache

from extract.pattern_data import HAN, load_patterns
from extract.text.numerals import characters
from extract.text.script import simplified

_FORMS = {
    ";": "；",
    "(": "（",
    ")": "）",
    "!": "！",
    "?": "？",
    "｡": "。",
    "､": "、",
    "％": "%",
    "＋": "+",
    **dict.fromkeys("—–―−－─‐‑‒﹣~～〜", "-"),
    **dict.fromkeys("•‧・∙⋅●▪∘･", "·"),
    **dict.fromkeys("「『〝", "“"),
    **dict.fromkeys("」』〞", "”"),
    "〈": "《",
    "〉": "》",
    "＜": "《",
    "＞": "》",
}
# A search for the few marks of a text takes a tenth of the time of `str.translate`.
_MARK = re.compile(f"[{''.join(map(re.escape, _FORMS))}\ud800-\udfff]")
# Each begins with its mark and looks back from behind it: so the search goes from mark to mark.
_COMMA = re.compile(r",(?:(?!\d{3}(?!\d))|(?<!\d,))")
_COLON = re.compile(r":(?:(?!\d)|(?<!\d:))")
_STOP = re.compile(r"(?m)[.．](?:(?<!\d.)(?!\d)|(?<=[^\d\n].)(?=\d)|(?<!^\d.)(?<!^\d\d.)(?<=\d.)(?!\d))")
_POINT = re.compile(r"．(?<=\d.)")
_QUOTE = re.compile(r'["＂]')
# A comma between digits that can part thousands: 3，820份.
_GROUP = re.compile(r"，(?<=\d，)(?=\d{3}(?!\d))")
# All marks that are ever written otherwise, and lone surrogates.
_OTHERWISE = re.compile(f'[{"".join(map(re.escape, _FORMS))},:.．"＂\ud800-\udfff]')

# No fact has a number, a word or an address this long: what has would only keep patterns busy.
_LONGEST_RUN = 80
_BLANK = "□"
_SENTENCE_END = re.compile(r"[。！？\n]")
_LONGEST_SENTENCE = 1000
_BREAK = re.compile("[，；：、（“《]")


def fold(text: str) -> str:
    """`text` with one form of each punctuation mark, of the same length.

    ASCII marks become the Chinese ones where they are not part of a number, a Chinese comma that
    parts a number's thousands an ASCII one. Straight quotation marks pair up paragraph by paragraph,
    dashes of all kinds become "-" and dots "·". Numbers and words longer than any fact's are
    blanked, and so are lone surrogates; sentences longer than any come to an end. Traditional
    characters become simplified ones.
    """
    text = simplified(text)
    if len(text) < _LONGEST_RUN and not _OTHERWISE.search(text) and not _GROUP.search(text):
        return text
    text = _MARK.sub(lambda mark: _FORMS.get(mark[0], _BLANK), text)
    text = _COMMA.sub("，", text)
    text = _COLON.sub("：", text)
    text = _STOP.sub("。", text)
    text = _POINT.sub(".", text)
    if _GROUP.search(text):
        text = _thousands().sub(lambda number: number[0].replace("，", ","), text)
    if '"' in text or "＂" in text:
        text = "\n".join(_pair_quotes(line) for line in text.split("\n"))
    return _with_ends(_run().sub(lambda run: _BLANK * len(run[0]), text))


@cache
def _run() -> re.Pattern[str]:
    digits, scales = characters()
    return re.compile(f"[!-~{''.join(digits)}{''.join(scales)}]{{{_LONGEST_RUN},}}")


@cache
def _thousands() -> re.Pattern[str]:
    return re.compile(load_patterns("numerals")["shape"]["thousands"].replace("{han}", HAN))


def _with_ends(text: str) -> str:
    """`text` with ends put into sentences longer than any: what looks through a sentence stays linear in the text."""
    if len(text) <= _LONGEST_SENTENCE or max(map(len, _SENTENCE_END.split(text))) <= _LONGEST_SENTENCE:
        return text
    pieces, start = [], 0
    for stop in [*(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]:
        while stop - start > _LONGEST_SENTENCE:
            end = start + _LONGEST_SENTENCE
            mark = _BREAK.search(text, end - _LONGEST_SENTENCE // 4, end)
            end = mark.start() if mark else end
            pieces += [text[start:end], "。"]
            start = end + 1
        pieces.append(text[start : stop + 1])
        start = stop + 1
    return "".join(pieces)


def _pair_quotes(line: str) -> str:
    parts = _QUOTE.split(line)
    marks = "“”" * (len(parts) // 2 + 1)
    return "".join(part + mark for part, mark in zip(parts, marks[: len(parts) - 1] + " ", strict=True))[:-1]
