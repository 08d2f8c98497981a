"""The `kg` command. Results go to standard output, everything else to standard error.

Exit status: 0 done, 1 done in part or not in order, 2 wrong use.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from kg import __version__

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.builder import Summary
    from kg.describe import Description
    from kg.find import Named

F = TypeVar("F", bound=Callable[..., Any])

_PARTLY, _WRONG_USE = 1, 2
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def store_option(command: F) -> F:
    """The option that says where the store is."""
    option = click.option(
        "--store",
        "folder",
        type=click.Path(path_type=Path),
        envvar="KG_STORE",
        default=Path("kg-store"),
        show_default="$KG_STORE, else ./kg-store",
        metavar="DIR",
        help="Where the store is.",
    )
    return option(command)


def fail(message: str, code: int = _WRONG_USE) -> NoReturn:
    """End with one line on standard error."""
    click.echo(f"kg: {message}", err=True)
    sys.exit(code)


def open_store(folder: Path) -> Store:
    """The store, or the end with a line that says why not."""
    from kg.store import StoreError, open_reading

    try:
        return open_reading(folder)
    except StoreError as error:
        fail(str(error))


@click.group(context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="kg")
def cli() -> None:
    """把法治政府建设报告变成知识图谱。 / Reports on law-based government → a knowledge graph."""


@cli.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@store_option
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes at most (default: one a core).")
@click.option("--base", metavar="IRI", help="What the IRIs of data start with.")
@click.option(
    "--vocabulary", multiple=True, type=click.Path(path_type=Path), metavar="FILE.ttl", help="A vocabulary of your own."
)
@click.option("--strict", is_flag=True, help="Store nothing unless every file could be read.")
def build(
    paths: Sequence[Path], folder: Path, jobs: int | None, base: str | None, vocabulary: Sequence[Path], strict: bool
) -> None:
    """读入文件和文件夹。 / Read files and folders into the store."""
    from kg.builder import BuildError
    from kg.builder import build as run
    from kg.store import StoreError

    try:
        summary = run(
            paths, folder, jobs=jobs, base=base, vocabulary=vocabulary, strict=strict, on_progress=_progress()
        )
    except (BuildError, StoreError) as error:
        fail(str(error))
    _tell(summary, folder)
    sys.exit(_PARTLY if summary.failures else 0)


def _progress() -> Callable[[int, int], None] | None:
    """A line that counts files, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        click.echo(f"\r{done}/{total}" + ("\n" if done == total else ""), nl=False, err=True)

    return show


def _tell(summary: Summary, folder: Path) -> None:
    for file in summary.corrections:
        click.echo(f"kg: {file}: corrections applied", err=True)
    for failure in summary.failures:
        click.echo(f"kg: {failure.path}: {failure.reason}; {failure.remedy}", err=True)
    for duplicate, original in summary.duplicates:
        click.echo(f"kg: {duplicate}: the same as {original}, counted once", err=True)
    if not summary.stored:
        click.echo(f"nothing was stored; {folder} is as it was")
        return
    others = f", {summary.other_documents} other documents" if summary.other_documents else ""
    issues = f", {summary.issues} issues (kg issues)" if summary.issues else ""
    click.echo(f"{summary.reports} reports{others}, {summary.statements} statements{issues} → {folder}")


@cli.command()
@click.argument("question", required=False, metavar="[NAME|SPARQL]")
@store_option
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="F.rq", help="Read the SPARQL from a file.")
@click.option("--param", "params", multiple=True, metavar="K=V", help="Bind a parameter of the question.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "ttl", "nt"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the answer to a file.")
@click.option("--list", "listing", is_flag=True, help="List the named questions.")
def query(
    question: str | None,
    folder: Path,
    file: Path | None,
    params: Sequence[str],
    form: str,
    output: Path | None,
    listing: bool,
) -> None:
    """查询：命名问题或 SPARQL。 / Ask a named question, or SPARQL."""
    from kg.query import QueryError, find_question, is_name, render, run

    if listing:
        _list_questions(params)
        return
    asked = _question(question, file)
    try:
        bound = dict(_pair(param) for param in params)
        headings = find_question(asked).columns if is_name(asked) else ()
        answer = render(run(open_store(folder), asked, bound), form, headings)
    except QueryError as error:
        fail(str(error))
    _put(answer, output)


