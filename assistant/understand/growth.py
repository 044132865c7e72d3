"""How an amount changes from year to year: 每年涨5万, 逐年递增10%, 之后每年翻倍, 第二年起减半, 第三年打八折.

What is read is a rule on an amount said beside it; the years' values follow once the first one is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.state import Growth, State
from assistant.understand.facts import Fact
from assistant.understand.scan import Scan, Segment
from assistant.understand.timeline import Mark, calendar_years, span
from corpus.amounts import Quantity
from corpus.model import Input

_UP = re.compile(
    r"(?:上涨|上浮|上调|提高|递增|增长|增加|涨价|加价|加租|贵|涨|增|升|加|多|提|rising|rises?|grows?|growing|up|increas(?:es?|ing)|goes up)"
    r"(?:了|个|约|大概|by|\s|租|价|幅|到原来的)*$"
)
_DOWN = re.compile(
    r"(?:下浮|下调|下降|递减|减少|降价|降租|便宜|降|跌|减|少|缩|省|falling|falls?|drops?|down|decreas(?:es?|ing))(?:了|个|约|大概|by|\s|租|价|幅)*$"
)
_TIMES = re.compile(r"(?:打|按|是|为|变|×|乘)?(?:上年|上一年|前一年|头年|去年)?的?$")
_DOUBLE = re.compile(r"翻(?:一)?倍|翻(?:一)?番|加倍|(?:涨|增|多|加)(?:加|长)?了?一倍|doubl(?:es|ing|ed|e)")
_HALVE = re.compile(
    r"(?:退租|退掉|退|缩租|缩减|缩|减租|让出)一半|减半|砍半|腰斩|对半砍|(?:减|降|砍|少)掉?一半|打对折|打五折|halv(?:es|ing|ed|e)"
)
_ON_TOP = re.compile(r"(?:再|又|追)(?:加|多|减|少|增|追加|补|付|花|投|交)")
_LIKE = re.compile(r"(?:跟|和|与|同|照|按|比|as in |like )$")
"""Before a year these say that another one is like it: 第三年跟次年持平."""
EACH = re.compile(r"每一?年|逐年|年年|每过一年|一年比一年|每隔一年|annually|yearly|(?:a|each|every|per)\s+year")


@dataclass(frozen=True, slots=True)
class Change:
    """By how much, as a factor or a step, and where it is said."""

    start: int
    end: int
    factor: Decimal | None
    step: Decimal | None


def grown(
    facts: Sequence[Fact], scan: Scan, told: Sequence[Mark], inputs: Mapping[str, Input], state: State
) -> tuple[list[Fact], tuple[Growth, ...], frozenset[int]]:
    """The facts without the changes among them, the changes as rules, and where the amounts of those stand.

    A rule may be about an amount that the thread holds where the turn gives none (换成每年加20万).
    """
    dated = len(calendar_years(told)) > 1 and scan.has("sum")
    if state.mode != "years" and not dated and not span(scan, told) and not scan.has("schedule", "onwards"):
        return *_once(facts, scan, inputs, state), frozenset()
    ruled = [rule.input for rule in state.growth]
    held = [*state.inputs, *(n for s in state.scenarios for n in s.inputs)]
    known = tuple(dict.fromkeys([*ruled[:1], *(n for n in held if n in inputs and inputs[n].kind == "amount")]))
    rules: list[Growth] = []
    used: set[int] = set()
    for segment in scan.segments:
        change = change_of(segment, scan) or _level(segment, bool(ruled or facts))
        if change is None:
            rules += (again := _rated(segment, state))
            used |= {q.start for q in segment.quantities if again}
            continue
        each = bool(EACH.search(segment.text))
        if state.mode == "years" and not each and change.step is not None and _ON_TOP.search(scan.text[segment.start : change.end]):
            continue  # 今年的再加40万: of what that year was told with
        own = [m for m in told if segment.start <= m.start < segment.end and not _LIKE.search(scan.text[: m.start])]
        years = [m for m in own if m.kind == "ordinal"]
        if not each and not own:
            continue
        if change.factor == 1 and state.mode == "years" and segment.has("always") and any(m.kind in ("last", "rest") for m in own):
            continue  # 后两年照旧: as they were told
        name = _about(segment, change, facts, scan, inputs, known, bool(ruled))
        if not name:
            continue
        lasts = [m.years[0] for m in own if m.kind == "last"]
        in_calendar = [m.years[0] for m in own if m.kind == "calendar"]
        opening = min((y for m in told if m.kind == "calendar" for y in m.years), default=0)
        earlier = max((y for m in told if m.kind == "ordinal" and m.end <= change.start and m not in own for y in m.years), default=1)
        first = years[0].years[0] if years else -lasts[0] if lasts else earlier + 1
        if in_calendar and not years and not each and not lasts:
            first = max(in_calendar[0] - opening + 1, 2)  # 今年100万,明年涨一半
        if first == 1:
            first = 2  # 第一年起每年涨5万: what rises stands for the first year already
        rules.append(Growth(input=name, factor=change.factor, step=change.step, first=first, each=each))
        used |= {q.start for q in segment.quantities if change.start <= q.start < change.end}
    kept = [f for f in facts if f.start not in used or not isinstance(f.value, Decimal)]
    return kept, tuple(_in_periods(rule, kept) for rule in rules), frozenset(used)


def _once(facts: Sequence[Fact], scan: Scan, inputs: Mapping[str, Input], state: State) -> tuple[list[Fact], tuple[Growth, ...]]:
    """租金涨一成: what the thread holds, changed by a share, where the turn gives no amount of it."""
    for segment in scan.segments:
        change = change_of(segment, scan)
        named = [m.name for m in segment.mentions if m.kind == "input" and m.name in inputs and inputs[m.name].kind == "amount"]
        held = state.inputs.get(named[-1]) if named else None
        if change is None or change.factor is None or held is None or held.given is None or not isinstance(held.given.value, Decimal):
            continue
        if any(f.input == named[-1] and isinstance(f.value, Decimal) for f in facts):
            continue
        return [*facts, Fact(named[-1], held.given.value * change.factor, start=segment.start, end=segment.start)], ()
    return list(facts), ()


def change_of(segment: Segment, scan: Scan) -> Change | None:
    """What a stretch says happens to an amount: 涨一成, 打八折, 翻倍, 多5万."""
    for pattern, factor in ((_DOUBLE, Decimal(2)), (_HALVE, Decimal("0.5"))):
        if found := pattern.search(segment.text):
            return Change(segment.start + found.start(), segment.start + found.end(), factor, None)
    for q in segment.quantities:
        lead, after = scan.text[segment.start : q.start], scan.text[q.end : q.end + 2]
        if q.kind == "multiple" and q.value > 0:
            return Change(q.start, q.end, q.value, None)
        if q.kind == "percent" and "折" in q.text:
            return Change(q.start, q.end, q.value / 100, None)
        sign = 1 if _UP.search(lead) else -1 if _DOWN.search(lead) else 0
        if not sign and after[:1] in ("递", "地", "的") and re.match(r"(?:地|的)?(?:速度|幅度)?(?:递增|增长|上涨|涨)", scan.text[q.end :]):
            sign = 1
        if not sign or after.startswith("到"):
            continue
        if q.kind == "percent":
            return Change(q.start, q.end, 1 + sign * q.value / 100, None)
        if q.kind in ("amount", "bare"):
            return Change(q.start, q.end, None, sign * _yuan(q))
    return None


def _level(segment: Segment, known: bool) -> Change | None:
    """第三年不涨了, 后年持平: a year like the one before it."""
    words = [m for m in segment.mentions if m.kind == "cue" and m.name == "level"]
    if not words or not known or any(q.kind in ("amount", "percent") for q in segment.quantities):
        return None
    return Change(words[0].start, words[0].start, Decimal(1), None)


def _rated(segment: Segment, state: State) -> list[Growth]:
    """涨幅改三成: the rule known, with another rate."""
    shares = [q for q in segment.quantities if q.kind == "percent"]
    held = [rule for rule in state.growth if rule.factor is not None]
    if not segment.has("rate_word") or len(shares) != 1 or not held:
        return []
    return [
        rule.model_copy(update={"factor": 1 + (1 if rule.factor is None or rule.factor >= 1 else -1) * shares[0].value / 100})
        for rule in held
    ]


def _yuan(q: Quantity) -> Decimal:
    return q.value * 10_000 if q.kind == "bare" and q.value < 100_000 else q.value


def _about(
    segment: Segment, change: Change, facts: Sequence[Fact], scan: Scan, inputs: Mapping[str, Input], known: Sequence[str], ruled: bool
) -> str:
    """The amount that changes: named in the segment, else the last one given before, else what the thread holds alone."""
    given = [f for f in facts if isinstance(f.value, Decimal) and not change.start <= f.start < change.end]
    possible = {f.input for f in given} | set(known)
    named = [
        m.name
        for m in segment.mentions
        if m.kind == "input" and m.name in possible and m.name in inputs and inputs[m.name].kind in ("amount", "integer")
    ]
    if named:
        return named[-1]
    before = [f for f in given if f.start < change.start]
    if before:
        return before[-1].input
    return (given[0].input if given else "") or (known[0] if known and (len(known) == 1 or ruled) else "")


def _in_periods(rule: Growth, facts: Sequence[Fact]) -> Growth:
    """月租5万,每年涨5000: a rise of a monthly amount is one of each of its months."""
    if rule.step is None:
        return rule
    times = {"monthly": 12, "quarterly": 4, "half_yearly": 2}
    parts = [times[f.part] for f in facts if f.input == rule.input and f.part in times]
    return rule.model_copy(update={"step": rule.step * parts[-1]}) if parts else rule


def stretched(values: Sequence[Decimal | None], rules: Sequence[Growth], name: str) -> list[Decimal | None]:
    """The years' values of an input after its rules: 60万, 逐年涨一成 → 60万, 66万, 72.6万.

    In a year of its own a rule goes before one of every year; without either a year goes on like the one before.
    """
    result = list(values)
    begun = [(rule.first - 1 if rule.first > 0 else max(len(result) + rule.first, 1), rule) for rule in rules if rule.input == name]
    begun.sort(key=lambda one: one[0])
    for place in range(1, len(result)):
        before = result[place - 1]
        here = [rule for start, rule in begun if start == place] or [rule for start, rule in begun if start < place and rule.each]
        if before is None or values[place] is not None or not any(start <= place for start, _ in begun):
            continue
        factor, step = (here[-1].factor, here[-1].step) if here else (Decimal(1), None)
        result[place] = max(before * factor if factor is not None else before + (step or 0), Decimal(0))
    return result


def replaced(old: Sequence[Growth], new: Sequence[Growth]) -> tuple[Growth, ...]:
    """The rules after a turn: one for the same year, or one for every year, stands in place of the one before."""
    kept = [
        rule for rule in old if not any(one.input == rule.input and (one.first == rule.first or (one.each and rule.each)) for one in new)
    ]
    return (*kept, *new)
