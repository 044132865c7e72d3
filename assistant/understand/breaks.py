"""Where an unpunctuated question pauses: the marks that a speaker would have heard and a typist left out.

「营收只有800万推理优化花了60万够不够格」 is read as 「营收只有800万,推理优化花了60万,够不够格」. Every later step reads a text by its
segments, so the marks are put back before any of them. A logistic model (`data/breaks.json`, fitted by
`python -m eval.fit_breaks SETS…` on questions whose marks were taken out) weighs each gap from the left to the right: the
characters around it, what the vocabulary and the amounts say begins and ends there, and what was said since the last
pause. What a policy names is seen by its kind alone, so that the weights know no policy.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.understand.files import DATA
from assistant.understand.lexicon import Lexicon, Mention, fold
from corpus.amounts import Quantity, find_quantities
from index.embed import StaticModel, open_embedding

WEIGHTS = DATA / "breaks.json"
MARKS = re.compile(r"[,，;；。!！?？\n:：、()—…+/~|]")
_PARTING = frozenset(",，;；。!！?？\n:：、()")
_NOUNS = frozenset(("input", "award", "yes", "no", "not", "option", "clause", "silence", "policy", "group", "place"))
_SEEN_AS = {"input": "N", "not": "N", "option": "N", "award": "A", "clause": "A", "silence": "A", "policy": "A", "group": "A", "place": "P"}
_NAMES, _SETTLED = frozenset(("input", "award")), frozenset(("yes", "no"))
_TAKEN = ("c:other_money", "c:void", "c:unpaid")
_NEAR = 6
_SHORTEST = 9
"""A stretch of fewer characters is one phrase."""
_LONGEST = 400
_MARKED = 4.0
"""Whoever writes marks writes most of them: more is asked of a pause between two."""
_TOLD = 2.0
"""A question without an amount is mostly one sentence, and read as such well enough."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A text with what it names, laid out by position."""

    signs: str  # the characters, with letters of names and amounts seen by their kind
    ends: Mapping[int, tuple[str, ...]]
    starts: Mapping[int, tuple[str, ...]]
    inside: frozenset[int]  # gaps within a name or an amount
    joins: tuple[int, ...]  # how often the characters around each gap stand together in ordinary text


def stretch(text: str, lexicon: Lexicon) -> Stretch:
    """Lay out a folded text."""
    mentions, quantities, counts = lexicon.scan(text), find_quantities(text), pairs()
    signs = list(text)
    ends: dict[int, set[str]] = {}
    starts: dict[int, set[str]] = {}
    inside: set[int] = set()
    for mention in mentions:
        kind = _kind(mention)
        ends.setdefault(mention.end, set()).add(kind)
        starts.setdefault(mention.start, set()).add(kind)
        sign = _SEEN_AS.get(mention.kind)
        if mention.kind in _NOUNS and mention.end - mention.start > 1:
            inside.update(range(mention.start + 1, mention.end))
            if sign:
                signs[mention.start : mention.end] = sign * (mention.end - mention.start)
    for q in quantities:
        kind = _amount(q)
        ends.setdefault(q.end, set()).add(kind)
        starts.setdefault(q.start, set()).add(kind)
        inside.update(range(q.start + 1, q.end))
        if q.kind in ("amount", "bare", "percent"):
            signs[q.start : q.end] = "Q" * (q.end - q.start)
    for q in quantities:  # 含8000块物业费: what is part of the rest runs into its name
        if any(kind == "c:part_of" for kind in ends.get(q.start, ())) and any(
            kind in _NOUNS or kind in _TAKEN for kind in starts.get(q.end, ())
        ):
            inside.add(q.end)
    inside.update(place for place, kinds in ends.items() if _run_together(kinds, starts.get(place, set())))
    joins = (0, *(min(8, counts.get(text[at - 1 : at + 1], 0).bit_length()) for at in range(1, len(text))))
    signs = ["0" if sign.isdigit() else sign for sign in signs]
    return Stretch("".join(signs), _sorted(ends), _sorted(starts), frozenset(inside), joins)


def _run_together(ends: set[str], starts: set[str]) -> bool:
    """大模型国家备案, 首次上线备案: two names, or 首次 and a name, that touch."""
    return bool(ends & _NAMES or "c:first" in ends) and not ends & _SETTLED and bool(starts & _NAMES)


@cache
def pairs() -> Mapping[str, int]:
    """How often two characters stand together in ordinary text."""
    embedding = open_embedding("")
    return embedding.background.counts if isinstance(embedding, StaticModel) else {}


def _kind(mention: Mention) -> str:
    return f"c:{mention.name}" if mention.kind == "cue" else mention.kind


def _amount(q: Quantity) -> str:
    return "q:amount" if q.kind in ("amount", "bare") else f"q:{q.kind}"


def _sorted(found: Mapping[int, set[str]]) -> dict[int, tuple[str, ...]]:
    return {place: tuple(sorted(kinds)) for place, kinds in found.items()}


