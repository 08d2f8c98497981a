"""Composes a synthetic report: a township of the register, a year, sentences of the grammar in `synthetic.toml`."""

from __future__ import annotations

import gzip
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from grammar import Style, Template

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ontology.model import InstrumentKind  # noqa: E402
from ontology.vocabulary import instruments  # noqa: E402

LAST_YEAR = 2025
_NAMES = ("name", "topics", "always")
_LINE = 28
_LINES_A_PAGE = 24
_ASCII = str.maketrans("，。；：！？（）“”", ',.;:!?()""')
_TRAITS = ("spaced", "fullwidth", "commas", "ten_thousands")


@dataclass(frozen=True, slots=True)
class Township:
    """A township with its code and what it lies in."""

    code: str
    name: str
    county: str
    province: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The data of `synthetic.toml`, its templates compiled."""

    data: Mapping[str, Any]
    rules: Mapping[str, Sequence[Template]]
    laws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A report: what its file is called, without a suffix, and its lines."""

    name: str
    lines: tuple[str, ...]


def _compiled(data: Any, name: str = "") -> Any:  # noqa: ANN401
    """The same tables with every text in them compiled, but for names."""
    if isinstance(data, dict):
        return {key: _compiled(value, key) for key, value in data.items()}
    if name in _NAMES:
        return data
    if isinstance(data, list):
        return [_compiled(value) for value in data]
    return Template(data) if isinstance(data, str) else data


@cache
def grammar() -> Grammar:
    """The grammar, read once."""
    raw = tomllib.loads((ROOT / "benchmarks" / "synthetic.toml").read_text(encoding="utf-8"))
    plain = {
        name: raw.pop(name) for name in ("names", "kinds", "laws", "numbers", "numbering", "figures", "rates", "share")
    }
    kinds = (InstrumentKind.LAW, InstrumentKind.ADMINISTRATIVE_REGULATION)
    rest = [entry.title for entry in instruments() if entry.kind in kinds and entry.repealed is None]
    made = _compiled(raw)
    return Grammar({**made, **plain}, made["rules"], tuple(rest))


@cache
def townships() -> tuple[Township, ...]:
    """The towns, townships and sub-districts of the register, in its order."""
    packed = (ROOT / "extract" / "data" / "divisions.tsv.gz").read_bytes()
    upper, lower, _ = gzip.decompress(packed).decode().split("\n\n")
    names = dict(line.split("\t")[:2] for line in upper.splitlines() if line[0] != "#")
    kinds = tuple(grammar().data["kinds"])
    return tuple(
        Township(code, name, names[code[:6]], names[code[:2] + "0000"])
        for name, codes in (line.split("\t") for line in lower.strip().splitlines())
        if name.endswith(kinds)
        for code in codes.split()
        if code[:6] in names
    )


@cache
def _shuffled(seed: int) -> tuple[Township, ...]:
    order = list(townships())
    Random(f"townships {seed}").shuffle(order)
    return tuple(order)


