"""What a file may cost to read: beyond this it is refused, however well it is meant."""

from __future__ import annotations

MEBIBYTE = 1024 * 1024

LARGEST_FILE = 64 * MEBIBYTE
"""Bytes of a report's file."""

LARGEST_TEXT = 4_000_000
"""Characters of a report: a book has one million. The densest text of this length takes less than one gigabyte."""

LARGEST_PART = 32 * MEBIBYTE
"""Bytes of one unpacked part of a Word, OpenDocument or OFD file."""

MOST_TAGS = 2_000_000
"""Opening and closing tags of a page, or of one part of a Word, OpenDocument or OFD file: a book has some 300,000."""

LARGEST_ARCHIVE = 1024 * MEBIBYTE
"""Bytes of an archive's file, and of all that it holds unpacked."""

MOST_MEMBERS = 20_000
"""Files in an archive, those of archives within it included."""

HIGHEST_RATIO = 200
"""How many times larger than packed a member may be, from one mebibyte on; text is packed to a tenth."""

DEEPEST_NESTING = 2
"""How many archives may lie in one another."""
