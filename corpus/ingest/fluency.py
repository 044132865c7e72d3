"""How well a stretch of Chinese reads: a small word model made of the dictionary and the page itself.

It owns one question: by how much does the page read better without these characters? No corpus is
shipped for it. Words, their frequencies and parts of speech come from jieba's dictionary, the
likelihood of one part of speech after another from jieba's tagger, and the turns of phrase of the page
from the page. An occurrence never vouches for itself: its own word pairs are left out of the counts.

P(word | previous) = pairs seen on the page, backed off to P(tag | previous tag) · P(word | tag).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from jieba import get_dict_file
from jieba.posseg import prob_trans

EDGE = "¶"  # start and end of a line
_UNIT = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|[\u4e00-\u9fff]+|\s+|.", re.S)
_LONGEST = 6  # characters of a dictionary word that are tried
_PAIRS, _TAGS, _CACHE = 1.5, 40.0, 0.35  # weight of: the back-off of pairs, the tagger's prior, the page's own words
_NAME = math.log(1e-4)  # a name of the page, among nouns
_UNKNOWN = math.log(2e-8)  # a character that the dictionary does not know
_UNHEARD = 16.0  # nats of such a character by itself
_REACH = 14  # characters read on each side of a join
_WIDTHS = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "\u00a0": " "})


def narrow(text: str) -> str:
    """Full-width ASCII to plain ASCII, one character for one character, so that positions stay."""
    return text.translate(_WIDTHS)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """jieba's dictionary: frequency and tag of each word, and the likelihood of tag after tag."""

    words: dict[str, tuple[float, str]]  # word → log P(word | tag), tag
    after: dict[str, dict[str, float]]  # tag → tag → P
    log_total: float
    tag_size: dict[str, float]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The dictionary, read once (0.5 s)."""
    raw: dict[str, tuple[int, str]] = {}
    with get_dict_file() as lines:
        for line in lines:
            word, count, tag = line.decode("utf-8").split()
            if len(word) <= _LONGEST:
                raw[word] = (int(count) + 1, tag[:1])
    size: Counter[str] = Counter()
    for count, tag in raw.values():
        size[tag] += count
    words = {word: (math.log(count / size[tag]), tag) for word, (count, tag) in raw.items()}
    after: dict[str, dict[str, float]] = {}
    for (place, tag), targets in prob_trans.P.items():
        if place not in ("E", "S"):
            continue
        row = after.setdefault(tag[:1], {})
        for (_, target), log in targets.items():
            row[target[:1]] = row.get(target[:1], 0.0) + math.exp(log)
    for row in after.values():
        total = sum(row.values())
        for tag in row:
            row[tag] /= total
    whole = float(sum(size.values()))
    return Lexicon(words, after, math.log(whole), {tag: count / whole for tag, count in size.items()})


def units(text: str) -> Iterator[tuple[int, str]]:
    """Numbers, Latin words, runs of Han characters and single marks, each with its position."""
    for match in _UNIT.finditer(text):
        if not match[0].isspace():
            yield match.start(), match[0]


def is_han(text: str) -> bool:
    return bool(text) and all("\u4e00" <= char <= "\u9fff" for char in text)


class Reader:
    """The word model of one page. `text` is the page's prose (headline and tail left out)."""

    def __init__(self, text: str, without: Iterable[tuple[int, int]] = (), names: Iterable[str] = ()) -> None:
        self._lexicon = lexicon()
        self._names = frozenset(names)  # words that the dictionary lacks
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._firsts: Counter[str] = Counter()
        self._tags: Counter[tuple[str, str]] = Counter()
        self._tag_firsts: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._total = 0
        self._steps: dict[tuple[str, str], float] = {}  # log P(second | first) with nothing left out
        kept = cut(narrow(text), without)
        tokens = [list(self._tokens(line)) for line in kept.splitlines() if line.strip()]
        self._learn(tokens)

    def _learn(self, lines: list[list[str]]) -> None:
        for tokens in lines:
            row = [EDGE, *tokens, EDGE]
            self._words.update(tokens)
            for first, second in pairwise(row):
                self._pairs[first, second] += 1
                self._firsts[first] += 1
                pair = (self.tag(first), self.tag(second))
                self._tags[pair] += 1
                self._tag_firsts[pair[0]] += 1
        self._total = sum(self._words.values())
        self._steps.clear()

    def tag(self, word: str) -> str:
        """Part of speech; marks stand for themselves, because a comma and a full stop are followed by different things."""
        known = self._lexicon.words.get(word)
        if known:
            return known[1]
        if word in self._names:
            return "n"
        if is_han(word):
            return "?"
        if word[0].isdigit():
            return "m"
        return "eng" if word.isalpha() and word.isascii() else word

    def _tokens(self, line: str) -> list[str]:
        return self.read(line)[1]

    def _word(self, word: str, tag: str) -> float:
        """log P(word | tag): the dictionary, mixed with how often the page says it."""
        known = self._lexicon.words.get(word)
        if known:
            base = known[0]
        elif word in self._names:
            base = _NAME
        elif tag == "?":
            base = math.log(0.05)  # the tag itself carries the cost of the unknown
        elif tag in ("m", "eng"):
            base = math.log(0.02)
        else:
            return 0.0  # a mark is its own tag
        if not self._total or not self._words[word]:
            return base
        share = self._lexicon.tag_size.get(tag, 0.02)
        page = min((self._words[word] - 0.6) / self._total / max(share, 0.02), 0.5)
        return math.log((1 - _CACHE) * math.exp(base) + _CACHE * page)

    def _tag_after(self, first: str, second: str) -> float:
        """P(tag | previous tag): the page's counts over the tagger's prior."""
        row = self._lexicon.after.get(first)
        floor = 1e-4 if second != "?" else 1e-6
        likely = 0.82 * row.get(second, 0.0) if row else 0.8 * self._lexicon.tag_size.get(second, 0.0)
        prior = max(likely, floor)
        if second not in self._lexicon.tag_size and second != "?":
            prior = 0.02 if second in ",。、《》" + EDGE else 0.006
        return (self._tags[first, second] + _TAGS * prior) / (self._tag_firsts[first] + _TAGS)

    def step(self, first: str, second: str, left_out: Counter[tuple[str, str]] | None = None) -> float:
        """log P(second | first), with the pairs in `left_out` taken off the page's counts."""
        pair = (first, second)
        off = left_out[pair] if left_out and pair in self._pairs else 0
        if off:
            return self._fresh_step(first, second, off)
        known = self._steps.get(pair)
        if known is None:
            known = self._steps[pair] = self._fresh_step(first, second, 0)
        return known

    def _fresh_step(self, first: str, second: str, off: int) -> float:
        tag = self.tag(second)
        backed = math.log(self._tag_after(self.tag(first), tag)) + (_UNKNOWN if tag == "?" else 0.0) / 2 + self._word(second, tag)
        seen, firsts = max(self._pairs[first, second] - off, 0), max(self._firsts[first] - off, 0)
        kinds = _PAIRS + 0.12 * firsts
        return math.log((seen + kinds * math.exp(backed)) / (firsts + kinds))

    def seen(self, first: str, second: str) -> int:
        """How often the page has these two words side by side."""
        return self._pairs[first, second]

    def turn(self, first: str, second: str) -> float:
        """log P(part of speech | part of speech before)."""
        return math.log(self._tag_after(self.tag(first), self.tag(second)))

    def read(
        self, text: str, left_out: Counter[tuple[str, str]] | None = None, before: str = EDGE, after: str = EDGE
    ) -> tuple[float, list[str]]:
        """The likeliest cut of `text` into words between two neighbours: its log probability and the words."""
        best: list[dict[str, tuple[float, int, str]]] = [{} for _ in range(len(text) + 1)]
        best[0][before] = (0.0, -1, "")
        words = self._lexicon.words
        for start, unit in units(text):
            if not best[start]:  # blanks before this unit
                last = max(i for i in range(start) if best[i])
                best[start] = {word: (score, last, "") for word, (score, _, _) in best[last].items()}
            if not is_han(unit):
                self._extend(best, start, unit, left_out, _kind(unit))
                continue
            for offset in range(len(unit)):
                place = start + offset
                if not best[place]:
                    continue
                longest = min(_LONGEST, len(unit) - offset)
                for size in range(1, longest + 1):
                    word = unit[offset : offset + size]
                    if size == 1 or word in words or word in self._names:
                        self._extend(best, place, word, left_out)
        end = len(text)
        while end and not best[end]:
            end -= 1
        score, last_word = max((s + self.step(word, after, left_out), word) for word, (s, _, _) in best[end].items())
        return score, _back(best, end, last_word)

    def _extend(
        self,
        best: list[dict[str, tuple[float, int, str]]],
        start: int,
        text: str,
        left_out: Counter[tuple[str, str]] | None,
        word: str = "",
    ) -> None:
        word = word or text
        score, previous = max((s + self.step(w, word, left_out), w) for w, (s, _, _) in best[start].items())
        found = best[start + len(text)].get(word)
        if found is None or score > found[0]:
            best[start + len(text)][word] = (score, start, previous)

    def cost(self, text: str) -> float:
        """Nats that these Han letters take as words of the page, wherever they stand."""
        best = [0.0] + [math.inf] * len(text)
        for start in range(len(text)):
            for end in range(start + 1, min(start + _LONGEST, len(text)) + 1):
                word = text[start:end]
                tag = self.tag(word)
                if tag != "?":
                    nats = -self._word(word, tag) - math.log(self._lexicon.tag_size[tag])
                    best[end] = min(best[end], best[start] + nats)
                elif end == start + 1:
                    best[end] = min(best[end], best[start] + _UNHEARD)
        return best[-1]

    def gain(self, text: str, start: int, end: int, absent: bool = False, also: Counter[tuple[str, str]] | None = None) -> float:
        """Nats by which the line reads better without text[start:end].

        `absent`: these characters are already left out of what this reader has learnt from.
        `also`: word pairs of other places that must not vouch for this one either.
        """
        row = self._around(text, start, end, "" if absent else text[start:end])
        own = Counter(pairwise(row))
        own.update(also or {})
        before, head, tail, after = window(text, start, end)
        return self.read(head + tail, own, before, after)[0] - self.read(head + text[start:end] + tail, own, before, after)[0]

    def _around(self, text: str, start: int, end: int, piece: str) -> list[str]:
        before, head, tail, after = window(text, start, end)
        return [before, *self.read(head + piece + tail, None, before, after)[1], after]

    def touching(self, text: str, start: int, end: int) -> Counter[tuple[str, str]]:
        """The word pairs of this place that its characters take part in."""
        both = Counter(pairwise(self._around(text, start, end, text[start:end])))
        without = Counter(pairwise(self._around(text, start, end, "")))
        return both - without


