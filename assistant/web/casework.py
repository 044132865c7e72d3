"""A company's case as the check-up and the sheets use it: what was typed, what it comes to, what would change it.

Everything is computed by the calculator; here it is only put side by side, in the policy's own order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.hand import given
from assistant.web.charts import Part, Picture, curve_chart, stack_chart, years_chart
from assistant.web.words import pick, say
from corpus.award.explain import Marginal, headline, one_more, said
from corpus.award.result import AwardResult, Calculation, Check, Note, Required
from corpus.award.scenario import Checkup, checkup, curve, schedule
from corpus.award.shapes import ceiling_of
from corpus.award.solve import required
from corpus.errors import HuiceError
from corpus.model import Award, Given, Input, Policy
from corpus.numbers.written import format_yuan

YEARS = 3
CURVES = 4
ZERO = Decimal(0)
_WANTED = {"integer": "整数", "percent": "比例，如 30%", "amount": "金额，如 6000万、1.2亿、80万"}
_WANTED_EN = {"integer": "a whole number", "percent": "a share such as 30%", "amount": "an amount such as 6000万, 1.2亿 or 800000"}


@dataclass(frozen=True, slots=True)
class Line:
    """One condition as a person reads it: `state` met, failed, unknown; how far where it fails."""

    state: str
    says: str
    far: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One award of the check-up."""

    award: Award
    title: str
    result: AwardResult
    counted: bool  # it enters the sum
    headline: str
    lines: tuple[Line, ...]
    most: Decimal | None  # what it could be, where it gives nothing yet
    gain: Decimal  # what that would add to the total after all caps
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that would raise the total, and by how much at most."""

    gain: Decimal
    says: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the check-up page and the sheets show of one company."""

    policy: Policy
    language: str
    inputs: Mapping[str, Given]
    check: Checkup
    rows: tuple[Row, ...]
    levers: tuple[Lever, ...]
    marginals: tuple[Marginal, ...]
    years: Calculation | None
    pictures: tuple[Picture, ...]

    @property
    def calculation(self) -> Calculation:
        return self.check.calculation


def read(policy: Policy, typed: Mapping[str, str], language: str) -> tuple[dict[str, Given], dict[str, str]]:
    """Typed values as the calculator takes them, and for each that does not fit, why."""
    good: dict[str, Given] = {}
    bad: dict[str, str] = {}
    for item in policy.inputs:
        text = str(typed.get(item.id, "")).strip()
        if not text:
            continue
        try:
            good[item.id] = given(item, text)
        except HuiceError:
            bad[item.id] = _hint(item, text, language)
    return good, bad


def _hint(item: Input, text: str, language: str) -> str:
    shown = text if len(text) <= 20 else text[:20] + "…"
    if language == "en":
        return f"“{shown}” cannot be read: write {_WANTED_EN.get(item.kind, 'one of the values listed')}{_range(item, language)}"
    return f"「{shown}」不能识别，请填写{_WANTED.get(item.kind, '所列选项之一')}{_range(item, language)}"


def _range(item: Input, language: str) -> str:
    english = language == "en"
    parts = []
    if item.minimum is not None:
        parts.append(f"from {item.minimum}" if english else f"不小于{item.minimum}")
    if item.maximum is not None:
        parts.append(f"up to {item.maximum}" if english else f"不大于{item.maximum}")
    return f" ({', '.join(parts)})" if english and parts else f"（{'，'.join(parts)}）" if parts else ""


def examine(policy: Policy, inputs: Mapping[str, Given], language: str, *, pictures: bool = True) -> Case:
    """The whole case."""
    check = checkup(policy, inputs)
    calculation = check.calculation
    results = {(result.asked or result.award): (result, True) for result in calculation.awards}
    prospects = {(one.result.asked or one.result.award): one for one in check.prospects}
    rows = []
    for award in policy.awards:
        if award.variant_of or (award.id not in results and award.id not in prospects):
            continue
        prospect = prospects.get(award.id)
        result, counted = results.get(award.id, (prospect.result if prospect else None, False))
        if result is None:
            continue
        judged = policy.award(result.award) or award
        most = prospect.most if prospect else None
        rows.append(
            Row(
                judged,
                pick(judged.title, judged.title_en, language),
                result,
                counted and bool(result.yuan),
                say("not_counted", language) if result.yuan and not counted else headline(result, language),
                tuple(_lines(policy, result.checks, language)),
                most,
                _gain(policy, calculation, judged.group, (most or ZERO) - (result.yuan or ZERO if counted else ZERO)),
                tuple(said(note, language) for note in prospect.needs) if prospect else (),
            )
        )
    counted_ids = [result.asked or result.award for result in calculation.awards if result.yuan]
    years = schedule(policy, counted_ids, [dict(inputs)] * YEARS) if counted_ids else None
    case = Case(policy, language, inputs, check, tuple(rows), (), tuple(one_more(policy, calculation)), years, ())
    levers = tuple(sorted(_levers(case), key=lambda lever: -lever.gain))
    drawn = tuple(_pictures(case)) if pictures else ()
    return Case(policy, language, inputs, check, case.rows, levers, case.marginals, years, drawn)


def _lines(policy: Policy, checks: Sequence[Check], language: str) -> list[Line]:
    found: list[Line] = []
    for check in checks:
        state = {"met": "met", "planned": "met", "assumed": "assumed", "failed": "failed"}.get(check.state, "unknown")
        if state == "assumed" and check.premise:
            state = "unknown"
        far = _far(policy, check, language) if state == "failed" else ""
        found.append(Line(state, said(Note(check.say, check.say_en), language), far))
    return found


