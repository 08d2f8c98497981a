"""Written numbers to values: 1,260 · 1.2万 · 两万余 · 四千 · 二〇二五."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from extract.pattern_data import load_patterns
from ontology.model import Comparator

# Numbers of more digits are rounded.
_LONGEST_PLAIN = 20


@cache
def characters() -> tuple[dict[str, int], dict[str, int]]:
    """The digits and the scales of Chinese numerals with their values."""
    data = load_patterns("numerals")
    return dict(data["digits"]), dict(data["scales"])


def chinese_number(text: str) -> int:
    """The value of a Chinese numeral (两万三千 → 23000, 二〇二五 → 2025, 万 → 10000).

    A bare scale counts as one of it. Raises ValueError where a character is no numeral.
    """
    digits, scales = characters()
    if not text or any(character not in digits and character not in scales for character in text):
        raise ValueError(f"not a Chinese numeral: {text!r}")
    if all(character in digits for character in text):
        return int("".join(str(digits[character]) for character in text))
    return _scaled(text, digits, scales)


def _scaled(text: str, digits: dict[str, int], scales: dict[str, int]) -> int:
    total = section = 0
    digit: int | None = None
    for character in text:
        if character in digits:
            digit = digits[character]
            continue
        scale = scales[character]
        if scale < 10_000:
            section += scale * (digit or 1)
        else:
            section += digit or 0
            total = (total + section or 1) * scale if scale > 10_000 else total + (section or 1) * scale
            section = 0
        digit = None
    return total + section + (digit or 0)


def number_value(text: str, scale: str = "") -> Decimal:
    """The value of an Arabic or Chinese number with a scale after it (1.2, 万 → 12000).

    Raises ValueError where it is no number.
    """
    if not scale and text.isascii() and text.isdecimal() and len(text) <= _LONGEST_PLAIN:
        return Decimal(text)
    plain = text.replace(",", "")
    value = Decimal(plain) if plain[:1].isascii() and plain[:1].isdigit() else _chinese_decimal(text)
    _, scales = characters()
    for character in scale:
        value *= scales[character]
    return value.normalize() + 0


def _chinese_decimal(text: str) -> Decimal:
    whole, _, fraction = text.partition(load_patterns("numerals")["decimal_point"])
    digits, _ = characters()
    if any(character not in digits for character in fraction):
        raise ValueError(f"not a Chinese numeral: {text!r}")
    return Decimal(f"{chinese_number(whole)}.{''.join(str(digits[character]) for character in fraction) or 0}")


@cache
def bounds(side: str) -> dict[str, Comparator]:
    """The words that bound a number on one side ("before" or "after") with what they mean."""
    words = load_patterns("numerals")[side]
    return {word: Comparator(name) for name in words for word in words[name]}
