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
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.ingest.fluency import Reader, is_han, lexicon, narrow

SURE, DOUBTFUL = 0.97, 0.25
_TEMPER = 0.7  # share of the model's gain that is believed
_AFTER_MARK, _WITHIN = 0.10, 0.012  # chance of an insertion after a mark, and between two other characters
_ORDER = 0.5  # first belief that pieces follow the headline
_FOREIGN = 3.0  # nats that a foreign string costs
_JOIN = 2.0  # nats that a join of two pieces costs
_REPEAT = 4.0  # nats gained where the piece stands twice in a row: prose does not do that
_RECURS = 2.5  # nats gained by a join or a foreign unit that stands on the page more than once
_REST_LEAST, _REST_MEAN = 2.0, 5.0  # nats that cutting the second part of a unit must gain everywhere, and on average
_BEFORE_MARK = 2.5  # nats that it costs at the end of a clause: fragments come at beginnings
_WITHIN_GAIN = 10.0  # nats that cutting a whole word from within a sentence must gain, unless it heals a word
_TURN_GAIN = 7.0  # … or stands exactly in turn
_WHOLE_UNIT = 1.3  # … times as much where both parts are words
_PROOF = 2.5  # telling fragments (torn, recurring units, doubled words) that a page must have before any is cut
_STRANDED = 3.0  # nats gained by a piece all alone behind the last full stop of a line
_GOES_ON, _GOES_ON_TORN = 2.0, 5.0  # nats that it costs where the text goes on as the headline does, across a word's edge or within one
_ROUNDS = 4  # times that the strength of the order is estimated anew
_PASSES = 4  # times that the page is read again without what is suspected
_MARKS = set(",。、;:!?)》”】—")
_PLACE = re.compile(r"[^\s省市区县镇乡]{2,3}[省市区县镇乡]?")  # 宁川市|北塘区
_EDGES = _MARKS | {"", "\n"}
_STOPS = set("。!?;")
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of the text that may have been put in; `place`/`stop`: where its (first) piece stands in the headline."""

    start: int
    end: int
    place: int
    stop: int
    kind: str  # piece, join, foreign
    torn: bool  # it cuts a word of the headline in two, or holds a foreign string
    goes_on: int = 0  # at how many of its ends the text goes on as the headline does
    gain: float = 0.0
    torn_piece: bool = False  # join, foreign: whether the (first) piece is torn
    second: tuple[int, int] | None = None  # join: where its second piece stands in the headline
    odd: bool = False  # foreign: the foreign string is no run of words
    times: int = 1  # join, foreign: how often the whole of it stands on the page
    doubled: bool = False  # the same letters stand right beside it

    @property
    def telling(self) -> bool:
        """No word of the article looks like this."""
        return self.doubled or (self.goes_on == 0 and (self.torn or self.times > 1))

    @property
    def leans(self) -> bool:
        """A unit of whole words: the article repeats such phrases too, so the order has to speak for it."""
        return self.kind != "piece" and not self.torn_piece


@dataclass(frozen=True, slots=True)
class Finding:
    """One candidate judged: the probability that it was put in, and why."""

    start: int
    end: int
    text: str
    probability: float
    gain: float
    kind: str
    leans: bool  # a phrase of whole words, which only the order can prove
    telling: bool  # no word of the article looks like this: torn, a recurring unit, a word doubled

    @property
    def sure(self) -> bool:
        return self.probability >= SURE


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline's letters without figures and marks, and the places where it has a mark."""

    letters: str
    runs: tuple[tuple[int, int], ...]

    def before(self, place: int) -> str:
        """The letter before this place, empty at the start of a run."""
        return "" if any(place == start for start, _ in self.runs) else self.letters[place - 1]

    def behind(self, place: int) -> str:
        """The letter at this place, empty at the end of a run."""
        return "" if any(place == stop for _, stop in self.runs) else self.letters[place]

    @classmethod
    def of(cls, text: str) -> Headline:
        letters, runs = "", []
        for match in _RUN.finditer(narrow(text)):
            runs.append((len(letters), len(letters) + len(match[0])))
            letters += match[0]
        return cls(letters, tuple(runs))


