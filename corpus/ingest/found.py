"""From the chances of places to findings: places that don't overlap, each sure or only doubtful."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.ingest.pieces import Span

DOUBTFUL = 0.25  # probability from which a place is listed at all
_ALIKE, _NEGLIGIBLE = 0.97, 0.005  # probability from which cuts are alike, and the larger one is taken; below which none counts
_REACH = 150  # characters within which a rival counts


@dataclass(frozen=True, slots=True)
class Finding:
    """A place and the probability that it was put in."""

    start: int
    end: int
    text: str
    probability: float
    sure: bool


def choose(chance: Mapping[Span, float]) -> dict[Span, float]:
    """Places that don't overlap, in order; a cut is as sure as all places together that would cut at least as much there."""
    likely = [span for span, value in chance.items() if value >= _NEGLIGIBLE]
    covering = {s: min(sum(chance[o] for o in likely if o[0] <= s[0] and s[1] <= o[1]), 1.0) for s in likely}
    kept: list[Span] = []
    for span in sorted(likely, key=lambda s: (-min(covering[s], _ALIKE), -chance[s], s)):
        if covering[span] >= DOUBTFUL and all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return {span: covering[span] for span in sorted(kept)}


def rival(text: str, span: Span, chance: Mapping[Span, float]) -> float:
    """The best chance that the same letters close by are the fragment instead: then it is a matter of taste which is cut."""
    near = (
        value
        for other, value in chance.items()
        if value < 0.5 and 0 < abs(other[0] - span[0]) < _REACH and text[slice(*other)] == text[slice(*span)]
    )
    return max(near, default=0.0)


def disputed(span: Span, chance: Mapping[Span, float]) -> float:
    """The chance that something else was put in across or within this place: cutting here would then take too much."""
    start, end = span
    return sum(value for (first, last), value in chance.items() if first < end and start < last and not (first <= start and end <= last))
