"""Programmes that the vocabulary does not have, by the form of their naming."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract.pattern_data import load_patterns
from extract.programmes.brands import Brands
from extract.programmes.forms import compiled, compiled_if_any, written
from extract.programmes.mention import ProgrammeMention
from extract.programmes.phrases import is_phrase, short_name_kinds
from extract.programmes.squeezing import squeeze
from extract.text.gate import Gate, Gates

FULL_STOP = "。", "·"
"""A dot inside a name that was written as an ASCII full stop, and the dot."""

_QUOTED = re.compile(r"“([^“”\n]+)”")


@dataclass(frozen=True, slots=True)
class _Open:
    """A pattern for names that the vocabulary does not have."""

    name: str
    before_anchor: re.Pattern[str] | None
    label: Literal["name", "all", "quoted"]
    not_after: re.Pattern[str] | None
    observance: bool

    def matches(self, folded: str, found: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
        """The matches of those `found` in the text; with an anchor, those that end where the anchor ends."""
        if not self.before_anchor:
            yield from found
            return
        for end in (match.end() for match in found):
            match = self.before_anchor.search(folded, max(0, end - 30), end)
            if match and not (self.not_after and self.not_after.match(folded, end)):
                yield match


def open_names(folded: str) -> list[ProgrammeMention]:
    """Names that the vocabulary does not have, one label for all namings of the same proper name."""
    found: dict[tuple[int, int], tuple[str, str, _Open]] = {}
    rules, gates = _open_rules()
    for rule, matches in zip(rules, gates.matches(folded), strict=True):
        for match in rule.matches(folded, matches):
            if _is_name(match):
                span = _open_span(match, rule)
                found.setdefault(span, (match["name"], _label(match, rule, span).replace(*FULL_STOP), rule))
    brands = Brands((name, label) for name, label, _ in found.values())
    mentions = [
        ProgrammeMention(start, end, brands.programme(name, label, rule.observance), rule.name)
        for (start, end), (name, label, rule) in found.items()
    ]
    return _without_overlaps(mentions + _again(folded, brands))


def _again(folded: str, brands: Brands) -> list[ProgrammeMention]:
    """Further namings, by the quoted name alone, of what has been found already."""
    return [
        ProgrammeMention(match.start(), match.end(), brands.programme(match[1]), "named before")
        for match in _QUOTED.finditer(folded)
        if match[1] in brands
    ]


def _without_overlaps(mentions: Iterable[ProgrammeMention]) -> list[ProgrammeMention]:
    chosen: list[ProgrammeMention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not chosen or mention.start >= chosen[-1].end:
            chosen.append(mention)
    return chosen


def _open_span(match: re.Match[str], rule: _Open) -> tuple[int, int]:
    if rule.label == "all" or "label" in match.groupdict():
        return match.span("label" if "label" in match.groupdict() else 0)
    start, end = match.span("name")
    quoted = match.string[start - 1] == "“"
    return (start - 1, end + 1) if quoted else (start, end)


def _label(match: re.Match[str], rule: _Open, span: tuple[int, int]) -> str:
    """What the programme is called; a brand's name has its quotation marks even where the text leaves them out."""
    if rule.label == "quoted":
        return f"“{match['name']}”{match.string[match.end('name') : span[1]].removeprefix('”')}"
    return match.string[slice(*span)]


def _is_name(match: re.Match[str]) -> bool:
    """False where the words are a slogan, a figure of speech or no proper name at all."""
    name = match["name"].strip("、 ")
    if "proper" in match.groupdict():
        return not _generic().search(match["proper"])
    if is_phrase(name):
        return False
    plain = squeeze(name).text
    kind = match.groupdict().get("kind")
    return len(plain) > 2 or (len(plain) == 2 and kind in short_name_kinds())


@cache
def _open_rules() -> tuple[tuple[_Open, ...], Gates]:
    """The rules, and what finds their patterns or anchors."""
    entries = load_patterns("programmes")["open"]
    rules = tuple(
        _Open(
            entry["name"],
            compiled(entry["pattern"]) if "anchor" in entry else None,
            entry["label"],
            compiled_if_any(entry.get("not_after")),
            entry.get("observance", False),
        )
        for entry in entries
    )
    return rules, Gates(*(Gate(written(entry.get("anchor", entry["pattern"]))) for entry in entries))


@cache
def _generic() -> re.Pattern[str]:
    return compiled(load_patterns("programmes")["generic"]["pattern"])
