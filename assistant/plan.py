"""What to do about a turn: the reading meets the thread, and one plan comes out.

A plan names the kind of answer and everything its execution needs; it computes nothing and words nothing. The order of
the rules is the order of certainty: what is surely no question, what is surely foreign, what asks for a sum, what the
sources are silent on, what a clause answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from assistant.pools import Share
from assistant.state import Apart, Case, Growth, Known, Mode, Scenario
from assistant.understand.facts import Money
from corpus.model import Given

Kind = Literal[
    "reject", "chat", "refuse", "silent", "lookup", "eligibility", "calculate", "reverse", "pool", "maximum", "explain",
    "basis", "promise", "others", "unclear", "list", "threshold",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """One turn's plan.

    `awards`: the list asked for, after this turn; `shown`: those to calculate now; `inputs`: what the thread holds after
    this turn; `scenarios` with `mode` years, `cases` with `mode` cases (else the cases the thread keeps beside the one spoken of,
    which is `about`); `count`: how many such firms; `clauses`: what to cite and say, best first;
    `silences`: matters not stated; `check`: figures of a premise; `reason`: why rejected or refused.
    """

    kind: Kind
    intent: str = ""
    awards: tuple[str, ...] = ()
    inputs: dict[str, Known] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    mode: Mode = "single"
    scenarios: tuple[Scenario, ...] = ()
    cases: tuple[Case, ...] = ()
    apart: Apart = ""
    about: str = ""
    lent: dict[str, Given] = field(default_factory=dict)
    count: int = 1
    growth: tuple[Growth, ...] = ()  # rules on amounts over the years
    compared: bool = False
    total_wanted: bool = False
    clauses: tuple[str, ...] = ()
    silences: tuple[str, ...] = ()
    premise: bool = False
    check: tuple[Money, ...] = ()
    target: Decimal | None = None
    reverse_input: str = ""
    on_top: bool = False  # 想多拿20万: the target comes on top of what is got already
    rest: bool = False  # 还要再投多少: the rest is asked for
    reason: str = ""
    currencies: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    correction: bool = False
    fitting: tuple[str, ...] = ()  # awards that answer a question over all of them (哪项比例最高)
    in_yuan: bool = False  # amounts in 元 are asked for
    share: Share | None = None  # how the amounts of a question stand in a pool
    remark: str = ""  # what else is asked of the total: room (what a ceiling leaves), cut (what it took off), gain (what a change brings)
    before: dict[str, Known] = field(default_factory=dict)  # inputs before the change asked about …
    before_awards: tuple[str, ...] = ()  # … and the awards asked for then
    about_groups: tuple[str, ...] = ()  # the groups whose ceiling is meant
    granted: tuple[tuple[str, Decimal], ...] = ()  # awards said by their own amount (推广顶格500)
    group_sums: tuple[tuple[str, Decimal], ...] = ()  # what a group's awards come to already (产业奖已算1000万)
    fresh: bool = False  # a new subject: the pending question is dropped

    @property
    def calculates(self) -> bool:
        return self.kind in ("calculate", "reverse", "pool", "maximum")


def ordered(names: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    """Names without repeats, kept in the order given; unknown ones last."""
    unique = dict.fromkeys(names)
    return tuple(sorted(unique, key=lambda n: order.index(n) if n in order else len(order)))
