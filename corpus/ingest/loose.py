"""Fragments put in without an order: each place is judged by its own signs, then in the company of all others.

Any stretch of the headline may be a fragment here, single letters too. A first judge sees a place by itself. With what it
suspects left out the page reads clearer, and a second judge sees the place again, and its company: how many fragments the
page has, whether they stand behind marks, what became of the same letters elsewhere, whether the suspected pieces could
come from one cut. Places that overlap share their chance, because only one of them can have been put in.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.ingest.fluency import Reader, is_han, lexicon
from corpus.ingest.judge import judge
from corpus.ingest.page import Page
from corpus.ingest.pieces import Piece, Span, behind_mark, inside_words
from corpus.ingest.signs import HEALED, TOLD, TORN, Signs

LONGEST = 6  # letters of a fragment
LEAST_GAIN = 0.0  # nats by which the sentence must read better without it
_PASSES = 2  # times that the second judge sees the page
_NEAR = 60  # characters on each side within which fragments are company
_TOLD = math.log1p(1.5)  # a string that the article has twice more is its own: new words are in no dictionary (托育)
_PLACES = "省市区县镇乡"  # last letters of the names that are sure to be words
_HOPELESS = -6.0  # log odds below which a place is left out


@dataclass(frozen=True)
class Seen:
    """Places under one suspicion of the page, with their signs."""

    spans: tuple[Span, ...]
    pieces: tuple[Piece, ...]
    signs: np.ndarray


@dataclass(frozen=True)
class Judged:
    """The probability of each place; the places whose cut heals a word, and those that no word of the article fits."""

    chance: dict[Span, float]
    healing: frozenset[Span] = frozenset()
    torn: frozenset[Span] = frozenset()

    def tells(self, span: Span) -> bool:
        return span in self.healing or span in self.torn

    def heals_within(self, span: Span) -> bool:
        """Whether less than this place would heal a word that the whole does not: 市 of 市[个人住房]场 belongs to 市场."""
        start, end = span
        inside = (other for other in self.healing if start <= other[0] and other[1] <= end and other != span)
        return span not in self.healing and any(inside)


def judged(page: Page) -> Judged:
    """What the two judges say."""
    pieces = stretches(page)
    page.suspect(())
    seen = see(page, pieces)
    chance = given(page, seen, judge("first").log_odds(seen.signs)) if seen.spans else {}
    for _ in range(_PASSES if chance else 0):
        seen = see(page, pieces)
        chance = given(page, seen, judge("second").log_odds(with_company(page, seen, chance)))
    words = lexicon().words.keys() | {name[:-1] for name in page.names if len(name) > 2}  # 海珠 of 海珠区 is a word as well
    both = tuple(zip(seen.spans, seen.signs, strict=True))
    healing = frozenset(span for span, signs in both if signs[HEALED])
    sound = Reader("", (), [name for name in page.names if name[-1] in _PLACES])  # fragments may have taught the page's own reader
    inside = inside_words(page.title, sound)
    tearing = {string for string, piece in pieces.items() if piece.place in inside or piece.stop in inside} - words
    torn = frozenset(span for span, signs in both if signs[TORN] and signs[TOLD] < _TOLD and page.text[slice(*span)] in tearing)
    return Judged(chance, healing, torn)


def given(page: Page, seen: Seen, odds: np.ndarray) -> dict[Span, float]:
    """Probabilities from log odds, places that overlap together; the page is left suspecting what is likely."""
    chance = apart(seen.spans, odds)
    page.suspect(span for span, value in chance.items() if value > 0.5)
    return chance


def stretches(page: Page) -> dict[str, Piece]:
    """Every stretch of the headline once."""
    title = page.title
    found: dict[str, Piece] = {}
    for begin, stop in title.runs:
        for size in range(1, LONGEST + 1):
            for place in range(begin, stop - size + 1):
                found.setdefault(title.letters[place : place + size], Piece(place, place + size))
    return {string: piece for string, piece in found.items() if is_han(string)}


def see(page: Page, pieces: dict[str, Piece]) -> Seen:
    """Every place where the sentence reads no worse without the piece, and its signs."""
    signs = Signs(page)
    found = [(span, piece) for string, piece in pieces.items() for span in page.where(string) if page.gain(span, False) >= LEAST_GAIN]
    rows = [signs.of(piece, span) for span, piece in found]
    return Seen(tuple(span for span, _ in found), tuple(piece for _, piece in found), np.array(rows))


def with_company(page: Page, seen: Seen, chance: dict[Span, float]) -> np.ndarray:
    """The signs of each place, and those of its company by the chances found before."""
    if not seen.spans:
        return np.zeros((0, 0))
    text = page.text
    before = np.array([chance.get(span, 0.0) for span in seen.spans])
    starts = np.array([start for start, _ in seen.spans])
    marked = np.array([behind_mark(text, start) for start, _ in seen.spans], dtype=float)
    begin, stop = np.array([piece.place for piece in seen.pieces]), np.array([piece.stop for piece in seen.pieces])
    string = [text[slice(*span)] for span in seen.spans]
    by_string: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(string):
        by_string[one].append(number)
    rows = []
    for number, one in enumerate(string):
        likes = by_string[one]
        other = float(before[likes].sum() - before[number])
        foreign = before.copy()
        foreign[likes] = 0.0
        mass = float(foreign.sum())
        beside = float(foreign[(stop == begin[number]) | (begin == stop[number])].sum())
        across = float(foreign[(begin < stop[number]) & (stop > begin[number])].sum())
        near = float(foreign[np.abs(starts - starts[number]) < _NEAR].sum())
        at_marks = float((foreign * marked).sum() + 0.5) / (mass + 1.0)
        own = min(max(before[number], 1e-4), 1 - 1e-4)
        rows.append(
            [
                math.log(own / (1 - own)),
                math.log1p(other),
                other / max(len(likes) - 1, 1),
                math.log(len(likes)),
                math.log1p(mass),
                mass / len(text) * 100,
                mass / len(seen.spans),
                at_marks,
                at_marks - 0.5 if marked[number] else 0.5 - at_marks,
                beside / (mass + 1.0),
                across / (mass + 1.0),
                near,
            ]
        )
    return np.hstack([seen.signs, np.array(rows)])


def apart(spans: Sequence[Span], odds: np.ndarray) -> dict[Span, float]:
    """Each place's share of all sets of places that do not overlap: sums from the left and from the right, in logs."""
    size = max((end for _, end in spans), default=0)
    ending, starting = defaultdict(list), defaultdict(list)
    for number, (start, end) in enumerate(spans):
        if odds[number] > _HOPELESS:
            ending[end].append(number)
            starting[start].append(number)
    left, right = np.zeros(size + 1), np.zeros(size + 1)
    for place in range(1, size + 1):
        left[place] = left[place - 1]
        for number in ending[place]:
            left[place] = np.logaddexp(left[place], left[spans[number][0]] + odds[number])
    for place in range(size - 1, -1, -1):
        right[place] = right[place + 1]
        for number in starting[place]:
            right[place] = np.logaddexp(right[place], right[spans[number][1]] + odds[number])
    whole = left[size]
    return {
        (start, end): float(np.exp(left[start] + odds[number] + right[end] - whole)) if odds[number] > _HOPELESS else 0.0
        for number, (start, end) in enumerate(spans)
    }
