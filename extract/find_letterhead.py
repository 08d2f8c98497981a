"""Finds what stands round a report: title, year, date, number, addressee, signer, issuer and area."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from extract.dates import find_dates, read_digits
from extract.find_area import Zone, expand, find_area
from extract.gazetteer import Gazetteer
from extract.pattern_data import load_patterns
from extract.reading import Reading
from ontology.model import DivisionKind, Issue, Place

Span = tuple[int, int]

HEAD_LENGTH = 2500
TAIL_LINES = 14
TITLE_LINES = 3
LONG_LABEL = 4
SHORT_LINE = 30
OPENING_LENGTH, OPENING_REACH = 45, 400
TITLE_LENGTH = 80
_REPORT, _OTHER = 20, 10
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


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def span(self, match: re.Match[str], group: str | int = 0) -> Span:
        return self.start + match.start(group), self.start + match.end(group)


@dataclass(frozen=True, slots=True)
class _Found:
    value: str
    span: Span | None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class _Page:
    """The folded text cut into what stands before the first heading and the last lines."""

    reading: Reading
    lines: tuple[_Line, ...]
    head: tuple[_Line, ...]
    tail: tuple[_Line, ...]
    fields: dict[str, list[_Found]]

    @property
    def text(self) -> str:
        return self.reading.folded

    def quote(self, span: Span) -> str:
        return self.reading.document.text[span[0] : span[1]]


@cache
def _compiled(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns of one table with what they are for (`kind`, else `name`)."""
    data = load_patterns("letterhead")
    entries: list[dict[str, Any]] = data[table]
    return tuple((entry.get("kind", entry["name"]), _compile(entry["pattern"])) for entry in entries)


def _compile(pattern: str) -> re.Pattern[str]:
    data = load_patterns("letterhead")
    made = f"(?:{data['date']}|{data['date_zh']})"
    number = data["number"][0]["pattern"]
    return re.compile(expand(pattern.replace("NUMBER", number).replace("DATE", made)), re.MULTILINE)


def find_letterhead(reading: Reading, gazetteer: Gazetteer) -> Letterhead:
    """What the report says of itself, with an issue for each thing that stays open or makes it no report."""
    page = _page(reading)
    title = _title(page)
    number, addressee, signer = _number(page), _addressee(page, title), _signer(page)
    year = _year(page, title)
    issued = _issued(page, int(year.value) if year else None)
    if year is None and issued:
        year = _year_before(issued)
    signed = _signature(page) or _title_issuer(page, title)
    area = find_area(reading, gazetteer, tuple(_zones(page, title, signed, addressee)))
    issuer = signed or _letterhead_line(page) or _header_issuer(page) or _default_issuer(area.name, area.place)
    issues = (*area.issues, *_year_issue(year), *_report_issue(page, title))
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
        is_report=not any(issue.kind == "not-a-report" for issue in issues),
        issues=issues,
        spans={**spans, **({"area": area.span} if area.span else {})},
        hints=area.hints,
    )


def _page(reading: Reading) -> _Page:
    lines = tuple(_lines(reading.folded))
    first = next((section.start for section in reading.sections if section.level > 0 and section.start), None)
    limit = min(first or HEAD_LENGTH, HEAD_LENGTH)
    head = tuple(line for line in lines if line.start < limit)
    tail = tuple(line for line in lines[-TAIL_LINES:] if line.start >= (first or 0))
    fields = {name: list(_fields(reading, limit, name)) for name in load_patterns("letterhead")["labels"]}
    return _Page(reading, lines, head, tail, fields)


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        if line:
            yield _Line(line, start)
        start += len(line) + 1


def _fields(reading: Reading, limit: int, name: str) -> Iterator[_Found]:
    """The values of the header fields of one kind: from the text, then from the document's metadata."""
    for match in _label(name).finditer(reading.folded, 0, limit):
        yield _Found(match["value"], match.span("value"))
    for label in load_patterns("letterhead")["labels"][name]:
        if value := reading.document.metadata.get(label):
            yield _Found(value, None)


@cache
def _label(name: str) -> re.Pattern[str]:
    labels = sorted(load_patterns("letterhead")["labels"][name], key=len, reverse=True)
    spelt = "|".join(_spelt(label) for label in labels)
    return re.compile(rf"(?:{spelt})[\]】：]{{1,2}}\n?(?P<value>[^\[【】\n]{{1,48}})")


