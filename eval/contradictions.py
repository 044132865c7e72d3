"""Expectations that cannot be right: names the policies do not know, checks that exclude each other, amounts beyond the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from corpus.model import Policy
from eval import reachable
from eval.figures import figures, same
from eval.questions import Conversation, Expect

Problem = tuple[str, str]  # level ("error" or "warning"), words


def problems(conversation: Conversation, policies: Sequence[Policy]) -> Iterator[tuple[int, Problem]]:
    """(turn, problem) for everything in one conversation that contradicts the policies or itself."""
    said: list[str] = []
    for number, turn in enumerate(conversation.turns, start=1):
        said.append(turn.user)
        found = [*_unknown_names(turn.expect, policies), *_against_itself(turn.expect), *_against_the_rules(turn.expect, policies, said)]
        yield from ((number, problem) for problem in found)


def _unknown_names(expect: Expect, policies: Sequence[Policy]) -> Iterator[Problem]:
    clauses = {c.id for p in policies for c in p.clauses}
    awards = {a.id for p in policies for a in p.awards}
    inputs = {i.id for p in policies for i in p.inputs}
    for label, given, known in (
        ("clause", (*(expect.citations or ()), *(expect.citations_any or ())), clauses),
        ("award", tuple(expect.award or ()), awards),
        ("input", expect.ask_for or (), inputs),
    ):
        for name in given:
            if name not in known:
                yield "error", f"no {label} {name!r} in the policies loaded"


def _against_itself(expect: Expect) -> Iterator[Problem]:
    refusal = expect.status and set(expect.status) <= {"not_stated", "out_of_scope", "rejected"}
    if refusal and (expect.award or expect.required or (expect.total_yuan not in (None, "0"))):
        yield "error", f"status {'/'.join(expect.status or ())} and yet a calculation is expected"
    if expect.status == ("rejected",) and (expect.citations or expect.figures):
        yield "error", "a rejected question cites nothing and says no figure"
    if expect.route and "calculate" not in expect.route and (expect.award or expect.given("total_yuan") or expect.given("required")):
        yield "error", f"route {'/'.join(expect.route)} has no calculation, and yet one is expected"
    if expect.citations_max is not None and len(expect.citations or ()) > expect.citations_max:
        yield "error", f"{len(expect.citations or ())} citations expected, at most {expect.citations_max} allowed"
    wanted = [f for text in expect.figures or () for f in figures(text)]
    for text in expect.figures_absent or ():
        if any(same(a, b) and len(figures(text)) == 1 and a.end - a.start == len(text) for a in figures(text) for b in wanted):
            yield "error", f"{text} must be there and must not be there"
    for text in expect.figures or ():
        if not figures(text):
            yield "warning", f"{text!r} holds no figure: it is looked for as text"


def _against_the_rules(expect: Expect, policies: Sequence[Policy], said: Sequence[str]) -> Iterator[Problem]:
    candidates: list[Decimal] | None = None
    for name, wanted in (expect.award or {}).items():
        policy = next((p for p in policies if p.award(name)), None)
        if policy is None:
            continue
        if wanted.kind == "none" and wanted.yuan is not None and Decimal(wanted.yuan) != 0:
            yield "error", f"{name}: kind none is 0, not {wanted.yuan}"
        if wanted.kind is None and wanted.yuan is not None and "kind" in wanted.model_fields_set:
            yield "error", f"{name}: a missing input leaves no amount, yet {wanted.yuan} is expected"
        if wanted.yuan is None or wanted.kind == "none" or Decimal(wanted.yuan) == 0:
            continue
        most = reachable.ceiling(policy, name)
        if most is not None and Decimal(wanted.yuan) > most:
            yield "error", f"{name}: {wanted.yuan} is above its ceiling {most}"
            continue
        candidates = reachable.bases(said) if candidates is None else candidates
        if not reachable.gives(policy, name, wanted.kind, Decimal(wanted.yuan), candidates):
            yield "warning", f"{name}: no figure said so far gives {wanted.kind or 'an amount'} {wanted.yuan}"
    yield from _totals(expect, policies)


def _totals(expect: Expect, policies: Sequence[Policy]) -> Iterator[Problem]:
    """A total of one year above the policy's own cap is only right over several years or several enterprises."""
    if expect.total_yuan is None:
        return
    total = Decimal(expect.total_yuan)
    named = [Decimal(a.yuan) for a in (expect.award or {}).values() if a.yuan]
    policy = next((p for p in policies if p.total and any(p.award(n) for n in expect.award or {})), None)
    if policy and policy.total and expect.award and total > policy.total.cap:
        yield "warning", f"total {total} is above the year's cap {policy.total.cap}"
    caps = [g.cap for p in policies for g in p.groups if g.cap]
    if named and total < max(named) and total not in caps:
        yield "warning", f"total {total} is below the award of {max(named)}"
    if named and policy and total > sum(named) and len(named) == len(policy.awards):
        yield "warning", f"total {total} is more than all awards together"
