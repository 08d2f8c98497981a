"""A report: its text with its outline, every fact marked in it and listed beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from starlette.responses import Response

from kg import wording
from kg.issues import WHYS
from kg.outline import outline_of
from viz.explorer.index.read import Thing
from viz.explorer.pages.page import Page, page_routes
from viz.explorer.pages.phrasing import amount, either, issue_label, role
from viz.explorer.pages.report_facts import KINDS, Fact, Letter, read_letter
from viz.explorer.pages.report_text import headings, lines, title_end

_THINGS = ("indicator", "instrument", "programme", "provider", "lawyer", "courtCase", "place")
_LETTERHEAD = ("documentNumber", "addressee", "signer", "issued")


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as the list beside the text tells it.

    `things` lead to pages, `value` is its amount, `notes` are further words (article, status …), `why` what led to it.
    """

    number: int
    fact: Fact
    words: str
    things: tuple[Thing, ...]
    value: str
    notes: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def fragment(self) -> str:
        """The part of an address that leads to its words."""
        return f"char={self.fact.start},{self.fact.end}" if self.fact.start is not None else ""


def show(page: Page) -> Response:
    """The report that the address names."""
    slug = page.request.path_params["slug"]
    thing = page.index.find("report", slug)
    if thing is None:
        raise page.missing(slug)
    letter = read_letter(page.snapshot.store, page.index, thing.iri)
    outline = headings(letter.text, outline_of(letter.text))
    row = page.index.rows("SELECT * FROM report WHERE id = ?", thing.id)[0]
    older = page.index.rows("SELECT id FROM report WHERE replaced_by = ?", thing.id)
    counts = Counter(fact.kind for fact in letter.facts)
    return page.render(
        "report.html",
        report=thing,
        row=row,
        place=page.index.things([thing.within]).get(thing.within or 0),
        above=page.index.above(thing.within),
        area_hints=_area_hints(page, letter),
        letterhead=[(name, letter.first(name)) for name in _LETTERHEAD if letter.first(name)],
        sources=sorted(letter.values.get("sourceName", ())),
        newer=page.index.things([row["replaced_by"]]).values(),
        older=page.index.things(one["id"] for one in older).values(),
        kinds=[(kind, counts[kind]) for kind in KINDS if counts[kind]],
        outline=outline,
        lines=lines(letter.text, letter.facts, outline),
        title_ends=title_end(letter.text, thing.zh),
        told=[_told(page, number, fact, letter) for number, fact in enumerate(letter.facts)],
    )


def _area_hints(page: Page, letter: Letter) -> list[str]:
    """What decided the report's area, in the language of the page."""
    hints = wording.area_hints(letter.values.get("hint", ()))
    return [hint.zh if page.language == "zh" else hint.en for hint in hints]


def _told(page: Page, number: int, fact: Fact, letter: Letter) -> Told:
    words = letter.text[fact.start : fact.end] if fact.start is not None else fact.first("words")
    things = tuple(thing for name in _THINGS for thing in fact.all(name))
    return Told(number, fact, words, things, _value(page, fact), _notes(page, fact, words), _why(page, fact))


def _value(page: Page, fact: Fact) -> str:
    if fact.kind != "figure":
        return ""
    try:
        value = float(fact.first("value"))
    except ValueError:
        return fact.first("value")
    return amount(page.language, value, fact.local("comparator"), fact.thing("unit"))


def _notes(page: Page, fact: Fact, words: str) -> tuple[str, ...]:
    """What else the fact says."""
    status = fact.local("status")
    found = [
        "" if fact.first("measured") in words else fact.first("measured"),
        fact.first("article"),
        page.t(f"report.status_{status}") if page.t.has(f"report.status_{status}") else "",
        issue_label(page.language, fact.first("issueKind")) if fact.kind == "issue" else "",
        (fact.first("refPeriod") or fact.first("year"))[:4],
        page.t("report.share") if "partOf" in fact.values else "",
        role(page.language, fact.local("sectionRole")),
        either(page.language, fact.first("origin")),
    ]
    return tuple(note for note in found if note)


def _why(page: Page, fact: Fact) -> tuple[str, ...]:
    """What led to the fact: the rule and the words that it went by; of an issue, what is doubtful."""
    rule = fact.first("rule")
    doubt = WHYS.both(fact.first("why"))
    found = [
        either(page.language, wording.rule(rule).partition(": ")[2] or rule) if rule else "",
        doubt.zh if page.language == "zh" else doubt.en,
    ]
    return (*filter(None, found), *sorted(fact.values.get("hint", ())))


ROUTES = page_routes("/report/{slug:path}", show, "report")
