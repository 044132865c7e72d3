"""The named shapes: how each computes its amount from the facts, with the arithmetic written down.

Every shape is one function from (shape, sum in progress) to an `Outcome`. Values stay exact and unrounded here;
`calculate` cuts them to the 分. An outcome with something missing says the most that the amount can be anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from corpus.award import words
from corpus.award.book import Book, FigureKind
from corpus.award.facts import Facts
from corpus.award.result import Check, Note, Step, plain
from corpus.model import (
    Amount,
    Choice,
    Fixed,
    HigherOf,
    Increment,
    NotStated,
    PerUnit,
    Share,
    Slices,
    SumOf,
    Tier,
    Tiers,
)

ZERO = Decimal(0)


class Outcome(NamedTuple):
    """What a shape gives: an exact value, or what is missing for it, or the condition inside it that fails."""

    value: Decimal | None = None  # before rounding; None: something is missing, or no ceiling is stated
    bound: bool = False  # an upper bound: part of the formula is not stated
    most: Decimal | None = None  # the most it can be whatever the missing inputs are; None: no limit is stated
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    failed: Check | None = None  # below the lowest tier, no increment: 0
    unstated: Note | None = None
    uncapped: Decimal | None = None  # before the cap that cut it
    cap: Decimal | None = None  # the cap that cut it
    near: tuple[str, ...] = ()  # inputs that stand right at a tier, given only roughly
    rate: Decimal | None = None  # what one more of the base adds before any cap, where that is one ratio
    limit: Decimal | None = None  # the cap that ratio runs into


class Sum(NamedTuple):
    """What a shape computes with: the policy, the facts, and the clause its figures stand in."""

    book: Book
    facts: Facts
    clause: str
    also: tuple[str, ...] = ()  # further clauses that state a part of it

    def number(self, name: str) -> Decimal | None:
        fact = self.facts.get(name)
        return None if fact is None else fact.number

    def step(self, text: str, say: Note, figure: Decimal | None = None, kind: FigureKind = "yuan") -> Step:
        clause, quote = self.clause, ""
        if figure is not None:
            clause, quote = self.book.statement(self.clause, self.also, figure, kind)
        return Step(text, clause, text, quote, say.say, say.say_en)

    def label(self, name: str) -> Note:
        return self.book.labels[name]


def compute(amount: Amount, work: Sum) -> Outcome:
    """The amount under the facts of this sum."""
    return _SHAPES[type(amount)](amount, work)


def _least(*values: Decimal | None) -> Decimal | None:
    known = [value for value in values if value is not None]
    return min(known) if known else None


def _capped(work: Sum, value: Decimal, cap: Decimal | None, outcome: Outcome) -> Outcome:
    """Cut at the shape's own cap, with the step that says so."""
    if cap is None or value <= cap:
        return outcome._replace(value=value, most=value, limit=cap)
    text = plain(cap)
    step = work.step(f"min({plain(value)}, {text}) = {text}", words.capped_at(cap), cap)
    return outcome._replace(value=cap, most=cap, steps=(*outcome.steps, step), uncapped=value, cap=cap, limit=cap)


_FIXED = Note("定额上限", "fixed ceiling")


def _fixed(amount: Fixed, work: Sum) -> Outcome:
    step = work.step(plain(amount.amount), _FIXED, amount.amount)
    return Outcome(value=amount.amount, most=amount.amount, steps=(step,))


def _times(work: Sum, base: Decimal, ratio: Decimal, name: str) -> tuple[Decimal, Step]:
    value = base * ratio
    text = f"{plain(base)} × {words.percent(ratio)} = {plain(value)}"
    return value, work.step(text, work.book.share_words(name, ratio), ratio, "ratio")


def _share(amount: Share, work: Sum) -> Outcome:
    base = work.number(amount.of)
    if base is None:
        return Outcome(missing=(amount.of,), most=amount.cap)
    value, step = _times(work, base, amount.ratio, amount.of)
    return _capped(work, value, amount.cap, Outcome(steps=(step,), rate=amount.ratio))


def _tier_most(tier: Tier, base: Decimal | None, cap: Decimal | None) -> Decimal | None:
    """The most one tier can give; None: no limit follows."""
    fixed = tier.amount if tier.amount is not None else tier.bound_amount
    if fixed is not None:
        return _least(fixed, cap)
    ratio = tier.ratio if tier.ratio is not None else tier.bound_ratio
    return _least(None if ratio is None or base is None else base * ratio, cap)


def _tiers_most(amount: Tiers, base: Decimal | None) -> Decimal | None:
    each = [_tier_most(tier, base, amount.cap) for tier in amount.tiers]
    return None if any(value is None for value in each) else max((v for v in each if v is not None), default=ZERO)