def _spelt(label: str) -> str:
    """A pattern for a label, spaces inside allowed; a short one is none at the end of a longer word."""
    spelt = " ?".join(re.escape(mark) for mark in label)
    return spelt if len(label) >= LONG_LABEL else rf"(?<![\u4e00-\u9fff]){spelt}"


# ------------------------------------------------------------------------------------------- title


def _title(page: _Page) -> _Found | None:
    """The best line of the head that has the form of a title, also over two or three lines."""
    found = [title for index in range(len(page.head)) if (title := _title_at(page, index))]
    found += [title for value in page.fields["title"] if value.span and (title := _title_in(page, value.span))]
    found += list(_glued_titles(page))
    if not found:
        found = list(_cover_titles(page))
    return max(found, key=lambda title: title.rank, default=None)


def _title_at(page: _Page, index: int) -> _Found | None:
    """The title that starts with the head's line `index`, on it alone or going on over the next ones."""
    lines = page.head[index : index + TITLE_LINES]
    for count in range(1, len(lines) + 1):
        if count > 1 and not _goes_on(lines[count - 2].text, lines[count - 1].text):
            return None
        span = (lines[0].start, lines[count - 1].end)
        text = page.text[span[0] : span[1]].replace("\n", "")
        if len(text) <= TITLE_LENGTH and (rank := _title_rank(text)):
            return _Found(page.quote(span).replace("\n", ""), span, rank)
    return None


def _is_opener(line: str) -> bool:
    return len(line) <= SHORT_LINE and any(pattern.search(line) for _, pattern in _compiled("title_head"))


def _goes_on(line: str, after: str) -> bool:
    """Whether a title goes on from one line to the next: after a body or a place, or where it is cut inside."""
    if _is_opener(line):
        return any(pattern.search(after) for _, pattern in _compiled("title_rest"))
    if any(mark in line for mark in "，。；：》】]>|") or _title_rank(line):
        return False
    return _title_rank(after) < _REPORT or any(pattern.search(line) for _, pattern in _compiled("title_cut"))


def _title_rank(text: str) -> int:
    """How much the text looks like a title: 0 for not at all."""
    for base, kind in ((_REPORT, "report"), (_OTHER, "other")):
        for own, pattern in _compiled("title"):
            if own == kind and pattern.fullmatch(text):
                return base + 4 * bool(re.search(r"20\d\d", text)) + (len(text) > 14)
    return 0


def _title_in(page: _Page, span: Span) -> _Found | None:
    rank = _title_rank(page.text[span[0] : span[1]])
    return _Found(page.quote(span), span, rank - 1) if rank else None


def _glued_titles(page: _Page) -> Iterator[_Found]:
    for line in page.head:
        for _, pattern in _compiled("title_start"):
            if match := pattern.search(line.text):
                span = line.span(match)
                yield _Found(page.quote(span), span, _REPORT - 1 + 4 * bool(re.search(r"20\d\d", match[0])))


def _cover_titles(page: _Page) -> Iterator[_Found]:
    """Titles in 《》 of a covering letter, where the report's own title line is missing."""
    for line in page.head[:8]:
        for match in re.finditer(r"^《([^《》]{6,60})》", line.text):
            if _title_rank(match[1]) > _REPORT:
                span = line.span(match, 1)
                yield _Found(page.quote(span), span, _title_rank(match[1]) - 8)


# -------------------------------------------------------------------------------------------- year


def _year(page: _Page, title: _Found | None) -> _Found | None:
    """The year reported on: the title's, else that of the announcing sentence, the opening, most headings."""
    if title and title.span and (found := _year_in(page, title.span)):
        return found
    for _, pattern in _compiled("year"):
        years = [match for match in pattern.finditer(page.text)]
        if years:
            most = Counter(match[1] for match in years).most_common(1)[0][0]
            first = next(match for match in years if match[1] == most)
            return _Found(most, first.span(1))
    return None


def _year_in(page: _Page, span: Span) -> _Found | None:
    text = page.text[span[0] : span[1]]
    if match := re.search(r"20\d\d", text):
        return _Found(match[0], (span[0] + match.start(), span[0] + match.end()))
    if match := re.search(load_patterns("letterhead")["year_zh"], text):
        return _Found(read_digits(match[0][:4]), (span[0] + match.start(), span[0] + match.end()))
    return None


