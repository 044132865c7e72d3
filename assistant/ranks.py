"""Which place in a row a question asks for: 第二高, 排第三的, 前两名, 倒数第一, top three, 从高到低排一下.

The numerals are grammar; the words for a whole row stand in the cues.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assistant.understand.reader import Reading

_NUMBER = {char: place for place, char in enumerate("一二三四五六七八九", start=1)} | {"两": 2, "亚": 2, "次": 2, "季": 3}
_NUMBER |= {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "two": 2, "three": 3, "four": 4, "five": 5}
_PLACE = re.compile(  # 首次大模型备案 is no 次大
    r"(?:第|老|排行?|位居|位列)第?(?P<n>[一二三四五六七八九\d])(?:高|大(?![模语型])|多|名|位|低|小|少|肥|的|是|呢|$|[?？,，])"
    r"|(?P<m>[亚季])军|(?<![首初再头这那上下本每几多一二两三四五六七八九十\d屡其])(?P<k>次)(?:高|大(?![模语型])|多|低|小|少)|排(?:在)?第(?P<p>[一二三四五六七八九\d])"
    r"|\b(?P<e>second|third|fourth|fifth)[ -](?:highest|largest|biggest|most|lowest|smallest|place)"
)
_TOP = re.compile(
    r"(?:前|头|最(?:高|大|多|肥)的?(?:前)?|最(?:低|小|少)的?(?:前)?|末|后)(?P<n>[两二三四五2-5])(?:名|位|项|个|强|甲|样|种|笔|大)(?!年|月|批)"
    r"|哪(?P<h>[两二三四五2-5])(?:项|个|样|种|笔)[^,，。]{0,8}最"
    r"|\b(?:top|bottom|first)\s(?P<e>two|three|four|five|[2-5])\b(?!\s(?:year|month|batch))"
)
_FROM_BELOW = re.compile(r"倒数|垫底|最低|最小|最少|第.[低小少]|次[低小少]|末.名|lowest|smallest|bottom|least")


@dataclass(frozen=True, slots=True)
class Rank:
    """`upto`: how many places, None for all; `place`: the one asked for, 0 where all up to there are; `below`: counted from the lowest."""

    upto: int | None
    place: int
    below: bool


def rank(reading: Reading) -> Rank | None:
    """The place or places that a question asks for, or None."""
    text = reading.scan.text
    below = _FROM_BELOW.search(text) is not None
    if found := _TOP.search(text):
        return Rank(_number(next(g for g in found.groups() if g)), 0, below)
    places = [_number(next(g for g in m.groups() if g)) for m in _PLACE.finditer(text)]
    if places:
        return Rank(max(places), max(places) if len(places) == 1 else 0, below)
    return Rank(None, 0, below or reading.has("rank_rising")) if reading.has("rank_all", "rank_rising") else None


def ranked(values: Mapping[str, Decimal], asked: Rank) -> tuple[str, ...]:
    """The names in the order of their values as far as asked; equal values share a place, the place asked for comes first."""
    steps = sorted(set(values.values()), reverse=not asked.below)
    rows = [[name for name, value in values.items() if value == step] for step in steps]
    if asked.upto is None:
        return tuple(name for row in rows for name in row)
    if asked.place:
        kept = rows[: asked.place]
        return tuple(name for row in (kept[-1:] + kept[:-1]) for name in row)
    found: list[str] = []
    for row in rows:
        if len(found) < asked.upto:
            found += row
    return tuple(found)


def _number(text: str) -> int:
    return _NUMBER.get(text) or int(text)
