"""Which namings of a quoted name mean one programme: “X”普法品牌 and “X” do, “X”调解室 and “X”普法队 do not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from extract.pattern_data import load_patterns
from extract.programmes.forms import compiled
from extract.programmes.squeezing import squeeze
from ontology.model import Programme

# Those of a report; far fewer than in a hostile text, whose time would else jump where they fit no more.
_KNOWN_NAMES = 256
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_BLANK = re.compile("[ \u3000]+(?=[+·-])|(?<=[+·-])[ \u3000]+")
_PAUSE = re.compile("[ \u3000，]+")
_ANY_NUMBER = re.compile(r"(?<=\+)[nx](?![a-z])")


class Brands:
    """The programmes of one report that are called by a quoted name, all namings of one under one label."""

    def __init__(self, namings: Iterable[tuple[str, str]]) -> None:
        """Take the names with their labels, as written, in order; a label may be the bare name."""
        self._labels: dict[str, dict[str, str]] = {}
        bare: dict[str, str] = {}
        for name, label in namings:
            core, tail = _parts(name, label)
            if tail:
                self._labels.setdefault(_key(core), {}).setdefault(_kind(core, tail), label)
            else:
                bare.setdefault(_key(core), label)
        for key, label in bare.items():
            self._labels.setdefault(key, {"": label})

    def __contains__(self, name: str) -> bool:
        """Whether a programme is called so."""
        return _key(_parts(name, f"“{name}”")[0]) in self._labels

    def programme(self, name: str, label: str = "", observance: bool = False) -> Programme:
        """The programme that a label means; the bare name means the one that a general word follows, else the first."""
        core, tail = _parts(name, label or f"“{name}”")
        labels = self._labels[_key(core)]
        meant = labels.get(_kind(core, tail)) or next(iter(labels.values()))
        return Programme(meant, observance=observance, brand=_brand(meant, observance))


@lru_cache(maxsize=_KNOWN_NAMES)
def _parts(name: str, label: str) -> tuple[str, str]:
    """The name without the general word that it ends in (“净风行动”), and that word with all that follows the name."""
    quoted, _, tail = label.partition(f"“{name}”")
    if quoted or label == name:
        return name, ""
    found = _form("inner_tail").fullmatch(name)
    return (found["core"], found["tail"] + tail) if found else (name, tail)


@lru_cache(maxsize=_KNOWN_NAMES)
def _key(name: str) -> str:
    """The same for all writings of a name: with and without marks, blanks and commas, in full and half width."""
    return squeeze(_canonical(name)).text


def _canonical(words: str) -> str:
    """The one form of words that writers separate by a blank, a comma or a dot, and of letters and digits."""
    words = _PAUSE.sub("·", _BLANK.sub("", words.translate(_FULL_WIDTH)))
    return _ANY_NUMBER.sub(lambda letter: letter[0].upper(), words)


def _kind(name: str, tail: str) -> str:
    """What tells programmes of one quoted name apart: "" where the words after it say only that it names one.

    What a formula names (1+3+N) its words tell, all of them; else the last character does: a room, a team, a day.
    """
    if not tail:
        return ""
    if _form("formula_name").search(name):
        return tail
    found = None if _form("generic_tail").fullmatch(tail) else _form("kind_character").search(tail)
    return found[0] if found else ""


def _brand(label: str, observance: bool) -> str | None:
    """The name that all reports share, however each of them writes it; None where that is the label itself."""
    shared = _shared(label, observance)
    return None if shared == label else shared


def _shared(label: str, observance: bool) -> str:
    quoted = _form("quoted_label").fullmatch(_canonical(label))
    if not quoted:
        return _canonical(label)
    if observance and not quoted["tail"]:
        return quoted["name"]
    core, tail = _parts(quoted["name"], quoted[0])
    if _form("formula_name").search(core):
        return f"“{core}{tail}”" if _form("short_tail").fullmatch(tail) else quoted[0]
    if _kind(core, tail):
        said = _form("kind_character").search(quoted["tail"])
        return quoted[0][: quoted.start("tail") + said.end()] if said else quoted[0]
    return core if _form("unquoted_campaign").fullmatch(core) and not tail else f"“{core}”"


@cache
def _form(name: str) -> re.Pattern[str]:
    return compiled(load_patterns("programmes")[name]["pattern"])
