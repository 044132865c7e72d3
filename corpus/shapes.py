"""The named shapes of an amount: data that the calculator knows how to compute, never a formula."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from corpus.base import Count, Model, Ratio, Yuan


class Fixed(Model):
    """A fixed amount (定额)."""

    shape: Literal["fixed"]
    amount: Yuan


class Share(Model):
    """A ratio of a base with an optional cap (按比例, 封顶)."""

    shape: Literal["ratio"]
    of: str
    ratio: Ratio
    cap: Yuan | None = None


class Tier(Model):
    """One tier: reached at `at_least`. Says a ratio, an amount, or that the source does not state it."""

    at_least: Count
    ratio: Ratio | None = None
    amount: Yuan | None = None
    bound_ratio: Ratio | None = None  # not stated; at most this (the highest ratio stated elsewhere)
    bound_amount: Yuan | None = None
    say: str = ""  # what is not stated, in words
    say_en: str = ""


class Tiers(Model):
    """Whole-amount tiers (达到某档按该档计): the highest tier reached by `by` decides all of it."""

    shape: Literal["tiers"]
    by: str
    of: str = ""  # base of the tier ratios; not needed for amounts
    tiers: tuple[Tier, ...]
    cap: Yuan | None = None


class Slice(Model):
    up_to: Count | None = None  # None: the rest
    ratio: Ratio


class Slices(Model):
    """Slices (超额累进/分段): each slice of the base has its own ratio."""

    shape: Literal["slices"]
    of: str
    slices: tuple[Slice, ...]
    cap: Yuan | None = None


class PerUnit(Model):
    """An amount per unit times a count, with an optional maximum count and cap (每人/每项…,最多…)."""

    shape: Literal["per_unit"]
    count: str
    amount: Yuan
    max_count: int | None = None
    cap: Yuan | None = None


class Increment(Model):
    """A ratio of what `of` exceeds `over` (较上年增量)."""

    shape: Literal["increment"]
    of: str
    over: str
    ratio: Ratio
    min_growth: Ratio | None = None  # growth (of−over)/over that must be reached, inclusive
    cap: Yuan | None = None


class Choice(Model):
    """A fixed amount by the value of a `choice` input (国家级…/省级…)."""

    shape: Literal["choice"]
    by: str
    amounts: dict[str, Yuan]


class HigherOf(Model):
    """The higher of several amounts (就高不重复)."""

    shape: Literal["higher_of"]
    options: tuple[Amount, ...]


class SumOf(Model):
    """Several parts added up, with an optional cap."""

    shape: Literal["sum_of"]
    parts: tuple[Amount, ...]
    cap: Yuan | None = None


class NotStated(Model):
    """The source gives a ceiling and no formula."""

    shape: Literal["not_stated"]
    at_most: Yuan
    approved: str = ""  # input that holds an amount already approved: then min(amount, at_most)
    say: str = ""  # what is not stated
    say_en: str = ""


Amount = Annotated[
    Fixed | Share | Tiers | Slices | PerUnit | Increment | Choice | HigherOf | SumOf | NotStated,
    Field(discriminator="shape"),
]
HigherOf.model_rebuild()
SumOf.model_rebuild()
