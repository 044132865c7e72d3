"""Fragments of its own headline that a scraper put into a page: found by method, never by a list.

A fragment is a piece of the headline, with another piece or a foreign string hung on it now and then. Most places
where such letters stand are the article's own words. What tells fragments apart:

1. how much better the sentence reads without them (`page`, `fluency`), and where they stand;
2. what came before: scrapers walk through the headline piece by piece, round and round (`chains`);
3. one list of pieces explains the whole page (`cuts`): a piece that sure places prove makes doubtful places surer.

The page is read again without what is suspected until that settles. Each place then has the probability that it
was put in, all close explanations of the page taken together. Sure ones are cut, if no other cut of the same letters
reads as well (`doubt`); doubtful ones are only listed. What no list of pieces explains is looked at last (`strays`).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.ingest.chains import Rates
from corpus.ingest.cuts import Cut, Explained, climb, last, plain, weighed, worth
from corpus.ingest.doubt import another_cut, own_word, stretch
from corpus.ingest.page import Page
from corpus.ingest.pieces import MARKS, Span, behind_mark
from corpus.ingest.strays import alone, find_strays

SURE, SURE_WITHIN, DOUBTFUL = 0.95, 0.98, 0.25  # to be cut; for a whole word within a sentence; to be listed at all
_RIVAL, _REACH = 0.005, 150  # chance of a rival from which a place is not sure, and characters within which it counts
_BEYOND = 0.995  # probability from which no rival counts
_ALIKE, _NEGLIGIBLE = 0.95, 0.005  # probability from which cuts are alike, and the larger one is taken; below which none counts
_PROOF = 20.0  # nats by which fragments must explain the page better than none
_END, _PHRASE = 4.0, 5.0  # nats that words must be dearer in their place than elsewhere: the last ones; a phrase that is found once
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
        if best.ordered and best.worth - ranked[-1].worth > _CLEAR:
            modes = [True]  # none fits any list of pieces; an order shows only once the pieces are right
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
    """Findings that don't overlap: sure ones first. A cut is as sure as all places together that would cut at least as much there."""
    likely = [span for span, value in chance.items() if value >= _NEGLIGIBLE]
    covering = {s: min(sum(chance[o] for o in likely if o[0] <= s[0] and s[1] <= o[1]), 1.0) for s in likely}
    likely = [s for s in likely if covering[s] >= DOUBTFUL]
    likely.sort(key=lambda s: (-min(covering[s], _ALIKE), -chance[s], s))
    explained = [cut for _, cut in ((best.worth, best.cut), *best.close)]
    suspected = {span for span, value in chance.items() if value > 0.5}
    torn = {piece.text(page.title) for cut in explained for piece in cut if page.torn(piece)}
    torn = {text for text in torn if not own_word(page, text, suspected)}
    # what is foreign and found once may be an unknown word of the article
    foreign = {piece.text(page.title) for cut in explained for piece in cut if piece.foreign}
    # where any but the last piece hangs on another, it is likelier a word of the article
    words = {
        piece.text(page.title)
        for cut in explained
        for piece in cut
        if piece.source and not piece.foreign and not last(piece.source[1], page.title)
    }

    def sure(span: Span) -> bool:
        text = page.text[slice(*span)]
        if text in words or not (best.ordered or text in torn):  # for whole words only the order speaks
            return False
        if text not in torn and not behind_mark(page.text, span[0]) and page.text[span[1] : span[1] + 1] in MARKS | {"", "\n"}:
            return False  # what ends a clause is as a rule its own
        if covering[span] < (SURE if text in torn or behind_mark(page.text, span[0]) else SURE_WITHIN):
            return False
        return covering[span] >= _BEYOND or _rival(page.text, span, chance) < _RIVAL

    kept: dict[Span, bool] = {}
    probable = [span for span in likely if sure(span)]
    recurring = Counter(page.text[slice(*span)] for span in probable if stretch(page.title, page.text, span) == span)
    for span in probable:
        text = page.text[slice(*span)]
        if _free(span, kept) and (recurring[text] > 1 or (text not in foreign and _plain(page, span, text in torn))):
            kept[span] = True
    end = max(kept, default=(0, 0))
    if kept and page.text[slice(*end)] not in torn and _better(page, end) < _END:  # nothing behind it speaks for the order
        del kept[end]
    if best.worth < _PROOF or len({page.text[slice(*span)] for span in kept}) < _KINDS:
        kept = {}
    strays = find_strays(page, kept)
    kept |= {span: True for span, value in strays.items() if value >= SURE and alone(page, span)}
    if len({page.text[slice(*span)] for span in kept}) < _KINDS:
        kept = {}
    covering = strays | covering
    for span in (*likely, *strays):
        if covering[span] >= DOUBTFUL and _free(span, kept):
            kept[span] = False
    return tuple(Finding(*span, page.text[slice(*span)], covering[span], kept[span]) for span in sorted(kept))


def _plain(page: Page, span: Span, torn: bool) -> bool:
    """Whether letters that are found once can be nothing but a fragment, and all of it."""
    if another_cut(page, span):
        return False
    size = span[1] - span[0]
    if torn or size == 2:
        return True
    # the article says whole phrases of its headline again
    return stretch(page.title, page.text, span) == span and (size == 3 or _better(page, span) >= _PHRASE)


def _better(page: Page, span: Span) -> float:
    """Nats by which the words of this place are dearer there than elsewhere on the page."""
    return page.gain(span, False) - page.reader.cost(page.text[slice(*span)])


def _free(span: Span, kept: Iterable[Span]) -> bool:
    return all(span[1] <= other[0] or span[0] >= other[1] for other in kept)


def _rival(text: str, span: Span, chance: dict[Span, float]) -> float:
    """The best chance that the same letters close by are the fragment instead: then it is a matter of taste which is cut."""
    near = (
        value
        for other, value in chance.items()
        if value < 0.5 and 0 < abs(other[0] - span[0]) < _REACH and text[slice(*other)] == text[slice(*span)]
    )
    return max(near, default=0.0)
