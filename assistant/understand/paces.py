"""One spending at two paces: all in one year, or spread over several (500万一年花完,还是两年各250万).

The words say for each side over how many years it runs and what it gives a year: 每年、各 an amount for every year, a
list one for each, otherwise the whole divided by the years. A side without an amount has the whole that was said before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.understand.reader import Reading

_CN = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_SPAN = re.compile(
    r"(?:分|拆|摊|按|放|用|在|拖|跨)?(?:成|到|在|作|为)?(?P<n>[一两二三四五2-5])(?:个)?年(?!租|营|主|收|前|后的|度)"
    r"|(?P<one>一次性|一次(?!备)|一口气|一把|一笔(?=付|花|投|烧)|今年(?:内|全|就|一|都|里)?(?:全部|一次)?(?=付|花|投|烧|结|用|做|搞|全|一|都|干)|当年(?=付|花|投)|同一年)"
    r"|(?P<cal>今年(?:和|、|,|跟|与)?明年(?:(?:和|、|,|跟|与)?后年)?)"
    r"|\b(?:over|across|in|each of|for)?\s?(?P<e>one|two|three|four|five|[2-5]) years?\b"
    r"|(?P<eone>\bat once\b|\ball this year\b|\bthis year alone\b)"
)
_EN = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_OR = ("还是", "或者", "或是", " or ", "versus", " vs ", "vs", "对比", "相比", "比起", "比", "跟", "和", "与", ",", ";", "。")
_EACH = re.compile(r"每年|各|一年(?=投|花|付|烧|用)?[\d一二三四五六七八九]|分别|each|per year|a year")
_HALVES = re.compile(r"一半|对半|平分|平摊|均摊|平均|half|evenly|equally")


@dataclass(frozen=True, slots=True)
class Pace:
    """One side: what is spent in each of its years."""

    years: tuple[Decimal, ...]

    @property
    def label(self) -> str:
        return "一年付完" if len(self.years) == 1 else f"分{len(self.years)}年"

    @property
    def label_en(self) -> str:
        return "in one year" if len(self.years) == 1 else f"over {len(self.years)} years"


def paces(reading: Reading, bases: Sequence[str]) -> tuple[str, Pace, Pace] | None:
    """The input spent and its two paces, where a turn sets two of them against each other; else None.

    「训练600万,一年烧完和分三年烧差多少」 gives (600万) and (200万, 200万, 200万).
    """
    if not reading.has("compare"):
        return None
    amounts = {f.start: f.value for f in reading.facts if isinstance(f.value, Decimal) and f.input in bases and f.part in ("", "monthly")}
    amounts |= {m.start: m.value for m in reading.money if m.unit == "元" and m.start not in amounts}
    names = {f.input for f in reading.facts if isinstance(f.value, Decimal) and f.input in bases}
    if not amounts or len(names) > 1:
        return None
    text = reading.scan.text
    spans = [(m.start(), m.end(), _years(m)) for m in _SPAN.finditer(text)]
    if len(spans) < 2:
        return None
    cut = _cut(text, spans)
    if cut is None:
        return None
    (left_n, right_n), place = cut
    ends = {f.start: f.end for f in reading.facts} | {m.start: m.start + len(m.text) for m in reading.money}
    first = min(start for start, _, _ in spans)
    lead = [amounts[s] for s in sorted(amounts) if s < first and ends.get(s, s) <= first and place > first]
    left = [amounts[s] for s in sorted(amounts) if s < place]
    right = [amounts[s] for s in sorted(amounts) if s > place]
    whole = lead[0] if len(lead) == 1 else None
    one = _side(left, left_n, text[first:place], whole)
    two = _side(right, right_n, text[place:], whole if whole is not None else sum(one, Decimal(0)) if one else None)
    if one is None and two:
        one = _side([], left_n, "", sum(two, Decimal(0)))
    if one is None or two is None or (len(one) == 1 and len(two) == 1):
        return None
    return next(iter(names), ""), Pace(one), Pace(two)


def _years(match: re.Match[str]) -> int:
    if match["n"]:
        return _CN.get(match["n"]) or int(match["n"])
    if match["cal"]:
        return 3 if "后年" in match["cal"] else 2
    if match["e"]:
        return _EN.get(match["e"]) or int(match["e"])
    return 1


def _cut(text: str, spans: Sequence[tuple[int, int, int]]) -> tuple[tuple[int, int], int] | None:
    """Where one side ends and the other begins: the strongest word for an alternative between two different spans."""
    for word in _OR:
        for place in [m.start() for m in re.finditer(re.escape(word), text)]:
            before = [n for _, end, n in spans if end <= place]
            after = [n for start, _, n in spans if start >= place]
            if before and after and max(before) != max(after):
                return (max(before), max(after)), place
    return None


def _side(amounts: Sequence[Decimal], years: int, text: str, whole: Decimal | None) -> tuple[Decimal, ...] | None:
    own = list(amounts)
    if whole is not None and own[:1] == [whole]:
        own = own[1:]
    if len(own) == years > 1:
        return tuple(own)
    if len(own) == 1 and (years == 1 or (_EACH.search(text) and not _HALVES.search(text))):
        return (own[0],) * years
    total = own[0] if len(own) == 1 else whole
    if total is None or len(own) > 1:
        return None
    return (total / years,) * years if total % years == 0 or years > 1 else (total,)
