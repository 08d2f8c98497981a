"""The outline of a report: its headings, whatever their numbering, and what each section is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extract.document import Section
from extract.pattern_data import load_patterns
from extract.text.marks import number, union
from extract.turns import Turns
from ontology.model import SectionRole

_TERMINAL = "。；：！？，、 .;:!?,"
_STOP = re.compile("[。；！？]")
_BREAK = re.compile("[。；！？：，]")

_LONGEST_HEADING = 45
_LONGEST_MAIN = 60
_HEAD = 2500
_TITLE_LINES = 3
_LONGEST_CLAUSE = 24
_LONGEST_UNNUMBERED = 30
# No line needs to be looked at further than this to know its heading.
_REACH = 62
_LONGEST_MARK = 12
_BARE_LEVEL = 3
_PART_LEVEL = 2


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading that was found: its mark's kind and number, its words and where its text starts.

    `whole` is false where nothing shows the end of its words.
    """

    kind: str
    number: int
    level: int
    start: int
    words: int
    end: int
    body: int
    whole: bool


def outline(folded: str, text: str) -> tuple[Section, ...]:
    """The sections of `text`, whose folded form is `folded`, in order and without a gap.

    A section ends where the next one starts, be it a subsection of its own. The first is a preamble
    without a heading unless the text starts with a heading. An empty text has no section.
    """
    if not text:
        return ()
    headings = _renumber(list(_candidates(folded)))
    if all(heading.level > 1 for heading in headings):
        headings = sorted([*headings, *_unnumbered(folded)], key=_start)
    if not headings:
        return _by_paragraphs(folded)
    return _sections(sorted([*headings, *_annexes(folded, headings)], key=_start), folded, text)


def heading_role(heading: str, reported: int | None = None) -> SectionRole | None:
    """The role that a main heading's words (folded, without number) name; None where they name none.

    A heading on a year after the one `reported` on is of plans, unless its words say otherwise.
    """
    roles = _named_roles(heading, reported)
    role = roles[0] if roles else None
    ahead = _is_ahead(heading, reported)
    return SectionRole.PLANS if ahead and role in {None, SectionRole.ACHIEVEMENTS} else role


def _named_roles(heading: str, reported: int | None) -> list[SectionRole]:
    """The roles that a heading's words name, in the order of the words."""
    past = _is_ahead(heading, reported) is False
    found = [
        (match.start(1) if match.re.groups and match.start(1) >= 0 else match.start(), index, role)
        for index, (role, pattern, ahead) in enumerate(_role_patterns("role"))
        if not (ahead and past) and (match := pattern.search(heading))
    ]
    return [role for _, _, role in sorted(found)]


def _is_ahead(heading: str, reported: int | None) -> bool | None:
    """Whether the heading's year is after the one reported on; None where either is unknown."""
    year = union("outline", "leading_year").match(heading)
    return int(year[0][:4]) > reported if year and reported else None


def _year_reported(folded: str, headings: list[_Heading], top: int) -> int | None:
    """The year that the title or the opening reports on, else the first main heading's."""
    head = folded[: min(headings[0].start, _HEAD)]
    for pattern in _year_patterns():
        if match := pattern.search(head):
            return int(match[1])
    mains = [folded[heading.words : heading.end] for heading in headings if heading.level == top]
    years = (union("outline", "leading_year").match(words) for words in mains)
    return next((int(year[0][:4]) for year in years if year), None)


def _candidates(folded: str) -> Iterator[_Heading]:
    """Everything that looks like a numbered heading, in order."""
    after = 0
    for start in _places(folded):
        while start >= after or start == 0:
            heading = _heading_at(folded, start)
            if heading is None:
                break
            yield heading
            after = heading.body
            start = heading.body
            if folded[start - 1] == "\n":
                break


def _places(folded: str) -> list[int]:
    """Where a mark stands: at the start of a line, or after a sentence in a line."""
    mark, bare = union("outline", "mark"), union("outline", "bare")
    places = [match.end() for match in union("outline", "inline").finditer(folded)]
    start = 0
    for line in folded.split("\n"):
        if mark.match(line) or bare.match(line):
            places.append(start)
        start += len(line) + 1
    return sorted(places)


def _heading_at(folded: str, start: int) -> _Heading | None:
    beginning = folded[start : start + _LONGEST_MARK]
    for kind, level, pattern in _mark_patterns():
        if match := pattern.match(beginning):
            words = start + match.end()
            span = _span(folded, words, level)
            return None if span is None else _Heading(kind, number(match["n"]), level, start, words, *span)
    return None


