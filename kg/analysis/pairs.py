"""Which rows of a sparse membership matrix share how many columns: the strongest pairs, in bounded time and memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse

Numbers = npt.NDArray[np.float64]
Score = Callable[[Numbers, Numbers, Numbers], Numbers]
"""Shared columns, size of the one row, size of the other → how strong the pair is; arrays of one length."""

WORK = 50_000_000
"""Pairs that may be compared, counted once for each column that they share: some seconds."""
_ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Pairs:
    """The strongest pairs: `one[k] < other[k]` are rows, strongest first; and the columns too common to compare."""

    one: npt.NDArray[np.intp]
    other: npt.NDArray[np.intp]
    shared: Numbers
    score: Numbers
    total: int
    common: npt.NDArray[np.intp]


def membership(graph: nx.Graph[str], rows: list[str], columns: list[str]) -> sparse.csr_array:
    """Return the matrix of zeros and ones, rows × columns, of the edges between two lists of nodes."""
    return sparse.csr_array(
        nx.bipartite.biadjacency_matrix(graph, rows, columns, dtype=np.int64, weight=None), dtype=np.float64
    )


def too_common(matrix: sparse.csr_array, work: int = WORK) -> npt.NDArray[np.intp]:
    """Return the columns, commonest first, without which no more than `work` pairs are to be compared."""
    sizes = np.asarray(matrix.sum(axis=0)).ravel()
    order = np.argsort(sizes, kind="stable")
    cost = np.cumsum(sizes[order] * (sizes[order] - 1) / 2)
    return order[np.searchsorted(cost, work, side="right") :][::-1]


def strongest(matrix: sparse.csr_array, score: Score, *, keep: int, work: int = WORK) -> Pairs:
    """Return the `keep` strongest pairs of rows that share a column.

    Args:
        matrix: Zeros and ones, rows × columns.
        score: How strong a pair is; sizes of rows are counted without the columns left out.
        keep: How many pairs at most; of equals the first rows.
        work: Bound of the comparisons; the commonest columns are left out until it holds.
    """
    common = too_common(matrix, work)
    kept = np.setdiff1d(np.arange(matrix.shape[1]), common)
    matrix = matrix[:, kept]
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    transposed = sparse.csr_array(matrix.T)
    best: tuple[npt.NDArray[np.float64], ...] = tuple(np.empty(0) for _ in range(4))
    total = 0
    for begin in range(0, matrix.shape[0], _ROWS_AT_ONCE):
        product = sparse.coo_array(matrix[begin : begin + _ROWS_AT_ONCE] @ transposed)
        one, other = product.coords[0] + begin, product.coords[1]
        above = other > one
        one, other, shared = one[above], other[above], product.data[above]
        total += len(one)
        found = (one, other, shared, score(shared, sizes[one], sizes[other]))
        best = _cut([np.concatenate(both) for both in zip(best, found, strict=True)], keep)
    one, other, shared, strength = best
    return Pairs(one.astype(np.intp), other.astype(np.intp), shared, strength, total, common)


def _cut(columns: list[npt.NDArray[np.float64]], keep: int) -> tuple[npt.NDArray[np.float64], ...]:
    """Return the strongest rows of a table of pairs: by score, then by what they share, then the first."""
    one, other, shared, score = columns
    if len(score) > 4 * keep:  # most can go without being sorted
        least = np.partition(score, len(score) - keep)[len(score) - keep]
        one, other, shared, score = (column[score >= least] for column in columns)
    order = np.lexsort((other, one, -shared, -score))[:keep]
    return one[order], other[order], shared[order], score[order]
