"""The account of a report of the store: what became of every number, title, quotation and name form in it.

Facts and issues are those of the store; that something is a named non-fact is found again in the
report's text, so that the store need not keep it. That is why this module imports `extract`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Store

from extract.account import DOUBTS, Item, Mark, Outcome, account
from extract.document import Document
from kg.find import ask

__all__ = ["Item", "Outcome", "account_of"]

_TEXT = "SELECT ?text ?name WHERE { ?report fz:text ?text ; fz:sourceName ?name }"
_FACTS = """SELECT DISTINCT ?start ?end ?kind WHERE { ?s fz:statedIn ?report ; fz:start ?start ; fz:end ?end ; a ?kind
  FILTER(?kind != fz:Statement && STRSTARTS(STR(?kind), STR(fz:))) }"""
_ISSUES = f"""SELECT DISTINCT ?start ?end ?kind WHERE {{
  ?issue fz:raisedIn ?report ; fz:start ?start ; fz:end ?end ; fz:issueKind ?kind
  FILTER(?kind NOT IN ({", ".join(str(Literal(kind)) for kind in DOUBTS)})) }}"""


def account_of(store: Store, report: NamedNode) -> list[Item]:
    """The account of one report, in order of its text.

    Raises LookupError if `report` is no report of the store.
    """
    rows = list(ask(store, _TEXT.replace("?report", str(report))))
    if not rows:
        raise LookupError(f"{report.value} is no report; name a report by its file name")
    document = Document(rows[0]["text"].value, rows[0]["name"].value)
    return account(document, _marks(store, report, _FACTS), _marks(store, report, _ISSUES))


def _marks(store: Store, report: NamedNode, query: str) -> Iterator[Mark]:
    for row in ask(store, query.replace("?report", str(report))):
        kind = row["kind"].value.rpartition("#")[2]
        yield Mark(int(row["start"].value), int(row["end"].value), kind)
