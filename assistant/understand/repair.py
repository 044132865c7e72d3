"""Words heard right and written wrong, read as the policies' terms: 推里优话 → 推理优化, 祖金 → 租金.

Speech recognition and pinyin keyboards write homophones. A stretch of the question that sounds like a term of the
policies (without tones, with the usual confusions), shares a character with it or is long enough, and is no ordinary
word itself, is read as that term. Terms and ordinary words stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import product

from assistant.understand.pinyin import COMMON, spelled
from assistant.understand.slips import LIGHT, Slips
from corpus.numbers.quantity import find_quantities
from index.embed import StaticModel, open_embedding
from index.repair import Sounds, shipped_sounds

_LONGEST = 6
_USUAL = 3
_TOO_LONG = 400
_SPOKEN = frozenset(
    "的了吗呢吧啊呀嘛么过得着在是有又也都就还能会可要想给到让把从说问走来去剩打才家那哪只坐看听找叫带吃先后边上下这谁什怎啥其与和跟"
    "单次轮趟批期甲乙丙丁封扛聚吃奖各核架张截懂花付卖买涨狠脯大小数话戏高低东南西北比挪匀拨租对拿"
)
"""Characters of everyday talk that stand as they are: nobody meant another."""
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿两半几多少年月日元块不无没将近约超涨降升减增跌")
"""Numbers, and what is done to them (每年降10% is no 年限): never repaired."""


_MEASURES = frozenset("平方")


def _measures(text: str, place: int) -> bool:
    """一平一个月90: the measure word of a number stays as it is."""
    before = text[place - 1 : place]
    return text[place] in _MEASURES and bool(before) and (before.isdigit() or before in _NUMERALS)


def _han(text: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in text)


class Repair:
    """Repairs questions towards the terms of one family of policies."""

    def __init__(
        self, terms: Iterable[str], words: Iterable[str] = (), names: Iterable[str] = (), short: Mapping[str, str] | None = None
    ) -> None:
        """`terms`: what the policies call things; `words`: everything known; `names`: of inputs and awards alone; `short`: see `Slips`."""
        terms = set(terms)
        self._own = {t for t in terms if len(t) == 2}
        self._named = terms
        self.terms = {t for t in {*terms, *words} if 2 <= len(t) <= _LONGEST and _han(t)}
        self._slips = Slips({*terms, *words}, names, self._usual.__contains__, short or {})
        self._heads = {t[i : i + 2] for t in self.terms for i in range(len(t) - 1)}

    @cached_property
    def _sounds(self) -> Sounds:
        return shipped_sounds()

    @cached_property
    def _usual(self) -> frozenset[str]:
        """Pairs of characters that stand together often."""
        embedding = open_embedding("")
        counts = embedding.background.counts if isinstance(embedding, StaticModel) else {}
        return frozenset(pair for pair, count in counts.items() if count >= _USUAL and len(pair) == 2 and _han(pair))

    @cached_property
    def _by_sound(self) -> dict[tuple[str, ...], str]:
        found: dict[tuple[str, ...], str] = {}
        for term in sorted(self.terms):
            if len(term) == 2 and term not in self._named and LIGHT & set(term):
                continue  # 兑了, 中有: too light to be heard in 对了, 总有
            for key in self._keys(term):
                found.setdefault(key, term)
        return found

    @cached_property
    def _spelled(self) -> dict[tuple[str, ...], str]:
        return {**self._by_sound, **{key: word for word in COMMON for key in self._keys(word)}}

    def prepare(self) -> None:
        """Make now what the first question would otherwise wait for."""
        self._slips.prepare()
        _ = self._spelled

    def _keys(self, text: str) -> list[tuple[str, ...]]:
        readings = [self._sounds.sounds.get(char, [])[: 2 if len(text) <= 4 else 1] for char in text]
        return [] if any(not r for r in readings) else [tuple(key) for key in product(*readings)]

    def _known(self, text: str) -> bool:
        return any(text[i : i + 2] in self._heads for i in range(len(text) - 1))

    def _ordinary(self, text: str) -> bool:
        return any(text[i : i + 2] in self._usual for i in range(len(text) - 1))

    def mend(self, text: str, blanks: frozenset[int] = frozenset()) -> tuple[str, frozenset[int]]:
        """The text with its slips undone and homophones of terms written as the terms; `blanks` moved with it."""
        if len(text) > _TOO_LONG:
            return text, blanks
        if (plain := spelled(text, self._spelled)) != text:
            text, blanks = plain, frozenset()
        text, blanks = self._slips.mend(text, blanks)
        return self.heard(text), blanks

    def heard(self, text: str) -> str:
        """The text with homophones of terms written as the terms; the length never changes."""
        if not self._by_sound or len(text) > _TOO_LONG:
            return text
        done = [False] * len(text)
        if self._candidates(text, done):  # numbers are read only where there is something to undo
            for q in find_quantities(text):
                if q.kind not in ("bare", "ordinal"):
                    done[q.start : q.end] = [True] * (q.end - q.start)  # 85块一平 is a price, not 一并
        while found := self._candidates(text, done):
            rough = self._slips.loose(text)
            gains = [(rough - self._slips.loose(text[:start] + term + text[start + len(term) :]), start, term) for start, term in found]
            _, start, term = max(gains, key=lambda c: (len(c[2]) > 2, c[0], len(c[2]), -c[1]))
            text = text[:start] + term + text[start + len(term) :]
            done[start : start + len(term)] = [True] * len(term)
        return text

    def _candidates(self, text: str, done: list[bool]) -> list[tuple[int, str]]:
        """Where a stretch that is no word sounds like a term, and which."""
        found = []
        for size in range(_LONGEST, 1, -1):
            for start in range(len(text) - size + 1):
                piece = text[start : start + size]
                if any(done[start : start + size]) or not _han(piece) or piece in self.terms or self._cuts(text, start, start + size):
                    continue
                term = self._sounds_like(text, start, piece)
                if term:
                    found.append((start, term))
        return found

    def _sounds_like(self, text: str, start: int, piece: str) -> str:
        size = len(piece)
        same_needed = 1 if size <= 3 else size // 3
        for key in self._keys(piece):
            term = self._by_sound.get(key)
            if term is None or term == piece:
                continue
            differ = [i for i in range(size) if piece[i] != term[i]]
            if any(term[i] in _NUMERALS or piece[i] in _SPOKEN or _measures(text, start + i) for i in differ):
                continue  # a word of number is never heard into a question
            if size - len(differ) >= same_needed and not self._settled(text, start, piece, differ):
                return term
        return ""

    def _cuts(self, text: str, start: int, end: int) -> bool:
        """Whether a stretch cuts through a word that is right as it stands: 说收 in 财务说收入, 调成 in 上调成."""
        for at in range(max(0, start - 1), min(len(text) - 1, end)):
            word = text[at : at + 2]
            crosses = at < start < at + 2 <= end or start <= at < end < at + 2
            if crosses and word in self._own:
                return True
        return False

    def _settled(self, text: str, start: int, piece: str, differ: list[int]) -> bool:
        """Whether a character that would change stands in an ordinary word or a term as it is."""
        end = start + len(piece)
        for cut in (start, end):  # 财务说收入: 收入 is a word already, 说收 is none
            if text[cut - 1 : cut + 1] in self.terms and 0 < cut < len(text):
                return True
        for place in differ:
            at = start + place
            if piece[place] in _NUMERALS:
                return True
            for pair in (text[at - 1 : at + 1] if at else "", text[at : at + 2]):
                if len(pair) == 2 and _han(pair) and (pair in self._heads or pair in self._usual):
                    return True
        return False
