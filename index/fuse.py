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

from index.phrases import Votes

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
    "cosine_rank",
    "bm25_rank",
    "asked_rank",
    "cosine_lead",
    "both",
    "paired_share",
    "single_share",
    "paired",
    "salient",
    "salient_gap",
    "rare",
    "title_salient",
    "title_bm25",
    "kin_asked",
    "kin_known",
    "agree",
    "cosine_best",
    "bm25_best",
    "asked_best",
    "asked_often",
    "kin_often",
    "voted",
    "voted_wide",
    "kin_voted",
    "kin_voted_wide",
    "worded",
    "kin_worded",
)
Array = NDArray[np.float32]
TOP = 10  # candidates that count as a ranker's best


@dataclass(frozen=True, slots=True)
class Candidates:
    """What both rankers say about the candidates of one query."""

    cosine: Array
    asked: Array  # cosine of the nearest phrase that people use for it
    often: Array  # phrases known for it, in a large library, where they are earlier questions
    kin_often: Array  # the same of its whole group
    votes: Votes  # of the phrases like the query, in a large library
    group: NDArray[np.int32]  # its statute or policy
    bm25: Array  # raw
    covered: Array  # share of the query's weight held
    single: Array  # the part of BM25 that single characters bring
    paired: Array  # share of the weight of longer units held
    salient: Array  # share of the query's vector that comes from units held literally
    rare: Array  # share of the query's rarest units held
    figures: Array  # share of the query's amounts and percentages held
    title: Array  # `covered` in title and aliases alone
    title_salient: Array
    title_bm25: Array
    length: Array  # units of the document
    mass: float  # of the query
    known: float  # share of the query's weight that the library holds anywhere
    units: int  # of the query


def features(found: Candidates) -> Array:
    """One row of FEATURES a candidate."""
    n = len(found.cosine)
    if not n:
        return np.zeros((0, len(FEATURES)), np.float32)
    most = found.mass * 2.2 or 1.0
    bm25, share, gap = found.bm25 / most, found.bm25 / max(float(found.bm25.max()), 1e-9), found.cosine - found.cosine.max()
    paired = found.bm25 - found.single
    kin, kin_best, kin_asked, kin_known = _kin(found)
    asked_rank = np.where(found.asked > 0, _rank(found.asked), 1)
    columns = (
        found.cosine,
        gap,
        _z(found.cosine),
        found.covered,
        found.covered - found.covered.max(),
        bm25,
        share,
        _z(found.bm25),
        found.title,
        np.log1p(found.length) / 8,
        np.full(n, found.known),
        np.full(n, np.log1p(found.units) / 5),
        found.asked,
        found.asked - found.asked.max(),
        kin,
        kin_best,
        _rank(found.cosine),
        _rank(found.bm25),
        asked_rank,
        found.cosine - np.sort(found.cosine)[-min(TOP, n)],
        share * np.exp(8 * gap),
        paired / max(float(paired.max()), 1e-9),
        found.single / max(float(found.single.max()), 1e-9),
        found.paired,
        found.salient,
        found.salient - found.salient.max(),
        found.rare,
        found.title_salient,
        found.title_bm25 / most,
        kin_asked,
        kin_known,
        np.full(n, len(np.intersect1d(_top(found.cosine), _top(found.bm25))) / TOP),
        np.full(n, found.cosine.max()),
        np.full(n, bm25.max()),
        np.full(n, found.asked.max()),
        np.log1p(found.often) / 2,
        np.log1p(found.kin_often) / 5,
        found.votes.voted,
        found.votes.voted_wide,
        found.votes.kin_voted,
        found.votes.kin_voted_wide,
        found.votes.worded,
        found.votes.kin_worded,
    )
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


def _kin(found: Candidates) -> tuple[Array, Array, Array, Array]:
    """What the other candidates of the same group say.

    How much of the evidence lies with them, how near the group's best one is, how near its nearest phrase, and how many
    of the group's candidates have a phrase: statutes that people ask about are asked about again.
    """
    groups, inverse = np.unique(found.group, return_inverse=True)
    if len(groups) < 2:
        nothing = np.zeros(len(inverse), np.float32)
        return nothing, nothing, nothing, nothing
    evidence = np.exp(15 * (found.cosine - found.cosine.max())) + np.exp(6 * (found.bm25 / max(float(found.bm25.max()), 1e-9) - 1))
    total = np.bincount(inverse, weights=evidence)
    nearest, asked = np.full(len(groups), -1.0, np.float32), np.zeros(len(groups), np.float32)
    np.maximum.at(nearest, inverse, found.cosine)
    np.maximum.at(asked, inverse, found.asked)
    known = np.log1p(np.bincount(inverse, weights=found.asked > 0)) / 4
    share = np.log((total[inverse] - evidence) / evidence.sum() + 1e-3) / 4
    return share.astype(np.float32), nearest[inverse] - found.cosine.max(), asked[inverse], known[inverse].astype(np.float32)


def _rank(values: Array) -> Array:
    """The logarithm of each one's place, best 0."""
    places = np.empty(len(values), np.float32)
    places[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return np.asarray(np.log1p(places) / 6, np.float32)


def _top(values: Array) -> NDArray[np.int64]:
    return np.argsort(-values, kind="stable")[:TOP]


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


def load_fusion(file: Path, large: bool) -> Fusion:
    """Read the weights that training wrote for small libraries, all of whose documents are compared, or for large ones."""
    data = json.loads(file.read_text(encoding="utf-8"))
    if (used := tuple(data["features"])) != FEATURES[: len(used)]:
        raise ValueError(f"{file}: trained on other features: train again with python -m index.train")
    part = data["large" if large else "small"]
    arrays = {name: np.asarray(part[name], np.float32) for name in ("mean", "scale", "hidden", "hidden_bias", "out", "sure")}
    later = len(FEATURES) - len(used)  # features added since these weights were learned count for nothing
    arrays["mean"] = np.pad(arrays["mean"], (0, later))
    arrays["scale"] = np.pad(arrays["scale"], (0, later), constant_values=1)
    arrays["hidden"] = np.pad(arrays["hidden"], ((0, later), (0, 0)))
    return Fusion(**arrays, offset=float(part["offset"]))


@lru_cache(maxsize=4)
def shipped_fusion(file: Path, large: bool = False) -> Fusion:
    """The learned weights, or before there are any the plain sum of cosine, coverage and BM25 share."""
    if file.is_file():
        return load_fusion(file, large)
    n = len(FEATURES)
    weights = {"cosine": 3.0, "covered": 4.0, "bm25_share": 3.0, "title": 1.5, "asked": 2.0}
    out = np.array([weights.get(name, 0.0) for name in FEATURES], np.float32)
    none, sure = np.zeros(n, np.float32), np.array([1.2, *(0.0 for _ in SURE)], np.float32)
    return Fusion(none, np.ones(n, np.float32), np.eye(n, dtype=np.float32), none, out, sure, -6.0)
