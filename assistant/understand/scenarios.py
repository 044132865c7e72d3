"""What sets the facts of one firm apart: several years, alternatives, a range. Or nothing does.

Years are told by a span (三年, 每年) or by named years with values; alternatives by two values of one input where the
question compares or asks twice; a range by its two ends. Several firms are `assistant.cases`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.understand.facts import Fact
from assistant.understand.reader import Reading
from assistant.understand.schedule import Years, schedule
from corpus.model import Input


@dataclass(frozen=True, slots=True)
class Split:
    """`kind`: years · values · range. `shared`: facts of all parts; `parts`: facts of each, with its label."""

    kind: str
    shared: tuple[Fact, ...]
    parts: tuple[tuple[str, tuple[Fact, ...]], ...]
    total: bool = False
    years: Years | None = None


def split(
    reading: Reading, inputs: Mapping[str, Input], bases: Sequence[str], windows: Mapping[str, int], claims: Collection[str]
) -> Split | None:
    """How the facts of a turn fall apart, or None where they are one case in one year.

    `bases`: inputs that awards are computed from; `windows`: inputs that count years.
    """
    for rule in (_range, _years, _values):
        found = rule(reading, inputs, bases, windows, claims)
        if found is not None:
            return found
    return None


def _amounts(reading: Reading, inputs: Mapping[str, Input]) -> dict[str, list[Fact]]:
    grouped: dict[str, list[Fact]] = {}
    for fact in reading.facts:
        if fact.op == "set" and isinstance(fact.value, Decimal) and fact.input in inputs and fact.part in ("", "monthly"):
            grouped.setdefault(fact.input, []).append(fact)
    return grouped


def _range(
    reading: Reading, inputs: Mapping[str, Input], bases: Sequence[str], windows: Mapping[str, int], claims: Collection[str]
) -> Split | None:
    ranged = [f for f in reading.facts if f.low is not None and f.high is not None and not f.part]
    if len(ranged) != 1:
        return None
    fact = ranged[0]
    assert fact.low is not None and fact.high is not None
    shared = tuple(f for f in reading.facts if f is not fact)
    ends = tuple(("", (replace(fact, value=end, low=None, high=None, relation="exact"),)) for end in (fact.low, fact.high))
    return Split("range", shared, ends)


def _years(
    reading: Reading, inputs: Mapping[str, Input], bases: Sequence[str], windows: Mapping[str, int], claims: Collection[str]
) -> Split | None:
    found = schedule(reading, inputs, bases, windows, claims)
    return None if found is None else Split("years", found.shared, tuple(("", part) for part in found.parts), total=True, years=found)


def _values(
    reading: Reading, inputs: Mapping[str, Input], bases: Sequence[str], windows: Mapping[str, int], claims: Collection[str]
) -> Split | None:
    levels = [f for f in reading.facts if isinstance(f.value, str)]
    if len({f.value for f in levels}) > 1 and len({f.input for f in levels}) == 1 and reading.has("compare"):
        chosen: tuple[tuple[str, tuple[Fact, ...]], ...] = tuple(("", (f,)) for f in {f.value: f for f in levels}.values())
        return Split("values", tuple(f for f in reading.facts if f not in levels), chosen)
    lists = {name: group for name, group in _amounts(reading, inputs).items() if len(group) > 1}
    if not lists:
        return _measures(reading)
    asked_twice = sum(1 for s in reading.scan.segments if s.question) > 1
    if not (reading.has("compare") or asked_twice or (reading.has("each") and len(lists) == 1)):
        return None
    if reading.has("sum") and not reading.has("compare"):
        return None
    size = max(len(group) for group in lists.values())
    moved = [fact for group in lists.values() if len(group) == size for fact in group]
    moves = [tuple(group[place] for group in lists.values() if len(group) == size) for place in range(size)]
    return Split("values", tuple(f for f in reading.facts if f not in moved), tuple(("", facts) for facts in moves))


def _measures(reading: Reading) -> Split | None:
    """只付5个月 or 付满12个月, 300平 or 450平: two values of one part of an amount, compared."""
    parts: dict[tuple[str, str], list[Fact]] = {}
    for fact in reading.facts:
        if fact.part in ("months", "area", "price"):
            parts.setdefault((fact.input, fact.part), []).append(fact)
    two = [group for group in parts.values() if len(group) == 2 and group[0].value != group[1].value]
    if len(two) != 1 or not reading.has("compare"):
        return None
    return Split("values", tuple(f for f in reading.facts if f not in two[0]), tuple(("", (fact,)) for fact in two[0]))
