"""Chains of insertions: how likely each candidate is, all ways of spoiling the page weighed against each other.

A chain is a choice of candidates from left to right. Its weight is the product of what each candidate brings
by itself, of the chance of an insertion at that kind of place, and of the chance of this piece after the last
one. Forward and backward sums over all chains give each candidate its probability. How strongly the pieces
follow the headline, how often one is skipped, and how densely the page was spoiled are estimated from the page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.ingest.pieces import MARKS, Candidate, Headline, behind_mark

_AFTER_MARK, _WITHIN = 0.15, 0.012  # chance of an insertion after a mark, and between two other characters, in the spoiled part
_END = 0.05  # chance that the spoiled part ends with an insertion
_ORDER = 0.5  # first belief that pieces follow the headline
_ROUNDS = 4  # times that the rates are estimated anew
Span = tuple[int, int]


@dataclass
class Sites:
    """How densely the spoiled part of the page was broken into, behind marks and elsewhere: a belief, then what the page shows.

    Places passed by without an insertion count too, from the first insertion to the last: a word far from
    all fragments is hardly one of them. The spoiled part may begin and end anywhere.
    """

    behind: np.ndarray  # candidate stands behind a mark
    marks: np.ndarray  # [i, j]: marks from the end of i to the start of j
    others: np.ndarray  # … and half of the other characters
    rates: tuple[float, float] = (_WITHIN, _AFTER_MARK)

    @classmethod
    def of(cls, candidates: Sequence[Candidate], text: str) -> Sites:
        marked = np.concatenate([[0], np.cumsum([char in MARKS for char in text])]).astype(float)
        plain = (np.arange(len(text) + 1) - marked) / 2
        starts, ends = np.array([c.start for c in candidates]), np.array([c.end for c in candidates])
        behind = np.array([behind_mark(c, text) for c in candidates])
        marks = np.maximum(marked[starts][None, :] - marked[ends][:, None], 0.0)
        others = np.maximum(plain[starts][None, :] - plain[ends][:, None], 0.0)
        return cls(behind, marks, others)

    def weight(self) -> np.ndarray:
        """log chance of an insertion where each candidate stands, and of the spoiled part not ending with it."""
        within, behind = self.rates
        return np.where(self.behind, math.log(behind), math.log(within)) + math.log(1 - _END)

    def passed(self) -> np.ndarray:
        """log chance of no insertion between two candidates."""
        within, behind = self.rates
        return self.marks * math.log(1 - behind) + self.others * math.log(1 - within)

    def learn(self, chance: np.ndarray, pairs: np.ndarray) -> None:
        """Take over the rates that these chances mean for the spoiled part."""
        at_marks, elsewhere = float(chance[self.behind].sum()), float(chance[~self.behind].sum())
        marks, others = at_marks + float((pairs * self.marks).sum()), elsewhere + float((pairs * self.others).sum())
        self.rates = (
            min((elsewhere + 100 * _WITHIN) / (others + 100), 0.2),
            min((at_marks + 10 * _AFTER_MARK) / (marks + 10), 0.8),
        )


def settle(
    candidates: Sequence[Candidate], weight: np.ndarray, near: np.ndarray, first: np.ndarray, sites: Sites, title: Headline
) -> np.ndarray:
    """Chances of the candidates, with the strength of the order and the rate of insertions estimated from the page."""
    alone = -math.log(3 * len(title.letters))
    before = _before(candidates)
    order = _ORDER
    for _ in range(_ROUNDS):
        mixed = np.logaddexp(np.log(order) + near, np.log(1 - order) + alone)
        begin = np.logaddexp(np.log(order) + first, np.log(1 - order) + alone)
        chance, pairs = _sums(weight + sites.weight(), np.where(before, mixed + sites.passed(), -np.inf), begin)
        ordered = float((pairs * np.exp(np.log(order) + near - mixed)).sum())
        order = min(max((ordered + 1.0) / (float(pairs.sum()) + 2.0), 0.05), 0.95)
        sites.learn(chance, pairs)
    return chance


def settle_pieces(candidates: Sequence[Candidate], weight: np.ndarray, cut: list[Span], sites: Sites, title: Headline) -> np.ndarray:
    """Chances with the order counted in pieces of the known cut; how often one is skipped is estimated from the page."""
    number = {span: index for index, span in enumerate(cut)}
    which = np.array([number.get((c.place, c.stop), -1) for c in candidates])
    known = which >= 0
    alone = np.where(known, math.log(0.9 / len(cut)), -math.log(30 * len(title.letters)))
    both = known[:, None] & known[None, :]
    skips = (which[None, :] - which[:, None] - 1) % len(cut)
    begins = np.where(known, which, 0)
    before = _before(candidates)
    order, skip = 0.8, 0.3
    for _ in range(_ROUNDS):
        near = np.where(both, math.log(1 - skip) + skips * math.log(skip), -np.inf)
        first = np.where(known, math.log(1 - skip) + begins * math.log(skip), -np.inf)
        mixed = np.logaddexp(np.log(order) + near, np.log(1 - order) + alone)
        begin = np.logaddexp(np.log(order) + first, np.log(1 - order) + alone)
        chance, pairs = _sums(weight + sites.weight(), np.where(before, mixed + sites.passed(), -np.inf), begin)
        by_order = pairs * np.exp(np.log(order) + near - mixed)
        ordered, skipped = float(by_order.sum()), float((by_order * skips).sum())
        order = min(max((ordered + 1.0) / (float(pairs.sum()) + 2.0), 0.05), 0.98)
        sites.learn(chance, pairs)
        skip = min(max((skipped + 0.5) / (ordered + skipped + 1.0), 0.02), 0.5)
    return chance


def _before(candidates: Sequence[Candidate]) -> np.ndarray:
    """before[i, j]: candidate i ends where j may start."""
    return np.array([c.end for c in candidates])[:, None] <= np.array([c.start for c in candidates])[None, :]


def by_letters(candidates: Sequence[Candidate], title: Headline) -> tuple[np.ndarray, np.ndarray]:
    """log P(next piece | this piece) and log P(first piece) for a scraper that walks through the headline, round and round."""
    stops = np.array([c.stop for c in candidates])
    places = np.array([c.place for c in candidates])
    sizes = stops - places
    by_size = np.where(sizes == 2, math.log(0.5), np.log(0.25) - (sizes - 3) * 0.7)
    skipped = (places[None, :] - stops[:, None]) % len(title.letters)
    return math.log(0.45) - skipped / 2.0 + by_size[None, :], math.log(0.45) - places / 2.0 + by_size


def _sums(weight: np.ndarray, step: np.ndarray, begin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Probability of each candidate, and of each pair in direct succession, over all chains."""
    size = len(weight)
    forward = np.full(size, -np.inf)
    for j in range(size):
        forward[j] = weight[j] + np.logaddexp(begin[j], np.logaddexp.reduce(forward[:j] + step[:j, j]) if j else -np.inf)
    backward = np.zeros(size)
    for i in range(size - 1, -1, -1):
        rest = step[i, i + 1 :] + weight[i + 1 :] + backward[i + 1 :]
        backward[i] = np.logaddexp(0.0, np.logaddexp.reduce(rest) if len(rest) else -np.inf)
    total = np.logaddexp(0.0, np.logaddexp.reduce(forward))  # all chains, by their last insertion
    chance = np.exp(forward + backward - total)
    pairs = np.exp(forward[:, None] + step + (weight + backward)[None, :] - total)
    return chance, pairs


