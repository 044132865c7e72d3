"""Whether an expected amount can come out of the calculator at all, given the figures said so far in a conversation.

No understanding is needed and none is used: every figure said, and every sum, difference and product that people mean
(months × rent, price × area, parts added or taken off), is tried as the base of the award, under every tier of its
conditions. An expected amount that none of them gives contradicts the rules, or rests on something the question does not say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache
from itertools import combinations, islice, product
from typing import Any

from corpus.award.book import book
from corpus.award.calculate import calculate
from corpus.errors import HuiceError
from corpus.model import Given, Policy
from eval.figures import figures

_BOUNDS = ("at_least", "more_than", "at_most", "below", "up_to")


def bases(said: Sequence[str]) -> list[Decimal]:
    """Amounts that the figures said may stand for, in order: themselves, scaled, multiplied by counts and shares, added, taken off."""
    amounts: dict[Decimal, None] = {}
    counts: dict[Decimal, None] = {Decimal(n): None for n in (2, 4, 12)}
    shares: dict[Decimal, None] = {}
    for text in said:
        for share in _spoken_shares(text):
            shares |= {share: None, 1 - share: None}
        for figure in figures(text):
            value = figure.amount
            if not value:
                continue
            if figure.unit == "%":
                shares |= {value / 100: None, 1 - value / 100: None}
            elif figure.unit == "元":
                amounts[value] = None
            else:
                counts |= {value: None} | ({12 - value: None} if figure.unit == "月" else {})
                if figure.unit == "" and value < 10**6:  # 「260」 answers 「多少万」
                    amounts |= {value * 10**4: None, value: None}
                elif figure.unit == "":
                    amounts[value] = None
    simple = list(islice(amounts, 16))
    factors = [f for f in (*counts, *shares) if f > 0]
    scaled = {a * f for a in simple for f in factors} | {a * f * g for a in simple for f, g in combinations(factors, 2)}
    scaled |= {a * f * g * h for a in simple if a < 10**4 for f, g, h in combinations(factors, 3)}
    whole = sorted({*simple, *scaled})[:400]
    several = {sum(group, Decimal(0)) for size in (2, 3, 4, 5) for group in islice(combinations(simple, size), 1500)}
    mixed = {abs(a - b) for a in [*whole, *several] for b in simple} | {a + b for a in whole for b in simple}
    mixed |= {a * f for a in several for f in factors}
    return sorted(b for b in {*whole, *several, *mixed} if b > 0)


def _spoken_shares(text: str) -> list[Decimal]:
    """一半, 三分之一: shares that are no figures of their own."""
    found = [Decimal("0.5")] if re.search(r"一半|半数|对半|\bhalf\b", text) else []
    for below, above in re.findall(r"([二三四五六七八九十])分之([一二三四五六七八九])", text):
        found.append(Decimal("一二三四五六七八九".index(above) + 1) / ("一二三四五六七八九十".index(below) + 1))
    found += [Decimal(1) / n for word, n in (("third", 3), ("quarter", 4)) if word in text]
    return found


@lru_cache(maxsize=64)
def _settings(policy_hash: str, award: str, policy: _Box) -> tuple[tuple[dict[str, Any], ...], str]:
    """Values of the award's other inputs that reach each of its tiers, and the input that is its base."""
    prepared = book(policy.policy)
    declared = prepared.award(award)
    base = prepared.bases[award] or getattr(declared.amount, "approved", "")
    thresholds = _thresholds(declared.model_dump(mode="python", by_alias=True))
    choices: list[list[tuple[str, Any]]] = []
    names = dict.fromkeys([*prepared.uses[award], *_names(declared.when.model_dump(by_alias=True) if declared.when else {})])
    for name in names:
        if name == base:
            continue
        kind = prepared.input(name).kind
        if kind == "boolean":
            choices.append([(name, True)])
        elif kind == "integer":
            choices.append([(name, 1)])
        elif kind == "choice":
            choices.append([(name, option.id) for option in prepared.input(name).options])
        else:
            choices.append([(name, t + d) for t in thresholds for d in (0, -1)] or [(name, Decimal(0))])
    return tuple(dict(combination) for combination in islice(product(*choices), 64)), base


class _Box:
    """A policy as a cache key."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __hash__(self) -> int:
        return hash(self.policy.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Box) and other.policy.hash == self.policy.hash


def _names(data: Any) -> list[str]:
    if isinstance(data, dict):
        own = [str(data["input"])] if "input" in data else []
        return own + [n for value in data.values() for n in _names(value)]
    return [n for item in data for n in _names(item)] if isinstance(data, list | tuple) else []


def _thresholds(data: Any) -> list[Decimal]:
    found: dict[Decimal, None] = {}
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            found |= {Decimal(item[key]): None for key in _BOUNDS if isinstance(item.get(key), Decimal | int)}
            stack += item.values()
        elif isinstance(item, list | tuple):
            stack += item
    return sorted(found)


def gives(policy: Policy, award: str, kind: str | None, wanted: Decimal, candidates: Sequence[Decimal]) -> bool:
    """Whether the award comes to this amount with one of these bases (in ascending order), under any of its tiers.

    An amount that grows with its base is found by bisection; one that does not may be missed, so a miss is a warning only.
    """
    settings, base = _settings(policy.hash, award, _Box(policy))

    def right(setting: dict[str, Any], candidate: Decimal | None) -> bool:
        found, yuan = _amount(policy, award, setting, base, candidate)
        return yuan == wanted and kind in (None, found)

    if not base:
        return any(right(setting, None) for setting in settings)
    for setting in settings:
        place = bisect_left(candidates, wanted, key=lambda c: _amount(policy, award, setting, base, c)[1])
        if any(right(setting, candidate) for candidate in (*candidates[place : place + 1], Decimal(10) ** 12)):
            return True
    return right({}, None)  # the ceiling alone, where no base was said


def _amount(policy: Policy, award: str, setting: dict[str, Any], base: str, candidate: Decimal | None) -> tuple[str, Decimal]:
    """Kind and amount of one case; (`""`, -1) where there is none."""
    given = {name: Given(value=value) for name, value in setting.items()}
    if candidate is not None:
        given[base] = Given(value=candidate.quantize(Decimal("0.01"), ROUND_DOWN))
    try:
        results = calculate(policy, [award], given).awards
    except HuiceError:
        return "", Decimal(-1)
    return next(((r.kind or "", r.yuan) for r in results if r.award == award and r.yuan is not None), ("", Decimal(-1)))


@lru_cache(maxsize=256)
def _ceiling(box: _Box, award: str) -> Decimal:
    settings, base = _settings(box.policy.hash, award, box)
    return max(_amount(box.policy, award, setting, base, Decimal(10) ** 12 if base else None)[1] for setting in settings)


def ceiling(policy: Policy, award: str) -> Decimal | None:
    """The most the award can come to in one year; None where it is not capped."""
    largest = _ceiling(_Box(policy), award)
    return largest if 0 <= largest < Decimal(10) ** 11 else None
