"""From a plan to a draft: computes what it asks for with the calculator, words it, and makes the thread's next state."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assistant.compose.after import awards_of
from assistant.compose.calculation import Wording
from assistant.compose.draft import Draft
from assistant.compose.lookup import Lookup
from assistant.compose.remarks import remarked
from assistant.compose.rules import cap_of
from assistant.compose.shares import of_computed, of_told
from assistant.compose.words import pick, say
from assistant.family import Family
from assistant.plan import Plan
from assistant.pools import Share
from assistant.state import State
from assistant.understand.reader import Reading
from corpus.award.calculate import calculate
from corpus.award.result import Calculation, Kind, Note, plain, to_json
from corpus.award.scenario import at_maximum, beside, difference, schedule, span, summed, together
from corpus.award.solve import required, served
from corpus.award.told import with_granted, with_group_sums
from corpus.errors import HuiceError
from corpus.model import Given
from corpus.shapes import SumOf


def compose(family: Family, plan: Plan, reading: Reading | None, state: State, language: str) -> Draft:
    """The draft of a plan."""
    wording = Wording(family.main, family.clauses.get, language, in_yuan=plan.in_yuan, currencies=plan.currencies)
    lookup = Lookup(wording)
    name = pick(family.main.short_title or family.main.title, family.main.short_title_en or family.main.title_en, language)
    if plan.kind == "reject":
        return Draft("rejected", "chat", say(plan.reason, language))
    if plan.kind == "chat":
        return Draft("answered", "chat", say(plan.intent, language, policy=name), suggestions=_starters(family, language))
    if plan.kind == "refuse":
        return Draft("out_of_scope", "lookup", say(plan.reason, language, policy=name), suggestions=_starters(family, language))
    if plan.kind == "silent":
        silences = [s for p in family.members for s in p.silences if s.id in plan.silences]
        draft = lookup.silent(family.members, silences, plan.clauses)
    elif plan.kind == "list":
        draft = lookup.summary(plan.fitting)
    elif plan.kind == "lookup":
        named = [a for a in (reading.awards if reading is not None else ()) if family.planner.award_clause.get(a) in plan.clauses]
        named = list(plan.fitting) or named
        draft = lookup.clauses(plan, named if len(named) > 1 else awards_of(family, plan.clauses[:1]), *_asked(reading))
    elif plan.kind == "eligibility":
        draft = lookup.eligibility(plan, calculate(family.main, plan.awards, _givens(plan)))
    elif plan.kind in ("explain", "basis", "promise", "others"):
        draft = _about_last(family, plan, state, wording, lookup, language)
    elif plan.kind == "pool":
        draft = _pool(family, plan, wording, lookup)
    elif plan.remark == "shares" and plan.target is not None:
        draft = of_told(family, plan, wording, lookup)
    elif plan.remark == "shares":
        draft = of_computed(family, plan, _calculated(family, replace(plan, remark=""), state, wording, lookup, language), wording)
    else:
        draft = _calculated(family, plan, state, wording, lookup, language)
    return replace(draft, suggestions=draft.suggestions or _next(family, plan, draft, language))


def _asked(reading: Reading | None) -> tuple[str, frozenset[str]]:
    return (reading.text, reading.scan.cues) if reading is not None else ("", frozenset())


def _givens(plan: Plan) -> dict[str, Given]:
    return {name: known.given for name, known in plan.inputs.items() if known.given is not None}


def _unsaid_parts(family: Family, plan: Plan, givens: dict[str, Given]) -> dict[str, Given]:
    """Parts of a sum of which nothing was said count as nothing, once another part is known; the answer says so."""
    filled: dict[str, Given] = {}
    sources = family.reader.roles.sources
    for name in plan.awards:
        award = family.main.award(name)
        if award is None or not isinstance(award.amount, SumOf) or not any(n in givens for n in sources[name]):
            continue
        others = {n for other in plan.awards if other != name for n in sources.get(other, ())}
        for part in sources[name]:
            entry = family.main.input(part)
            if entry is not None and entry.kind in ("amount", "integer") and part not in {*givens, *others}:
                filled[part] = Given(
                    value=Decimal(0) if entry.kind == "amount" else 0, note=say("unsaid_part", "zh"), note_en=say("unsaid_part", "en")
                )
    return filled


def run(family: Family, plan: Plan) -> Calculation:
    """The calculation a plan asks for."""
    policy, givens = family.main, _givens(plan)
    told = [*(s.inputs for s in plan.scenarios), *(c.givens() for c in plan.cases if plan.mode == "cases")]
    givens.update(_unsaid_parts(family, plan, givens | {n: g for inputs in told for n, g in inputs.items()}))
    if plan.mode == "years" and plan.scenarios:
        bases = {a: family.reader.roles.bases.get(a, "") for a in plan.awards}
        yearly = [a for a, base in bases.items() if base and sum(1 for s in plan.scenarios if base in s.inputs) > 1]
        labels = [Note(s.label, s.label_en) if s.label else Note(f"第{n}年", f"year {n}") for n, s in enumerate(plan.scenarios, start=1)]
        return schedule(policy, plan.awards, [{**givens, **s.inputs} for s in plan.scenarios], per_year=yearly, labels=labels)
    if plan.mode == "cases" and plan.cases:
        return _cases(family, plan, givens)
    if plan.kind == "maximum":
        return at_maximum(policy, plan.awards or None)
    found = calculate(policy, plan.awards, givens)
    found = with_granted(policy, found, plan.granted) if plan.granted else found
    found = with_group_sums(policy, found, plan.group_sums) if plan.group_sums else found
    return _of_each(family, found, plan.count)


def _of_each(family: Family, one: Calculation, count: int) -> Calculation:
    """What several firms alike come to, each by itself."""
    if count == 1:
        return one
    return summed(family.main, [replace(one, label=say("each_firm", "zh"), label_en=say("each_firm", "en"))], [count])


def _cases(family: Family, plan: Plan, givens: dict[str, Given]) -> Calculation:
    """The firms or alternatives of a plan, summed or compared, each under its own caps."""
    policy = family.main
    labels = [Note(c.label, c.label_en or c.label) for c in plan.cases]
    lists = [c.awards or plan.awards for c in plan.cases]
    if any(c.years for c in plan.cases):
        worked = [
            schedule(policy, wanted, [{**givens, **c.givens(), **year} for year in c.years], per_year=wanted)
            if c.years
            else calculate(policy, wanted, {**givens, **c.givens()})
            for c, wanted in zip(plan.cases, lists, strict=True)
        ]
        return beside(policy, worked, labels)
    cases = [{**givens, **c.givens()} for c in plan.cases]
    if any(c.told for c in plan.cases):
        each = [calculate(policy, wanted, held) for wanted, held in zip(lists, cases, strict=True)]
        each = [with_group_sums(policy, one, c.told) for one, c in zip(each, plan.cases, strict=True)]
        named = [replace(one, label=name.say, label_en=name.say_en) for one, name in zip(each, labels, strict=True)]
        return _set_apart(plan, summed(policy, named, [c.count for c in plan.cases]))
    if plan.apart == "range" and len(cases) == 2:
        return span(policy, plan.awards, cases[0], cases[1], labels=(labels[0], labels[1]))
    return _set_apart(plan, together(policy, lists, cases, labels=labels, counts=[c.count for c in plan.cases]))


def _set_apart(plan: Plan, found: Calculation) -> Calculation:
    """The cases with their difference in place of a total, where they are compared."""
    if not plan.compared:
        return found
    gap = difference(found.cases[0], found.cases[1]) if len(found.cases) == 2 else None
    return replace(found, compared=True, difference_yuan=gap, total_yuan=None, total_kind=None)


def _calculated(family: Family, plan: Plan, state: State, wording: Wording, lookup: Lookup, language: str) -> Draft:
    if plan.kind == "reverse":
        return _reversed(family, plan, wording)
    if plan.kind == "maximum":
        return _maximum(family, plan, wording)
    if plan.kind == "calculate":
        return _worded(run(family, plan), plan, wording)
    raise HuiceError(f"no composer for a plan of kind {plan.kind}")


def _about_last(family: Family, plan: Plan, state: State, wording: Wording, lookup: Lookup, language: str) -> Draft:
    """How it was computed, on what it rests, whether it is sure, what else there is."""
    if plan.kind == "others":
        rest = [a for a in family.main.awards if a.id not in (*state.awards, *state.last.awards) and a.in_maximum]
        opened, closed = (" (", ")") if language == "en" else ("（", "）")
        names = wording.join([f"{wording.title(a.id)}{opened}{wording.rule(a.id)}{closed}" for a in rest])
        summary = lookup.summary()
        kept = {f"{family.main.id}/{a.clause}" for a in rest}
        citations = tuple(c for c in summary.citations if c.clause in kept)
        return Draft("answered", "lookup", wording.say("others", awards=names), blocks=(wording.notice(),), citations=citations)
    if (
        plan.kind != "basis"
        and plan.awards
        and state.last.plan in ("calculate", "reverse", "maximum", "explain", "promise", "basis", "others")
    ):
        calculation = run(family, plan)
        draft = _worded(calculation, plan, wording)
        draft = replace(draft, status="answered", ask_for=())
    else:
        clauses = plan.clauses or tuple(
            f"{family.main.id}/{a.clause}" for name in plan.awards if (a := family.main.award(name)) is not None
        )
        draft = lookup.clauses(Plan("lookup", clauses=clauses), awards_of(family, clauses[:1]))
    return replace(draft, lead=wording.say("promise"), blocks=(draft.lead, *draft.blocks)) if plan.kind == "promise" else draft


def _worded(calculation: Calculation, plan: Plan, wording: Wording) -> Draft:
    if plan.remark:
        return remarked(calculation, plan, wording)
    if plan.group_sums:
        return _group_total(calculation, plan, wording)
    if plan.mode == "years":
        return wording.years(calculation, plan.compared)
    if plan.mode == "cases":
        together = plan.total_wanted or plan.apart == "firms"
        return wording.cases(calculation, "range" if plan.apart == "range" else "" if plan.compared else "together" if together else "each")
    if plan.count > 1:
        return wording.cases(calculation, "together")
    return wording.single(calculation, plan.total_wanted)


def _group_total(calculation: Calculation, plan: Plan, wording: Wording) -> Draft:
    """A total of which a group's part was told as done."""
    draft = wording.single(calculation, True)
    total = wording.policy.total
    named = [f"{wording.group(name)}{wording.money(amount)}" for name, amount in plan.group_sums]
    parts = [*named, *(wording.short(r) for r in calculation.awards if r.yuan is not None)]
    citations = wording.citations(calculation, [f"{wording.policy.id}/{total.clause}"] if total else [])
    lead = wording.total(calculation) + wording.say("colon") + wording.join(parts) + wording.say("stop")
    return replace(draft, lead=lead, citations=citations)


