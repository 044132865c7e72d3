"""Places where the page seems to have lost a character: listed for a person, never filled.

The page is its own witness: a phrase that it has twice or more, and once without one of its characters,
in such a way that a word of the phrase is left as a lone letter (办公用房 elsewhere, 公用房 here).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.ingest.fluency import Reader, cut, is_han, narrow

_SIZES = (4, 5, 6)
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
    found: dict[int, Gap] = {}
    for phrase in _phrases(kept):
        for drop in _word_letters(reader, phrase):
            rest = phrase[:drop] + phrase[drop + 1 :]
            places_of = [at for at in _all(kept, rest) if not _whole(kept, at, phrase, drop)]
            if len(places_of) != 1:
                continue
            at = places_of[0]
            begins_clause = at == 0 or not is_han(kept[at - 1])  # else the letter before may be half of another word
            if (begins_clause if drop == 0 else len(rest) > 3) and _falls_apart(reader, kept, at, len(rest)):
                found.setdefault(places[at + drop], Gap(places[at + drop], phrase[drop], phrase, rest))
    return tuple(found[at] for at in sorted(found))


def _word_letters(reader: Reader, phrase: str) -> list[int]:
    """Places of the phrase's letters that belong to a longer word and whose loss would show (no doubled letter), the last one left out."""
    found, place = [], 0
    for word in reader.read(phrase)[1]:
        if len(word) == 1:
            return []
        else:
            found += [at for at in range(place, place + len(word)) if at + 1 < len(phrase) and phrase[at] != phrase[at + 1]]
        place += len(word)
    return found


def _falls_apart(reader: Reader, text: str, at: int, size: int) -> bool:
    """Whether a lone letter stands in text[at : at + size] as its line is read."""
    start = max(text.rfind("\n", 0, at) + 1, at - _AROUND)
    stop = text.find("\n", at)
    place = start
    for word in reader.read(text[start : min(stop if stop >= 0 else len(text), at + size + _AROUND)])[1]:
        if not is_han(word):
            continue
        place = text.find(word, place)
        if len(word) == 1 and at <= place < at + size:
            return True
        place += len(word)
    return False


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
