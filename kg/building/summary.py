"""What a build did, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.building.files import Failure
from kg.building.graph import Update
from kg.building.merging import DIFFERING
from kg.building.outcomes import Outcomes
from kg.building.planning import Plan
from kg.building.reading import Reading
from kg.manifest import Manifest, Source


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. Where `stored` is False, the graph is as it was.

    Attributes:
        files: Files looked at, those in archives one by one: `read`, `unchanged` and `failures` together.
        reports: Reports that they hold; several files may hold one.
        other_documents: Documents that are no such reports.
        facts: Statements in them, by class.
        issues: What could not be resolved in them, by kind.
        failures: Files that gave nothing.
        duplicates: Files whose report another file has too, with that file; of reports that this build changed.
        revisions: Files whose report revises that of another, with that file; of reports that this build changed.
        read: Files of which this build read what they hold.
        unchanged: Files not read again, because what they hold was known.
        others: Documents of other formats in the folders and archives, by suffix; no report was looked for in them.
        removed: Files that the store no longer has.
        gone: Files that are no longer in the paths of the build, and whose reports the store keeps without `prune`.
        corrections: Corrections files that were applied.
        stored: Whether the store has it all now.
    """

    files: int
    reports: int = 0
    other_documents: int = 0
    facts: Mapping[str, int] = field(default_factory=dict)
    issues: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    duplicates: tuple[tuple[Path, Path], ...] = ()
    revisions: tuple[tuple[Path, Path], ...] = ()
    read: int = 0
    unchanged: int = 0
    others: Mapping[str, int] = field(default_factory=dict)
    removed: int = 0
    gone: tuple[Path, ...] = ()
    corrections: tuple[Path, ...] = ()
    stored: bool = False

    @property
    def statements(self) -> int:
        """Statements in all."""
        return sum(self.facts.values())


def summarize(
    found: Plan,
    reading: Reading,
    manifest: Manifest | None = None,
    outcomes: Outcomes | None = None,
    update: Update | None = None,
) -> Summary:
    """What a build did; what its files hold where it was stored, with the manifest of the version and the outcomes."""
    failures = tuple(sorted(reading.failures, key=lambda failure: str(failure.path)))
    made = Summary(
        files=len(reading.sources) + len(failures),
        failures=failures,
        read=reading.read,
        unchanged=reading.unchanged,
        others=dict(sorted((Counter(found.others) + reading.others).items())),
        corrections=found.corrections,
    )
    if manifest is None or outcomes is None or update is None:
        return made
    return replace(
        _counted(made, reading.sources, manifest, outcomes),
        duplicates=_duplicates(update, manifest),
        revisions=_revisions(update, manifest),
    )


def _counted(made: Summary, sources: Iterable[Source], manifest: Manifest, outcomes: Outcomes) -> Summary:
    """With what `sources` hold together, each report once."""
    kinds: Counter[bool] = Counter()
    facts: Counter[str] = Counter()
    issues: Counter[str] = Counter()
    for graph in {manifest.graph(key) for key in {source.key for source in sources}}:
        key, extra = manifest.row("SELECT key, extra FROM report WHERE graph = ?", graph)
        profile = outcomes.profile(key)
        kinds[profile.is_report] += 1
        facts.update(profile.facts)
        issues.update(profile.issues)
        issues[DIFFERING] += extra.count(b"#issueKind>")
    return replace(
        made,
        reports=kinds[True],
        other_documents=kinds[False],
        facts=dict(sorted(facts.items())),
        issues=dict(sorted((+issues).items())),
    )


def _duplicates(update: Update, manifest: Manifest) -> tuple[tuple[Path, Path], ...]:
    changed = set(update.changed)
    several = "SELECT graph FROM content JOIN source USING (key) GROUP BY graph HAVING COUNT(*) > 1 ORDER BY graph"
    found: list[tuple[Path, Path]] = []
    for (graph,) in manifest.rows(several):
        if graph in changed:
            first, *others = manifest.paths(graph)
            found += [(Path(other), Path(first)) for other in others]
    return tuple(found)


def _revisions(update: Update, manifest: Manifest) -> tuple[tuple[Path, Path], ...]:
    return tuple(
        (Path(manifest.paths(newer)[0]), Path(manifest.paths(older)[0])) for newer, older in sorted(update.revisions)
    )
