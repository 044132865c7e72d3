"""Backwards: the input that reaches an amount, the thresholds a policy states, how far a pool goes.

Rules are piecewise linear, so the answer is exact: the least input on its own grid (分 for amounts, whole numbers
for counts) whose award, cut down to the 分, is at least the target. One step less does not reach it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal
from fractions import Fraction
from typing import Literal

from corpus.award import words
from corpus.award.book import Book, book, condition_inputs
from corpus.award.calculate import FEN, floor_fen, judge
from corpus.award.facts import Facts, read_facts
from corpus.award.piecewise import Curve, first_reaching, highest
from corpus.award.result import Note, Required, Step, plain
from corpus.award.shapecurves import NIL, Drawing, draw
from corpus.award.shapes import Sum, ceiling_of, compute
from corpus.errors import InputError, UnknownName
from corpus.model import (
    Amount,
    AnyOf,
    Award,
    Condition,
    Given,
    HigherOf,
    NotStated,
    PerUnit,
    Policy,
    Share,
    Slices,
    SumOf,
    Test,
    Tiers,
)


def required(
    policy: Policy,
    award: str,
    inputs: Mapping[str, Given],
    *,
    target: Decimal | None = None,
    input: str | None = None,
    spent: Decimal | None = None,
) -> Required:
    """The whole `input` (default: what the award is computed from) needed for `target` (default: the full amount).

    `spent` (default: the value given for it) yields `more`, the rest. What else must hold is in `assumptions`.
    """
    prepared = book(policy)
    facts = read_facts(prepared, inputs)
    judged = judge(prepared, prepared.award(award), facts)
    name = input or prepared.bases[judged.id]
    full, _ = ceiling_of(judged.amount)
    goal = _goal(target, full)
    if not name or name not in prepared.reach(judged):
        return Required(name, goal, None, reason=_no_base(prepared, judged, name), award=judged.id, highest=full)
    if full is None and target is None:
        reason = Note("没有载明封顶，没有“拿满”的数额", "no ceiling is stated, so there is no full amount")
        return Required(name, goal, None, reason=reason, award=judged.id)
    fact = facts.given.get(name)
    drawing = Drawing(prepared, _without(facts, name), name)
    curve = draw(drawing, judged)
    if drawing.missing:
        lacking = prepared.sorted(drawing.missing)
        return Required(name, goal, None, reason=_missing(prepared, lacking), award=judged.id, missing=lacking)
    found = _solve(prepared, drawing, curve, judged, name, goal)
    return _with_rest(found, spent if spent is not None else None if fact is None else fact.number)


def _goal(target: Decimal | None, full: Decimal | None) -> Decimal:
    if target is None:
        return full if full is not None else Decimal(0)
    if not target.is_finite() or target <= 0:
        raise InputError(f"a target must be an amount above 0, not {target}")
    return target.quantize(FEN, ROUND_UP)


def _without(facts: Facts, name: str) -> Facts:
    given = {key: fact for key, fact in facts.given.items() if key != name}
    return Facts(given, {key: fact for key, fact in facts.assumed.items() if key != name})


def _grid(prepared: Book, name: str) -> Fraction:
    return Fraction(1) if prepared.inputs[name].kind == "integer" else Fraction(1, 100)


def _solve(prepared: Book, drawing: Drawing, curve: Curve, award: Award, name: str, goal: Decimal) -> Required:
    grid, wanted = _grid(prepared, name), Fraction(goal)
    exact = first_reaching(curve, wanted, grid, exact=True)
    at_best = first_reaching(curve, wanted, grid, exact=False)
    notes = tuple(dict.fromkeys(note for _, note in drawing.notes))
    if exact is None and at_best is None:
        most = highest(curve, grid)
        top = None if most is None or curve == NIL else floor_fen(_decimal(most))
        notes = () if top is None else notes
        return Required(name, goal, None, reason=_beyond(drawing, curve, top), award=award.id, highest=top, assumptions=notes)
    unstated = drawing.unstated[0] if drawing.unstated else None
    if exact is None:
        assert at_best is not None
        least = _decimal(at_best)
        steps = _proof(prepared, drawing, curve, award, name, least, goal)
        return Required(name, goal, None, at_least=least, reason=unstated, steps=steps, award=award.id, assumptions=notes)
    yuan = _decimal(exact)
    earlier = at_best if at_best is not None and at_best < exact else None
    return Required(
        name,
        goal,
        yuan,
        at_least=None if earlier is None else _decimal(earlier),
        reason=None if earlier is None else unstated,
        steps=_proof(prepared, drawing, curve, award, name, yuan, goal),
        award=award.id,
        assumptions=notes,
    )


def _decimal(value: Fraction) -> Decimal:
    """A fraction as Decimal, cut down to six places (values on a grid are exact)."""
    scaled = value.numerator * 10**6 // value.denominator
    return Decimal(scaled) / 10**6


def _proof(prepared: Book, drawing: Drawing, curve: Curve, award: Award, name: str, yuan: Decimal, goal: Decimal) -> tuple[Step, ...]:
    """The division where the rule there is one ratio, then the rule applied forwards to the answer."""
    facts = drawing.facts.with_value(name, yuan)
    judged = judge(prepared, award, facts)
    clause = prepared.clauses[judged.id]
    forward = compute(judged.amount, Sum(prepared, facts, clause, prepared.also[judged.id])).steps
    share = _dividing(curve, goal, yuan) if prepared.inputs[name].kind == "amount" else None
    if share is None:
        return forward
    exact = Fraction(goal) / Fraction(share) == Fraction(yuan)
    clause, quote = prepared.statement(clause, prepared.also[judged.id], share, "ratio")
    text = f"{plain(goal)} ÷ {words.percent(share)} {'=' if exact else '→'} {plain(yuan)}"
    steps = [Step(text, clause, text, quote, "除不尽时向上取到分", "rounded up to the fen where it does not divide evenly")]
    if not forward:
        back = f"{plain(yuan)} × {words.percent(share)} = {plain(yuan * share)}"
        steps.append(Step(back, clause, back, quote, "验算", "checked forwards"))
    return (*steps, *forward)


def _dividing(curve: Curve, goal: Decimal, yuan: Decimal) -> Decimal | None:
    """The ratio by which the goal was divided; None where a threshold decided instead."""
    for piece in curve:
        if piece.slope > 0 and not piece.level and piece.start < Fraction(yuan):
            over = Fraction(yuan) - Fraction(goal) / piece.slope
            if 0 <= over < Fraction(FEN):
                return Decimal(piece.slope.numerator) / Decimal(piece.slope.denominator)
    return None


def _with_rest(found: Required, spent: Decimal | None) -> Required:
    if spent is None or found.yuan is None:
        return found
    return replace(found, more=max(Decimal(0), found.yuan - spent))


def _no_base(prepared: Book, award: Award, name: str) -> Note:
    if isinstance(award.amount, NotStated):
        amount = award.amount
        return Note(amount.say or "计算标准未载明", amount.say_en or "how it is computed is not stated")
    if name:
        label = words.label(prepared.input(name))
        return Note(f"{label.say}不影响这项奖励的数额", f"{label.say_en} does not change this award")
    return Note("定额奖励，数额不随投入变化", "a fixed award: the amount does not depend on spending")


def _missing(prepared: Book, names: tuple[str, ...]) -> Note:
    labels = [words.label(prepared.input(name)) for name in names]
    said = words.joined(labels, "、", ", ")
    return Note(f"还需要知道{said.say}", f"{said.say_en} must be known first")


def _beyond(drawing: Drawing, curve: Curve, top: Decimal | None) -> Note:
    if drawing.failed and curve == NIL:
        said = words.joined([Note(one.say, one.say_en) for one in drawing.failed], ";", "; ")
        return Note(f"条件未满足：{said.say}", f"not met: {said.say_en}")
    if top is None or top == 0:
        return Note("无论投入多少都达不到", "no input reaches it")
    return words.money_note("最高只能到{}", "it never exceeds {}", top)


# ---------------------------------------------------------------- thresholds


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value of an input at which something changes, as the policy states it.

    `inclusive`: the number itself already counts. `stated` is False where the source names the threshold but
    not what follows from it.
    """

    input: str
    value: Decimal
    inclusive: bool
    kind: Literal["condition", "tier", "slice", "cap"]
    say: str
    say_en: str
    clause: str
    stated: bool = True


