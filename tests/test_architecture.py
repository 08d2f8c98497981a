"""The rules that keep the four packages apart, read off the source itself (ast and tokenize)."""

from __future__ import annotations

import ast
import graphlib
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("ontology", "extract", "kg", "viz")
LONGEST_MODULE = 500

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}

# ontology ← extract ← kg ← viz
MAY_IMPORT = {
    "ontology": {"ontology"},
    "extract": {"ontology", "extract"},
    "kg": {"ontology", "kg"},
    "viz": {"ontology", "kg", "viz"},
}
# Modules that may import beyond their folder, and what.
BRIDGES = {
    "kg.builder": {"extract"},
    "kg.building": {"extract"},
    "kg.outline": {"extract"},  # headings are found again, not stored
    "kg.divisions": {"extract"},  # the register of divisions is the extractor's
    "kg.account": {"extract"},  # what a report's text holds besides its facts is found again, not stored
    "kg.cluster": {"extract"},
    "kg.graph": {"viz"},  # the face for notebooks draws networks
    "kg.cli": {"extract", "viz"},
}
# Only the entry points stand above the command line.
ABOVE_THE_CLI = {"kg.__main__"}

# Which part may import which library (a folder, or one module of it). What is not here may be used nowhere.
LIBRARIES = {
    "rdflib": {"ontology", "kg"},
    "oxrdflib": {"kg.graph"},
    "pandas": {"kg.notebook"},
    "pyoxigraph": {"ontology.vocabulary", "kg", "viz"},
    "pyshacl": {"kg"},
    "spacy": {"extract"},
    "ahocorasick_rs": {"extract"},
    "rapidfuzz": {"extract", "kg.building"},
    "opencc": {"extract.text.script"},
    "pypdfium2": {"extract.read.scripts.pdf_glyphs"},
    "striprtf": {"extract.read.scripts.rtf_text"},
    "lxml": {"extract.read"},
    "psutil": {"extract.read.time_limit"},
    "networkx": {"viz", "kg.analysis", "kg.export"},
    "numpy": {"viz", "kg.analysis"},
    "scipy": {"viz", "kg.analysis"},
    "pyvis": {"viz"},
    "click": {"kg.cli"},
    "filelock": {"kg.building"},
    "tqdm": {"kg.cli"},
    "jinja2": {"viz.explorer"},
    "markupsafe": {"viz.explorer"},
    "pypinyin": {"viz.explorer.index"},
    "starlette": {"viz.explorer"},
    "uvicorn": {"viz.explorer.server"},
    "httpx2": {"viz.explorer.service", "kg.remote"},
    "wcwidth": {"kg"},
    "pyarrow": {"kg.export"},
    "pyspark": {"kg.cluster"},
    "py4j": {"kg.cluster"},
}
DISTRIBUTIONS = {"ahocorasick_rs": "ahocorasick-rs", "py4j": "pyspark"}
# Needed by another dependency that does not ask for it, with the reason.
INDIRECT: dict[str, str] = {"oxigraph": "a program, run by viz.explorer.service.engine"}

IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Modules that may hold ideographs in a literal, and why.
IDEOGRAPHS_ALLOWED: dict[str, str] = {}

# Nothing in the repository names a package registry or a content delivery network.
FOREIGN_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs"),
        ("deb", "debian"),
        ("proxy", "golang"),
        ("crates", "io"),
        ("unpkg", "com"),
        ("cdnjs", "cloudflare"),
        ("cdn", "jsdelivr"),
        ("fonts", "googleapis"),
    )
]
# Files that may, and why.
FOREIGN_HOSTS_ALLOWED: dict[str, str] = {}


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def _imported(node: ast.AST) -> Iterator[str]:
    """The names that one import statement loads; nothing for any other node."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0 and node.module, "imports are absolute"
        for alias in node.names:
            name = f"{node.module}.{alias.name}"
            yield name if name in MODULES else node.module


@cache
def _imports(module: str) -> frozenset[str]:
    return frozenset(name for node in ast.walk(_tree(module)) for name in _imported(node))


@cache
def _imports_on_loading(module: str) -> frozenset[str]:
    """What `module` imports when it is loaded itself; not what its functions or type checkers import."""
    names: set[str] = set()
    waiting: list[ast.AST] = [_tree(module)]
    while waiting:
        node = waiting.pop()
        names.update(_imported(node))
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_for_type_checkers(node):
            waiting.extend(ast.iter_child_nodes(node))
    return frozenset(names)


def _is_for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _is_in(module: str, part: str) -> bool:
    return module == part or module.startswith(part + ".")


def _imports_late(module: str) -> bool:
    """Whether it may import inside a function: the command line, for its start-up time, and kg's lazy faces."""
    return module in ("kg", "kg.graph") or _is_in(module, "kg.cli")


def _third_party(module: str) -> set[str]:
    tops = {name.partition(".")[0] for name in _imports(module)}
    return tops - set(PACKAGES) - set(sys.stdlib_module_names)


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_one_way(module: str) -> None:
    package = module.partition(".")[0]
    allowed = MAY_IMPORT[package].union(*(BRIDGES[part] for part in BRIDGES if _is_in(module, part)))
    tops = {name.partition(".")[0] for name in _imports(module)} & set(PACKAGES)
    assert tops <= allowed, f"{module} imports {sorted(tops - allowed)}: ontology ← extract ← kg ← viz"
    if module not in ABOVE_THE_CLI and not _is_in(module, "kg.cli"):
        commands = {name for name in _imports(module) if _is_in(name, "kg.cli")}
        assert commands == set(), f"{module}: nothing imports the command line"


