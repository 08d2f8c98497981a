"""Hand-made facts: two townships of one county, and a reader that makes reports of small files."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

from extract.read import ReadError
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
    Programme,
    ProgrammeActivity,
    ProgrammeStatus,
    Provider,
    ProviderKind,
    Report,
    SectionRole,
)

PROVINCE = Place("湖南省", DivisionKind.PROVINCE, "430000")
PREFECTURE = Place("张家界市", DivisionKind.PREFECTURE, "430800", PROVINCE)
COUNTY = Place("慈利县", DivisionKind.COUNTY, "430821", PREFECTURE)
GAOQIAO = Place("高桥镇", DivisionKind.TOWNSHIP, "430821110", COUNTY)
NEW_TOWN = Place("新设镇", DivisionKind.TOWNSHIP, None, COUNTY)
FIRM = Provider("湖南溇澧律师事务所", ProviderKind.LAW_FIRM)
CIVIL_CODE = Instrument("中华人民共和国民法典", InstrumentKind.LAW, "中华人民共和国民法典")
OWN_SYSTEM = Instrument("学法制度", InstrumentKind.POLICY_DOCUMENT, None, GAOQIAO)

TEXT = (
    "高桥镇法治报告\n学习《民法典》第三条4次，聘请湖南溇澧律师事务所向泽远。"
    "\n化解纠纷152件，其中18件涉（2024）湘0821民初9号。开展“澧水法韵”。"
)


def evidence(quote: str, role: SectionRole = SectionRole.ACHIEVEMENTS, text: str = TEXT) -> Evidence:
    start = text.index(quote)
    return Evidence(quote, start, start + len(quote), "主要举措", role)


def observation(quote: str, value: str, unit: str = "件", part_of: int | None = None) -> Observation:
    return Observation(
        value=Decimal(value),
        unit=unit,
        comparator=Comparator.EXACTLY,
        indicator="disputes-resolved",
        measured="纠纷",
        year=2024,
        evidence=evidence(quote),
        part_of=part_of,
        rule="noun-number",
        hints=("化解",),
    )


def report(name: str = "d01.txt", digest: str = "1916c3ba9ff78e25" * 4, area: Place | None = GAOQIAO) -> Report:
    return Report(
        source_name=name,
        source_digest=digest,
        text=TEXT,
        title="高桥镇法治报告",
        year=2024,
        issued=date(2025, 1, 16),
        area=area,
        issuer="高桥镇人民政府",
        document_number="高政〔2025〕3号",
        citations=(
            Citation(CIVIL_CODE, evidence("《民法典》"), "第三条"),
            Citation(OWN_SYSTEM, evidence("学习")),
        ),
        activities=(
            ProgrammeActivity(Programme("澧水法韵"), ProgrammeStatus.CARRIED_OUT, 2024, evidence("“澧水法韵”")),
            ProgrammeActivity(
                Programme("国家宪法日", "constitution-day", True), ProgrammeStatus.PLANNED, 2025, evidence("开展")
            ),
        ),
        engagements=(Engagement(FIRM, ("向泽远",), 2024, evidence("湖南溇澧律师事务所")),),
        observations=(observation("化解纠纷152件", "152"), observation("18件", "18.50", part_of=0)),
        cases=(CourtCase("（2024）湘0821民初9号", evidence("（2024）湘0821民初9号")),),
        issues=(Issue("number-unread", "4次", "“4次”没有名词", 20, 22),),
    )


def read_sample(path: Path) -> Report:
    """A report whose text is the file's; the file's first word picks what is special about it."""
    data = path.read_bytes()
    text = data.decode()
    word = text.split("\n", 1)[0]
    digest = hashlib.sha256(data).hexdigest()
    if not text:
        raise ReadError(str(path), "the file is empty", "leave it out or give the report's full text")
    if word == "crash":
        raise RuntimeError("a defect")
    if word == "nothing":
        return Report(path.name, digest, text, is_report=False)
    place = Place(word, DivisionKind.TOWNSHIP, None, COUNTY)
    cited = Citation(CIVIL_CODE, evidence("民法典", text=text)) if "民法典" in text else None
    return Report(path.name, digest, text, title=word, year=2024, area=place, citations=(cited,) if cited else ())
