"""Legal instruments named in a report: with and without 《》, in full, in short and slightly wrong.

Every 《…》 ends as a mention, as a named non-instrument (a book, a licence) or as an issue.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from operator import itemgetter
from typing import Any

from extract.instruments import own_regulations
from extract.instruments.lexicon import InstrumentLexicon
from extract.instruments.titles import MarkedTitle, as_written, form_of, marked_titles, with_provinces
from extract.pattern_data import load_patterns
from extract.reading import Reading
from extract.text.gate import Gate, Gates
from ontology.model import Instrument, InstrumentKind, Issue, Place
from ontology.vocabulary import instruments

_SHORT_NAME = 4
_LONG_NAME = 8
_LONGEST_SENTENCE = 300
_LONGEST_LIST = 20
_BEFORE_SHOW = 8
_NAMESAKE = "After a place's name its own instrument may be meant."
_LIST = re.compile(r"、?《[^《》\n]{1,60}》")
_NATIONAL_ONLY = frozenset(
    {InstrumentKind.LAW, InstrumentKind.PARTY_REGULATION, InstrumentKind.JUDICIAL_INTERPRETATION}
)


@dataclass(frozen=True, slots=True)
class InstrumentMention:
    """One instrument named at `text[start:end]`, the article with it where one follows.

    `rule` says how it was resolved: "title" and "name" by the register, "similar" by a slightly wrong
    title, "back-reference" by 该法, else the form of extract/patterns/instruments.toml.
    """

    start: int
    end: int
    instrument: Instrument
    rule: str
    article: str | None = None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherTitle:
    """A 《title》 of no instrument at `text[start:end]`; `rule` names the form: book, licence, report …."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class InstrumentFindings:
    """What a report names: instruments in order of the text, other titles, and titles that were not resolved."""

    mentions: tuple[InstrumentMention, ...]
    others: tuple[OtherTitle, ...]
    issues: tuple[Issue, ...]


@cache
def default_lexicon() -> InstrumentLexicon:
    """The lexicon of the register ontology/instruments.ttl."""
    return InstrumentLexicon(instruments())


def find_instruments(
    reading: Reading, lexicon: InstrumentLexicon | None = None, area: Place | None = None
) -> tuple[list[InstrumentMention], list[Issue]]:
    """The instruments that `reading` names, one mention a place, and the titles that were not resolved."""
    findings = account_for_instruments(reading, lexicon, area)
    return list(findings.mentions), list(findings.issues)


def account_for_instruments(
    reading: Reading, lexicon: InstrumentLexicon | None = None, area: Place | None = None
) -> InstrumentFindings:
    """The same with the titles that are no instrument.

    `lexicon` is the register's by default, `area` what the report is about: 我省《…条例》 is its province's.
    """
    return _Finder(reading.document.text, reading.folded, lexicon or default_lexicon(), area).run()


def with_area(
    mentions: Iterable[InstrumentMention], issues: Iterable[Issue], reading: Reading, area: Place
) -> tuple[list[InstrumentMention], list[Issue]]:
    """The mentions and issues with the regulations named by whose they are read again for another area."""
    kept = [mention for mention in mentions if mention.rule != own_regulations.RULE]
    open_ = [issue for issue in issues if issue.why != own_regulations.UNCLEAR]
    finder = _Finder(reading.document.text, reading.folded, default_lexicon(), area, mentions=kept, issues=open_)
    spans = [(m.start, m.end) for m in mentions if m.rule == own_regulations.RULE]
    spans += [(i.start, i.end) for i in issues if i.why == own_regulations.UNCLEAR and i.start is not None and i.end]
    for start, end in spans:
        finder.own_regulation(start, end)
    return sorted(finder.mentions, key=_start), finder.issues


class _Rules:
    """The patterns of instruments.toml, compiled."""

    def __init__(self) -> None:
        data: dict[str, Any] = load_patterns("instruments")
        text = data["text"]
        self.code: str = data["code"]
        self.unmistakable = frozenset(data["unmistakable"])
        self.year = re.compile(text["year"])
        self.quoted = re.compile(text["quoted"])
        self.quoted_besides = re.compile(text["quoted_besides"])
        self.after = re.compile("|".join(f"(?:{rule['pattern']})" for rule in data["after"]))
        before = {rule["name"]: re.compile(rule["pattern"]) for rule in data["before"]}
        self.before_short, self.before_local = before["short-name"], before["place-of-a-local-namesake"]
        local = {rule["name"]: rule["pattern"] for rule in data["local"]}
        within, own = Gate(*(rule["pattern"] for rule in data["within"])), local.pop("own-regulation")
        self.own_noun: str = data["own"]["noun"]
        self.bare = Gates(within, Gate(with_provinces(own)), Gate(*map(with_provinces, local.values())))
        """What finds words that hold names without naming, a place's own regulations, and local ones."""
        self.article = re.compile(data["article"][0]["pattern"])
        back = {rule["name"]: rule["pattern"] for rule in data["back_reference"]}
        self.abbreviation = re.compile(data["abbreviation"]["pattern"])
        self.abbreviated = Gate(data["abbreviation"]["named"])
        self.sentence_end = re.compile(text["sentence_end"])
        self.deictic, self.generic = Gate(back["deictic"]), re.compile(back["generic-title"])
        title = data["title"]
        self.lecture, self.lecture_after = re.compile(title["lecture"]), re.compile(title["lecture_after"])
        self.show_before, self.show_after = re.compile(title["show_before"]), re.compile(title["show_after"])
        self.handed_on = re.compile(title["handed_on"])
        self.list_separator = re.compile(data["title"]["list_separator"])


