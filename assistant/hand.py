"""A thread's values changed by hand: what a page shows, and what becomes of an edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.compose.known import known
from assistant.family import Family
from assistant.loaded import Loaded
from assistant.state import Known, State
from assistant.threads import Memory
from corpus.award.book import book
from corpus.award.calculate import calculate
from corpus.award.facts import read_value
from corpus.award.result import to_json
from corpus.batch import read_cell
from corpus.model import Given, Input


def given(declared: Input, value: Any) -> Given:
    """A value as typed into a form or an option, as the input that the policy declares; InputError says what would fit."""
    return Given(value=read_cell(declared, value.strip()) if isinstance(value, str) else read_value(declared, value))


def with_inputs(loaded: Loaded, memory: Memory, inputs: Mapping[str, Any], policy: str = "") -> Memory:
    """The memory with these inputs set (None clears one); without a policy, the thread's own."""
    family = _family(loaded, memory, policy)
    prepared = book(family.main)
    state = memory.state(family.main.id)
    held = dict(state.inputs)
    for name, value in inputs.items():
        declared = prepared.input(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            held.pop(name, None)
        else:
            held[name] = Known(given=given(declared, value), turn=state.turn)
    pending = tuple(name for name in state.pending if name not in held)
    return memory.after(family.main.id, state.model_copy(update={"policy": family.main.id, "inputs": held, "pending": pending}))


def view(loaded: Loaded, thread: str, memory: Memory, language: str) -> dict[str, Any]:
    """What a page shows of a thread: values with labels, the awards asked for and what they come to now."""
    family = _family(loaded, memory, "")
    state = memory.state(family.main.id)
    return {
        "thread": thread,
        "policy": family.main.id,
        "turn": state.turn,
        "known": list(known(family, state, language)),
        "awards": list(state.awards),
        "pending": list(state.pending),
        "calculation": _calculation(family, state, language),
    }


def _calculation(family: Family, state: State, language: str) -> dict[str, Any] | None:
    """The awards asked for under the values held; None for several years or cases, which the next turn computes."""
    awards = [name for name in state.awards if family.main.award(name)]
    if not awards or not state.givens() or state.mode != "single":
        return None
    return to_json(calculate(family.main, awards, state.givens()), language)


def _family(loaded: Loaded, memory: Memory, policy: str) -> Family:
    if policy:
        return loaded.family(policy)
    ids = [family.main.id for family in loaded.families]
    return loaded.family(memory.policy if memory.policy in ids else ids[0])
