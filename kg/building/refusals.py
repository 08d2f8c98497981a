"""Why a file gave no report, and what to do, in Chinese and English."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_HOLE = re.compile(r"\\\{(\w+)\\\}")


def bilingual(*sentences: str) -> str:
    """Sentences of one refusal, «中文；中文 / English; English»; in English alone where one of them is not known."""
    said = [sentence for sentence in sentences if sentence]
    known = [chinese(sentence) for sentence in said]
    english = "; ".join(said)
    return english if None in known else f"{'；'.join(filter(None, known))} / {english}"


def chinese(sentence: str) -> str | None:
    """What `refusals.toml` has for a sentence, None if it has nothing."""
    for pattern, words in _table():
        match = pattern.fullmatch(sentence)
        if match:
            return words.format(**{name: chinese(value) or value for name, value in match.groupdict().items()})
    return None


@cache
def _table() -> list[tuple[re.Pattern[str], str]]:
    data = tomllib.loads(files("kg.building").joinpath("refusals.toml").read_text(encoding="utf-8"))
    return [(_pattern(english), words) for english, words in data["texts"]]


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(_HOLE.sub(r"(?P<\1>.+)", re.escape(english)), re.S)
