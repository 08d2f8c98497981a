"""Decides which division a report is about, from all that its text says of places.

Every name of a division counts by where it stands (title, signature, header, …). The township's
name is the one that weighs most; what stands above it is settled by the hints, or left open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, pairwise
from pathlib import PurePath

from extract.pattern_data import load_patterns
from extract.places.area import BY_PATH, Area, in_words, told_by_path
from extract.places.area_hints import (
    area_words,
    former_rank,
    level_hints,
    nicknames,
    path_hints,
    pattern,
    short_names_before,
    site_codes,
    speeches,
    village_hints,
    without_own_nicknames,
)
from extract.places.find_zone import ZoneName, is_zone, resolve_zone, zone_name
from extract.places.gazetteer import FIRM_WEIGHT, Gazetteer, Hint, Mention, Resolution, kind_of, significant
from extract.reading import Reading
from ontology.model import DivisionKind, Issue, Place

WEIGHTS: dict[str, tuple[float, float]] = {
    "title": (10, 6),
    "issuer": (8, 6),
    "letterhead": (8, 6),
    "header": (6, 5),
    "cover": (6, 5),
    "announced": (6, 5),
    "addressee": (0, 6),
    "breadcrumb": (4, 4),
    "opening": (3, 2),
    "document": (2, 3),
}
"""For each kind of zone: how much a township's name counts there, and how much a higher division's."""
ADJACENT, COMMITTEE, WIDE_DOCUMENT, BODY = 4.0, 3.0, 2.0, 1.0
NAME_WEIGHT = 0.0
"""The township's name speaks for all that bear it alike; it stands among the hints to be shown."""
NO_DIVISION = "nothing says which one division this zone lies in"
SUBJECT, FIRST, SUBJECT_LIMIT = 1.5, 3.0, 6.0
"""What a township's name before what it does counts, where it opens a paragraph, and what all such count at most."""
NAMING = ("title", "issuer", "letterhead", "announced")
"""The kinds of zones that name the area itself, the firmest first."""
_RANKS = 4
"""How many divisions stand before one another: province, prefecture, county, township."""
NAMED = 3.0
LARGE = (DivisionKind.PROVINCE, DivisionKind.PREFECTURE)


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the text that says more of its origin than the rest does; `kind` is a key of WEIGHTS."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Seen:
    """A usable mention with its zone, and whether a lower division's name follows at once.

    `leads_to` is the township's name at the end of the names that follow at once.
    """

    mention: Mention
    zone: str
    joined: bool
    leads_to: str = ""


def find_area(reading: Reading, gazetteer: Gazetteer, zones: Sequence[Zone]) -> Area:
    """The township (or county, where no township speaks) that the report is about.

    Abstains with an issue `place-unknown` where the text names none, `place-ambiguous` where the
    name is shared and the hints do not single one out or contradict each other. What only the path
    of the file tells is taken, with an issue `place-by-path`.
    """
    seen = list(_seen(reading.folded, gazetteer, (*zones, *_inner_zones(reading))))
    told = nicknames(reading.folded, gazetteer), speeches(reading.folded, gazetteer), site_codes(reading, gazetteer)
    others = tuple(chain.from_iterable(told))
    hints = (*_upper_hints(reading.folded, seen), *others)
    paths = path_hints(reading, gazetteer)
    if area := _zone_area(reading.folded, gazetteer, zones, hints, paths):
        return area
    own = _own_name(reading.folded, gazetteer, zones)
    weights = _township_weights(reading.folded, seen)
    name = own or _heaviest(weights, _is_county_report(reading.folded, seen))
    if name:
        hints = (*_upper_hints(reading.folded, seen, name), *others)
        return _township(reading, gazetteer, name, (seen, hints, paths))
    area = _county(reading, gazetteer, seen, hints, paths)
    return area if area.name else _by_path(reading, gazetteer, hints, paths) or area


