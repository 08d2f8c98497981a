"""A small graph in the terms of the contract, made for these tests: four townships of two counties.

Offsets are counted here from the quotes, so that the sentences can be edited freely.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pyoxigraph as ox

ID = "https://w3id.org/fazhi/id/"
PREFIXES = """
@prefix fz: <https://w3id.org/fazhi/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PLACES = [
    ("140000", "山西省", "Province", None),
    ("140400", "长治市", "Prefecture", "140000"),
    ("140423", "襄垣县", "County", "140400"),
    ("140425", "平顺县", "County", "140400"),
    ("140423103", "夏店镇", "Township", "140423"),
    ("140423104", "虒亭镇", "Township", "140423"),
    ("140425101", "龙溪镇", "Township", "140425"),
    ("140425201", "东寺头乡", "Township", "140425"),
]
LAWS = [
    ("中华人民共和国民法典", "Law", "民法典"),
    ("中华人民共和国宪法", "Law", "宪法"),
    ("中华人民共和国行政处罚法", "Law", "行政处罚法"),
    ("中华人民共和国反有组织犯罪法", "Law", "反有组织犯罪法"),
    ("信访工作条例", "PartyRegulation", "信访工作条例"),
    ("政府信息公开条例", "AdministrativeRegulation", "政府信息公开条例"),
    ("山西省禁毒条例", "LocalRegulation", "禁毒条例"),
    ("法治政府建设实施纲要（2021—2025年）", "PolicyDocument", "法治政府建设实施纲要"),
]
PROGRAMMES = [
    ("village-legal-adviser", "一村一法律顾问", "One legal adviser per village", False),
    ("legal-literate", "法律明白人", "Legally literate persons", False),
    ("eighth-five", "“八五”普法", "Eighth five-year law publicity", False),
    ("fengqiao", "枫桥经验", "Fengqiao experience", False),
    ("three-systems", "行政执法三项制度", "Three systems of enforcement", False),
    ("constitution-day", "国家宪法日", "National Constitution Day", True),
    ("constitution-week", "宪法宣传周", "Constitution Week", True),
    ("security-day", "全民国家安全教育日", "National Security Education Day", True),
]
FIRMS = {"山西太行律师事务所": "LawFirm", "平顺县彩凤法律服务所": "LegalServicesOffice"}
INDICATORS = {
    "publicity": ("普法宣传活动", "Law publicity events"),
    "mediated": ("调解纠纷", "Disputes mediated"),
    "leaflets": ("发放宣传资料", "Leaflets handed out"),
}


@dataclass
class Told:
    """What one report says: (quote, class, properties in Turtle)."""

    place: str
    year: int
    text: str
    says: list[tuple[str, str, str]] = field(default_factory=list)


def iri(*path: str) -> str:
    return f"<{ID}{'/'.join(path)}>"


def literal(text: str, suffix: str = "") -> str:
    return json.dumps(text, ensure_ascii=False) + suffix


def cites(law: str) -> tuple[str, str, str]:
    title = next(title for title, _, short in LAWS if short == law)
    return law, "Citation", f"fz:instrument {iri('instrument', title)}"


def does(quote: str, programme: str, place: str, year: int, status: str = "CarriedOut") -> tuple[str, str, str]:
    about = f"fz:programme <https://w3id.org/fazhi/programme/{programme}> ; fz:township {iri('place', place)}"
    return quote, "ProgrammeActivity", f'{about} ; fz:year "{year}"^^xsd:gYear ; fz:status fz:{status}'


def engages(quote: str, firm: str, lawyer: str, place: str, year: int) -> tuple[str, str, str]:
    people = f"fz:provider {iri('provider', firm)} ; fz:lawyer {iri('lawyer', firm, lawyer)}"
    return quote, "LegalAdviserEngagement", f'fz:client {iri("place", place)} ; {people} ; fz:year "{year}"^^xsd:gYear'


def counts(
    quote: str, indicator: str, value: str, unit: str, place: str, year: int, more: str = ""
) -> tuple[str, str, str]:
    about = f"fz:refArea {iri('place', place)} ; fz:indicator <https://w3id.org/fazhi/indicator/{indicator}>"
    said = f'fz:value {value} ; fz:unit <https://w3id.org/fazhi/unit/{unit}> ; fz:refPeriod "{year}"^^xsd:gYear'
    return quote, "Observation", f"{about} ; {said} ; fz:measured {literal(INDICATORS[indicator][0])}{more}"