def _far(policy: Policy, check: Check, language: str) -> str:
    for one in (check, *check.parts):
        if one.short_by is None or not one.inputs:
            continue
        item = policy.input(one.inputs[0])
        amount = format_yuan(one.short_by, language) if item and item.kind == "amount" else f"{one.short_by}{item.unit if item else ''}"
        return f"short by {amount}" if language == "en" else f"还差{amount}"
    return ""


def _gain(policy: Policy, calculation: Calculation, group: str, more: Decimal) -> Decimal:
    """What `more` in a group adds to the total, under the group's and the total's cap."""
    if more <= 0:
        return ZERO
    caps = {cap.group: cap for cap in calculation.caps}
    declared = next((one.cap for one in policy.groups if one.id == group), None)
    before = caps[group].before if group in caps else ZERO
    within = more if declared is None else min(declared, before + more) - min(declared, before)
    if policy.total is None:
        return within
    total = calculation.total_yuan or ZERO
    return min(policy.total.cap, total + within) - min(policy.total.cap, total)


def _levers(case: Case) -> list[Lever]:
    english, found = case.language == "en", []
    for row in case.rows:
        if row.gain <= 0:
            continue
        amount = format_yuan(row.gain, case.language)
        needs = (", " if english else "、").join(row.needs)
        if english:
            found.append(Lever(row.gain, f"{row.title}: up to {amount} more" + (f", once: {needs}" if needs else "")))
        else:
            found.append(Lever(row.gain, f"{row.title}：最多再增加{amount}" + (f"，需：{needs}" if needs else "")))
    for row in case.rows:
        if row.counted and row.result.kind == "ceiling" and row.result.base:
            found += _to_ceiling(case, row)
    return found


def _to_ceiling(case: Case, row: Row) -> list[Lever]:
    """How much more spending reaches the award's ceiling."""
    try:
        needed: Required = required(case.policy, row.award.id, case.inputs)
    except HuiceError:
        return []
    item = case.policy.input(needed.input)
    if not needed.more or needed.yuan is None or item is None or row.result.yuan is None:
        return []
    gain = _gain(case.policy, case.calculation, row.award.group, needed.target - row.result.yuan)
    if gain <= 0:
        return []
    label = pick(item.label, item.label_en, case.language)
    more = format_yuan(needed.more, case.language) if item.kind == "amount" else f"{needed.more}{item.unit}"
    goal, added = format_yuan(needed.target, case.language), format_yuan(gain, case.language)
    if case.language == "en":
        return [Lever(gain, f"{row.title}: {more} more of “{label}” reaches the ceiling of {goal} ({added} more)")]
    return [Lever(gain, f"{row.title}：{label}再增加{more}即达到上限{goal}（多{added}）")]


# ---------------------------------------------------------------- pictures


def _pictures(case: Case) -> list[Picture]:
    language, calculation = case.language, case.calculation
    english = language == "en"
    total = next((cap for cap in calculation.caps if cap.group == "total"), None)
    paid = [(result, case.policy.award(result.award)) for result in calculation.awards if result.yuan and not result.displaced_by]
    parts = [Part(pick(award.title, award.title_en, language), result.yuan or ZERO) for result, award in paid if award]
    found: list[Picture] = []
    cap = total.cap if total else None
    for group in case.policy.groups:
        step = next((one for one in calculation.caps if one.group == group.id), None)
        mine = [Part(pick(a.title, a.title_en, language), r.yuan or ZERO) for r, a in paid if a and a.group == group.id]
        if mine and step:
            label = pick(group.label, group.label_en, language)
            title = f"{label} of the year against the cap" if english else f"{label}：当年合计与年度上限"
            found.append(stack_chart(mine, group.cap, step.after, title, language, f"group-{group.id}"))
    if parts and not found:
        title = "The year's total" if english else "当年合计"
        found.append(stack_chart(parts, cap, calculation.total_yuan or ZERO, title, language, "group-all"))
    if case.years and case.years.total_yuan:
        years = [
            (
                (year.label_en or year.label) if english else year.label,
                [Part(_title(case.policy, result.award, language), result.yuan) for result in year.awards if result.yuan],
                year.total_yuan or ZERO,
            )
            for year in case.years.years
        ]
        whole = format_yuan(case.years.total_yuan, language)
        count = len(years)
        title = f"{count} years with the same values, {whole} together" if english else f"按相同数据连续{count}年，合计最高{whole}"
        found.append(years_chart(years, case.policy.total.cap if case.policy.total else None, title, language, "years"))
    found += _curves(case)
    return found


def _title(policy: Policy, award_id: str, language: str) -> str:
    award = policy.award(award_id)
    return pick(award.title, award.title_en, language) if award else award_id


def _curves(case: Case) -> list[Picture]:
    found: list[Picture] = []
    for row in case.rows:
        item = case.policy.input(row.result.base) if row.result.base else None
        held = case.inputs.get(row.result.base)
        if not row.counted or item is None or item.kind != "amount" or held is None or row.result.yuan is None:
            continue
        value = Decimal(str(held.value))
        cap, _ = ceiling_of(row.award.amount)
        try:
            needed = required(case.policy, row.award.id, case.inputs)
        except HuiceError:
            needed = None
        full = (needed.yuan or needed.at_least) if needed else None
        upto = max(value * Decimal("1.25"), (full or ZERO) * Decimal("1.5"))
        points = curve(case.policy, row.award.id, item.id, case.inputs, upto) if upto > 0 else []
        if len(points) < 2:
            continue
        label = pick(item.label, item.label_en, case.language)
        title = f"{row.title} against “{label}”" if case.language == "en" else f"{row.title}随{label}的变化"
        found.append(curve_chart(points, title, label, cap, (value, row.result.yuan), case.language, f"curve-{row.award.id}"))
    return found[:CURVES]