@cache
def _rules() -> _Rules:
    return _Rules()


@dataclass(slots=True)
class _Finder:
    text: str
    folded: str
    lexicon: InstrumentLexicon
    area: Place | None = None
    rules: _Rules = field(default_factory=_rules)
    mentions: list[InstrumentMention] = field(default_factory=list)
    others: list[OtherTitle] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    generic: list[MarkedTitle] = field(default_factory=list)
    year: int | None = None

    def run(self) -> InstrumentFindings:
        year = self.rules.year.search(self.folded)
        self.year = int(year[0]) if year else None
        quotes = self._quoted_names()
        taken = self._marked(_Spans(quotes))
        self._bare(taken + quotes)
        self.mentions.sort(key=_start)
        self._back_references()
        self.issues.sort(key=lambda issue: issue.start or 0)
        return InstrumentFindings(
            tuple(self._with_article(mention) for mention in self.mentions), tuple(self.others), tuple(self.issues)
        )

    # Titles in 《》

    def _marked(self, quotes: _Spans) -> list[tuple[int, int]]:
        taken: list[tuple[int, int]] = []
        short = {match[1] for match in self.rules.abbreviated.finditer(self.folded)}
        for marked in marked_titles(self.folded):
            marked = marked if marked.closed else self._shortened(marked)
            taken.append((marked.start, marked.end))
            if quotes.hold(marked.start):
                self.others.append(OtherTitle(marked.start, marked.end, "quoted-name"))
            elif self.rules.generic.search(marked.title) or (marked.title in short and not self._known(marked.title)):
                self.generic.append(marked)
            else:
                self._title(marked)
        return taken

    def _shortened(self, marked: MarkedTitle) -> MarkedTitle:
        """A title without its 》 ends where a name of the register ends, else at the first 、."""
        begin = marked.start + 1
        end = self.lexicon.longest_at(self.folded, begin, marked.end) or marked.end
        if end == marked.end and not form_of(marked.title):
            end = begin + len(marked.title.split("、")[0])
        return replace(marked, end=end, title=self.folded[begin:end])

    def _title(self, marked: MarkedTitle) -> None:
        if self.rules.lecture.match(self.folded, marked.end):
            self.others.append(OtherTitle(marked.start, marked.end, "lecture"))
        elif (owner := self._owner(marked)) is not None:
            self.own_regulation(owner, marked.end)
        elif (known := self._known(marked.title) or self._handed_on(marked.title)) and self._after_place(marked, known):
            self._issue(marked, _NAMESAKE)
        elif known:
            self._add(marked, known, "title")
        elif listed := self._listed(marked.title):
            self.mentions += [
                InstrumentMention(marked.start + 1 + start, marked.start + 1 + end, instrument, "title")
                for start, end, instrument in listed
            ]
        else:
            self._unknown(marked)

    def _owner(self, marked: MarkedTitle) -> int | None:
        """Where the words begin that make the title a regulation of the report's own province or city."""
        if not marked.title.endswith(self.rules.own_noun) or self.lexicon.local(marked.title):
            return None
        if any(known.kind in _NATIONAL_ONLY for known in self.lexicon.named(marked.title)):
            return None
        return own_regulations.owner_start(self.folded, marked.start)

    def _after_place(self, marked: MarkedTitle, known: Instrument) -> bool:
        """Whether a place's own regulation of the same title may be meant (省市《信访条例》)."""
        own = marked.title.endswith(self.rules.own_noun) and known.kind not in _NATIONAL_ONLY
        return own and self._preceded(self.rules.before_local, marked.start)

    def own_regulation(self, start: int, end: int) -> None:
        """Add the regulation that the words `text[start:end]` name by whose it is, or an issue."""
        words = self.folded[start:end]
        if instrument := own_regulations.own_regulation(words, self.area):
            self.mentions.append(InstrumentMention(start, end, instrument, own_regulations.RULE))
        else:
            self._issue(MarkedTitle(start, end, words), own_regulations.UNCLEAR)

    def _known(self, title: str) -> Instrument | None:
        return self.lexicon.choose(self.lexicon.named(title), self.year)

    def _handed_on(self, title: str) -> Instrument | None:
        """What a notice hands on: 关于印发〈…〉的通知 cites the document inside, where the register has it."""
        notice = self.rules.handed_on.search(title)
        return self._known(notice["title"]) if notice else None

    def _listed(self, title: str) -> list[tuple[int, int, Instrument]]:
        """The instruments of a list inside one pair of marks; none unless each of them is known."""
        listed, start = [], 0
        separators = [*self.rules.list_separator.finditer(title)]
        for stop, following in [(m.start(), m.end()) for m in separators] + [(len(title), len(title))]:
            instrument = self._known(title[start:stop]) if separators else None
            if instrument is None:
                return []
            listed.append((start, stop, instrument))
            start = following
        return listed

    def _unknown(self, marked: MarkedTitle) -> None:
        title = as_written(marked.title)
        form = form_of(title)
        if form is not None and form.kind is None:
            self.others.append(OtherTitle(marked.start, marked.end, form.name))
        elif self._shown(marked):
            self.others.append(OtherTitle(marked.start, marked.end, "show"))
        elif (similar := self.lexicon.resembled(marked.title)) is not None:
            self._add(marked, similar, "similar")
        elif form is not None and form.kind is not None:
            self._add(marked, Instrument(title, form.kind), form.name)
        elif self.rules.lecture_after.match(self.folded, marked.end):
            self.others.append(OtherTitle(marked.start, marked.end, "lecture"))
        else:
            self._issue(marked, "The title is in no register and has the form of no instrument.")

    def _shown(self, marked: MarkedTitle) -> bool:
        """Whether the words around it make the title one of a film, a song, a play or a show, or of several."""
        start, end = marked.start, marked.end
        for _ in range(_LONGEST_LIST):
            if not self.folded[max(0, start - 2) : start].endswith(("》", "》、")):
                break
            start = max(0, self.folded.rfind("《", 0, start - 1))
        for _ in range(_LONGEST_LIST):
            if (begin := _LIST.match(self.folded, end)) is None:
                break
            end = begin.end()
        before = self.folded[max(0, start - _BEFORE_SHOW) : start]
        return bool(self.rules.show_before.search(before) or self.rules.show_after.match(self.folded, end))

    def _add(self, marked: MarkedTitle, instrument: Instrument, rule: str) -> None:
        self.mentions.append(InstrumentMention(marked.start, marked.end, instrument, rule))

    def _issue(self, marked: MarkedTitle, why: str) -> None:
        words = self.text[marked.start : marked.end]
        self.issues.append(Issue("instrument-unresolved", words, why, marked.start, marked.end))

    # Names without 《》

    def _bare(self, taken: list[tuple[int, int]]) -> None:
        within, own, local = self.rules.bare.matches(self.folded)
        blocked = [*taken, *(m.span() for m in within)]
        blocked += self._own(own, _Spans(blocked))
        spans = _Spans([*blocked, *self._local(local, _Spans(blocked))])
        previous = 0
        for start, end, name in self.lexicon.in_text(self.folded):
            if not spans.hold(start) and self._stands_alone(start, end, previous):
                self._name(start, end, name, previous)
                previous = end

    def _own(self, matches: Iterable[re.Match[str]], blocked: _Spans) -> list[tuple[int, int]]:
        """Regulations named after 我省 or 我市: whose they are, the report's area says."""
        found = [m.span() for m in matches if not blocked.hold(m.start())]
        for start, end in found:
            self.own_regulation(start, end)
        return found

    def _local(self, matches: Iterable[re.Match[str]], blocked: _Spans) -> list[tuple[int, int]]:
        found = [m.span() for m in matches if not blocked.hold(m.start())]
        for start, end in found:
            form = form_of(self.folded[start:end])
            kind = form.kind if form and form.kind else InstrumentKind.LOCAL_REGULATION
            instrument = Instrument(self.folded[start:end], kind)
            self.mentions.append(InstrumentMention(start, end, instrument, "local-regulation"))
        return found

    def _quoted_names(self) -> list[tuple[int, int]]:
        """Quoted names that hold more than titles: “美好生活·民法典相伴” is no citation."""
        return [m.span() for m in self.rules.quoted.finditer(self.folded) if not self._only_titles(m[1])]

    def _only_titles(self, quoted: str) -> bool:
        rest, position = "", 0
        for start, end, _ in self.lexicon.in_text(quoted):
            rest, position = rest + quoted[position:start], end
        return self.rules.quoted_besides.match(rest + quoted[position:]) is not None

    def _stands_alone(self, start: int, end: int, previous: int) -> bool:
        if self.rules.after.match(self.folded, end - 1):
            return False
        return end - start > _SHORT_NAME or self._introduced(start, end, previous)

    def _introduced(self, start: int, end: int, previous: int) -> bool:
        """Whether no longer word or title can begin before the name."""
        if start == previous or self.folded[start:end] in self.rules.unmistakable:
            return True
        return self._preceded(self.rules.before_short, start)

    def _preceded(self, pattern: re.Pattern[str], start: int) -> bool:
        return pattern.search(self.folded[max(0, start - 3) : start]) is not None

    def _name(self, start: int, end: int, name: str, previous: int) -> None:
        found = self.lexicon.named_in_text(self.folded, start, end)
        doubtful = any(instrument.kind not in _NATIONAL_ONLY for instrument in found)
        if doubtful and self._preceded(self.rules.before_local, start):
            self._issue(MarkedTitle(start, end, name), _NAMESAKE)
        elif doubtful and end - start < _LONG_NAME and not self._introduced(start, end, previous):
            self._issue(MarkedTitle(start, end, name), "The name may be the end of a longer title.")
        elif (instrument := self.lexicon.choose(found, self.year)) is not None:
            self.mentions.append(InstrumentMention(start, end, instrument, "name"))
        else:
            known = "Several instruments have" if found else "An instrument of another period has"
            self._issue(MarkedTitle(start, end, name), f"{known} this name, and no year decides.")

    # What follows a mention or refers to it

    def _back_references(self) -> None:
        """《条例》 means what the report so abbreviated, else, like 该条例, the one named before that ends so."""
        starts = [mention.start for mention in self.mentions]
        defined = self._abbreviated()
        ends = (self.rules.abbreviation.match(self.folded, other.end) for other in self.others)
        no_instruments = {match[1] for match in ends if match}
        found: list[InstrumentMention] = []
        for marked in self.generic:
            meant = _last_before(defined.get(marked.title, ()), marked.start) or self._named_before(marked, starts)
            if meant is not None:
                found.append(InstrumentMention(marked.start, marked.end, meant, "back-reference"))
            elif marked.title in no_instruments:
                self.others.append(OtherTitle(marked.start, marked.end, "back-reference"))
            elif self.rules.generic.search(marked.title):
                self._issue(marked, "The short title refers to nothing named before it.")
            else:
                self._title(marked)
        for match in self.rules.deictic.finditer(self.folded):
            index = bisect_left(starts, match.start()) - 1
            earlier = self.mentions[index] if index >= 0 else None
            if earlier is None or self.folded.find("\n", earlier.start, match.start()) >= 0:
                continue
            if _ends(earlier.instrument.title, match[match.lastindex or 0]):
                found.append(InstrumentMention(*match.span(), earlier.instrument, "back-reference"))
        self.mentions = sorted([*self.mentions, *found], key=_start)

    def _between(self, start: int, end: int, starts: list[int]) -> list[InstrumentMention]:
        return self.mentions[bisect_left(starts, start) : bisect_left(starts, end)]

    def _abbreviated(self) -> dict[str, list[tuple[int, Instrument]]]:
        """By what the report calls instruments from there on (以下简称《条例》): where it says so, and of which."""
        defined: defaultdict[str, list[tuple[int, Instrument]]] = defaultdict(list)
        for mention in self.mentions:
            if match := self.rules.abbreviation.match(self.folded, mention.end):
                defined[match[1]].append((mention.end, mention.instrument))
        return defined

    def _named_before(self, marked: MarkedTitle, starts: list[int]) -> Instrument | None:
        """The only instrument that the sentence names before the short title and that ends so."""
        first = max(0, marked.start - _LONGEST_SENTENCE)
        ends = [match.end() for match in self.rules.sentence_end.finditer(self.folded, first, marked.start)]
        earlier = self._between(ends[-1] if ends else first, marked.start, starts)
        meant = {m.instrument for m in earlier if _ends(m.instrument.title, marked.title)}
        return meant.pop() if len(meant) == 1 else None

    def _with_article(self, mention: InstrumentMention) -> InstrumentMention:
        match = self.rules.article.match(self.folded, mention.end)
        return replace(mention, end=match.end(), article=match[1]) if match else mention


class _Spans:
    """Stretches of the text, asked whether one of them holds an offset."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def hold(self, offset: int) -> bool:
        """Whether one of the stretches holds `offset`."""
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]


def _start(mention: InstrumentMention) -> int:
    return mention.start


def _last_before(defined: Sequence[tuple[int, Instrument]], offset: int) -> Instrument | None:
    """What was defined last before `offset`."""
    index = bisect_right(defined, offset, key=itemgetter(0))
    return defined[index - 1][1] if index else None


def _ends(title: str, noun: str) -> bool:
    """Whether `title`, without what stands in brackets at its end, ends in `noun`; a code is a law too."""
    return title.split("（")[0].endswith((noun, noun + _rules().code))
