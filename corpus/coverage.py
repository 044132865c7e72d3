"""Which thresholds, tiers and caps of a policy no worked example stands on, below or above.

A known slip: the text says "exceeds 30,000", the rule says "at least", and no example sits on 30,000.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.cases import Case, CaseValue
from corpus.figures import read_count
from corpus.model import Award, Policy
from corpus.references import tests

Place = tuple[str | int, ...]


def uncovered(policy: Policy, cases: Sequence[Case]) -> Iterator[tuple[Place, str]]:
    """Awards without an example, and thresholds and caps without one below, on and above."""
    for number, award in enumerate(policy.awards):
        here: Place = ("awards", number)
        own = [case for case in cases if award.id in case.expect]
        if not own:
            yield here, f"{award.id}: no worked example expects this award"
            continue
        judged = [case for case in cases if award.id in case.expect or award.id in case.awards]
        for place, name, threshold in _thresholds(award, here):
            values = [value for case in judged for value in [_number(case, name)] if value is not None]
            sides = {"below": any(v < threshold for v in values), "on": threshold in values, "above": any(v > threshold for v in values)}
            missing = [side for side, found in sides.items() if not found]
            if missing:
                yield place, f"{award.id}: no worked example has {name} {' or '.join(missing)} this threshold"
        for place, cap in _caps(award, here):
            paid = [value for case in own for value in [case.expect[award.id].ceiling or case.expect[award.id].bound] if value is not None]
            if cap not in paid:
                yield place, f"{award.id}: no worked example reaches this cap"
            if not any(value < cap for value in paid):
                yield place, f"{award.id}: no worked example stays below this cap"


def _number(case: Case, name: str) -> Decimal | None:
    value = case.inputs.get(name)
    if isinstance(value, CaseValue):
        value = value.value
    if value is None or isinstance(value, bool):
        return None
    try:
        return read_count(value)
    except ValueError:
        return None


def _thresholds(award: Award, here: Place) -> Iterator[tuple[Place, str, Decimal]]:
    for number, condition in enumerate(award.conditions):
        for place, test in tests(condition, (*here, "conditions", number)):
            for bound in ("at_least", "more_than", "at_most", "below"):
                value = getattr(test, bound)
                if value is not None:
                    yield (*place, bound), test.input, value
    if award.window:
        yield (*here, "window", "years"), award.window.year, Decimal(award.window.years)
    amount = award.amount
    if amount.shape == "tiers":
        for number, tier in enumerate(amount.tiers):
            yield (*here, "amount", "tiers", number, "at_least"), amount.by, tier.at_least
    elif amount.shape == "slices":
        for number, piece in enumerate(amount.slices):
            if piece.up_to is not None:
                yield (*here, "amount", "slices", number, "up_to"), amount.of, piece.up_to
    elif amount.shape == "per_unit" and amount.max_count is not None:
        yield (*here, "amount", "max_count"), amount.count, Decimal(amount.max_count)


def _caps(award: Award, here: Place) -> Iterator[tuple[Place, Decimal]]:
    cap = getattr(award.amount, "cap", None)
    if cap is not None:
        yield (*here, "amount", "cap"), cap
