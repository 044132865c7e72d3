"""What a thread holds of the asker, for showing and editing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assistant.compose.words import pick
from assistant.family import Family
from assistant.state import State


def known(family: Family, state: State, language: str) -> tuple[dict[str, Any], ...]:
    """What the thread holds, for showing and editing."""
    found = []
    for policy in family.members:
        for entry in policy.inputs:
            held = state.inputs.get(entry.id)
            if held is None or held.given is None:
                continue
            value: Any = held.given.value
            found.append(
                {
                    "input": entry.id,
                    "label": pick(entry.label, entry.label_en, language),
                    "kind": entry.kind,
                    "value": format(value, "f") if isinstance(value, Decimal) else value,
                    "relation": held.given.relation,
                    "planned": held.given.planned,
                    "turn": held.turn,
                }
            )
    return tuple(found)
