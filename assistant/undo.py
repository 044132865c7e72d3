"""Going back: 撤回上一步, 当我没说, 月租还是按原来的, 回到一开始那个租金."""

from __future__ import annotations

from decimal import Decimal

from assistant.plan import Plan
from assistant.state import Before, Known, State
from assistant.understand.parts import RATES, annual
from assistant.understand.reader import Reading
from corpus.model import Given


def undone(reading: Reading, state: State) -> Plan | None:
    """The sum as it was before a change: all of it, or the amounts that the turn names; None where nothing is taken back."""
    told = any(isinstance(f.value, Decimal) for f in reading.facts) or reading.money
    if not reading.has("undo") or told or not state.before or state.mode != "single" or not state.awards:
        return None
    if any(m.kind in ("clause", "silence") and m.end - m.start > 2 for m in reading.scan.mentions):
        return None  # 还是刚才那个问题,电话多少
    named = [m.name for m in reading.scan.mentions if m.kind == "input" and m.name in state.inputs]
    inputs, awards = dict(state.inputs), state.awards
    if named:
        for name in dict.fromkeys(named):
            if (known := _earlier(name, reading, state)) is not None:
                inputs[name] = _rate_alone(state.inputs[name], known, state.turn) if reading.has("monthly") else known
    elif any(m.kind in ("input", "award", "yes", "no") and m.end - m.start > 1 for m in reading.scan.mentions):
        return None
    else:
        then = state.before[0] if reading.has("at_first") else _last(state)
        inputs, awards = dict(then.inputs), then.awards
    if inputs == dict(state.inputs) and awards == state.awards:
        return None
    return Plan("calculate", awards=awards, inputs=inputs, total_wanted=len(awards) > 1, about=state.about)


def _rate_alone(now: Known, then: Known, turn: int) -> Known:
    """月租还是按原来的: the months paid stay as they are now."""
    rate = next((part for part in RATES if part in now.parts and part in then.parts), "")
    parts = {**now.parts, rate: then.parts[rate]} if rate else dict(then.parts)
    value, note, note_en = annual(parts)
    return Known(given=Given(value=value, note=note, note_en=note_en), turn=turn, parts=parts) if value is not None else then


def _last(state: State) -> Before:
    return next((b for b in reversed(state.before) if b.awards), state.before[-1])


def _earlier(name: str, reading: Reading, state: State) -> Known | None:
    """What an amount was before: at first, or last."""
    now = state.inputs[name].given
    held = [b.inputs[name] for b in state.before if name in b.inputs and b.inputs[name].given is not None]
    others = [k for k in held if k.given is not None and now is not None and k.given.value != now.value]
    if not others:
        return None
    return others[0] if reading.has("at_first") else others[-1]