def _zone_area(
    text: str, gazetteer: Gazetteer, zones: Sequence[Zone], hints: tuple[Hint, ...], paths: tuple[Hint, ...]
) -> Area | None:
    """The development zone or farm that the title names; the signature's or announced one where that names none."""
    for zone in sorted(zones, key=lambda zone: WEIGHTS[zone.kind], reverse=True):
        if zone.kind not in NAMING:
            continue
        words = text[zone.start : zone.end]
        if found := zone_name(words, gazetteer):
            area = _settled_zone(found, zone.kind, gazetteer, hints, text)
            if area.place or not paths:
                return area
            area = _settled_zone(found, zone.kind, gazetteer, (*hints, *paths), text)
            return told_by_path(area, paths) if area.place else area
        if any(mention.name not in area_words()["common"] for mention in gazetteer.mentions(words)):
            return None
    return None


def _settled_zone(zone: ZoneName, kind: str, gazetteer: Gazetteer, hints: tuple[Hint, ...], text: str) -> Area:
    start = text.find(zone.name)
    span = (start, start + len(zone.name)) if start >= 0 else None
    place = resolve_zone(zone, gazetteer, hints, text)
    lies_in = place.code or (place.within.code if place.within else None) if place else None
    own = Hint((lies_in,) if lies_in else (), NAME_WEIGHT, zone.name, kind)
    issues = () if place else (Issue("place-ambiguous", zone.name, NO_DIVISION, *(span or (None, None))),)
    return Area(place, zone.name, span, in_words((own, *hints), place, gazetteer), issues)


def _inner_zones(reading: Reading) -> Iterator[Zone]:
    for found in pattern("own_document").finditer(reading.folded):
        yield Zone("document", *found.span())
    text = reading.document.text
    line_end = -1
    for mark in re.finditer("[>＞»›]", text):
        if mark.start() > line_end:
            start, line_end = text.rfind("\n", 0, mark.start()) + 1, text.find("\n", mark.end())
            line_end = line_end if line_end >= 0 else len(text)
            yield Zone("breadcrumb", start, line_end)


def _seen(text: str, gazetteer: Gazetteer, zones: Sequence[Zone]) -> Iterator[_Seen]:
    mentions = list(gazetteer.mentions(text))
    placed = _Zones(zones)
    for index, mention in enumerate(mentions):
        before = index > 0 and mentions[index - 1].end == mention.start
        after = index + 1 < len(mentions) and mentions[index + 1].start == mention.end
        near = (*(mentions[index - 1 : index] if before else ()), *(mentions[index + 1 : index + 2] if after else ()))
        zone = placed.at(mention.start)
        if _usable(text, mention, near) or _opens(text, mention, zone):
            yield _Seen(mention, zone, after, _leads_to(mentions, index) if after else "")


def _leads_to(mentions: Sequence[Mention], index: int) -> str:
    """The name of the township that the division's name stands before, with none or only others between."""
    for before, after in pairwise(mentions[index : index + _RANKS]):
        if after.start != before.end:
            return ""
        if _is_township(after):
            return after.name
    return ""


def _usable(text: str, mention: Mention, near: Sequence[Mention]) -> bool:
    """Whether a name is one here; an ordinary word only beside a division that holds it or lies in it."""
    after = text[mention.end : mention.end + 24]
    if mention.name in area_words()["common"] and not any(_akin(mention, other) for other in near):
        return False
    before_its_own = any(other.start == mention.end and _lies_in(other, mention) for other in near)
    if pattern("firm").search(after) or (pattern("not_before").search(after) and not before_its_own):
        return False
    lower = len(mention.codes[0]) == 9
    return not (lower and (pattern("township_not_before").search(after) or pattern("village_word").search(after)))


def _opens(text: str, mention: Mention, zone: str) -> bool:
    """Whether a county's name that is an ordinary word too opens a title or signature."""
    first = text[max(0, mention.start - 1) : mention.start] in ("", "\n")
    return first and zone in ("title", "issuer", "letterhead") and mention.name in area_words()["leading"]


def _akin(one: Mention, other: Mention) -> bool:
    """Whether a division of either name lies in one of the other's."""
    return _lies_in(one, other) or _lies_in(other, one)


def _lies_in(lower: Mention, upper: Mention) -> bool:
    above = tuple(significant(code) for code in upper.codes)
    return any(code.startswith(above) for code in lower.codes)


