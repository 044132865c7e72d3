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
from dataclasses import replace

from corpus.ingest.chains import Rates
from corpus.ingest.cuts import Cut, Explained, climb, last, plain, weighed, worth
from corpus.ingest.found import Finding, choose, disputed, rival
from corpus.ingest.loose import Judged, judged
from corpus.ingest.page import Page
from corpus.ingest.pieces import Span, behind_mark

SURE, SURE_WITHIN = 0.95, 0.99  # probability to be cut; for a whole word within a sentence
SURE_LOOSE, SURE_LONE = 0.98, 0.995  # where no cut of the headline speaks for it; for a single letter
_RIVAL, _RIVAL_LOOSE = 0.005, 0.2  # chance of a rival from which a place is not sure
_DISPUTED = 0.01  # chance of a smaller or crossing cut from which a place in no order is not sure
_BEYOND = 0.995  # probability from which no rival counts
_PROOF = 20.0  # nats by which fragments must explain the page better than none
_KINDS, _KINDS_LOOSE = 4, 3  # different fragments that a page must have before any is cut; where each is sure by itself
_PASSES = 3  # times that the page is read again without what is suspected
_CLEAR = 15.0  # nats by which order or none must be the better, to be settled for good
_BOTH = 2  # plain cuts that are climbed from


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
        weight = weighed(page, best.cut, best.ordered, rates)
        rates = weight.rates
        chance = _chances(page, best, rates)
        suspected = frozenset((place.start, place.end) for place, value in zip(weight.places, weight.chance, strict=True) if value > 0.5)
        if suspected == page.absent:
            break
        page.suspect(suspected)
        starts = [best.cut, plain(page.title, 2)]
    found = _proven(_findings(page, chance, best), _KINDS)
    return found if best.ordered else _merged(found, _proven(_loose_findings(page, judged(page)), _KINDS_LOOSE))


def _proven(found: tuple[Finding, ...], kinds: int) -> tuple[Finding, ...]:
    """Nothing is sure on a page with few kinds of sure fragments: one or two may be slips of the article."""
    if len({one.text for one in found if one.sure}) < kinds:
        return tuple(replace(one, sure=False) for one in found)
    return found


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
    """Findings of pieces of one cut of the headline."""
    torn = {piece.text(page.title) for _, cut in ((best.worth, best.cut), *best.close) for piece in cut if page.torn(piece)}
    pieces = {piece for _, cut in ((best.worth, best.cut), *best.close) for piece in cut if piece.source and not piece.foreign}
    # where any but the last piece hangs on another, it is likelier a word of the article
    words = {one.text(page.title) for one in pieces if not last(one.source[1] if one.source else 0, page.title)}
    found = []
    for span, covering in choose(chance).items():
        text = page.text[slice(*span)]
        least = SURE if text in torn or behind_mark(page.text, span[0]) else SURE_WITHIN
        proven = text not in words and (best.ordered or text in torn)  # for whole words only the order speaks
        sure = proven and covering >= least and (covering >= _BEYOND or rival(page.text, span, chance) < _RIVAL)
        found.append(Finding(*span, text, covering, sure))
    return tuple(found) if best.worth >= _PROOF else tuple(replace(one, sure=False) for one in found)


def _loose_findings(page: Page, said: Judged) -> tuple[Finding, ...]:
    """Findings of any stretches, sure where they tell; a whole word that could stand there is only listed."""
    found = []
    for span, covering in choose(said.chance).items():
        lone = span[1] - span[0] == 1
        least = SURE_LONE if lone else SURE_LOOSE
        doubt = max(disputed(span, said.chance) / _DISPUTED, rival(page.text, span, said.chance) / _RIVAL_LOOSE)
        told = said.tells(span) and not said.heals_within(span) and (span in said.healing or not lone)
        found.append(Finding(*span, page.text[slice(*span)], covering, told and covering >= least and doubt < 1))
    return tuple(found)


def _merged(first: tuple[Finding, ...], second: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings of both ways, sure ones before doubtful ones where they overlap."""
    kept: list[Finding] = []
    for one in sorted((*first, *second), key=lambda f: not f.sure):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda f: f.start))