def _pool(family: Family, plan: Plan, wording: Wording, lookup: Lookup) -> Draft:
    """How many enterprises a pool serves."""
    policy = family.main
    share = plan.share or Share()
    pool = next((p for p in policy.pools if p.award and p.award in plan.awards), None)
    pool = next((p for p in policy.pools if p.amount in share.pools and (pool is None or p.award in plan.awards)), pool) or (
        policy.pools[0] if policy.pools else None
    )
    if pool is None:
        return lookup.summary()
    whole = share.pools[-1] if share.pools and pool.amount not in share.pools else pool.amount
    rest = share.left if share.left is not None else max(whole - (share.taken or 0), Decimal(0))
    each = share.each
    if pool.award and plan.inputs and plan.changed:
        computed = calculate(policy, [pool.award], _givens(plan))
        each = computed.total_yuan or each
    if each is None and not pool.award:
        each = _full_share(family, plan)
    found = served(policy, pool.id, each, amount=rest)
    clause = f"{policy.id}/{pool.clause}"
    label = pick(pool.label, pool.label_en, wording.language)
    key = "pool" if rest == pool.amount else "pool_left"
    lead = wording.say(
        key, pool=label, amount=wording.money(pool.amount), rest=wording.money(rest), each=wording.money(found.each), count=found.count
    )
    left = found.amount - found.each * found.count
    if left:
        lead += wording.say("pool_rest", amount=wording.money(left))
    calculation = {
        **to_json(Calculation(policy=policy.id, policy_hash=policy.hash), wording.language),
        "pool": {
            "amount": plain(pool.amount),
            "rest": plain(rest),
            "each": plain(found.each),
            "count": found.count,
            "left": plain(left),
            "steps": [{"text": found.step.text, "clause": clause}],
            "value": str(found.count),
        },
    }
    draft = lookup.clauses(Plan("lookup", clauses=(clause,)), [])
    return replace(
        draft, route="calculate", lead=lead + wording.say("stop"), blocks=(*draft.blocks, wording.notice()), calculation=calculation
    )


