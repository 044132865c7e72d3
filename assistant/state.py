"""What a thread knows: inputs with the turn they came from, the awards asked for, what was asked back.

Small and JSON-serialisable: ids and values, never texts of answers. Frozen: each turn makes a new one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from corpus.model import Given, Model

Mode = Literal["single", "years", "cases"]
Apart = Literal["", "firms", "values", "range", "awards", "paces"]


class Item(Model):
    """One of the amounts that an input is the sum of, with the words that set it apart (3月, 琶洲处) and parts of its own.

    `was`: what an item taken off (value 0) came to, so that it may be brought back.
    """

    label: str = ""
    value: Decimal
    parts: dict[str, Decimal] = Field(default_factory=dict)
    was: Decimal | None = None


class Known(Model):
    """One input the thread holds; `parts` are the components an amount was made from (price, area, months …)."""

    given: Given | None = None  # None: an amount of which a part is still missing
    turn: int
    parts: dict[str, Decimal] = Field(default_factory=dict)
    items: tuple[Item, ...] = ()


class Growth(Model):
    """A rule on an amount over years: 逐年涨一成 is a factor of 1.1 from the second year on, 第二年起减半 0.5 in the second alone."""

    input: str
    factor: Decimal | None = None
    step: Decimal | None = None  # in 元
    first: int = 2  # the first year that it changes; below 0 counted from the end (后两年翻倍: -2)
    each: bool = True  # every year from there on, or that one alone


class Scenario(Model):
    """One year of several: what differs from the thread's inputs."""

    label: str = ""
    label_en: str = ""
    inputs: dict[str, Given] = Field(default_factory=dict)
    calendar: int | None = None  # the calendar year, where the years have one (relative to this year below 1000)
    awards: tuple[str, ...] = ()  # a list of its own
    filled: tuple[str, ...] = ()  # inputs that follow from another year, by a rule or because they go on


class Case(Model):
    """A firm, or one of several alternatives: who it is, what is known of it beside the thread's inputs, what is asked for it.

    `who` is the key that later turns find it by (parent, subsidiary, a, b …); `count`: how many firms it stands for.
    """

    who: str
    label: str = ""
    label_en: str = ""
    inputs: dict[str, Known] = Field(default_factory=dict)
    awards: tuple[str, ...] = ()
    count: int = 1
    supposed: dict[str, Known] = Field(default_factory=dict)  # the inputs before a change whose effect was asked for
    told: tuple[tuple[str, Decimal], ...] = ()  # what the awards of its groups were said to come to already
    years: tuple[dict[str, Given], ...] = ()  # an alternative that runs over several years

    def givens(self) -> dict[str, Given]:
        """Its own inputs as the calculator takes them."""
        return {name: known.given for name, known in self.inputs.items() if known.given is not None}


class Before(Model):
    """What a thread held, and what was asked for, before a turn changed it: 撤回上一步, 月租还是按原来的."""

    inputs: dict[str, Known] = Field(default_factory=dict)
    awards: tuple[str, ...] = ()


class Last(Model):
    """What the last answer was about, so that 「怎么算的」 or 「那子公司呢」 can refer to it."""

    plan: str = ""  # name of the plan kind
    intent: str = ""
    clauses: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    silences: tuple[str, ...] = ()
    aside: str = ""  # why the turn after it was refused: 深圳呢 goes on about that
    reverse_input: str = ""
    target: Decimal | None = None


class State(Model):
    """A thread between two turns."""

    policy: str = ""
    turn: int = 0
    inputs: dict[str, Known] = Field(default_factory=dict)
    awards: tuple[str, ...] = ()  # the list asked for
    seen: tuple[str, ...] = ()  # awards of earlier lists, most recent last
    recent: tuple[str, ...] = ()  # clauses of awards spoken of, most recent last
    pending: tuple[str, ...] = ()
    mode: Mode = "single"
    scenarios: tuple[Scenario, ...] = ()
    cases: tuple[Case, ...] = ()  # every firm or alternative spoken of
    apart: Apart = ""  # what sets the cases apart
    about: str = ""  # whose the inputs are; in mode `cases` they are what all share
    lent: dict[str, Given] = Field(default_factory=dict)  # what was said of a firm and counts for a subsidiary of it
    growth: tuple[Growth, ...] = ()  # rules on amounts over the years asked about
    since: int | None = None  # the calendar year in which the enterprise was new
    year: int | None = None  # the calendar year that the inputs stand for
    past: tuple[Scenario, ...] = ()  # what was said of other years
    supposed: dict[str, Known] = Field(default_factory=dict)  # the inputs before a change whose effect was asked for
    told: tuple[tuple[str, Decimal], ...] = ()  # what the awards of groups were said to come to already
    before: tuple[Before, ...] = ()  # what earlier sums were worked out from, most recent last
    compared: bool = False
    last: Last = Last()

    def givens(self) -> dict[str, Given]:
        """The inputs as the calculator takes them."""
        return {name: known.given for name, known in self.inputs.items() if known.given is not None}
