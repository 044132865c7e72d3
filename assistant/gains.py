"""What a change brings: 再多投100万能多拿多少, beside what was told in the same turn or worked out before it.

The plan is the sum after the change; it carries the inputs before it, so that the answer can say how far the two are apart.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.plan import Plan
from assistant.state import State
from assistant.sums import Sums
from assistant.understand.reader import Reading

_INSTEAD = re.compile(r"[只仅光]|净系|\b(?:only|just|instead)\b")
"""Particles that put one supposition in place of another; no cue, for they stand in turns of every kind."""


def gained(reading: Reading, state: State, sums: Sums) -> Plan | None:
    """The sum after a change whose effect is asked for, or None.

    「优化花了260万」 → 「再投100万能多拿多少」: 150万 after 130万, 20万 more.
    """
    if not reading.facts or state.mode != "single" or reading.has("which_better"):
        return None
    if state.supposed and _INSTEAD.search(reading.scan.text) and any(f.op in ("add", "subtract") for f in reading.facts):
        state = state.model_copy(update={"inputs": state.supposed})  # 只追加30万呢: in place of the change supposed before
    elif not reading.has("gain_asked"):
        return None
    changes = [f for f in reading.facts if f.op in ("add", "subtract") and f.input in sums.bases]
    told = [f for f in reading.facts if f not in changes]
    if changes and any(f.input == changes[0].input and f.op == "set" and not f.part for f in told):
        before, _ = sums.merger.one(state.inputs, told, state.turn)
    else:
        before = dict(state.inputs)
    made = sums.plan(reading, state)
    if made is None or made.kind != "calculate" or made.mode != "single" or made.group_sums or made.granted:
        return None
    told_now = before != state.inputs
    awards = tuple(a for a in (made.awards if told_now else state.awards))
    if not awards or not any(n in before for a in awards for n in (*sums.reader.roles.sources[a], *sums.claims_of(a))):
        return None
    return replace(made, remark="gain", before=before, before_awards=awards)