def _question(question: str | None, file: Path | None) -> str:
    if (question is None) == (file is None):
        fail("give one question: a NAME, SPARQL, or --file F.rq; `kg query --list` lists the names")
    if file is None:
        return question or ""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}; check the file")


def _pair(param: str) -> tuple[str, str]:
    name, sign, value = param.partition("=")
    if not (name and sign):
        fail(f"--param {param!r} is no NAME=VALUE")
    return name.lstrip("?$"), value


def _list_questions(params: Sequence[str]) -> None:
    from kg.query import questions, table

    rows = [
        (q.name, q.title_zh, q.title_en, ", ".join(parameter.name for parameter in q.parameters))
        for q in questions().values()
    ]
    click.echo(table(("name", "zh", "en", "parameters"), rows), nl=False)


def _put(data: bytes, output: Path | None) -> None:
    """Data to a file, or to standard output."""
    from kg.export.files import ExportError, write_file

    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        write_file(output, data)
    except ExportError as error:
        fail(str(error))


@cli.command()
@click.argument("out", metavar="OUT")
@store_option
@click.option("--report", "reports", multiple=True, metavar="NAME", help="Only this report and what it leads to.")
@click.option("--without-text", is_flag=True, help="Leave out the reports' full texts.")
@click.option("--format", "form", metavar="FORMAT", help="The format, where OUT is - (ttl, nt, nq, trig …).")
def export(out: str, folder: Path, reports: Sequence[str], without_text: bool, form: str | None) -> None:
    """导出。 / Write the graph to a file.

    By suffix: .ttl .nt .nq .trig .jsonld .rdf .graphml .gexf; .csv and .parquet give a folder of tables.
    """
    from kg.export import ExportError, export_bytes
    from kg.export import export as write
    from kg.find import UnknownNameError

    if (out == "-") != (form is not None):
        fail("--format goes with OUT -, and OUT - needs it; a file's format is its suffix")
    store = open_store(folder)
    try:
        if form is not None:
            _put(export_bytes(store, form.lstrip(".").lower(), reports=reports, with_text=not without_text), None)
        else:
            write(store, Path(out), reports=reports, with_text=not without_text)
    except (ExportError, UnknownNameError) as error:
        fail(str(error))


@cli.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.html")
@store_option
@click.option("--about", multiple=True, metavar="NAME", help="Start from this thing: a label, code or IRI.")
@click.option("--depth", type=click.IntRange(min=0), default=1, show_default=True, help="Links away from the start.")
@click.option(
    "--kind", "kinds", multiple=True, metavar="CLASS", help="Only things of this class (Township, LawFirm …)."
)
@click.option("--year", "years", multiple=True, type=int, metavar="Y", help="Only what is said of this year.")
@click.option("--layout", type=click.Path(path_type=Path), metavar="FILE", help="Keep positions in this file.")
@click.option("--title", help="The page's title.")
def network(
    out: Path,
    folder: Path,
    about: Sequence[str],
    depth: int,
    kinds: Sequence[str],
    years: Sequence[int],
    layout: Path | None,
    title: str | None,
) -> None:
    """生成网络页面。 / Write an interactive page of the network.

    It is one file that works offline.
    """
    from viz.layout import LayoutError
    from viz.network import UnknownNameError
    from viz.render import write_page

    store = open_store(folder)
    try:
        write_page(store, out, about=about, depth=depth, kinds=kinds, years=years, layout=layout, title=title)
    except (UnknownNameError, LayoutError, ValueError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"cannot write {out}: {error.strerror or error}; check the folder and its permissions")
    click.echo(str(out))


@cli.command()
@click.argument("name")
@store_option
@click.option("--account", is_flag=True, help="Of a report: what became of every number, title and name in it.")
def show(name: str, folder: Path, account: bool) -> None:
    """显示一项及其依据。 / Show one thing with its evidence.

    By name, file name, division code, IRI, or the short id of a statement (d01.txt#observation/812).
    """
    from kg.describe import describe
    from kg.find import UnknownNameError, find

    store = open_store(folder)
    if account:
        _show_account(store, name)
        return
    try:
        found = find(store, name)
    except UnknownNameError as error:
        fail(str(error))
    if len(found) > 1:
        _list_namesakes(name, found)
        sys.exit(_WRONG_USE)
    _show(describe(store, found[0].node))