def find_noise(headline: str, body: str) -> tuple[Finding, ...]:
    """Sure and doubtful fragments in `body`, in order; none where the headline is too short to tell."""
    title = Headline.of(headline)
    if len(title.letters) < 4 or not body.strip():
        return ()
    text = narrow(body)
    names = names_of(title, text)
    reader = Reader(text, (), names)
    candidates = everything = candidates_of(title, text, reader)
    findings: tuple[Finding, ...] = ()
    suspected: set[tuple[int, int]] = set()
    for _ in range(_PASSES):  # once the suspected ones are out, the page vouches for its own words better
        candidates = _gains(reader, text, candidates, suspected)
        findings = _judge(candidates, title, text)
        now = {(f.start, f.end) for f in findings if f.probability >= 0.5}
        if now == suspected:
            break
        suspected = now
        candidates = _fitting(everything, [c for c in everything if c.torn and (c.start, c.end) in suspected])
        reader = Reader(text, suspected, names)
    return findings


# ---------------------------------------------------------------- candidates


def candidates_of(title: Headline, text: str, reader: Reader) -> list[Candidate]:
    """Every stretch of `text` that could be a fragment."""
    inside = _inside_words(title, text, reader)
    found: dict[tuple[int, int, int], Candidate] = {}
    at: dict[int, list[Candidate]] = {}
    for place, size, start in _matches(title, text):
        stop, end = place + size, start + size
        torn = place in inside or stop in inside
        goes_on = (text[start - 1 : start] == title.before(place)) + (text[end : end + 1] == title.behind(stop))
        piece = text[start:end]
        doubled = text[end : end + size] == piece or text[max(0, start - size) : start] == piece
        one = Candidate(start, end, place, stop, "piece", torn, goes_on, doubled=doubled)
        found[start, end, place] = one
        at.setdefault(start, []).append(one)
    pieces = list(found.values())
    for one in _joins(text, pieces, at, title):
        found[one.start, one.end, one.place] = one
    for one in _foreign(text, pieces, title, reader):
        found[one.start, one.end, one.place] = one
    begins: dict[int, list[Candidate]] = {}
    ends: dict[int, list[Candidate]] = {}
    for one in found.values():
        begins.setdefault(one.start, []).append(one)
        ends.setdefault(one.end, []).append(one)
    for key, one in found.items():
        if one.kind == "piece" and one.torn and _split(text, one, title, begins, ends):
            found[key] = replace(one, goes_on=one.goes_on + 1)
    return _one_of_alike(sorted(found.values(), key=lambda c: (c.start, c.end, c.place)), text)


def _inside_words(title: Headline, text: str, reader: Reader) -> set[int]:
    """Places in the headline where a cut would tear a word: of the dictionary, or two letters that the page keeps together."""
    inside: set[int] = set()
    for start, stop in title.runs:
        place = start
        for word in reader.read(title.letters[start:stop])[1]:
            inside.update(range(place + 1, place + len(word)))
            place += len(word)
    return inside


def names_of(title: Headline, text: str) -> set[str]:
    """Words of the headline that the dictionary lacks: names in lone letters, and letters that the page keeps together."""
    names: set[str] = set()
    plain = Reader("")
    for start, stop in title.runs:
        words = plain.read(title.letters[start:stop])[1]
        for first, second in zip(words, words[1:], strict=False):
            together = text.count(first + second)
            if 1 in (len(first), len(second)) and together > 3 and together >= 0.75 * min(text.count(first), text.count(second)):
                names.add(first + second)
        lone = "".join(word if len(word) == 1 else " " for word in words)
        names.update(_PLACE.findall(lone))
    return names


def _matches(title: Headline, text: str) -> Iterable[tuple[int, int, int]]:
    """(place in the headline, size, place in the text) of every common stretch of two characters or more."""
    for run_start, run_end in title.runs:
        for place in range(run_start, run_end - 1):
            seed = title.letters[place : place + 2]
            start = text.find(seed)
            while start >= 0:
                size = 2
                while place + size <= run_end and text[start : start + size] == title.letters[place : place + size]:
                    yield place, size, start
                    size += 1
                start = text.find(seed, start + 1)


def _split(text: str, one: Candidate, title: Headline, begins: dict[int, list[Candidate]], ends: dict[int, list[Candidate]]) -> bool:
    """Whether this is half a word of the article with another fragment inside that word: 宁川|服务|市."""
    before, behind = title.before(one.place), title.behind(one.stop)
    ahead = before and any(text[other.start - 1 : other.start] == before for other in ends.get(one.start, ()))
    return bool(ahead or (behind and any(text[other.end : other.end + 1] == behind for other in begins.get(one.end, ()))))


