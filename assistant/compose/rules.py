"""An award's rule in one phrase, read off its data: ratio, cap, tiers, per unit. Works for every policy."""

from __future__ import annotations

from decimal import Decimal

from assistant.compose.words import pick, say
from corpus.amounts import format_percent, format_yuan
from corpus.model import Amount, Award, Input, Policy
from corpus.shapes import Choice, Fixed, HigherOf, Increment, NotStated, PerUnit, Share, Slices, SumOf, Tiers


def money(value: Decimal, language: str) -> str:
    """An amount as the answer shows it."""
    return format_yuan(value, language)


def name_of(entry: Input | Award, language: str) -> str:
    """The label of an input or the title of an award."""
    if isinstance(entry, Award):
        return pick(entry.title, entry.title_en, language)
    return pick(entry.label, entry.label_en, language)


def cap_of(amount: Amount) -> Decimal | None:
    """The most an amount can be by its own rule; None where it has no ceiling."""
    if isinstance(amount, Fixed):
        return amount.amount
    if isinstance(amount, NotStated):
        return amount.at_most
    if isinstance(amount, Choice):
        return max(amount.amounts.values(), default=None)
    if isinstance(amount, HigherOf):
        caps = [cap_of(option) for option in amount.options]
        return None if None in caps else max((c for c in caps if c is not None), default=None)
    if amount.cap is not None:
        return amount.cap
    if isinstance(amount, Tiers) and all(t.amount is not None or t.bound_amount is not None for t in amount.tiers):
        return max(t.amount or t.bound_amount or Decimal(0) for t in amount.tiers)
    if isinstance(amount, PerUnit) and amount.max_count is not None:
        return amount.amount * amount.max_count
    if isinstance(amount, SumOf):
        caps = [cap_of(part) for part in amount.parts]
        return None if None in caps else sum((c for c in caps if c is not None), Decimal(0))
    return None


def top_ratio(amount: Amount) -> tuple[Decimal, str] | None:
    """The highest ratio the source states, and the input it applies to."""
    if isinstance(amount, Share | Increment):
        return amount.ratio, amount.of
    if isinstance(amount, Tiers):
        ratios = [t.ratio for t in amount.tiers if t.ratio is not None]
        return (max(ratios), amount.of) if ratios else None
    if isinstance(amount, Slices):
        return max(s.ratio for s in amount.slices), amount.of
    return None


def rule(policy: Policy, award: Award, language: str) -> str:
    """`按优化费用的最高50%,每家企业每年最高150万元`."""
    parts = []
    found = top_ratio(award.amount)
    if found is not None:
        entry = policy.input(found[1])
        of = name_of(entry, language) if entry else ""
        parts.append(say("rule_ratio", language, of=of, ratio=format_percent(found[0])))
    if isinstance(award.amount, PerUnit):
        entry = policy.input(award.amount.count)
        unit = entry.unit if entry and entry.unit else ""
        parts.append(
            f"每{unit}{money(award.amount.amount, language)}" if language == "zh" else f"{money(award.amount.amount, language)} each"
        )
    cap = cap_of(award.amount)
    if cap is not None:
        key = {"once": "rule_cap_once", "year": "rule_cap_year"}.get(award.period, "rule_cap")
        parts.append(say(key, language, amount=money(cap, language)))
    return "，".join(parts) if language == "zh" else ", ".join(parts)
