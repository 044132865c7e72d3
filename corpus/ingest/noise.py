"""Fragments of its own headline that a scraper put into a page: found by method, never by a list.

A candidate is a stretch of the body that the headline also has, two such stretches run together, or one of
them with a foreign string that recurs. Most candidates are the article's own words. What tells them apart:

1. how much better the sentence reads without it (`fluency`), tempered, because the model is small;
2. where it stands: fragments come after punctuation far more often than within a sentence;
3. what came before it: scrapers walk through the headline piece by piece, round and round. A page that
   does so is told from one that does not by the page's own fragments, and only then order counts;
4. how the headline was cut: a word that straddles a cut proven elsewhere is no piece.

All chains of insertions are weighed against each other (forward and backward sums), so each candidate
gets the probability that it was put in. Sure ones are cut; doubtful ones are only listed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.ingest.chains import Sites, Span, by_letters, inventory, settle, settle_pieces, straddle, totals
from corpus.ingest.fluency import Reader, is_han, lexicon, narrow
from corpus.ingest.fluency import cut as leave_out
from corpus.ingest.pieces import MARKS, Candidate, Headline, behind_mark, candidates_of, names_of

SURE_TELLING, SURE, DOUBTFUL = 0.90, 0.985, 0.25  # for what no word of the article looks like; for words; to be listed at all
TRACE: Callable[..., None] | None = None  # for tuning by hand: called with candidates, weights, chances and cut
_TEMPER = 0.7  # share of the model's gain that is believed
_GAIN_MOST = 30.0
_FOREIGN = 3.0  # nats that a foreign string costs
_JOIN = 2.0  # nats that a join of two pieces costs
_REPEAT = 4.0  # nats gained where the piece stands twice in a row: prose does not do that
_RECURS = 2.5  # nats gained by a join or a foreign unit that stands on the page more than once
_REST_LEAST, _REST_MEAN = 2.0, 5.0  # nats that cutting the second part of a unit must gain everywhere, and on average
_WHOLE_UNIT = 1.3  # … times as much where both parts are words
_BEFORE_MARK = 2.5  # nats that it costs at the end of a clause: fragments come at beginnings
_STRANDED = 3.0  # nats gained by a piece all alone behind the last full stop of a line
_GOES_ON, _GOES_ON_TORN = 2.0, 5.0  # nats that it costs where the text goes on as the headline does, across a word's edge or within one
_WITHIN_GAIN = 10.0  # nats that cutting a whole word from within a sentence must gain, unless it heals a word …
_TURN_GAIN = 7.0  # … or stands exactly in turn
_RIVAL, _RIVAL_REACH = 0.01, 150  # chance of another candidate for the same word, and characters within which it counts
_ORDERED = 0.6  # share of the sure fragments that must stand in turn before any ordinary word is cut
_ODD_GAIN = 15.0  # nats that cutting letters which are no word must gain
_BEYOND = 0.995  # probability from which no rival counts
_PROOF = 2.5  # telling fragments (torn, recurring units, doubled words) that a page must have before any is cut …
_WORD_PROOF = 0.4  # … and what an ordinary word counts among them
_PASSES = 4  # times that the page is read again without what is suspected
_STOPS = set("。!?;")


@dataclass(frozen=True, slots=True)
class Finding:
    """One candidate judged: the probability that it was put in, and why."""

    start: int
    end: int
    text: str
    probability: float
    gain: float
    kind: str
    sure: bool
    leans: bool = False  # a phrase of whole words, which only the order can prove
    telling: bool = False  # no word of the article looks like this: torn, a recurring unit, a word doubled


def find_noise(headline: str, body: str) -> tuple[Finding, ...]:
    """Sure and doubtful fragments in `body`, in order; none where the headline is too short to tell."""
    title = Headline.of(headline)
    if len(title.letters) < 4 or not body.strip():
        return ()
    text = narrow(body)
    names = names_of(title, text)
    reader = Reader(text, (), names)
    candidates = candidates_of(title, text, reader)
    findings: tuple[Finding, ...] = ()
    suspected: set[Span] = set()
    for _ in range(_PASSES):  # once the suspected ones are out, the page vouches for its own words better
        candidates = _gains(reader, text, candidates, suspected)
        findings = _judge(candidates, title, text)
        now = {(f.start, f.end) for f in findings if f.probability >= 0.5}
        if now == suspected:
            break
        suspected = now
        reader = Reader(text, suspected, names)
        everything = candidates_of(title, text, reader)  # which of them tear a word is seen better now, too
        candidates = _fitting(everything, [c for c in everything if c.torn and (c.start, c.end) in suspected])
    return findings


def _gains(reader: Reader, text: str, candidates: Sequence[Candidate], absent: set[Span]) -> list[Candidate]:
    """The candidates with how much better the text reads without them."""
    alike: dict[str, set[Span]] = {}
    for one in candidates:
        if one.torn and not one.goes_on:
            alike.setdefault(text[one.start : one.end], set()).add((one.start, one.end))
    touching = {piece: {span: reader.touching(text, *span) for span in spans} for piece, spans in alike.items() if len(spans) > 1}
    gains: dict[Span, float] = {}
    for one in candidates:
        span = (one.start, one.end)
        if span not in gains:
            others: Counter[tuple[str, str]] = Counter()
            for other, pairs in touching.get(text[one.start : one.end], {}).items():
                if other != span and other not in absent:
                    others.update(pairs)
            gains[span] = reader.gain(*_without_others(text, span, absent), span in absent, others)
    judged = [replace(one, gain=gains[one.start, one.end]) for one in candidates]
    more: dict[str, list[tuple[float, float]]] = {}
    for one in judged:
        if one.kind != "piece":
            middle = one.start + one.stop - one.place
            first, second = gains.get((one.start, middle), 0.0), gains.get((middle, one.end), -math.inf)
            more.setdefault(text[one.start : one.end], []).append((one.gain - first, one.gain - second))
    return [one for one in judged if one.kind == "piece" or _all_better(more[text[one.start : one.end]], one)]


def _without_others(text: str, span: Span, absent: set[Span]) -> tuple[str, int, int]:
    """The line of this span without what else is suspected in it, and where the span is then."""
    start = text.rfind("\n", 0, span[0]) + 1
    stop = text.find("\n", span[1])
    end = stop if stop >= 0 else len(text)
    ahead = [(max(s, start) - start, e - start) for s, e in absent if start < e <= span[0]]
    behind = [(s - span[1], min(e, end) - span[1]) for s, e in absent if span[1] <= s < end]
    head, tail = leave_out(text[start : span[0]], ahead), leave_out(text[span[1] : end], behind)
    return head + text[span[0] : span[1]] + tail, len(head), len(head) + span[1] - span[0]


def _all_better(more: list[tuple[float, float]], unit: Candidate) -> bool:
    """Whether cutting each part of a unit makes every place read better still: for a word of the article it would not."""
    factor = 1.0 if unit.torn_piece or unit.odd else _WHOLE_UNIT
    sides = ([pair[0] for pair in more], [pair[1] for pair in more])
    return all(min(side) >= factor * _REST_LEAST and sum(side) / len(side) >= factor * _REST_MEAN for side in sides)


def _fitting(candidates: Sequence[Candidate], proven: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that straddle no cut which proven fragments show (all of them if those disagree)."""
    cuts = {(c.place, c.stop) for c in proven if c.kind == "piece"}
    if len(cuts) < 3 or any(straddle(a, b) for a in cuts for b in cuts):
        return list(candidates)
    return [c for c in candidates if not any(straddle((c.place, c.stop), span) for span in cuts)]


