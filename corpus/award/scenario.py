"""More than one case: comparisons, two enterprises, ranges, several years, the whole company, the maximum.

Each is a `Calculation` put together from single ones, every case and year under its own caps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from corpus.award.book import Book, book
from corpus.award.calculate import calculate, evaluate, floor_fen, judge, settle, total_kind
from corpus.award.facts import Facts, read_facts
from corpus.award.piecewise import Curve, spans
from corpus.award.result import AwardResult, Calculation, Kind, Note, Step, plain
from corpus.award.shapecurves import Drawing, draw
from corpus.award.shapes import ZERO, ceiling_of
from corpus.errors import InputError
from corpus.model import Award, Given, Policy

Labels = Sequence[Note | str]


def _note(label: Note | str) -> Note:
    return label if isinstance(label, Note) else Note(label, label)


def _labelled(calculation: Calculation, label: Note | str) -> Calculation:
    note = _note(label)
    return replace(calculation, label=note.say, label_en=note.say_en or note.say)


# ---------------------------------------------------------------- several cases


def compare(
    policy: Policy,
    awards: Sequence[str],
    a: Mapping[str, Given],
    b: Mapping[str, Given],
    labels: Labels = ("A", "B"),
    *,
    awards_b: Sequence[str] | None = None,
) -> Calculation:
    """Two cases side by side; `difference_yuan` is how far they are apart, None when either is only a bound."""
    first = _labelled(calculate(policy, awards, a), labels[0])
    second = _labelled(calculate(policy, awards if awards_b is None else awards_b, b), labels[1])
    return Calculation(
        policy.id,
        cases=(first, second),
        inputs=_common(first, second),
        compared=True,
        difference_yuan=difference(first, second),
        policy_hash=policy.hash,
    )


def difference(first: Calculation, second: Calculation) -> Decimal | None:
    """How far two totals are apart; None where one is missing or only an upper bound."""
    if first.total_yuan is None or second.total_yuan is None or "bound" in (first.total_kind, second.total_kind):
        return None
    if first.missing or second.missing:
        return None
    return abs(first.total_yuan - second.total_yuan)


def _common(first: Calculation, second: Calculation) -> dict[str, Given]:
    """The inputs that both cases share with the same value."""
    return {name: given for name, given in first.inputs.items() if second.inputs.get(name) == given}


def with_changes(policy: Policy, awards: Sequence[str], inputs: Mapping[str, Given], changes: Mapping[str, Given | None]) -> Calculation:
    """What if: the case as it is beside the case with some inputs replaced (None takes one away)."""
    changed = {**inputs, **{name: given for name, given in changes.items() if given is not None}}
    changed = {name: given for name, given in changed.items() if changes.get(name, given) is not None}
    labels = (Note("现在", "as it is"), Note("改变后", "changed"))
    return compare(policy, awards, inputs, changed, labels)


def together(
    policy: Policy,
    awards: Sequence[str] | Sequence[Sequence[str]],
    enterprises: Sequence[Mapping[str, Given]],
    labels: Labels | None = None,
    counts: Sequence[int] | None = None,
) -> Calculation:
    """Several enterprises asked for together, each under its own caps; the total is their sum.

    `awards` is one list for all, or one list for each. `counts`: how many enterprises each stands for (8 firms alike).
    """
    names = labels or [Note(f"企业{place}", f"enterprise {place}") for place in range(1, len(enterprises) + 1)]
    lists = [awards if _flat(awards) else awards[place] for place in range(len(enterprises))]
    cases = [
        _labelled(calculate(policy, list(wanted), inputs), name)  # type: ignore[arg-type]  # `_flat` told one list from a list of lists
        for wanted, inputs, name in zip(lists, enterprises, names, strict=True)
    ]
    return summed(policy, cases, counts)


def summed(policy: Policy, cases: Sequence[Calculation], counts: Sequence[int] | None = None) -> Calculation:
    """Cases worked out already, put side by side; the total is their sum, each as many times as its count."""
    if counts is not None and any(count < 1 for count in counts):
        raise InputError("a case stands for one firm or more")
    told = [replace(case, count=count) for case, count in zip(cases, counts or [1] * len(cases), strict=True)]
    return Calculation(policy.id, cases=tuple(told), total_yuan=_sum(told), total_kind=total_kind(_kinds(told)), policy_hash=policy.hash)


def beside(policy: Policy, cases: Sequence[Calculation], labels: Labels) -> Calculation:
    """Alternatives worked out already (one of them over several years, say) compared: no sum, and how far two are apart."""
    told = tuple(_labelled(case, label) for case, label in zip(cases, labels, strict=True))
    gap = difference(told[0], told[1]) if len(told) == 2 else None
    return Calculation(policy.id, cases=told, compared=True, difference_yuan=gap, policy_hash=policy.hash)


def _flat(awards: Sequence[str] | Sequence[Sequence[str]]) -> bool:
    return all(isinstance(name, str) for name in awards)


def _sum(parts: Sequence[Calculation]) -> Decimal | None:
    known = [part.total_yuan * part.count for part in parts if part.total_yuan is not None]
    return sum(known, ZERO) if known else None


def _kinds(parts: Sequence[Calculation]) -> list[Kind | None]:
    return [part.total_kind for part in parts]


def span(
    policy: Policy, awards: Sequence[str], low: Mapping[str, Given], high: Mapping[str, Given], labels: Labels | None = None
) -> Calculation:
    """A range as input: both ends as cases. The total is given where both ends come to the same."""
    names = labels or (Note("下限", "lower end"), Note("上限", "upper end"))
    cases = (_labelled(calculate(policy, awards, low), names[0]), _labelled(calculate(policy, awards, high), names[1]))
    same = cases[0].total_yuan if cases[0].total_yuan == cases[1].total_yuan else None
    kind = total_kind(_kinds(cases)) if same is not None else None
    return Calculation(policy.id, cases=cases, inputs=_common(*cases), total_yuan=same, total_kind=kind, policy_hash=policy.hash)


# ---------------------------------------------------------------- several years


def schedule(
    policy: Policy,
    awards: Sequence[str],
    years: Sequence[Mapping[str, Given]],
    *,
    counted_once: Mapping[str, int] | None = None,
    per_year: Collection[str] = (),
    labels: Labels | None = None,
) -> Calculation:
    """Several years, each with its own inputs and caps; the total is their sum.

    One-off awards count in the first year. Awards whose period the source leaves open count in the year that
    `counted_once` names (from 1), else in the first year, unless their amounts differ by year or `per_year`
    lists them. Where a year's place in a window is not given for each year, it runs on from the first.
    """
    if not years:
        raise InputError("a schedule needs at least one year")
    prepared = book(policy)
    inputs = _running(prepared, awards, years)
    names = labels or [Note(f"第{place}年", f"year {place}") for place in range(1, len(years) + 1)]
    done = []
    for place, (given, name) in enumerate(zip(inputs, names, strict=True), start=1):
        wanted = [award for award in awards if _counts(prepared, prepared.award(award), place, inputs, counted_once or {}, per_year)]
        year = calculate(policy, wanted, given)
        if year.total_yuan is None and not year.missing:
            year = replace(year, total_yuan=ZERO, total_kind="none")
        done.append(_labelled(year, name))
    return Calculation(policy.id, years=tuple(done), total_yuan=_sum(done), total_kind=total_kind(_kinds(done)), policy_hash=policy.hash)


def _running(prepared: Book, awards: Sequence[str], years: Sequence[Mapping[str, Given]]) -> list[dict[str, Given]]:
    """The years' inputs, with the counters of windows running on from the first year."""
    found = [dict(year) for year in years]
    for name in _counters(prepared, awards):
        given = [year.get(name) for year in years]
        first = given[0]
        if first is None:
            assumed = prepared.assumed.get(name)
            start = int(assumed.number) if assumed else None
        else:
            start = int(first.value)
        same = all(one is None or one == first for one in given[1:])
        if start is None or not same:
            continue
        for place in range(1, len(years)):
            found[place][name] = Given(value=start + place)
    return found


