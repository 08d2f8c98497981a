"""Values and terms as people write them."""

from __future__ import annotations

from ontology.vocabulary import issue_kinds
from viz.explorer.index.read import Thing
from viz.explorer.templating import kind_label, number
from viz.explorer.words import Language
from viz.style import load_texts

__all__ = ["amount", "either", "issue_label", "kind_label", "role"]

_SIGNS = ("%", "\u2030")


def amount(language: Language, value: float, comparator: str = "", unit: Thing | None = None) -> str:
    """Return a value with its unit and, where it is no exact one, what bounds it: «超过 12,000 人次».

    Units are counting words, which English does not have; so they stay Chinese.
    `comparator` is the local name of an `fz:Comparator`.
    """
    bound = load_texts()["comparators"].get(comparator, {}).get(language, "")
    label = unit.zh if unit else ""
    between = "" if not label or label in _SIGNS else " "
    return f"{bound} {number(value)}{between}{label}".strip()


def is_share(unit: Thing | None) -> bool:
    """Whether a unit counts parts of a hundred or a thousand."""
    return unit is not None and unit.zh in _SIGNS


def role(language: Language, name: str) -> str:
    """Return what a section of the role is called, "" for an unknown role."""
    words: str = load_texts()["roles"].get(name, {}).get(language, "")
    return words


def either(language: Language, text: str) -> str:
    """Return the half in one language of a text given in both, «第4页 / page 4»; any other text as it is."""
    chinese, slash, english = text.partition(" / ")
    return (english if language == "en" else chinese) if slash else text


def issue_label(language: Language, kind: str) -> str:
    """Return what a kind of issue is called."""
    known = issue_kinds().get(kind)
    return (known.en if language == "en" else known.zh) if known else kind
