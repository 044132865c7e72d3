"""Places where the page seems to have lost a character: listed for a person, never filled.

The page is its own witness: a phrase that it has twice or more, and once without one of its characters,
where the line would read better with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.ingest.fluency import Reader, cut, is_han, narrow

_SIZES = (4, 5, 6)
_LEAST = 2.0  # nats that the line must gain by the missing character
_AROUND = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """`missing` seems to be lacking before source position `at`; elsewhere the page has `phrase`."""

    at: int
    missing: str
    phrase: str
    found: str


def find_gaps(text: str, hidden: Sequence[tuple[int, int]] = ()) -> tuple[Gap, ...]:
    """Gaps in `text` without its `hidden` spans; positions are those of `text`."""
    places = _kept_places(len(text), hidden)
    kept = narrow(cut(text, hidden))
    reader = Reader(kept)
    best: dict[int, tuple[float, Gap]] = {}
    for phrase in _phrases(kept):
        for drop in range(len(phrase) - 1):
            rest = phrase[:drop] + phrase[drop + 1 :]
            if phrase[drop] == phrase[drop + 1]:
                continue
            found = [at for at in _all(kept, rest) if not _whole(kept, at, phrase, drop)]
            if len(found) != 1:
                continue
            at = found[0]
            if drop == 0 and at and is_han(kept[at - 1]):
                continue  # the character before may be a word's own first half
            gain = _gain(reader, kept, at + drop, phrase[drop])
            place = places[at + drop]
            if gain >= _LEAST and (place not in best or gain > best[place][0]):
                best[place] = (gain, Gap(place, phrase[drop], phrase, rest))
    return tuple(gap for _, gap in sorted(best.values(), key=lambda item: item[1].at))


def _kept_places(size: int, hidden: Sequence[tuple[int, int]]) -> list[int]:
    gone = {place for start, end in hidden for place in range(start, end)}
    return [place for place in range(size) if place not in gone] + [size]


def _phrases(text: str) -> list[str]:
    """Runs of Han characters that the page has twice or more."""
    counts: Counter[str] = Counter()
    for size in _SIZES:
        counts.update(part for start in range(len(text) - size + 1) if is_han(part := text[start : start + size]))
    return sorted(phrase for phrase, count in counts.items() if count > 1)


def _all(text: str, part: str) -> list[int]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found


def _whole(text: str, at: int, phrase: str, drop: int) -> bool:
    """Whether `at` lies inside the whole phrase after all."""
    start = at - 1 if drop == 0 else at
    return text[max(start, 0) : start + len(phrase)] == phrase


def _gain(reader: Reader, text: str, at: int, missing: str) -> float:
    start = max(text.rfind("\n", 0, at) + 1, at - _AROUND)
    stop = text.find("\n", at)
    end = min(stop if stop >= 0 else len(text), at + _AROUND)
    return reader.read(text[start:at] + missing + text[at:end])[0] - reader.read(text[start:end])[0]
