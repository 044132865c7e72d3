"""What a new value stands for where the thread knows the amount: the monthly rent, the price of a metre, or the whole year's.

「降到4万8呢」 beside 55,000 a month is a month's rent, beside 660,000 a year's; a number without a unit is in 元 or in 万元,
whichever comes nearer to what it replaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.state import State
from assistant.understand.facts import Fact, Part
from assistant.understand.parts import RATES
from assistant.understand.scan import Scan

_NEARER = Decimal("1.5")  # by how much the better reading must be the nearer one


def refitted(facts: Sequence[Fact], scan: Scan, state: State) -> list[Fact]:
    """The facts, each new value of a known amount as the part of it that it comes near to."""
    return [_refit(f, facts, scan, state) for f in facts]


def _refit(fact: Fact, facts: Sequence[Fact], scan: Scan, state: State) -> Fact:
    held = state.inputs.get(fact.input)
    alone = sum(f.input == fact.input and not f.part for f in facts) == 1
    if held is None or held.given is None or not isinstance(fact.value, Decimal) or fact.part or not alone or len(held.items) > 1:
        return fact
    whole = held.given.value
    if not isinstance(whole, Decimal) or whole <= 0 or fact.value <= 0 or fact.site is not None:
        return fact
    values = [fact.value]
    if (raw := next((q.value for q in scan.quantities if q.start == fact.start), fact.value)) != fact.value and fact.bare:
        values.append(raw)
    rates: list[Part] = [] if scan.has("whole_year") else [p for p in held.parts if p in RATES]  # type: ignore[misc]  # its keys are Part
    near = {(part, value): _apart(value, held.parts[part]) for part in rates for value in values}
    near |= {("", value): _apart(value, whole) for value in values}
    part, value = min(near, key=lambda key: near[key])
    if (part, value) == ("", fact.value) or near[part, value] * _NEARER > near["", fact.value]:
        return fact
    return replace(fact, part=part, value=value)


def _apart(one: Decimal, other: Decimal) -> Decimal:
    return max(one / other, other / one) if other > 0 else Decimal("Infinity")
