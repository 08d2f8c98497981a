"""What notebooks show: tables, the facts of a thing and the text of a report, as HTML without scripts or styles.

Whatever comes from a report is escaped; the words that say a fact are marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg.describe import Description
from kg.terms import shorten
from kg.wording import heading
from ontology.prefixes import PREFIXES

try:
    import pandas
except ImportError:
    pandas = None
if TYPE_CHECKING:
    from pandas import DataFrame

Value = str | int | Decimal | float | bool | None
SHOWN = 60
"""Rows of a table that a notebook shows."""
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: the names of its columns and its rows, an IRI or other term as plain Python."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """Yield the rows."""
        return iter(self.rows)

    def to_pandas(self) -> DataFrame:
        """Return the table as a data frame. Raises ImportError without pandas."""
        if pandas is None:
            raise ImportError("to_pandas needs the package pandas; install it with `pip install pandas`")
        return pandas.DataFrame(list(self.rows), columns=list(self.columns))

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        rows = [f"<tr>{''.join(map(_cell, row))}</tr>" for row in self.rows[:SHOWN]]
        left = len(self.rows) - len(rows)
        more = f'<tr><td colspan="{len(self.columns)}">… {left}</td></tr>' if left else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}{more}</tbody></table>"


def table_of(solutions: QuerySolutions) -> Table:
    """Return the solutions of a SELECT as a table."""
    names = [variable.value for variable in solutions.variables]
    rows = tuple(tuple(_plain(solution[name]) for name in names) for solution in solutions)
    return Table(tuple(names), rows)


def _plain(term: object) -> Value:
    """Return a term as the Python value that it writes; numbers that cannot be read stay text."""
    if term is None or isinstance(term, NamedNode):
        return None if term is None else term.value
    if not isinstance(term, Literal):
        return str(term)
    made = {"integer": int, "decimal": Decimal, "double": float}.get(term.datatype.value.removeprefix(_XSD))
    try:
        return made(term.value) if made else term.value
    except (ValueError, ArithmeticError):
        return term.value


def _cell(value: Value) -> str:
    text = "" if value is None else str(value)
    shown = shorten(NamedNode(text)) if isinstance(value, str) and text.startswith(tuple(PREFIXES.values())) else text
    return f"<td>{escape(shown)}</td>"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a report with what stands before and after them in their paragraph."""

    before: str
    quote: str
    after: str

    def html(self) -> str:
        """Return the passage with the words marked."""
        return f"{escape(self.before)}<mark>{escape(self.quote)}</mark>{escape(self.after)}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the graph says of one thing, with the passages that say it, by IRI of the statement."""

    description: Description
    passages: dict[str, Quoted]

    def _repr_html_(self) -> str:
        told = self.description
        rows = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in told.facts)
        said = "".join(
            f"<li>{escape(one.kind)}: {escape(one.facts)}<br>{self._passage(one.iri, one.quote)}"
            f"<br><small>{escape(' · '.join(part for part in (one.source, one.section) if part))}</small></li>"
            for one in told.statements[:SHOWN]
        )
        left = len(told.statements) - SHOWN
        more = f"<p>… {left}</p>" if left > 0 else ""
        evidence = f"<h4>{escape(heading('evidence'))}</h4><ul>{said}</ul>{more}" if said else ""
        head = f"<h3>{escape(told.label)}</h3><p>{escape(' · '.join(told.kinds))}</p>"
        return f"{head}<table>{rows}</table>{evidence}"

    def _passage(self, iri: str, quote: str) -> str:
        return self.passages.get(iri, Quoted("", quote, "")).html()


@dataclass(frozen=True, slots=True)
class ReportText:
    """A report's text with its facts: `spans` are (start, end, what is said), in code points of the text."""

    title: str
    text: str
    spans: tuple[tuple[int, int, str], ...]

    def _repr_html_(self) -> str:
        pieces: list[str] = []
        at = 0
        for start, end, told in merged(self.spans):
            pieces += [
                escape(self.text[at:start]),
                f'<mark title="{escape(told)}">{escape(self.text[start:end])}</mark>',
            ]
            at = end
        body = "".join([*pieces, escape(self.text[at:])]).replace("\n", "<br>")
        return f"<h3>{escape(self.title)}</h3><p>{body}</p>"


def merged(spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return spans in order with those that overlap as one, which tells all that they say."""
    found: list[tuple[int, int, str]] = []
    for start, end, told in sorted(spans):
        if found and start < found[-1][1]:
            first, last, before = found[-1]
            found[-1] = (first, max(last, end), before if told in before.split("\n") else f"{before}\n{told}")
        elif start < end:
            found.append((start, end, told))
    return found
