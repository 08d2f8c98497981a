"""The same build on Apache Spark: files and folders → a dump, which any store loads in bulk.

A dump is a folder:

    reports/part-*.nq.gz           the named graph of each report, in N-Quads
    shared/part-*.nq.gz            what reports share, each quad once
    observations/part-*.parquet    the observations as a table
    files/part-*.json              what became of each file, a JSON object a line
    issues/part-*.json             what could not be resolved, a JSON object a line
    summary.json                   counts, and the base of the IRIs
    _SUCCESS                       empty, and written last
"""

from __future__ import annotations

from kg.cluster.errors import ClusterError
from kg.cluster.job import Failed, Summary, build

__all__ = ["ClusterError", "Failed", "Summary", "build"]