def _judge(candidates: Sequence[Candidate], title: Headline, text: str) -> tuple[Finding, ...]:
    """Weigh all chains of insertions; the candidates that are sure or doubtful."""
    if not candidates:
        return ()
    weight = np.array([_weight(c, text) for c in candidates])
    near, first = by_letters(candidates, title)
    sites = Sites.of(candidates, text)
    chance = settle(candidates, weight, near, first, sites, title)
    cut = inventory(candidates, chance, title)
    if cut:  # with the cut known, order is counted in pieces: skipping one is as rare as the page shows
        chance = settle_pieces(candidates, weight, cut, sites, title)
        total = totals(candidates, chance)
        cut = [span for span in cut if total.get(span, 0.0) >= 0.5]  # holes that no fragment fills were never pieces
        chance = settle_pieces(candidates, weight, cut, sites, title) if len(cut) >= 4 else chance
    if TRACE is not None:
        TRACE(candidates, weight, chance, cut)
    findings = _apart(candidates, chance, text, cut)
    out_of_turn = {text[f.start : f.end] for f in findings if f.leans and not f.sure and f.probability >= SURE_TELLING}
    if out_of_turn:  # phrases that the article repeats: without them the order of the rest is clearer
        rest = [c for c in candidates if text[c.start : c.end] not in out_of_turn]
        return _judge(rest, title, text)
    return _proven(findings)