def _counters(prepared: Book, awards: Sequence[str]) -> list[str]:
    chosen = [prepared.award(name) for name in awards]
    roots = {prepared.root(award) for award in chosen}
    family = [award for award in prepared.policy.awards if prepared.root(award) in roots]
    return list(dict.fromkeys(award.window.year for award in family if award.window))


def _counts(
    prepared: Book,
    award: Award,
    place: int,
    years: Sequence[Mapping[str, Given]],
    counted_once: Mapping[str, int],
    per_year: Collection[str],
) -> bool:
    if award.id in per_year or (award.period == "year" and award.id not in counted_once):
        return True
    if award.id in counted_once:
        return counted_once[award.id] == place
    if award.period == "unstated":
        names = prepared.amount_inputs[award.id]
        given = [place for place, year in enumerate(years, start=1) if any(name in year for name in names)]
        values = {tuple(str(year[name].value) for name in names if name in year) for year in years if any(n in year for n in names)}
        if given and (len(given) < len(years) or len(values) > 1):
            return place in given
    return place == 1


# ---------------------------------------------------------------- the whole company


@dataclass(frozen=True, slots=True)
class Prospect:
    """An award outside the sum of a check-up: what is known of it, the most it can be, what would change it."""

    result: AwardResult
    most: Decimal | None
    needs: tuple[Note, ...]  # conditions that fail or are open, and inputs to say


@dataclass(frozen=True, slots=True)
class Checkup:
    """The whole company: awards it gave facts for, under the caps, and the others with what they would need."""

    calculation: Calculation
    prospects: tuple[Prospect, ...]  # every award that gives nothing yet, those asked about too


