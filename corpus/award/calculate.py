"""One case in one year: every award asked for, then the caps over them.

`calculate` decides which variant a case falls under, checks conditions and window, computes the shape, cuts at
the award's own cap, drops what may not be claimed together, and cuts groups and total at the year's caps.
Ineligible, missing and not stated are results; only wrong input raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

from corpus.award import words
from corpus.award.book import Book, book
from corpus.award.conditions import assumed_notes, check, holds
from corpus.award.facts import Facts, read_facts
from corpus.award.result import AwardResult, Calculation, CapStep, Check, Kind, Note, Step, plain
from corpus.award.shapes import ZERO, Outcome, Sum, compute
from corpus.model import Award, Given, Policy, Validity

FEN = Decimal("0.01")
_ONE_MORE, _ONE = Decimal(10_000), Decimal(1)


def calculate(policy: Policy, awards: Sequence[str], inputs: Mapping[str, Given], *, on: date | None = None) -> Calculation:
    """The awards asked for, in this order, for one enterprise in one year.

    `on`: the day as of which awards must be in force (None: no check). UnknownName for an award or input that
    the policy does not declare, InputError for a value that does not fit.
    """
    prepared = book(policy)
    return calculate_facts(prepared, awards, read_facts(prepared, inputs), on=on)


def calculate_facts(prepared: Book, awards: Sequence[str], facts: Facts, *, on: date | None = None, shown: bool = True) -> Calculation:
    """`calculate` for facts that are already read; `shown` puts them into the result."""
    results = [evaluate(prepared, judged, facts, asked=asked, on=on) for asked, judged in _judged(prepared, awards, facts)]
    return settle(prepared, results, facts if shown else None)


def judged_under(policy: Policy, award_id: str, inputs: Mapping[str, Given]) -> str:
    """The award (a variant, or the one it hands over to) under which this case is judged."""
    prepared = book(policy)
    return judge(prepared, prepared.award(award_id), read_facts(prepared, inputs)).id


def judge(prepared: Book, award: Award, facts: Facts) -> Award:
    """The variant that fits: the one asked for unless its `when` is denied, else the first whose `when` holds."""
    root = prepared.awards[prepared.root(award)]
    chosen = award
    if award.variant_of and award.when is not None and holds(prepared, award.when, facts) is False:
        chosen = root
    if chosen is root:
        for variant in prepared.variants.get(root.id, ()):
            if variant.when is not None and holds(prepared, variant.when, facts):
                chosen = variant
                break
    seen = {chosen.id}
    while chosen.hand_over is not None and holds(prepared, chosen.hand_over.when, facts):
        chosen = prepared.award(chosen.hand_over.to)
        if chosen.id in seen:
            break
        seen.add(chosen.id)
    return chosen


def _judged(prepared: Book, awards: Iterable[str], facts: Facts) -> list[tuple[str, Award]]:
    """(asked, judged) pairs; one benefit counts once, however many of its variants were asked for."""
    found: dict[str, tuple[str, Award]] = {}
    for name in awards:
        award = prepared.award(name)
        root = prepared.root(award)
        judged = judge(prepared, award, facts)
        if root not in found or (award.variant_of and _speaks_of(prepared, award, facts)):
            found[root] = (name, judged)
    return list(found.values())


def _speaks_of(prepared: Book, variant: Award, facts: Facts) -> bool:
    """Whether something was given that only this variant looks at."""
    shared = set(prepared.uses[prepared.root(variant)])
    return any(name in facts.given and name not in shared for name in prepared.uses[variant.id])


# ---------------------------------------------------------------- one award


def evaluate(prepared: Book, award: Award, facts: Facts, *, asked: str = "", on: date | None = None) -> AwardResult:
    """One award against the facts, without the caps that it shares with others."""
    clause = prepared.clauses[award.id]
    checks = [check(prepared, condition, facts, clause) for condition in award.conditions]
    window = check(prepared, prepared.windows[award.id], facts, clause) if award.window else None
    if window is not None:
        checks.insert(0, window)
    if on is not None and not (award.valid.holds(on) and prepared.policy.valid.holds(on)):
        checks.insert(0, _validity_check(prepared, award, on, clause))
    outcome = compute(award.amount, Sum(prepared, facts, clause, prepared.also[award.id]))
    failed = [one for one in checks if one.state == "failed"]
    if outcome.failed is not None and not any(set(outcome.failed.inputs) <= set(one.inputs) for one in failed):
        checks.append(outcome.failed)
        failed.append(outcome.failed)
    asked = asked if asked != award.id else ""
    if failed:
        return _not_eligible(prepared, award, facts, tuple(checks), failed, outcome, asked, window)
    open_inputs = [name for one in checks for name in one.unknown]
    if award.hand_over is not None:  # an input that decides under which award the case is judged decides the amount
        open_inputs += check(prepared, award.hand_over.when, facts, clause).unknown
    if open_inputs or outcome.value is None:
        unknown = prepared.sorted([*open_inputs, *outcome.missing])
        return _incomplete(prepared, award, facts, tuple(checks), outcome, unknown, asked)
    return _amount(prepared, award, facts, tuple(checks), outcome, asked)


def _validity_check(prepared: Book, award: Award, on: date, clause: str) -> Check:
    span = award.valid if not award.valid.holds(on) else prepared.policy.valid
    said = _validity_words(span, on)
    return Check("failed", said.say, said.say_en, clause, ())


def _validity_words(span: Validity, on: date) -> Note:
    since = f"{span.since.isoformat()}起" if span.since else ""
    until = f"{span.until.isoformat()}止" if span.until else ""
    since_en = f"from {span.since.isoformat()}" if span.since else ""
    until_en = f"until {span.until.isoformat()}" if span.until else ""
    return Note(f"{on.isoformat()}在有效期内（{since}{until}）", f"{on.isoformat()} is in force ({since_en}{until_en and ' '}{until_en})")


def floor_fen(value: Decimal) -> Decimal:
    """A ceiling is cut down to the 分."""
    return value.quantize(FEN, ROUND_DOWN)


def _not_eligible(
    prepared: Book,
    award: Award,
    facts: Facts,
    checks: tuple[Check, ...],
    failed: list[Check],
    outcome: Outcome,
    asked: str,
    window: Check | None,
) -> AwardResult:
    if_met = outcome.most if outcome.failed is not None or outcome.value is None else outcome.value
    if (window is not None and window.state == "failed") or any(not one.inputs for one in failed):
        if_met = None  # a year or a period that is over does not come back
    names = prepared.sorted(name for one in failed for name in one.inputs)
    near = {name for one in failed for name in one.near}
    steps = tuple(_failed_step(prepared, one) for one in failed)
    return AwardResult(
        award.id,
        prepared.policy.id,
        prepared.clauses[award.id],
        "none",
        ZERO,
        steps=steps,
        assumptions=tuple(_given_notes(prepared, names, facts, near)),
        checks=checks,
        asked=asked,
        if_met=None if if_met is None else floor_fen(if_met),
    )


def _failed_step(prepared: Book, failed: Check) -> Step:
    zh, en = f"未满足：{failed.say}", f"not met: {failed.say_en}"
    return Step("0", failed.clause, "0", "", zh, en)


def _incomplete(
    prepared: Book, award: Award, facts: Facts, checks: tuple[Check, ...], outcome: Outcome, unknown: tuple[str, ...], asked: str
) -> AwardResult:
    most = outcome.value if outcome.value is not None else outcome.most
    if award.hand_over is not None and holds(prepared, award.hand_over.when, facts) is None:
        other = compute(prepared.award(award.hand_over.to).amount, Sum(prepared, facts, prepared.clauses[award.hand_over.to]))
        elsewhere = other.value if other.value is not None and other.failed is None else other.most
        most = None if most is None or elsewhere is None else max(most, elsewhere)
    planned, premises, taken = assumed_notes(prepared, checks, facts)
    return AwardResult(
        award.id,
        prepared.policy.id,
        prepared.clauses[award.id],
        None,
        None,
        assumptions=_unique([*planned, *premises, *taken, *_given_notes(prepared, prepared.uses[award.id], facts, set())]),
        missing=unknown,
        checks=checks,
        unstated=outcome.unstated,
        at_most=None if most is None else floor_fen(most),
        asked=asked,
    )


def _amount(prepared: Book, award: Award, facts: Facts, checks: tuple[Check, ...], outcome: Outcome, asked: str) -> AwardResult:
    assert outcome.value is not None
    yuan = floor_fen(outcome.value)
    steps = outcome.steps
    clause = prepared.clauses[award.id]
    if yuan != outcome.value:
        text = f"{plain(outcome.value)} → {plain(yuan)}"
        steps = (*steps, Step(text, clause, text, "", "不足1分的部分舍去", "cut down to the fen"))
    base = prepared.bases[award.id]
    return AwardResult(
        award.id,
        prepared.policy.id,
        clause,
        "bound" if outcome.bound else "ceiling",
        yuan,
        steps=steps,
        assumptions=_assumptions(prepared, award, facts, checks, outcome),
        checks=checks,
        cap_bit=outcome.cap,
        uncapped=outcome.uncapped,
        unstated=outcome.unstated,
        more=_one_more(prepared, award, facts, base, outcome) if base else None,
        base=base,
        asked=asked,
    )


def _one_more(prepared: Book, award: Award, facts: Facts, base: str, outcome: Outcome) -> Decimal | None:
    """What one more 万元 (one more unit of a count) adds to this award by itself."""
    fact = facts.get(base)
    if fact is None or outcome.value is None:
        return None
    step = _ONE_MORE if prepared.inputs[base].kind == "amount" else _ONE
    if outcome.rate is not None:
        if outcome.cap is not None:
            return ZERO
        reached = outcome.value + outcome.rate * step
        limited = reached if outcome.limit is None or reached < outcome.limit else outcome.limit
        return floor_fen(limited) - floor_fen(outcome.value)
    more = compute(award.amount, Sum(prepared, facts.with_value(base, fact.number + step), ""))
    return None if more.value is None else floor_fen(more.value) - floor_fen(outcome.value)


# ---------------------------------------------------------------- assumptions


def _assumptions(prepared: Book, award: Award, facts: Facts, checks: tuple[Check, ...], outcome: Outcome) -> tuple[Note, ...]:
    """What the result rests on beyond what was said, conditions that are only planned first."""
    planned, premises, taken = assumed_notes(prepared, checks, facts)
    near = {name for one in checks for name in one.near} | set(outcome.near)
    for name in prepared.amount_inputs[award.id]:
        fact = facts.get(name)
        if fact is not None and fact.planned:
            planned.append(words.planned_amount(prepared.inputs[name]))
        if fact is not None and not fact.given:
            taken.append(prepared.taken[name])
    given = _given_notes(prepared, prepared.uses[award.id], facts, near)
    return _unique([*planned, *premises, *taken, *given, *_standing(prepared, award, facts)])


def _given_notes(prepared: Book, names: Iterable[str], facts: Facts, near: set[str]) -> list[Note]:
    """How approximate or composed figures were taken."""
    found: list[Note] = []
    for name in names:
        fact = facts.given.get(name)
        if fact is None:
            continue
        if fact.relation != "exact":
            found.append(words.roughly(prepared.inputs[name], fact.value, fact.relation, decides=name in near))
        if fact.note:
            found.append(Note(fact.note, fact.note_en or fact.note))
    return found


def _standing(prepared: Book, award: Award, facts: Facts) -> list[Note]:
    found: list[Note] = []
    for one, note in prepared.standing[award.id]:
        if one.when:
            fact = facts.given.get(one.when)
            if fact is None or fact.value is False or (one.only_noted and not fact.note):
                continue
        found.append(note)
    return found


def _unique(notes: list[Note]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys(notes))


# ---------------------------------------------------------------- caps over several awards


def settle(prepared: Book, results: Sequence[AwardResult], facts: Facts | None = None) -> Calculation:
    """Add up what awards give: only the higher of exclusive ones, group caps, then the total cap."""
    counted = _without_displaced(prepared, results)
    parts = [one for one in counted if one.yuan is not None and not one.displaced_by]
    groups: dict[str, Decimal] = {}
    caps: list[CapStep] = []
    members: dict[str, list[tuple[str, Decimal]]] = {}
    for one in parts:
        members.setdefault(prepared.awards[one.award].group, []).append((one.award, one.yuan or ZERO))
    sums: list[tuple[str, Decimal]] = []
    for group in prepared.policy.groups:
        if group.id not in members:
            continue
        before = sum((yuan for _, yuan in members[group.id]), ZERO)
        after = before if group.cap is None else min(before, group.cap)
        groups[group.id] = after
        caps.append(CapStep(group.id, before, after, group.cap, prepared.clause_id(group.clause), tuple(members[group.id])))
        sums.append((group.id, after))
    sums.extend(pair for name, pairs in members.items() if name not in groups for pair in pairs)
    total = sum((yuan for _, yuan in sums), ZERO) if sums else None
    if total is not None and prepared.policy.total is not None:
        cap = prepared.policy.total
        after = min(total, cap.cap)
        caps.append(CapStep("total", total, after, cap.cap, prepared.clause_id(cap.clause), tuple(sums)))
        total = after
    return Calculation(
        prepared.policy.id,
        awards=tuple(counted),
        groups=groups,
        total_yuan=total,
        total_kind=total_kind(one.kind for one in parts),
        inputs=_shown(prepared, facts) if facts is not None else {},
        caps=tuple(caps),
        policy_hash=prepared.policy.hash,
    )


def total_kind(kinds: Iterable[Kind | None]) -> Kind | None:
    """`bound` when any part is, `none` when all are, else `ceiling`; parts without an amount do not count."""
    known = [kind for kind in kinds if kind is not None]
    if not known:
        return None
    return "bound" if "bound" in known else "none" if set(known) == {"none"} else "ceiling"


def _without_displaced(prepared: Book, results: Sequence[AwardResult]) -> list[AwardResult]:
    found = list(results)
    for exclusive in prepared.policy.exclusives:
        among = [place for place, one in enumerate(found) if one.award in exclusive.awards and one.yuan and not one.displaced_by]
        if len(among) < 2:
            continue
        best = max(among, key=lambda place: (found[place].yuan or ZERO, -place))
        note = Note(exclusive.say or "就高不重复", exclusive.say_en or "only the higher one counts")
        for place in among:
            if place != best:
                found[place] = _displaced(found[place], found[best].award, note)
    return found


def _displaced(result: AwardResult, by: str, note: Note) -> AwardResult:
    return result._replace(displaced_by=by, exclusive=note)


def _shown(prepared: Book, facts: Facts) -> dict[str, Given]:
    """The inputs of the case, implied ones too, in the policy's order."""
    return {
        name: fact.source or Given(value=fact.value, relation=fact.relation, planned=fact.planned, note=fact.note, note_en=fact.note_en)
        for name in prepared.order
        if (fact := facts.given.get(name)) is not None
    }
