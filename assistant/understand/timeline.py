"""Which years the words of a question speak of: 第二年, 2026年, 去年, 头两年, 后两年, 之后每年, 三年.

Ordinal years count from the first year asked about; calendar years stand as written (2024), or relative to this year
(去年: -1). A question keeps to one of the two: ordinals where it has any.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.understand.quantities import names_year
from assistant.understand.scan import RELATIVE_YEARS, YEAR_CUES, Scan
from corpus.amounts import Quantity

LONGEST = 10  # more years than this are no schedule
_FIRST = re.compile(r"(?:头|前|首|最初|开头|起初|first\s)$")
_LAST = re.compile(r"(?:后|后面|最后|末|尾|其余|另外|(?:剩|余)下?的?|接下来的?|remaining\s|last\s|following\s)(?:这|那|the\s)?$")
_FROM = re.compile(r"(?:年)?(?:起|开始|以后|之后|往后|onwards?)")
_GONE = re.compile(r"(?:里|都|已经|已|均|全|就){0,3}(?:[^,,。;]{0,4})(?:过了|过的|过,|完了|用完|拿完|领完|享受过|享受完|领过|拿过|补过)")
_YEARLY = re.compile(r"\s*(?:里|中|间)?(?:每|各|都|均|年年|逐|一直)")
_LAST_ONE = re.compile(r"(?:最后|末|尾)(?:那)?一?年")
_TO_AMOUNT = re.compile(
    r"(?:里|每年|各年|年年|每个|又|再|就|才|只|也|还是|还|各|都|均|大约|大概|约|花|付|投|掏|交|是|为|有|做|到|了|涨到|升到|降到|跌到|减到|增到|要|预计|:|,|的)*\s*"
)
_JOINED = re.compile(r"\s*(?:、|,|和|及|与|跟|同|以及|&|and)?\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A word for one or several of the years: `ordinal` 第二年 · `calendar` 2026年 · `first` 头两年 · `last` 后两年 · `rest` 之后每年.

    `years`: the ordinals or calendar years; for `first` and `last` how many; `onwards`: from there on (第二年起).
    """

    start: int
    end: int
    kind: str
    years: tuple[int, ...]
    onwards: bool = False


def marks(scan: Scan) -> tuple[Mark, ...]:
    """The words for years of a question, in order."""
    found = [mark for q in scan.quantities if (mark := _of_quantity(q, scan.text)) is not None]
    for mention in scan.mentions:
        if mention.kind != "cue":
            continue
        onwards = _FROM.match(scan.text, mention.end) is not None
        if mention.name in YEAR_CUES and mention.term.endswith(("年", "year", "one", "1")):
            found.append(Mark(mention.start, mention.end, "ordinal", (YEAR_CUES[mention.name],), onwards))
        elif mention.name in RELATIVE_YEARS:
            found.append(Mark(mention.start, mention.end, "calendar", (RELATIVE_YEARS[mention.name],), onwards))
        elif mention.name == "onwards" and not _months_follow(scan, mention.end):
            found.append(Mark(mention.start, mention.end, "rest", ()))
    found += [Mark(m.start(), m.end(), "last", (1,)) for m in _LAST_ONE.finditer(scan.text)]
    found.sort(key=lambda m: (m.start, m.start - m.end))
    kept: list[Mark] = []
    for mark in found:
        if kept and mark.start < kept[-1].end:
            continue
        last = kept[-1] if kept else None
        if last is not None and last.kind == mark.kind in ("ordinal", "calendar") and _JOINED.fullmatch(scan.text[last.end : mark.start]):
            years = tuple(dict.fromkeys((*last.years, *mark.years)))
            kept[-1] = Mark(last.start, mark.end, mark.kind, years, mark.onwards)  # 2024、2025年各60万
        else:
            kept.append(mark)
    return tuple(kept)


def _months_follow(scan: Scan, at: int) -> bool:
    """首月免租,往后11个月每月7万: months of one year, and no years."""
    return any(q.kind == "duration" and q.unit != "年" and 0 <= q.start - at <= 2 for q in scan.quantities)


