"""The words around a number that can say what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from extract.metrics.find_quantities import Quantity
from extract.metrics.indicators import Choice, CueIndex
from extract.pattern_data import either, load_patterns
from extract.reading import Reading
from extract.text.clauses import Clauses
from extract.text.spans import Span

_DENIED = "\0"
_NEXT = 3
"""How many characters after a number the window `next` holds."""
_SIDES = 2


class Phrase(NamedTuple):
    """What can say what a number at `text[start:end]` counts: the spans `own`, and where they stand.

    `verb_end` is where the words end that stand before the number, or before the numbers that share them. `head` is
    where what is counted ends, if not right before the number.
    """

    own: tuple[Span, ...]
    start: int
    end: int
    clause: Span
    sentence: Span
    verb_end: int
    rule: str = "phrase"
    head: int | None = None

    @property
    def inherited(self) -> bool:
        """Whether the number goes on counting what the one before it counts."""
        return self.rule == "inherited"

    def continuing(self, before: Phrase) -> Phrase:
        """The phrase with what the number before counts too (162次、14400人次)."""
        verb_end = self.verb_end if self.own else before.verb_end
        return self._replace(own=(*before.own, *self.own), verb_end=verb_end, rule="inherited")


class Layout:
    """A text as the numbers in it see it: its clauses and sentences, and the words that stand in them."""

    def __init__(self, reading: Reading, extra: tuple[Path, ...]) -> None:
        """Lay out the text of `reading`; `extra` are vocabularies of the user's own."""
        self.text = reading.folded
        self._words = _words()
        self._reading = reading
        self._clauses = Clauses(reading.folded)
        self._cues = CueIndex(reading.folded, extra)
        self._context = reading.folded

    def deny(self, spans: Iterable[Span]) -> None:
        """Take what was denied for no context of other numbers (未发生行政诉讼案件，办结12件)."""
        parts, free = [], 0
        for start, end in sorted(spans):
            start = max(start, free)
            if start < end:
                parts += [self._context[free:start], _DENIED * (end - start)]
                free = end
        self._context = "".join(parts) + self._context[free:]

    def list_item(self, quantity: Quantity, previous: int) -> Span:
        """A quantity with what stands before it in its clause, behind the quantity before, that ends at `previous`."""
        return max(self._clauses.clause(quantity.start)[0], previous), quantity.end

    def phrase(self, quantity: Quantity, previous: int, following: int) -> Phrase:
        """What stands around a quantity between the one before, that ends at `previous`, and the `following` one."""
        first, last = self._clauses.clause(quantity.start)
        start = max(first, previous)
        bracket = self._open_bracket(start, quantity.start)
        left = self.trim(start if bracket is None else bracket + 1, quantity.start)
        right = self._right(quantity.end, last, following)
        if right and self._words.only_joint.fullmatch(self.text, *right[0]):
            right = ()
        joint = left and self._words.joint.search(self.text, *left[0])
        if left and right and not joint and following < last and self._next_has(quantity, left[0], right[0], first):
            right = ()
        if joint and start == previous and (right or self._words.only_joint.fullmatch(self.text, *left[0])):
            left = ()
        own = (*left, *right)
        if not own and bracket is not None:
            own = self.trim(start, bracket)
        if not own:
            own = self._topic(first, previous)
        elif self.text.startswith(self._words.colon, first - 1) and self._words.place.fullmatch(self.text, *own[0]):
            own = (*self._topic(first, previous), *own)
        return self.placed(quantity, own, (first, right[0][1] if right else quantity.end))

    def _next_has(self, quantity: Quantity, left: Span, right: Span, clause: int) -> bool:
        """Whether the words between two numbers belong to the second alone, only a comma missing (讲座5场受众300人).

        A verb that begins them says so, unless it can be part of the first one's noun (19个调解组织受理纠纷172宗).
        """
        words, text = self._words, self.text
        if not words.next_act.match(text, *right):
            return text[right[1] - 1] in words.rate_ends and self._tells(quantity, left, clause)
        if quantity.unit not in words.noun_units and not words.act_ends.search(text, *left):
            return True
        return not words.only_act.fullmatch(text, *left) and self._tells(quantity, left, clause)

    def _tells(self, quantity: Quantity, left: Span, clause: int) -> bool:
        """Whether the words before a quantity tell alone what it counts."""
        return bool(self.choose(self.placed(quantity, (left,), (clause, quantity.end)), quantity.unit).hints)

    def _topic(self, clause: int, previous: int) -> tuple[Span, ...]:
        """The clause before one, in its sentence, if no number stands in it (信访总量居高不下，全年185批次)."""
        start, end = self._clauses.clause(clause - 1) if clause else (0, 0)
        is_free = start >= max(previous, self.sentence(clause)[0]) and _DENIED not in self._context[start:end]
        return self.trim(start, end) if is_free else ()

    def placed(self, quantity: Quantity, own: tuple[Span, ...], clause: Span) -> Phrase:
        """The phrase of a quantity of which the own words and the clause are known."""
        sentence = self.sentence(quantity.start)
        return Phrase(own, quantity.start, quantity.end, clause, sentence, quantity.start)

    def sentence(self, offset: int) -> Span:
        """The sentence that holds an offset."""
        return self._clauses.sentence(offset)

    def left(self, quantity: Quantity) -> tuple[Span, ...]:
        """What stands before a quantity in its clause, if anything."""
        return self.trim(self._clauses.clause(quantity.start)[0], quantity.start)

    def continues(self, phrase: Phrase, before: Phrase) -> bool:
        """Whether a number goes on counting what the one before it in its sentence counts (162次、14400人次)."""
        if before.end <= phrase.sentence[0]:
            return False
        if not phrase.own:
            return True
        start, end = phrase.own[0]
        return end <= phrase.start and self.text[start:end] in self._words.carriers

    def one_of_many(self, phrase: Phrase) -> bool:
        """Whether the number only says among how many one thing is."""
        return self.text.endswith(self._words.one_of, *phrase.own[-1])

    def _open_bracket(self, start: int, end: int) -> int | None:
        """Where the bracket opens that is still open at `end`."""
        depth = 0
        if self.text.find("（", start, end) >= 0:
            for offset in range(end - 1, start - 1, -1):
                depth += (self.text[offset] == "）") - (self.text[offset] == "（")
                if depth < 0:
                    return offset
        return None

    def _right(self, start: int, last: int, following: int) -> tuple[Span, ...]:
        """What stands between the end of a quantity and the end of its clause, list item or bracket, if anything."""
        end = min(last, following)
        if start >= end or self._words.glued.match(self.text, start):
            return ()
        stop = self._words.list_mark.search(self.text, start, end)
        if stop and (stop.start() == start or following < last):
            end = stop.start()
        if following < last and (others := self._words.others.search(self.text, start, end)):
            end = others.start()
        if following < last and (joint := self._words.joint_behind.search(self.text, start, end)):
            end = joint.start()
        opening = self.text.find("（", start, end)
        closing = self.text.find("）", start, end)
        if opening >= 0 and self.text.find("）", opening, end) < 0:
            end = opening
        if 0 <= closing < end and not 0 <= opening < closing:
            end = closing
        return ((start, end),) if start < end else ()

    def trim(self, start: int, end: int) -> tuple[Span, ...]:
        """The span without what leads into it; none where only words are left that name nothing."""
        if lead := self._words.lead.match(self.text, start, end):
            start = lead.end()
        if start == end or self._words.only_fillers.fullmatch(self.text, start, end):
            return ()
        return ((start, end),)

    def choose(self, phrase: Phrase, unit: str) -> Choice:
        """The indicator that fits a phrase best."""
        number = (phrase.start, phrase.end) if phrase.head is None else (phrase.head, phrase.head)
        return self._cues.choose(self._counted(phrase, unit), number, unit, lambda window: self._wider(phrase, window))

    def _counted(self, phrase: Phrase, unit: str) -> tuple[Span, ...]:
        """The spans of a phrase that can name what is counted: what was reached, not what reached it (延伸至13个村)."""
        if len(phrase.own) < _SIDES or unit not in self._words.reached_units:
            return phrase.own
        (start, end), (behind, _) = phrase.own[-_SIDES:]
        if not end <= phrase.start or behind != phrase.end or self.text[end - 1] not in self._words.reach_ends:
            return phrase.own
        reach = self._words.reach.search(self.text, start, end)
        return ((reach.start(), end), phrase.own[-1]) if reach else phrase.own

    def _wider(self, phrase: Phrase, window: str) -> str:
        """The words of a wider window of a phrase, by its name, without what is denied; a zero's own are all."""
        text = self.text if self._context.startswith(_DENIED, phrase.start) else self._context
        return text[slice(*self._window(phrase, window))]

    def _window(self, phrase: Phrase, window: str) -> Span:
        """A wider window of a phrase; those that begin with an earlier clause end with the number."""
        if window == "clause":
            return phrase.clause
        if window in ("whole", "whole2"):
            return self._clauses.clause(phrase.start)
        if window == "next":
            return phrase.end, phrase.end + _NEXT
        start = phrase.sentence[0]
        if window == "prior":
            start = max(start, self._prior(self._clauses.clause(phrase.start)[0]))
        elif window == "section":
            section = self._reading.section_at(phrase.start)
            before = self._clauses.sentence(start - 1)[0] if start else 0
            start = max(before, section.start) if section else before
        return start, phrase.end

    def _prior(self, clause: int) -> int:
        """Where the clause before the one that begins at `clause` begins; one that denies something is passed over."""
        before = self._clauses.clause(clause - 1)[0] if clause else 0
        if before and _DENIED in self._context[before:clause]:
            return self._clauses.clause(before - 1)[0]
        return before