def thresholds(policy: Policy, award: str, input: str) -> tuple[Threshold, ...]:
    """Every threshold on this input that the award states, ascending; empty where the source states none."""
    prepared = book(policy)
    chosen = prepared.award(award)
    prepared.input(input)
    clause = prepared.clauses[chosen.id]
    found = [one for condition in chosen.conditions for one in _of_condition(prepared, condition, input, clause)]
    if chosen.window is not None:
        found += _of_condition(prepared, prepared.windows[chosen.id], input, clause)
    found += _of_amount(prepared, chosen.amount, input, clause)
    unique = {(one.value, one.kind, one.inclusive): one for one in found}
    return tuple(sorted(unique.values(), key=lambda one: (one.value, one.kind)))


def _of_condition(prepared: Book, condition: Condition, name: str, clause: str) -> list[Threshold]:
    if name not in condition_inputs(condition):
        return []
    if not isinstance(condition, Test):
        parts = condition.any if isinstance(condition, AnyOf) else condition.all
        return [one for part in parts for one in _of_condition(prepared, part, name, clause)]
    said = prepared.test_words(condition)
    where = prepared.clause_id(condition.clause) or clause
    return [
        Threshold(name, value, inclusive, "condition", said.say, said.say_en, where)
        for value, inclusive in (
            (condition.at_least, True),
            (condition.more_than, False),
            (condition.at_most, True),
            (condition.below, False),
        )
        if value is not None
    ]


