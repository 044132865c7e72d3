"""Figures that changed: a list of `{from, value}` where a figure stands, and the policy as of a day.

The values in a loaded policy are the newest; `as_of` gives the policy as it stood. So the calculator reads
plain figures and knows nothing of dates.
"""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from corpus.errors import PolicyError
from corpus.model import Dated, Policy
from corpus.strict_yaml import dotted, line_of

Place = tuple[str | int, ...]


def lift_dated(tree: Any, text: str, path: Path) -> tuple[Any, list[Dated], list[PolicyError]]:
    """The tree with each dated figure replaced by its newest value, the dated figures, and what is wrong with them."""
    found: list[Dated] = []
    problems: list[PolicyError] = []

    def walk(node: Any, place: Place) -> Any:
        if isinstance(node, dict):
            return {key: walk(value, (*place, key)) for key, value in node.items()}
        if not isinstance(node, list):
            return node
        if not (node and all(isinstance(item, dict) and "value" in item for item in node)):
            return [walk(item, (*place, number)) for number, item in enumerate(node)]
        values = _values(node, place, text, path, problems)
        found.append(Dated(path=place, values=values))
        return values[-1][1]

    return walk(tree, ()), found, problems


def _values(
    items: list[dict[str, Any]], place: Place, text: str, path: Path, problems: list[PolicyError]
) -> tuple[tuple[date | None, str | int], ...]:
    values: list[tuple[date | None, str | int]] = []

    def wrong(number: int, say: str, *more: str) -> None:
        here = (*place, number, *more)
        problems.append(PolicyError(say, file=path, line=line_of(text, path, here), field=dotted(here)))

    for number, item in enumerate(items):
        for key in item.keys() - {"from", "value"}:
            near = get_close_matches(key, ("from", "value"), 1)
            wrong(number, f"unknown key{f' (did you mean {near[0]}?)' if near else ''}: a dated figure has from and value", key)
        day: date | None = None
        if "from" in item:
            try:
                day = date.fromisoformat(str(item["from"]))
            except ValueError:
                wrong(number, f"{item['from']!r} is no date: write it as 2025-01-01", "from")
        if number == 0 and "from" in item:
            wrong(0, "the oldest value holds from the beginning: leave its `from` out", "from")
        if number and "from" not in item:
            wrong(number, "has no `from`: say from which day on this value holds")
        if day and values and values[-1][0] and day <= values[-1][0]:
            wrong(number, "is not later than the value before it: list the oldest first", "from")
        if not isinstance(item["value"], (str, int)) or isinstance(item["value"], bool):
            wrong(number, "must be one figure, such as 150万 or 50%", "value")
        values.append((day, item["value"] if isinstance(item["value"], (str, int)) else 0))
    return tuple(values)


def as_of(policy: Policy, day: date) -> Policy:
    """The policy as it stood on a day: figures of that day, without awards and clauses out of force then.

    Says nothing about whether the policy itself was in force: see `policy.valid.holds(day)`.
    """
    for figure in policy.dated:
        policy = with_figure(policy, figure.path, figure_on(figure, day))
    awards = tuple(award for award in policy.awards if award.valid.holds(day))
    if len(awards) < len(policy.awards):
        kept = {award.id for award in awards}
        awards = tuple(
            award.model_copy(
                update={
                    "variant_of": award.variant_of if award.variant_of in kept else "",
                    "hand_over": award.hand_over if award.hand_over and award.hand_over.to in kept else None,
                }
            )
            for award in awards
        )
    clauses = tuple(clause for clause in policy.clauses if clause.valid.holds(day))
    return policy.model_copy(update={"awards": awards, "clauses": clauses})


def figure_on(figure: Dated, day: date) -> str | int:
    """The value in force on a day, as written."""
    value = figure.values[0][1]
    for since, later in figure.values[1:]:
        if since is not None and since <= day:
            value = later
    return value


def with_figure(policy: Policy, path: Place, value: Any) -> Policy:
    """The policy with another value at one place, read as the format reads it there (pydantic's errors otherwise)."""
    changed: Policy = _replaced(policy, path, value)
    return changed


def _replaced(node: Any, path: Place, value: Any) -> Any:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(node, tuple) and isinstance(step, int):
        return (*node[:step], _replaced(node[step], rest, value), *node[step + 1 :])
    if isinstance(node, dict):
        return {**node, str(step): _replaced(node[str(step)], rest, value)}
    assert isinstance(node, BaseModel) and isinstance(step, str)
    name = next(name for name, field in type(node).model_fields.items() if step in (name, field.alias))
    fields = {key: getattr(node, key) for key in type(node).model_fields}
    return type(node).model_validate({**fields, name: _replaced(fields[name], rest, value)})
