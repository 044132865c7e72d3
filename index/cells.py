"""Nearest vectors among very many: they are sorted into cells around centres, and a question looks into the nearest cells.

A question is compared with every centre, with the coordinates of all vectors in the nearest cells along the directions
in which vectors differ most, and in full with the best of those. Files are memory-mapped and never change, so that a
million vectors open at once; building takes seconds where a graph of neighbours takes an hour.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.vectors import AXES, SHORTLIST, Cosines, Rows, axes_of, best, products

FROM = 200_000  # vectors from which cells are worth their files
CELLS = 1_024
PROBED = 96  # cells that a question looks into
ROUNDS = 8  # of k-means
PER_CELL = 60  # vectors of the sample that the centres are found on, for each
STEP = 20_000  # rows compared with the centres at a time


class CellVectors:
    """Approximate search over a memory-mapped matrix; the cosines returned are exact."""

    def __init__(self, matrix: NDArray[np.float32], folder: Path) -> None:
        self.matrix, self.size = matrix, len(matrix)
        with np.load(folder / "cells.npz") as data:
            self._axes, self._centres, self._order, self._starts = (data[name] for name in ("axes", "centres", "order", "starts"))
        self._heads = np.load(folder / "heads.npy", mmap_mode="r")

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None = None) -> tuple[Rows, Cosines]:
        """As every store; where a filter leaves few rows in the nearest cells, all allowed rows are compared instead."""
        head = self._axes @ vector
        cells = np.argpartition(-products(self._centres, head), PROBED)[:PROBED]
        sketch = np.concatenate([products(self._heads[self._starts[cell] : self._starts[cell + 1]], head) for cell in cells])
        rows = np.concatenate([self._order[self._starts[cell] : self._starts[cell + 1]] for cell in cells]).astype(np.int64)
        if allowed is not None:
            sketch, rows = sketch[allowed[rows]], rows[allowed[rows]]
            if len(rows) < k:
                rows, sketch = np.flatnonzero(allowed), np.zeros(0, np.float32)
        if len(sketch) > SHORTLIST and k < SHORTLIST // 4:
            rows = rows[np.argpartition(-sketch, SHORTLIST)[:SHORTLIST]]
        rows = np.sort(rows)
        places, cosines = best(self.cosines(vector, rows), k)
        return rows[places], cosines

    def cosines(self, vector: NDArray[np.float32], rows: Rows) -> Cosines:
        return products(self.matrix[rows], vector)


def write_cells(matrix: NDArray[np.float32], folder: Path) -> None:
    """Sort the rows of the matrix into cells and write `cells.npz` and `heads.npy`; seeded, the same rows give the same cells."""
    axes = axes_of(matrix)
    heads = np.empty((len(matrix), AXES), np.float32)
    for start in range(0, len(matrix), STEP):
        heads[start : start + STEP] = matrix[start : start + STEP] @ axes.T
    random = np.random.default_rng(0)
    sample = heads[np.sort(random.choice(len(heads), min(CELLS * PER_CELL, len(heads)), replace=False))]
    centres = sample[random.choice(len(sample), CELLS, replace=False)]
    for _ in range(ROUNDS):
        near = _nearest_centre(sample, centres)
        sizes = np.bincount(near, minlength=CELLS)
        order = np.argsort(near, kind="stable")
        sums = np.add.reduceat(sample[order], np.minimum(np.cumsum(sizes) - sizes, len(sample) - 1), axis=0)
        full = sizes > 0
        centres[full] = sums[full] / np.maximum(np.linalg.norm(sums[full], axis=1, keepdims=True), 1e-9)
    near = _nearest_centre(heads, centres)
    order = np.argsort(near, kind="stable").astype(np.int32)
    starts = np.zeros(CELLS + 1, np.int64)
    np.cumsum(np.bincount(near, minlength=CELLS), out=starts[1:])
    np.save(folder / "heads.npy", heads[order])
    np.savez(folder / "cells.npz", axes=axes, centres=centres, order=order, starts=starts)


def _nearest_centre(heads: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.int64]:
    parts = [(heads[start : start + STEP] @ centres.T).argmax(1) for start in range(0, len(heads), STEP)]
    return np.concatenate(parts)
