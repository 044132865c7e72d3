"""What the policies' own rules tell about amounts: which inputs each award is computed from, and which figures are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from corpus.award.book import amount_inputs
from corpus.model import Amount, Award, Policy
from corpus.shapes import HigherOf, Increment, SumOf, Tiers


def computed_from(amount: Amount) -> tuple[str, ...]:
    """The inputs an amount grows with, the chief one first; a tier's own scale only where it decides the amount alone."""
    if isinstance(amount, Tiers):
        return (amount.of or amount.by,)
    if isinstance(amount, HigherOf | SumOf):
        parts = amount.options if isinstance(amount, HigherOf) else amount.parts
        return tuple(dict.fromkeys(name for part in parts for name in computed_from(part)))
    return amount_inputs(amount)


def increments(awards: Sequence[Award]) -> tuple[tuple[str, str], ...]:
    """Pairs of one thing in two years: this year's input and the year before's."""

    def pairs(amount: Amount) -> list[tuple[str, str]]:
        if isinstance(amount, Increment):
            return [(amount.of, amount.over)]
        parts = amount.options if isinstance(amount, HigherOf) else amount.parts if isinstance(amount, SumOf) else ()
        return [pair for part in parts for pair in pairs(part)]

    return tuple(dict.fromkeys(pair for award in awards for pair in pairs(award.amount)))


def own_figures(policies: Sequence[Policy]) -> frozenset[Decimal]:
    """Ceilings, pools and group caps that the policies state."""
    found: set[Decimal] = set()
    for policy in policies:
        found.update(p.amount for p in policy.pools)
        found.update(g.cap for g in policy.groups if g.cap is not None)
        if policy.total is not None:
            found.add(policy.total.cap)
        for award in policy.awards:
            for name in ("amount", "cap", "at_most"):
                value = getattr(award.amount, name, None)
                if isinstance(value, Decimal):
                    found.add(value)
    return frozenset(found)
