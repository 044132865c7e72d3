"""One spoiled page under a suspicion: what each place weighs by itself, once the suspected places are out.

A place weighs by how much better its line reads without the piece (`fluency`), tempered because the model is small,
and by what stands beside it. No place vouches for itself, and no torn piece is vouched for by its likes elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from corpus.ingest.chains import Ground, Place
from corpus.ingest.fluency import Reader, cut, narrow
from corpus.ingest.pieces import MARKS, Headline, Piece, Span, behind_mark, inside_words, names_of, places_of

_TEMPER, _ODDS = 0.6, 2.0  # share of the model's gain that is believed; log odds beside it
_LEAST, _MOST, _LETTER = -20.0, 30.0, 10.0  # nats of gain that count; more for each letter of a long piece
_BEFORE_MARK = -1.2  # at the end of a clause, away from marks: fragments come at beginnings
_LINE_START = -2.0
_GOES_ON = -4.0  # for each end where the text goes on as the headline does
_STRANDED = 3.0  # all alone behind the last full stop of a line
_DOUBLED = 3.0  # the same letters stand right beside it: prose does not do that
_STOPS = "。!?;"
_HOPELESS = -7.0  # below this a place is left out


class Page:
    """A page and what is suspected in it; `suspect` gives the page with another suspicion."""

    def __init__(self, headline: str, body: str) -> None:
        self.title = Headline.of(headline)
        self.text = narrow(body)
        self.ground = Ground(self.text)
        self._names = names_of(self.title, self.text)
        self._plain = Reader("")
        self._where: dict[str, list[Span]] = {}
        self.suspect(())

    def suspect(self, spans: Iterable[Span]) -> None:
        """Read the page again without these spans."""
        self.absent = frozenset(spans)
        self.reader = Reader(self.text, self.absent, self._names)
        self._inside = inside_words(self.title, self.reader)
        self._gains: dict[tuple[Span, bool], float] = {}
        self._touching: dict[Span, Counter[tuple[str, str]]] = {}
        self._places: dict[Piece, list[tuple[int, int, float]]] = {}

    def where(self, string: str) -> list[Span]:
        if string not in self._where:
            self._where[string] = places_of(string, self.text)
        return self._where[string]

    def places(self, pieces: Iterable[Piece]) -> list[Place]:
        """Every place where one of these pieces may have been put in."""
        found = []
        for number, piece in enumerate(pieces):
            if piece not in self._places:
                spans = ((*span, self._weight(piece, span)) for span in self.where(piece.text(self.title)))
                self._places[piece] = [one for one in spans if one[2] > _HOPELESS]
            found += [Place(start, end, number, weight) for start, end, weight in self._places[piece]]
        return found

    def _weight(self, piece: Piece, span: Span) -> float:
        """Log odds of this place by itself."""
        text, (start, end) = self.text, span
        most = _MOST + _LETTER * (end - start - 2)
        weight = _ODDS + _TEMPER * max(_LEAST, min(self.gain(span, self.torn(piece)), most))
        if text[end : end + 1] in MARKS | {"", "\n"} and not behind_mark(text, start):
            weight += _BEFORE_MARK
        if start and text[start - 1] in _STOPS and text[end : end + 1] in ("", "\n"):
            weight += _STRANDED
        if start == 0 or text[start - 1] == "\n":
            weight += _LINE_START
        size = end - start
        if text[end : end + size] == text[start:end] or text[max(0, start - size) : start] == text[start:end]:
            weight += _DOUBLED
        return weight + _GOES_ON * piece.goes_on(self.title, text, start, end)

    def odd(self, string: str) -> bool:
        """Whether a string is no run of words: two lone letters in a row, as in made-up names."""
        sizes = [len(word) for word in self._plain.read(string)[1]]
        return any(first == second == 1 for first, second in pairwise(sizes))

    def torn(self, piece: Piece) -> bool:
        """Whether no word of the article can look like this piece."""
        return bool(piece.foreign) or piece.place in self._inside or piece.stop in self._inside

    def gain(self, span: Span, torn: bool) -> float:
        """Nats by which the page reads better without this span."""
        if (span, torn) not in self._gains:
            others: Counter[tuple[str, str]] = Counter()
            for other in self.where(self.text[slice(*span)]) if torn else ():
                if other != span and other not in self.absent:
                    if other not in self._touching:
                        self._touching[other] = self.reader.touching(self.text, *other)
                    others.update(self._touching[other])
            line = self.line_of(span)
            self._gains[span, torn] = self.reader.gain(*line, span in self.absent, others)
        return self._gains[span, torn]

    def line_of(self, span: Span) -> tuple[str, int, int]:
        """The line of this span without what is suspected beside it, and where the span is then."""
        start = self.text.rfind("\n", 0, span[0]) + 1
        stop = self.text.find("\n", span[1])
        end = stop if stop >= 0 else len(self.text)
        ahead = [(max(s, start) - start, e - start) for s, e in self.absent if start < e <= span[0]]
        behind = [(s - span[1], min(e, end) - span[1]) for s, e in self.absent if span[1] <= s < end]
        head, tail = cut(self.text[start : span[0]], ahead), cut(self.text[span[1] : end], behind)
        return head + self.text[span[0] : span[1]] + tail, len(head), len(head) + span[1] - span[0]