@dataclass(frozen=True, slots=True)
class _Words:
    list_mark: re.Pattern[str]
    others: re.Pattern[str]
    glued: re.Pattern[str]
    only_fillers: re.Pattern[str]
    joint: re.Pattern[str]
    only_joint: re.Pattern[str]
    joint_behind: re.Pattern[str]
    lead: re.Pattern[str]
    place: re.Pattern[str]
    colon: str
    carriers: frozenset[str]
    one_of: str
    next_act: re.Pattern[str]
    act_ends: re.Pattern[str]
    only_act: re.Pattern[str]
    rate_ends: str
    noun_units: frozenset[str]
    reach: re.Pattern[str]
    reach_ends: frozenset[str]
    reached_units: frozenset[str]


@cache
def _words() -> _Words:
    data = load_patterns("metrics")
    return _Words(
        list_mark=re.compile(data["list_mark"]),
        others=re.compile(data["others"]),
        glued=re.compile(data["glued"]),
        only_fillers=re.compile(f"(?:{either(data['fillers'])}|[{data['marks']}])*"),
        joint=re.compile(data["joint"]),
        only_joint=re.compile(data["joint"].removesuffix("$")),
        joint_behind=re.compile(data["joint_behind"]),
        lead=re.compile(f"[{data['marks']}]*(?:{data['enumerator']})?(?:{either(data['conjunctions'])})?"),
        place=re.compile(data["place"]),
        colon=data["colon"],
        carriers=frozenset(data["carriers"]),
        one_of=data["one_of"],
        next_act=re.compile(either([*data["acts"], *data["next_act_words"]])),
        act_ends=re.compile(f"{either(data['acts'])}$"),
        only_act=re.compile(either(data["empty_acts"])),
        rate_ends=data["rate_ends"],
        noun_units=frozenset(data["noun_units"]),
        reach=re.compile(f"{either(data['reach'])}$"),
        reach_ends=frozenset(word[-1] for word in data["reach"]),
        reached_units=frozenset(data["reached_units"]),
    )