@cache
def _firms(seed: int, prefecture: str, province: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The law firms of a prefecture with their lawyers."""
    rng, names = Random(f"firms {seed} {prefecture}"), grammar().data["names"]
    short = _short(province)
    return tuple(
        (
            short + "".join(rng.sample(names["firm_heads"], 2)) + names["firm_ends"][0],
            tuple(_person(rng) for _ in range(5)),
        )
        for _ in range(6)
    )


def _short(province: str) -> str:
    ends = grammar().data["names"]["province_ends"]
    return next((province.removesuffix(end) for end in ends if province.endswith(end)), province)


def _person(rng: Random) -> str:
    names = grammar().data["names"]
    return rng.choice(names["surnames"]) + "".join(rng.sample(names["given"], rng.choice((1, 2, 2))))


class Writer:
    """One report in the making: its generator, its traits, and the words and figures that it keeps to."""

    def __init__(self, seed: int, index: int, years: int) -> None:
        """Start report `index` of those of `seed`."""
        places = _shuffled(seed)
        place = places[index // years % len(places)]
        year = LAST_YEAR - (years - 1) + index % years
        data = grammar().data
        self.rng = Random(f"{seed} {index}")
        self.place, self.year, self._data = place, year, data
        self._rules = grammar().rules
        share = data["share"]
        self.traits = {name: self.rng.random() < share[name] for name in share if name != "prose"}
        self._style = Style(
            {
                **{name: float(self.traits[name]) for name in _TRAITS},
                "chinese": share["chinese"],
                "approximate": share["approximate"],
            },
            data["numbers"],
        )
        self.prose_share = self.rng.random() * share["prose"]
        self._figures: dict[str, int] = {}
        self._values = self._fixed(seed)

    def _fixed(self, seed: int) -> dict[str, str]:
        place, rng = self.place, self.rng
        kind = next(kind for kind in self._data["kinds"] if place.name.endswith(kind))
        habit = Random(f"firm {seed} {place.code}").randrange(6)
        firms = _firms(seed, place.code[:4], place.province)
        name, lawyers = firms[habit if rng.random() < 0.85 else rng.randrange(len(firms))]
        first, second = rng.sample(lawyers, 2)
        month, day = rng.choice(((1, 31), (2, 28), (12, 31)))
        day = rng.randint(2, day)
        issued = self.year if month == 12 else self.year + 1
        named = "" if self.traits["no_county"] else place.county
        return {
            "town": place.name, "short": place.name.removesuffix(kind), "county": named, "c": place.county[-1],
            "province": place.province, "k": kind, **self._data["kinds"][kind], "year": str(self.year),
            "next": str(self.year + 1), "issued": str(issued), "m": str(month), "d": str(day), "mm": f"{month:02}",
            "dd": f"{day:02}", "firm": name, "lawyer": first, "lawyer2": second, "person": _person(rng),
        }  # fmt: skip

    def value(self, name: str) -> str:
        """The words for `{name}`: fixed, a figure, a rate, a law, or by one of the rules."""
        found = self._values.get(name)
        if found is not None:
            return found
        if name in self._data["figures"]:
            return self.number(self._figure(name), approximate=False)
        if name in self._data["rates"]:
            part, whole = self._data["rates"][name]
            return self.rate(100 * self._figure(part) / max(1, self._figure(whole)))
        if name == "law":
            return self._law()
        return self.one_of(self._rules[name] if name in self._rules else self._data[name]["forms"])

    def _figure(self, name: str) -> int:
        if name not in self._figures:
            rule = self._data["figures"][name]
            if isinstance(rule, dict):
                least, most = rule["share"]
                self._figures[name] = round(self._figure(rule["of"]) * (least + (most - least) * self.rng.random()))
            else:
                self._figures[name] = self.rng.randint(*rule)
        return self._figures[name]

    def number(self, value: int, *, approximate: bool) -> str:
        """A count in the report's style."""
        return self._style.number(value, self.rng, approximate=approximate)

    def rate(self, value: float) -> str:
        """A percentage with none, one or two decimals."""
        return f"{value:.{self.rng.choice((0, 1, 1, 2))}f}%"

    def _law(self) -> str:
        words, chance = self._data["laws"], self.rng.random()
        if chance < 0.12:
            return str(words["marks"].format(self.place.province + self.rng.choice(words["local"])))
        known = words["frequent"] if chance < 0.8 else grammar().laws
        title = known[int(self.rng.random() ** 2 * len(known))]
        if self.rng.random() >= words["full"]:
            title = title.removeprefix(words["common"])
        return title if self.rng.random() < words["bare"] and chance < 0.8 else words["marks"].format(title)

    def one_of(self, options: Sequence[Template]) -> str:
        """One of the options, written out."""
        return options[int(self.rng.random() * len(options))].write(self)

    def some(self, options: Sequence[Template], least: int, most: int) -> list[str]:
        """Some of the options, none twice, each written out."""
        count = min(len(options), self.rng.randint(least, most))
        return [option.write(self) for option in self.rng.sample(options, count)]


def compose(seed: int, index: int, years: int) -> Synthetic:
    """Report `index` of those that `seed` stands for, where each township writes `years` reports in a row."""
    writer = Writer(seed, index, years)
    data = grammar().data
    body = _other_document(writer, data) if writer.traits["other_document"] else _report(writer, data)
    lines = [line for text in body for line in text.split("\n")]
    return Synthetic(f"{writer.place.code}-{writer.year}", tuple(_marred(lines, writer, data)))


def _report(writer: Writer, data: Mapping[str, Any]) -> Iterator[str]:
    yield from _head(writer, data)
    yield writer.one_of(data["intro"]["forms"])
    sections = [section for section in data["section"] if writer.rng.random() < section.get("share", 1.0)]
    if writer.traits["responsibility_first"]:
        sections.sort(key=lambda section: section["name"] != "responsibility")
    for number, section in enumerate(sections):
        yield from _section(writer, data, section, number)
    yield from _foot(writer, data)


def _other_document(writer: Writer, data: Mapping[str, Any]) -> Iterator[str]:
    other = data["other_document"]
    yield other["title"].write(writer)
    yield other["intro"].write(writer)
    for number, topic in enumerate(other["topics"]):
        yield _numbered(data, "section", number) + other["headings"][number].write(writer)
        yield _paragraph(writer, data, writer.some(data["topic"][topic]["clauses"], 3, 6))
    yield from _foot(writer, data)


def _head(writer: Writer, data: Mapping[str, Any]) -> Iterator[str]:
    page, traits = data["page"], writer.traits
    if traits["page"]:
        yield page["head"].write(writer)
    elif traits["letterhead"]:
        yield page["letterhead"].write(writer)
    if not traits["no_title"]:
        mark = data["numbering"]["markdown"][0][1:] if traits["markdown"] else ""
        yield mark + writer.one_of(data["head"]["titles"])
    if traits["page"]:
        yield page["line"].write(writer)
    if traits["addressee"] and not traits["no_county"]:
        yield writer.one_of(data["head"]["addressees"])


def _foot(writer: Writer, data: Mapping[str, Any]) -> Iterator[str]:
    page = data["page"]
    yield ""
    yield page["signer" if writer.rng.random() < 0.7 else "signer_short"].write(writer)
    yield page["date"].write(writer)
    if writer.traits["page"]:
        yield page["foot"].write(writer)


def _section(writer: Writer, data: Mapping[str, Any], section: Mapping[str, Any], number: int) -> Iterator[str]:
    mark = data["numbering"]["markdown"][0] if writer.traits["markdown"] else ""
    yield mark + _numbered(data, "section", number) + writer.one_of(section["headings"])
    if "topics" not in section:
        yield _paragraph(writer, data, writer.some(section["clauses"], 3, 6))
        return
    topics = _topics(writer, section)
    inline = writer.rng.random() < 0.35
    least, most = (6, 12) if writer.traits["long"] else (2, writer.rng.choice((4, 6, 8)))
    form = "subsection_wrong" if writer.traits["wrong_numbering"] else "subsection"
    for place, name in enumerate(topics):
        topic = data["topic"][name]
        heading = _numbered(data, form, place) + writer.one_of(topic["headings"])
        text = _paragraph(writer, data, writer.some(topic["clauses"], least, most))
        if inline:
            yield heading + data["numbering"]["sentence_ends"][0] + text
        else:
            yield (data["numbering"]["markdown"][1] if writer.traits["markdown"] else "") + heading
            yield text


def _topics(writer: Writer, section: Mapping[str, Any]) -> list[str]:
    """The topics that every report has and some of the others, in any order."""
    always, others = section["always"], section["topics"]
    count = len(others) if writer.traits["long"] else writer.rng.randint(1, 5)
    return writer.rng.sample([*always, *writer.rng.sample(others, count)], len(always) + count)


def _numbered(data: Mapping[str, Any], form: str, number: int) -> str:
    """The number of a heading, `number` counting from 0."""
    words = data["numbering"]
    pattern = words[form] if isinstance(words[form], str) else words[form][number % len(words[form])]
    return str(pattern).format(words["sections"][number], n=number + 1)


def _paragraph(writer: Writer, data: Mapping[str, Any], clauses: Sequence[str]) -> str:
    words, prose = data["numbering"], data["prose"]["forms"]
    clauses = [
        f"{writer.one_of(prose)}，{clause}" if writer.rng.random() < writer.prose_share else clause
        for clause in clauses
    ]
    stop, semicolon = words["sentence_ends"]
    if writer.traits["listed"] and len(clauses) <= len(words["sections"]):
        clauses = [words["listed"].format(words["sections"][place]) + clause for place, clause in enumerate(clauses)]
    text = "".join(clause + (stop if writer.rng.random() < 0.6 else semicolon) for clause in clauses)
    return text[:-1] + stop


def _marred(lines: list[str], writer: Writer, data: Mapping[str, Any]) -> list[str]:
    """The lines with what happens to a text on its way to a website."""
    traits = writer.traits
    if traits["ascii"]:
        lines = [line.translate(_ASCII) for line in lines]
    if traits["wrapped"]:
        return list(_wrapped(lines, data["numbering"]["page"]))
    if traits["one_line"] and not traits["page"]:
        return [" ".join(lines)]
    return lines


def _wrapped(lines: Sequence[str], page_number: str) -> Iterator[str]:
    """The lines as copied out of a PDF: 28 characters each, a blank line after each, a number after each page."""
    pieces = [line[at : at + _LINE] for line in lines for at in range(0, len(line), _LINE)]
    for count, piece in enumerate(pieces, 1):
        yield from (piece, "")
        if count % _LINES_A_PAGE == 0:
            yield from ("", page_number.format(count // _LINES_A_PAGE), "")
