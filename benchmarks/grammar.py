"""Templates of sentences: `{name}`, `{this|that|}`, `{3..40}`, compiled once and written out with a seeded generator.

The marks are explained at the head of `synthetic.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RANGE = re.compile(r"(#?)(\d+)\.\.(\d+)([~%w]?)")
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


class Writer(Protocol):
    """What a template is written out with: a generator, the words that are fixed, and the rules."""

    rng: Random

    def value(self, name: str) -> str:
        """The words for `{name}`. Raises KeyError if there are none."""

    def number(self, value: int, *, approximate: bool) -> str:
        """A count in the writer's style."""

    def rate(self, value: float) -> str:
        """A percentage."""


Part = Callable[[Writer], str]


class Template:
    """A compiled template."""

    def __init__(self, source: str) -> None:
        """Compile. Raises ValueError where braces do not match."""
        self._parts = tuple(_parts(source))

    def write(self, writer: Writer) -> str:
        """One of the texts that the template stands for."""
        return "".join([part if isinstance(part, str) else part(writer) for part in self._parts])


def templates(sources: Iterable[str]) -> tuple[Template, ...]:
    """Each source compiled."""
    return tuple(map(Template, sources))


def _parts(source: str) -> Iterator[str | Part]:
    position = 0
    while (start := source.find("{", position)) >= 0:
        end = _closing(source, start)
        if start > position:
            yield source[position:start]
        yield _slot(source[start + 1 : end])
        position = end + 1
    if position < len(source):
        yield source[position:]


def _closing(source: str, start: int) -> int:
    depth = 0
    for index in range(start, len(source)):
        depth += (source[index] == "{") - (source[index] == "}")
        if depth == 0:
            return index
    raise ValueError(f"a brace is not closed in {source!r}")


def _slot(content: str) -> Part:
    if _NAME.fullmatch(content):
        return lambda writer: writer.value(content)
    if match := _RANGE.fullmatch(content):
        return _range(match[1] == "#", int(match[2]), int(match[3]), match[4])
    options = templates(_options(content))
    return lambda writer: options[int(writer.rng.random() * len(options))].write(writer)


def _options(content: str) -> Iterator[str]:
    depth, start = 0, 0
    for index, char in enumerate(content):
        depth += (char == "{") - (char == "}")
        if char == "|" and depth == 0:
            yield content[start:index]
            start = index + 1
    yield content[start:]


def _range(plain: bool, least: int, most: int, kind: str) -> Part:
    span = most - least
    if plain:
        return lambda writer: str(least + int(writer.rng.random() * (span + 1)))
    if kind == "%":
        return lambda writer: writer.rate(least + writer.rng.random() * span)
    if kind == "w":
        return lambda writer: f"{least + writer.rng.random() * span:.{writer.rng.choice((0, 1, 2))}f}"
    # A number that may be a thousand times another is drawn by its magnitude.
    skew = 2 if least and most > 50 * least else 1
    return lambda writer: writer.number(least + int(writer.rng.random() ** skew * (span + 1)), approximate=kind == "~")


@dataclass(slots=True)
class Style:
    """How one report writes its numbers: blanks round digits, full-width digits, 1,260, 1.2万, 两, 余."""

    traits: Mapping[str, float]
    words: Mapping[str, Any]
    small: Mapping[int, str] = field(init=False)

    def __post_init__(self) -> None:
        """Numbers by value, as TOML has only names."""
        self.small = {int(number): word for number, word in self.words["small"].items()}

    def number(self, value: int, rng: Random, *, approximate: bool) -> str:
        """A count, by chance approximate where it may be."""
        if value in self.small and rng.random() < self.traits["chinese"]:
            return self.small[value]
        if not approximate or value < 20 or rng.random() >= self.traits["approximate"]:
            return self._digits(value, rng)
        value -= value % 10 ** (len(str(value)) - (2 if value >= 100 else 1))
        if rng.random() < 0.6:
            return self._digits(value, rng) + _pick(rng, self.words["after"])
        return str(_pick(rng, self.words["before"])) + self._digits(value, rng)

    def _digits(self, value: int, rng: Random) -> str:
        if value >= 10000 and self.traits["ten_thousands"]:
            text = f"{value / 10000:.1f}".removesuffix(".0") + str(self.words["ten_thousand"])
        else:
            text = f"{value:,}" if self.traits["commas"] else str(value)
        if self.traits["fullwidth"] and rng.random() < 0.3:
            text = text.translate(_FULL_WIDTH)
        return f" {text} " if self.traits["spaced"] and rng.random() < 0.5 else text


def _pick(rng: Random, words: Sequence[str]) -> str:
    return words[int(rng.random() * len(words))]
