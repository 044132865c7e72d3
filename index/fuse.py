"""One score from words and vectors: a small learned function of features that mean the same in every library.

Features are shares, cosines and differences to the best candidate, never raw scores, so that weights learned on
mixed sets carry over to a library that nobody has seen. The score is the probability that the clause answers the
question, learned with questions whose answer is not in the collection: low everywhere means that nothing fits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FEATURES = (
    "cosine", "cosine_gap", "cosine_z", "covered", "covered_gap", "bm25", "bm25_share", "bm25_z", "title", "length", "known", "units",
)
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What both rankers say about the candidates of one query."""

    cosine: Array
    bm25: Array  # raw
    covered: Array  # share of the query's weight held
    title: Array  # the same, in title and aliases alone
    length: Array  # units of the document
    mass: float  # of the query
    known: float  # share of the query's weight that the library holds anywhere
    units: int  # of the query


def features(found: Candidates) -> Array:
    """One row of FEATURES a candidate."""
    n = len(found.cosine)
    if not n:
        return np.zeros((0, len(FEATURES)), np.float32)
    bm25 = found.bm25 / (found.mass * 2.2 or 1.0)
    columns = (
        found.cosine,
        found.cosine - found.cosine.max(),
        _z(found.cosine),
        found.covered,
        found.covered - found.covered.max(),
        bm25,
        found.bm25 / max(float(found.bm25.max()), 1e-9),
        _z(found.bm25),
        found.title,
        np.log1p(found.length) / 8,
        np.full(n, found.known),
        np.full(n, np.log1p(found.units) / 5),
    )
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


def _z(values: Array) -> Array:
    return np.clip((values - values.mean()) / (values.std() + 1e-6), -4, 8) / 4


@dataclass(frozen=True)
class Fusion:
    """A two-layer perceptron: ranks by its logit, and calibrates the logit to a probability."""

    mean: Array
    scale: Array
    hidden: Array
    hidden_bias: Array
    out: Array
    slope: float
    offset: float

    def logits(self, rows: Array) -> Array:
        """The ranking score of each row of features."""
        x = (rows - self.mean) / self.scale
        return np.maximum(x @ self.hidden + self.hidden_bias, 0) @ self.out

    def probability(self, logits: Array) -> Array:
        """Logits as the probability of being an answer, 0..1."""
        return 1 / (1 + np.exp(-(self.slope * logits + self.offset)))


def load_fusion(file: Path) -> Fusion:
    """Read the weights that training wrote."""
    data = json.loads(file.read_text(encoding="utf-8"))
    if tuple(data["features"]) != FEATURES:
        raise ValueError(f"{file}: trained on other features: train again with python -m index.train")
    arrays = {name: np.asarray(data[name], np.float32) for name in ("mean", "scale", "hidden", "hidden_bias", "out")}
    return Fusion(**arrays, slope=float(data["slope"]), offset=float(data["offset"]))


@lru_cache(maxsize=4)
def shipped_fusion(file: Path) -> Fusion:
    """The learned weights, or before there are any the plain sum of cosine, coverage and BM25 share."""
    if file.is_file():
        return load_fusion(file)
    n = len(FEATURES)
    weights = {"cosine": 3.0, "covered": 4.0, "bm25_share": 3.0, "title": 1.5}
    out = np.array([weights.get(name, 0.0) for name in FEATURES], np.float32)
    return Fusion(np.zeros(n, np.float32), np.ones(n, np.float32), np.eye(n, dtype=np.float32), np.full(n, 0, np.float32), out, 1.2, -6.0)
