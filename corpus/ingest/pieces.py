"""The headline as a scraper sees it: letters that can be cut into pieces, and places of the page where a piece stands.

A piece is a stretch of the headline; another piece or the name of a foreign site may hang on it. What is known
from the headline alone is noted here: which cuts tear one of its words, and whether the text goes on beside a
stretch as the headline does (大模 before 型), which is what an article's own words do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.ingest.fluency import Reader, narrow

MARKS = set(",。、;:!?)》”】—")
_SUFFIXES = "省市区县镇乡"
_PLACE = re.compile(rf"[^\s{_SUFFIXES}]{{2,3}}[{_SUFFIXES}]|(?<![^\s{_SUFFIXES}])[^\s{_SUFFIXES}]{{2,3}}(?!\S)")  # 宁川市|北塘区; 松岚
_NUMBERED = re.compile(r"(?:^|\n)[(]?[一二三四五六七八九十\d]{1,2}[)]?[、.)]$")
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_OFTEN, _VERY_OFTEN = 5, 8  # times that a new word stands on the page; one that the dictionary cuts through
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Headline:
    """The Han letters of the headline, and the runs between its figures, marks and Latin words."""

    letters: str
    runs: tuple[Span, ...]

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


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """letters[place:stop] of the headline; `hung` follows it: another piece, which stands at `source`, then a foreign string."""

    place: int
    stop: int
    hung: str = ""
    source: Span | None = None

    @property
    def foreign(self) -> str:
        """What hangs on it and is no piece of the headline."""
        return self.hung[self.source[1] - self.source[0] :] if self.source else self.hung

    def text(self, title: Headline) -> str:
        return title.letters[self.place : self.stop] + self.hung

    def goes_on(self, title: Headline, text: str, start: int, end: int) -> int:
        """At how many ends of this place the text goes on as the headline does."""
        before = start > 0 and text[start - 1] == title.before(self.place)
        behind = not self.hung and end < len(text) and text[end] == title.behind(self.stop)
        return before + behind


def names_of(title: Headline, text: str) -> set[str]:
    """Words of the headline that the dictionary lacks: names in lone letters, and letters that the page keeps together."""
    names: set[str] = set()
    plain = Reader("")
    for start, stop in title.runs:
        words = plain.read(title.letters[start:stop])[1]
        for first, second in pairwise(words):
            if 1 in (len(first), len(second)) and _kept_together(first, second, text):
                names.add(first + second)
            if len(first) + len(second) > 2 and _often(first[-1] + second[0], text, _VERY_OFTEN):  # 最高奖|补
                names.add(first[-1] + second[0])
        lone = "".join(word if len(word) == 1 else " " for word in words)
        names.update(_PLACE.findall(lone))
    return names


def _kept_together(first: str, second: str, text: str) -> bool:
    """Whether the page uses these as one word: hardly one without the other, or often and among many neighbours (托育)."""
    together = text.count(first + second)
    if together > 3 and together >= 0.75 * min(text.count(first), text.count(second)):
        return True
    return len(first) + len(second) < 4 and _often(first + second, text, _OFTEN)


def _often(word: str, text: str, least: int) -> bool:
    """Whether these letters stand on the page this many times, and among many neighbours."""
    if text.count(word) < least:
        return False
    size = len(word)
    around = [(text[at - 1 : at], text[at + size : at + size + 1]) for at in range(1, len(text)) if text.startswith(word, at)]
    return min(len({before for before, _ in around}), len({behind for _, behind in around})) >= _OFTEN - 1


def inside_words(title: Headline, reader: Reader) -> set[int]:
    """Places in the headline where a cut would tear a word: of the dictionary or a name.

    A reader that has learnt from fragments takes them for words, so this is asked again once they are out.
    """
    inside: set[int] = set()
    for start, stop in title.runs:
        place = start
        for word in reader.read(title.letters[start:stop])[1]:
            short = len(word) > 2 and word[-1] in _SUFFIXES  # 沙泉市 is called 沙泉 as well
            inside.update(range(place + 1, place + len(word) - short))
            place += len(word)
    return inside


def places_of(piece: str, text: str) -> list[Span]:
    """Where these letters stand; cuts that leave the same text (海珠|海珠区) are one cut, and the first of them stays."""
    found: list[Span] = []
    seen: set[int] = set()
    at = text.find(piece)
    while at >= 0:
        start, end = at, at + len(piece)
        while start > 0 and text[start - 1] == text[end - 1] != "\n":
            start, end = start - 1, end - 1
        if start not in seen:
            seen.add(start)
            found.append((at, at + len(piece)))
        at = text.find(piece, at + 1)
    return found


def behind_mark(text: str, start: int) -> bool:
    """Whether this place is behind a punctuation mark; the start of a line or of a numbered heading is no such place."""
    return text[start - 1 : start] in MARKS and not _NUMBERED.search(text[max(0, start - 4) : start])
