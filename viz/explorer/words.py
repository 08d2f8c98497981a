"""Every word of the explorer in Chinese and English, read from `texts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Wording = str | list[str]


class Words:
    """The words of one language; call it with a key, «place.reports», and what its {fields} hold."""

    def __init__(self, language: Language) -> None:
        """Choose the language."""
        self.language = language

    def __call__(self, key: str, **fields: object) -> str:
        """Return the words under `key`. Raises KeyError for a key that is not there.

        Words given as a list are singular and plural, chosen by the field `n`. Whole numbers are
        written with separators.
        """
        wording = _texts()[key][self.language]
        if isinstance(wording, list):
            wording = wording[0 if fields.get("n") == 1 else 1]
        return wording.format_map({name: _written(value) for name, value in fields.items()})

    def has(self, key: str) -> bool:
        """Whether there are words under `key`."""
        return key in _texts()


def preferred(accepted: str) -> Language:
    """Return the language that an Accept-Language header asks for, Chinese where it asks for neither."""
    wishes = [_wish(part) for part in accepted.split(",")]
    known = [(quality, tag) for quality, tag in wishes if tag in LANGUAGES and quality > 0]
    best = max(known, key=lambda wish: wish[0], default=(0.0, "zh"))
    return "en" if best[1] == "en" else "zh"


def _wish(part: str) -> tuple[float, str]:
    tag, _, quality = part.partition(";")
    try:
        weight = float(quality.strip().removeprefix("q=")) if quality else 1.0
    except ValueError:
        weight = 0.0
    return weight, tag.strip().lower().partition("-")[0]


def _written(value: object) -> object:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value


@cache
def _texts() -> Mapping[str, Mapping[Language, Wording]]:
    """The words of each key by language."""
    found: dict[str, Mapping[Language, Wording]] = {}
    data = tomllib.loads(files("viz.explorer").joinpath("texts.toml").read_text(encoding="utf-8"))
    for table, entries in data.items():
        for key, wordings in entries.items():
            found[f"{table}.{key}"] = wordings
    return found
