"""cases.yaml: worked examples of a policy, with the sum written beside each, run against the calculator.

- name: 支出260万,已备案
  awards: [model-optimization]
  inputs: {optimization_cost: 260万, has_filing: true}
  expect: {model-optimization: {ceiling: 130万}}   # 2,600,000 × 50%
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field

from corpus.award.calculate import calculate
from corpus.award.result import AwardResult, Calculation, plain
from corpus.dated import as_of
from corpus.errors import HuiceError, PolicyError
from corpus.figures import read_ratio, read_yuan
from corpus.model import Given, Input, Model, Policy, Relation, Yuan
from corpus.strict_yaml import parse_yaml, read_text
from corpus.validate import validated


class CaseValue(Model):
    """A value with how it was said: about, below, at_least its number; put as a plan; how it came about."""

    value: str | int | bool
    relation: Relation = "exact"
    planned: bool = False
    note: str = ""


class Expected(Model):
    """What an award, or the total, must come to. Exactly one of ceiling, bound, none, missing."""

    ceiling: Yuan | None = None
    bound: Yuan | None = None
    none: bool = False
    missing: tuple[str, ...] = ()
    at_most: Yuan | None = None  # beside missing: the most it can be anyway


class Case(Model):
    """One worked example: these awards with these inputs come to this."""

    name: str
    awards: tuple[str, ...] = ()  # default: those under `expect`
    inputs: dict[str, str | int | bool | CaseValue] = Field(default_factory=dict)
    as_of: date | None = None  # the day whose rules apply; default: the newest
    expect: dict[str, Expected] = Field(default_factory=dict)
    groups: dict[str, Yuan] = Field(default_factory=dict)
    total: Expected | None = None
    assumed: dict[str, bool | int] = Field(default_factory=dict)  # inputs that must be taken as given, with these values


class CasesFile(Model):
    """cases.yaml."""

    cases: tuple[Case, ...] = ()


def read_cases(folder: Path) -> tuple[tuple[Case, ...], list[PolicyError]]:
    """The worked examples of a policy folder (none if it has no cases.yaml), and what is wrong with the file."""
    file = folder / "cases.yaml"
    if not file.is_file():
        return (), []
    try:
        return _read_cases(read_text(file), file)
    except PolicyError as error:
        return (), [error]


@lru_cache(maxsize=64)
def _read_cases(text: str, file: Path) -> tuple[tuple[Case, ...], list[PolicyError]]:
    found, problems = validated(CasesFile, parse_yaml(text, file), text, file)
    return (found.cases if found else ()), problems


def run_case(policy: Policy, case: Case) -> list[str]:
    """Calculate a worked example; what came out differently, one sentence each."""
    try:
        then = as_of(policy, case.as_of) if case.as_of else policy
        names = case.awards or tuple(case.expect)
        result = calculate(then, names, {name: _given(policy, name, value) for name, value in case.inputs.items()})
    except HuiceError as error:
        return [f"cannot be calculated: {error}"]
    wrong = [say for name, expected in case.expect.items() if (say := _compare_award(result, name, expected))]
    for name, yuan in case.groups.items():
        came = result.groups.get(name)
        if came != yuan:
            wrong.append(f"group {name} is {_yuan(came)}, the example says {_yuan(yuan)}")
    if case.total is not None and (say := _compare("total", result.total_kind, result.total_yuan, (), None, case.total)):
        wrong.append(say)
    for name, value in case.assumed.items():
        item = then.input(name)
        if item is None or name in case.inputs or item.assume is None or item.assume != value:
            wrong.append(f"{name} is not taken as {value}")
    return wrong


def _given(policy: Policy, name: str, value: str | int | bool | CaseValue) -> Given:
    said = value if isinstance(value, CaseValue) else CaseValue(value=value)
    item = policy.input(name)
    if item is None:
        raise PolicyError(f"there is no input {name!r}: known are {', '.join(i.id for i in policy.inputs)}")
    return Given(value=_read(item, said.value), relation=said.relation, planned=said.planned, note=said.note)


def _read(item: Input, value: str | int | bool) -> Decimal | int | bool | str:
    if isinstance(value, bool) or item.kind in ("boolean", "choice"):
        return value
    try:
        if item.kind == "percent":
            return read_ratio(value)
        number = read_yuan(value)
    except (ValueError, InvalidOperation) as error:
        raise PolicyError(f"{item.id}: {error}") from error
    return int(number) if item.kind == "integer" and number == int(number) else number


def _compare_award(result: Calculation, name: str, expected: Expected) -> str:
    found: AwardResult | None = next((one for one in result.awards if name in (one.award, one.asked)), None)
    if found is None:
        return f"{name} is not among the results ({', '.join(one.award for one in result.awards) or 'none'})"
    if found.award != name:
        return f"{name} was judged under {found.award}: expect that award instead"
    return _compare(name, found.kind, found.yuan, found.missing, found.at_most, expected)


def _compare(name: str, kind: str | None, yuan: Decimal | None, missing: Sequence[str], at_most: Decimal | None, expected: Expected) -> str:
    wanted: tuple[str | None, Decimal | None]
    if expected.ceiling is not None:
        wanted = ("ceiling", expected.ceiling)
    elif expected.bound is not None:
        wanted = ("bound", expected.bound)
    elif expected.none:
        wanted = ("none", Decimal(0))
    else:
        wanted = (None, None)
    if (kind, yuan) != wanted:
        came = f"{kind or 'missing ' + ', '.join(missing)} {_yuan(yuan)}".strip()
        return f"{name} is {came}, the example says {wanted[0] or 'missing ' + ', '.join(expected.missing)} {_yuan(wanted[1])}".strip()
    if kind is None and set(missing) != set(expected.missing):
        return f"{name} misses {', '.join(missing)}, the example says {', '.join(expected.missing) or 'nothing'}"
    if expected.at_most is not None and at_most != expected.at_most:
        return f"{name} can be at most {_yuan(at_most)}, the example says {_yuan(expected.at_most)}"
    return ""


def _yuan(value: Decimal | None) -> str:
    return "" if value is None else f"{plain(value)}元"


def expectation_problems(case: Case) -> list[str]:
    """An expectation that says nothing, or two things at once."""
    wrong = []
    checks: list[tuple[str, Expected]] = [*case.expect.items()]
    if case.total is not None:
        checks.append(("total", case.total))
    for name, expected in checks:
        said: list[Any] = [expected.ceiling, expected.bound, expected.none or None, expected.missing or None]
        if sum(item is not None for item in said) != 1:
            wrong.append(f"{name}: write exactly one of ceiling, bound, none: true, missing")
    if not case.expect and case.total is None and not case.groups:
        wrong.append("expects nothing: say what the awards come to under `expect`")
    return wrong
