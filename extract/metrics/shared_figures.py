"""Lists whose items share what a figure belongs to: one number for all, or one verb; and lists with one number each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from itertools import pairwise

from extract.metrics.find_quantities import Quantity
from extract.metrics.metric import Metric
from extract.metrics.phrases import Layout, Phrase
from extract.pattern_data import either, load_patterns
from extract.text.gate import Gate
from extract.text.spans import Span, pieces
from ontology.model import Comparator

_FEWEST_UNSAID = 3


def respective_phrases(quantities: Sequence[Quantity], layout: Layout) -> dict[int, Phrase]:
    """The phrases, by the quantity's number, of lists that give each item its own figure (调解、仲裁分别为8件、3件).

    Three items need no word that says so (文件、决策、合同1件、2件、3件), nor what came in and what was settled of it.
    """
    words, text = _words(), layout.text
    found: dict[int, Phrase] = {}
    linked = [words.link.fullmatch(text, one.end, other.start) is not None for one, other in pairwise(quantities)]
    for first, quantity in enumerate(quantities[:-1]):
        if not linked[first] or (first and linked[first - 1]):
            continue
        left = layout.left(quantity)
        if not left:
            continue
        last = first
        while last < len(linked) and linked[last]:
            last += 1
        said = words.respective.search(text, *left[0])
        lead = words.lead.match(text, *left[0])
        start = lead.end() if lead else left[0][0]
        items = pieces(text, (start, said.start() if said else quantity.start), words.items)
        paired = words.paired.match(text, start, quantity.start)
        if len(items) != last - first + 1 or not (said or paired or _unsaid(items, quantity, layout)):
            continue
        verb = layout.trim(said.start("verb") if said else quantity.start, quantity.start)
        for index, item in enumerate(items, first):
            placed = partial(layout.placed, quantities[index], clause=(left[0][0], quantities[index].end))
            phrase = placed((item, *verb))._replace(head=item[1])
            if (said or paired) and index < last and not layout.choose(placed((item,)), quantity.unit).hints:
                phrase = placed((item, *layout.trim(*_rest(item, items[-1])), *verb))
            found[index] = phrase._replace(verb_end=quantity.start, rule="respective")
    return found


def _unsaid(items: Sequence[Span], quantity: Quantity, layout: Layout) -> bool:
    """Whether each item has a number though no word says so: the first tells its own (not 科级、中层、村干部参训)."""
    if len(items) < _FEWEST_UNSAID:
        return False
    first = layout.placed(quantity, (items[0],), clause=(items[0][0], quantity.end))
    return bool(layout.choose(first, quantity.unit).hints)


def _rest(item: Span, last: Span) -> Span:
    """What the last item of a list has behind words as long as an item (接收、办结信访件: 信访件)."""
    return min(last[0] + item[1] - item[0], last[1]), last[1]


def shared_items(quantity: Quantity, phrase: Phrase, layout: Layout) -> list[Span]:
    """The items of a list that have one number in common (办结率、满意率均为100%; 复议、诉讼案件0件)."""
    words = _words()
    start, end = phrase.own[0]
    if start >= quantity.start or phrase.inherited or not words.items.search(layout.text, start, end):
        return []
    text = layout.text[start:end]
    each = words.each_of.search(text)
    shared = each or words.shared.search(text) or (quantity.unit == "%" and words.rate_links.search(text))
    if not shared and quantity.unit != "%" and quantity.value:
        return []
    start += each_start.end() if each and (each_start := words.each_after.match(text)) else 0
    limit = phrase.own[0][0] + (shared.start() if shared else len(text))
    items = pieces(layout.text, (start, limit), words.items)
    if len(items) < 2:
        return []
    if each:
        return items
    last = layout.text[items[-1][1] - 1]
    if last in words.rate_ends:
        rates = [item for item in items if layout.text[item[1] - 1] in words.rate_ends]
        return rates if len(rates) > 1 else []
    if not quantity.value and all(words.case.search(layout.text, *item) for item in items):
        return items
    return items if shared and last in words.case_ends else []


def both_hundred(layout: Layout) -> Iterator[tuple[Quantity, Phrase]]:
    """The rates of “双百”: two of 100 % each, with what stands around them."""
    words = _words()
    for match in words.both_hundred.finditer(layout.text):
        number = Quantity(match.start(), match.start(), match.end(), Decimal(100), Comparator.EXACTLY, "%")
        for span in layout.left(number):
            for item in pieces(layout.text, span, words.items):
                if layout.text[item[1] - 1] in words.rate_ends:
                    yield number, layout.placed(number, (item,), (item[0], number.end))


def with_shared_words(metrics: list[Metric], text: str) -> list[Metric]:
    """The metrics, those that name no indicator with that of the item before them in a list.

    They share its verb (检查饭店14家、旅馆27家), or say only of which part they tell (线上120人次、线下340人次), or of
    which place (东沟村调解纠纷3件，西沟村5件).
    """
    words = _words()
    for index in range(1, len(metrics)):
        before, metric = metrics[index - 1 : index + 1]
        if before.unit != metric.unit:
            continue
        between = text[before.end : metric.start]
        if _tells_where(before, metric, between):
            metrics[index] = metric._replace(indicator=before.indicator, hints=(), rule="shared-noun")
        elif metric.hints:
            continue
        elif between == "、" and not words.shared_verbs.isdisjoint(before.hints):
            metrics[index] = metric._replace(indicator=before.indicator, hints=before.hints, rule="shared-verb")
        elif words.link.fullmatch(between) and words.part.fullmatch(metric.measured):
            metrics[index] = metric._replace(indicator=before.indicator, rule="shared-noun")
    return metrics


def _tells_where(before: Metric, metric: Metric, between: str) -> bool:
    """Whether an item only names a place, as the one before does beside what it counts.

    In a list that counts places (示范村3个、石桥村1个) it does not.
    """
    words = _words()
    if not (words.place_link.fullmatch(between) and words.place.fullmatch(metric.measured)):
        return False
    if before.rule == "shared-noun":
        return True
    if not words.place_within.search(before.measured):
        return False
    counts_places = metric.unit == words.place_unit and words.place_kind.search(before.measured)
    return not counts_places and (not metric.hints or metric.indicator == words.place_indicator)


@dataclass(frozen=True, slots=True)
class _Words:
    shared: re.Pattern[str]
    items: re.Pattern[str]
    each_of: re.Pattern[str]
    each_after: re.Pattern[str]
    respective: re.Pattern[str]
    lead: re.Pattern[str]
    paired: re.Pattern[str]
    link: re.Pattern[str]
    both_hundred: Gate
    shared_verbs: frozenset[str]
    part: re.Pattern[str]
    place: re.Pattern[str]
    place_kind: re.Pattern[str]
    place_within: re.Pattern[str]
    place_link: re.Pattern[str]
    place_indicator: str
    place_unit: str
    rate_links: re.Pattern[str]
    rate_ends: str
    case_ends: str
    case: re.Pattern[str]


@cache
def _words() -> _Words:
    data = load_patterns("metrics")
    return _Words(
        shared=re.compile(data["shared"]),
        items=re.compile(data["shared_items"]),
        each_of=re.compile(data["each_of"]),
        each_after=re.compile(data["each_after"]),
        respective=re.compile(data["respective"].replace("LINKS", f"{either(data['respective_links'])}*")),
        lead=re.compile(data["respective_lead"]),
        paired=re.compile(data["paired"]),
        link=re.compile(data["link"]),
        both_hundred=Gate(data["both_hundred"]),
        shared_verbs=frozenset(data["shared_verbs"]),
        part=re.compile(data["parts"]),
        place=re.compile(data["place"]),
        place_kind=re.compile(data["place_kind"]),
        place_within=re.compile(data["place_within"]),
        place_link=re.compile(data["place_link"]),
        place_indicator=data["place_indicator"],
        place_unit=data["place_unit"],
        rate_links=re.compile(data["rate_links"]),
        rate_ends=data["rate_ends"],
        case_ends=data["case_ends"],
        case=re.compile(data["case"]),
    )