class _Zones:
    """The zones by kind, asked for the weightiest one at an offset."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for zone in zones:
            self._spans[zone.kind].append((zone.start, zone.end))
        for spans in self._spans.values():
            spans.sort()
            # Each end the furthest so far: then the last span that begins before an offset tells whether one holds it.
            ends = accumulate((end for _, end in spans), max)
            spans[:] = [(start, end) for (start, _), end in zip(spans, ends, strict=True)]

    def at(self, offset: int) -> str:
        """The kind of the weightiest zone that holds the offset, of equal ones the first given; else ""."""
        kinds = [kind for kind, spans in self._spans.items() if self._holds(spans, offset)]
        return max(kinds, key=lambda kind: WEIGHTS[kind], default="")

    @staticmethod
    def _holds(spans: list[tuple[int, int]], offset: int) -> bool:
        index = bisect_right(spans, offset, key=_first) - 1
        return index >= 0 and offset < spans[index][1]


def _first(span: tuple[int, int]) -> int:
    return span[0]


def _is_township(mention: Mention) -> bool:
    return len(mention.codes[0]) == 9


def _is_upper(mention: Mention) -> bool:
    return len(mention.codes[0]) == 6


def _upper_hints(text: str, seen: Iterable[_Seen], name: str = "") -> Iterator[Hint]:
    """What the names of larger divisions say, without those that only place another township than `name`."""
    best: dict[tuple[str, ...], Hint] = {}
    count: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for one in seen:
        elsewhere = name and one.leads_to and one.leads_to != name and name not in one.leads_to
        if _is_upper(one.mention) and not elsewhere:
            codes = tuple(code for code in one.mention.codes if len(code) == 6)
            hint = Hint(codes, _upper_weight(text, one), one.mention.name, one.zone or "body")
            count[codes] += 1
            if codes not in best or hint.weight > best[codes].weight:
                best[codes] = hint
    for codes, hint in best.items():
        yield Hint(codes, hint.weight + min(2.0, 0.5 * (count[codes] - 1)), hint.words, hint.kind)


def _upper_weight(text: str, one: _Seen) -> float:
    mention = one.mention
    large = kind_of(mention.codes[0]) in LARGE
    if one.zone == "document" and large:
        return WIDE_DOCUMENT
    weight = max(BODY, WEIGHTS[one.zone][1] if one.zone else 0)
    if one.joined and one.zone != "document":
        weight = max(weight, ADJACENT)
    if pattern("committee").search(text[mention.end : mention.end + 12]):
        weight = max(weight, COMMITTEE)
    return weight


def _by_path(reading: Reading, gazetteer: Gazetteer, hints: tuple[Hint, ...], paths: Sequence[Hint]) -> Area | None:
    """The township that the path names, where the text names none: reported as an issue to be checked."""
    path = "/".join(PurePath(reading.document.path).parts[-4:])
    names = [mention.name for mention in gazetteer.mentions(path) if _is_township(mention)]
    if not names or len(_level("county").findall(reading.folded)) > len(_level("township").findall(reading.folded)):
        return None
    name = names[-1]
    hints = without_own_nicknames(hints, name)
    own = Hint(gazetteer.township_codes(name), NAME_WEIGHT, name, "path")
    resolution = gazetteer.resolve(name, (own, *hints, *paths))
    if resolution.place is None:
        return None
    issue = Issue(BY_PATH, name, f"only the path of the file names {name}")
    return Area(resolution.place, name, None, in_words((own, *hints, *paths), resolution.place, gazetteer), (issue,))


def _township_weights(text: str, seen: Iterable[_Seen]) -> dict[str, float]:
    weights: defaultdict[str, float] = defaultdict(float)
    zones: set[tuple[str, str]] = set()
    subjects: defaultdict[str, float] = defaultdict(float)
    for one in seen:
        name = one.mention.name
        if not _is_township(one.mention):
            continue
        if one.zone and (one.zone, name) not in zones:
            zones.add((one.zone, name))
            weights[name] += WEIGHTS[one.zone][0]
        if pattern("subject").search(text[one.mention.end : one.mention.end + 8]):
            subjects[name] += SUBJECT if text[one.mention.start - 1 : one.mention.start].strip() else FIRST
    for name, weight in subjects.items():
        weights[name] += min(SUBJECT_LIMIT, weight)
    return dict(weights)


def _name_hints(name: str, seen: Iterable[_Seen], gazetteer: Gazetteer) -> tuple[Hint, ...]:
    """Where the text names the township, the zone that says most."""
    zones = [one.zone for one in seen if one.mention.name == name and one.zone]
    zone = max(zones, key=lambda kind: WEIGHTS[kind], default="body")
    return (Hint(gazetteer.township_codes(name), NAME_WEIGHT, name, zone),)


def _heaviest(weights: dict[str, float], county_report: bool) -> str | None:
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < NAMED or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    least = WEIGHTS["header"][0] if county_report else NAMED
    return ranked[0][0] if ranked[0][1] >= least else None


def _is_county_report(text: str, seen: Iterable[_Seen]) -> bool:
    title = [one.mention for one in seen if one.zone in ("title", "issuer", "announced")]
    if title:
        return not any(_is_township(mention) for mention in title)
    return len(_level("county").findall(text)) > len(_level("township").findall(text))


@cache
def _level(rank: str) -> re.Pattern[str]:
    return re.compile(load_patterns("letterhead")["level"][rank])


def _own_name(text: str, gazetteer: Gazetteer, zones: Sequence[Zone]) -> str | None:
    """The township's name that opens the title, else the signature or what is announced, registered or not."""
    for kind in NAMING:
        for zone in zones:
            if zone.kind == kind and (name := _leading_name(text[zone.start : zone.end], gazetteer)):
                return name
    return None


