"""Fragments of its own headline that a scraper put into a page: found by method, never by a list.

A fragment is a piece of the headline, with another piece or a foreign string hung on it now and then. Most places
where such letters stand are the article's own words. What tells fragments apart:

1. how much better the sentence reads without them (`page`, `fluency`), and where they stand;
2. what came before: scrapers walk through the headline piece by piece, round and round (`chains`);
3. one list of pieces explains the whole page (`cuts`): a piece that sure places prove makes doubtful places surer.

The page is read again without what is suspected until that settles. Each place then has the probability that it
was put in, all close explanations of the page taken together. Sure ones are cut; doubtful ones are only listed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace

from corpus.ingest.chains import Rates
from corpus.ingest.cuts import Cut, Explained, climb, last, plain, weighed, worth
from corpus.ingest.page import Page
from corpus.ingest.pieces import Span, behind_mark

SURE, SURE_WITHIN, DOUBTFUL = 0.95, 0.99, 0.25  # to be cut; for a whole word within a sentence; to be listed at all
_RIVAL, _REACH = 0.005, 150  # chance of a rival from which a place is not sure, and characters within which it counts
_BEYOND = 0.995  # probability from which no rival counts
_ALIKE, _NEGLIGIBLE = 0.97, 0.005  # probability from which cuts are alike, and the larger one is taken; below which none counts
_PROOF = 20.0  # nats by which fragments must explain the page better than none
_KINDS = 4  # different fragments that a page must have before any is cut
_PASSES = 3  # times that the page is read again without what is suspected
_CLEAR = 15.0  # nats by which order or none must be the better, to be settled for good
_BOTH = 2  # plain cuts that are climbed from


@dataclass(frozen=True, slots=True)
class Finding:
    """A place and the probability that it was put in."""

    start: int
    end: int
    text: str
    probability: float
    sure: bool


def find_noise(headline: str, body: str) -> tuple[Finding, ...]:
    """Sure and doubtful fragments in `body`, in order; none where the headline is too short to tell."""
    page = Page(headline, body)
    if len(page.title.letters) < 4 or not body.strip():
        return ()
    starts: list[Cut] = [plain(page.title, 2), plain(page.title, 3), plain(page.title, 2, 1)]
    rates = Rates()
    modes = [True, False]
    for _ in range(_PASSES):
        ranked = _explained(page, starts, modes, rates)
        best = ranked[0]
        if best.worth - ranked[-1].worth > _CLEAR:
            modes = [best.ordered]
        found = weighed(page, best.cut, best.ordered, rates)
        rates = found.rates
        chance = _chances(page, best, rates)
        suspected = frozenset((place.start, place.end) for place, value in zip(found.places, found.chance, strict=True) if value > 0.5)
        if suspected == page.absent:
            break
        page.suspect(suspected)
        starts = [best.cut, plain(page.title, 2)]
    return _findings(page, chance, best)


def _explained(page: Page, starts: list[Cut], modes: list[bool], rates: Rates) -> list[Explained]:
    """Lists of pieces, in their order or in none, the one that explains the page best first."""
    found = []
    for ordered in modes:
        likely = sorted(starts, key=lambda cut: -worth(page, cut, ordered, rates))
        tries = [climb(page, cut, ordered, rates) for cut in likely[: _BOTH if not page.absent else 1]]
        found.append(max(tries, key=lambda one: one.worth))
    return sorted(found, key=lambda one: -one.worth)


def _chances(page: Page, best: Explained, rates: Rates) -> dict[Span, float]:
    """Probability of each place, over all close explanations of the page."""
    chance: dict[Span, float] = defaultdict(float)
    whole = 0.0
    for value, cut in ((best.worth, best.cut), *best.close):
        share = math.exp(value - best.worth)
        whole += share
        found = weighed(page, cut, best.ordered, rates)
        for place, probability in zip(found.places, found.chance.tolist(), strict=True):
            chance[place.start, place.end] += share * probability
    return {span: value / whole for span, value in chance.items()}


def _findings(page: Page, chance: dict[Span, float], best: Explained) -> tuple[Finding, ...]:
    """Findings that don't overlap. A cut is as sure as all places together that would cut at least as much there."""
    likely = [span for span, value in chance.items() if value >= _NEGLIGIBLE]
    covering = {s: min(sum(chance[o] for o in likely if o[0] <= s[0] and s[1] <= o[1]), 1.0) for s in likely}
    kept: list[Span] = []
    for span in sorted(likely, key=lambda s: (-min(covering[s], _ALIKE), -chance[s], s)):
        if covering[span] >= DOUBTFUL and all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    torn = {piece.text(page.title) for _, cut in ((best.worth, best.cut), *best.close) for piece in cut if page.torn(piece)}
    pieces = {piece for _, cut in ((best.worth, best.cut), *best.close) for piece in cut if piece.source and not piece.foreign}
    # where any but the last piece hangs on another, it is likelier a word of the article
    words = {one.text(page.title) for one in pieces if not last(one.source[1] if one.source else 0, page.title)}
    found = []
    for span in sorted(kept):
        telling = page.text[slice(*span)] in torn
        proven = page.text[slice(*span)] not in words and (best.ordered or telling)  # for whole words only the order speaks
        least = SURE if telling or behind_mark(page.text, span[0]) else SURE_WITHIN
        sure = proven and covering[span] >= least and (covering[span] >= _BEYOND or _rival(page.text, span, chance) < _RIVAL)
        found.append(Finding(*span, page.text[slice(*span)], covering[span], sure))
    kinds = {one.text for one in found if one.sure}
    if best.worth < _PROOF or len(kinds) < _KINDS:
        return tuple(replace(one, sure=False) for one in found)
    return tuple(found)


def _rival(text: str, span: Span, chance: dict[Span, float]) -> float:
    """The best chance that the same letters close by are the fragment instead: then it is a matter of taste which is cut."""
    near = (
        value
        for other, value in chance.items()
        if value < 0.5 and 0 < abs(other[0] - span[0]) < _REACH and text[slice(*other)] == text[slice(*span)]
    )
    return max(near, default=0.0)
