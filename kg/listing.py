"""Questions that list what each report says, asked of all reports at once.

The engine looks up each property of each statement by itself, which is right for the statements of a few reports and
takes minutes for hundreds of thousands. It also fetches the IRIs that it sorts by for each comparison. Here such a
question is written so that it scans each required property once and sorts by the reports' ranks; the rows and their
order stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pyoxigraph import NamedNode, Store

from kg.names import TYPE, fz

_PASSED_OVER = r"""\#[^\n]*|<[^<>"{}|^`\\\s]*>|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
_PROPERTY = r"(?:a|\w+:[\w-]+)\s+(?:\?\w+|\w+:[\w-]+)"
_PATTERN = re.compile(
    rf"{_PASSED_OVER}|(?P<brace>(?:\b(?:OPTIONAL|MINUS)\s*)?\{{|\}})"
    rf"|(?P<subject>\?\w+)\s+(?P<said>{_PROPERTY}(?:\s*;\s*{_PROPERTY})*+)(?!\s*[;,/*+|])(?:\s*\.)?"
)
_ORDER = re.compile(r"\bORDER BY\b[^{}]*\?report\b[^{}]*\Z")
_LISTED = re.compile(r"\b(?:SELECT|GROUP BY)\b[^{}]*?\?report\b")
_REPORTS = "?report a fz:Report ."
_REQUIRED = "fz:statedIn ?report ;"


def lists_reports(sparql: str) -> bool:
    """Whether a question lists statements report by report, and requires properties of theirs that are worth a scan."""
    return _ORDER.search(sparql) is not None and _REPORTS in sparql and _REQUIRED in sparql


def of_all(store: Store, sparql: str) -> str:
    """The question, one that `lists_reports`, written for asking it of all reports; as it is if one has no IRI."""
    reports = {quad.subject for quad in store.quads_for_pattern(None, TYPE, fz("Report"))}
    named = sorted(node.value for node in reports if isinstance(node, NamedNode))
    return _scanned(_ranked(named, sparql)) if len(named) == len(reports) else sparql


def _ranked(reports: Sequence[str], sparql: str) -> str:
    """The question with the places of the reports, which are IRIs in order, for the IRIs that it sorts by."""
    ranks = " ".join(f"({NamedNode(iri)} {rank})" for rank, iri in enumerate(reports))
    start = sparql.rindex("ORDER BY")
    order = re.sub(r"\?report\b", "?reportRank", sparql[start:])
    body = _LISTED.sub(r"\g<0> ?reportRank", sparql[:start])
    return body.replace(_REPORTS, f"VALUES (?report ?reportRank) {{ {ranks} }} {_REPORTS}", 1) + order


def _scanned(sparql: str) -> str:
    """The question with a subquery for each required property, which the engine scans once and joins by hash."""
    depth = 0

    def write(found: re.Match[str]) -> str:
        nonlocal depth
        brace = found["brace"]
        if brace == "}":
            depth = max(0, depth - 1)
        elif brace and (depth or brace != "{"):
            depth += 1
        if depth or not found["subject"]:
            return found[0]
        pairs = (one.split() for one in re.split(r"\s*;\s*", found["said"]))
        return " ".join(_subquery(found["subject"], name, value) for name, value in pairs) + " "

    return _PATTERN.sub(write, sparql)


def _subquery(subject: str, name: str, value: str) -> str:
    variables = f"{subject} {value}" if value.startswith("?") else subject
    return f"{{ SELECT {variables} WHERE {{ {subject} {name} {value} }} }}"
