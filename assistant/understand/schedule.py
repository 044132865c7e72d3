"""Several years in one question: which years there are, and which amounts stand in which of them.

Years are told by a span (三年, 每年), by ordinals (第一年60万,第二年80万), by calendar years, by parts of a span (头两年,
之后每年), by a rule (逐年涨一成) or by a list as long as the span (三年分别50、70、90万).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.state import Growth
from assistant.understand.facts import Fact
from assistant.understand.reader import Reading
from assistant.understand.timeline import Mark, at, calendar_years, marks, set_apart, span
from corpus.model import Input

_ONLY_THEN = re.compile(r"(?:里|底|初|末)?(?:才|方|始|终于)")


@dataclass(frozen=True, slots=True)
class Years:
    """`calendar`: the years as calendar years, or as ordinals from 1; `parts`: the facts of each; `shared`: of all;
    `start`: where the first year stands in a window, if said; `growth`: rules that fill the years in between."""

    axis: tuple[int, ...]
    calendar: bool
    shared: tuple[Fact, ...]
    parts: tuple[tuple[Fact, ...], ...]
    growth: tuple[Growth, ...] = ()
    onwards: frozenset[str] = field(default_factory=frozenset)  # inputs whose last value goes on (第二年起60万)


def schedule(
    reading: Reading, inputs: Mapping[str, Input], bases: Sequence[str], windows: Mapping[str, int], claims: Collection[str] = ()
) -> Years | None:
    """The years of a question, or None where it is about one year. `windows`: inputs that count years → how many a window has."""
    told = marks(reading.scan)
    amounts = [f for f in reading.facts if isinstance(f.value, Decimal) and f.op == "set" and f.input in inputs]
    counts = [f for f in amounts if f.part in ("", "monthly", "quarterly", "half_yearly", "daily")]
    if not counts:
        return None
    under = _under(reading, told, amounts)
    axis, calendar = _axis(reading, told, counts, under, bases, max(windows.values(), default=0))
    if len(axis) < 2:
        return None
    return _placed(reading, told, amounts, under, axis, calendar, bases, windows, claims)


def _under(reading: Reading, told: Sequence[Mark], amounts: Sequence[Fact]) -> dict[int, Mark]:
    """Start of an amount → the word for years that it stands under.

    A word in an earlier segment holds for an amount where it stands there as a heading (第一年:租金50万,营收8000万), or where
    the amount is told of several years; 第一年租金50万,营收2亿 speaks of one revenue for all years.
    """
    scan = reading.scan
    found = {f.start: mark for f in amounts if (mark := at(scan, told, f.start, f.end)) is not None}
    own = {start: scan.segment_of(start) for start in found}
    result = {}
    for f in amounts:
        mark = found.get(f.start)
        if mark is None:
            continue
        there = scan.segment_of(mark.start)
        heading = scan.text[there.start : there.end].strip() == scan.text[mark.start : mark.end]
        same = [g.start for g in amounts if g.input == f.input and g.start in found]
        here = any(found[start] is mark and own[start].index == there.index for start in same)
        if here or heading or len({found[start].start for start in same}) > 1:
            result[f.start] = mark
    return result


def _axis(
    reading: Reading, told: Sequence[Mark], counts: Sequence[Fact], under: Mapping[int, Mark], bases: Sequence[str], window: int
) -> tuple[tuple[int, ...], bool]:
    """The years asked about; empty where the question does not set several apart."""
    spanned = span(reading.scan, told, window)
    ordinals = sorted({y for f in counts if (m := under.get(f.start)) and m.kind == "ordinal" for y in m.years})
    dated: dict[str, set[int]] = {}
    for f in counts:
        if (m := under.get(f.start)) and m.kind == "calendar":
            dated.setdefault(f.input, set()).update(m.years)
    several = {name: years for name, years in dated.items() if len(years) > 1 and name in bases}
    lists = any(sum(1 for f in counts if f.input == name) > 1 for name in {f.input for f in counts})
    summed = reading.has("sum", "schedule", "each", "always", "whole_window") or set_apart(reading.scan, told)
    parted = any(m.kind in ("first", "last", "rest") for m in under.values())
    compared = bool(several) and reading.has("compare", "gain_asked")
    if not ordinals and not parted and (summed or compared) and (several or len(_listed_years(told)) > 1):
        years = sorted(_absolute({*_listed_years(told), *(y for of in several.values() for y in of)}))
        named = calendar_years(told)
        if not spanned or spanned == len(years):
            return tuple(years), True
        if spanned == len(named):
            return named, True
    if not spanned and (any(rule.each for rule in reading.growth) or any(m.kind == "rest" for m in under.values())):
        spanned = window
    asked = reading.has("everyone") and reading.has("how_much")
    if spanned and (summed or lists or ordinals or parted or asked or reading.growth):
        if len(ordinals) == spanned and ordinals[-1] > spanned:
            return tuple(ordinals), False  # 第二年60万,第三年70万,两年合计
        return tuple(range(1, max(spanned, max(ordinals, default=0)) + 1)), False
    if len(ordinals) > 1:
        first = 1 if parted or reading.growth else ordinals[0]
        return tuple(range(first, ordinals[-1] + 1)), False
    return (), False


def _listed_years(told: Sequence[Mark]) -> tuple[int, ...]:
    """2024到2026年, 2024年和2025年: calendar years named in one run."""
    runs = [m for m in told if m.kind == "calendar" and len(m.years) > 1]
    return runs[0].years if runs else ()


def _absolute(years: set[int]) -> set[int]:
    return {y for y in years if y > 1000} or years


def _placed(
    reading: Reading,
    told: Sequence[Mark],
    amounts: Sequence[Fact],
    under: Mapping[int, Mark],
    axis: tuple[int, ...],
    calendar: bool,
    bases: Sequence[str],
    windows: Mapping[str, int],
    claims: Collection[str],
) -> Years:
    """Every fact in its years; a list as long as the years falls on them in order."""
    parts: list[list[Fact]] = [[] for _ in axis]
    shared: list[Fact] = []
    onwards: set[str] = set()
    places = _in_years(amounts, under, axis, calendar)
    apart = {y for years in places.values() for y in years}
    loose: dict[str, list[Fact]] = {}
    for f in amounts:
        if not places[f.start]:
            loose.setdefault(f.input, []).append(f)
    since = reading.anchored.since if reading.anchored is not None else None
    counted = calendar and since is not None and (since > 1000) == (axis[0] > 1000)
    starts = {f.value for f in reading.facts if f.input in windows and isinstance(f.value, int) and not counted}
    named = {m.kind for m in under.values()} & {"ordinal"}
    ruled = {rule.input for rule in reading.growth}
    for fact in reading.facts:
        mark = under.get(fact.start) if fact in amounts else _own_mark(reading, told, fact, claims)
        years = places[fact.start] if fact in amounts else _of(mark, axis, calendar)
        group = loose.get(fact.input, [])
        if fact.input in windows and isinstance(fact.value, int):
            if len(starts) == 1 and not named and fact not in shared:
                shared.append(fact)  # 今年是第二年,今后三年每年60万: the window runs on from there
        elif years and (len(apart) > 1 or any(r.input == fact.input for r in reading.growth) or len(axis) > len(years) == 1):
            for year in years:
                parts[axis.index(year)].append(replace(fact, year=None, calendar=None))
            if fact.value is True and mark is not None and _ONLY_THEN.match(reading.scan.text, mark.end):
                for part in parts[: axis.index(years[0])]:
                    part.append(replace(fact, value=False))  # 第二年才拿到备案
            if mark is not None and (mark.onwards or mark.kind == "rest"):
                onwards.add(fact.input)
        elif len(group) == len(axis) and fact in group:
            parts[group.index(fact)].append(fact)
        elif (
            fact in amounts
            and fact.input in bases
            and reading.scan.segment_of(fact.start).has("each", "schedule")
            and fact.input not in ruled
        ):
            shared.append(fact)
            for part in parts:  # 两年各投1000万
                part.append(fact)
        else:
            shared.append(fact)
    if counted and since is not None:  # 2024年新设, 2025年和2026年: the second year and the third
        shared += [Fact(name, max(axis[0] - since + 1, 1)) for name in windows]
    if not calendar and axis[0] > 1 and windows and (named or len(starts) != 1):
        shared.append(Fact(next(iter(windows)), axis[0]))
    return Years(axis, calendar, tuple(shared), tuple(tuple(p) for p in parts), reading.growth, frozenset(onwards))


def _own_mark(reading: Reading, told: Sequence[Mark], fact: Fact, claims: Collection[str]) -> Mark | None:
    """第三年转租出去了: a yes or no said of one of the years."""
    if not isinstance(fact.value, bool) or not fact.end or fact.input in claims:
        return None
    here = reading.scan.segment_of(fact.start)
    own = [m for m in told if here.start <= m.start < here.end and m.kind == "ordinal"]
    return own[-1] if own else None


def _in_years(amounts: Sequence[Fact], under: Mapping[int, Mark], axis: Sequence[int], calendar: bool) -> dict[int, tuple[int, ...]]:
    """Start of an amount → the years it stands in; none for one of a list that runs through the years, or of all years."""
    places: dict[int, tuple[int, ...]] = {}
    for name in dict.fromkeys(f.input for f in amounts):
        group = [f for f in amounts if f.input == name]
        told = {(m.start if (m := under.get(f.start)) else -1) for f in group}
        if len(group) == len(axis) and len(told) == 1:
            places.update({f.start: () for f in group})  # 头三年租金100、120、140万
            continue
        rests = [f for f in group if (m := under.get(f.start)) and m.kind == "rest"]
        for f in group:
            if f not in rests:
                places[f.start] = _of(under.get(f.start), axis, calendar)
        taken = max((y for f in group for y in places.get(f.start, ())), default=None)
        for f in rests:
            places[f.start] = () if taken is None else tuple(y for y in axis if y > taken)
    return places


def _of(mark: Mark | None, axis: Sequence[int], calendar: bool) -> tuple[int, ...]:
    """The years of the axis that a word speaks of."""
    if mark is None or mark.kind == "rest":
        return ()
    if mark.kind == "first":
        return tuple(axis[: mark.years[0]])
    if mark.kind == "last":
        return tuple(axis[-mark.years[0] :])
    if (mark.kind == "calendar") != calendar:
        return ()
    if mark.onwards:
        return tuple(y for y in axis if y >= mark.years[0])
    return tuple(y for y in mark.years if y in axis)
