"""A network as large as a page holds, made up: places, firms, lawyers, programmes and laws with sentences."""

from __future__ import annotations

import random

import networkx as nx

from viz.facts import Network, NodeFacts, ReportNote, Statement

ID = "https://w3id.org/fazhi/id/"
SYLLABLES = "东西南北上下大小新老龙凤石白红青黄金银玉清平安和永兴泰丰福昌河山水林田湖桥湾坪坝岭"
VERBS = ("深入学习宣传", "认真贯彻落实", "组织干部学习", "集中宣讲", "严格执行")
SHARES = {"Township": 0.46, "Lawyer": 0.12, "LawFirm": 0.1, "PolicyDocument": 0.14, "Programme": 0.05, "Law": 0.03}


def _name(chance: random.Random, end: str) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) + end


class _Maker:
    """Adds nodes and edges until there are as many as asked for."""

    def __init__(self, nodes: int, edges: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.reports: dict[str, ReportNote] = {}
        self.nodes, self.edges, self.count = nodes, edges, 0

    def node(self, kind: str, path: str, label: str) -> str:
        iri = f"{ID}{path}"
        self.graph.add_node(iri, facts=NodeFacts(iri, kind, label=label, code=path.rpartition("/")[2]))
        return iri

    def edge(self, source: str, target: str, relation: str, township: str | None = None) -> None:
        if self.graph.has_edge(source, target, relation):
            return
        said = [] if township is None else [self.statement(township, self.graph.nodes[target]["facts"].label)]
        years = {one.year for one in said if one.year}
        stated = [(one.iri, one.year) for one in said]
        self.graph.add_edge(source, target, relation, stated=stated, statements=said, years=years)
        self.count += 1
        for end in (source, target):
            self.graph.nodes[end]["facts"].years |= years

    def statement(self, township: str, quote: str) -> Statement:
        facts = self.graph.nodes[township]["facts"]
        if not facts.reports:
            year = self.chance.randint(2019, 2024)
            note = ReportNote(f"{ID}report/{facts.code}", f"{facts.label}{year}年法治政府建设报告", year, township)
            facts.reports.append(note)
            self.reports[note.iri] = note
        note = facts.reports[0]
        others = "、".join(_name(self.chance, "村") for _ in range(self.chance.randint(1, 4)))
        before = f"{self.chance.choice(VERBS)}，在{others}等地开展活动{self.chance.randint(2, 90)}场次，围绕"
        after = f"等内容，发放资料{self.chance.randint(100, 9000)}余份，覆盖群众{self.chance.randint(500, 20000)}人次。"
        iri = f"{note.iri}/statement/{self.chance.getrandbits(40):010x}"
        return Statement(iri, note.iri, note.year, before, quote, after, "一、主要举措和成效", "Achievements")

    def places(self) -> list[str]:
        """Provinces, prefectures, counties and the townships in them."""
        townships = []
        count = round(self.nodes * SHARES["Township"])
        for number in range(count):
            code = (
                f"{11 + number % 31}{number % 310 // 31 + 1:02}{number % 1500 // 310 + 1:02}{number // 1500 + 100:03}"
            )
            above = None
            for digits, kind, end in ((2, "Province", "省"), (4, "Prefecture", "市"), (6, "County", "县")):
                place = f"{ID}place/{code[:digits]:0<6}"
                if place not in self.graph:
                    self.node(kind, f"place/{code[:digits]:0<6}", _name(self.chance, end))
                if above:
                    self.edge(place, above, "within")
                above = place
            townships.append(self.node("Township", f"place/{code}", _name(self.chance, "镇")))
            if above:
                self.edge(townships[-1], above, "within")
        return townships

    def things(self, kind: str, end: str) -> list[str]:
        count = round(self.nodes * SHARES[kind])
        return [self.node(kind, f"{kind.lower()}/{number}", _name(self.chance, end)) for number in range(count)]


def network(nodes: int = 30_000, edges: int = 100_000, seed: int = 1) -> Network:
    """Return a network of about so many nodes and exactly so many edges, the same for the same seed."""
    maker = _Maker(nodes, edges, seed)
    townships = maker.places()
    firms, lawyers = maker.things("LawFirm", "律师事务所"), maker.things("Lawyer", "")
    laws, programmes = maker.things("Law", "法"), maker.things("Programme", "活动")
    documents = maker.things("PolicyDocument", "实施方案")
    chance = maker.chance
    for number, lawyer in enumerate(lawyers):
        maker.edge(lawyer, firms[number % len(firms)], "practisesAt", townships[number % len(townships)])
    for number, document in enumerate(documents):
        maker.edge(townships[number % len(townships)], document, "cites", townships[number % len(townships)])
    while maker.graph.number_of_nodes() < nodes:
        number = maker.graph.number_of_nodes()
        own = maker.node("Programme", f"own/{number}", _name(chance, "工作法"))
        maker.edge(townships[number % len(townships)], own, "runs", townships[number % len(townships)])
    while maker.count < edges:
        township = chance.choice(townships)
        kind = chance.random()
        if kind < 0.1:
            maker.edge(township, chance.choice(firms), "hasLegalAdviser", township)
        else:
            pool, relation = (laws, "cites") if kind < 0.6 else (programmes, "runs")
            maker.edge(township, pool[int(len(pool) * chance.random() ** 3)], relation, township)
    return Network(maker.graph, maker.reports, {})
