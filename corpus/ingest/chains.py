"""Chains of insertions: all ways of spoiling a page with given pieces, weighed against each other.

A chain is a choice of places from left to right, each for one piece. Its weight is the product of what each place
brings by itself, of the chance of an insertion at that kind of place, of the chance of none at the places passed
by, and of the chance of this piece after the last one. The sum over all chains says how well the pieces explain the
page; forward and backward sums give each place its probability.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.ingest.pieces import MARKS, Span, behind_mark

_BEGIN, _END = 0.35, 0.02  # chance that the spoiled part begins; that it ends with an insertion
_BEFORE = -4.0  # log chance, at the least, that nothing was put in before the first insertion: parts may begin late
_SKIP, _JUMP = 0.01, 0.001  # chance that the next piece is left out; that the turn is lost altogether
_FIRST = 0.5  # chance that the first insertion is the first piece
_MOST = 700.0  # nats of a plain number
_ROUNDS = 4  # times that the rates are estimated anew


@dataclass(frozen=True, slots=True)
class Rates:
    """Chance of an insertion between two characters and behind a mark, within the spoiled part: a belief, then what the page shows."""

    within: float = 0.02
    behind: float = 0.3

    def learned(self, inserted: Span | tuple[float, float], passed: tuple[float, float]) -> Rates:
        within = (inserted[0] + 1.2) / (inserted[0] + passed[0] + 60)
        behind = (inserted[1] + 1.5) / (inserted[1] + passed[1] + 8)
        return Rates(min(within, 0.2), min(behind, 0.8))


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a piece may have been put in; `weight`: log odds by itself; `piece`: its number in the order."""

    start: int
    end: int
    piece: int
    weight: float


@dataclass(frozen=True)
class Weighed:
    """Log of the sum over all chains (0: none), and per place its probability."""

    total: float
    places: tuple[Place, ...] = ()
    chance: np.ndarray = field(default_factory=lambda: np.array([]))
    rates: Rates = Rates()


class Ground:
    """How many marks and other characters lie before each place of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.first = next((at for at, char in enumerate(text) if not char.isspace()), 0)
        self.marks = np.concatenate([[0], np.cumsum([char in MARKS for char in text])]).astype(float)
        self.others = (np.arange(len(text) + 1) - self.marks) / 2  # words, not characters, are broken between


def weigh(ground: Ground, places: Sequence[Place], pieces: int, ordered: bool, rates: Rates, full: bool = True) -> Weighed:
    """All chains over these places. `ordered`: pieces follow each other round and round, else any piece anywhere.

    Without `full` only the sum is computed, at the given rates.
    """
    if not places:
        return Weighed(0.0, rates=rates)
    row = sorted(places, key=lambda one: (one.start, one.end, one.piece))
    starts, ends = np.array([p.start for p in row]), np.array([p.end for p in row])
    which = np.array([p.piece for p in row])
    own = np.array([p.weight for p in row])
    marked = np.array([behind_mark(ground.text, p.start) for p in row])
    apart = ends[:, None] + 2 <= starts[None, :]
    marks = np.maximum(ground.marks[starts][None, :] - ground.marks[ends][:, None], 0.0)
    others = np.maximum(ground.others[starts][None, :] - ground.others[ends][:, None], 0.0)
    marks_before, others_before = ground.marks[starts] - ground.marks[ground.first], ground.others[starts] - ground.others[ground.first]
    if ordered:
        skipped = (which[None, :] - which[:, None] - 1) % pieces
        turn = (1 - _SKIP) * np.power(_SKIP, skipped) + _JUMP / pieces
        first = np.where(which == 0, math.log(_FIRST + (1 - _FIRST) / pieces), math.log((1 - _FIRST) / pieces))
    else:
        turn, first = np.full(apart.shape, 1 / pieces), np.full(len(row), -math.log(pieces))
    turn = np.where(apart, turn * (1 - _END), 0.0)
    for _ in range(_ROUNDS):
        step = turn * np.exp(marks * math.log(1 - rates.behind) + others * math.log(1 - rates.within))
        before = marks_before * math.log(1 - rates.behind) + others_before * math.log(1 - rates.within)
        begin = first + np.maximum(before, _BEFORE) + math.log(_BEGIN)
        weight = own + np.where(marked, math.log(rates.behind), math.log(rates.within))
        forward = _forward(weight, step, begin)
        total = float(np.logaddexp(0.0, np.logaddexp.reduce(forward) + math.log(_END)))
        if not full:
            return Weighed(total, tuple(row), rates=rates)
        backward = _backward(weight, step)
        chance = np.exp(forward + backward - total)
        pairs = step * np.exp(np.minimum(forward[:, None] + (weight + backward)[None, :] - total, _MOST))
        inserted = (float(chance[~marked].sum()), float(chance[marked].sum()))
        rates = rates.learned(inserted, (float((pairs * others).sum()), float((pairs * marks).sum())))
    return Weighed(total, tuple(row), chance, rates)


def _forward(weight: np.ndarray, step: np.ndarray, begin: np.ndarray) -> np.ndarray:
    """For each place the log weight of all chains that end there; `step`: chance of one place after another.

    Sums are taken of plain numbers, which is ten times as fast; of logarithms where a number grows too large.
    """
    with np.errstate(all="ignore"):
        own, first, into = np.exp(weight), np.exp(begin), np.ascontiguousarray(step.T)
        reached = np.zeros(len(weight))
        for j in range(len(weight)):
            reached[j] = own[j] * (first[j] + into[j, :j] @ reached[:j])
        if np.isfinite(reached).all():
            return np.log(reached)
        log_step, found = np.log(step), np.empty(len(weight))
    for j in range(len(weight)):
        before = np.logaddexp.reduce(found[:j] + log_step[:j, j]) if j else -np.inf
        found[j] = weight[j] + np.logaddexp(begin[j], before)
    return found


def _backward(weight: np.ndarray, step: np.ndarray) -> np.ndarray:
    """For each place the log weight of all that may follow it."""
    size, end = len(weight), math.log(_END)
    with np.errstate(all="ignore"):
        onward = step * np.exp(weight)[None, :]
        ahead = np.full(size, _END)
        for i in range(size - 2, -1, -1):
            ahead[i] += onward[i, i + 1 :] @ ahead[i + 1 :]
        if np.isfinite(ahead).all():
            return np.log(ahead)
        log_step, found = np.log(step), np.full(size, end)
    for i in range(size - 2, -1, -1):
        found[i] = np.logaddexp(end, np.logaddexp.reduce(log_step[i, i + 1 :] + weight[i + 1 :] + found[i + 1 :]))
    return found