def checkup(policy: Policy, inputs: Mapping[str, Given], *, on: date | None = None) -> Checkup:
    """Every award that has a given input, summed under the caps; every other one with what would change it."""
    prepared = book(policy)
    facts = read_facts(prepared, inputs)
    listed: list[AwardResult] = []
    prospects: list[Prospect] = []
    for award in prepared.roots:
        judged = judge(prepared, award, facts)
        result = evaluate(prepared, judged, facts, asked=award.id, on=on)
        known = touched(prepared, judged, facts) or touched(prepared, award, facts)
        if known:
            listed.append(result)
        if not known or not result.yuan:
            prospects.append(_prospect(prepared, judged, result, known))
    return Checkup(settle(prepared, listed, facts), tuple(prospects))


def sum_up(prepared: Book, facts: Facts) -> Calculation:
    """The sum of a check-up alone, without its inputs and without the other awards: for tables."""
    listed = []
    for award in prepared.roots:
        judged = judge(prepared, award, facts)
        if touched(prepared, judged, facts) or (judged is not award and touched(prepared, award, facts)):
            listed.append(evaluate(prepared, judged, facts, asked=award.id))
    return settle(prepared, listed)


def touched(prepared: Book, award: Award, facts: Facts) -> bool:
    """Whether the person gave a fact that speaks of this award.

    For an award computed from inputs any of them will do. A fixed amount (or an unstated one) is touched only by
    facts of its own, so that a condition shared by all awards does not claim it.
    """
    return not prepared.telling[award.id].isdisjoint(facts.given)


def _prospect(prepared: Book, award: Award, result: AwardResult, known: bool) -> Prospect:
    needs = [Note(one.say, one.say_en) for one in result.checks if one.state in ("failed", "unknown") or one.premise]
    if not known:
        needs += [Note(one.say, one.say_en) for one in result.checks if one.state == "assumed" and not one.premise]
    for name in result.missing:
        if name in prepared.amount_inputs[award.id]:
            item = prepared.inputs[name]
            needs.append(Note(item.label, item.label_en or item.label))
    most = result.if_met if result.kind == "none" else result.yuan if result.yuan is not None else result.at_most
    return Prospect(result, most, tuple(dict.fromkeys(needs)))


def at_maximum(policy: Policy, awards: Sequence[str] | None = None) -> Calculation:
    """Every award (or those named) at its ceiling, under the group and total caps. No inputs are needed."""
    prepared = book(policy)
    chosen = [award for award in policy.awards if award.in_maximum] if awards is None else [prepared.award(name) for name in awards]
    return settle(prepared, [_at_ceiling(prepared, award) for award in chosen])


def _at_ceiling(prepared: Book, award: Award) -> AwardResult:
    most, bound = ceiling_of(award.amount)
    clause = prepared.clauses[award.id]
    if most is None:
        note = Note("没有载明封顶", "no ceiling is stated")
        return AwardResult(award.id, prepared.policy.id, clause, None, None, unstated=note)
    text = f"≤ {plain(most)}"
    where, quote = prepared.statement(clause, prepared.also[award.id], most, "yuan")
    step = Step(text, where, text, quote, "这项的最高数额", "the most this award gives")
    kind: Kind = "bound" if bound else "ceiling"
    unstated = None
    if bound and (say := getattr(award.amount, "say", "")):
        unstated = Note(say, getattr(award.amount, "say_en", "") or say)
    return AwardResult(award.id, prepared.policy.id, clause, kind, floor_fen(most), steps=(step,), unstated=unstated)


# ---------------------------------------------------------------- pictures


@dataclass(frozen=True, slots=True)
class Point:
    """A corner of the curve of an award against one input; two points share an x where the amount jumps."""

    x: Decimal
    yuan: Decimal
    bound: bool = False


def curve(policy: Policy, award: str, input: str, inputs: Mapping[str, Given], upto: Decimal) -> list[Point]:
    """The corners of the award as a function of one input from 0 to `upto`, the other inputs as given.

    Between two corners it is a straight line, so a picture of them is exact. Empty where an input the amount
    needs is missing.
    """
    prepared = book(policy)
    prepared.input(input)
    if upto <= 0:
        raise InputError(f"a curve needs an end above 0, not {upto}")
    facts = read_facts(prepared, inputs)
    rest = Facts(
        {name: fact for name, fact in facts.given.items() if name != input},
        {name: fact for name, fact in facts.assumed.items() if name != input},
    )
    drawing = Drawing(prepared, rest, input)
    drawn = draw(drawing, judge(prepared, prepared.award(award), rest))
    return [] if drawing.missing else _corners(drawn, Fraction(upto))


def _corners(drawn: Curve, upto: Fraction) -> list[Point]:
    points: list[Point] = []
    for piece, end, _ in spans(drawn):
        if piece.start >= upto and points:
            break
        stop = upto if end is None else min(end, upto)
        for x in (piece.start, stop):
            point = Point(_fen(x), floor_fen(_exact(piece.at(x))), piece.bound)
            if not points or points[-1] != point:
                points.append(point)
    return points


def _fen(x: Fraction) -> Decimal:
    return Decimal(-(-x.numerator * 100 // x.denominator)) / 100


def _exact(value: Fraction) -> Decimal:
    return Decimal(value.numerator * 10**6 // value.denominator) / 10**6
