"""A rent paid for part of a year, or less than its list price: 从四月起租, 租到8月底, 原价月租10万打九折."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from assistant.state import State
from assistant.understand.facts import Fact
from assistant.understand.lexicon import Mention
from assistant.understand.parts import RATES
from assistant.understand.scan import YEAR_CUES, Scan
from corpus.amounts import Quantity
from corpus.model import Input

_MONTH = re.compile(r"(?:\d{4})?-?-(\d\d)(?:-\d\d)?$")
_SINCE = re.compile(r"(?:份|初|底|[0-3]?\d[日号])?(?:就|才|便)?(?:起|开始|到年底|至年底|到现在|至今|往后)")
_NEAR = 4  # characters between a month and the word for what began or ended in it
_CHANGE = ("more_by", "less_by", "replace", "more", "less", "used_to", "now_is", "half_one", "half_two")
_ELSEWHEN = ("last_year", "next_year")
_OFFERED = re.compile(r"(?:打了?个?|按|享受?了?|给了?个?|有个?|优惠)$")
_AFTER_DISCOUNT = re.compile(r"(?:折后|打完折|打折后|折完|折掉后|优惠后|折扣后)[^,，。;]{0,8}$")


def part_year(facts: Sequence[Fact], found: Scan, state: State, inputs: Mapping[str, Input]) -> list[Fact]:
    """The facts with the months that a lone rate is paid for, where the month it began or ended in is said: 九月才搬进来 is four months.

    Nothing is read from a month in which the rent changed, or of another year.
    """
    name = _rated(facts, state, inputs)
    counted = any(f.input == name and f.part in ("months", "free_months") for f in facts)
    if not name or counted or sum(f.input == name and f.part in RATES for f in facts) > 1 or _elsewhen(found):
        return list(facts)
    ranged = _ranges(found, [f.start for f in facts if f.input == name and f.part in RATES])
    begins = [(q, month) for q, month in _months(found) if _begun(q, found)] if not ranged else [ranged[0][0]]
    ends = [(q, month) for q, month in _months(found) if _ended(q, found)] if not ranged else [ranged[0][1]]
    if len(begins) > 1 or len(ends) > 1 or not (begins or ends):
        return list(facts)
    first, last = (begins[0][1] if begins else 1), (ends[0][1] if ends else 12)
    if last < first or last - first == 11:
        return list(facts)
    at = (begins or ends)[0][0]
    return [*facts, Fact(name, Decimal(last - first + 1), part="months", start=at.start, end=at.end)]


def no_longer_free(found: Scan, state: State) -> list[Fact]:
    """免租取消了, 付满全年呢: the months that were not paid are."""
    off = [
        s
        for s in found.segments
        if s.has("free_month") and s.has("remove", "stopped", "void", "denied_end", "refused") and not s.quantities
    ]
    held = [name for name, known in state.inputs.items() if known.parts.get("free_months")]
    found_free = [Fact(name, Decimal(0), part="free_months", start=off[0].start, end=off[0].end) for name in held[:1] if off]
    whole = next((s for s in found.segments if s.has("full_year") and not any(q.kind in ("amount", "bare") for q in s.quantities)), None)
    short = [name for name, known in state.inputs.items() if known.parts.get("months", Decimal(12)) < 12 or known.parts.get("free_months")]
    return found_free or [Fact(n, Decimal(12), part="months", start=whole.start, end=whole.end) for n in short[:1] if whole is not None]


_Month = tuple[Quantity, int]
_TO = re.compile(r"(?:份)?\s*(?:到|至|-|~|—|–|直到|to)\s*$")


def _ranges(found: Scan, rates: Sequence[int]) -> list[tuple[_Month, _Month]]:
    """4-12月每月8万: the months that the one rate is said of, where a range of them stands at it."""
    pairs = [(one, two) for one, two in pairwise(_months(found)) if _TO.fullmatch(found.text[one[0].end : two[0].start])]
    near = [
        pair
        for pair in pairs
        for start in rates
        if 0 <= start - pair[1][0].end <= _AT_RATE and not found.segment_of(pair[0][0].start).has("free_month")
    ]
    return near if len(near) == 1 else []


_AT_RATE = 8  # characters between a range of months and the rate said of it


def _elsewhen(found: Scan) -> bool:
    """Whether several years are spoken of; which one of the three this is (第二年) may be said of a single one."""
    return found.has(*_ELSEWHEN) or sum(found.has(name) for name in YEAR_CUES) > 1


def discounted(facts: Sequence[Fact], found: Scan) -> list[Fact]:
    """The facts with a list price brought down to what is paid: 原价月租10万,打九折 is 9万 a month; 折后9万 stays."""
    off = [q for q in found.quantities if q.kind == "percent" and q.text.endswith("折") and _OFFERED.search(found.text[: q.start])]
    money = [f for f in facts if isinstance(f.value, Decimal) and f.op == "set" and (f.part in RATES or not f.part)]
    if len(off) != 1:
        return list(facts)
    near = [f for f in money if found.hops(found.segment_of(f.start), found.segment_of(off[0].start)) <= 1]
    if any(f.actual for f in near):
        return list(facts)  # 标价120万打七五折,实际付90万: what was paid is said
    listed = [f for f in near if f.part] or near
    if len(listed) != 1 or _AFTER_DISCOUNT.search(found.text[: listed[0].start]):
        return list(facts)
    return [replace(f, value=Decimal(f.value) * off[0].value / 100) if f is listed[0] else f for f in facts]


def _rated(facts: Sequence[Fact], state: State, inputs: Mapping[str, Input]) -> str:
    """The one input that is paid by the month or the metre here, or was in the thread where nothing else is said of it."""
    said = {f.input for f in facts if f.part in RATES}
    if not said and not any(isinstance(f.value, Decimal) for f in facts):
        said = {name for name, known in state.inputs.items() if set(known.parts) & set(RATES)}
    rated = [name for name in said if name in inputs and "month" in inputs[name].per]
    return rated[0] if len(rated) == 1 else ""


def _months(found: Scan) -> list[tuple[Quantity, int]]:
    dated = ((q, _MONTH.search(q.date)) for q in found.quantities if q.kind == "date")
    return [(q, int(match[1])) for q, match in dated if match]


def _cues(found: Scan, low: int, high: int, name: str) -> list[Mention]:
    return [m for m in found.mentions if m.kind == "cue" and m.name == name and low <= m.start and m.start <= high]


def _begun(q: Quantity, found: Scan) -> bool:
    segment = found.segment_of(q.start)
    if segment.has(*_CHANGE) and any(other.kind in ("amount", "percent") for other in segment.quantities):
        return False  # 4月起涨到7万: the rent changed then
    return _SINCE.match(found.text, q.end) is not None or bool(_cues(found, q.end, q.end + _NEAR, "rent_starts"))


def _ended(q: Quantity, found: Scan) -> bool:
    if found.segment_of(q.start).has("replace"):
        return False
    paid_to = found.text[max(0, q.start - 2) : q.start].endswith(("租到", "租至", "付到", "交到", "用到", "住到"))
    return paid_to or bool(_cues(found, q.end, q.end + 1, "rent_ends"))
