"""Stretches of a page that may be fragments of its headline: pieces, two pieces run together, a piece with a foreign string.

Most of them are the article's own words; `noise` judges. What is known from the headline alone is noted here:
whether a stretch tears a word of the headline, and whether the text goes on beside it as the headline does
(大模 before 型), which is what an article's own words do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.ingest.fluency import Reader, is_han, lexicon, narrow

MARKS = set(",。、;:!?)》”】—")
_EDGES = MARKS | {"", "\n"}
_TAILS = range(2, 6)  # characters of a foreign string
_PLACE = re.compile(r"[^\s省市区县镇乡]{2,3}[省市区县镇乡]|(?<![^\s省市区县镇乡])[^\s省市区县镇乡]{2,3}(?!\S)")  # 宁川市|北塘区; 松岚
_NUMBERED = re.compile(r"(?:^|\n)[(]?[一二三四五六七八九十\d]{1,2}[)]?[、.)]$")
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")


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


def candidates_of(title: Headline, text: str, reader: Reader) -> list[Candidate]:
    """Every stretch of `text` that could be a fragment."""
    inside, known = _inside_words(title, reader), lexicon().words
    found: dict[tuple[int, int, int], Candidate] = {}
    at: dict[int, list[Candidate]] = {}
    for place, size, start in _matches(title, text):
        stop, end = place + size, start + size
        torn = (place in inside or stop in inside) and text[start:end] not in known
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


def _inside_words(title: Headline, reader: Reader) -> set[int]:
    """Places in the headline where a cut would tear a word: of the dictionary or a name.

    A reader that has learnt from fragments takes them for words, so this is asked again once they are out.
    """
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
        for first, second in pairwise(words):
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
                span = (second.place, second.stop)
                one = replace(first, end=second.end, kind="join", torn=True, torn_piece=first.torn, doubled=False, second=span)
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
        for size in _TAILS:
            tail = text[piece.end : piece.end + size]
            if len(tail) < size or not is_han(tail):
                break
            if any(tail[i : i + 2] in title.letters for i in range(size - 1)):
                break
            one = replace(piece, end=piece.end + size, kind="foreign", torn=True, goes_on=0, torn_piece=piece.torn)
            units.setdefault(text[one.start : one.end], []).append(one)
    found: list[Candidate] = []
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
    return any(first == second == 1 for first, second in pairwise(words))


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


def behind_mark(one: Candidate, text: str) -> bool:
    """Whether it stands behind a punctuation mark; the start of a line or of a numbered heading is no such place."""
    previous = text[one.start - 1 : one.start]
    return previous in MARKS and not _NUMBERED.search(text[max(0, one.start - 4) : one.start])
