"""Whether one may apply, with what is told of oneself: 没备案,年收3000多万,推理优化沾得上边吗.

Told what the award is computed from, it is a sum (nothing due, so much due, or one thing still to be said); told only
what its conditions test, it is those conditions held against that.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from assistant.plan import Plan
from assistant.state import State
from assistant.sums import Sums
from assistant.understand.reader import Reading


def whether(reading: Reading, state: State, sums: Sums, award_clause: Mapping[str, str]) -> Plan | None:
    """The plan of a turn that asks whether an award can be had and says something that its conditions test; else None."""
    if not reading.has("may_asked") or _states(reading) or reading.money:
        return None
    tested = {f.input for f in reading.facts if not f.weak}
    claimed = set(sums.reader.claims.values())
    awards = tuple(a for a in dict.fromkeys((*reading.awards, *reading.implied)) if a not in claimed and sums.conditions[a] & tested)
    if len(awards) != 1:
        return None
    sources = set(sums.reader.roles.sources[awards[0]])
    spent = [f for f in reading.facts if f.input in sources and isinstance(f.value, Decimal) and f.relation in ("exact", "about")]
    if spent or (sources & set(state.inputs) and awards[0] in state.awards):
        return sums.plan(reading, state)
    if any(f.input in sources for f in reading.facts) or (state.inputs and not set(reading.awards)):
        return None
    inputs, changed = sums.merger.one(state.inputs, reading.facts, state.turn)
    return Plan("eligibility", awards=awards, inputs=inputs, changed=changed, clauses=(award_clause[awards[0]],))


def _states(reading: Reading) -> bool:
    """Whether a turn puts something to be confirmed (是不是100万), and not whether it may be had (是不是没戏)."""
    cues = [m for m in reading.scan.mentions if m.kind == "cue"]
    asked = [m for m in cues if m.name == "may_asked"]
    return any(m.name == "premise" and not any(a.start <= m.start and m.end <= a.end for a in asked) for m in cues)
