"""`python -m viz.explorer.vendor.make`: gets the libraries by npm and bundles them into static/vendor.

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

HERE = Path(__file__).parent
TARGET = HERE.parent / "static" / "vendor"
LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "license", "NOTICE", "CopyrightNotice.txt")


def main() -> None:
    """Make all bundles, or end with a line that says what is missing."""
    if shutil.which("npm") is None:
        sys.exit("npm is missing: install Node.js 20 or newer with npm")
    bundles = tomllib.loads((HERE / "bundles.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in HERE.iterdir():
            if path.is_file():
                shutil.copy(path, folder)
        _run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        TARGET.mkdir(parents=True, exist_ok=True)
        for bundle, options in bundles.items():
            _bundle(folder, bundle, options)


def _bundle(folder: Path, name: str, options: dict[str, str]) -> None:
    """Write one bundle and the licences of what is in it."""
    made = folder / f"{name}.js"
    report = folder / f"{name}.json"
    command = ("npx", "--no-install", "esbuild", options["entry"], "--bundle", "--minify", "--format=esm")
    _run(folder, *command, "--target=es2020", "--legal-comments=none", f"--outfile={made}", f"--metafile={report}")
    packages = sorted(set(_packages(json.loads(report.read_text(encoding="utf-8"))["inputs"])))
    banner = ", ".join(f"{package} {_version(folder, package)}" for package in packages)
    code = made.read_text(encoding="utf-8")
    for path in sorted(TARGET.glob(f"{name}.*")):
        path.unlink()
    (TARGET / f"{name}.js").write_text(f"/* {banner}; licences: {name}.licences.txt */\n{code}", encoding="utf-8")
    texts = "\n\n".join(_licence(folder, package) for package in packages)
    (TARGET / f"{name}.licences.txt").write_text(texts, encoding="utf-8")
    for extra in sorted(folder.glob(f"{name}.css")):
        shutil.copy(extra, TARGET)
    sys.stdout.write(f"{name}: {banner}\n")


def _packages(inputs: Iterable[str]) -> Iterator[str]:
    """The packages that files are from: node_modules/@scope/name/…"""
    for path in inputs:
        parts = path.rpartition("node_modules/")[2].split("/")
        if "node_modules/" in path:
            yield "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]


def _version(folder: Path, package: str) -> str:
    about = json.loads((folder / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    return str(about["version"])


def _licence(folder: Path, package: str) -> str:
    """The package's name and version with its licence and notices in full."""
    root = folder / "node_modules" / package
    about = json.loads((root / "package.json").read_text(encoding="utf-8"))
    texts = [path.read_text(encoding="utf-8").strip() for path in map(root.joinpath, LICENCES) if path.is_file()]
    if not texts:
        sys.exit(f"{package} comes without a licence text; see what its makers say, and add the file's name to LICENCES")
    return "\n\n".join([f"==== {package} {about['version']} ({about.get('license', 'see below')}) ====", *texts]) + "\n"


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:2])} failed:\n{done.stderr.strip()[-2000:]}")


if __name__ == "__main__":
    main()
