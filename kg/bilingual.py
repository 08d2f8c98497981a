"""Sentences for people in Chinese and English: the program says them in English, a table of data has the Chinese."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

_HOLE = re.compile(r"\\\{(\w+)\\\}")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Words in both languages; `zh` is the English where there is no Chinese."""

    zh: str
    en: str

    def __str__(self) -> str:
        """Both, «中文 / English», or the English alone if that is all there is."""
        return self.en if self.zh == self.en else f"{self.zh} / {self.en}"


class Sentences:
    """A table of sentences, `texts` of a TOML file: pairs of English and Chinese.

    What stands in braces differs from time to time. It is put into the Chinese, itself in Chinese where it is one of
    the table's sentences.
    """

    def __init__(self, package: str, name: str, named: Callable[[str], str | None] = lambda _: None) -> None:
        """Take the file `name` of `package`, which is read when it is needed.

        `named` gives the Chinese name of what stands in braces where it is no sentence but called by an identifier.
        """
        self._package = package
        self._name = name
        self._named = named
        self._known = lru_cache(maxsize=4096)(self._look_up)

    def chinese(self, sentence: str) -> str | None:
        """A sentence in Chinese, None if the table does not have it."""
        return self._known(sentence)

    def both(self, *sentences: str) -> Bilingual:
        """Sentences in both languages, joined by semicolons; in English alone where one of them is not known."""
        said = [sentence for sentence in sentences if sentence]
        known = [self.chinese(sentence) for sentence in said]
        english = "; ".join(said)
        return Bilingual(english if None in known else "；".join(filter(None, known)), english)

    def _look_up(self, sentence: str) -> str | None:
        for pattern, words in self._table:
            match = pattern.fullmatch(sentence)
            if match:
                return words.format(**{name: self._put(value) for name, value in match.groupdict().items()})
        return None

    def _put(self, value: str) -> str:
        """What is put into the Chinese."""
        return self.chinese(value) or self._named(value) or value

    @cached_property
    def _table(self) -> list[tuple[re.Pattern[str], str]]:
        data = tomllib.loads(files(self._package).joinpath(self._name).read_text(encoding="utf-8"))
        return [(_pattern(english), words) for english, words in data["texts"]]


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(_HOLE.sub(r"(?P<\1>.+)", re.escape(english)), re.S)
