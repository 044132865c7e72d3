"""Intervals and paired tests. Turns of one conversation hang together, so conversations are what is resampled.

Everything is seeded: the same run gives the same interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np

ROUNDS = 2000
SEED = 20240618


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95% interval. `n` units (turns or conversations), in `clusters` conversations."""

    value: float
    low: float
    high: float
    n: int
    clusters: int

    def as_json(self) -> dict[str, float | int]:
        return {
            "value": round(self.value, 6),
            "low": round(self.low, 6),
            "high": round(self.high, 6),
            "n": self.n,
            "conversations": self.clusters,
        }


@lru_cache(maxsize=64)
def _weights(clusters: int) -> np.ndarray:
    """How often each cluster is drawn in each round of the bootstrap."""
    rng = np.random.default_rng(SEED)
    return rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=ROUNDS).astype(np.float32)


def estimate(clusters: Sequence[Sequence[float]]) -> Estimate | None:
    """Mean over all values with a 95% percentile interval from resampling whole clusters; None without values.

    Where all values are 0 or all are 1 resampling has nothing to vary: the interval is then the exact binomial one over
    clusters (none of 20 wrong still leaves up to 16.8% possible).
    """
    filled = [list(values) for values in clusters if len(values)]
    if not filled:
        return None
    sums = np.array([sum(values) for values in filled], dtype=float)
    counts = np.array([len(values) for values in filled], dtype=float)
    mean, size, n = float(sums.sum() / counts.sum()), len(filled), int(counts.sum())
    if mean in (0.0, 1.0):
        edge = 0.025 ** (1 / size)
        return Estimate(mean, edge if mean else 0.0, 1.0 if mean else 1 - edge, n, size)
    weights = _weights(size)
    means = (weights @ sums) / (weights @ counts)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(mean, float(low), float(high), n, size)


def mcnemar(better: int, worse: int) -> float:
    """Two-sided exact McNemar p: the chance of so uneven a split of the changed units if both runs were equally good."""
    n = better + worse
    if n == 0:
        return 1.0
    tail = sum(comb(n, k) for k in range(min(better, worse) + 1)) / 2**n
    return min(1.0, 2 * tail)


def paired(a: Sequence[Sequence[float]], b: Sequence[Sequence[float]]) -> tuple[float, float, float, float]:
    """Difference b - a over the same clusters: (difference, low, high, p), p by flipping the sign of whole clusters at random."""
    kept = [(x, y) for x, y in zip(a, b, strict=True) if len(x) and len(x) == len(y)]
    if not kept:
        return 0.0, 0.0, 0.0, 1.0
    sums = np.array([sum(y) - sum(x) for x, y in kept], dtype=float)
    counts = np.array([len(x) for x, _ in kept], dtype=float)
    difference = float(sums.sum() / counts.sum())
    if not np.any(sums):
        return 0.0, 0.0, 0.0, 1.0
    weights = _weights(len(kept))
    means = (weights @ sums) / (weights @ counts)
    low, high = np.percentile(means, [2.5, 97.5])
    rng = np.random.default_rng(SEED)
    signs = rng.choice(np.array([-1.0, 1.0]), size=(10 * ROUNDS, int(np.count_nonzero(sums))))
    flipped = np.abs(signs @ sums[sums != 0])
    p = float((np.count_nonzero(flipped >= abs(sums.sum()) - 1e-9) + 1) / (10 * ROUNDS + 1))
    return difference, float(low), float(high), p
