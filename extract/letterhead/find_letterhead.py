"""Finds what stands round a report: title, year, date, number, addressee, signer, issuer and area."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from extract.letterhead.find_title import REPORT, TITLE_LENGTH, find_title, is_opener, title_rank
from extract.letterhead.near_miss import near_miss
from extract.letterhead.page import Found, Line, Page, compiled, first, matches, read_page
from extract.pattern_data import load_patterns
from extract.places.find_area import Zone, find_area
from extract.places.gazetteer import Gazetteer
from extract.reading import Reading
from extract.text.dates import find_dates, read_digits
from extract.text.spans import Span
from ontology.model import DivisionKind, Issue, Place

OPENING_LENGTH, OPENING_REACH = 45, 400
BYLINES = 3
FIRST_YEAR, LAST_YEAR = 2004, 2060


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a report says of itself; None where it does not say. `spans` has the place in the text of each found.

    `area` is the township or county reported on, `hints` say what decided it. `year` is the year
    reported on, `issued` the date of signing, else of making, printing or publication.
    """

    title: str | None = None
    year: int | None = None
    issued: date | None = None
    document_number: str | None = None
    addressee: str | None = None
    signer: str | None = None
    issuer: str | None = None
    issuer_place: Place | None = None
    area: Place | None = None
    is_report: bool = True
    issues: tuple[Issue, ...] = ()
    spans: dict[str, Span] = field(default_factory=dict)
    hints: tuple[str, ...] = ()


def find_letterhead(reading: Reading, gazetteer: Gazetteer) -> Letterhead:
    """What the report says of itself, with an issue for each thing that stays open or makes it no report."""
    page = read_page(reading)
    title = find_title(page)
    number, addressee, signer = _number(page), _addressee(page, title), _signer(page)
    year = _year(page, title)
    issued = _issued(page, int(year.value) if year else None)
    near_misses = _report_issue(page, title)
    if year is None and issued and not near_misses:
        year = _year_before(issued)
    signed = _signature(page) or _title_issuer(page, title)
    area = find_area(reading, gazetteer, tuple(_zones(page, title, signed, addressee)))
    issuer = signed or _above_title(page, title) or _letterhead_line(page) or _opening_issuer(page, gazetteer)
    issuer = issuer or _header_issuer(page) or (None if _is_bureau(page) else _default_issuer(area.name, area.place))
    issues = (*area.issues, *_year_issue(year), *near_misses)
    found = {
        "title": title,
        "year": year,
        "issued": issued,
        "document_number": number,
        "addressee": addressee,
        "signer": signer,
        "issuer": issuer,
    }
    spans = {name: one.span for name, one in found.items() if one and one.span}
    return Letterhead(
        title=title.value if title else None,
        year=int(year.value) if year else None,
        issued=date.fromisoformat(issued.value) if issued else None,
        document_number=number.value if number else None,
        addressee=addressee.value if addressee else None,
        signer=signer.value if signer else None,
        issuer=issuer.value if issuer else None,
        issuer_place=_issuer_place(issuer, area.place, gazetteer),
        area=area.place,
        is_report=not near_misses,
        issues=issues,
        spans={**spans, **({"area": area.span} if area.span else {})},
        hints=area.hints,
    )


# -------------------------------------------------------------------------------------------- year


def _year(page: Page, title: Found | None) -> Found | None:
    """The year reported on: the title's, else that of the announcing sentence, the opening, most headings."""
    if title and title.span and (found := _year_in(page, title.span)):
        return found
    for _, pattern in compiled("year"):
        years = [match for match in pattern.finditer(page.text)]
        if years:
            most = Counter(match[1] for match in years).most_common(1)[0][0]
            return Found(most, next(match.span(1) for match in years if match[1] == most))
    return None


def _year_in(page: Page, span: Span) -> Found | None:
    text = page.text[span[0] : span[1]]
    if match := re.search(r"20\d\d", text):
        return Found(match[0], (span[0] + match.start(), span[0] + match.end()))
    if match := re.search(load_patterns("letterhead")["year_zh"], text):
        return Found(read_digits(match[0][:4]), (span[0] + match.start(), span[0] + match.end()))
    return None


def _year_before(issued: Found) -> Found:
    """The year that a report issued on this date covers: the one before, or the same from November on."""
    made = date.fromisoformat(issued.value)
    return Found(str(made.year if made.month >= 11 else made.year - 1), None)


def _year_issue(year: Found | None) -> tuple[Issue, ...]:
    if year is None:
        return (Issue("year-unknown", "", "neither title nor opening nor headings name the year"),)
    if year.span is None:
        return (Issue("year-unknown", year.value, "only the date of issue tells the year"),)
    return ()