def _leading_name(words: str, gazetteer: Gazetteer) -> str | None:
    start = 0
    words = pattern("lead").sub("", words.replace("\n", ""))
    for mention in gazetteer.mentions(words):
        if mention.start == start and _is_upper(mention):
            start = mention.end
        elif mention.start == start and _is_township(mention) and mention.name not in area_words()["common"]:
            return mention.name
    found = pattern("township").match(words, start)
    return _registered(found, gazetteer) if found else None


def _registered(found: re.Match[str], gazetteer: Gazetteer) -> str | None:
    """The register's form of a leading name, without the short name of a county before it."""
    name = found["name"] + (area_words()["street"] if found["office"] else "")
    doubled, street = area_words()["doubled_street"], area_words()["street"]
    for form in (name, name.replace(doubled, street)):
        if gazetteer.township_codes(form):
            return form
    for cut in range(2, len(name) - 2):
        codes = gazetteer.township_codes(name[cut:])
        if codes and (gazetteer.short_codes(name[:cut]) or is_zone(name[:cut])):
            return name[cut:]
        above = tuple(significant(code) for code in former_rank(name[:cut], gazetteer))
        if above and any(code.startswith(above) for code in codes):
            return name[cut:]
    return None if found["office"] or name in area_words()["common"] or pattern("no_name").search(name) else name


def _township(
    reading: Reading, gazetteer: Gazetteer, name: str, found: tuple[Sequence[_Seen], tuple[Hint, ...], Sequence[Hint]]
) -> Area:
    """The township called `name`, by what was seen, the hints of the text and those of the path."""
    seen, inner, path = found
    hints = (*without_own_nicknames(inner, name), *short_names_before(reading.folded, gazetteer, name))
    start = reading.folded.find(name)
    span = (start, start + len(name)) if start >= 0 else None
    hints = (*hints, *level_hints(reading.folded, gazetteer, name))
    hints = (*hints, *village_hints(reading.folded, gazetteer, name, hints))
    resolution, by_path = _resolve(gazetteer, name, hints, path)
    used = (*_name_hints(name, seen, gazetteer), *hints, *(path if by_path else ()))
    if resolution.place:
        area = Area(resolution.place, name, span, in_words(used, resolution.place, gazetteer), ())
        return told_by_path(area, path) if by_path else area
    county = _firm_county(gazetteer, hints)
    place = _in_county(gazetteer, name, county) if county else None
    shown = in_words(used, place, gazetteer)
    if place and place.code:
        return Area(place, name, span, shown, ())
    why = resolution.explanation
    if place and county:
        why = f"{why}; {name} of {county.name} is not in the register"
    kind = "place-ambiguous" if resolution.candidates and not place else "place-unknown"
    return Area(place, name, span, shown, (Issue(kind, name, why, *(span or (None, None))),))


