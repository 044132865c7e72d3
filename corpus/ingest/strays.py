"""Fragments that no list of pieces explains: stretches of the headline, of any cut, that could be no word of the article.

Some pages are spoiled with stretches from anywhere in the headline, in no order. Such a stretch is told by itself only:
it tears a word of the headline, the text beside it doesn't go on as the headline does, the line reads far better without
it, and no other cut of the same letters reads about as well. Whole words of the headline can't be told so, and stay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from corpus.ingest.doubt import another_cut, own_word, stretch
from corpus.ingest.page import Page
from corpus.ingest.pieces import Piece, Span

_LONGEST = 6  # letters of a stretch
_EVEN, _SLOPE = 8.0, 0.6  # log odds of a place that are worth an even chance, since there are so many stretches; the share believed
_SUSPECT = 10.0  # log odds from which the page is read again without it
_CLEARLY = 1.0  # nats by which any other cut must leave dearer words


def find_strays(page: Page, taken: Iterable[Span]) -> dict[Span, float]:
    """Stretches apart from `taken`, each with its chance of having been put in; the page is read without them at the end."""
    known = tuple(taken)
    page.suspect(known)
    page.suspect((*known, *(span for span, weight in _apart(_standing(page), known).items() if weight > _SUSPECT)))
    found = _apart(_standing(page), known)
    likely = {span for span, weight in found.items() if weight > _EVEN}.union(known)
    words = {text for text in {page.text[slice(*span)] for span in found} if own_word(page, text, likely)}
    return {
        span: _chance(weight)
        for span, weight in found.items()
        if page.text[slice(*span)] not in words and stretch(page.title, page.text, span) == span
    }


def alone(page: Page, span: Span) -> bool:
    """Whether no other cut of these letters comes near."""
    return not another_cut(page, span, _CLEARLY)


def _chance(weight: float) -> float:
    return 1 / (1 + math.exp(-_SLOPE * (weight - _EVEN)))


def _standing(page: Page) -> dict[Span, float]:
    """Every place of a stretch that tears a word, with its log odds."""
    found: dict[Span, float] = {}
    for begin, stop in page.title.runs:
        for place in range(begin, stop - 1):
            for size in range(2, min(_LONGEST, stop - place) + 1):
                piece = Piece(place, place + size)
                if page.torn(piece):
                    for one in page.places([piece]):
                        span = (one.start, one.end)
                        found[span] = max(one.weight, found.get(span, one.weight))
    return found


def _apart(found: dict[Span, float], known: tuple[Span, ...]) -> dict[Span, float]:
    """The weightiest of those that overlap, none of them over a known one."""
    kept: dict[Span, float] = {}
    for span in sorted(found, key=lambda one: (-found[one], one)):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in (*known, *kept)):
            kept[span] = found[span]
    return kept
