"""What each of those who pay the awards bears: of an amount that was told, or of what was just worked out."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from assistant.compose.calculation import Wording
from assistant.compose.draft import Draft, cite
from assistant.compose.lookup import Lookup
from assistant.compose.words import pick
from assistant.family import Family
from assistant.payers import sharing_of
from assistant.plan import Plan
from corpus.award.result import Calculation, plain, to_json

_FEN = Decimal("0.01")


def of_told(family: Family, plan: Plan, wording: Wording, lookup: Lookup) -> Draft:
    """The parts of an amount that was told, under the clause that shares it."""
    clause = _clause(family)
    empty = to_json(Calculation(policy=family.main.id, policy_hash=family.main.hash), wording.language)
    draft = replace(lookup.clauses(Plan("lookup", clauses=(clause,)), []), route="calculate", calculation=empty)
    return _shared(family, plan, replace(draft, blocks=(*draft.blocks, wording.notice())), plan.target, "shares_told", wording)


def of_computed(family: Family, plan: Plan, draft: Draft, wording: Wording) -> Draft:
    """The parts of a total, before the sum itself; a total with something missing is asked for first."""
    total = (draft.calculation or {}).get("total_yuan")
    if draft.status != "answered" or total is None:
        return draft
    clause = _clause(family)
    policy, found = family.clauses[clause]
    citations = (cite(policy, found, wording.language), *(c for c in draft.citations if c.clause != clause))
    draft = replace(draft, citations=citations, blocks=(draft.lead, *draft.blocks))
    return _shared(family, plan, draft, Decimal(total), "shares", wording)


def _clause(family: Family) -> str:
    owner = next(policy for policy in family.members if policy.sharing is not None)
    assert owner.sharing is not None
    return f"{owner.id}/{owner.sharing.clause}"


def _shared(family: Family, plan: Plan, draft: Draft, amount: Decimal | None, key: str, wording: Wording) -> Draft:
    """The draft led by what each payer bears, those asked for first."""
    sharing = sharing_of(family.members)
    assert sharing is not None and amount is not None
    whole = sum(payer.parts for payer in sharing.payers)
    order = sorted(sharing.payers, key=lambda payer: plan.fitting.index(payer.id) if payer.id in plan.fitting else len(plan.fitting))
    parts = {payer.id: (amount * payer.parts / whole).quantize(_FEN, ROUND_DOWN) for payer in order}
    names = {payer.id: pick(payer.label, payer.label_en, wording.language) for payer in order}
    said = wording.join([wording.say("bears", payer=names[n], amount=wording.money(parts[n])) for n in names])
    lead = wording.say(key, ratio=sharing.ratio, parts=said, amount=wording.money(amount)) + wording.say("stop")
    sums = tuple(f"{plain(amount)} × {payer.parts} ÷ {whole} = {plain(parts[payer.id])}" for payer in order)
    shares = [{"payer": n, "yuan": plain(parts[n])} for n in parts]
    calculation = {**(draft.calculation or {}), "shares": {"amount": plain(amount), "ratio": sharing.ratio, "parts": shares}}
    return replace(draft, lead=lead, sums=(*draft.sums, *sums), calculation=calculation)
