"""Writes the text of the RTF on standard input to standard output, in UTF-8.

This runs alone, apart from the package, under limits of its own: the library's expressions can take very long.
"""

from __future__ import annotations

import re
import sys

from striprtf import striprtf

try:
    import resource
except ImportError:  # not on Windows, where the time on the clock is the only limit
    resource = None  # type: ignore[assignment]

MEMORY = 2 * 1024**3
CPU_SECONDS = 30
LONGEST = 16_000_000
REFUSED = 3
DAMAGED = "a damaged RTF file; open it in Word and save it as .docx"
TOO_LONG = "an RTF file that is too large even without its pictures; save it as .docx"

# Pictures are most of a large file, and nothing of its text.
_PICTURE = re.compile(r"\{\\(?:pict|\*\\(?:objdata|themedata|datastore|blipuid))\b[^{}]*\}")
_NEVER = re.compile(r"(?!)(x)(x)(x)")
_HEX = re.compile(r"(?<=[\s\w])[0-9a-fA-F\r\n]{256,}")


def main() -> int:
    """Read, write, and return the exit status."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # It would write the address behind a link's words, at a cost that grows with the square of the length.
    striprtf.HYPERLINKS = _NEVER
    rtf = _HEX.sub("", _PICTURE.sub("", sys.stdin.buffer.read().decode("latin-1")))
    if len(rtf) > LONGEST:
        return refuse(TOO_LONG)
    try:
        text: str = striprtf.rtf_to_text(rtf, encoding="gb18030", errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, OverflowError, TypeError):
        return refuse(DAMAGED)
    sys.stdout.buffer.write(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode())
    return 0


def refuse(why: str) -> int:
    """Say why there is nothing to read."""
    sys.stderr.write(why)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
