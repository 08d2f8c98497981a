"""The names of things for people: terms of the ontology, rules and non-facts, in Chinese and English."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.bilingual import Bilingual
from kg.names import LABEL
from ontology.prefixes import PREFIXES

_FZ = PREFIXES["fz"]
_AREA_HINT = re.compile(r"(?P<kind>[a-z ]+): (?P<words>.+ → .+?)(?: \((?P<weight>[\d.]+)(?P<against>, against)?\))?")


def term(iri: str) -> str:
    """What an IRI of the ontology or of a vocabulary it uses is called: «开展 / carried out», else its local name."""
    labels = _labels().get(iri, {})
    words = [labels[language] for language in ("zh", "en") if language in labels]
    local = iri.replace("#", "/").rsplit("/", 1)[-1]
    return " / ".join(words or _explanations()["property"].get(local, [local]))


def is_term(iri: str) -> bool:
    """Whether an IRI is a term of the ontology."""
    return iri.startswith(_FZ)


def rule(name: str) -> str:
    """What a rule's name means, «name: 中文 / English»; the name alone if it is not explained."""
    return _explained("rule", name)


def non_fact(name: str) -> str:
    """What the name of a non-fact means, as `rule` does."""
    return _explained("non_fact", name)


def hint(words: str) -> str:
    """A hint with its kind in both languages, «标题 / title: 垫江县 → 垫江县 (6.5)»; as it is if that has no name."""
    kind, mark, rest = words.partition(": ")
    said = _explanations()["hint_kind"].get(kind)
    if not mark or said is None or "→" not in rest:
        return words
    for pattern, both in _explanations()["hint_words"].items():
        rest = re.sub(pattern, " / ".join(both), rest)
    return f"{said[0]} / {said[1]}: {rest}"


def area_hints(hints: Iterable[str]) -> list[Bilingual]:
    """What decided a report's area, for readers: without weights, the heaviest first; other hints are left out."""
    hints = tuple(hints)
    if any(words.startswith("corrections.toml: ") for words in hints):
        return [Bilingual(*_explanations()["rule"]["correction"])]
    told = [(match, said) for words in hints if (match := _AREA_HINT.fullmatch(words)) and (said := _kind_said(match))]
    told.sort(key=lambda one: (one[0]["against"] is not None, -float(one[0]["weight"] or "inf"), one[0]["words"]))
    return [_plainly(match, said) for match, said in told]


def _kind_said(match: re.Match[str]) -> Sequence[str] | None:
    return _explanations()["hint_kind"].get(match["kind"])


def _plainly(match: re.Match[str], said: Sequence[str]) -> Bilingual:
    words = [f"{kind}{mark}{match['words']}" for kind, mark in zip(said, ("：", ": "), strict=True)]
    against = _explanations()["hint_against"]["against"] if match["against"] else ("", "")
    for pattern, both in _explanations()["hint_words"].items():
        words = [re.sub(pattern, f" {one.strip()}", told) for one, told in zip(both, words, strict=True)]
    return Bilingual(*(told + one for told, one in zip(words, against, strict=True)))


def heading(name: str) -> str:
    """The heading called `name` of what is shown of a thing."""
    return " / ".join(_explanations()["heading"][name])


def _explained(table: str, name: str) -> str:
    words = _explanations()[table].get(name)
    return f"{name}: {words[0]} / {words[1]}" if words else name


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in parse(files("ontology").joinpath("fazhi.ttl").read_bytes(), format=RdfFormat.TURTLE):
        if quad.predicate == LABEL and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            found[quad.subject.value][quad.object.language or ""] = quad.object.value
    return found


@cache
def _explanations() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(files("ontology").joinpath("explanations.toml").read_text(encoding="utf-8"))
