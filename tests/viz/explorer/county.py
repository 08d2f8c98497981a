"""Reports of two counties, made for these tests: four townships with figures that can be compared, and odd ones.

A report is a list of sentences, each with what it says; offsets are counted here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from kg.builder import build
from ontology.model import (
    Citation,
    Comparator,
    CourtCase,
    DivisionKind,
    Engagement,
    Evidence,
    Instrument,
    InstrumentKind,
    Issue,
    Observation,
    Place,
    PlaceMention,
    Programme,
    ProgrammeActivity,
    ProgrammeStatus,
    Provider,
    ProviderKind,
    Report,
    SectionRole,
)

PROVINCE = Place("山西省", DivisionKind.PROVINCE, "140000")
PREFECTURE = Place("长治市", DivisionKind.PREFECTURE, "140400", PROVINCE)
COUNTY = Place("襄垣县", DivisionKind.COUNTY, "140423", PREFECTURE)
OTHER_COUNTY = Place("平顺县", DivisionKind.COUNTY, "140425", PREFECTURE)
XIADIAN = Place("夏店镇", DivisionKind.TOWNSHIP, "140423103", COUNTY)
SITING = Place("虒亭镇", DivisionKind.TOWNSHIP, "140423104", COUNTY)
XIYING = Place("西营镇", DivisionKind.TOWNSHIP, "140423105", COUNTY)
LONGXI = Place("龙溪镇", DivisionKind.TOWNSHIP, "140425101", OTHER_COUNTY)
VILLAGE = Place("桥坪村", DivisionKind.VILLAGE, None, XIADIAN)
TAIHANG = Provider("山西太行律师事务所", ProviderKind.LAW_FIRM)
CODE = Instrument("中华人民共和国民法典", InstrumentKind.LAW, "civil-code")
RULES = Instrument("夏店镇值班制度", InstrumentKind.POLICY_DOCUMENT, None, XIADIAN)

Said = Callable[[Evidence, int], object]


@dataclass(frozen=True)
class Sentence:
    """A sentence, the words of it that say something, and what they say."""

    text: str
    says: tuple[tuple[str, Said], ...] = ()
    role: SectionRole = SectionRole.ACHIEVEMENTS


def counts(
    value: str,
    unit: str,
    indicator: str,
    measured: str,
    *,
    year: int | None = None,
    part_of: int | None = None,
    comparator: Comparator = Comparator.EXACTLY,
) -> Said:
    """What a figure says; of the report's year if of no other."""
    return lambda evidence, of: Observation(
        Decimal(value), unit, comparator, indicator, measured, year or of, evidence, part_of, "phrase"
    )


def cites(instrument: Instrument, article: str | None = None) -> Said:
    return lambda evidence, _: Citation(instrument, evidence, article, "title")


def runs(
    label: str, status: ProgrammeStatus = ProgrammeStatus.CARRIED_OUT, id: str | None = None, *, year: int | None = None
) -> Said:
    return lambda evidence, of: ProgrammeActivity(Programme(label, id), status, year or of, evidence)


def employs(provider: Provider, *lawyers: str) -> Said:
    return lambda evidence, of: Engagement(provider, lawyers, of, evidence)


def disputes(found: int, unit: str = "件") -> Sentence:
    return Sentence(
        f"全年排查矛盾纠纷{found}{unit}。",
        ((f"排查矛盾纠纷{found}{unit}", counts(str(found), unit, "disputes-found", "排查矛盾纠纷")),),
    )


