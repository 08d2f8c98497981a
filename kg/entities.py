"""What reports share: places, bodies, firms, people, instruments and concepts, in the default graph.

The description of a thing depends on the thing alone, so that it is the same whoever names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from kg import iri
from kg.names import ALT_LABEL, IDENTIFIER, LABEL, TITLE, TYPE, classes, fz
from kg.register import Register
from ontology.model import Instrument, Place, Programme, Provider

Term = NamedNode | Literal


def literal(text: str) -> Literal:
    """`text` as a plain literal; what UTF-8 cannot hold (lone surrogates) is replaced, one for one."""
    return Literal(text.encode("utf-8", "replace").decode("utf-8"))


def chinese(text: str) -> Literal:
    """`text` as a Chinese literal."""
    return Literal(literal(text).value, language="zh")


class Entities:
    """Mints and describes the shared things that one report names."""

    def __init__(self, minter: iri.Minter, register: Register) -> None:
        """Start with nothing described."""
        self._minter = minter
        self._register = register
        self._descriptions: dict[NamedNode, Sequence[str]] = {}

    def lines(self) -> Iterator[str]:
        """What is said of all things named so far, as lines of N-Quads."""
        for description in self._descriptions.values():
            yield from description

    def _describe(self, node: NamedNode, kind: str, label: str, *more: tuple[NamedNode, Term]) -> NamedNode:
        types = [(TYPE, node_type) for node_type in classes(kind)]
        self._say(node, [*types, (LABEL, chinese(label)), *more])
        return node

    def _say(self, node: NamedNode, properties: Iterable[tuple[NamedNode, Term]]) -> None:
        self._descriptions[node] = [f"{node} {predicate} {value} .\n" for predicate, value in properties]

    def _registered(self, node: NamedNode) -> bool:
        if node not in self._register:
            return False
        if node not in self._descriptions:
            self._descriptions[node] = self._register.lines(node)
        return True

    def place(self, place: Place) -> NamedNode:
        """The IRI of a division, described with all that it lies in."""
        more: list[tuple[NamedNode, Term]] = []
        if place.code is not None:
            more.append((IDENTIFIER, literal(place.code)))
        if place.within is not None:
            more.append((fz("within"), self.place(place.within)))
        return self._describe(self._minter.place(place), place.kind.value, place.name, *more)

    def government(self, name: str, place: Place) -> NamedNode:
        """The IRI of the body called `name` that governs `place`."""
        node = self._minter.government(name, place)
        return self._describe(node, "Government", name, (fz("governs"), self.place(place)))

    def provider(self, provider: Provider) -> NamedNode:
        """The IRI of a law firm or legal services office."""
        return self._describe(self._minter.provider(provider), provider.kind.value, provider.name)

    def lawyer(self, name: str, provider: Provider) -> NamedNode:
        """The IRI of a lawyer, with the provider where they practise."""
        node = self._minter.lawyer(name, provider)
        return self._describe(node, "Lawyer", name, (fz("practisesAt"), self.provider(provider)))

    def instrument(self, instrument: Instrument) -> NamedNode:
        """The IRI of a legal instrument: the register's if it is registered."""
        known = self._register.named("LegalInstrument", instrument.title) if instrument.id is not None else None
        if known is not None and self._registered(known):
            return known
        more: list[tuple[NamedNode, Term]] = [(TITLE, chinese(instrument.title))]
        if instrument.scope is not None:
            more.append((fz("scope"), self.place(instrument.scope)))
        return self._describe(self._minter.instrument(instrument), instrument.kind.value, instrument.title, *more)

    def programme(self, programme: Programme) -> NamedNode:
        """The IRI of a programme or observance."""
        node = self._minter.programme(programme)
        if self._registered(node):
            return node
        name = programme.brand or programme.label
        other = [] if programme.label == name else [(ALT_LABEL, chinese(programme.label))]
        return self._describe(node, "Observance" if programme.observance else "Programme", name, *other)

    def indicator(self, identifier: str) -> NamedNode:
        """The IRI of an indicator of the vocabulary."""
        node = iri.indicator(identifier)
        return node if self._registered(node) else self._describe(node, "Indicator", identifier)

    def unit(self, label: str) -> NamedNode:
        """The IRI of the unit written `label`."""
        node = self._register.named("Unit", label)
        if node is not None and self._registered(node):
            return node
        return self._describe(iri.unit(label), "Unit", label)

    def court_case(self, number: str) -> NamedNode:
        """The IRI of a court case."""
        return self._describe(self._minter.court_case(number), "CourtCase", number, (fz("caseNumber"), literal(number)))
