"""The only place where IRIs of things are minted.

An IRI depends on nothing but the thing: the same report, place or firm has the same IRI on every
run and every machine. Chinese stays readable (RFC 3987); what an IRI cannot hold is
percent-encoded.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from urllib.parse import quote

from pyoxigraph import NamedNode

from ontology.model import Instrument, Place, Programme, Provider
from ontology.prefixes import PREFIXES

DATA = "https://w3id.org/fazhi/id/"

_DIGEST_LENGTH = 16


def segment(text: str) -> str:
    """`text` as one path segment of an IRI: letters, digits and Chinese punctuation stay as they are."""
    text = unicodedata.normalize("NFC", text)
    encoded = "".join(char if _plain(char) else quote(char.encode("utf-8", "replace"), safe="") for char in text)
    return encoded.replace(".", "%2E") if not encoded.strip(".") else encoded


@cache
def _plain(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char in "-._~"
    return unicodedata.category(char)[0] in "LNP"


@cache
def indicator(identifier: str) -> NamedNode:
    """The IRI of an indicator of the vocabulary."""
    return _own(identifier) or NamedNode(PREFIXES["ind"] + segment(identifier))


def _own(identifier: str) -> NamedNode | None:
    """The IRI itself, where a vocabulary of the user's own names a concept outside our namespaces."""
    return NamedNode(identifier) if "://" in identifier else None


@cache
def unit(identifier: str) -> NamedNode:
    """The IRI of a unit: by its identifier in the vocabulary, or by its label if it has none."""
    return NamedNode(PREFIXES["unit"] + segment(identifier))


class Minter:
    """Mints the IRIs of data under `base`, which ends with "/" or "#"."""

    def __init__(self, base: str = DATA) -> None:
        """Raises ValueError if `base` is no absolute IRI that names can be appended to."""
        if not base.endswith(("/", "#")):
            raise ValueError(f"{base!r} must end with / or # to serve as a base; write {base + '/'!r}")
        NamedNode(base)
        self.base = base

    def _mint(self, *path: str) -> NamedNode:
        return NamedNode(self.base + "/".join(path))

    def report(self, digest: str) -> NamedNode:
        """The IRI of a report, which is also its named graph's, from the SHA-256 of its bytes."""
        return self._mint("report", digest[:_DIGEST_LENGTH])

    def part(self, report: NamedNode, kind: str, start: int | None, ordinal: int = 1) -> NamedNode:
        """The IRI of what `report` says at the offset `start`, so that additions move nothing.

        `ordinal` counts what is of the same kind and starts at the same offset, from 1.
        """
        number = f"-{ordinal}" if ordinal > 1 else ""
        return NamedNode(f"{report.value}/{kind}/{'whole' if start is None else start}{number}")

    def place(self, place: Place) -> NamedNode:
        """The IRI of a division: its code, else the code of what it lies in and its name."""
        return self._mint("place", _place_key(place))

    def government(self, name: str, place: Place) -> NamedNode:
        """The IRI of the body called `name` that governs `place`."""
        return self._mint("body", _place_key(place), segment(name))

    def provider(self, provider: Provider) -> NamedNode:
        """The IRI of a law firm or legal services office, by its full name."""
        return self._mint("provider", segment(provider.name))

    def lawyer(self, name: str, provider: Provider) -> NamedNode:
        """The IRI of a lawyer: namesakes of two firms are two people."""
        return self._mint("lawyer", segment(provider.name), segment(name))

    def instrument(self, instrument: Instrument) -> NamedNode:
        """The IRI of a legal instrument by its title, and by its place if it is a place's own document."""
        scope = [_place_key(instrument.scope)] if instrument.scope else []
        return self._mint("instrument", *scope, segment(instrument.title))

    def court_case(self, number: str) -> NamedNode:
        """The IRI of a court case by its number, which is the same in all reports."""
        return self._mint("case", segment(number))

    def programme(self, programme: Programme) -> NamedNode:
        """The IRI of a programme: the vocabulary's, else by the name that reports share, else by its label."""
        if programme.id is not None:
            return _own(programme.id) or NamedNode(PREFIXES["prog"] + segment(programme.id))
        return self._mint("programme", segment(programme.brand or programme.label))


def _place_key(place: Place) -> str:
    if place.code is not None:
        return segment(place.code)
    return "/".join([*([_place_key(place.within)] if place.within else []), segment(place.name)])