def features(laid: Stretch, place: int, last: int) -> Iterator[str]:
    """What speaks for or against a pause before the character at `place`; `last`: where the last pause was."""
    signs = laid.signs
    window = [signs[at] if last <= at < len(signs) else "^" for at in range(place - 3, place + 3)]
    for offset, sign in enumerate(window):
        yield f"{offset}{sign}"
    yield f"a{window[1]}{window[2]}"
    yield f"b{window[2]}{window[3]}"
    yield f"c{window[3]}{window[4]}"
    yield f"d{''.join(window[:3])}"
    yield f"e{''.join(window[3:])}"
    yield f"f{''.join(window[1:5])}"
    ending, starting = laid.ends.get(place, ()), laid.starts.get(place, ())
    for kind in ending:
        yield f"<{kind}"
    for kind in starting:
        yield f">{kind}"
    before, after = _last_thing(laid, place, last), _next_thing(laid, place)
    yield f"={before}|{after}"
    for kind in starting:
        yield f"{before}>{kind}"
    for kind in ending:
        yield f"<{kind}{after}"
    yield f"j{laid.joins[place]}"
    around = [laid.joins[at] if last < at < len(signs) else 9 for at in (place - 1, place, place + 1)]
    yield f"k{around[0] > around[1]}{around[2] > around[1]}{min(around[1], 3)}"
    said = _said(laid, place, last)
    since = place - last
    yield f"n{min(since, 12)}"
    yield f"s{said}"
    yield f"s{said}|{after}"
    yield f"s{said}|{window[2]}"
    yield f"s{said}|{window[3]}"
    if before.startswith("q:"):  # 含8000块物业费, 花了240万训练: what leads to an amount tells whether it takes what follows
        opened = _opened(laid, place, last)
        yield f"l{signs[opened - 1] if opened > last else '^'}|{after}"
        yield from (f"l{kind}|{after}" for kind in laid.ends.get(opened, ()))


def _last_thing(laid: Stretch, place: int, last: int) -> str:
    for at in range(place, max(last, place - _NEAR), -1):
        if thing := _thing(laid.ends.get(at, ())):
            return f"{thing}{min(place - at, 3)}"
    return "-"


def _opened(laid: Stretch, place: int, last: int) -> int:
    """Where the amount said last begins."""
    return next((at for at in range(place - 1, last, -1) if any(kind.startswith("q:") for kind in laid.starts.get(at, ()))), last)


def _named_after(laid: Stretch, place: int, last: int) -> bool:
    """三千二百万收入: an amount that opens a clause is of what is named right after it."""
    opens = "q:amount" in laid.starts.get(last, ()) and "q:amount" in laid.ends.get(place, ())
    return opens and laid.signs[last:place].strip("Q") == "" and "input" in laid.starts.get(place, ())


def _next_thing(laid: Stretch, place: int) -> str:
    for at in range(place, min(len(laid.signs), place + _NEAR)):
        if thing := _thing(laid.starts.get(at, ())):
            return f"{thing}{min(at - place, 3)}"
    return "-"


_THINGS = ("q:amount", "q:", "award", "input", "yes", "no", "c:")


def _thing(kinds: Sequence[str]) -> str:
    for thing in _THINGS[:-1]:
        if any(kind.startswith(thing) for kind in kinds):
            return thing
    return ""


def _said(laid: Stretch, place: int, last: int) -> str:
    """What a stretch has named so far: amounts, names, what is met."""
    amounts = names = met = 0
    for at in range(last + 1, place + 1):
        kinds = laid.ends.get(at, ())
        amounts += "q:amount" in kinds
        names += "input" in kinds or "award" in kinds
        met += "yes" in kinds or "no" in kinds
    return f"{min(amounts, 2)}{min(names, 2)}{min(met, 1)}"


class Breaks:
    """Puts the marks back."""

    def __init__(self, weights: Mapping[str, float], bias: float, threshold: float) -> None:
        self._weights, self._bias = weights, bias
        self._limit = math.log(threshold / (1 - threshold))

    def places(self, text: str, lexicon: Lexicon, blanks: frozenset[int] = frozenset()) -> list[int]:
        """The gaps of a text at which it pauses, marks and blanks apart."""
        found: list[int] = []
        if not (bare := _bare(text, blanks)):
            return found
        laid = stretch(fold(text), lexicon)
        limit = self._limit + (_MARKED if _marked(text, blanks) else 0 if "Q" in laid.signs else _TOLD)
        for start, end in bare:
            last = start
            for place in range(start + 1, end):
                if place not in laid.inside and not _named_after(laid, place, last) and self._score(laid, place, last) > limit:
                    found.append(place)
                    last = place
        return found

    def _score(self, laid: Stretch, place: int, last: int) -> float:
        weights = self._weights
        return self._bias + sum(weights.get(name, 0.0) for name in features(laid, place, last))

    def put(self, text: str, blanks: frozenset[int], lexicon: Lexicon) -> tuple[str, frozenset[int]]:
        """The text with a comma at each pause, and the places of its blanks moved with it."""
        if not _SHORTEST <= len(text) <= _LONGEST:
            return text, blanks
        places = self.places(text, lexicon, blanks)
        if not places:
            return text, blanks
        out = [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]
        return ",".join(out), frozenset(blank + sum(1 for place in places if place <= blank) for blank in blanks)


def _marked(text: str, blanks: frozenset[int]) -> bool:
    """Whether marks, or blanks in their place, part a text."""
    return any(mark in _PARTING for mark in text[:-1]) or 12 * (len(blanks) + text.count(" ")) >= len(text)


def _bare(text: str, blanks: frozenset[int]) -> list[tuple[int, int]]:
    """Stretches without a mark or a blank that are long enough to hold a pause."""
    cuts = sorted({0, len(text), *blanks} | {at for at, char in enumerate(text) if MARKS.match(char) or char == " "})
    found = []
    for low, high in itertools.pairwise(cuts):
        start = low + 1 if MARKS.match(text[low]) or text[low] == " " else low
        if high - start >= _SHORTEST:
            found.append((start, high))
    return found


@cache
def shipped() -> Breaks:
    """The model that ships."""
    stored = json.loads(WEIGHTS.read_text("utf-8"))
    return Breaks(stored["weights"], stored["bias"], stored["threshold"])