def _full_share(family: Family, plan: Plan) -> Decimal | None:
    """What one enterprise gets of a pool that names no award: the awards asked about at their maximum, else everything."""
    named = [a for a in plan.awards if (found := family.main.award(a)) is not None and cap_of(found.amount) is not None]
    return at_maximum(family.main, named or None).total_yuan


def _reversed(family: Family, plan: Plan, wording: Wording) -> Draft:
    """What it takes; for several awards, each in turn."""
    policy = family.main
    drafts = []
    for award in plan.awards:
        name = plan.reverse_input if len(plan.awards) == 1 else family.reader.roles.bases.get(award, "")
        target = plan.target
        if plan.on_top and target is not None:
            target += calculate(policy, [award], _givens(plan)).total_yuan or Decimal(0)
        others = _other_parts(family, award, name, plan)
        found = required(policy, award, {**_givens(plan), **others}, target=target, input=name or None)
        if others and found.yuan is not None:
            zh = "、".join(family.reader.inputs[n].label for n in others)
            en = ", ".join(family.reader.inputs[n].label_en for n in others)
            found = replace(found, assumptions=(*found.assumptions, Note(f"未提到的{zh}按没有计", f"{en} taken as none")))
        calculation = Calculation(policy=policy.id, inputs=_givens(plan), required=found, policy_hash=policy.hash)
        drafts.append(wording.reverse(calculation, found.award or award, plan.rest))
    first = drafts[0]
    if len(drafts) == 1:
        return first
    citations = tuple({c.clause: c for d in drafts for c in d.citations}.values())
    merged = {**(first.calculation or {}), "each_required": [d.calculation["required"] for d in drafts if d.calculation]}
    return replace(
        first,
        lead="\n".join(d.lead for d in drafts),
        blocks=tuple(dict.fromkeys(b for d in drafts for b in d.blocks)),
        citations=citations,
        calculation=merged,
    )