def _year_before(issued: _Found) -> _Found:
    """The year that a report issued on this date covers: the one before, or the same from November on."""
    made = date.fromisoformat(issued.value)
    return _Found(str(made.year if made.month >= 11 else made.year - 1), None)


def _year_issue(year: _Found | None) -> tuple[Issue, ...]:
    if year is None:
        return (Issue("year-unknown", "", "neither title nor opening nor headings name the year"),)
    if year.span is None:
        return (Issue("year-unknown", year.value, "only the date of issue tells the year"),)
    return ()


# ------------------------------------------------------------------------------------------- dates


def _issued(page: _Page, year: int | None) -> _Found | None:
    """The first plausible date of: signature, made, covering letter, printing note, publication."""
    candidates = chain(
        _dates(page, reversed(page.tail), "signed"),
        _field_dates(page, "made"),
        _dates(page, reversed(_unlabelled(page.head)), "signed"),
        _dates(page, reversed(page.lines), "printed"),
        _field_dates(page, "published"),
    )
    return next((found for found in candidates if _plausible(date.fromisoformat(found.value), year)), None)


def _plausible(issued: date, year: int | None) -> bool:
    return FIRST_YEAR <= issued.year <= LAST_YEAR if year is None else year <= issued.year <= year + 2


def _unlabelled(lines: Sequence[_Line]) -> list[_Line]:
    """The lines that are no value of a label on the line before."""
    before = ("", *(line.text for line in lines))
    return [line for line, label in zip(lines, before, strict=False) if not label.endswith(("]", "】", "："))]


def _dates(page: _Page, lines: Iterator[_Line], table: str) -> Iterator[_Found]:
    for line in lines:
        for _, pattern in _compiled(table) if len(line.text) <= TITLE_LENGTH else ():
            if match := pattern.search(line.text):
                yield from _date_in(page, line.span(match))


def _field_dates(page: _Page, name: str) -> Iterator[_Found]:
    for value in page.fields[name]:
        if value.span:
            yield from _date_in(page, value.span)
        elif made := next(find_dates(value.value), None):
            yield _Found(made[0].isoformat(), None)


def _date_in(page: _Page, span: Span) -> Iterator[_Found]:
    for day, (start, end) in find_dates(page.text[span[0] : span[1]]):
        yield _Found(day.isoformat(), (span[0] + start, span[0] + end))


# ----------------------------------------------------------------- number, addressee, signer, issuer


def _number(page: _Page) -> _Found | None:
    """The report's own document number: on a line of its own at the top, else from the header."""
    for line in page.head:
        for _, pattern in _compiled("number_line"):
            if match := pattern.search(line.text):
                return _Found(page.quote(line.span(match, "value")), line.span(match, "value"))
    for value in page.fields["number"]:
        for _, pattern in _compiled("number"):
            if (match := pattern.match(value.value)) and value.span:
                span = value.span[0] + match.start("value"), value.span[0] + match.end("value")
                return _Found(page.quote(span), span)
            if match:
                return _Found(match["value"], None)
    return None


def _addressee(page: _Page, title: _Found | None) -> _Found | None:
    for line in page.head:
        if title and title.span and line.start < title.span[1] and line.end <= title.span[1]:
            continue
        if found := _first(page, (line,), "addressee"):
            return found
    return _first(page, page.head, "addressee")


def _signer(page: _Page) -> _Found | None:
    return _first(page, page.head, "signer")


def _first(page: _Page, lines: Sequence[_Line], table: str) -> _Found | None:
    for line in lines:
        for _, pattern in _compiled(table):
            if match := pattern.search(line.text):
                span = line.span(match, "value")
                return _Found(page.quote(span), span)
    return None


def _signature(page: _Page) -> _Found | None:
    """The body that signs at the end, else under a covering letter; a government before a party committee."""
    cover = tuple(line for index, line in enumerate(page.head) if index > 0 and _followed_by_date(page, index))
    for table in ("issuer", "party_issuer"):
        for lines in (tuple(reversed(page.tail)), tuple(reversed(cover))):
            if found := _first(page, lines, table):
                return found
    return None


def _followed_by_date(page: _Page, index: int) -> bool:
    lines = (page.head[index], *page.head[index + 1 : index + 2])
    return any(pattern.search(line.text) for line in lines for _, pattern in _compiled("signed"))


