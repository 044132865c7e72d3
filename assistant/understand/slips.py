"""Slips of the keyboard, undone towards words that the policies and their talk know: 化优 → 优化, 公公司 → 公司, 大模备案 → 大模型备案.

Only where two characters meet that neither ordinary text nor a known word joins, and only where a known word comes out: two
characters change places, a doubled one is one, a missing one is put back. A figure and a negation are never touched.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

_LONGEST, _SHORTEST_WHOLE = 6, 4
_KEPT = frozenset("零〇一二三四五六七八九十百千万亿两半几点成折元块年月日号天个家项第不没未无非否别冇加减")
_NUMERALS = frozenset("零一二三四五六七八九十百千万两半几")
_JOTTED = re.compile("(?<![\u4e00-\u9fff])([\u4e00-\u9fff])(?= ?\\d[\\d.]* ?(?:万|亿|w|千万|百万))")
_PARTICLES = frozenset("的了吗呢吧啊呀嘛么")
LIGHT = _PARTICLES | frozenset("过得着完好咗是在有又也都就还能会可要想给到让把被从按这那谁问哪什怎啥全满只再先后里边上下")


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


class Slips:
    """`words`: everything known; `terms`: those of the policies, to which a missing character is put back."""

    def __init__(self, words: Iterable[str], terms: Iterable[str], usual: Callable[[str], bool], short: Mapping[str, str]) -> None:
        """`short`: a character jotted for a word before an amount (营1.1亿: 营收) → the word."""
        self.short = {char: word for char, word in short.items() if char not in _KEPT | LIGHT}
        self.words = frozenset(w for w in words if len(w) > 1 and all(map(_han, w)))
        self.terms = tuple(sorted(t for t in terms if _SHORTEST_WHOLE <= len(t) <= _LONGEST and all(map(_han, t))))
        self.usual = usual

    @cached_property
    def _without(self) -> dict[str, tuple[str, int]]:
        """A term that lacks one character → the term and the place."""
        found: dict[str, tuple[str, int]] = {}
        for term in self.terms:
            for place, char in enumerate(term):
                if char not in _KEPT | LIGHT:
                    found.setdefault(term[:place] + term[place + 1 :], (term, place))
        return found

    def prepare(self) -> None:
        """Make now what the first question would otherwise wait for."""
        _ = self._without

    def mend(self, text: str, blanks: frozenset[int]) -> tuple[str, frozenset[int]]:
        """The text with its slips undone, and the places of blanks moved with it."""
        for found in reversed(list(_JOTTED.finditer(text))):
            if word := self.short.get(found[1]):
                text = text[: found.start(1)] + word + text[found.end(1) :]
                blanks = frozenset(place + 1 if place >= found.end(1) else place for place in blanks)
        at = 0
        for _ in range(8):  # a text of more slips than that is no text
            rough = self._rough(text)
            start = next((i for i in range(at, len(text) - 1) if rough[i]), None)
            if start is None:
                return text, blanks
            edit = self._edit(text, rough, start)
            if edit is None:
                at = start + 1
                continue
            low, high, new = edit
            shift = len(new) - (high - low)
            text = text[:low] + new + text[high:]
            blanks = frozenset(place + shift if place >= high else place for place in blanks)
            at = max(0, low - 1)
        return text, blanks

    def _rough(self, text: str) -> list[bool]:
        """For each two characters in a row, whether nothing joins them."""
        rough = [_han(a) and _han(b) and not self.usual(a + b) and (a not in _KEPT and b not in _KEPT) for a, b in itertools.pairwise(text)]
        for place in range(1, len(rough)):
            rough[place] = rough[place] and not (text[place - 1].isdigit() or text[place - 1] in _NUMERALS)  # 三层楼: of 层, not 楼层
        if not any(rough):
            return rough
        for start in range(len(text)):
            for size in range(min(12, len(text) - start), 1, -1):
                if text[start : start + size] in self.words:
                    rough[start : start + size - 1] = [False] * (size - 1)
                    break
        return rough

    def loose(self, text: str) -> int:
        """How many characters nothing joins to the next."""
        return sum(self._rough(text))

    def _edit(self, text: str, rough: Sequence[bool], at: int) -> tuple[int, int, str] | None:
        """What to put in place of which stretch at a rough place."""
        first, second = text[at], text[at + 1]
        if first == second:
            collapsed = text[:at] + text[at + 1 :]
            return (at, at + 2, first) if first in _PARTICLES or self._known_at(collapsed, at) else None
        for low in (at, at - 1, at + 1):  # 母公有司: the two that changed places may stand beside the rough place
            if low < 0 or low + 2 > len(text) or not (_han(text[low]) and _han(text[low + 1])):
                continue
            if {text[low], text[low + 1]} & (_KEPT | LIGHT) or (low != at and not self._free(text, low)):
                continue
            if low and self._joined(text, rough, low - 1) and self._joined(text, rough, low + 1):
                continue  # two words meet here
            swapped = text[:low] + text[low + 1] + text[low] + text[low + 2 :]
            if text[max(0, low - 1) : low + 1] in self.words and self._rough(swapped)[low + 1 : low + 2] == [True]:
                continue  # 首款付错了: 首款 is a word as it stands, and 款 joins 错 no better
            needed = 2 if low == at else _SHORTEST_WHOLE - 1
            if self._known_over(swapped, low, needed) and sum(self._rough(swapped)) < sum(rough):
                return low, low + 2, text[low + 1] + text[low]
        return self._missing(text, at)

    def _missing(self, text: str, at: int) -> tuple[int, int, str] | None:
        for size in range(_LONGEST - 1, 1, -1):
            for start in range(max(0, at - size + 1), min(at + 2, len(text) - size + 1)):
                piece = text[start : start + size]
                found = self._without.get(piece)
                if found is None or piece in self.words:
                    continue
                term, place = found
                if self._ends_word(text, start + place) or piece[0] in LIGHT:
                    continue  # 优化付了: two words meet here
                inner = 0 < place < size and start + place - 1 == at  # the characters around the gap meet at the rough place
                edge = start == at and place == 0 and not (start and _han(text[start - 1]))  # 料清单: the rough place is its own
                if inner or edge:
                    return start, start + size, term
        return None

    def _joined(self, text: str, rough: Sequence[bool], at: int) -> bool:
        """Whether a character belongs together with the next."""
        return at + 1 < len(text) and _han(text[at]) and _han(text[at + 1]) and not rough[at]

    def _ends_word(self, text: str, end: int) -> bool:
        """Whether a known word ends here."""
        return any(text[end - size : end] in self.words for size in range(2, min(_LONGEST, end) + 1))

    def _known_at(self, text: str, at: int) -> bool:
        """Whether a known word covers a character."""
        return any(
            text[start : start + size] in self.words for size in range(2, _LONGEST + 1) for start in range(max(0, at - size + 1), at + 1)
        )

    def _known_over(self, text: str, low: int, needed: int) -> bool:
        """Whether a known word of at least so many characters covers a character and the next."""
        return any(
            text[start : start + size] in self.words
            for size in range(needed, _LONGEST + 1)
            for start in range(max(0, low + 2 - size), low + 1)
            if start + size <= len(text)
        )

    def _free(self, text: str, low: int) -> bool:
        """Whether no known word joins a character to the next."""
        return not self._known_over(text, low, 2)
