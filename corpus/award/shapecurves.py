"""Each award as a curve of one input, the others as they are: the reverse side of `shapes`.

Conditions become 0/1 curves that gate the amount. What is not known about other inputs is taken at its best
and named in `notes`, so that a reverse answer says what it rests on; what an amount cannot do without is in
`missing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from corpus.award import words
from corpus.award.book import Book
from corpus.award.conditions import assumed_notes, check
from corpus.award.facts import Facts
from corpus.award.piecewise import Curve, add, capped, constant, higher, line, lower, select, step
from corpus.award.result import Check, Note
from corpus.model import (
    AllOf,
    Amount,
    AnyOf,
    Award,
    Choice,
    Condition,
    Fixed,
    HigherOf,
    Increment,
    NotStated,
    PerUnit,
    Share,
    Slices,
    SumOf,
    Test,
    Tier,
    Tiers,
)

NIL, ONE = constant(Fraction(0)), constant(Fraction(1))


@dataclass(slots=True)
class Drawing:
    """A curve being built: the case, the input that varies, and what was found on the way."""

    book: Book
    facts: Facts
    x: str
    notes: list[tuple[tuple[str, ...], Note]] = field(default_factory=list)  # what has to hold beside, and its inputs
    missing: list[str] = field(default_factory=list)  # inputs that the amount cannot do without
    failed: list[Check] = field(default_factory=list)  # conditions on other inputs that fail
    unstated: list[Note] = field(default_factory=list)

    def number(self, name: str) -> Fraction | None:
        fact = self.facts.get(name)
        return None if fact is None else Fraction(fact.number)


def draw(drawing: Drawing, award: Award, seen: frozenset[str] = frozenset()) -> Curve:
    """The award as a curve of the input: its amount where its conditions hold, 0 elsewhere, hand-over included."""
    gate = _conditions(drawing, award)
    own = select(gate, _amount(drawing, award.amount), NIL)
    if award.hand_over is None or award.hand_over.to in seen:
        return own
    handed = _condition(drawing, award.hand_over.when, award.clause, unknown=0, quiet=True)
    if handed == NIL:
        return own
    other = draw(drawing, drawing.book.award(award.hand_over.to), seen | {award.id})
    return select(handed, other, own)


def _conditions(drawing: Drawing, award: Award) -> Curve:
    found = ONE
    for condition in award.conditions:
        found = lower(found, _condition(drawing, condition, drawing.book.clauses[award.id]))
    if award.window is not None:
        found = lower(found, _condition(drawing, drawing.book.windows[award.id], drawing.book.clauses[award.id]))
    return found


def _condition(drawing: Drawing, condition: Condition, clause: str, *, unknown: int = 1, quiet: bool = False) -> Curve:
    if isinstance(condition, Test):
        if condition.input == drawing.x:
            return _threshold(condition)
        return _beside(drawing, condition, clause, unknown, quiet)
    if not _mentions(condition, drawing.x):
        return _beside(drawing, condition, clause, unknown, quiet)
    parts = condition.any if isinstance(condition, AnyOf) else condition.all
    # an unknown alternative beside one on the input itself helps nothing: what is asked is what the input must be
    open_as = 0 if isinstance(condition, AnyOf) else unknown
    curves = [_condition(drawing, part, clause, unknown=open_as, quiet=quiet or isinstance(condition, AnyOf)) for part in parts]
    found = curves[0]
    for curve in curves[1:]:
        found = higher(found, curve) if isinstance(condition, AnyOf) else lower(found, curve)
    return found


def _mentions(condition: Condition, name: str) -> bool:
    if isinstance(condition, Test):
        return condition.input == name
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    return any(_mentions(part, name) for part in parts)


def _beside(drawing: Drawing, condition: Condition, clause: str, unknown: int, quiet: bool) -> Curve:
    """A condition on other inputs: it holds or fails whatever x is."""
    found = check(drawing.book, condition, drawing.facts, clause)
    if found.state == "failed":
        if not quiet:
            drawing.failed.append(found)
        return NIL
    if found.state == "met":
        return ONE
    if found.state == "unknown" and not unknown:
        return NIL
    if not quiet:
        _note(drawing, found)
    return ONE


def _note(drawing: Drawing, found: Check) -> None:
    """What a condition that is not simply met adds to the assumptions."""
    if found.state == "unknown":
        drawing.notes.append((found.inputs, words.premise(Note(found.say, found.say_en))))
        return
    for notes in assumed_notes(drawing.book, (found,), drawing.facts):
        drawing.notes += [(found.inputs, note) for note in notes]


def _threshold(test: Test) -> Curve:
    found = ONE
    if test.at_least is not None:
        found = lower(found, step(Fraction(test.at_least)))
    if test.more_than is not None:
        found = lower(found, step(Fraction(test.more_than), open=True))
    if test.at_most is not None:
        found = lower(found, step(Fraction(test.at_most), open=True, before=1, after=0))
    if test.below is not None:
        found = lower(found, step(Fraction(test.below), before=1, after=0))
    return found


# ---------------------------------------------------------------- amounts


def _amount(drawing: Drawing, amount: Amount) -> Curve:
    x = drawing.x
    if isinstance(amount, Fixed):
        return constant(Fraction(amount.amount))
    if isinstance(amount, Share):
        return capped(_times(drawing, amount.of, Fraction(amount.ratio)), _cap(amount.cap))
    if isinstance(amount, Tiers):
        return _tiers(drawing, amount)
    if isinstance(amount, Slices):
        return _slices(drawing, amount)
    if isinstance(amount, PerUnit):
        most = None if amount.max_count is None else Fraction(amount.amount) * amount.max_count
        return capped(capped(_times(drawing, amount.count, Fraction(amount.amount)), most), _cap(amount.cap))
    if isinstance(amount, Increment):
        return _increment(drawing, amount)
    if isinstance(amount, Choice):
        return _choice(drawing, amount)
    if isinstance(amount, NotStated):
        if amount.approved and (amount.approved == x or drawing.number(amount.approved) is not None):
            return capped(_times(drawing, amount.approved, Fraction(1)), Fraction(amount.at_most))
        drawing.unstated.append(Note(amount.say or "计算标准未载明", amount.say_en or "how it is computed is not stated"))
        return constant(Fraction(amount.at_most), bound=True)
    if isinstance(amount, HigherOf):
        return _higher_of(drawing, amount)
    assert isinstance(amount, SumOf)
    total = NIL
    for part in amount.parts:
        total = add(total, _amount(drawing, part))
    return capped(total, _cap(amount.cap))


def _cap(cap: Decimal | None) -> Fraction | None:
    return None if cap is None else Fraction(cap)


def _times(drawing: Drawing, name: str, ratio: Fraction, bound: bool = False) -> Curve:
    if name == drawing.x:
        return line(ratio, bound=bound)
    value = drawing.number(name)
    if value is None:
        drawing.missing.append(name)
        return NIL
    return constant(value * ratio, bound)


def _tier(drawing: Drawing, amount: Tiers, tier: Tier) -> Curve:
    stated = tier.ratio is not None or tier.amount is not None
    if not stated:
        drawing.unstated.append(Note(tier.say or "该档标准未载明", tier.say_en or "the rate of this tier is not stated"))
    fixed = tier.amount if tier.amount is not None else tier.bound_amount
    if fixed is not None:
        return capped(constant(Fraction(fixed), not stated), _cap(amount.cap))
    ratio = tier.ratio if tier.ratio is not None else tier.bound_ratio
    if ratio is None:
        return constant(_cap(amount.cap) or Fraction(0), bound=True)
    return capped(_times(drawing, amount.of, Fraction(ratio), not stated), _cap(amount.cap))


def _tiers(drawing: Drawing, amount: Tiers) -> Curve:
    tiers = sorted(amount.tiers, key=lambda tier: tier.at_least)
    if amount.by == drawing.x:
        found = NIL
        for tier in tiers:
            found = select(step(Fraction(tier.at_least)), _tier(drawing, amount, tier), found)
        return found
    by = drawing.facts.get(amount.by)
    if by is not None:
        reached = [t for t in tiers if t.at_least < by.number or (t.at_least == by.number and by.edge >= 0)]
        if not reached:
            item = drawing.book.input(amount.by)
            test = Test(input=amount.by, at_least=tiers[0].at_least)
            said = words.test_note(test, item)
            if not any(amount.by in one.inputs for one in drawing.failed):
                drawing.failed.append(Check("failed", said.say, said.say_en, "", (amount.by,), tiers[0].at_least - by.number))
            return NIL
        return _tier(drawing, amount, reached[-1])
    best = max(tiers, key=_worth)
    item = drawing.book.input(amount.by)
    drawing.notes = [pair for pair in drawing.notes if pair[0] != (amount.by,)]  # the tier asks for more than they do
    drawing.notes.append(((amount.by,), words.premise(words.test_note(Test(input=amount.by, at_least=best.at_least), item))))
    return _tier(drawing, amount, best)


def _worth(tier: Tier) -> tuple[Fraction, bool]:
    rate = next((v for v in (tier.ratio, tier.amount, tier.bound_ratio, tier.bound_amount) if v is not None), 0)
    return Fraction(rate), tier.ratio is not None or tier.amount is not None


def _slices(drawing: Drawing, amount: Slices) -> Curve:
    start, level, curve = Fraction(0), Fraction(0), NIL
    for part in amount.slices:
        ratio = Fraction(part.ratio)
        curve = select(step(start), line(ratio, level - ratio * start), curve)
        if part.up_to is None:
            break
        level, start = level + ratio * (Fraction(part.up_to) - start), Fraction(part.up_to)
    else:
        curve = select(step(start), constant(level), curve)
    curve = capped(curve, _cap(amount.cap))
    if amount.of == drawing.x:
        return curve
    value = drawing.number(amount.of)
    if value is None:
        drawing.missing.append(amount.of)
        return NIL
    piece = next(piece for piece in reversed(curve) if piece.start <= value)
    return constant(piece.at(value))


def _increment(drawing: Drawing, amount: Increment) -> Curve:
    ratio, growth = Fraction(amount.ratio), Fraction(amount.min_growth or 0)
    if amount.of == drawing.x:
        over = drawing.number(amount.over)
        if over is None:
            drawing.missing.append(amount.over)
            return NIL
        grown = select(step(over * (1 + growth)), line(ratio, -ratio * over), NIL)
        return capped(grown, _cap(amount.cap))
    now = drawing.number(amount.of)
    if now is None:
        drawing.missing.append(amount.of)
        return NIL
    if amount.over == drawing.x:
        shrinking = select(step(now / (1 + growth), open=True), NIL, line(-ratio, ratio * now))
        return capped(shrinking, _cap(amount.cap))
    over = drawing.number(amount.over)
    if over is None:
        drawing.missing.append(amount.over)
        return NIL
    more = now - over
    return capped(constant(more * ratio if more > 0 and more >= over * growth else Fraction(0)), _cap(amount.cap))


def _choice(drawing: Drawing, amount: Choice) -> Curve:
    fact = drawing.facts.get(amount.by)
    if fact is not None:
        return constant(Fraction(amount.amounts.get(str(fact.value), 0)))
    best = max(amount.amounts, key=lambda name: amount.amounts[name])
    item = drawing.book.input(amount.by)
    test = Test.model_validate({"input": amount.by, "is": best})
    drawing.notes.append(((amount.by,), words.premise(words.test_note(test, item))))
    return constant(Fraction(amount.amounts[best]))


def _higher_of(drawing: Drawing, amount: HigherOf) -> Curve:
    """An option that lacks an input counts as nothing here: the others reach the target by themselves."""
    found, lacking = NIL, []
    for option in amount.options:
        kept = len(drawing.missing)
        curve = _amount(drawing, option)
        if len(drawing.missing) > kept:
            lacking += drawing.missing[kept:]
            del drawing.missing[kept:]
            continue
        found = higher(found, curve)
    if found == NIL:
        drawing.missing.extend(lacking)
    return found
