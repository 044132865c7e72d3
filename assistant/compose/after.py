"""The thread as a turn leaves it: what is known, what was asked for, what the next turn may lean on."""

from __future__ import annotations

from typing import Any

from assistant.compose.draft import Draft
from assistant.family import Family
from assistant.plan import Plan
from assistant.state import Before, Last, State
from assistant.understand.anchored import Anchored
from assistant.understand.reader import Reading

_KEPT = 6  # earlier sums that a thread can go back to


def awards_of(family: Family, clauses: tuple[str, ...]) -> list[str]:
    return [award for clause in clauses for award in family.planner.clause_awards.get(clause, ())]


def after(family: Family, plan: Plan, reading: Reading | None, state: State, draft: Draft) -> State:
    """The thread after this turn."""
    if plan.kind in ("reject", "chat"):
        return state.model_copy(update={"turn": state.turn + 1})
    if plan.kind == "refuse":
        last = state.last.model_copy(update={"aside": plan.reason, **_refused_of(family, plan, reading, state)})
        return state.model_copy(update={"turn": state.turn + 1, "pending": (), "last": last})
    awards = plan.awards
    last = Last(
        plan=plan.kind, intent=plan.intent, clauses=tuple(c.clause for c in draft.citations),
        awards=awards if plan.calculates else tuple(awards_of(family, tuple(c.clause for c in draft.citations))),
        silences=plan.silences, reverse_input=plan.reverse_input, target=plan.target,
    )  # fmt: skip
    clauses = (
        [f"{family.main.id}/{found.clause}" for a in awards if (found := family.main.award(a)) is not None]
        if plan.calculates
        else list(plan.clauses[:1])
    )
    spoken = [c for c in clauses if c in family.planner.clause_awards]
    return state.model_copy(
        update={
            "policy": family.main.id,
            "turn": state.turn + 1,
            "inputs": dict(plan.inputs),
            "awards": awards,
            "seen": tuple(dict.fromkeys((*state.seen, *awards))),
            "recent": tuple(dict.fromkeys((*(c for c in state.recent if c not in spoken), *spoken)))[-8:],
            "pending": draft.ask_for if draft.status == "needs_info" else (),
            "told": plan.group_sums if plan.calculates else state.told,
            "lent": {**state.lent, **plan.lent},
            **({} if reading is None or (in_time := reading.anchored) is None or not plan.calculates else _anchored(in_time)),
            "last": last,
            "before": _before(plan, reading, state),
            **(_worked_out(plan) if plan.calculates else {}),
        }
    )


def _before(plan: Plan, reading: Reading | None, state: State) -> tuple[Before, ...]:
    """What the last sums were worked out from, as long as one case is spoken of."""
    if plan.mode != "single" or state.mode != "single" or (reading is not None and reading.has("new_case")):
        return ()
    changed = plan.calculates and state.awards and (plan.inputs != state.inputs or plan.awards != state.awards)
    return (*state.before, Before(inputs=state.inputs, awards=state.awards))[-_KEPT:] if changed else state.before


def _refused_of(family: Family, plan: Plan, reading: Reading | None, state: State) -> dict[str, Any]:
    """What was to be falsified stays the matter (那正经租呢), where the thread computes nothing."""
    awards = (*reading.awards, *reading.implied)[:1] if reading is not None and plan.reason == "falsify" and not state.awards else ()
    clauses = tuple(family.planner.award_clause[a] for a in awards if a in family.planner.award_clause)
    return {"plan": "lookup", "clauses": clauses, "awards": awards, "silences": ()} if clauses else {}


def _worked_out(plan: Plan) -> dict[str, Any]:
    """What a calculation leaves of years and cases; a question in between leaves them as they were."""
    return {
        "mode": plan.mode, "scenarios": plan.scenarios, "growth": plan.growth, "cases": plan.cases, "apart": plan.apart,
        "about": plan.about, "compared": plan.compared, "supposed": plan.before,
    }  # fmt: skip


def _anchored(in_time: Anchored) -> dict[str, Any]:
    return {"since": in_time.since, "year": in_time.year, "past": in_time.past}
