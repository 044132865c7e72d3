"""The values a question gives: what each fact is, before it meets what the thread already knows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.model import Relation

Op = Literal["set", "add", "subtract", "item", "keep"]
Part = Literal[
    "", "daily", "price", "price_day", "price_quarter", "price_year", "area", "months", "free_months", "monthly", "quarterly",
    "half_yearly", "share_out", "area_out",
]  # fmt: skip
Role = Literal["input", "award", "other", "premise", "target", "none"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One input of one enterprise (`case`) in one year, as said in this turn.

    `part` names a component of an amount (a unit price, an area, months); the amount itself has none.
    `again`: a further item of the same input in the same turn (推理80万,训练120万), summed by the reader.
    """

    input: str
    value: Decimal | int | bool | str
    relation: Relation = "exact"
    op: Op = "set"
    part: Part = ""
    planned: bool = False
    case: int = 0
    year: int | None = None  # which year of several, from 1
    calendar: int | None = None  # a calendar year (2024), or one relative to this (去年: -1)
    actual: bool = False  # said to be what was really paid
    low: Decimal | None = None  # a range: both ends
    high: Decimal | None = None
    start: int = 0
    end: int = 0
    bare: bool = False  # a number without a unit
    label: str = ""  # the words that set one item of a list apart
    voided: tuple[tuple[str, Decimal], ...] = ()  # items told beside it that count for nothing so far, with their words
    site: int | None = None  # which of several sites a part belongs to
    item: int | None = None  # the place of the item that an op of `item` or `keep` is about
    lent: bool = False  # said of a firm that is no subsidiary, in words that count for a subsidiary of it
    who: str = ""  # whose it is, where other words than those around it say so
    weak: bool = False  # no word of the input stands beside it; taken from what is being talked about


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of the question that is no input: a target to reach, a figure to check, something foreign."""

    role: Role
    value: Decimal
    unit: str
    text: str
    start: int
    award: str = ""
    per: str = ""
