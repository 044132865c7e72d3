"""Firms told of in parallel: what is said of one with its words is said of the next without (甲营收2亿租70万,乙1.1亿、40万)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.understand.facts import Fact, Money
from assistant.understand.scan import Scan


def in_parallel(facts: Sequence[Fact], money: Sequence[Money], scan: Scan) -> list[Fact]:
    """Facts with the bare amounts of a later firm put where the firm before it has its own, in the same order.

    Only where as many amounts are without a word as the later firm lacks of what the earlier one gave.
    """
    if len({n.who for n in scan.namings}) < 2:
        return list(facts)
    result = list(facts)
    given: dict[str, list[Fact]] = {}
    for fact in facts:
        if isinstance(fact.value, Decimal) and not fact.part and fact.op == "set":
            given.setdefault(scan.subject_at(fact.start), []).append(fact)
    order = sorted(given, key=lambda who: given[who][0].start)
    if not order:
        return result
    model = [f for f in sorted(given[order[0]], key=lambda f: f.start) if not f.weak]
    wanted = list(dict.fromkeys(f.input for f in model))
    if len(wanted) < 2 or len(model) != len(wanted):
        return result
    later = {n.who for n in scan.namings if n.start > model[-1].start} - {order[0]}
    for who in later:
        own = given.get(who, [])
        strong = {f.input for f in own if not f.weak}
        loose = [f for f in own if f.weak]
        bare = [m for m in money if m.role in ("none", "other") and m.unit == "元" and scan.subject_at(m.start) == who]
        loose += [Fact("", m.value, start=m.start, end=m.start + len(m.text)) for m in bare]
        loose.sort(key=lambda f: f.start)
        lacking = [name for name in wanted if name not in strong]
        if not loose or len(loose) != len(lacking):
            continue
        result = [f for f in result if f not in loose]
        result += [replace(f, input=name, weak=False) for f, name in zip(loose, lacking, strict=True)]
    return sorted(result, key=lambda f: f.start)