def _kind(unit: str) -> str:
    """A number stands for all numbers: which one it is says nothing about how the sentence reads."""
    if unit[0].isdigit():
        return "0%" if unit.endswith("%") else "0"
    return unit


def _back(best: list[dict[str, tuple[float, int, str]]], end: int, word: str) -> list[str]:
    words: list[str] = []
    while end > 0 and word in best[end]:
        _, start, previous = best[end][word]
        if previous:
            words.append(word)
            word = previous
        end = start
    return words[::-1]


def window(text: str, start: int, end: int) -> tuple[str, str, str, str]:
    """What stands around a span within its line: a neighbour, the text before, the text behind, a neighbour."""
    left = max(text.rfind("\n", 0, start) + 1, start - _REACH)
    stop = text.find("\n", end)
    right = min(stop if stop >= 0 else len(text), end + _REACH)
    while left < start and left and _one_unit(text[left - 1], text[left]):
        left += 1
    while right > end and right < len(text) and _one_unit(text[right - 1], text[right]):
        right -= 1
    before = EDGE if left == 0 or text[left - 1] == "\n" else text[left - 1]
    after = EDGE if right == len(text) or text[right] == "\n" else text[right]
    return before, text[left:start], text[end:right], after


def _one_unit(first: str, second: str) -> bool:
    return first.isascii() and second.isascii() and first.isalnum() and second.isalnum()


def cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` without the characters of `spans` (which may touch but not overlap)."""
    parts, place = [], 0
    for start, end in sorted(spans):
        parts.append(text[place:start])
        place = max(place, end)
    return "".join([*parts, text[place:]])
