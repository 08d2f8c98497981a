"""One form for the many ways that reports write the same punctuation.

Patterns match the folded text; facts quote the text itself. Both have the same length, so an
offset in one is an offset in the other.
"""

from __future__ import annotations

import re

_FORMS = str.maketrans(
    {
        ";": "；",
        "(": "（",
        ")": "）",
        "!": "！",
        "?": "？",
        "｡": "。",
        "､": "、",
        "％": "%",
        **dict.fromkeys("—–―−－─‐‑‒﹣~～〜", "-"),
        **dict.fromkeys("•‧・∙⋅●▪∘･", "·"),
        **dict.fromkeys("「『〝", "“"),
        **dict.fromkeys("」』〞", "”"),
        "〈": "《",
        "〉": "》",
        "＜": "《",
        "＞": "》",
    }
)
# Each begins with its mark and looks back from behind it: so the search goes from mark to mark.
_COMMA = re.compile(r",(?:(?!\d{3}(?!\d))|(?<!\d,))")
_COLON = re.compile(r":(?:(?!\d)|(?<!\d:))")
_STOP = re.compile(r"(?m)[.．](?:(?<!\d.)(?!\d)|(?<=[^\d\n].)(?=\d)|(?<!^\d.)(?<!^\d\d.)(?<=\d.)(?!\d))")
_POINT = re.compile(r"．(?<=\d.)")
_QUOTE = re.compile(r'["＂]')


def fold(text: str) -> str:
    """`text` with one form of each punctuation mark, of the same length.

    ASCII marks become the Chinese ones where they are not part of a number, straight quotation
    marks pair up paragraph by paragraph, dashes of all kinds become "-" and dots "·".
    """
    text = text.translate(_FORMS)
    text = _COMMA.sub("，", text)
    text = _COLON.sub("：", text)
    text = _STOP.sub("。", text)
    text = _POINT.sub(".", text)
    if '"' in text or "＂" in text:
        text = "\n".join(_pair_quotes(line) for line in text.split("\n"))
    return text


def _pair_quotes(line: str) -> str:
    parts = _QUOTE.split(line)
    marks = "“”" * (len(parts) // 2 + 1)
    return "".join(part + mark for part, mark in zip(parts, marks[: len(parts) - 1] + " ", strict=True))[:-1]