def _tiers(amount: Tiers, work: Sum) -> Outcome:
    base = work.number(amount.of) if amount.of else None
    by = work.facts.get(amount.by)
    if by is None:
        missing = (amount.by,) if base is not None or not amount.of else (amount.by, amount.of)
        return Outcome(missing=missing, most=_tiers_most(amount, base))
    item, value = work.book.input(amount.by), by.number
    tiers = sorted(amount.tiers, key=lambda tier: tier.at_least)
    near = (amount.by,) if by.relation != "exact" and any(tier.at_least == value for tier in tiers) else ()
    reached = [tier for tier in tiers if tier.at_least < value or (tier.at_least == value and by.edge >= 0)]
    if not reached:
        label = work.label(amount.by)
        least = tiers[0].at_least
        said = words.value_note(item, least)
        check = Check(
            "failed",
            f"{label.say}达到{said.say}",
            f"{label.say_en} at least {said.say_en}",
            work.clause,
            (amount.by,),
            short_by=least - value,
            near=near,
        )
        return Outcome(value=ZERO, failed=check, most=_tiers_most(amount, base), near=near)
    tier = reached[-1]
    text = f"{plain(value)} ≥ {plain(tier.at_least)}"
    picked = work.step(text, work.book.tier_words(amount.by, tier.at_least), tier.at_least, "count")
    picked = picked._replace(counts=0 if item.kind == "amount" else 2)
    outcome = _in_tier(amount, tier, base, work, picked)
    return outcome._replace(near=near) if near else outcome


def _in_tier(amount: Tiers, tier: Tier, base: Decimal | None, work: Sum, picked: Step) -> Outcome:
    stated = tier.ratio is not None or tier.amount is not None
    unstated = None if stated else _unstated(tier.say, tier.say_en, "该档标准未载明", "the rate of this tier is not stated")
    fixed = tier.amount if tier.amount is not None else tier.bound_amount
    if fixed is not None:
        step = work.step(plain(fixed), Note("该档定额上限", "ceiling of this tier"), fixed)
        return _capped(work, fixed, amount.cap, Outcome(bound=not stated, unstated=unstated, steps=(picked, step)))
    ratio = tier.ratio if tier.ratio is not None else tier.bound_ratio
    if base is None and amount.of:
        return Outcome(missing=(amount.of,), most=amount.cap, bound=not stated, unstated=unstated)
    if ratio is None or base is None:
        cap = amount.cap
        if cap is None:
            return Outcome(bound=True, unstated=unstated, steps=(picked,))
        step = work.step(f"≤ {plain(cap)}", words.money_note("最高{}", "at most {}", cap), cap)
        return Outcome(value=cap, most=cap, bound=True, unstated=unstated, steps=(picked, step))
    value, step = _times(work, base, ratio, amount.of)
    return _capped(work, value, amount.cap, Outcome(bound=not stated, unstated=unstated, steps=(picked, step), rate=ratio))


def _unstated(say: str, say_en: str, default: str, default_en: str) -> Note:
    return Note(say, say_en or say) if say else Note(default, default_en)


def _slices(amount: Slices, work: Sum) -> Outcome:
    base = work.number(amount.of)
    if base is None:
        return Outcome(missing=(amount.of,), most=amount.cap)
    label = work.label(amount.of)
    total, start = ZERO, ZERO
    steps: list[Step] = []
    for part in amount.slices:
        end = base if part.up_to is None else min(base, part.up_to)
        if end > start or not steps:
            value = (end - start) * part.ratio
            said = Note(
                f"{label.say}在{words.money(start)}至{words.money(end)}的部分，按{words.percent(part.ratio)}",
                f"the part of {label.say_en} from {words.money(start, 'en')} to {words.money(end, 'en')}, at {words.percent(part.ratio)}",
            )
            span = plain(end) if start == 0 else f"({plain(end)} − {plain(start)})"
            steps.append(work.step(f"{span} × {words.percent(part.ratio)} = {plain(value)}", said, part.ratio, "ratio"))
            total += value
        start = max(start, end)
        if part.up_to is None or base <= part.up_to:
            break
    if len(steps) > 1:
        parts = " + ".join(step.text.rsplit(" = ", 1)[1] for step in steps)
        steps.append(work.step(f"{parts} = {plain(total)}", Note("各段合计", "the slices together")))
    return _capped(work, total, amount.cap, Outcome(steps=tuple(steps)))


