"""The phrases by which people are known to ask for a document: aliases, questions it answered before, its title.

Each phrase has a vector of its own, and a document is as near to a question as its nearest phrase. A clause's one
vector blurs what a short alias says exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.vectors import products

SEARCHED = 50_000  # up to so many phrases the nearest ones bring their documents in as candidates


class Phrases:
    """Vectors of phrases, those of one document side by side; document `row` has those from `starts[row]` to `starts[row + 1]`."""

    def __init__(self, vectors: NDArray[np.float32], starts: NDArray[np.int64]) -> None:
        self.vectors, self.starts = vectors, starts

    @classmethod
    def build(cls, counts: Sequence[int], vectors: NDArray[np.float32]) -> Phrases:
        """From the number of phrases of every document, and all their vectors in that order."""
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(np.asarray(counts, np.int64), out=starts[1:])
        return cls(vectors, starts)

    def near(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each row's nearest phrase, 0 where it has none."""
        out = np.zeros(len(rows), np.float32)
        first, last = self.starts[rows], self.starts[rows + 1]
        held = np.flatnonzero(last > first)
        if len(held):
            sizes = (last - first)[held]
            ends = np.cumsum(sizes)
            places = np.arange(ends[-1]) - np.repeat(ends - sizes, sizes) + np.repeat(first[held], sizes)
            few = len(self.vectors) < 4 * len(places)  # comparing all is cheaper than picking
            scores = products(self.vectors, vector)[places] if few else products(self.vectors[places], vector)
            out[held] = np.maximum.reduceat(scores, ends - sizes)
        return np.maximum(out, 0)

    def candidates(self, vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        """The documents of the k nearest phrases; none where there are too many phrases to compare."""
        if not 0 < len(self.vectors) <= SEARCHED:
            return np.zeros(0, np.int64)
        scores = products(self.vectors, vector)
        top = np.argpartition(-scores, k - 1)[:k] if k < len(scores) else np.arange(len(scores))
        return np.unique(np.searchsorted(self.starts, top, side="right") - 1)

    def save(self, folder: Path) -> None:
        """Write `phrases.npy` and `phrase_starts.npy`."""
        np.save(folder / "phrases.npy", self.vectors)
        np.save(folder / "phrase_starts.npy", self.starts)

    @classmethod
    def load(cls, folder: Path) -> Phrases:
        """Read what `save` wrote."""
        return cls(np.load(folder / "phrases.npy", mmap_mode="r"), np.load(folder / "phrase_starts.npy"))
