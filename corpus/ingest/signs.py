"""What speaks for and against a place having been put in: a row of numbers for each place, the same for every page.

Read twice, with the piece and without it, a sentence gives itself away: a word healed by the cut, letters left alone,
neighbours that the page or the law puts together, a phrase that the page repeats. No sign decides alone; `judge` weighs
them. Nothing here knows a word of any page.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from corpus.ingest.fluency import EDGE, cut, is_han, lexicon, units
from corpus.ingest.page import Page
from corpus.ingest.pairs import pairs
from corpus.ingest.pieces import MARKS, Piece, Span, behind_mark

_AROUND = 10  # letters read on each side
_CALM = 3.0  # gains are squeezed beyond this many tens of nats
TORN, HEALED, TOLD = 4, 8, 42  # where three of the signs stand in the row


class Signs:
    """The signs of one page under its present suspicion."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._law = pairs()
        self._kept = cut(page.text, page.absent)
        self._reader = page.reader
        self._letters = Counter(self._kept)
        self._read = lru_cache(maxsize=4096)(self._words)

    def of(self, piece: Piece, span: Span) -> list[float]:
        """The signs of this place."""
        page, reader, law = self._page, self._reader, self._law
        line, start, end = page.line_of(span)
        text = line[start:end]
        own = 0 if span in page.absent else 1
        alone, likes = page.gain(span, False), page.gain(span, True)
        head, tail = _run_before(line, start), _run_behind(line, end)
        with_it = self._read(head + text + tail)
        without = self._read(head + tail)
        left_edge, right_edge = len(head) in with_it[1], len(head) + len(text) in with_it[1]
        joint = len(head) in without[1]
        left = self._read(head)[0][-1] if head else _kind_of(line[max(0, start - 12) : start], -1)
        right = self._read(tail)[0][0] if tail else _kind_of(line[end : end + 12], 0)
        words = self._read(text)[0]
        first, last = words[0], words[-1]
        healed = next((word for word, at in zip(*without, strict=False) if at < len(head) < at + len(word)), "")
        before, behind = line[start - 1 : start] or EDGE, line[end : end + 1] or EDGE
        mark = behind_mark(line, start)
        around = max(len(head), 1)
        pair_left, pair_right = reader.seen(left, first), reader.seen(last, right)
        torn = page.torn(piece)
        size = len(text)
        beyond = alone - max(size - 2, 0) * 5
        lone = sum(len(w) == 1 for w in with_it[0]) - sum(len(w) == 1 for w in without[0])
        lift_left, lift_right, lift_joint = law.lift(left, first), law.lift(last, right), law.lift(left, right)
        tag_left, tag_right = reader.turn(left, first), reader.turn(last, right)
        tag_joint = reader.turn(left, right)
        phrase_left = self._kept.count(line[max(0, start - 2) : start] + text[:2]) - own
        phrase_right = self._kept.count(text[-2:] + line[end : end + 2]) - own
        absent_joint = 0 if own else 1
        phrase_joint = self._kept.count(line[max(0, start - 2) : start] + line[end : end + 2]) - absent_joint
        tight_left = self._kept.count(before + text) - own
        tight_right = self._kept.count(text + behind) - own
        told = self._kept.count(text) - own
        goes_left, goes_right = before == page.title.before(piece.place), behind == page.title.behind(piece.stop)
        # fmt: off
        return [
            _calm(alone), _calm(likes), _calm(beyond), _calm(alone) ** 2, float(torn), float(left_edge), float(right_edge), float(joint),
            float(bool(healed)), float(len(healed) > 2), law.common(healed) if healed else 0.0, float(lone),
            float(mark), float(behind in MARKS or behind == EDGE), float(start == 0), float(before in ",、"), float(before in "。;!?:"),
            float(before in "《“(【"), float(before.isdigit() or before == "%"), float(behind.isdigit()), float(behind in "《“("),
            float(is_han(before)),
            float(is_han(behind)), float(goes_left), float(goes_right), float(goes_left and goes_right),
            float(size == 1), float(size == 2), float(size == 3), float(size > 3), float(max(size - 3, 0)), float(len(words)),
            float(any(len(w) == 1 for w in words)), float(line[end : end + size] == text or line[max(0, start - size) : start] == text),
            math.log1p(max(pair_left - own, 0)), math.log1p(max(pair_right - own, 0)),
            math.log1p(max(reader.seen(left, right) - absent_joint, 0)),
            math.log1p(max(phrase_left, 0)), math.log1p(max(phrase_right, 0)), math.log1p(max(phrase_joint, 0)),
            math.log1p(max(tight_left, 0)), math.log1p(max(tight_right, 0)), math.log1p(max(told, 0)),
            lift_left, lift_right, lift_joint, math.log1p(law.count(left, first)), math.log1p(law.count(last, right)),
            math.log1p(law.count(left, right)), law.common(first), law.common(last), law.common(left), law.common(right),
            tag_left, tag_right, tag_joint, float(len(left) == 1 and is_han(left)), float(len(right) == 1 and is_han(right)),
            math.log(around), float(text in lexicon().words), math.log1p(self._letters[text[0]]), 1.0,
        ]
        # fmt: on

    def _words(self, run: str) -> tuple[list[str], list[int]]:
        """The words of a run of letters and where each begins; the run's end is the last place."""
        found, places, place = [], [], 0
        for start, unit in units(run):
            place = start
            for word in self._reader.read(unit)[1] if is_han(unit) else [unit]:
                found.append(word)
                places.append(place)
                place += len(word)
        return found, [*places, place]


def _calm(nats: float) -> float:
    return max(-1.0, min(nats / 10, _CALM))


def _run_before(line: str, start: int) -> str:
    place = start
    while place > 0 and start - place < _AROUND and is_han(line[place - 1]):
        place -= 1
    return line[place:start]


def _run_behind(line: str, end: int) -> str:
    place = end
    while place < len(line) and place - end < _AROUND and is_han(line[place]):
        place += 1
    return line[end:place]


def _kind_of(text: str, which: int) -> str:
    found = [unit for _, unit in units(text)]
    if not found:
        return EDGE
    unit = found[which]
    return ("0%" if unit.endswith("%") else "0") if unit[0].isdigit() else unit