def _proven(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings as they are where the page shows that it was broken into; else none of them is sure."""
    proof = sum(1.0 if f.telling else _WORD_PROOF for f in findings if f.sure)
    if proof >= _PROOF:
        return findings
    return tuple(replace(f, sure=False) for f in findings)


def _weight(one: Candidate, text: str) -> float:
    """Log odds of the candidate by itself: gain, kind, what stands beside it."""
    gain = _TEMPER * min(one.gain, _GAIN_MOST)
    extra = {"piece": 0.0, "join": -_JOIN, "foreign": -_FOREIGN}[one.kind]
    if one.times > 1:
        extra += _RECURS + min(one.times - 2, 2)
    if one.doubled:
        extra += _REPEAT
    if text[one.start - 1 : one.start] in _STOPS and text[one.end : one.end + 1] in ("", "\n"):
        extra += _STRANDED
    before_mark = text[one.end : one.end + 1] in MARKS or text[one.end : one.end + 1] in ("", "\n")
    if before_mark and not behind_mark(one, text):
        extra -= _BEFORE_MARK
    return gain + extra - one.goes_on * (_GOES_ON_TORN if one.torn else _GOES_ON)


def _apart(candidates: Sequence[Candidate], chance: np.ndarray, text: str, cut: list[Span]) -> tuple[Finding, ...]:
    """Findings that don't overlap. A cut is as sure as all candidates together that would cut at least as much there."""
    single: dict[Span, float] = {}
    lead: dict[Span, tuple[float, Candidate]] = {}
    for one, value in zip(candidates, chance.tolist(), strict=True):
        span = (one.start, one.end)
        single[span] = single.get(span, 0.0) + value
        if span not in lead or value > lead[span][0]:
            lead[span] = (value, one)
    likely = [span for span, value in single.items() if value >= 0.01]
    covering = {s: min(sum(single[o] for o in likely if o[0] <= s[0] and s[1] <= o[1]), 1.0) for s in likely}
    kept: list[Candidate] = []
    for span in sorted(likely, key=lambda s: (-min(covering[s], SURE), -single[s], s)):
        if covering[span] >= DOUBTFUL and all(span[1] <= other.start or span[0] >= other.end for other in kept):
            kept.append(lead[span][1])
    kept.sort(key=lambda one: one.start)
    level = {one: covering[one.start, one.end] for one in kept}
    sure = [one for one in kept if level[one] >= (SURE_TELLING if one.telling else SURE) and _may_be_sure(one, cut)]
    turns: dict[str, list[bool]] = {}
    for one in sure:
        turns.setdefault(text[one.start : one.end], []).append(_in_turn(one, sure, cut, 1))
    ordered = sum(sum(turn) for turn in turns.values()) >= _ORDERED * len(sure)  # else no word can be told from the article's own
    findings = []
    for one in kept:
        turn = turns.get(text[one.start : one.end], [False])
        stands = not one.leans or (one.odd and sum(turn) >= len(turn) / 2)
        if not one.telling:
            rival = level[one] < _BEYOND and _rivalled(one, candidates, chance)
            stands = stands and ordered and not rival and _plain_word(text[one.start : one.end], one)
        certain = one in sure and stands and _fits_here(one, text, sure, cut)
        piece = text[one.start : one.end]
        findings.append(Finding(one.start, one.end, piece, level[one], one.gain, one.kind, certain, one.leans, one.telling))
    return tuple(findings)


def _plain_word(piece: str, one: Candidate) -> bool:
    """Whether it is one word of the dictionary, or three odd letters and more that no name is made of and that read far better gone.

    Of several words the second may be the article's own, and names are the article's as a rule.
    """
    if piece in lexicon().words:
        return True
    lone = not any(piece[i : i + 2] in lexicon().words for i in range(len(piece) - 1))
    return lone and len(piece) > 2 and one.gain >= _ODD_GAIN and piece[-1] not in "省市区县镇乡"


def _rivalled(one: Candidate, candidates: Sequence[Candidate], chance: np.ndarray) -> bool:
    """Whether the same word close by may be the fragment instead: then neither is cut."""
    return any(
        value >= _RIVAL and (other.place, other.stop) == (one.place, one.stop) and 0 < abs(other.start - one.start) < _RIVAL_REACH
        for other, value in zip(candidates, chance.tolist(), strict=True)
        if value < 0.5
    )


def _may_be_sure(one: Candidate, cut: list[Span]) -> bool:
    """Whether the candidate may be cut at all: a piece of the known cut and no part of a longer stretch of the headline."""
    return (one.doubled or not one.goes_on) and ((one.place, one.stop) in cut if cut else one.telling)


def _fits_here(one: Candidate, text: str, sure: list[Candidate], cut: list[Span]) -> bool:
    """A word cut from within a sentence needs a reason: a word healed, a great gain, or a fair one exactly in turn."""
    if one.telling or behind_mark(one, text) or one.gain >= _WITHIN_GAIN or _heals(text, one):
        return True
    owned = text[one.end : one.end + 1] == "的"  # 老人的: a word of the article, with what belongs to it
    return not owned and one.gain >= _TURN_GAIN and _in_turn(one, sure, cut, 0)


def _in_turn(one: Candidate, sure: list[Candidate], cut: list[Span], skipped: int) -> bool:
    """Whether its neighbours among the sure ones are the pieces before and behind it in the headline, at most `skipped` left out."""
    if (one.place, one.stop) not in cut:
        return False
    at, mine = sure.index(one), cut.index((one.place, one.stop))
    around = [(sure[at - 1], 1)] if at else []
    around += [(sure[at + 1], -1)] if at + 1 < len(sure) else []
    known = [(cut.index((other.place, other.stop)), sign) for other, sign in around if (other.place, other.stop) in cut]
    return len(known) == len(around) > 0 and all((sign * (mine - theirs) - 1) % len(cut) <= skipped for theirs, sign in known)


def _heals(text: str, one: Candidate) -> bool:
    """Whether cutting a word from within a sentence joins what the page elsewhere has together, or what is one word."""
    left, right = text[max(0, one.start - 2) : one.start], text[one.end : one.end + 2]
    together = left + right
    known = lexicon().words
    spans = (together[i:j] for i in range(len(left)) for j in range(len(left) + 1, len(together) + 1))
    return (is_han(together) and len(together) == 4 and together in text) or any(span in known and len(span) > 1 for span in spans)
