"""`python -m viz.page.vendor.make`: gets sigma.js and graphology by npm and bundles them into webgl.min.js.

Needs Node.js with npm, and the network. The versions are those of package-lock.json, whose checksums npm verifies; the
same versions give the same files.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
INPUTS = ("package.json", "package-lock.json", "webgl.js")
BUNDLE, LICENCES = HERE / "webgl.min.js", HERE / "webgl.licences.txt"


def main() -> None:
    """Make the bundle and the file of its licences, or end with a line that says what is missing."""
    if shutil.which("npm") is None:
        sys.exit("npm is missing: install Node.js 20 or newer with npm")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in INPUTS:
            shutil.copy(HERE / file, folder)
        _run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        _bundle(folder)


def _bundle(folder: Path) -> None:
    made, report = folder / "made.js", folder / "made.json"
    options = (
        "--bundle",
        "--minify",
        "--format=iife",
        "--global-name=webgl",
        "--target=es2020",
        "--legal-comments=none",
    )
    _run(folder, "npx", "--no-install", "esbuild", "webgl.js", *options, f"--outfile={made}", f"--metafile={report}")
    inputs = json.loads(report.read_text(encoding="utf-8"))["inputs"]
    packages = sorted({path.split("/")[1] for path in inputs if path.startswith("node_modules/")})
    about = {name: json.loads((folder / "node_modules" / name / "package.json").read_bytes()) for name in packages}
    banner = ", ".join(f"{name} {about[name]['version']}" for name in packages)
    BUNDLE.write_text(f"/* {banner}; licences: NOTICE */\n{made.read_text(encoding='utf-8')}", encoding="utf-8")
    texts = [f"==== {name} {about[name]['version']} ====\n\n{_licence(folder, name)}\n" for name in packages]
    LICENCES.write_text("\n".join(texts), encoding="utf-8")
    sys.stdout.write(banner + "\n")


def _licence(folder: Path, name: str) -> str:
    found = sorted((folder / "node_modules" / name).glob("LICEN[CS]E*"))
    if not found:
        sys.exit(f"{name} comes without a licence text; see what its makers say")
    return found[0].read_text(encoding="utf-8").strip()


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:2])} failed:\n{done.stderr.strip()[-2000:]}")


if __name__ == "__main__":
    main()
