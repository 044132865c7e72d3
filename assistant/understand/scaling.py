"""An amount known so far, scaled or taken for part of its year: 翻倍, 打八折, 只付七成, 涨一成; 上半年5万,下半年7万, 7月起涨到6万."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.state import State
from assistant.understand.facts import Fact
from assistant.understand.growth import EACH, change_of
from assistant.understand.items import meant
from assistant.understand.scan import Scan, Segment
from corpus.model import Input

_SHORT_TURN = 24
_YEAR = Decimal(12)
_HALF = Decimal(6)
_ONLY = re.compile(r"(?:(?:只|就|仅|才|实际)[^,，。;占股持]{0,4}(?:付|花|投|交|用|掏|给|结|到|算)[了出]?|按|打)$")
_RANGE = re.compile(r"(?<!\d)(\d{1,2})月?\s*(?:到|至|-|~)\s*(\d{1,2})月")
_FROM_ON = re.compile(r"(?<!\d)(\d{1,2})月(?:份)?(?:起|开始|以后|之后|后)")
_FIRST, _LATER = (
    re.compile(r"[头前](?:面)?([一二三四五六七八九十两]|\d{1,2})个月"),
    re.compile(r"[后末](?:面)?([一二三四五六七八九十两]|\d{1,2})个月"),
)
_DIGITS = {char: place for place, char in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


def scaled(facts: Sequence[Fact], found: Scan, state: State, inputs: Mapping[str, Input], base: str) -> list[Fact]:
    """The amount known so far, times what a short turn says of it. `base`: the amount meant where none is named."""
    if any(isinstance(f.value, Decimal) for f in facts) or len(found.text) > _SHORT_TURN or found.has("sublet", "premise", "own_use"):
        return []
    if state.mode == "years" and any(EACH.search(segment.text) for segment in found.segments):
        return []  # 改成每年降10%: a rule, and no change of what the first year is
    factor = _factor(found)
    named = [m.name for m in found.mentions if m.kind == "input" and m.name in state.inputs and inputs[m.name].kind == "amount"]
    name = named[-1] if named else base
    held = state.inputs.get(name)
    if held is not None and len(held.items) > 1 and meant(found.text, held.items) is not None:
        return []  # B的砍半: one item alone
    if factor is None or held is None or held.given is None or not isinstance(held.given.value, Decimal):
        return []
    return [Fact(name, held.given.value * factor)]


def _factor(found: Scan) -> Decimal | None:
    for segment in found.segments:
        change = change_of(segment, found)
        if change is not None and change.factor is not None:
            return change.factor
        for q in segment.quantities:
            if q.kind == "percent" and _ONLY.search(found.text[segment.start : q.start]):
                return q.value / 100
    if found.has("halved"):
        return Decimal("0.5")
    return Decimal(2) if found.has("doubled") else None


def by_halves(facts: Sequence[Fact], found: Scan, state: State) -> list[Fact]:
    """上半年月租5万,下半年7万: several monthly amounts, each with its months (six for a half year), make the year's total."""
    result = list(facts)
    for name in dict.fromkeys(f.input for f in facts if f.part == "monthly" or not f.part):
        monthly = [f for f in facts if f.input == name and f.part == "monthly"]
        months = [f for f in facts if f.input == name and f.part == "months"]
        if len(monthly) == 1 and not months and (raised := _raised(monthly[0], facts, found)) is not None:
            result = [f for f in result if f not in raised[:2]] + [raised[2]]
            continue
        if len(monthly) < 2:
            if (rest := _from_now_on(name, facts, found, state)) is not None:
                result[result.index(rest[0])] = rest[1]
            continue
        counts = [_months_of(fact, months, found) for fact in monthly]
        if any(count is None for count in counts):
            continue
        total = sum((Decimal(f.value) * count for f, count in zip(monthly, counts, strict=True) if count is not None), Decimal(0))
        result = [f for f in result if f not in monthly and f not in months]
        result.append(replace(monthly[0], value=total, part=""))
    return sorted(result, key=lambda f: f.start)


def _months_of(fact: Fact, months: Sequence[Fact], found: Scan) -> Decimal | None:
    segment = found.segment_of(fact.start)
    own = next((Decimal(m.value) for m in months if found.segment_of(m.start).index == segment.index), None)
    if own is not None:
        return own
    said = _said(segment, fact.start)
    if said is not None:
        return said
    return _HALF if found.has("half_one", "half_two") else None


def _said(segment: Segment, start: int) -> Decimal | None:
    """The months a stretch names: 1-6月, 7月起, 头三个月, 下半年."""
    words = segment.text[: max(0, start - segment.start)]
    if span := _RANGE.search(words):
        return Decimal(max(0, int(span[2]) - int(span[1]) + 1))
    if since := _FROM_ON.search(words):
        return _YEAR + 1 - int(since[1]) if int(since[1]) <= 12 else None
    for pattern in (_FIRST, _LATER):
        if count := pattern.search(words):
            return Decimal(_DIGITS.get(count[1]) or int(count[1]))
    return _HALF if segment.has("half_one", "half_two") else None


def _raised(fact: Fact, facts: Sequence[Fact], found: Scan) -> tuple[Fact, Fact, Fact] | None:
    """月租6万,4月起涨到7万: the lone monthly amount, what it became, and the year's total."""
    later = [f for f in facts if f.input == fact.input and not f.part and f.op == "set" and f.start > fact.start]
    if (
        len(later) != 1
        or not isinstance(later[0].value, Decimal)
        or not Decimal("0.2") <= Decimal(later[0].value) / Decimal(fact.value) <= 5
    ):
        return None
    months = _said(found.segment_of(later[0].start), later[0].start)
    if months is None or months >= _YEAR or found.segment_of(later[0].start).index == found.segment_of(fact.start).index:
        return None
    total = Decimal(fact.value) * (_YEAR - months) + Decimal(later[0].value) * months
    return fact, later[0], replace(fact, value=total, part="")


def _from_now_on(name: str, facts: Sequence[Fact], found: Scan, state: State) -> tuple[Fact, Fact] | None:
    """下半年涨到6万 beside 5万 a month known: the other months stay as they were."""
    own = [f for f in facts if f.input == name and isinstance(f.value, Decimal) and f.op == "set" and f.part in ("", "monthly")]
    held = state.inputs.get(name)
    if len(own) != 1 or held is None or "monthly" not in held.parts or set(held.parts) - {"monthly"}:
        return None
    fact, old = own[0], held.parts["monthly"]
    months = _said(found.segment_of(fact.start), fact.start)
    if months is None or not old or not Decimal("0.2") <= Decimal(fact.value) / old <= 5:
        return None
    return fact, replace(fact, value=old * (_YEAR - months) + Decimal(fact.value) * months, part="")