def _list_namesakes(name: str, found: Iterable[Named]) -> None:
    click.echo(f"kg: several things are called {name!r}; name one by its IRI:", err=True)
    for thing in found:
        click.echo(f"{thing.node.value}  {thing.label}")


def _show(description: Description) -> None:
    click.echo(f"{_clean(description.label)}\n{description.iri}\n{' '.join(description.kinds)}")
    from kg.wording import heading

    why = [(heading("rule"), description.rule)] if description.rule else []
    why += [(heading("hint"), hint) for hint in description.hints]
    for title, pairs in (("facts", description.facts), ("why", why), ("links", description.links)):
        if pairs:
            click.echo(f"\n{heading(title)}")
        for name, value in pairs:
            click.echo(f"  {name}: {_clean(value)}")
    if description.statements:
        click.echo(f"\n{heading('evidence')}")
    place = None
    for statement in description.statements:
        if place != (place := " · ".join(part for part in (statement.source, statement.section) if part)):
            click.echo(f" {_clean(place)}")
        click.echo(f"  {statement.kind}: {_clean(statement.facts)}")
        click.echo(f"    「{_clean(statement.quote)}」 [{_clean(statement.id)}]")


def _show_account(store: Store, name: str) -> None:
    """Print the account of a report, and its sum."""
    from collections import Counter

    from kg import wording
    from kg.account import Outcome, account_of
    from kg.find import UnknownNameError, find_reports

    try:
        reports = find_reports(store, name)
    except UnknownNameError as error:
        fail(str(error))
    for report in reports:
        items = account_of(store, report)
        for item in items:
            what = wording.non_fact(item.name) if item.outcome is Outcome.NON_FACT else item.name
            click.echo(f"{item.start:>6}  {item.kind:6} {_clean(item.words)}  {item.outcome}  {what}")
        for (kind, outcome), count in sorted(Counter((item.kind, str(item.outcome)) for item in items).items()):
            click.echo(f"{kind:6} {outcome:9} {count}")


def _clean(text: str) -> str:
    """`text` in one line, without what could steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


@cli.command()
@store_option
def stats(folder: Path) -> None:
    """统计。 / Count things by class, and reports by province and year."""
    from kg.describe import class_counts, report_counts
    from kg.query import table

    store = open_store(folder)
    click.echo(table(("class", "count"), [(name, str(count)) for name, count in class_counts(store)]))
    rows = [(province or "-", year or "-", str(count)) for province, year, count in report_counts(store)]
    click.echo(table(("province", "year", "reports"), rows), nl=False)


@cli.command()
@store_option
def issues(folder: Path) -> None:
    """待核事项。 / List what could not be resolved, and why."""
    from kg.describe import issues as listed

    for issue in listed(open_store(folder)):
        click.echo(f"{issue.source}: {issue.kind}: “{_clean(issue.words)}”: {_clean(issue.why)}")
        click.echo(f"  {issue.label}. {issue.remedy}")


@cli.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@store_option
def validate(file: Path | None, folder: Path) -> None:
    """校验。 / Hold the store, or an RDF file, against the shapes."""
    from kg.validate import ValidationError, read_graph, store_graph
    from kg.validate import validate as check

    try:
        triples = read_graph(file) if file is not None else store_graph(open_store(folder))
        violations = check(triples)
    except ValidationError as error:
        fail(str(error))
    for v in violations:
        click.echo(" ".join(part for part in (v.node, v.path, _clean(v.value)[:80], v.message) if part))
    click.echo(f"{len(violations)} violations" if violations else "the graph conforms", err=True)
    sys.exit(_PARTLY if violations else 0)


def main() -> None:
    """Run the command with UTF-8 in and out, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli(prog_name="kg", standalone_mode=True)
    except BrokenPipeError:
        _close_quietly()


def _close_quietly() -> None:
    """The reader has gone (`kg … | head`): leave without a trace of it."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(_PARTLY)
