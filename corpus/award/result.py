"""What the calculator returns: frozen values, and the one JSON form that the contract fixes.

Ineligible, missing and not stated are results here, never exceptions. Amounts are Decimal in 元.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from corpus.model import Given

Kind = Literal["ceiling", "bound", "none"]


def plain(value: Decimal) -> str:
    """Decimal string without exponent and without trailing zeros after the point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence in both languages (English empty where the policy gives none)."""

    say: str
    say_en: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the sum: the arithmetic, the clause it rests on, and the quoted words of that clause."""

    text: str  # "2600000 × 50% = 1300000"
    clause: str  # full clause id
    text_en: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of an award against the inputs: met, failing (with how far), or unknown."""

    state: Literal["met", "planned", "assumed", "failed", "unknown"]
    say: str  # the condition in words
    say_en: str
    clause: str
    inputs: tuple[str, ...]  # the inputs it looks at
    short_by: Decimal | None = None  # how far the value is from holding, in the input's unit


@dataclass(frozen=True, slots=True)
class AwardResult:
    """One award: `kind` None with `yuan` None and `missing` filled when an input is missing."""

    award: str
    policy: str
    clause: str
    kind: Kind | None
    yuan: Decimal | None
    steps: tuple[Step, ...] = ()
    assumptions: tuple[Note, ...] = ()
    missing: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    cap_bit: Decimal | None = None  # the award's own cap, where it cut the amount
    uncapped: Decimal | None = None  # the amount before that cap
    unstated: Note | None = None  # which part of the formula the source leaves out (kind bound)
    at_most: Decimal | None = None  # with a missing base: the most it can be anyway
    more: Decimal | None = None  # what one more 万元 of the base would add (None: no base)


@dataclass(frozen=True, slots=True)
class Required:
    """A reverse answer: the whole input needed to reach `target`."""

    input: str
    target: Decimal
    yuan: Decimal | None  # None: cannot be said, see `reason`
    more: Decimal | None = None  # the rest, where something is already spent
    at_least: Decimal | None = None  # a lower bound, where the ratio is not stated
    reason: Note | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class CapStep:
    """A group or total cap: what was summed, what was left, and whether it bit."""

    group: str  # group id, or "total"
    before: Decimal
    after: Decimal
    cap: Decimal | None
    clause: str
    parts: tuple[tuple[str, Decimal], ...]  # (award or group id, amount)


@dataclass(frozen=True, slots=True)
class Calculation:
    """One case in one year; or several, in `years` or `cases` (then `awards` is empty)."""

    policy: str
    awards: tuple[AwardResult, ...] = ()
    groups: dict[str, Decimal] = field(default_factory=dict)
    total_yuan: Decimal | None = None
    total_kind: Kind | None = None
    inputs: dict[str, Given] = field(default_factory=dict)
    caps: tuple[CapStep, ...] = ()
    years: tuple["Calculation", ...] = ()
    cases: tuple["Calculation", ...] = ()
    label: str = ""  # a year's or a case's name
    label_en: str = ""
    difference_yuan: Decimal | None = None
    compared: bool = False  # cases are compared: difference_yuan is part of the JSON even when null
    required: Required | None = None
    policy_hash: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Union of what the awards (and years and cases) miss, in order of first appearance."""
        found: dict[str, None] = {}
        for part in (*self.awards, *self.years, *self.cases):
            found.update(dict.fromkeys(part.missing))
        return tuple(found)


def to_json(calculation: Calculation, language: str = "zh") -> dict[str, Any]:
    """The contract's JSON of a calculation: decimal strings in 元, plain booleans, no clock time."""
    raise NotImplementedError