def _span(folded: str, words: int, level: int) -> tuple[int, int, bool] | None:
    """Where the heading whose words start at `words` ends, where its text starts and whether that is sure."""
    reach = min(len(folded), words + _REACH)
    newline = folded.find("\n", words, reach)
    line_end = reach if newline < 0 else newline
    following = min(line_end + 1, len(folded))
    if line_end == words:
        return None
    glued = _glued_end(folded, words, line_end) if level < _BARE_LEVEL else None
    if glued is not None:
        return glued, glued, True
    stop = _STOP.search(folded, words, min(line_end, words + _LONGEST_HEADING + 1))
    if stop is None:
        if line_end - words <= (_LONGEST_MAIN if level == 1 else _LONGEST_HEADING):
            return line_end, following, True
    elif stop.end() == line_end:
        return line_end, following, True
    elif stop.group() == "。":
        return stop.start(), stop.end(), True
    clause = _BREAK.search(folded, words, min(line_end, words + _LONGEST_CLAUSE))
    return (clause.start() if clause else words), words, False


def _glued_end(folded: str, words: int, line_end: int) -> int | None:
    """The end of a main heading that runs into its text without any mark between them."""
    if line_end - words <= _LONGEST_HEADING:
        return None
    match = union("outline", "glued").match(folded[words : line_end - 1])
    if match is None:
        return None
    return words + match.end()


def _renumber(found: list[_Heading]) -> list[_Heading]:
    """The headings with the level that their number shows where the mark is a wrong one."""
    result: list[_Heading] = []
    last: dict[int, int] = {}
    for heading, next_main in zip(found, _next_mains(found), strict=True):
        level = _level(heading, last, next_main)
        if level is None or (level > _PART_LEVEL and not heading.whole):
            continue
        result.append(heading if level == heading.level else replace(heading, level=level))
        last[level] = heading.number
        for deeper in [key for key in last if key > level]:
            del last[deeper]
    return result


def _level(heading: _Heading, last: dict[int, int], next_main: int | None) -> int | None:
    """The level of a heading after headings with the numbers `last`; None where it is none."""
    before, own = heading.number - 1, last.get(heading.level)
    if heading.kind == "bare digit":
        return heading.level if before and own == before else None
    if before and own != before and heading.level > _PART_LEVEL:
        if heading.kind == "arabic" and last.get(1) == before and next_main in {None, heading.number + 1}:
            return 1
        if (
            _PART_LEVEL in last
            and _BARE_LEVEL not in last
            and (heading.level > _BARE_LEVEL or last[_PART_LEVEL] == before)
        ):
            return _PART_LEVEL
    return heading.level


def _next_mains(found: list[_Heading]) -> list[int | None]:
    """For each heading the number of the next main one after it."""
    following: int | None = None
    numbers = []
    for heading in reversed(found):
        numbers.append(following)
        following = heading.number if heading.level == 1 else following
    return numbers[::-1]


def _unnumbered(folded: str) -> Iterator[_Heading]:
    """Main headings without a number, each a line of its own."""
    for match in union("outline", "unnumbered").finditer(folded):
        if match.end() - match.start() <= _LONGEST_UNNUMBERED:
            body = min(match.end() + 1, len(folded))
            yield _Heading("unnumbered", 0, 1, match.start(), match.start(), match.end(), body, True)


def _annexes(folded: str, headings: list[_Heading]) -> Iterator[_Heading]:
    """The lines that open annexes behind the last heading, as main headings: a whole report may be one itself."""
    top = min(heading.level for heading in headings)
    for match in union("outline", "annex").finditer(folded, headings[-1].body):
        body = min(match.end() + 1, len(folded))
        yield _Heading("annex", 0, top, match.start(), match.start(), match.end(), body, True)


def _start(heading: _Heading) -> int:
    return heading.start