# ------------------------------------------------------------------------------------------- dates


def _issued(page: Page, year: int | None) -> Found | None:
    """The first plausible date of: signature, made, covering letter, printing note, publication."""
    candidates = chain(
        _dates(page, reversed(page.tail), "signed"),
        _field_dates(page, "made"),
        _dates(page, reversed(_unlabelled(page.head)), "signed"),
        _dates(page, reversed(page.lines), "printed"),
        _field_dates(page, "published"),
        _dates(page, iter(page.head), "posted"),
    )
    return next((found for found in candidates if _plausible(date.fromisoformat(found.value), year)), None)


def _plausible(issued: date, year: int | None) -> bool:
    return FIRST_YEAR <= issued.year <= LAST_YEAR if year is None else year <= issued.year <= year + 2


def _unlabelled(lines: Sequence[Line]) -> list[Line]:
    """The lines that are no value of a label on the line before."""
    before = ("", *(line.text for line in lines))
    return [line for line, label in zip(lines, before, strict=False) if not label.endswith(("]", "】", "："))]


def _dates(page: Page, lines: Iterator[Line], table: str) -> Iterator[Found]:
    for line in lines:
        for _, pattern in compiled(table) if len(line.text) <= TITLE_LENGTH else ():
            if match := pattern.search(line.text):
                yield from _date_in(page, line.span(match))


def _field_dates(page: Page, name: str) -> Iterator[Found]:
    for value in page.fields[name]:
        if value.span:
            yield from _date_in(page, value.span)
        elif made := next(find_dates(value.value), None):
            yield Found(made[0].isoformat(), None)


def _date_in(page: Page, span: Span) -> Iterator[Found]:
    for day, (start, end) in find_dates(page.text[span[0] : span[1]]):
        yield Found(day.isoformat(), (span[0] + start, span[0] + end))


# ----------------------------------------------------------------- number, addressee, signer, issuer


def _number(page: Page) -> Found | None:
    """The report's own document number: on a line of its own at the top, else from the header."""
    for line in page.head:
        for _, pattern in compiled("number_line"):
            if match := pattern.search(line.text):
                return Found(page.quote(line.span(match, "value")), line.span(match, "value"))
    for value in page.fields["number"]:
        for _, pattern in compiled("number"):
            if (match := pattern.match(value.value)) and value.span:
                span = value.span[0] + match.start("value"), value.span[0] + match.end("value")
                return Found(page.quote(span), span)
            if match:
                return Found(match["value"], None)
    return None


def _addressee(page: Page, title: Found | None) -> Found | None:
    """The bodies reported to, on a line of their own or right after the title on its line."""
    after = title.span[1] if title and title.span else 0
    lines = [_from(line, after) if line.start < after < line.end else line for line in page.head if line.end > after]
    return first(page, lines, "addressee") or first(page, page.head, "addressee")


def _from(line: Line, offset: int) -> Line:
    """The rest of the line from an offset of the text, without the space it begins with."""
    rest = line.text[offset - line.start :].lstrip()
    return Line(rest, line.end - len(rest))


def _signer(page: Page) -> Found | None:
    return first(page, page.head, "signer")


def _signature(page: Page) -> Found | None:
    """The body that signs at the end, else under a covering letter; a government before a party committee."""
    dated = [any(pattern.search(line.text) for _, pattern in compiled("signed")) for line in page.head]
    cover = tuple(line for index, line in enumerate(page.head) if index > 0 and any(dated[index : index + 2]))
    for table in ("issuer", "party_issuer"):
        for lines in (tuple(reversed(page.tail)), tuple(reversed(cover))):
            if found := first(page, lines, table):
                return found
    return None


def _title_issuer(page: Page, title: Found | None) -> Found | None:
    if title is None or title.span is None:
        return None
    line = Line(page.text[title.span[0] : title.span[1]], title.span[0])
    return first(page, (line,), "title_issuer") or first(page, (Line(title.value, title.span[0]),), "title_issuer")


def _above_title(page: Page, title: Found | None) -> Found | None:
    """The body on the line before the title, or before one of its repetitions."""
    for above, line in zip(page.head, page.head[1:], strict=False):
        repeated = title is not None and page.quote((line.start, line.end)) == title.value
        if repeated and (found := first(page, (above,), "issuer")):
            return found
    return None