def _joins(text: str, pieces: list[Candidate], at: dict[int, list[Candidate]], title: Headline) -> list[Candidate]:
    """Two pieces run together that the headline does not have together, in two places or more with different neighbours."""
    units: dict[str, list[Candidate]] = {}
    for first in pieces:
        for second in at.get(first.end, ()):
            apart = text[first.end] != title.behind(first.stop) and text[second.start - 1] != title.before(second.place)
            if apart and not first.goes_on and not second.goes_on:
                one = replace(first, end=second.end, kind="join", torn=True, torn_piece=first.torn, doubled=False, second=(second.place, second.stop))
                units.setdefault(text[one.start : one.end], []).append(one)
    return [one for alike in units.values() for one in _recurring(text, alike)]


def _recurring(text: str, alike: list[Candidate]) -> list[Candidate]:
    """These candidates, all with the same letters, if they stand in two places or more with different neighbours."""
    starts = {c.start for c in alike}
    befores = {text[c.start - 1 : c.start] for c in alike}
    afters = {text[c.end : c.end + 1] for c in alike}
    if len(starts) < 2 or (len(befores) < 2 and not befores <= _EDGES) or (len(afters) < 2 and not afters <= _EDGES):
        return []
    return [replace(c, times=len(starts)) for c in alike]


def _foreign(text: str, pieces: Iterable[Candidate], title: Headline, reader: Reader) -> list[Candidate]:
    """A piece with a foreign string behind it that never stands elsewhere, in two places or more with different neighbours."""
    units: dict[str, list[Candidate]] = {}
    for piece in pieces:
        if piece.goes_on:
            continue
        for size in range(2, 6):
            tail = text[piece.end : piece.end + size]
            if len(tail) < size or not is_han(tail):
                break
            if any(tail[i : i + 2] in title.letters for i in range(size - 1)):
                break
            one = replace(piece, end=piece.end + size, kind="foreign", torn=True, goes_on=0, torn_piece=piece.torn)
            units.setdefault(text[one.start : one.end], []).append(one)
    found = []
    for unit, alike in units.items():
        size = alike[0].stop - alike[0].place
        only_here = text.count(unit[size:]) == len({c.start for c in alike})
        if not only_here or (not alike[0].torn_piece and any(_glued(reader, text, c.start + size) for c in alike)):
            continue
        odd = _odd(reader, unit[size:])
        found.extend(replace(one, odd=odd) for one in _recurring(text, alike))
    return found


def _odd(reader: Reader, text: str) -> bool:
    """Whether a string is no run of words: two lone letters in a row."""
    words = [len(word) for word in reader.read(text)[1]]
    return any(first == second == 1 for first, second in zip(words, words[1:], strict=False))


def _glued(reader: Reader, text: str, place: int) -> bool:
    """Whether a word runs across this place."""
    start = max(text.rfind("\n", 0, place) + 1, place - 6)
    stop = text.find("\n", place)
    at = start
    for word in reader.read(text[start : min(stop if stop >= 0 else len(text), place + 6)])[1]:
        at += len(word)
        if at >= place:
            return at > place
    return False


def _one_of_alike(candidates: list[Candidate], text: str) -> list[Candidate]:
    """Cuts that leave the same text (海珠|海珠区) are one cut: the first of them stays."""
    kept: list[Candidate] = []
    seen: set[tuple[int, int, int]] = set()
    for one in candidates:
        start, end = one.start, one.end
        while start > 0 and text[start - 1] == text[end - 1]:
            start, end = start - 1, end - 1
        key = (start, end, one.place)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _gains(reader: Reader, text: str, candidates: Sequence[Candidate], absent: set[tuple[int, int]]) -> list[Candidate]:
    """The candidates with how much better the text reads without them."""
    alike: dict[str, set[tuple[int, int]]] = {}
    for one in candidates:
        if one.torn and not one.goes_on:
            alike.setdefault(text[one.start : one.end], set()).add((one.start, one.end))
    gains: dict[tuple[int, int], float] = {}
    for one in candidates:
        span = (one.start, one.end)
        if span not in gains:
            others = alike.get(text[one.start : one.end], set()) - absent
            gains[span] = reader.gain(text, *span, span in absent, others)
    judged = [replace(one, gain=gains[one.start, one.end]) for one in candidates]
    more: dict[str, list[float]] = {}
    for one in judged:
        if one.kind != "piece":
            piece_end = one.start + one.stop - one.place
            more.setdefault(text[one.start : one.end], []).append(one.gain - gains.get((one.start, piece_end), 0.0))
    return [one for one in judged if one.kind == "piece" or _all_better(more[text[one.start : one.end]], one)]


