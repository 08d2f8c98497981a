"""Readers: a report's file → its clean text."""

from extract.read.errors import ReadError
from extract.read.reader import read, suffixes

__all__ = ["ReadError", "read", "suffixes"]
