"""What a build has to look at, and what becomes of the files that earlier builds knew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.building.files import CorrectionsOf, Failure, count_others, digest, find_files, holds, shown
from kg.building.reading import Found, Reading
from kg.building.snapshots import Snapshots
from kg.manifest import Contents, Refused, Source


@dataclass(frozen=True, slots=True)
class Plan:
    """The files to look at, those that cannot be opened, and the corrections files that speak of any of them.

    `others` counts the documents of other formats beside them, by suffix.
    """

    roots: tuple[Path, ...]
    files: tuple[Found, ...]
    failures: tuple[Failure, ...]
    corrections: tuple[Path, ...]
    others: Mapping[str, int] = field(default_factory=dict)

    def elsewhere(self, before: Contents) -> list[Source]:
        """The sources of earlier builds that are none of this build's business, or could not be looked at."""
        return [source for source in before.sources.values() if self._is_elsewhere(Path(source.path))]

    def _is_elsewhere(self, path: Path) -> bool:
        unread = any(holds(failure.path, path) for failure in self.failures)
        return unread or not any(holds(root, path) for root in self.roots)

    def gone(self, after: Contents, reading: Reading) -> list[Path]:
        """The files whose reports the store keeps although they are no longer in the paths of this build."""
        sources = (source.path for source in after.sources.values())
        return [Path(path) for path in sources if path not in reading.looked_at and not self._is_elsewhere(Path(path))]

    def contents_after(self, before: Contents, reading: Reading, *, prune: bool) -> Contents:
        """What the store stands for after this build.

        A report whose file is gone stays unless `prune`, or unless its content was found in another place: it was
        moved. If there is nothing that could be read, no report goes. What could not be read and is gone does not stay:
        nothing is lost by it.
        """
        goes_on = reading.sources or prune
        sources = self._sources_after(before.sources, reading, prune=prune) if goes_on else before.sources
        return Contents(sources, self._refused_after(before.refused, reading))

    def _sources_after(self, before: Mapping[str, Source], reading: Reading, *, prune: bool) -> dict[str, Source]:
        digests = {source.digest for source in reading.sources}
        kept = (
            source
            for source in before.values()
            if self._is_elsewhere(Path(source.path))
            or not (
                prune
                or source.path in reading.looked_at
                or (source.digest in digests and not Path(source.path).exists())
            )
        )
        return {source.path: source for source in (*kept, *reading.sources)}

    def _refused_after(self, before: Mapping[str, Refused], reading: Reading) -> dict[str, Refused]:
        kept = (refused for refused in before.values() if self._is_elsewhere(Path(refused.path)))
        now = (Refused(str(f.path), self._name(f.path), f.reason, f.remedy) for f in reading.failures)
        return {refused.path: refused for refused in (*kept, *now)}

    def _name(self, path: Path) -> str:
        """What a file is called in the widest folder given that holds it; a file given by itself, its name."""
        root = min((root for root in self.roots if holds(root, path)), key=lambda root: len(root.parts), default=path)
        folder = root if root != path and root.is_dir() else root.parent
        return shown(path.relative_to(folder))


def plan(paths: Sequence[Path], before: Contents, snapshots: Snapshots, *, prune: bool) -> Plan:
    """Look at the files that `paths` name. Raises BuildError if there is nothing to read."""
    known = {*before.sources, *before.refused} if prune else ()
    digests = {path: digest(path) for path in find_files(paths, known)}
    corrections_of = CorrectionsOf(paths)
    files = []
    used: set[Path] = set()
    for path, value in digests.items():
        if isinstance(value, str):
            corrections = corrections_of(path)
            used.update(corrections)
            copies = tuple(snapshots.copy(file) for file in corrections)
            files.append(Found(path, value, copies, snapshots.digest(corrections)))
    failures = tuple(value for value in digests.values() if isinstance(value, Failure))
    roots = tuple(path.absolute() for path in paths)
    return Plan(roots, tuple(files), failures, tuple(sorted(used)), count_others(paths))