def _of_quantity(q: Quantity, text: str) -> Mark | None:
    if q.kind == "ordinal" and q.unit == "年" and 1 <= q.value <= LONGEST:
        low, high = (int(q.low), int(q.high)) if q.low is not None and q.high is not None else (int(q.value), int(q.value))
        return Mark(q.start, q.end, "ordinal", tuple(range(low, min(high, LONGEST) + 1)), _FROM.match(text, q.end) is not None)
    if names_year(q, text):
        return Mark(q.start, q.end, "calendar", (int(q.value),))  # 2026那笔
    if q.kind == "date" and q.value > 1000:
        return Mark(q.start, q.end, "calendar", (int(q.value),))
    if q.kind == "year":
        low, high = (int(q.low), int(q.high)) if q.low is not None and q.high is not None else (int(q.value), int(q.value))
        onwards = _FROM.match(text, q.end) is not None
        return Mark(q.start, q.end, "calendar", tuple(range(low, high + 1)), onwards) if high - low < LONGEST else None
    if q.kind == "duration" and q.unit == "年" and 1 <= q.value <= LONGEST and q.value == int(q.value):
        lead = text[: q.start]
        kind = "last" if _LAST.search(lead) else "first" if _FIRST.search(lead) and not lead.endswith("之前") else ""
        if kind == "first" and _GONE.match(text, q.end):
            return Mark(q.start, q.end, "past", (int(q.value),))  # 前三年都享受过了
        if kind and not (kind == "last" and text.startswith(("前", "内", "后"), q.end)):
            return Mark(q.start, q.end, kind, (int(q.value),))
    return None


def span(scan: Scan, told: Sequence[Mark], window: int = 0) -> int:
    """How many years a question spans (三年 → 3, 第一年…第二年 → 2, 补到没得补为止 → the window); 0 where it says none."""
    taken = {m.start for m in told}
    spans = [
        int(q.value)
        for q in scan.quantities
        if q.kind == "duration" and q.unit == "年" and 2 <= q.value <= LONGEST and q.start not in taken and not _ago(scan.text, q)
    ]
    told = [m for m in told if m.kind != "past"]
    first = sum(m.years[0] for m in told if m.kind == "first")
    last = sum(m.years[0] for m in told if m.kind == "last")
    if spans and not (first + last > max(spans)):
        return max(spans)
    if scan.has("whole_window") and window:
        return window
    ordinals = ordinal_years(told)
    return max(max(ordinals, default=0), first) + last if len(ordinals) > 1 or first or last else 0


def _ago(text: str, q: Quantity) -> bool:
    """四年前设的: a point of time and no span."""
    return text.startswith(("前", "以前", "之前", "后再", "以内", "内", " ago"), q.end)


def ordinal_years(told: Sequence[Mark]) -> tuple[int, ...]:
    """The ordinal years named, without repeats."""
    return tuple(sorted({year for m in told if m.kind == "ordinal" for year in m.years}))


def calendar_years(told: Sequence[Mark]) -> tuple[int, ...]:
    """The calendar years named: the absolute ones where there are any (2024年 beside 当年), else the relative ones."""
    named = {year for m in told if m.kind == "calendar" for year in m.years}
    absolute = {year for year in named if year > 1000}
    return tuple(sorted(absolute or named))


def set_apart(scan: Scan, told: Sequence[Mark]) -> bool:
    """Whether several calendar years are each meant: as many are named as are spoken of (26年…,27年…,两年), or three and more."""
    named = {year for m in told if m.kind == "calendar" for year in m.years}
    years = {year for year in named if year > 1000} or named
    spoken = {int(q.value) for q in scan.quantities if q.kind == "duration" and q.unit == "年"}
    return len(years) > 1 and (len(years) > 2 or len(years) in spoken)


def at(scan: Scan, told: Sequence[Mark], start: int, end: int, steady: Collection[str] = ("schedule", "everyone", "always")) -> Mark | None:
    """The word for years that an amount stands under.

    In its own segment the last one before it, back to another amount, else one right after it; with none there, one that
    opened a list of the same year (第一年:租金50万,营收8000万), unless the segment speaks of all years (营收都2亿).
    """
    here = scan.segment_of(start)
    amounts = [q for q in here.quantities if q.kind in ("amount", "bare") and q.start != start]
    own = [m for m in told if here.start <= m.start < here.end]
    before = [m for m in own if m.end <= start]
    if before:
        return before[-1]
    after = [m for m in own if m.start >= end and not any(end <= q.start < m.start for q in amounts)]
    if after and after[0].start - end <= 3 and not any(0 <= q.start - after[0].end <= 3 for q in amounts):
        return after[0]
    if here.has(*steady) or own:
        return None
    earlier = [m for m in told if m.end <= here.start]
    return earlier[-1] if earlier else None


def next_year(scan: Scan, told: Sequence[Mark], before: Quantity, here: Quantity) -> bool:
    """营收第一年500万,第二年1500万: an amount right behind the word for another year, with no name of its own, goes on the list."""
    mark = next((m for m in told if before.end <= m.start and m.end <= here.start), None)
    if mark is None:
        return False
    own = any(
        m.kind in ("input", "not", "award", "group") and before.end <= m.start < here.start and not mark.start <= m.start < mark.end
        for m in scan.mentions
    )
    return not own and _TO_AMOUNT.fullmatch(scan.text[mark.end : here.start]) is not None
