"""Asking: the named questions, SPARQL, and their answers in the formats that people and programs want."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from io import BytesIO

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Variable,
    serialize,
)
from wcwidth import wcswidth

from kg.terms import parse_term, shorten
from ontology.prefixes import PREFIXES

Results = QuerySolutions | QueryBoolean | QueryTriples
Term = NamedNode | Literal

TABULAR = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
GRAPH = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES}
FORMATS = ("table", *TABULAR, *GRAPH)

_NAME = re.compile(r"[\w-]+")
_PASSED_OVER = (
    r'''\#[^\n]*|<[^<>"{}|^`\\\s]*>|"""(?:\\[\s\S]|[^\\])*?"""|"(?:\\.|[^"\\\n])*"'''
    r"""|'''(?:\\[\s\S]|[^\\])*?'''|'(?:\\.|[^'\\\n])*'"""
)
_TOKEN = re.compile(rf"{_PASSED_OVER}|(?P<where>\bwhere\b)|(?P<open>\{{)", re.IGNORECASE)
_FROM = re.compile(rf"{_PASSED_OVER}|(?<![\w?$:@%.\\-])(?P<word>from)(?=[\s<#])", re.IGNORECASE)
_REPORTS_ONLY = "MINUS { ?report a fz:OtherDocument }"
_HEADER = re.compile(r"#\s*([\w.]+)\s*:\s*(.*)")


class QueryError(Exception):
    """A question that cannot be asked or answered, with what to do about it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the asker may bind; `default` is how a term is written, None for unbound."""

    name: str
    zh: str
    en: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A named question: a file of `ontology/queries/`, whose header says what it asks."""

    name: str
    title_zh: str
    title_en: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str


@cache
def questions() -> Mapping[str, Question]:
    """All named questions by name, in order of name."""
    folder = files("ontology").joinpath("queries")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".rq"))
    loaded = (_question(name[:-3], folder.joinpath(name).read_text(encoding="utf-8")) for name in names)
    return {question.name: question for question in loaded}


def _question(name: str, text: str) -> Question:
    headers = [(match[1], match[2]) for line in text.splitlines() if (match := _HEADER.match(line))]
    single: dict[str, str] = dict(headers)
    return Question(
        name=name,
        title_zh=single.get("title.zh", name),
        title_en=single.get("title.en", name),
        parameters=tuple(_parameter(value) for key, value in headers if key == "param"),
        columns=tuple(re.split(r"\s*[|,]\s*", single["columns"])) if "columns" in single else (),
        text=text,
    )


def _parameter(header: str) -> Parameter:
    name, zh, en, default = ([part.strip() for part in header.split("|", 3)] + [""] * 3)[:4]
    return Parameter(name.lstrip("?$"), zh, en, default or None)


def is_name(text: str) -> bool:
    """Whether `text` can only be a question's name, and no SPARQL."""
    return _NAME.fullmatch(text) is not None


