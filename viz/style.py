"""Reads how classes and relations look and what the page says, from `style.toml` and `texts.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one page holds: nodes, edges, statements an edge and in all, figures, characters beside a quote, bytes.

    Up to `drawn_by_pyvis` nodes the page is drawn by pyvis, above by sigma.js.
    """

    nodes: int
    edges: int
    drawn_by_pyvis: int
    statements: int
    sentences: int
    figures: int
    context: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Kind:
    """How the nodes of one class look; `size` is a radius in canvas units, `dark` the colour on dark ground."""

    name: str
    group: str
    zh: str
    en: str
    colour: str
    dark: str
    shape: str
    size: float


@dataclass(frozen=True, slots=True)
class Relation:
    """How the edges of one relation look; `out` and `back` head the neighbours at either end, by language."""

    name: str
    zh: str
    en: str
    out: Mapping[str, str]
    back: Mapping[str, str]
    colour: str
    dark: str
    width: float
    dashes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of communities, the largest first, on light and dark ground; all others have `other`."""

    colours: tuple[str, ...]
    dark: tuple[str, ...]
    other: str
    other_dark: str


@dataclass(frozen=True, slots=True)
class Style:
    """All of `style.toml`, in its order."""

    limits: Limits
    palette: Palette
    groups: tuple[Mapping[str, str], ...]
    kinds: tuple[Kind, ...]
    relations: tuple[Relation, ...]

    def kind(self, name: str) -> Kind:
        """Return the kind called `name`; raises KeyError."""
        return {kind.name: kind for kind in self.kinds}[name]

    def relation(self, name: str) -> Relation:
        """Return the relation called `name`; raises KeyError."""
        return {relation.name: relation for relation in self.relations}[name]


@cache
def load_style() -> Style:
    """Return the style, read once."""
    data = _load("style.toml")
    palette = data["palette"]
    return Style(
        Limits(**data["limits"]),
        Palette(**{**palette, "colours": tuple(palette["colours"]), "dark": tuple(palette["dark"])}),
        tuple(data["groups"]),
        tuple(Kind(**kind) for kind in data["kinds"]),
        tuple(Relation(**{**relation, "dashes": tuple(relation.get("dashes", ()))}) for relation in data["relations"]),
    )


@cache
def load_texts() -> Mapping[str, Any]:
    """Return the words of the page: by language, and the names of roles and comparators."""
    return _load("page/texts.toml")


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("viz").joinpath(name).read_text(encoding="utf-8"))
