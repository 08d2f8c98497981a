"""What a corrections file says of files or words that the store does not have: most often a name misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import chain, islice
from pathlib import Path

from pyoxigraph import Literal, Store

from extract.corrections import FILE_NAME, IGNORED, Corrections, load_corrections
from extract.text.fold import fold
from kg.manifest import refused_of
from kg.names import fz
from kg.store import newest, open_version

_HINT, _SOURCE = fz("hint"), fz("sourceName")
_MOST_COMPARED = 2000
_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Unused:
    """An entry that settled nothing: its file and line, its name, and files called alike.

    `kind` is what the entry names: a file, words that mean something, or words to be ignored.
    """

    file: Path
    line: int
    kind: str
    name: str
    near: tuple[str, ...] = ()


def unused_corrections(folder: Path, files: Sequence[Path], vocabulary: Sequence[Path] = ()) -> list[Unused]:
    """The entries of `files` for files or words that nothing in the newest version of the store bears out.

    Raises kg.store.StoreError if there is no store, extract.corrections.CorrectionsError if a file cannot be used.
    """
    version = newest(folder)
    graph = _Graph(open_version(version), [Path(file.path).name for file in refused_of(version)])
    return [entry for file in files for entry in _unused(file, load_corrections([file], vocabulary), graph)]


class _Graph:
    """Asks a store for what bears a correction out; `refused` are the names of the files that could not be read."""

    def __init__(self, store: Store, refused: Sequence[str]) -> None:
        self._store = store
        self._refused = refused

    def has_file(self, glob: str) -> bool:
        if _WILD.isdisjoint(glob):
            known = next(self._store.quads_for_pattern(None, _SOURCE, Literal(glob)), None)
            return known is not None or glob in self._refused
        return any(fnmatchcase(name, glob) for name in self.names())

    def has_settled(self, words: str, source: str = FILE_NAME) -> bool:
        hint = Literal(f"{source}: {words}")
        return next(self._store.quads_for_pattern(None, _HINT, hint), None) is not None

    def names(self) -> Iterator[str]:
        """The names of all files, as they are asked for."""
        sources = self._store.quads_for_pattern(None, _SOURCE, None)
        return chain(self._refused, (quad.object.value for quad in sources if isinstance(quad.object, Literal)))


def _unused(file: Path, corrections: Corrections, graph: _Graph) -> Iterator[Unused]:
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    missing = [glob for glob in corrections.of_files() if not graph.has_file(glob)]
    for glob in missing:
        near = get_close_matches(glob, sorted(set(islice(graph.names(), _MOST_COMPARED))), n=3)
        yield Unused(file, _line(lines, glob), "file", glob, tuple(near))
    for words, _ in (*corrections.entities, *corrections.firms):
        if not graph.has_settled(words):
            yield Unused(file, _line(lines, words), "words", words)
    for words in dict.fromkeys(words for glob, words in corrections.ignored if glob not in missing):
        if not graph.has_settled(words, IGNORED):
            yield Unused(file, _line(lines, words), "ignored", words)


def _line(lines: Sequence[str], words: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if words in line or words in fold(line)), 1)