def _all_better(more: list[float], unit: Candidate) -> bool:
    """Whether cutting the rest of a unit too makes every place read better: a word of the article would not do that."""
    factor = 1.0 if unit.torn_piece or unit.odd else _WHOLE_UNIT
    return min(more) >= factor * _REST_LEAST and sum(more) / len(more) >= factor * _REST_MEAN


def _fitting(candidates: Sequence[Candidate], proven: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that straddle no cut which proven fragments show (all of them if those disagree)."""
    cuts = {(c.place, c.stop) for c in proven if c.kind == "piece"}
    if len(cuts) < 3 or any(_straddle(a, b) for a in cuts for b in cuts):
        return list(candidates)
    return [c for c in candidates if not any(_straddle((c.place, c.stop), span) for span in cuts)]


def _straddle(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Overlapping, but not the same."""
    return first != second and first[0] < second[1] and second[0] < first[1]


# ---------------------------------------------------------------- judging


def _judge(candidates: Sequence[Candidate], title: Headline, text: str) -> tuple[Finding, ...]:
    """Weigh all chains of insertions; the candidates that are sure or doubtful."""
    if not candidates:
        return ()
    weight = np.array([_weight(c, text) for c in candidates])
    near, first = _by_letters(candidates, title)
    sites = Sites.of(candidates, text)
    chance = _settle(candidates, weight, near, first, sites, title)
    cut = _inventory(candidates, chance, title)
    if cut:  # with the cut known, order is counted in pieces: skipping one is as rare as the page shows
        chance = _settle_pieces(candidates, weight, cut, sites, title)
        total = _totals(candidates, chance)
        cut = [span for span in cut if total.get(span, 0.0) >= 0.5]  # holes that no fragment fills were never pieces
        chance = _settle_pieces(candidates, weight, cut, sites, title) if len(cut) >= 4 else chance
    if _trace:
        _trace(candidates, weight, chance, cut, sites)
    findings = _apart(candidates, chance, text, cut)
    out_of_turn = {text[f.start : f.end] for f in findings if f.leans and not f.sure and f.probability >= SURE - 0.02}
    if out_of_turn:  # phrases that the article repeats: without them the order of the rest is clearer
        rest = [c for c in candidates if text[c.start : c.end] not in out_of_turn]
        return _judge(rest, title, text)
    return _proven(findings)
_trace = None


def _proven(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings as they are where the page shows that it was broken into; else none of them is sure."""
    proof = sum(1.0 if f.telling else 0.3 for f in findings if f.sure)
    if proof >= _PROOF:
        return findings
    return tuple(replace(f, probability=min(f.probability, SURE - 0.01)) for f in findings)


@dataclass
class Sites:
    """How often the page was broken into behind a mark and elsewhere: a belief, then what the page shows."""

    behind: np.ndarray  # candidate stands behind a mark
    marks: int
    others: int
    chance: tuple[float, float] = (_WITHIN, _AFTER_MARK)

    @classmethod
    def of(cls, candidates: Sequence[Candidate], text: str) -> Sites:
        marks = sum(char in _MARKS for char in text)
        return cls(np.array([_behind_mark(c, text) for c in candidates]), marks, max(len(text) // 2 - marks, 1))

    def weight(self) -> np.ndarray:
        within, behind = (math.log(p / (1 - p)) for p in self.chance)
        return np.where(self.behind, behind, within)

    def learn(self, chance: np.ndarray) -> None:
        """Take over the rates that these chances mean."""
        at_marks, elsewhere = float(chance[self.behind].sum()), float(chance[~self.behind].sum())
        self.chance = (
            min((elsewhere + 100 * _WITHIN) / (self.others + 100), 0.2),
            min((at_marks + 20 * _AFTER_MARK) / (self.marks + 20), 0.6),
        )


def _behind_mark(one: Candidate, text: str) -> bool:
    previous = text[one.start - 1 : one.start]
    return previous in _MARKS or previous in ("", "\n")


def _settle(
    candidates: Sequence[Candidate], weight: np.ndarray, near: np.ndarray, first: np.ndarray, sites: Sites, title: Headline
) -> np.ndarray:
    """Chances of the candidates, with the strength of the order and the rate of insertions estimated from the page."""
    alone = -math.log(3 * len(title.letters))
    before = _before(candidates)
    order = _ORDER
    for _ in range(_ROUNDS):
        mixed = np.logaddexp(np.log(order) + near, np.log(1 - order) + alone)
        begin = np.logaddexp(np.log(order) + first, np.log(1 - order) + alone)
        chance, pairs = _sums(weight + sites.weight(), np.where(before, mixed, -np.inf), begin)
        ordered = float((pairs * np.exp(np.log(order) + near - mixed)).sum())
        order = min(max((ordered + 1.0) / (float(pairs.sum()) + 2.0), 0.05), 0.95)
        sites.learn(chance)
    return chance


def _before(candidates: Sequence[Candidate]) -> np.ndarray:
    """before[i, j]: candidate i ends where j may start."""
    return np.array([c.end for c in candidates])[:, None] <= np.array([c.start for c in candidates])[None, :]


def _totals(candidates: Sequence[Candidate], chance: np.ndarray) -> dict[tuple[int, int], float]:
    """How many fragments each stretch of the headline is thought to have given."""
    total: dict[tuple[int, int], float] = {}
    for one, value in zip(candidates, chance, strict=True):
        total[one.place, one.stop] = total.get((one.place, one.stop), 0.0) + float(value)
    return total


def _inventory(candidates: Sequence[Candidate], chance: np.ndarray, title: Headline) -> list[tuple[int, int]]:
    """The pieces into which the headline was cut, in order; empty unless the page's fragments agree on the cut."""
    total = _totals(candidates, chance)
    hung = {one.second for one, value in zip(candidates, chance, strict=True) if value >= 0.5}  # pieces that hang on another
    torn = {(c.place, c.stop) for c in candidates if c.kind == "piece" and c.torn}
    usual = _usual(span for span in torn if total[span] >= 0.6)
    cut: list[tuple[int, int]] = []
    against = 0.0
    for span, value in sorted(total.items(), key=lambda item: -item[1]):
        if any(_straddle(span, other) for other in cut):
            against += value
        elif span not in hung and value >= (0.6 if span in torn or span[1] - span[0] <= usual + 1 else 1.6):
            cut.append(span)
    agreed = len(cut) >= 4 and against <= 0.2 * sum(total[span] for span in cut)
    return [span for span in _filled(sorted(cut), title) if span not in hung] if agreed else []


def _usual(cut: Iterable[tuple[int, int]]) -> int:
    """The usual size of a piece, 2 or 3 letters."""
    sizes = [stop - start for start, stop in cut]
    return 3 if sizes.count(3) > sizes.count(2) else 2


def _filled(cut: list[tuple[int, int]], title: Headline) -> list[tuple[int, int]]:
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


def _settle_pieces(candidates: Sequence[Candidate], weight: np.ndarray, cut: list[tuple[int, int]], sites: Sites, title: Headline) -> np.ndarray:
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
        chance, pairs = _sums(weight + sites.weight(), np.where(before, mixed, -np.inf), begin)
        by_order = pairs * np.exp(np.log(order) + near - mixed)
        ordered, skipped = float(by_order.sum()), float((by_order * skips).sum())
        order = min(max((ordered + 1.0) / (float(pairs.sum()) + 2.0), 0.05), 0.98)
        sites.learn(chance)
        skip = min(max((skipped + 0.5) / (ordered + skipped + 1.0), 0.02), 0.5)
    return chance


def _weight(one: Candidate, text: str) -> float:
    """Log odds of the candidate by itself: gain, kind, what stands beside it."""
    gain = _TEMPER * min(one.gain, 30.0)
    extra = {"piece": 0.0, "join": -_JOIN, "foreign": -_FOREIGN}[one.kind]
    if one.times > 1:
        extra += _RECURS + min(one.times - 2, 2)
    if one.doubled:
        extra += _REPEAT
    if text[one.start - 1 : one.start] in _STOPS and text[one.end : one.end + 1] in ("", "\n"):
        extra += _STRANDED
    before_mark = text[one.end : one.end + 1] in _MARKS or text[one.end : one.end + 1] in ("", "\n")
    if before_mark and not _behind_mark(one, text):
        extra -= _BEFORE_MARK
    return gain + extra - one.goes_on * (_GOES_ON_TORN if one.torn else _GOES_ON)


def _by_letters(candidates: Sequence[Candidate], title: Headline) -> tuple[np.ndarray, np.ndarray]:
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


def _heals(text: str, one: Candidate) -> bool:
    """Whether cutting a word from within a sentence joins what the page elsewhere has together, or what is one word."""
    left, right = text[max(0, one.start - 2) : one.start], text[one.end : one.end + 2]
    together = left + right
    known = lexicon().words
    spans = (together[i:j] for i in range(len(left)) for j in range(len(left) + 1, len(together) + 1))
    return (is_han(together) and len(together) == 4 and together in text) or any(span in known and len(span) > 1 for span in spans)


def _apart(candidates: Sequence[Candidate], chance: np.ndarray, text: str, cut: list[tuple[int, int]]) -> tuple[Finding, ...]:
    """Findings that don't overlap. A cut is as sure as all candidates together that would cut at least as much there."""
    single: dict[tuple[int, int], float] = {}
    lead: dict[tuple[int, int], Candidate] = {}
    for one, value in zip(candidates, chance, strict=True):
        single[one.start, one.end] = single.get((one.start, one.end), 0.0) + float(value)
        lead.setdefault((one.start, one.end), one)
    likely = [span for span, value in single.items() if value >= 0.01]
    covering = {s: min(sum(single[o] for o in likely if o[0] <= s[0] and s[1] <= o[1]), 1.0) for s in likely}
    kept: list[Candidate] = []
    for span in sorted(likely, key=lambda s: (-min(covering[s], SURE), -single[s], s)):
        if covering[span] >= DOUBTFUL and all(span[1] <= other.start or span[0] >= other.end for other in kept):
            kept.append(lead[span])
    kept.sort(key=lambda one: one.start)
    sure = [one for one in kept if covering[one.start, one.end] >= SURE and _may_be_sure(one, cut)]
    turns: dict[str, list[bool]] = {}
    for one in sure:
        turns.setdefault(text[one.start : one.end], []).append(_in_turn(one, sure, cut, 1))
    findings = []
    for one in kept:
        probability = covering[one.start, one.end]
        turn = turns.get(text[one.start : one.end], [False])
        if one not in sure or (one.leans and sum(turn) < len(turn) / 2) or not _fits_here(one, text, sure, cut):
            probability = min(probability, SURE - 0.01)
        findings.append(Finding(one.start, one.end, text[one.start : one.end], probability, one.gain, one.kind, one.leans, one.telling))
    return tuple(findings)


def _may_be_sure(one: Candidate, cut: list[tuple[int, int]]) -> bool:
    """Whether the candidate may be cut at all: a piece of the known cut and no part of a longer stretch of the headline."""
    return not one.goes_on and ((one.place, one.stop) in cut if cut else one.telling)


def _fits_here(one: Candidate, text: str, sure: list[Candidate], cut: list[tuple[int, int]]) -> bool:
    """A word cut from within a sentence needs a reason: a word healed, a great gain, or a fair one exactly in turn."""
    if one.telling or _behind_mark(one, text) or one.gain >= _WITHIN_GAIN or _heals(text, one):
        return True
    return one.gain >= _TURN_GAIN and _in_turn(one, sure, cut, 0)


def _in_turn(one: Candidate, sure: list[Candidate], cut: list[tuple[int, int]], skipped: int) -> bool:
    """Whether its neighbours among the sure ones are the pieces before and behind it in the headline, at most `skipped` left out."""
    if (one.place, one.stop) not in cut:
        return False
    at, mine = sure.index(one), cut.index((one.place, one.stop))
    around = [(sure[at - 1], 1)] if at else []
    around += [(sure[at + 1], -1)] if at + 1 < len(sure) else []
    known = [(cut.index((other.place, other.stop)), sign) for other, sign in around if (other.place, other.stop) in cut]
    return len(known) == len(around) > 0 and all((sign * (mine - theirs) - 1) % len(cut) <= skipped for theirs, sign in known)
