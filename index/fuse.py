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
    "cosine",
    "cosine_gap",
    "cosine_z",
    "covered",
    "covered_gap",
    "bm25",
    "bm25_share",
    "bm25_z",
    "title",
    "length",
    "known",
    "units",
    "asked",
    "asked_gap",
    "kin",
    "kin_best",
)
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What both rankers say about the candidates of one query."""

    cosine: Array
    asked: Array  # cosine of the nearest phrase that people use for it
    group: NDArray[np.int32]  # its statute or policy
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
        found.asked,
        found.asked - found.asked.max(),
        *_kin(found),
    )
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


def _kin(found: Candidates) -> tuple[Array, Array]:
    """How much of the evidence lies with the other candidates of the same group, and how near the group's best one is."""
    groups, inverse = np.unique(found.group, return_inverse=True)
    if len(groups) < 2:
        return np.zeros(len(inverse), np.float32), np.zeros(len(inverse), np.float32)
    evidence = np.exp(15 * (found.cosine - found.cosine.max())) + np.exp(6 * (found.bm25 / max(float(found.bm25.max()), 1e-9) - 1))
    total = np.bincount(inverse, weights=evidence)
    nearest = np.full(len(groups), -1.0, np.float32)
    np.maximum.at(nearest, inverse, found.cosine)
    share = np.log((total[inverse] - evidence) / evidence.sum() + 1e-3) / 4
    return share.astype(np.float32), nearest[inverse] - found.cosine.max()


def _z(values: Array) -> Array:
    return np.clip((values - values.mean()) / (values.std() + 1e-6), -4, 8) / 4


SURE = ("cosine", "covered", "bm25", "title", "known", "units", "asked")  # with the logit, what the probability rests on


@dataclass(frozen=True)
class Fusion:
    """A small perceptron that ranks, and beside it a logistic regression that says how likely a candidate answers at all.

    Two functions, because the best of a bad lot ranks first just as the best of a good one does.
    """

    mean: Array
    scale: Array
    hidden: Array
    hidden_bias: Array
    out: Array
    sure: Array  # of the logit and of SURE, in that order
    offset: float

    def logits(self, rows: Array) -> Array:
        """The ranking score of each row of features."""
        x = (rows - self.mean) / self.scale
        return np.maximum(x @ self.hidden + self.hidden_bias, 0) @ self.out

    def probability(self, rows: Array, logits: Array) -> Array:
        """How likely each candidate is an answer, 0..1."""
        return np.asarray(1 / (1 + np.exp(-(evidence(rows, logits) @ self.sure + self.offset))), np.float32)


def evidence(rows: Array, logits: Array) -> Array:
    """What a probability rests on: the logit, then SURE."""
    return np.column_stack([logits, rows[:, [FEATURES.index(name) for name in SURE]]]).astype(np.float32)


def load_fusion(file: Path) -> Fusion:
    """Read the weights that training wrote."""
    data = json.loads(file.read_text(encoding="utf-8"))
    if tuple(data["features"]) != FEATURES:
        raise ValueError(f"{file}: trained on other features: train again with python -m index.train")
    arrays = {name: np.asarray(data[name], np.float32) for name in ("mean", "scale", "hidden", "hidden_bias", "out", "sure")}
    return Fusion(**arrays, offset=float(data["offset"]))


@lru_cache(maxsize=4)
def shipped_fusion(file: Path) -> Fusion:
    """The learned weights, or before there are any the plain sum of cosine, coverage and BM25 share."""
    if file.is_file():
        return load_fusion(file)
    n = len(FEATURES)
    weights = {"cosine": 3.0, "covered": 4.0, "bm25_share": 3.0, "title": 1.5, "asked": 2.0}
    out = np.array([weights.get(name, 0.0) for name in FEATURES], np.float32)
    none, sure = np.zeros(n, np.float32), np.array([1.2, *(0.0 for _ in SURE)], np.float32)
    return Fusion(none, np.ones(n, np.float32), np.eye(n, dtype=np.float32), none, out, sure, -6.0)