REPORTS = [
    Told(
        "140423103",
        2024,
        "一年来，我镇深入学习宪法、民法典和信访工作条例，落实法治政府建设实施纲要。\n"
        "聘请山西太行律师事务所李明律师担任镇政府法律顾问。全年开展普法宣传活动12次，发放宣传资料5600余份，"
        "调解纠纷48件。扎实推进“八五”普法，开展国家宪法日活动，培育法律明白人。\n"
        "下一步，我镇将推行行政执法三项制度，开展普法宣传活动20次。",
        [
            cites("宪法"),
            cites("民法典"),
            cites("信访工作条例"),
            cites("法治政府建设实施纲要"),
            engages(
                "聘请山西太行律师事务所李明律师担任镇政府法律顾问", "山西太行律师事务所", "李明", "140423103", 2024
            ),
            counts("开展普法宣传活动12次", "publicity", "12", "times", "140423103", 2024),
            counts(
                "发放宣传资料5600余份",
                "leaflets",
                "5600.0",
                "copies",
                "140423103",
                2024,
                " ; fz:comparator fz:MoreThan",
            ),
            counts("调解纠纷48件", "mediated", "48", "cases", "140423103", 2024),
            does("“八五”普法", "eighth-five", "140423103", 2024),
            does("国家宪法日", "constitution-day", "140423103", 2024),
            does("法律明白人", "legal-literate", "140423103", 2024),
            does("推行行政执法三项制度", "three-systems", "140423103", 2025, "Planned"),
            counts("开展普法宣传活动20次", "publicity", "20", "times", "140423103", 2025),
        ],
    ),
    Told(
        "140423104",
        2024,
        "虒亭镇认真宣传民法典和反有组织犯罪法。与山西太行律师事务所王芳律师签约，实行一村一法律顾问。"
        "运用枫桥经验化解矛盾，调解纠纷31件。宪法宣传周期间发放宣传资料2000份。",
        [
            cites("民法典"),
            cites("反有组织犯罪法"),
            engages("与山西太行律师事务所王芳律师签约", "山西太行律师事务所", "王芳", "140423104", 2024),
            does("一村一法律顾问", "village-legal-adviser", "140423104", 2024),
            does("枫桥经验", "fengqiao", "140423104", 2024),
            does("宪法宣传周", "constitution-week", "140423104", 2024),
            counts("调解纠纷31件", "mediated", "31", "cases", "140423104", 2024),
            counts("发放宣传资料2000份", "leaflets", "2000", "copies", "140423104", 2024),
        ],
    ),
    Told(
        "140425101",
        2023,
        "龙溪镇学习宪法、行政处罚法、政府信息公开条例。由平顺县彩凤法律服务所赵刚担任顾问。"
        "继续“八五”普法，做好全民国家安全教育日宣传，开展普法宣传活动9次。建议推广枫桥经验。",
        [
            cites("宪法"),
            cites("行政处罚法"),
            cites("政府信息公开条例"),
            engages("由平顺县彩凤法律服务所赵刚担任顾问", "平顺县彩凤法律服务所", "赵刚", "140425101", 2023),
            does("“八五”普法", "eighth-five", "140425101", 2023),
            does("全民国家安全教育日", "security-day", "140425101", 2023),
            does("推广枫桥经验", "fengqiao", "140425101", 2023, "Recommended"),
            counts("开展普法宣传活动9次", "publicity", "9", "times", "140425101", 2023),
        ],
    ),
    Told(
        "140425201",
        2024,
        "东寺头乡宣传民法典、禁毒条例，开展国家宪法日活动，法律明白人进村入户，调解纠纷7件。",
        [
            cites("民法典"),
            cites("禁毒条例"),
            does("国家宪法日", "constitution-day", "140425201", 2024),
            does("法律明白人", "legal-literate", "140425201", 2024),
            counts("调解纠纷7件", "mediated", "7", "cases", "140425201", 2024),
        ],
    ),
]


