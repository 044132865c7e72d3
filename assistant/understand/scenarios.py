"""What sets the facts of one firm apart: several years, alternatives, a range. Or nothing does.

Years are told by a span (三年, 每年) or by named years with values; alternatives by two values of one input where the
question compares or asks twice; a range by its two ends. Several firms are `assistant.cases`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.understand.facts import Fact
from assistant.understand.reader import Reading
from corpus.model import Input

_YEARS = 10


@dataclass(frozen=True, slots=True)
class Split:
    """`kind`: years · values · range. `shared`: facts of all parts; `parts`: facts of each, with its label."""

    kind: str
    shared: tuple[Fact, ...]
    parts: tuple[tuple[str, tuple[Fact, ...]], ...]
    total: bool = False


def split(reading: Reading, inputs: Mapping[str, Input], bases: Sequence[str], windows: Sequence[str]) -> Split | None:
    """How the facts of a turn fall apart, or None where they are one case in one year.

    `bases`: inputs that awards are computed from; `windows`: inputs that count years.
    """
    for rule in (_range, _years, _values):
        found = rule(reading, inputs, bases, windows)
        if found is not None:
            return found
    return None


def _amounts(reading: Reading, inputs: Mapping[str, Input]) -> dict[str, list[Fact]]:
    grouped: dict[str, list[Fact]] = {}
    for fact in reading.facts:
        if fact.op == "set" and isinstance(fact.value, Decimal) and fact.input in inputs and fact.part in ("", "monthly"):
            grouped.setdefault(fact.input, []).append(fact)
    return grouped


def _range(reading: Reading, inputs: Mapping[str, Input], bases: Sequence[str], windows: Sequence[str]) -> Split | None:
    ranged = [f for f in reading.facts if f.low is not None and f.high is not None and not f.part]
    if len(ranged) != 1:
        return None
    fact = ranged[0]
    assert fact.low is not None and fact.high is not None
    shared = tuple(f for f in reading.facts if f is not fact)
    ends = tuple(("", (replace(fact, value=end, low=None, high=None, relation="exact"),)) for end in (fact.low, fact.high))
    return Split("range", shared, ends)


def _span(reading: Reading) -> int:
    """How many years the question spans (三年 → 3, 2023、2024、2025年 → 3); 0 for none."""
    spans = [int(q.value) for q in reading.quantities if q.kind == "duration" and q.unit == "年" and 2 <= q.value <= _YEARS]
    if spans:
        return max(spans)
    calendar = {q.value for q in reading.quantities if q.kind == "year"}
    return len(calendar) if len(calendar) > 1 else 0


def _years(reading: Reading, inputs: Mapping[str, Input], bases: Sequence[str], windows: Sequence[str]) -> Split | None:
    span = _span(reading)
    amounts = _amounts(reading, inputs)
    named = {f.year for group in amounts.values() for f in group if f.year}
    dated = _calendar(reading, amounts, bases)
    if dated is not None and not named:
        return dated
    steady = reading.has("schedule")
    lists = {name: group for name, group in amounts.items() if len(group) > 1}
    if not span and len(named) < 2:
        return None
    if span and not (steady or reading.has("sum", "each") or lists or named or (reading.has("everyone") and reading.has("how_much"))):
        return None
    if not amounts:
        return None
    count = span or max(max(named), len(named))
    if not span and len(named) >= 2:
        count = max(named)
    parts: list[list[Fact]] = [[] for _ in range(count)]
    shared: list[Fact] = []
    for fact in reading.facts:
        group = amounts.get(fact.input, [])
        if fact.year and fact in group and fact.year <= count and (len(named) > 1 or len(group) > 1):
            parts[fact.year - 1].append(replace(fact, year=None))
        elif len(group) == count and fact in group:
            parts[group.index(fact)].append(fact)
        elif fact.input in windows and isinstance(fact.value, int):
            continue
        elif fact in group and fact.input in bases and reading.scan.segment_of(fact.start).has("each", "schedule"):
            shared.append(fact)
            for part in parts:  # 两年各投1000万
                part.append(fact)
        else:
            shared.append(fact)
    return Split("years", tuple(shared), tuple(("", tuple(part)) for part in parts), total=True)


def _calendar(reading: Reading, amounts: Mapping[str, list[Fact]], bases: Sequence[str]) -> Split | None:
    """Values of several calendar years (前年120万,去年280万,今年420万), where they are summed or listed."""
    years = sorted({f.calendar for group in amounts.values() for f in group if f.calendar is not None})
    several = any(len({f.calendar for f in group if f.calendar is not None}) > 1 for name, group in amounts.items() if name in bases)
    if len(years) < 2 or not several or not reading.has("sum", "schedule", "each"):
        return None
    parts: list[list[Fact]] = [[] for _ in years]
    shared: list[Fact] = []
    for fact in reading.facts:
        if fact.calendar is not None and isinstance(fact.value, Decimal):
            parts[years.index(fact.calendar)].append(fact)
        else:
            shared.append(fact)
    return Split("years", tuple(shared), tuple(("", tuple(part)) for part in parts), total=True)


def _values(reading: Reading, inputs: Mapping[str, Input], bases: Sequence[str], windows: Sequence[str]) -> Split | None:
    levels = [f for f in reading.facts if isinstance(f.value, str)]
    if len({f.value for f in levels}) > 1 and len({f.input for f in levels}) == 1 and reading.has("compare"):
        chosen: tuple[tuple[str, tuple[Fact, ...]], ...] = tuple(("", (f,)) for f in {f.value: f for f in levels}.values())
        return Split("values", tuple(f for f in reading.facts if f not in levels), chosen)
    lists = {name: group for name, group in _amounts(reading, inputs).items() if len(group) > 1}
    if not lists:
        return None
    asked_twice = sum(1 for s in reading.scan.segments if s.question) > 1
    if not (reading.has("compare") or asked_twice or (reading.has("each") and len(lists) == 1)):
        return None
    if reading.has("sum") and not reading.has("compare"):
        return None
    size = max(len(group) for group in lists.values())
    moved = [fact for group in lists.values() if len(group) == size for fact in group]
    moves = [tuple(group[place] for group in lists.values() if len(group) == size) for place in range(size)]
    return Split("values", tuple(f for f in reading.facts if f not in moved), tuple(("", facts) for facts in moves))