def find_question(name: str) -> Question:
    """The question called `name`. Raises QueryError, with close matches, if there is none."""
    try:
        return questions()[name]
    except KeyError:
        near = get_close_matches(name, questions(), n=3, cutoff=0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "`kg query --list` lists them"
        raise QueryError(f"there is no question called {name!r}; {hint}") from None


def run(
    store: Store, name_or_sparql: str, params: Mapping[str, str] | None = None, *, all_documents: bool = False
) -> Results:
    """The answer to a named question or a SPARQL query, over all graphs unless it names some by FROM.

    `params` binds variables to terms, written as in `kg.terms.parse_term`; those that the SPARQL declares in a header
    like that of a named question are read as that one's. The usual prefixes need no declaration. A named question
    leaves out what is no report on law-based government, unless `all_documents`. Raises QueryError for an unknown name
    or parameter, or broken SPARQL.
    """
    if is_name(name_or_sparql):
        return _ask(store, written(name_or_sparql, params or {}, all_documents=all_documents))
    if all_documents:
        raise QueryError("--all-documents is for named questions; SPARQL says itself what it leaves out")
    return _ask(store, _bound(name_or_sparql, params or {}))


def headings(name_or_sparql: str) -> tuple[str, ...]:
    """What the columns are called, as a named question or the header of SPARQL says; empty if neither does."""
    return (find_question(name_or_sparql) if is_name(name_or_sparql) else _question("", name_or_sparql)).columns


def written(name: str, params: Mapping[str, str], *, all_documents: bool = False) -> str:
    """The SPARQL of the named question with its parameters bound in it, for asking elsewhere.

    Raises QueryError as `run` does.
    """
    question = find_question(name)
    text = question.text.replace(_REPORTS_ONLY, "") if all_documents else question.text
    return _write_in(text, _bindings(_with_defaults(question, params)))


def _bindings(given: Mapping[str, str]) -> dict[Variable, Term]:
    try:
        return {Variable(name): parse_term(value) for name, value in given.items()}
    except ValueError as error:
        raise QueryError(f"a parameter cannot be read: {error}; write NAME=VALUE, and IRIs in <>") from error


def _with_defaults(question: Question, given: Mapping[str, str]) -> dict[str, str]:
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in given:
        if name not in known:
            hint = f"it has {', '.join(known)}" if known else "it has none"
            raise QueryError(f"the question {question.name} has no parameter {name!r}; {hint}")
    defaults = {name: parameter.default for name, parameter in known.items() if parameter.default is not None}
    values = {**defaults, **given}
    return {name: _typed_alike(value, known[name].default) for name, value in values.items()}


def _typed_alike(value: str, default: str | None) -> str:
    """`value` as the default's kind of term, so that 2024 is a year where the default is a year."""
    typed = re.fullmatch(r'".*"(\^\^\S+|@[\w-]+)', default or "")
    if typed is None or value[:1] in '"<':
        return value
    return f'"{value}"{typed.group(1)}'


def _ask(store: Store, sparql: str) -> Results:
    try:
        return store.query(sparql, prefixes=dict(PREFIXES), use_default_graph_as_union=not _names_graphs(sparql))
    except SyntaxError as error:
        raise QueryError(f"the SPARQL is broken: {_first_line(error)}") from error
    except RuntimeError as error:
        raise QueryError(f"the query cannot be asked: {_first_line(error)}") from error
    except OSError as error:
        raise QueryError(f"the query failed: {_first_line(error)}") from error


def _names_graphs(sparql: str) -> bool:
    """Whether a query says by FROM what it is about. The engine's union of all graphs would pass over that."""
    return any(token["word"] for token in _FROM.finditer(sparql))


def _write_in(sparql: str, bound: Mapping[Variable, Term]) -> str:
    """A named question with its parameters written in it, for these are only in conditions.

    So the engine can test a condition as soon as it has what it is about; one on a variable that VALUES binds it
    tests last.
    """
    names = "|".join(re.escape(variable.value) for variable in bound)
    if not names:
        return sparql
    token = re.compile(rf"{_PASSED_OVER}|(?P<bound>\bBOUND\(\?(?:{names})\))|\?(?P<name>{names})\b")

    def write(match: re.Match[str]) -> str:
        if match["bound"]:
            return "true"
        return str(bound[Variable(match["name"])]) if match["name"] else match[0]

    return token.sub(write, sparql)


def _bound(sparql: str, given: Mapping[str, str]) -> str:
    """SPARQL with its parameters: those that its header declares are written in, for then the engine is faster."""
    question = _question("", sparql)
    declared = {one.name for one in question.parameters if not _is_set(one.name, sparql)}
    typed = {one.name: _typed_alike(given[one.name], one.default) for one in question.parameters if one.name in given}
    terms = _bindings({**given, **typed})
    inside = {variable: term for variable, term in terms.items() if variable.value in declared}
    return _write_in(_bind(sparql, {variable: terms[variable] for variable in terms.keys() - inside.keys()}), inside)


def _is_set(name: str, sparql: str) -> bool:
    """Whether a variable may be more than part of a condition: a column, say. No term can be written in its place."""
    setting = rf"\b(?:(?:select|group\s+by|values)\b[^{{]*|as\s+)\?{re.escape(name)}\b|\${re.escape(name)}\b"
    return re.search(setting, sparql, re.IGNORECASE) is not None


def _bind(sparql: str, bound: Mapping[Variable, Term]) -> str:
    """The query with VALUES for its parameters in the outermost pattern.

    The engine's own substitutions take only variables that are projected (SEP-0007), and a
    parameter is a condition more often than a column.
    """
    if not bound:
        return sparql
    tokens = [match for match in _TOKEN.finditer(sparql) if match.lastgroup]
    where = next((n for n, token in enumerate(tokens) if token.lastgroup == "where"), 0)
    opening = next((token.end() for token in tokens[where:] if token.lastgroup == "open"), None)
    if opening is None:
        return sparql
    names, terms = " ".join(map(str, bound)), " ".join(map(str, bound.values()))
    return f"{sparql[:opening]} VALUES ({names}) {{ ({terms}) }} {sparql[opening:]}"


def _first_line(error: Exception) -> str:
    """The engine's message without its list of every token that it would have taken."""
    return str(error).split(": expected", 1)[0].replace("\n", " ").replace("error at", "syntax error at line:column")


def render(results: Results, form: str, headings: Sequence[str] = ()) -> bytes:
    """The answer in one of `FORMATS`, in UTF-8; `headings` are a table's, by default the variables' names.

    Raises QueryError if the answer is of the wrong kind for the format: triples are no table.
    """
    try:
        return _render(results, form, headings)
    except (OSError, RuntimeError) as error:
        raise QueryError(f"the query failed: {_first_line(error)}") from error


def _render(results: Results, form: str, headings: Sequence[str]) -> bytes:
    if isinstance(results, QueryTriples):
        return _triples(results, "ttl" if form == "table" else form)
    if form in GRAPH:
        raise QueryError(f"a SELECT or ASK query gives no graph; use --format {', '.join(['table', *TABULAR])}")
    if form in TABULAR and not (isinstance(results, QueryBoolean) and form in ("csv", "tsv")):
        output = BytesIO()
        results.serialize(output, TABULAR[form])
        return output.getvalue() + (b"" if output.getvalue().endswith(b"\n") else b"\n")
    if isinstance(results, QueryBoolean):
        return b"true\n" if results else b"false\n"
    names = [variable.value for variable in results.variables]
    rows = [["" if cell is None else shorten(cell) for cell in solution] for solution in results]
    return table(headings if len(headings) == len(names) else names, rows).encode()


def _triples(results: QueryTriples, form: str) -> bytes:
    if form not in GRAPH:
        raise QueryError(f"a CONSTRUCT or DESCRIBE query gives a graph; use --format {' or '.join(GRAPH)}")
    return serialize(results, format=GRAPH[form], prefixes=dict(PREFIXES)) or b""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in aligned columns; Chinese characters are two columns wide."""
    lines = [list(headings), *([_one_line(cell) for cell in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["─" * width for width in widths])
    return "".join(_line(cells, widths) + "\n" for cells in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded: Iterator[str] = (cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return max(0, wcswidth(text))


def _one_line(text: str) -> str:
    """`text` without line breaks and without what could steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
