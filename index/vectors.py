"""Nearest vectors behind one interface: exact in NumPy for up to some 10,000 clauses, Chroma or cells (`index.cells`) beyond that.

Both return rows and cosines, best first, equal cosines by row, so that one can replace the other; a test holds
them to the same ranking. Chroma is imported in `index.chroma` alone and only when it is used.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Cosines = NDArray[np.float32]
SKETCHED = 20_000  # vectors from which the leading AXES coordinates choose SHORTLIST of them to be compared in full
AXES = 96
SHORTLIST = 2_000
THINNED = 20_000  # scores from which a sample of every SAMPLED-th one tells which are worth sorting
SAMPLED = 64
BLAS_FROM = 4_000_000  # numbers in a matrix from which threads are worth waiting for


class VectorStore(Protocol):
    """Finds the rows whose vectors are nearest to a query's."""

    size: int

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None) -> tuple[Rows, Cosines]:
        """The k nearest rows with their cosines, best first; fewer where there are fewer. `allowed` rows only."""

    def cosines(self, vector: NDArray[np.float32], rows: Rows) -> Cosines:
        """The cosines of the rows given, in their order."""


class ExactVectors:
    """Every vector compared; `matrix` holds unit rows and may be memory-mapped.

    Many vectors are first compared along the 96 directions in which they differ most, and the best 2,000 in full: on
    57,326 statutes that finds all of the true ten nearest and 98% of the 200 nearest, at two fifths of the reading.
    """

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        self.matrix = matrix
        self.size = len(matrix)
        self._axes = axes_of(matrix) if self.size > SKETCHED and matrix.shape[1] > AXES else None
        self._heads = matrix @ self._axes.T if self._axes is not None else None

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None) -> tuple[Rows, Cosines]:
        if self._axes is not None and self._heads is not None and k < SHORTLIST // 4:
            sketch = self._heads @ (self._axes @ vector)
            if allowed is not None:
                sketch[~allowed] = -2
            shortlist, near = best(sketch, SHORTLIST)
            rows = np.sort(shortlist[near > -2])
            places, cosines = best(self.cosines(vector, rows), k)
            return rows[places], cosines
        cosines = products(self.matrix, vector)
        if allowed is None:
            return best(cosines, k)
        return best(np.where(allowed, cosines, np.float32(-2)), min(k, int(allowed.sum())))

    def cosines(self, vector: NDArray[np.float32], rows: Rows) -> Cosines:
        return products(self.matrix[rows], vector)


def axes_of(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """The AXES directions in which the vectors differ most, found on a sample of 10,000, as rows."""
    sample = np.asarray(matrix[:: max(1, len(matrix) // 10_000)], np.float32)
    _, directions = np.linalg.eigh(sample.T @ sample)
    return np.ascontiguousarray(directions[:, ::-1][:, :AXES].T, np.float32)


def products(matrix: NDArray[np.float32], vector: NDArray[np.float32]) -> Cosines:
    """The product of every row with a vector, without BLAS where that is small.

    BLAS splits even small products over threads and waits for the slowest: on a busy machine 0.1 ms becomes 50.
    """
    if matrix.size < BLAS_FROM:
        return np.asarray(np.einsum("ij,j->i", matrix, vector), np.float32)
    return np.asarray(matrix @ vector, np.float32)


def best(scores: NDArray[np.float32], k: int) -> tuple[Rows, Cosines]:
    """Rows of the k highest scores, best first, equal scores by row."""
    k = min(k, len(scores))
    if k <= 0:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    if len(scores) > THINNED and (some := _plausible(scores, k)) is not None:
        places, found = best(scores[some], k)
        return some[places], found
    rows = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    if k < len(scores):  # ties at the edge: the lowest rows win, whatever the partition kept
        edge = scores[rows].min()
        above = np.flatnonzero(scores > edge)
        rows = np.concatenate([above, np.flatnonzero(scores == edge)[: k - len(above)]])
    rows = rows[np.lexsort((rows, -scores[rows]))]
    return rows, scores[rows]


def _plausible(scores: NDArray[np.float32], k: int) -> Rows | None:
    """Every row above what a sample says of the k highest, in order; None where that would leave too few rows or most of them."""
    sample = scores[::SAMPLED]
    place = max(0, len(sample) - 2 - 4 * k // SAMPLED)
    rows = np.flatnonzero(scores >= np.partition(sample, place)[place])
    return rows if k <= len(rows) < len(scores) // 2 else None
