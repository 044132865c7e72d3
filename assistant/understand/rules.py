"""What the policies' own rules tell about amounts: which inputs each award is computed from, and which figures are theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from assistant.understand.lexicon import Mention
from assistant.understand.quantities import COMMON, fits
from corpus.amounts import Quantity
from corpus.award.book import amount_inputs, condition_inputs
from corpus.model import Amount, Award, Input, Policy
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


class Rules:
    """What the rules of one family of policies tell about amounts, gathered once."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.inputs: dict[str, Input] = {i.id: i for p in policies for i in p.inputs}
        self.amounts = tuple(i.id for i in self.inputs.values() if i.kind == "amount")
        self.awards: dict[str, Award] = {a.id: a for p in policies for a in p.awards}
        self.sources = {a.id: computed_from(a.amount) for a in self.awards.values()}
        self.bases = {award: names[0] if names else "" for award, names in self.sources.items()}
        self.computed = frozenset(name for names in self.sources.values() for name in names)
        self.hints = self._hints()
        self.windows = frozenset(a.window.year for a in self.awards.values() if a.window)
        self.increments = increments(list(self.awards.values()))
        self.shares = frozenset(i.id for i in self.inputs.values() if i.kind == "percent")
        units = [i.unit for i in self.inputs.values() if i.kind == "integer" and i.unit]
        self.measures = tuple(dict.fromkeys(u for u in units if u not in COMMON))
        self.figures = own_figures(policies)
        self.approved = frozenset(name for a in self.awards.values() if (name := getattr(a.amount, "approved", "")))

    def _hints(self) -> dict[str, str]:
        """Condition → the one award that asks for it and is no variant: 通过评定 is asked of an application project alone."""
        users: dict[str, set[str]] = {}
        for award in self.awards.values():
            if award.variant_of or not self.bases[award.id]:
                continue
            for name in (n for condition in award.conditions for n in condition_inputs(condition)):
                if self.inputs[name].kind == "boolean":
                    users.setdefault(name, set()).add(award.id)
        return {name: next(iter(awards)) for name, awards in users.items() if len(awards) == 1}

    def evoked(self, mentions: Sequence[Mention]) -> dict[str, int]:
        """Award → how many different words speak of its matter without naming it or an amount (医院, 质检, 评审过了)."""
        said: dict[str, set[str]] = {}
        for mention in mentions:
            if mention.kind == "about":
                inside = any(
                    m.kind == "about"
                    and m.start <= mention.start
                    and mention.end <= m.end
                    and m is not mention
                    and len(m.term) > len(mention.term)
                    for m in mentions
                )
                if not inside:
                    said.setdefault(mention.name, set()).add(mention.term)
            elif mention.kind in ("input", "yes", "no") and mention.name in self.hints:
                said.setdefault(self.hints[mention.name], set()).add(mention.name)
        return {award: len(words) for award, words in said.items()}

    def fits(self, entry: Input, q: Quantity) -> bool:
        """Whether a quantity can be a value of this input; only an input that counts an award's years is told by an ordinal."""
        if entry.kind == "integer" and self.windows and q.unit == "年" and q.kind in ("ordinal", "duration"):
            return fits(entry, q) and (entry.id in self.windows) == (q.kind == "ordinal")
        return fits(entry, q)


def stated_figures(policies: Sequence[Policy]) -> frozenset[Decimal]:
    """Every amount that the policies' rules state: ceilings and pools, and the thresholds and tiers of their conditions."""
    found: set[Decimal] = set(own_figures(policies))

    def gather(value: object) -> None:
        if isinstance(value, Decimal):
            found.add(value)
        elif isinstance(value, Mapping):
            for inner in value.values():
                gather(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                gather(inner)

    for award in (a for policy in policies for a in policy.awards):
        gather(award.model_dump())
    return frozenset(value for value in found if value >= _SMALLEST)


_SMALLEST = Decimal(1000)
"""Below it stand ratios and counts, no amounts."""
