"""Nearest vectors behind one interface: exact in NumPy for up to some 10,000 clauses, Chroma beyond that.

Both return rows and cosines, best first, equal cosines by row, so that one can replace the other; a test holds
them to the same ranking. Chroma is imported in `index.chroma` alone and only when it is used.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Cosines = NDArray[np.float32]
BLAS_FROM = 4_000_000  # numbers in a matrix from which threads are worth waiting for


class VectorStore(Protocol):
    """Finds the rows whose vectors are nearest to a query's."""

    size: int

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None) -> tuple[Rows, Cosines]:
        """The k nearest rows with their cosines, best first; fewer where there are fewer. `allowed` rows only."""

    def cosines(self, vector: NDArray[np.float32], rows: Rows) -> Cosines:
        """The cosines of the rows given, in their order."""


class ExactVectors:
    """Every vector compared, as one matrix product; `matrix` holds unit rows and may be memory-mapped."""

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        self.matrix = matrix
        self.size = len(matrix)

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None) -> tuple[Rows, Cosines]:
        cosines = products(self.matrix, vector)
        if allowed is None:
            return best(cosines, k)
        return best(np.where(allowed, cosines, np.float32(-2)), min(k, int(allowed.sum())))

    def cosines(self, vector: NDArray[np.float32], rows: Rows) -> Cosines:
        return products(self.matrix[rows], vector)


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
    rows = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
    if k < len(scores):  # ties at the edge: the lowest rows win, whatever the partition kept
        edge = scores[rows].min()
        above = np.flatnonzero(scores > edge)
        rows = np.concatenate([above, np.flatnonzero(scores == edge)[: k - len(above)]])
    rows = rows[np.lexsort((rows, -scores[rows]))]
    return rows, scores[rows]
