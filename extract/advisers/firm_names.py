"""Names of law firms and legal services offices in a text, in full and in short."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from extract.advisers.person_names import name_data
from extract.pattern_data import HAN, either, load_patterns
from extract.text.gate import Gate
from ontology.model import ProviderKind

_RUN = re.compile(r"[\u4e00-\u9fff（）]*(?:148)?\Z")
_BRANCH = re.compile(r"（([^（）]*)）")
_LONGEST_NAME = 24
_LONGEST_CLAUSE = 40
_WHOLE = "^"
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Name:
    """A provider's or a person's name at `text[start:end]`."""

    start: int
    end: int
    name: str
    kind: ProviderKind = ProviderKind.LAW_FIRM


def find_firms(folded: str) -> list[Name]:
    """All named providers, a short name replaced by the full one that the text has."""
    found = []
    for match in _suffix().finditer(folded):
        start = _name_start(folded, match)
        if start is not None:
            found.append(_named(folded, start, match))
    longest = _longest_names(found)
    full = [replace(firm, name=_in_full(firm, longest)) for firm in found]
    return sorted([*full, *_abbreviated(folded, full)], key=end_of)


def _abbreviated(folded: str, firms: Sequence[Name]) -> Iterator[Name]:
    """Law firms written as 溇澧所 after the full name, unless a place of that name has offices too."""
    data = adviser_data("abbreviation")
    bodies: dict[str, Name] = {}
    for firm in firms:
        written = firm.name.removesuffix(adviser_data("suffix")["law_firm"][0])
        whole = _BRANCH.sub("", written)
        short = whole[_head_length(whole) :]
        seats = [short + seat for seat in _BRANCH.findall(firm.name)]
        for body in (
            (whole, short, written, written[_head_length(written) :], *seats)
            if firm.kind is ProviderKind.LAW_FIRM
            else ()
        ):
            if len(body) > 1 and body not in data["offices"]:
                bodies.setdefault(body, firm)
    sizes = sorted({len(body) for body in bodies}, reverse=True)
    short_names = [
        (match, body)
        for match in (compiled(data["after"]).finditer(folded) if bodies else ())
        if (body := _ending(folded, match, sizes, bodies)) and match.start() > bodies[body].end
    ]
    if not short_names:
        return
    places = {
        body for match in compiled(data["place"]).finditer(folded) if (body := _ending(folded, match, sizes, bodies))
    }
    for match, body in short_names:
        if body not in places:
            yield replace(bodies[body], start=match.start() - len(body), end=match.end())


def _ending(folded: str, match: re.Match[str], sizes: Sequence[int], bodies: Container[str]) -> str:
    """The longest of the names that ends where the match begins; "" where none does."""
    ends = (folded[max(0, match.start() - size) : match.start()] for size in sizes)
    return next((body for body in ends if body in bodies), "")


def _head_length(body: str) -> int:
    """How much of a firm's name is the place that it begins with."""
    place = adviser_pattern("place").match(body)
    return place.end() if place else 0


def _named(folded: str, start: int, match: re.Match[str]) -> Name:
    data = adviser_data("suffix")
    branch = compiled(data["branch_after"]).match(folded[match.end() : match.end() + 12])
    suffix = _joined(match[0])
    kind = ProviderKind.LEGAL_SERVICES_OFFICE if suffix in data["office"] else ProviderKind.LAW_FIRM
    tail = branch[0] if branch else ""
    name = _joined(folded[start : match.start()]) + data["short"].get(suffix, suffix) + tail
    return Name(start, match.end() + len(tail), name, kind)


def _longest_names(firms: Iterable[Name]) -> dict[tuple[ProviderKind, str], str]:
    """The longest name for each kind and end of a name, "^" before a whole one; the first of equally long ones."""
    longest: dict[tuple[ProviderKind, str], str] = {}
    for name, kind in dict.fromkeys((firm.name, firm.kind) for firm in firms):
        plain = _BRANCH.sub("", name)
        for end in (_WHOLE + plain, *(plain[cut:] for cut in range(len(plain)))):
            longest[kind, end] = max(longest.get((kind, end), ""), name, key=len)
    return longest


def _in_full(firm: Name, longest: Mapping[tuple[ProviderKind, str], str]) -> str:
    """The longest name that is the firm's with a place before it or a branch in it; its own where there is none."""
    ends = firm.name, _WHOLE + _BRANCH.sub("", firm.name)
    return max(firm.name, *(longest.get((firm.kind, end), "") for end in ends), key=len)


def _joined(name: str) -> str:
    """A name without the line break that it is written with."""
    return name.replace(_BREAK, "")


def _name_start(folded: str, suffix: re.Match[str]) -> int | None:
    """Where the name before the suffix starts; None where it is no proper name.

    A name may go on from the line before where a verb on that line begins it.
    """
    end = suffix.start()
    broken = folded.startswith(_BREAK, end - 1)
    end -= broken
    body = name_before(folded, 0, end)
    start = end - len(body)
    if (broken or _BREAK in suffix[0]) and not folded[:start].endswith(tuple(adviser_data("suffix")["verbs"])):
        return None
    return start if _is_proper(body, _joined(suffix[0])) else None


def name_before(folded: str, floor: int, end: int) -> str:
    """What could be a firm's name before `end`, not from before `floor`, without the words before a name."""
    found = _RUN.search(folded[max(floor, end - _LONGEST_NAME) : end])
    run = _unbracketed(found[0] if found else "")
    body = _after_lead(run)
    return _after_division(_after_weak(body, run[: len(run) - len(body)], folded[end : end + _LONGEST_CLAUSE]))