def _per_unit(amount: PerUnit, work: Sum) -> Outcome:
    limit = None if amount.max_count is None else amount.amount * amount.max_count
    count = work.number(amount.count)
    if count is None:
        return Outcome(missing=(amount.count,), most=_least(limit, amount.cap))
    item = work.book.input(amount.count)
    counted, cut = count, None
    steps: list[Step] = []
    if amount.max_count is not None and count > amount.max_count:
        counted, cut = Decimal(amount.max_count), count * amount.amount
        said = words.value_note(item, counted)
        steps.append(
            work.step(
                f"min({plain(count)}, {plain(counted)}) = {plain(counted)}",
                Note(f"最多按{said.say}计", f"at most {said.say_en} count"),
                counted,
                "count",
            )._replace(counts=3, unit=item.unit)
        )
    value = counted * amount.amount
    each = words.money_note("每{unit}{}".replace("{unit}", item.unit or "项"), "{} each", amount.amount)
    steps.append(work.step(f"{plain(counted)} × {plain(amount.amount)} = {plain(value)}", each, amount.amount)._replace(counts=1))
    outcome = _capped(work, value, amount.cap, Outcome(steps=tuple(steps)))
    return outcome._replace(uncapped=cut, cap=value) if cut is not None and outcome.cap is None else outcome


def _increment(amount: Increment, work: Sum) -> Outcome:
    now, before = work.number(amount.of), work.number(amount.over)
    if now is None or before is None:
        missing = tuple(name for name, value in ((amount.of, now), (amount.over, before)) if value is None)
        most = amount.cap if now is None else _least(now * amount.ratio, amount.cap)
        return Outcome(missing=missing, most=most)
    label, over = work.label(amount.of), work.label(amount.over)
    more = now - before
    grown = work.step(
        f"{plain(now)} − {plain(before)} = {plain(more)}",
        Note(f"{label.say}比{over.say}的增量", f"what {label.say_en} exceeds {over.say_en} by"),
    )
    if more <= 0:
        said = Note(f"{label.say}比{over.say}有增长", f"{label.say_en} above {over.say_en}")
        check = Check("failed", said.say, said.say_en, work.clause, (amount.of,), short_by=-more)
        return Outcome(value=ZERO, failed=check, most=amount.cap, steps=(grown,))
    if amount.min_growth is not None and more < before * amount.min_growth:
        need = before * amount.min_growth
        rate = words.percent(amount.min_growth)
        check = Check(
            "failed",
            f"{label.say}比{over.say}增长达到{rate}",
            f"{label.say_en} grown over {over.say_en} by at least {rate}",
            work.clause,
            (amount.of,),
            short_by=need - more,
        )
        return Outcome(value=ZERO, failed=check, most=amount.cap, steps=(grown,))
    value = more * amount.ratio
    said = Note(f"增量的{words.percent(amount.ratio)}", f"{words.percent(amount.ratio)} of the increment")
    step = work.step(f"{plain(more)} × {words.percent(amount.ratio)} = {plain(value)}", said, amount.ratio, "ratio")
    return _capped(work, value, amount.cap, Outcome(steps=(grown, step)))


def _choice(amount: Choice, work: Sum) -> Outcome:
    fact = work.facts.get(amount.by)
    if fact is None:
        return Outcome(missing=(amount.by,), most=max(amount.amounts.values(), default=ZERO))
    item = work.book.input(amount.by)
    said, value = words.value_note(item, fact.value), amount.amounts.get(str(fact.value))
    if value is None:
        label = words.label(item)
        check = Check("failed", f"{label.say}为有奖励的类别", f"{label.say_en} is one that is awarded", work.clause, (amount.by,))
        return Outcome(value=ZERO, failed=check, most=max(amount.amounts.values(), default=ZERO))
    return Outcome(value=value, most=value, steps=(work.step(plain(value), said, value),))


def _higher_of(amount: HigherOf, work: Sum) -> Outcome:
    parts = [compute(option, work) for option in amount.options]
    known = [part for part in parts if part.value is not None]
    open_parts = [part for part in parts if part.value is None]
    most = None if any(part.most is None for part in open_parts) else max((p.most for p in parts if p.most is not None), default=ZERO)
    best = max(known, key=lambda part: (part.value or ZERO, not part.bound), default=None)  # of equals the stated one
    if open_parts and (best is None or any(part.most is None or part.most > (best.value or ZERO) for part in open_parts)):
        missing = tuple(dict.fromkeys(name for part in open_parts for name in part.missing))
        return Outcome(missing=missing, most=most, bound=any(p.bound for p in parts), unstated=_first_note(open_parts))
    if best is None or best.value is None:
        return Outcome(value=ZERO, most=ZERO)
    if len(known) == 1:
        return best._replace(rate=None)
    if all(part.failed for part in known):
        return best._replace(most=most)
    texts = ", ".join(plain(part.value) for part in known if part.value is not None)
    steps = tuple(step for part in known if not part.failed for step in part.steps)
    step = work.step(f"max({texts}) = {plain(best.value)}", Note("就高计算", "the higher one counts"))
    return best._replace(steps=(*steps, step), most=best.value, rate=None)


