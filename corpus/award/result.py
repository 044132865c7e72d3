"""What the calculator returns: frozen values, and the one JSON form that the contract fixes.

Ineligible, missing and not stated are results here, never exceptions. Amounts are Decimal in 元. What a
calculation makes by the dozen is a NamedTuple, the quickest of frozen values to make.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from corpus.model import Given

RULE_VERSION = "1"
"""Version of the calculator's own rules; it rises when the same policy and inputs would give another result."""

Kind = Literal["ceiling", "bound", "none"]
State = Literal["met", "planned", "assumed", "failed", "unknown"]  # of a condition


def plain(value: Decimal) -> str:
    """Decimal string without exponent and without trailing zeros after the point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Note(NamedTuple):
    """One sentence in both languages (English empty where the policy gives none)."""

    say: str
    say_en: str = ""


class Step(NamedTuple):
    """One line of the sum: the arithmetic, the clause it rests on, and the quoted words of that clause."""

    text: str  # "200 × 30% = 60": digits and signs only, the same in every language
    clause: str  # full clause id
    text_en: str = ""
    quote: str = ""
    say: str = ""  # what this line does, in words
    say_en: str = ""
    counts: int = 0  # how many of its first numbers count things (45000 ≥ 30000 square metres), no money
    unit: str = ""  # the measure word of those counts


class Check(NamedTuple):
    """One condition of an award against the inputs: met, failing (with how far), or unknown."""

    state: State
    say: str  # the condition in words
    say_en: str
    clause: str
    inputs: tuple[str, ...]  # the inputs it looks at
    short_by: Decimal | None = None  # how far the value is from holding, in the input's unit
    unknown: tuple[str, ...] = ()  # the inputs that would have to be asked for
    premise: bool = False  # assumed because nothing at all was said about it
    near: tuple[str, ...] = ()  # inputs given only roughly (about, below, at least) exactly at the threshold
    mode: Literal["", "any", "all"] = ""  # what `parts` are: alternatives, or members that all count
    parts: tuple[Check, ...] = ()


class AwardResult(NamedTuple):
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
    more: Decimal | None = None  # what one more 万元 (or one more unit) of the base would add (None: no base)
    base: str = ""  # the input that `more` speaks of
    asked: str = ""  # the award asked for, where the case is judged under another
    if_met: Decimal | None = None  # kind none: the most it would be once the failing conditions are met
    displaced_by: str = ""  # another award of which only the higher one counts: this one enters no sum
    exclusive: Note | None = None  # why it is displaced


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
    award: str = ""
    assumptions: tuple[Note, ...] = ()  # what the other inputs must be for this to hold
    highest: Decimal | None = None  # the most the award can give, where the target is beyond it
    missing: tuple[str, ...] = ()  # other inputs without which it cannot be said


class CapStep(NamedTuple):
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
    years: tuple[Calculation, ...] = ()
    cases: tuple[Calculation, ...] = ()
    label: str = ""  # a year's or a case's name
    label_en: str = ""
    count: int = 1  # how many such firms a case stands for; its own figures are those of one
    difference_yuan: Decimal | None = None
    compared: bool = False  # cases are compared: difference_yuan is part of the JSON even when null
    required: Required | None = None
    policy_hash: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Union of what the awards (and years and cases) miss, in order of first appearance."""
        found: dict[str, None] = {}
        for result in self.awards:
            found.update(dict.fromkeys(result.missing))
        for part in (*self.years, *self.cases):
            found.update(dict.fromkeys(part.missing))
        return tuple(found)


def _pick(say: str, say_en: str, language: str) -> str:
    return say_en or say if language == "en" else say


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _value(given: Given) -> Any:
    """An input as the contract writes it: decimal string, integer or boolean."""
    return plain(given.value) if isinstance(given.value, Decimal) else given.value


def _check_json(check: Check, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {"state": check.state, "say": _pick(check.say, check.say_en, language), "clause": check.clause}
    found["inputs"] = list(check.inputs)
    if check.short_by is not None:
        found["short_by"] = plain(check.short_by)
    if check.parts:
        found["parts"] = [_check_json(part, language) for part in check.parts]
    return found


def _step_json(step: Step, language: str) -> dict[str, Any]:
    found = {"text": step.text, "clause": step.clause}
    if step.quote:
        found["quote"] = step.quote
    if step.say:
        found["say"] = _pick(step.say, step.say_en, language)
    return found


def _award_json(result: AwardResult, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "award": result.award,
        "policy": result.policy,
        "kind": result.kind,
        "yuan": _amount(result.yuan),
        "steps": [_step_json(step, language) for step in result.steps],
        "assumptions": [_pick(note.say, note.say_en, language) for note in result.assumptions],
        "missing": list(result.missing),
        "clause": result.clause,
    }
    for name in ("cap_bit", "uncapped", "at_most", "if_met", "more"):
        if (value := getattr(result, name)) is not None:
            found[name] = plain(value)
    for name in ("base", "asked", "displaced_by"):
        if text := getattr(result, name):
            found[name] = text
    if result.unstated:
        found["unstated"] = _pick(result.unstated.say, result.unstated.say_en, language)
    if result.checks:
        found["checks"] = [_check_json(check, language) for check in result.checks]
    return found


def required_json(required: Required, language: str = "zh") -> dict[str, Any]:
    """The contract's JSON of a reverse answer."""
    found: dict[str, Any] = {"input": required.input, "yuan": _amount(required.yuan), "target": plain(required.target)}
    for name in ("more", "at_least", "highest"):
        if (value := getattr(required, name)) is not None:
            found[name] = plain(value)
    if required.reason:
        found["reason"] = _pick(required.reason.say, required.reason.say_en, language)
    if required.award:
        found["award"] = required.award
    if required.steps:
        found["steps"] = [_step_json(step, language) for step in required.steps]
    if required.missing:
        found["missing"] = list(required.missing)
    if required.assumptions:
        found["assumptions"] = [_pick(note.say, note.say_en, language) for note in required.assumptions]
    return found


def to_json(calculation: Calculation, language: str = "zh") -> dict[str, Any]:
    """The contract's JSON of a calculation: decimal strings in 元, plain booleans, no clock time."""
    found: dict[str, Any] = {
        "policy": calculation.policy,
        "awards": [_award_json(result, language) for result in calculation.awards],
        "groups": {name: plain(value) for name, value in calculation.groups.items()},
        "total_yuan": _amount(calculation.total_yuan),
        "total_kind": calculation.total_kind,
        "inputs": {name: _value(given) for name, given in calculation.inputs.items()},
    }
    if calculation.label:
        found["label"] = _pick(calculation.label, calculation.label_en, language)
    if calculation.count != 1:
        found["count"] = calculation.count
    if calculation.caps:
        found["caps"] = [
            {
                "group": cap.group,
                "before": plain(cap.before),
                "after": plain(cap.after),
                "cap": _amount(cap.cap),
                "clause": cap.clause,
                "parts": {name: plain(value) for name, value in cap.parts},
            }
            for cap in calculation.caps
        ]
    if calculation.years:
        found["years"] = [to_json(year, language) for year in calculation.years]
    if calculation.cases:
        found["cases"] = [to_json(case, language) for case in calculation.cases]
    if calculation.compared:
        found["difference_yuan"] = _amount(calculation.difference_yuan)
    if calculation.required:
        found["required"] = required_json(calculation.required, language)
    if calculation.policy_hash:
        found["policy_hash"] = calculation.policy_hash
        found["rule_version"] = RULE_VERSION
    return found