@pytest.mark.parametrize("module", MODULES)
def test_each_library_stays_in_its_folder(module: str) -> None:
    astray = {
        library
        for library in _third_party(module)
        if not any(_is_in(module, part) for part in LIBRARIES.get(library, ()))
    }
    assert astray == set(), f"{module} imports {sorted(astray)}: see LIBRARIES for who may"


def test_there_are_no_import_cycles() -> None:
    graph = {module: {name for name in _imports_on_loading(module) if name in MODULES} for module in MODULES}
    for module, imported in graph.items():
        imported.discard(module)
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("module", sorted(name for name in MODULES if not _imports_late(name)))
def test_no_function_imports(module: str) -> None:
    functions = [node for node in ast.walk(_tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    late = {
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert late == set(), f"{module}: imports inside functions at lines {sorted(late)}"


def test_the_declared_dependencies_are_the_imported_ones() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    optional = _names([*extras["notebook"], *extras["parquet"], *extras["spark"]])
    imported = {DISTRIBUTIONS.get(name, name) for module in MODULES for name in _third_party(module)}
    assert _names(project["dependencies"]) == (imported | set(INDIRECT)) - optional


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower() for line in requirements}


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_short(module: str) -> None:
    lines = MODULES[module].read_text(encoding="utf-8").count("\n")
    assert lines < LONGEST_MODULE, f"{module} has {lines} lines"


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Where docstrings start: of modules, classes and functions, and the strings under a field."""
    for node in ast.walk(tree):
        for statement in getattr(node, "body", []) if not isinstance(node, ast.Lambda | ast.IfExp) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value.lineno, statement.value.col_offset


def _literals(source: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Names and strings of `source` as written, without comments; offsets in UTF-8 bytes as ast counts them."""
    wanted = {tokenize.STRING, tokenize.NAME, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in wanted:
            yield (token.start[0], len(token.line[: token.start[1]].encode())), token.string


@pytest.mark.parametrize("module", sorted(set(MODULES) - set(IDEOGRAPHS_ALLOWED)))
def test_chinese_words_live_in_data(module: str) -> None:
    """No ideograph in a name or a literal; docstrings and comments may quote examples."""
    documentation = set(_docstrings(_tree(module)))
    source = MODULES[module].read_text(encoding="utf-8")
    found = [
        f"line {start[0]}: {text}"
        for start, text in _literals(source)
        if IDEOGRAPH.search(text) and start not in documentation
    ]
    assert found == [], f"{module}: move these words to a .toml or .ttl"


def _entries(data: object, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of parsed TOML that holds a `pattern`, at any depth, with its name or else its key."""
    if isinstance(data, dict):
        if isinstance(data.get("pattern"), str):
            yield data.get("name", name), data
        for key, value in data.items():
            yield from _entries(value, key)
    elif isinstance(data, list):
        for value in data:
            yield from _entries(value)


PATTERN_FILES = {
    path.stem: list(_entries(tomllib.loads(path.read_text(encoding="utf-8"))))
    for path in sorted((ROOT / "extract" / "patterns").glob("*.toml"))
}


@pytest.mark.parametrize("file", PATTERN_FILES)
def test_each_pattern_has_a_name_examples_and_rejects(file: str) -> None:
    entries = PATTERN_FILES[file]
    assert [entry for name, entry in entries if not name] == [], "a pattern has a name"
    assert [name for name, entry in entries if not entry.get("examples")] == [], "a pattern has examples"
    assert [name for name, entry in entries if "rejects" not in entry] == [], "a pattern says what it must not match"


@pytest.mark.parametrize("file", [file for file, entries in PATTERN_FILES.items() if entries])
def test_a_test_tries_the_patterns_both_ways(file: str) -> None:
    """How a pattern is filled in and matched is its finder's business, so the finder's test tries the examples."""
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "extract").rglob("test_*.py")]
    loads = re.compile(rf"""["']{file}(?:\\.toml)?["']""")
    assert any("rejects" in test and loads.search(test) for test in tests), (
        f"no test tries extract/patterns/{file}.toml"
    )


def _repository_files() -> list[Path]:
    """The files that git keeps or would keep; of an unpacked archive, all that belong to the project."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=False)
    if listed.returncode == 0:
        return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]
    folders = (*PACKAGES, "tests", "examples", "docs", "benchmarks")
    return [*ROOT.glob("*.*"), *(path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())]


def test_no_file_names_a_registry_or_a_cdn() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in _repository_files()
        if path.relative_to(ROOT).as_posix() not in FOREIGN_HOSTS_ALLOWED
        for host in FOREIGN_HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert found == []


def test_exceptions_name_what_exists() -> None:
    """An exception whose file has gone goes too."""
    modules = set(BRIDGES) | ABOVE_THE_CLI | set(IDEOGRAPHS_ALLOWED)
    assert modules - set(MODULES) == set()
    assert [name for name in FOREIGN_HOSTS_ALLOWED if not (ROOT / name).is_file()] == []