def compose(area: Place, year: int, *sentences: Sentence, title: str = "", **more: object) -> Report:
    """The report of a place on a year that consists of these sentences, under two headings."""
    title = title or f"{area.name}{year}年法治政府建设年度报告"
    text = f"{title}\n一、主要举措和成效\n"
    found: dict[type, list[object]] = {}
    for sentence in sentences:
        for words, said in sentence.says:
            start = len(text) + sentence.text.index(words)
            section = "主要举措和成效" if sentence.role is SectionRole.ACHIEVEMENTS else "工作安排"
            evidence = Evidence(words, start, start + len(words), section, sentence.role, "第1页 / page 1")
            fact = said(evidence, year)
            found.setdefault(type(fact), []).append(fact)
        text += sentence.text + "\n"
    text += "二、工作安排\n继续努力。"
    return Report(
        source_name="",
        source_digest="",
        text=text,
        title=title,
        year=year,
        area=area,
        issuer=f"{area.name}人民政府",
        issuer_place=area,
        citations=tuple(found.get(Citation, ())),  # type: ignore[arg-type]
        activities=tuple(found.get(ProgrammeActivity, ())),  # type: ignore[arg-type]
        engagements=tuple(found.get(Engagement, ())),  # type: ignore[arg-type]
        observations=tuple(found.get(Observation, ())),  # type: ignore[arg-type]
        cases=tuple(found.get(CourtCase, ())),  # type: ignore[arg-type]
        places=tuple(found.get(PlaceMention, ())),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


OVERLAPPING = Sentence(
    "镇党委学习《民法典》6次，并由山西太行律师事务所李明担任法律顾问，走访桥坪村。",
    (
        ("学习《民法典》6次", counts("6", "次", "centre-group-study-sessions", "学习《民法典》")),
        ("《民法典》", cites(CODE, "第十条")),
        ("山西太行律师事务所李明担任法律顾问", employs(TAIHANG, "李明")),
        ("桥坪村", lambda evidence, _: PlaceMention(VILLAGE, evidence)),
    ),
)
RICH = (
    disputes(137),
    Sentence(
        "其中家庭纠纷900件、邻里纠纷41件。",
        (
            ("家庭纠纷900件", counts("900", "件", "disputes-found", "其中家庭纠纷", part_of=0)),
            ("邻里纠纷41件", counts("41", "件", "disputes-found", "邻里纠纷")),
        ),
    ),
    Sentence("上年排查800件。", (("排查800件", counts("800", "件", "disputes-found", "上年排查", year=2022)),)),
    OVERLAPPING,
    Sentence("制定《夏店镇值班制度》。", (("《夏店镇值班制度》", cites(RULES)),)),
    Sentence(
        "发放资料超过5000份，案号（2023）晋0423行初7号。",
        (
            (
                "发放资料超过5000份",
                counts("5000", "份", "publicity-materials", "发放资料", comparator=Comparator.MORE_THAN),
            ),
            ("（2023）晋0423行初7号", lambda evidence, _: CourtCase("（2023）晋0423行初7号", evidence)),
        ),
    ),
    Sentence("落实国家宪法日。", (("国家宪法日", runs("国家宪法日", id="constitution-day")),)),
    Sentence(
        "下一年力争排查矛盾纠纷2000件，推广“双星”机制。",
        (
            ("排查矛盾纠纷2000件", counts("2000", "件", "disputes-found", "力争排查")),
            ("“双星”机制", runs("“双星”机制", ProgrammeStatus.PLANNED)),
        ),
        SectionRole.PLANS,
    ),
    Sentence("新媒体发布<b>快讯</b>&7条。", (("发布<b>快讯</b>&7条", counts("7", "条", "other", "发布<b>快讯</b>&")),)),
)

REPORTS = {
    "xiadian-2023": compose(XIADIAN, 2023, *RICH),
    "xiadian-2024": compose(
        XIADIAN,
        2024,
        disputes(150),
        Sentence("落实国家宪法日。", (("国家宪法日", runs("国家宪法日", id="constitution-day")),)),
        Sentence(
            "聘请山西太行律师事务所担任法律顾问。",
            (("聘请山西太行律师事务所担任法律顾问", employs(TAIHANG)),),
        ),
        issues=(Issue("number-unread", "若干", "no number", 0, 2), Issue("year-unknown", "2024", "why")),
        hints=("path: 襄垣县 → 襄垣县 (2)", "title: 夏店镇 → 襄垣县夏店镇"),
    ),
    "siting-2023": compose(SITING, 2023, disputes(90, "起"), OVERLAPPING),
    "siting-2024": compose(
        SITING,
        2024,
        disputes(100, "起"),
        Sentence(
            "2025年推广“三星”机制。",
            (("“三星”机制", runs("“三星”机制", ProgrammeStatus.PLANNED, year=2025)),),
            SectionRole.PLANS,
        ),
    ),
    "xiying-2023": compose(XIYING, 2023, disputes(10)),
    "xiying-2023-again": compose(XIYING, 2023, disputes(30), title="西营镇2023年法治建设工作总结"),
    "xiying-2023-plan": compose(
        XIYING, 2023, disputes(70000), title="西营镇2023年政务公开工作年度报告", is_report=False
    ),
    "longxi-2023": compose(LONGXI, 2023, disputes(400), OVERLAPPING),
    "longxi-2023-更正": compose(LONGXI, 2023, disputes(410), OVERLAPPING),
    "county-2023": compose(COUNTY, 2023, disputes(99999)),
    "nowhere": compose(Place("某镇", DivisionKind.TOWNSHIP, None, COUNTY), 2023, disputes(5)),
}


def as_of(path: Path, report: Report) -> Report:
    """The report as it is read from a file."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return replace(report, source_name=path.name, source_digest=digest)


def read_county(path: Path) -> Report:
    """The report that a file's name means."""
    return as_of(path, REPORTS[path.stem])


def build_made(folder: Path, names: Iterable[str], reader: Callable[[Path], Report]) -> Path:
    """A store of the reports that a reader makes of files with these names, in a new folder."""
    sources = folder / "reports"
    sources.mkdir(parents=True)
    for name in names:
        (sources / f"{name}.txt").write_text(name)
    build([sources], folder / "store", jobs=1, reader=reader)
    return folder / "store"


def build_county(folder: Path) -> Path:
    """A store of the reports of these two counties in a new folder."""
    return build_made(folder, REPORTS, read_county)
