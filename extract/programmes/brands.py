"""Which namings of a quoted name mean one programme: “X”普法品牌 and “X” do, “X”调解室 and “X”普法队 do not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from extract.pattern_data import load_patterns
from extract.programmes.forms import compiled
from ontology.model import Programme


class Brands:
    """The programmes of one report that are called by a quoted name, all namings of one under one label."""

    def __init__(self, namings: Iterable[tuple[str, str]]) -> None:
        """Take the names with their labels, as written, in order; a label may be the bare name."""
        self._labels: dict[str, dict[str, str]] = {}
        bare: dict[str, str] = {}
        for name, label in namings:
            if label == name or label == f"“{name}”":
                bare.setdefault(name, label)
            else:
                self._labels.setdefault(name, {}).setdefault(_kind(name, label), label)
        for name, label in bare.items():
            self._labels.setdefault(name, {"": label})

    def __contains__(self, name: str) -> bool:
        """Whether a programme is called so."""
        return name in self._labels

    def programme(self, name: str, label: str = "", observance: bool = False) -> Programme:
        """The programme that a label means; the bare name means the one that a general word follows, else the first."""
        labels = self._labels[name]
        meant = labels.get(_kind(name, label)) or next(iter(labels.values()))
        return Programme(meant, observance=observance, brand=_brand(name, meant))


def _kind(name: str, label: str) -> str:
    """What tells programmes of one quoted name apart: "" where the words after it say only that it names one.

    What a formula names (1+3+N) its words tell, all of them; else the last character does: a room, a team, a day.
    """
    quoted, _, tail = label.partition(f"“{name}”")
    if quoted or not tail:
        return ""
    if _form("formula_name").search(name):
        return tail
    found = None if _form("generic_tail").fullmatch(tail) else _form("kind_character").search(tail)
    return found[0] if found else ""


def _brand(name: str, label: str) -> str | None:
    """The name that all reports share, whichever general word each of them puts after it; None for any other."""
    other = not label.startswith(f"“{name}”") or _form("formula_name").search(name) or _kind(name, label)
    return None if other else f"“{name}”"


@cache
def _form(name: str) -> re.Pattern[str]:
    return compiled(load_patterns("programmes")[name]["pattern"])