def _of_amount(prepared: Book, amount: Amount, name: str, clause: str) -> list[Threshold]:
    if isinstance(amount, HigherOf | SumOf):
        parts = amount.options if isinstance(amount, HigherOf) else amount.parts
        return [one for part in parts for one in _of_amount(prepared, part, name, clause)]
    if isinstance(amount, Tiers) and amount.by == name:
        return [_tier(prepared, amount, place, clause) for place in range(len(amount.tiers))]
    if isinstance(amount, Slices) and amount.of == name:
        return [_slice(prepared, amount, place, clause) for place, part in enumerate(amount.slices) if part.up_to is not None]
    if isinstance(amount, Share) and amount.of == name and amount.cap is not None and amount.ratio:
        return [_cap(prepared, name, Fraction(amount.cap) / Fraction(amount.ratio), amount.cap, clause)]
    if isinstance(amount, PerUnit) and amount.count == name:
        limits = [] if amount.max_count is None else [(Fraction(amount.max_count), amount.amount * amount.max_count)]
        if amount.cap is not None:
            limits.append((Fraction(amount.cap) / Fraction(amount.amount), amount.cap))
        return [_cap(prepared, name, *min(limits), clause)] if limits else []
    return []


def _tier(prepared: Book, amount: Tiers, place: int, clause: str) -> Threshold:
    tier = amount.tiers[place]
    label = words.label(prepared.input(amount.of)) if amount.of else Note("", "")
    stated = tier.ratio is not None or tier.amount is not None
    if tier.ratio is not None:
        said = Note(f"按{label.say}的{words.percent(tier.ratio)}", f"{words.percent(tier.ratio)} of {label.say_en}")
    elif tier.amount is not None:
        said = words.money_note("{}", "{}", tier.amount)
    else:
        said = Note(tier.say or "该档标准未载明", tier.say_en or "the rate of this tier is not stated")
    return Threshold(amount.by, tier.at_least, True, "tier", said.say, said.say_en or said.say, clause, stated)


def _slice(prepared: Book, amount: Slices, place: int, clause: str) -> Threshold:
    part = amount.slices[place]
    assert part.up_to is not None
    after = amount.slices[place + 1].ratio if place + 1 < len(amount.slices) else Decimal(0)
    said = Note(f"超过的部分按{words.percent(after)}", f"{words.percent(after)} of what is above")
    return Threshold(amount.of, part.up_to, False, "slice", said.say, said.say_en, clause)


def _cap(prepared: Book, name: str, at: Fraction, cap: Decimal, clause: str) -> Threshold:
    grid = _grid(prepared, name)
    value = _decimal(-(-at // grid) * grid)
    said = words.money_note("达到封顶{}", "reaches the cap of {}", cap)
    return Threshold(name, value, True, "cap", said.say, said.say_en, clause)


# ---------------------------------------------------------------- pools


@dataclass(frozen=True, slots=True)
class Served:
    """How many applicants a shared pool pays at a given amount each, rounded down."""

    pool: str
    amount: Decimal
    each: Decimal
    count: int
    step: Step


def served(policy: Policy, pool: str, each: Decimal | None = None, *, amount: Decimal | None = None) -> Served:
    """Applicants a pool can pay in full; `each` defaults to the ceiling of the award it pays, `amount` to the whole pool."""
    prepared = book(policy)
    found = next((one for one in policy.pools if one.id == pool), None)
    if found is None:
        raise UnknownName(f"no pool {pool!r} in {policy.id}; known: {', '.join(one.id for one in policy.pools) or 'none'}")
    one = each
    if one is None and found.award:
        one, _ = ceiling_of(prepared.award(found.award).amount)
    if one is None or one <= 0:
        raise InputError(f"pool {pool!r}: say how much each applicant gets")
    whole = found.amount if amount is None else amount
    count = int(whole // one)
    left = whole - one * count
    text = f"{plain(whole)} ÷ {plain(one)} = {count}" if not left else f"{plain(whole)} ÷ {plain(one)} → {count}"
    clause = prepared.clause_id(found.clause)
    note = words.money_note(f"按每家{{}}计，可满额支付{count}家", f"at {{}} each it pays {count} in full", one)
    return Served(pool, whole, one, count, Step(text, clause, text, prepared.quote(clause, found.amount), note.say, note.say_en))
