"""Divisions by their names written out, as people give them: a township's after its county's."""

from __future__ import annotations

from extract.places.gazetteer import Gazetteer, significant
from ontology.model import Place


def divisions_called(words: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The divisions that the whole of `words` can name, in order of code; none where a part of it is no name.

    A name may follow the names of what it lies in, with or without their rank words.
    """
    mentions = list(gazetteer.mentions(words))
    if not mentions or mentions[-1].end != len(words):
        return ()
    above, end = [], 0
    for mention in mentions[:-1]:
        above += [gazetteer.short_codes(words[end : mention.start])] if mention.start > end else []
        above.append(mention.codes)
        end = mention.end
    last = mentions[-1]
    above += [gazetteer.short_codes(words[end : last.start])] if last.start > end else []
    inside = [tuple(significant(code) for code in codes) for codes in above]
    return tuple(gazetteer.by_code(code) for code in sorted(set(last.codes)) if all(map(code.startswith, inside)))


def full_name(place: Place) -> str:
    """The place's name after that of what it lies in: 榆中县和平镇."""
    return f"{place.within.name}{place.name}" if place.within else place.name
