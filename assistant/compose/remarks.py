"""What is said of a total beside its amount: the room that a ceiling leaves, and what a ceiling took off."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assistant.compose.calculation import Wording
from assistant.compose.draft import Draft
from assistant.compose.rules import cap_of
from assistant.plan import Plan
from corpus.award.calculate import calculate
from corpus.award.result import Calculation, plain
from corpus.award.scenario import difference
from corpus.model import Group


def remarked(calculation: Calculation, plan: Plan, wording: Wording) -> Draft:
    """The total with what was asked of it."""
    if plan.remark == "check":
        return _check(calculation, plan, wording)
    if plan.remark == "enough":
        return _enough(calculation, plan, wording)
    if plan.remark == "gain":
        return _gain(calculation, plan, wording)
    return _cut(calculation, wording) if plan.remark == "cut" else _room(calculation, plan, wording)


def _check(calculation: Calculation, plan: Plan, wording: Wording) -> Draft:
    """Whether the total is what somebody said it is."""
    draft = wording.single(calculation, plan.total_wanted)
    if calculation.missing or calculation.total_yuan is None or plan.target is None:
        return draft
    right = calculation.total_yuan == plan.target
    verdict = wording.say("yes") if right else wording.say("no")
    return replace(draft, lead=verdict + wording.say("semicolon") + draft.lead)


def _enough(calculation: Calculation, plan: Plan, wording: Wording) -> Draft:
    """Whether an amount is enough for a goal, or for the full amount of its award."""
    draft = wording.single(calculation, plan.total_wanted)
    award = wording.policy.award(plan.awards[0])
    goal = plan.target if plan.target is not None else cap_of(award.amount) if award is not None else None
    got = calculation.total_yuan
    if goal is None or got is None or calculation.missing:
        return draft
    if got >= goal:
        return replace(draft, lead=wording.say("enough", amount=wording.money(goal)) + wording.say("semicolon") + draft.lead)
    short = wording.say("not_enough", amount=wording.money(goal), short=wording.money(goal - got))
    return _proven(
        replace(draft, lead=short + wording.say("semicolon") + draft.lead), f"{plain(goal)} - {plain(got)} = {plain(goal - got)}"
    )


def _gain(calculation: Calculation, plan: Plan, wording: Wording) -> Draft:
    """How far the total is from what it was before the change asked about."""
    draft = wording.single(calculation, plan.total_wanted)
    givens = {name: known.given for name, known in plan.before.items() if known.given is not None}
    earlier = calculate(wording.policy, plan.before_awards, givens)
    before, after = earlier.total_yuan, calculation.total_yuan
    if before is None or after is None or calculation.missing or earlier.missing:
        return draft
    gap = difference(earlier, calculation)
    said = {"before": wording.money(before), "after": wording.money(after)}
    if gap is None:
        lead = wording.say("gain_bound", **said)
    elif before == after:
        lead = wording.say("gain_none", **said)
    else:
        lead = wording.say("gain_more" if after > before else "gain_less", amount=wording.money(gap), **said)
    found = {**(draft.calculation or {}), "difference_yuan": None if gap is None else plain(gap)}
    draft = replace(draft, lead=lead + wording.say("semicolon") + draft.lead, calculation=found)
    return _proven(draft, f"{plain(max(before, after))} - {plain(min(before, after))} = {plain(abs(after - before))}")


def _cut(calculation: Calculation, wording: Wording) -> Draft:
    """What the group ceilings took off; where they took nothing, what the awards' own did."""
    draft = wording.single(calculation, True)
    cuts = [(c.before, c.after) for c in calculation.caps if c.after < c.before]
    own = [(r.uncapped, r.yuan) for r in calculation.awards if r.uncapped is not None and r.yuan is not None and r.uncapped > r.yuan]
    pairs = cuts or own
    if not pairs:
        lead = wording.say("cut_nothing", amount=wording.money(calculation.total_yuan))
        return replace(draft, lead=lead + wording.say("stop"))
    off = sum((before - after for before, after in pairs), Decimal(0))
    before, after = sum((b for b, _ in pairs), Decimal(0)), sum((a for _, a in pairs), Decimal(0))
    lead = wording.say("cut_off", amount=wording.money(off), before=wording.money(before), after=wording.money(after))
    return _proven(replace(draft, lead=lead + wording.say("stop")), f"{plain(before)} - {plain(after)} = {plain(off)}")


def _room(calculation: Calculation, plan: Plan, wording: Wording) -> Draft:
    """What the ceiling of a group (or of all) leaves beside what was told of it, else beside what was worked out."""
    policy = wording.policy
    told = dict(plan.group_sums)
    meant = plan.about_groups or tuple(told) or tuple(calculation.groups)
    groups = [g for g in policy.groups if g.id in meant and g.cap is not None]
    sentences, sums = [], []
    alone = wording.single(calculation, True)
    if any(r.yuan is not None for r in calculation.awards):
        sentences.append(alone.lead.rstrip("。."))
    for group in groups:
        assert group.cap is not None
        have = told.get(group.id, calculation.groups.get(group.id, Decimal(0)))
        room = max(group.cap - have, Decimal(0))
        sums.append(f"{plain(group.cap)} - {plain(have)} = {plain(group.cap - have)}")
        sentences += _left(group, group.cap, have, room, told, wording)
        if group.id in told:
            added = _own(calculation, plan, group, wording)
            if added:
                fits = min(added, room)
                sums.append(f"{plain(added)} = {plain(fits)}")
                sentences.append(wording.say("room_fits", amount=wording.money(added), fits=wording.money(fits)))
    total = policy.total
    if len(groups) != 1 and total is not None and calculation.total_yuan is not None:
        room = max(total.cap - calculation.total_yuan, Decimal(0))
        sums.append(f"{plain(total.cap)} - {plain(calculation.total_yuan)} = {plain(room)}")
        sentences.append(wording.say("room", name=wording.say("both_groups"), cap=wording.money(total.cap), room=wording.money(room)))
    clauses = [f"{policy.id}/{g.clause}" for g in groups] + ([f"{policy.id}/{total.clause}"] if total is not None and not groups else [])
    draft = replace(
        alone, lead=wording.say("semicolon").join(sentences) + wording.say("stop"), citations=wording.citations(calculation, clauses)
    )
    return _proven(draft, *sums)


def _left(group: Group, cap: Decimal, have: Decimal, room: Decimal, told: dict[str, Decimal], wording: Wording) -> list[str]:
    name = wording.group(group.id)
    said = [wording.say("room_told", name=name, amount=wording.money(have))] if group.id in told else []
    key = "room" if room else "room_none"
    return [*said, wording.say(key, name=name, cap=wording.money(cap), room=wording.money(room))]


def _own(calculation: Calculation, plan: Plan, group: Group, wording: Wording) -> Decimal:
    """What was worked out for a group beside what was told of it."""
    members = {a.id for a in wording.policy.awards if a.group == group.id}
    return sum((r.yuan for r in calculation.awards if r.award in members and r.yuan is not None), Decimal(0))


def _proven(draft: Draft, *sums: str) -> Draft:
    return replace(draft, sums=(*draft.sums, *sums))