def _other_parts(family: Family, award: str, name: str, plan: Plan) -> dict[str, Given]:
    """Of an award put together from parts, those that nothing was said of while one is asked for: none of them."""
    found = family.main.award(award)
    if found is None or found.amount.shape not in ("sum_of", "higher_of"):
        return {}
    known = _givens(plan)
    return {n: Given(value=Decimal(0)) for n in family.reader.roles.sources[award] if n != name and n not in known}


def _maximum(family: Family, plan: Plan, wording: Wording) -> Draft:
    """Ceilings summed: of everything, of the awards named, over years."""
    policy = family.main
    years = len(plan.scenarios) if plan.mode == "years" else 1
    if plan.compared and len(plan.awards) == 2:
        cases = tuple(replace(at_maximum(policy, [a]), label=wording.title(a), label_en=wording.title(a)) for a in plan.awards)
        gap = difference(cases[0], cases[1])
        return wording.cases(Calculation(policy.id, cases=cases, compared=True, difference_yuan=gap, policy_hash=policy.hash), "")
    if plan.count > 1:
        return wording.cases(_of_each(family, at_maximum(policy, plan.awards or None), plan.count), "together")
    if years == 1:
        return wording.single(at_maximum(policy, plan.awards or None), True)
    done = []
    for place in range(1, years + 1):
        own = plan.scenarios[place - 1].awards
        names = list(own) or [a for a in plan.awards if place == 1 or ((found := policy.award(a)) is not None and found.period == "year")]
        year = at_maximum(policy, names)
        done.append(replace(year, label=f"第{place}年", label_en=f"year {place}"))
    total = sum((y.total_yuan or Decimal(0) for y in done), Decimal(0))
    kind: Kind = "bound" if any(y.total_kind == "bound" for y in done) else "ceiling"
    return wording.years(Calculation(policy.id, years=tuple(done), total_yuan=total, total_kind=kind, policy_hash=policy.hash))


def _starters(family: Family, language: str) -> tuple[str, ...]:
    """Questions to begin with, made from the policy's own awards."""
    awards = [a for a in family.main.awards if a.in_maximum][:3]
    if language == "en":
        return tuple(f"How much is {pick(a.title, a.title_en, language)}?" for a in awards)
    return tuple(f"{a.title}最高多少?" for a in awards)


def _next(family: Family, plan: Plan, draft: Draft, language: str) -> tuple[str, ...]:
    """What a person would ask next."""
    titles = [pick(a.title, a.title_en, language) for name in plan.awards[:1] if (a := family.main.award(name)) is not None]
    if language == "en":
        base = ["How is it calculated?", "Is it guaranteed?"] if plan.calculates else []
        return tuple([*base, *(f"What are the conditions of {t}?" for t in titles)][:3]) or ("What else is there?",)
    base = ["怎么算的?", "一定给吗?"] if plan.calculates else []
    return tuple([*base, *(f"{t}要什么条件?" for t in titles)][:3]) or ("还有别的奖励吗?",)


def fallback(language: str) -> str:
    """Said when the guard leaves nothing of an answer."""
    return say("unclear", language)