def _first_note(parts: list[Outcome]) -> Note | None:
    return next((part.unstated for part in parts if part.unstated), None)


def _sum_of(amount: SumOf, work: Sum) -> Outcome:
    parts = [compute(part, work) for part in amount.parts]
    bound = any(part.bound for part in parts)
    sure = sum((part.value for part in parts if part.value is not None), ZERO)
    limits = [part.value if part.value is not None else part.most for part in parts]
    most = None if any(limit is None for limit in limits) else sum((limit for limit in limits if limit is not None), ZERO)
    near = tuple(dict.fromkeys(name for part in parts for name in part.near))
    steps = tuple(step for part in parts if not part.failed for step in part.steps)
    if any(part.value is None for part in parts) and (amount.cap is None or sure < amount.cap):
        missing = tuple(dict.fromkeys(name for part in parts for name in part.missing))
        return Outcome(missing=missing, most=_least(most, amount.cap), bound=bound, unstated=_first_note(parts), near=near)
    if all(part.failed for part in parts):
        return parts[0]._replace(most=_least(sum((p.most or ZERO for p in parts), ZERO), amount.cap))
    texts = " + ".join(plain(part.value) for part in parts if part.value is not None and not part.failed)
    if sum(not part.failed for part in parts) > 1:
        steps = (*steps, work.step(f"{texts} = {plain(sure)}", Note("各部分合计", "the parts together")))
    cut = next((part for part in parts if part.cap is not None), None)
    outcome = _capped(work, sure, amount.cap, Outcome(bound=bound, unstated=_first_note(parts), steps=steps, near=near))
    return outcome._replace(uncapped=cut.uncapped, cap=cut.cap) if cut is not None and outcome.cap is None else outcome


def _not_stated(amount: NotStated, work: Sum) -> Outcome:
    approved = work.number(amount.approved) if amount.approved else None
    if approved is not None:
        label = work.label(amount.approved)
        step = work.step(plain(approved), label)
        return _capped(work, approved, amount.at_most, Outcome(steps=(step,)))
    unstated = _unstated(amount.say, amount.say_en, "计算标准未载明", "how it is computed is not stated")
    step = work.step(f"≤ {plain(amount.at_most)}", words.money_note("最高{}", "at most {}", amount.at_most), amount.at_most)
    return Outcome(value=amount.at_most, most=amount.at_most, bound=True, unstated=unstated, steps=(step,))


_SHAPES: dict[type, Callable[[Any, Sum], Outcome]] = {
    Fixed: _fixed,
    Share: _share,
    Tiers: _tiers,
    Slices: _slices,
    PerUnit: _per_unit,
    Increment: _increment,
    Choice: _choice,
    HigherOf: _higher_of,
    SumOf: _sum_of,
    NotStated: _not_stated,
}


def ceiling_of(amount: Amount) -> tuple[Decimal | None, bool]:
    """The most an amount can ever be (None: no ceiling is stated), and whether only a bound is stated there."""
    if isinstance(amount, Fixed):
        return amount.amount, False
    if isinstance(amount, Share | Slices | Increment):
        return amount.cap, False
    if isinstance(amount, Tiers):
        each = [(_tier_most(tier, None, amount.cap), tier.ratio is None and tier.amount is None) for tier in amount.tiers]
        if any(value is None for value, _ in each):
            return None, False
        most = max((value for value, _ in each if value is not None), default=ZERO)
        return most, all(bound for value, bound in each if value == most)
    if isinstance(amount, PerUnit):
        return _least(None if amount.max_count is None else amount.amount * amount.max_count, amount.cap), False
    if isinstance(amount, Choice):
        return max(amount.amounts.values(), default=ZERO), False
    if isinstance(amount, NotStated):
        return amount.at_most, True
    if isinstance(amount, HigherOf):
        options = [ceiling_of(option) for option in amount.options]
        if any(value is None for value, _ in options):
            return None, False
        most = max(value for value, _ in options if value is not None)
        return most, all(bound for value, bound in options if value == most)
    parts = [ceiling_of(part) for part in amount.parts]
    if any(value is None for value, _ in parts):
        return amount.cap, any(bound for _, bound in parts)
    return _least(sum((value for value, _ in parts if value is not None), ZERO), amount.cap), any(bound for _, bound in parts)
