"""Sums that a person brings along: what a group's awards come to already, put under the caps with what is calculated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.award.book import book
from corpus.award.calculate import settle
from corpus.award.result import AwardResult, Calculation, CapStep, Step, plain
from corpus.model import Policy


def with_granted(policy: Policy, calculation: Calculation, granted: Sequence[tuple[str, Decimal]]) -> Calculation:
    """The calculation with awards (id, 元) that were said by their amount beside those worked out, under the same caps."""
    prepared = book(policy)
    results = [r for r in calculation.awards if r.award not in dict(granted)]
    for name, amount in granted:
        step = Step(
            plain(amount), prepared.clauses[name], plain(amount), say="按所说的奖励金额计", say_en="the amount of the award as said"
        )
        results.append(AwardResult(name, policy.id, prepared.clauses[name], "ceiling", amount, steps=(step,)))
    return replace(settle(prepared, results), inputs=calculation.inputs)


def with_group_sums(policy: Policy, calculation: Calculation, told: Sequence[tuple[str, Decimal]]) -> Calculation:
    """The calculation with `told` (group id, 元) added to its groups, each cut at its cap, then the total at its own."""
    groups = dict(calculation.groups)
    caps = [c for c in calculation.caps if c.group != "total" and c.group not in dict(told)]
    for name, amount in told:
        group = next(g for g in policy.groups if g.id == name)
        before = amount + groups.get(name, Decimal(0))
        groups[name] = before if group.cap is None else min(before, group.cap)
        caps.append(CapStep(name, before, groups[name], group.cap, f"{policy.id}/{group.clause}", ((name, amount),)))
    grouped = {a.id for a in policy.awards if a.group in groups}
    loose = [(r.award, r.yuan) for r in calculation.awards if r.yuan is not None and r.award not in grouped]
    parts = (*groups.items(), *loose)
    total = sum((amount for _, amount in parts), Decimal(0))
    if policy.total is not None:
        cut = min(total, policy.total.cap)
        caps.append(CapStep("total", total, cut, policy.total.cap, f"{policy.id}/{policy.total.clause}", parts))
        total = cut
    return replace(calculation, groups=groups, caps=tuple(caps), total_yuan=total, total_kind=calculation.total_kind or "ceiling")