def _resolve(gazetteer: Gazetteer, name: str, hints: tuple[Hint, ...], path: Sequence[Hint]) -> tuple[Resolution, bool]:
    """What the hints of the text make of the name, else those of the path too; and whether these were asked."""
    resolution = gazetteer.resolve(name, hints)
    if resolution.place or not path:
        return resolution, False
    return gazetteer.resolve(name, (*hints, *path)), True


def _firm_county(gazetteer: Gazetteer, hints: Iterable[Hint]) -> Place | None:
    """The one county that the firm hints agree on, None where they leave several or disagree."""
    firm = [hint for hint in hints if hint.weight >= FIRM_WEIGHT]
    codes = {code for hint in firm for code in hint.codes if kind_of(code) is DivisionKind.COUNTY}
    fit = [code for code in codes if all(hint.supports(code) or _above(hint, code) for hint in firm)]
    return gazetteer.by_code(fit[0]) if len(fit) == 1 else None


def _above(hint: Hint, code: str) -> bool:
    return any(own.startswith(code) for own in hint.codes)


def _in_county(gazetteer: Gazetteer, name: str, county: Place) -> Place:
    """The township of the county under a kindred rank word where that is the same body, else one without a code."""
    for end, others in area_words()["kindred"].items():
        if name.endswith(end):
            for other in others:
                for place in gazetteer.townships(name.removesuffix(end) + other):
                    if place.within == county:
                        return place
    return Place(name, DivisionKind.TOWNSHIP, None, county)


def _county(
    reading: Reading, gazetteer: Gazetteer, seen: Sequence[_Seen], hints: tuple[Hint, ...], path: Sequence[Hint]
) -> Area:
    named = _named_upper(reading.folded, seen)
    if named is None or not _speaks_for_county(reading.folded, named):
        why = "the text names no township or county of its own"
        return Area(None, None, None, in_words(hints, None, gazetteer), (Issue("place-unknown", "", why),))
    mention = named.mention
    span = mention.start, mention.end
    # Its own name is no hint; what lies above it speaks for it.
    others = tuple(hint for hint in hints if hint.words != mention.name)
    resolution, by_path = _resolve(gazetteer, mention.name, others, path)
    shown = in_words((*hints, *path), resolution.place, gazetteer)
    if resolution.place:
        area = Area(resolution.place, mention.name, span, shown, ())
        return told_by_path(area, path) if by_path else area
    return Area(
        None, mention.name, span, shown, (Issue("place-ambiguous", mention.name, resolution.explanation, *span),)
    )


def _named_upper(text: str, seen: Sequence[_Seen]) -> _Seen | None:
    rank = _own_rank(text)
    uppers = [one for one in seen if _is_upper(one.mention) and _fits(one, rank)]
    for kinds in (("title",), ("issuer", "letterhead"), ("announced",), ("header",)):
        inside = [one for one in uppers if one.zone in kinds]
        if inside:
            first = [one for one in inside if not one.joined]
            return (first or inside)[0]
    firm = [one for one in uppers if _says_whose(text, one)]
    count = Counter(one.mention.name for one in firm)
    return max(firm, key=lambda one: count[one.mention.name], default=None)


def _own_rank(text: str) -> str:
    """The rank word of the division that the text calls its own most often (我市, 我县); "" where it calls none so."""
    words = Counter(match["rank"] for match in pattern("own_rank").finditer(text))
    return words.most_common(1)[0][0] if words else ""


def _fits(one: _Seen, rank: str) -> bool:
    """Whether 我市 or 我县 can mean the division named; the title names it whatever the text says."""
    return one.zone == "title" or one.mention.name.endswith(rank)


def _says_whose(text: str, one: _Seen) -> bool:
    """Whether a higher division's name outside the title can be the report's own: firm, or the opening's subject."""
    if one.zone == "opening":
        return bool(pattern("subject").search(text[one.mention.end : one.mention.end + 8]))
    return one.zone != "addressee" and _upper_weight(text, one) >= FIRM_WEIGHT


def _speaks_for_county(text: str, named: _Seen) -> bool:
    """Whether a report without a township's name is a county's own: named in the title, or by who speaks."""
    township, county = (len(_level(rank).findall(text)) for rank in ("township", "county"))
    if named.zone == "opening":
        return county >= township
    return (named.zone in ("title", "issuer", "announced") and township <= county + 3) or county > township