def _title_issuer(page: _Page, title: _Found | None) -> _Found | None:
    if title is None or title.span is None:
        return None
    line = _Line(page.text[title.span[0] : title.span[1]], title.span[0])
    return _first(page, (line,), "title_issuer") or _first(page, (_Line(title.value, title.span[0]),), "title_issuer")


def _letterhead_line(page: _Page) -> _Found | None:
    return _first(page, page.head, "letterhead")


def _header_issuer(page: _Page) -> _Found | None:
    """The publisher of the header fields, where it is a body and not only a place."""
    for value in page.fields["issuer"]:
        for _, pattern in _compiled("issuer"):
            if (match := pattern.search(value.value)) and value.span:
                span = value.span[0] + match.start("value"), value.span[0] + match.end("value")
                return _Found(page.quote(span), span)
    return None


def _default_issuer(name: str | None, area: Place | None) -> _Found | None:
    """The township's or county's body by its usual name, where the text shows only the place."""
    if name is None or (area and area.kind is DivisionKind.VILLAGE):
        return None
    defaults: dict[str, str] = load_patterns("letterhead")["defaults"]
    end = next(end for end in defaults if name.endswith(end))
    return _Found(name + defaults[end], None)


def _issuer_place(issuer: _Found | None, area: Place | None, gazetteer: Gazetteer) -> Place | None:
    """The division whose body the issuer is: the area or what it lies in, None where it is another."""
    if issuer is None or area is None:
        return None
    codes = {code for mention in list(gazetteer.mentions(issuer.value))[-1:] for code in mention.codes}
    place: Place | None = area
    while place and place.name not in issuer.value and place.code not in codes:
        place = place.within
    return place


# ------------------------------------------------------------------------------------------- zones


def _zones(page: _Page, title: _Found | None, issuer: _Found | None, addressee: _Found | None) -> Iterator[Zone]:
    for kind, found in (("title", title), ("issuer", issuer), ("addressee", addressee)):
        if found and found.span:
            yield Zone(kind, *found.span)
    if (letterhead := _letterhead_line(page)) and letterhead.span:
        yield Zone("letterhead", *letterhead.span)
    for value in page.fields["issuer"]:
        if value.span:
            yield Zone("header", *value.span)
    if opening := next((line for line in page.head if len(line.text) > OPENING_LENGTH), None):
        yield Zone("opening", opening.start, min(opening.end, opening.start + OPENING_REACH))
    for line in page.head[:6]:
        if _is_opener(line.text) and line.end != (title.span[0] if title and title.span else -1):
            yield Zone("letterhead", line.start, line.end)
        for match in re.finditer(r"《([^《》]{6,60})》", line.text):
            if _title_rank(match[1]) > _REPORT:
                yield Zone("cover", *line.span(match, 1))


# ------------------------------------------------------------------------------- is it such a report


def _report_issue(page: _Page, title: _Found | None) -> tuple[Issue, ...]:
    """The issue that the text is no report on law-based government, with the reason; else nothing."""
    reason = _title_reason(title) or _text_reason(page, title)
    if reason is None:
        return ()
    return (Issue("not-a-report", title.value if title else "", reason, *(title.span if title and title.span else ())),)


def _title_reason(title: _Found | None) -> str | None:
    if title is None:
        return None
    text = title.value.replace("\n", "")
    return next((name for name, pattern in _compiled("not_report") if pattern.search(text)), None)


def _text_reason(page: _Page, title: _Found | None) -> str | None:
    limits = load_patterns("letterhead")["limits"]
    for table in ("template", "person"):
        count = sum(len(pattern.findall(page.text)) for name, pattern in _compiled(table))
        if count >= limits[table]:
            return _compiled(table)[0][0]
    if title and title.rank >= _REPORT - 1:
        return None
    heading = next((section.heading for section in page.reading.sections if section.level > 0), "")
    if any(pattern.search(heading) for _, pattern in _compiled("person_heading")):
        return _compiled("person")[0][0]
    start = page.text[: limits["opening"]]
    accounts = any(pattern.search(start) for _, pattern in _compiled("own_report"))
    if any(pattern.search(start) for _, pattern in _compiled("news")) and not accounts:
        return _compiled("news")[0][0]
    needed = limits["announced"] if accounts else limits["subject"]
    speaks = page.text.count(load_patterns("letterhead")["subject"]) >= needed
    return None if speaks else "no title of such a report, and the text hardly speaks of law-based government"