def totals(candidates: Sequence[Candidate], chance: np.ndarray) -> dict[tuple[int, int], float]:
    """How many fragments each stretch of the headline is thought to have given."""
    total: dict[tuple[int, int], float] = {}
    for one, value in zip(candidates, chance, strict=True):
        total[one.place, one.stop] = total.get((one.place, one.stop), 0.0) + float(value)
    return total


def inventory(candidates: Sequence[Candidate], chance: np.ndarray, title: Headline) -> list[Span]:
    """The pieces into which the headline was cut, in order; empty unless the page's fragments agree on the cut."""
    total = totals(candidates, chance)
    hung = {one.second for one, value in zip(candidates, chance, strict=True) if value >= 0.5}  # pieces that hang on another
    torn = {(c.place, c.stop) for c in candidates if c.kind == "piece" and c.torn}
    usual = _usual(span for span in torn if total[span] >= 0.6)
    cut: list[Span] = []
    against = 0.0
    for span, value in sorted(total.items(), key=lambda item: -item[1]):
        if any(straddle(span, other) for other in cut):
            against += value
        elif span not in hung and value >= (0.6 if span in torn or span[1] - span[0] <= usual + 1 else 1.6):
            cut.append(span)
    agreed = len(cut) >= 4 and against <= 0.2 * sum(total[span] for span in cut)
    return [span for span in _filled(sorted(cut), title) if span not in hung] if agreed else []


def _usual(cut: Iterable[tuple[int, int]]) -> int:
    """The usual size of a piece, 2 or 3 letters."""
    sizes = [stop - start for start, stop in cut]
    return 3 if sizes.count(3) > sizes.count(2) else 2


def _filled(cut: list[Span], title: Headline) -> list[Span]:
    """The cut with the holes that are one piece or two long: pieces whose turn the page shows only by their neighbours."""
    usual = _usual(cut)
    filled = list(cut)
    for run_start, run_stop in title.runs:
        inside = [span for span in cut if run_start <= span[0] and span[1] <= run_stop]
        bounds = [run_start, *(place for span in inside for place in span), run_stop]
        for start, stop in zip(bounds[::2], bounds[1::2], strict=True):
            if stop - start in (usual, usual + 1):
                filled.append((start, stop))
            elif stop - start == 2 * usual:
                filled += [(start, start + usual), (start + usual, stop)]
    return sorted(filled)


def straddle(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Overlapping, but not the same."""
    return first != second and first[0] < second[1] and second[0] < first[1]