def shared() -> str:
    """The things that the reports speak of, in Turtle."""
    lines = []
    for code, name, kind, above in PLACES:
        within = f" ; fz:within {iri('place', above)}" if above else ""
        lines.append(
            f"{iri('place', code)} a fz:{kind}, fz:AdministrativeDivision ; rdfs:label {literal(name, '@zh')} ; "
            f"dcterms:identifier {literal(code)}{within} ."
        )
    for title, kind, short in LAWS:
        lines.append(
            f"{iri('instrument', title)} a fz:{kind}, fz:LegalInstrument ; rdfs:label {literal(short, '@zh')} ; "
            f"dcterms:title {literal(title)} ."
        )
    for name, zh, en, observance in PROGRAMMES:
        kind = "fz:Observance, fz:Programme" if observance else "fz:Programme"
        lines.append(
            f"<https://w3id.org/fazhi/programme/{name}> a {kind} ; "
            f"rdfs:label {literal(zh, '@zh')}, {literal(en, '@en')} ."
        )
    for name, kind in FIRMS.items():
        lines.append(
            f"{iri('provider', name)} a fz:{kind}, fz:LegalServiceProvider ; rdfs:label {literal(name, '@zh')} ."
        )
    for firm, lawyer in (
        ("山西太行律师事务所", "李明"),
        ("山西太行律师事务所", "王芳"),
        ("平顺县彩凤法律服务所", "赵刚"),
    ):
        lines.append(
            f"{iri('lawyer', firm, lawyer)} a fz:Lawyer ; rdfs:label {literal(lawyer, '@zh')} ; "
            f"fz:practisesAt {iri('provider', firm)} ."
        )
    for name, (zh, en) in INDICATORS.items():
        lines.append(
            f"<https://w3id.org/fazhi/indicator/{name}> a fz:Indicator ; "
            f"rdfs:label {literal(zh, '@zh')}, {literal(en, '@en')} ."
        )
    for name, zh in (("times", "次"), ("copies", "份"), ("cases", "件")):
        lines.append(f"<https://w3id.org/fazhi/unit/{name}> rdfs:label {literal(zh, '@zh')} .")
    return "\n".join(lines)


def said(told: Told, kind: str = "Report") -> str:
    """One report and its statements, in Turtle."""
    key = f"{told.place}-{told.year}"
    report = iri("report", key)
    name = next(name for code, name, *_ in PLACES if code == told.place)
    title = f"{name}{told.year}年法治政府建设情况报告"
    lines = [
        f"{report} a fz:Report, fz:{kind} ; rdfs:label {literal(title, '@zh')} ; fz:about {iri('place', told.place)} ; "
        f'fz:year "{told.year}"^^xsd:gYear ; dcterms:creator {iri("body", told.place)} ;',
        f"    fz:text {literal(told.text)} .",
        f"{iri('body', told.place)} a fz:Government ; rdfs:label {literal(name + '人民政府', '@zh')} .",
    ]
    cited = [more.removeprefix("fz:instrument ").split(" ")[0] for _, cls, more in told.says if cls == "Citation"]
    lines += [f"{report} fz:cites {', '.join(cited)} ."] if cited else []
    for order, (quote, cls, more) in enumerate(told.says):
        start = told.text.index(quote)
        role = "Achievements" if f'"{told.year + 1}"' not in more else "Plans"
        lines.append(
            f"{iri('report', key, cls, str(order))} a fz:{cls}, fz:Statement ; fz:statedIn {report} ; "
            f"fz:quote {literal(quote)} ; fz:start {start} ; fz:end {start + len(quote)} ; "
            f'fz:section "一、主要举措和成效" ; fz:sectionRole fz:{role} ; {more} .'
        )
    return "\n".join(lines)


def store_of(*reports: Told, extra: str = "") -> ox.Store:
    """A store with the shared things in the default graph and each report in a graph of its own."""
    store = ox.Store()
    store.load(input=PREFIXES + shared() + extra, format=ox.RdfFormat.TURTLE)
    for told in reports:
        graph = ox.NamedNode(f"{ID}report/{told.place}-{told.year}")
        store.load(input=PREFIXES + said(told), format=ox.RdfFormat.TURTLE, to_graph=graph)
    return store