def _sections(headings: list[_Heading], folded: str, text: str) -> tuple[Section, ...]:
    top = min(heading.level for heading in headings)
    sections = []
    if headings[0].start > 0:
        sections.append(Section("", 0, SectionRole.PREAMBLE, 0, 0, headings[0].start))
    default = _default_role(folded)
    main = current = default
    ends = [heading.start for heading in headings[1:]] + [len(text)]
    override_level = 0
    reported = _year_reported(folded, headings, top)
    turns = Turns(folded, reported)
    second: SectionRole | None = None
    for heading, end in zip(headings, ends, strict=True):
        words = folded[heading.words : heading.end].strip(_TERMINAL)
        if heading.level == top:
            main = current = heading_role(words, reported) or _unnamed(main, default)
            second = _second_role(words, main)
            override_level = 0
        elif override_level == 0 or heading.level <= override_level:
            override = _override(words, main, reported)
            current, override_level = (override, heading.level) if override else (main, 0)
        title = text[heading.words : heading.end].strip(_TERMINAL)
        section = Section(title, heading.level, current, heading.start, heading.body, end)
        turn = union("outline", "turn").search(folded, heading.body, end) if second and current == main else None
        sections.extend(turns.parted(replace(section, end=turn.start()) if turn else section))
        if second and turn:
            main = current = second
            sections.append(replace(section, role=second, start=turn.start(), body=turn.start()))
    return tuple(sections)


def _second_role(words: str, main: SectionRole) -> SectionRole | None:
    """Plans, where a heading names shortcomings and then what is to come of them."""
    plans = main is SectionRole.SHORTCOMINGS and SectionRole.PLANS in _named_roles(words, None)
    return SectionRole.PLANS if plans else None


def _unnamed(before: SectionRole, default: SectionRole) -> SectionRole:
    """The role of a main heading that names none, after one of the role `before`."""
    return before if before in load_patterns("outline")["lasting_roles"] else default


def _default_role(folded: str) -> SectionRole:
    """What sections without a role of their own are for: plans in a plan, what was done in all else."""
    top = "\n".join(folded[:_HEAD].split("\n", _TITLE_LINES)[:_TITLE_LINES])
    if union("outline", "plan_title").search(top):
        return SectionRole.PLANS
    return SectionRole(load_patterns("outline")["default_role"])


def _override(words: str, main: SectionRole, reported: int | None) -> SectionRole | None:
    if main not in {SectionRole.ACHIEVEMENTS, SectionRole.SHORTCOMINGS}:
        return None
    past = _is_ahead(words, reported) is False
    roles = [
        role for role, pattern, ahead in _role_patterns("override") if not (ahead and past) and pattern.search(words)
    ]
    return roles[0] if roles and roles[0] != main else None


def _by_paragraphs(folded: str) -> tuple[Section, ...]:
    """Sections of a report without any heading, by how its paragraphs begin.

    The preamble ends with the sentence that announces the report; without one, where the running text begins.
    """
    main = _default_role(folded)
    starts: dict[int, SectionRole] = {0: SectionRole.PREAMBLE}
    start, role = 0, SectionRole.PREAMBLE
    preamble, running = union("outline", "preamble_end"), union("outline", "running_text")
    announced = preamble.search(folded)
    for line in folded.split("\n"):
        if role is SectionRole.PREAMBLE and not announced and running.search(line):
            role = starts[start] = main
        cue = next((found for found, pattern, _ in _role_patterns("paragraph") if pattern.search(line)), None)
        if cue is not None and role is not SectionRole.PREAMBLE and cue != role:
            role = starts[start] = cue
        start += len(line) + 1
        if role is SectionRole.PREAMBLE and preamble.search(line) and start < len(folded):
            role = starts[start] = main
    ends = [*list(starts)[1:], len(folded)]
    spans = zip(starts.items(), ends, strict=True)
    return tuple(Section("", 0, role, begin, begin, end) for (begin, role), end in spans)


@cache
def _mark_patterns() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    data = load_patterns("outline")
    marks = [(mark["name"], mark["level"], re.compile(mark["pattern"])) for mark in data["mark"]]
    bare = [(mark["name"], _BARE_LEVEL, re.compile(mark["pattern"])) for mark in data["bare"]]
    return tuple(marks + bare)


@cache
def _role_patterns(table: str) -> tuple[tuple[SectionRole, re.Pattern[str], bool], ...]:
    """The roles of a table with their patterns, and whether only a year still to come makes them apply."""
    entries = load_patterns("outline")[table]
    return tuple(
        (SectionRole(entry["role"]), re.compile(entry["pattern"]), entry.get("ahead", False)) for entry in entries
    )


@cache
def _year_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(entry["pattern"], re.MULTILINE) for entry in load_patterns("outline")["reported_year"])
