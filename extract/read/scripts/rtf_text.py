"""The text of an RTF file.

The library's expressions can take very long: `worker.py` runs this apart from the package, under limits.
"""

from __future__ import annotations

import re

from striprtf import striprtf

LONGEST = 16_000_000
DAMAGED = "a damaged RTF file; open it in Word and save it as .docx"
TOO_LONG = "an RTF file that is too large even without its pictures; save it as .docx"

# Pictures are most of a large file, and nothing of its text.
_PICTURE = re.compile(r"\{\\(?:pict|\*\\(?:objdata|themedata|datastore|blipuid))\b[^{}]*\}")
_NEVER = re.compile(r"(?!)(x)(x)(x)")
_HEX = re.compile(r"(?<=[\s\w])[0-9a-fA-F\r\n]{256,}")
_TOKEN = re.compile(r"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|[{}]|\\[^a-zA-Z]|[^\\{}]+|\\", re.DOTALL)

# The library passes over numbers written out for readers that cannot count lists, and over text boxes.
_UNWRAPPED = frozenset({"pntext", "shp", "shpinst", "shptxt"})
_HIDES = frozenset({"v", "deleted"})


def read(data: bytes) -> bytes | str:
    """The text in UTF-8, or why there is none."""
    # It would write the address behind a link's words, at a cost that grows with the square of the length.
    striprtf.HYPERLINKS = _NEVER
    rtf = _HEX.sub("", _PICTURE.sub("", data.decode("latin-1")))
    if len(rtf) > LONGEST:
        return TOO_LONG
    rtf = shown(rtf)
    try:
        text: str = striprtf.rtf_to_text(rtf, encoding="gb18030", errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, OverflowError, TypeError):
        return DAMAGED
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def shown(rtf: str) -> str:
    """The RTF without hidden and deleted words; a paragraph's end in a table's cell is a space."""
    kept: list[str] = []
    hidden = [False]
    in_cell = False
    for match in _TOKEN.finditer(rtf.replace("\\*\\shpinst", "\\shpinst")):
        token, word, argument = match[0], match[1], match[2]
        if token == "{":
            hidden.append(hidden[-1])
        elif token == "}":
            hidden = hidden[:-1] or [False]
        elif word in _HIDES:
            hidden[-1] = argument != "0"
        elif word == "intbl" or word == "pard":
            in_cell = word == "intbl"
        if word in _UNWRAPPED or (hidden[-1] and _is_text(token, word)):
            continue
        kept.append(" " if word == "par" and in_cell else token)
    return "".join(kept)


def _is_text(token: str, word: str | None) -> bool:
    return word == "u" or (word is None and token not in "{}")
