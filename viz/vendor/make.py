"""`python -m viz.vendor.make`: gets the libraries by npm and bundles them into the folders of the pages.

Needs Node.js with npm, and the network. The versions are those of package-lock.json, whose checksums npm
verifies; the same versions give the same files.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LICENCES = (
    *("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENSE-MPL", "License.txt", "LICENCE", "license", "NOTICE"),
    "CopyrightNotice.txt",
)


def main() -> None:
    """Make all bundles, or end with a line that says what is missing."""
    if shutil.which("npm") is None:
        sys.exit("npm is missing: install Node.js 20 or newer with npm")
    bundles = tomllib.loads((HERE / "bundles.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(HERE, folder, dirs_exist_ok=True)
        _run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        for bundle, options in bundles.items():
            _bundle(folder, bundle, options)


def _bundle(folder: Path, name: str, options: dict[str, Any]) -> None:
    """Write one bundle and the licences of what is in it."""
    made = folder / "made" / f"{name}.js"
    report = made.with_suffix(".json")
    form = ("--format=iife", f"--global-name={options['global']}") if "global" in options else ("--format=esm",)
    command = ("npx", "--no-install", "esbuild", options["entry"], "--bundle", "--minify", *form)
    _run(folder, *command, "--target=es2020", "--legal-comments=none", f"--outfile={made}", f"--metafile={report}")
    inputs = json.loads(report.read_text(encoding="utf-8"))["inputs"]
    packages = sorted({*_packages(inputs), *_packages(_embedded(folder, inputs))})
    banner = ", ".join(f"{package} {_version(folder, package)}" for package in packages)
    code = _changed(made.read_text(encoding="utf-8"), options.get("replace", []))
    target = HERE.parent / options["target"]
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(target.glob(f"{name}.*")):
        path.unlink()
    (target / f"{name}.js").write_text(f"/* {banner}; licences: {name}.licences.txt */\n{code}", encoding="utf-8")
    texts = "\n\n".join(_licence(folder, package) for package in packages)
    (target / f"{name}.licences.txt").write_text(texts, encoding="utf-8")
    for extra in sorted(made.parent.glob(f"{name}.css")):
        shutil.copy(extra, target)
    sys.stdout.write(f"{name}: {banner}\n")


def _changed(code: str, replacements: Iterable[tuple[str, str]]) -> str:
    for old, new in replacements:
        if code.count(old) != 1:
            sys.exit(f"{old} stands {code.count(old)} times in the bundle, not once; see bundles.toml")
        code = code.replace(old, new)
    return code


def _embedded(folder: Path, inputs: Iterable[str]) -> Iterator[str]:
    """The files that inputs which are bundles themselves are made of, as their source maps say."""
    for path in inputs:
        source_map = folder / f"{path}.map"
        if source_map.is_file():
            yield from json.loads(source_map.read_text(encoding="utf-8"))["sources"]


def _packages(inputs: Iterable[str]) -> Iterator[str]:
    """The packages that files are from, as their paths (node_modules/@scope/name/…) say."""
    for path in inputs:
        parts = path.rpartition("node_modules/")[2].split("/")
        if "node_modules/" in path:
            yield "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]


def _root(folder: Path, package: str) -> Path:
    """Where npm has put a package: at the top, or below the one that wants another version of it."""
    modules = folder / "node_modules"
    nested = sorted(modules.glob(f"**/node_modules/{package}"))
    return next(path for path in (modules / package, *nested) if path.is_dir())


def _version(folder: Path, package: str) -> str:
    return str(json.loads((_root(folder, package) / "package.json").read_text(encoding="utf-8"))["version"])


def _licence(folder: Path, package: str) -> str:
    """The package's name and version with its licence and notices in full."""
    root = _root(folder, package)
    about = json.loads((root / "package.json").read_text(encoding="utf-8"))
    texts = [path.read_text(encoding="utf-8").strip() for path in _licence_files(root, package)]
    if not texts:
        advice = "add its file's name to LICENCES, or get the text from its makers into licences/"
        sys.exit(f"{package} comes without a licence text; {advice}")
    return "\n\n".join([f"==== {package} {about['version']} ({about.get('license', 'see below')}) ====", *texts]) + "\n"


def _licence_files(root: Path, package: str) -> list[Path]:
    """The package's own, or else what licences/ has for its scope or name."""
    own = [path for path in map(root.joinpath, LICENCES) if path.is_file()]
    return own or [path for path in [HERE / "licences" / f"{package.split('/')[0]}.txt"] if path.is_file()]


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:2])} failed:\n{done.stderr.strip()[-2000:]}")


if __name__ == "__main__":
    main()
