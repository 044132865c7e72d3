"""What a thread knows: inputs with the turn they came from, the awards asked for, what was asked back.

Small and JSON-serialisable: ids and values, never texts of answers. Frozen: each turn makes a new one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from corpus.model import Given, Model

Mode = Literal["single", "years", "cases"]


class Item(Model):
    """One of the amounts that an input is the sum of, with the words that set it apart (3月, 琶洲处)."""

    label: str = ""
    value: Decimal


class Known(Model):
    """One input the thread holds; `parts` are the components an amount was made from (price, area, months …)."""

    given: Given | None = None  # None: an amount of which a part is still missing
    turn: int
    parts: dict[str, Decimal] = Field(default_factory=dict)
    items: tuple[Item, ...] = ()


class Scenario(Model):
    """One year of several, or one of several cases: what differs from the thread's inputs."""

    label: str = ""
    label_en: str = ""
    inputs: dict[str, Given] = Field(default_factory=dict)
    awards: tuple[str, ...] = ()  # a list of its own, where cases ask for different awards


class Last(Model):
    """What the last answer was about, so that 「怎么算的」 or 「那子公司呢」 can refer to it."""

    plan: str = ""  # name of the plan kind
    intent: str = ""
    clauses: tuple[str, ...] = ()
    awards: tuple[str, ...] = ()
    silences: tuple[str, ...] = ()
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
    compared: bool = False
    last: Last = Last()

    def givens(self) -> dict[str, Given]:
        """The inputs as the calculator takes them."""
        return {name: known.given for name, known in self.inputs.items() if known.given is not None}