def _after_division(body: str) -> str:
    """The body without the word for a division that nothing names (聘请县洪城 → 洪城)."""
    heads = adviser_data("suffix")["division_heads"]
    return body[1:] if body[:1] in tuple(heads) and len(_BRANCH.sub("", body)) > 2 else body


def _unbracketed(run: str) -> str:
    """The run from after its last bracket that is not paired in it."""
    depth = 0
    for index in range(len(run) - 1, -1, -1):
        depth += (run[index] == "）") - (run[index] == "（")
        if depth < 0:
            return run[index + 1 :]
    while depth > 0:
        run = run[run.index("）") + 1 :]
        depth -= 1
    return run


def _after_lead(run: str) -> str:
    """The run without the sentence's words before the name (我镇聘请了长治市正诚 → 长治市正诚)."""
    plain = _BRANCH.sub(_mask, run)
    room = len(plain.rstrip("·")) - 2
    ends = [match.end() for match in _leads().finditer(plain) if match.end() <= room and not _is_inner(match)]
    return run[max(ends, default=0) :]


def _is_inner(lead: re.Match[str]) -> bool:
    """True for a lead that is part of a name: behind the name's province (湖南联合天成) or the verb (聘请均益诚)."""
    data = adviser_data("suffix")
    before = lead.string[: lead.start()]
    behind_place = bool(compiled("{province}{han}?$").search(before))
    if lead.string.startswith(tuple(data["lead_places"]), lead.start()):
        return before.endswith((*data["verbs"], *data["weak"]))
    if lead[0] == data["year"]:
        return behind_place or (bool(before) and before[-1] not in data["year_after"])
    if lead[0] in data["soft_leads"]:
        return behind_place or not before or before.endswith((*data["verbs"], *data["weak"], *data["leads"]))
    return behind_place and lead[0] in data["inner_leads"]


def _mask(match: re.Match[str]) -> str:
    return "·" * len(match[0])


def _after_weak(body: str, lead: str, after: str) -> str:
    """The body without prepositions, cut to the place that the name starts with where there is one.

    `lead` are the words of the sentence before it, `after` what follows it: they tell a preposition from the first
    character of a name.
    """
    body = _from_place(_after_marks(body))
    data = adviser_data("suffix")
    if lead.endswith(tuple(data["verbs"])) or _province().match(body):
        return body
    stripped = 0
    while len(_BRANCH.sub("", body)) > 2 and body[0] in data["weak"]:
        asked = data["prepositions"].get(body[0])
        if asked and (stripped or not (lead.endswith(tuple(data["firm_ends"])) or compiled(asked).match(after))):
            break
        stripped += bool(asked)
        body = body[1:]
    return body


def _after_marks(body: str) -> str:
    """The body from behind the last preposition within it, where that is not part of the name behind a province."""
    plain = _BRANCH.sub(_mask, body)
    province = _province().match(plain)
    heads = [m.start() for m in _province().finditer(plain) if len(plain.rstrip("·")) - m.end() >= 2]
    weak = adviser_data("suffix")["weak"]
    if heads and heads[-1] and (not province or plain[heads[-1] - 1] in weak):
        return body[heads[-1] :]
    first = province.end() + 2 if province else 1
    marks = [k for k in range(first, len(plain) - 2) if plain[k] in adviser_data("suffix")["always_weak"]]
    return body[marks[-1] + 1 :] if marks and plain[marks[-1] - 1] not in weak else body


def _from_place(body: str) -> str:
    """The body from the last place in it that follows a preposition."""
    plain = _BRANCH.sub(_mask, body)
    place = adviser_pattern("place")
    weak = adviser_data("suffix")["weak"]
    cuts = [k + 1 for k, char in enumerate(plain) if char in weak and place.match(plain, k + 1)]
    return body[cuts[-1] :] if cuts and not _province().match(plain) else body


def _is_proper(body: str, suffix: str) -> bool:
    """True for a name with a proper part; offices, unlike firms, may bear the name of their division alone."""
    plain = _BRANCH.sub("", body)
    if body.endswith(tuple(adviser_data("suffix")["always_weak"])):
        return False
    if adviser_pattern("generic").search(plain) or _only_leads().fullmatch(plain):
        return False
    if not adviser_pattern("body").match(body):
        return False
    return suffix in adviser_data("suffix")["office"] or not adviser_pattern("place_only").match(plain)


def end_of(name: Name) -> int:
    """The offset after the name."""
    return name.end


def adviser_data(table: str) -> dict[str, Any]:
    """A table of advisers.toml."""
    data: dict[str, Any] = load_patterns("advisers")[table]
    return data


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(either(adviser_data("suffix")["leads"]))


@cache
def _only_leads() -> re.Pattern[str]:
    """Leads with at most one character after them: 聘请县法律服务所 names none."""
    return re.compile(f"(?:{_leads().pattern})+{HAN}?")


@cache
def _province() -> re.Pattern[str]:
    return compiled("{province}")


@cache
def adviser_pattern(table: str) -> re.Pattern[str]:
    """The pattern of a table of advisers.toml."""
    return compiled(adviser_data(table)["pattern"])


@cache
def _suffix() -> Gate:
    return Gate(_written(adviser_data("suffix")["pattern"]))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of advisers.toml with its lists put in."""
    return re.compile(_written(pattern))


def _written(pattern: str) -> str:
    lawyer, names = adviser_data("lawyer"), name_data()
    for part in ("post", "word"):
        pattern = pattern.replace(f"{{{part}}}", lawyer[part])
    lists = {"{province}": adviser_data("suffix")["provinces"], "{title}": lawyer["titles"]}
    for key, words in lists.items():
        pattern = pattern.replace(key, f"(?:{'|'.join(words)})")
    pattern = pattern.replace("{surnameless}", f"[{names['transliteration']}{names['yi']}]")
    return pattern.replace("{han}", HAN)