def _opening_issuer(page: Page, gazetteer: Gazetteer) -> Found | None:
    """The body that the first sentence is about, where a division's name opens its own."""
    line = next((line for line in page.lines if len(line.text) > OPENING_LENGTH), None)
    opening = Line(line.text[:OPENING_REACH], line.start) if line else None
    found = first(page, (opening,), "opening_issuer") if opening else None
    return found if found and _opens_with_place(found.value, gazetteer) else None


def _opens_with_place(body: str, gazetteer: Gazetteer) -> bool:
    mention = next(gazetteer.mentions(body), None)
    return bool(mention and mention.start == 0) or any(gazetteer.short_codes(body[:length]) for length in (2, 3, 4))


def _letterhead_line(page: Page) -> Found | None:
    return first(page, page.head, "letterhead")


def _header_issuer(page: Page) -> Found | None:
    """The publisher of the header fields, where it is a body and not only a place."""
    for value in page.fields["issuer"]:
        for _, pattern in compiled("issuer"):
            if (match := pattern.search(value.value)) and value.span:
                span = value.span[0] + match.start("value"), value.span[0] + match.end("value")
                return Found(page.quote(span), span)
    return None


def _is_bureau(page: Page) -> bool:
    """Whether the report is of a bureau, whose name no division's name tells."""
    bureau, division = (
        len(re.findall(load_patterns("letterhead")["level"][rank], page.text)) for rank in ("bureau", "own")
    )
    return bureau > division


def _default_issuer(name: str | None, area: Place | None) -> Found | None:
    """The township's or county's body by its usual name, where the text shows only the place."""
    if name is None or (area and area.kind is DivisionKind.VILLAGE):
        return None
    defaults: dict[str, str] = load_patterns("letterhead")["defaults"]
    end = next(end for end in defaults if name.endswith(end))
    return Found(name + defaults[end], None)


def _issuer_place(issuer: Found | None, area: Place | None, gazetteer: Gazetteer) -> Place | None:
    """The division whose body the issuer is: the area or what it lies in, None where it is another."""
    if issuer is None or area is None:
        return None
    codes = {code for mention in list(gazetteer.mentions(issuer.value))[-1:] for code in mention.codes}
    place: Place | None = area
    while place and place.name not in issuer.value and place.code not in codes:
        place = place.within
    return place


def with_area(head: Letterhead, area: Place, hint: str, gazetteer: Gazetteer) -> Letterhead:
    """The letterhead with the area that a person gave, and the issuer that follows where the text names none."""
    named = head.issuer if "issuer" in head.spans else None
    issuer = Found(named, None) if named else _default_issuer(area.name, area)
    place = _issuer_place(issuer, area, gazetteer)
    return replace(
        head, area=area, issuer=issuer.value if issuer else None, issuer_place=place, issues=(), hints=(hint,)
    )


# ------------------------------------------------------------------------------------------- zones


def _zones(page: Page, title: Found | None, issuer: Found | None, addressee: Found | None) -> Iterator[Zone]:
    for kind, found in (("title", title), ("issuer", issuer), ("addressee", addressee)):
        if found and found.span:
            yield Zone(kind, *found.span)
    if (letterhead := _letterhead_line(page)) and letterhead.span:
        yield Zone("letterhead", *letterhead.span)
    if (announced := first(page, page.head, "announced")) and announced.span:
        yield Zone("announced", *announced.span)
    for value in page.fields["issuer"]:
        if value.span:
            yield Zone("header", *value.span)
    if opening := next((line for line in page.head if len(line.text) > OPENING_LENGTH), None):
        yield Zone("opening", opening.start, min(opening.end, opening.start + OPENING_REACH))
    for line in page.head[:BYLINES]:
        if matches("byline", line.text):
            yield Zone("cover", line.start, line.end)
    for line in page.head[:6]:
        if is_opener(line.text) and line.end != (title.span[0] if title and title.span else -1):
            yield Zone("letterhead", line.start, line.end)
        for match in re.finditer(r"《([^《》]{6,60})》", line.text):
            if title_rank(match[1]) > REPORT:
                yield Zone("cover", *line.span(match, 1))


# ------------------------------------------------------------------------------- is it such a report


def _report_issue(page: Page, title: Found | None) -> tuple[Issue, ...]:
    """The issue that the text is no report on law-based government, with the reason; else nothing."""
    text = title.value.replace("\n", "") if title else None
    titled = title is not None and (title.rank >= REPORT - 1 or matches("carrier", title.value))
    reason = near_miss(page.reading, text, titled)
    if reason is None:
        return ()
    return (Issue("not-a-report", text or "", reason, *(title.span if title and title.span else ())),)
