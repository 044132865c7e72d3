"""A calculation explained: the same trace as text and as table rows, what bit, and what one more 万元 adds.

Wording is put together from the result's notes and the policy's own titles; figures are written as the answer
writes them. Nothing is computed here that `calculate` did not decide, except the marginal amounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from corpus.award import words
from corpus.award.book import Book, book
from corpus.award.calculate import settle
from corpus.award.result import AwardResult, Calculation, Note, Required, plain
from corpus.award.shapes import ZERO
from corpus.model import Policy


def said(note: Note, language: str) -> str:
    """A note in one language; Chinese where the policy gives no English."""
    return note.say_en or note.say if language == "en" else note.say


def _title(prepared: Book, name: str, language: str) -> str:
    award = prepared.awards.get(name)
    if award is not None:
        return award.title_en or award.title if language == "en" else award.title
    group = prepared.groups.get(name)
    if group is not None:
        return group.label_en or group.label if language == "en" else group.label
    return "Total" if language == "en" else "合计"


def headline(result: AwardResult, language: str = "zh") -> str:
    """One award in a few words: the most it gives, why nothing, or what has to be said first."""
    english = language == "en"
    if result.kind is None:
        most = "" if result.at_most is None else words.money(result.at_most, language)
        if english:
            return f"cannot be computed yet{f' (at most {most})' if most else ''}"
        return f"暂不能算出{f'（最多{most}）' if most else ''}"
    if result.kind == "none":
        return "nothing (RMB 0)" if english else "不能享受（0元）"
    amount = words.money(result.yuan or ZERO, language)
    if result.kind == "bound":
        return f"at most {amount}, part of the rule is not stated" if english else f"至多{amount}（部分标准未载明）"
    return f"up to {amount}" if english else f"最高可得{amount}"


# ---------------------------------------------------------------- text


def as_text(policy: Policy, calculation: Calculation, language: str = "zh") -> str:
    """The whole trace as lines of text: each step with its sum, its words, its clause and what the clause says."""
    return "\n".join(_lines(book(policy), calculation, language, ""))


def _lines(prepared: Book, calculation: Calculation, language: str, indent: str) -> list[str]:
    lines: list[str] = []
    english = language == "en"
    for result in calculation.awards:
        lines += [indent + line for line in award_lines(prepared.policy, result, language)]
    for bite in what_bit(prepared.policy, calculation):
        if bite.level != "award":
            lines.append(indent + said(bite.note, language))
    for part in (*calculation.cases, *calculation.years):
        lines.append(f"{indent}{part.label_en or part.label if english else part.label}")
        lines += _lines(prepared, part, language, indent + "  ")
    if calculation.total_yuan is not None:
        total = words.money(calculation.total_yuan, language)
        if calculation.total_kind == "none":
            lines.append(f"{indent}Total: nothing (RMB 0)" if english else f"{indent}合计：0元")
        elif calculation.total_kind == "bound":
            lines.append(f"{indent}Total: at most {total}" if english else f"{indent}合计：至多{total}（含标准未载明的部分）")
        else:
            lines.append(f"{indent}Total: up to {total}" if english else f"{indent}合计：最高{total}")
    if calculation.compared:
        lines.append(indent + _apart(calculation, language))
    if calculation.required is not None:
        lines += [indent + line for line in required_lines(prepared.policy, calculation.required, language)]
    return lines


def _apart(calculation: Calculation, language: str) -> str:
    if calculation.difference_yuan is None:
        return (
            "Difference: cannot be said, since a part is only an upper bound or not yet known"
            if language == "en"
            else "相差：不能相减（其中有只知上限或尚不能算出的部分）"
        )
    amount = words.money(calculation.difference_yuan, language)
    return f"Difference: {amount}" if language == "en" else f"相差{amount}"


def award_lines(policy: Policy, result: AwardResult, language: str = "zh") -> list[str]:
    """One award: headline, steps, what is not stated, assumptions, what is missing, what one more step adds."""
    prepared = book(policy)
    english = language == "en"
    colon = ": " if english else "："
    lines = [f"{_title(prepared, result.award, language)}{colon}{headline(result, language)}"]
    if result.asked:
        title = _title(prepared, result.award, language)
        lines.append(f"  judged under “{title}”" if english else f"  按“{title}”判断")
    for step in result.steps:
        words_of = said(Note(step.say, step.say_en), language)
        quote = f"「{step.quote}」" if step.quote else ""
        lines.append(f"  {step.text}  {words_of}  [{step.clause}]{quote}")
    if result.unstated:
        lines.append(f"  {'Not stated' if english else '未载明'}{colon}{said(result.unstated, language)}")
    lines += [f"  {'Assumed' if english else '按此测算'}{colon}{said(note, language)}" for note in result.assumptions]
    if result.missing:
        names = [words.label(prepared.inputs[name]) for name in result.missing]
        listed = ("; " if english else "、").join(said(name, language) for name in names)
        lines.append(f"  {'Still to say' if english else '还需说明'}{colon}{listed}")
    if result.exclusive:
        other = _title(prepared, result.displaced_by, language)
        lines.append(f"  {'Not counted' if english else '不计入合计'}{colon}{said(result.exclusive, language)} → {other}")
    if result.kind == "none" and result.if_met:
        amount = words.money(result.if_met, language)
        lines.append(f"  Once the conditions are met: up to {amount}" if english else f"  条件满足后：最高{amount}")
    if result.more is not None and result.base:
        lines.append("  " + said(_more_note(prepared, result.base, result.more), language))
    return lines


def _more_note(prepared: Book, base: str, more: Decimal) -> Note:
    item = prepared.inputs[base]
    one = Note("1万元", "RMB 10,000") if item.kind == "amount" else Note(f"1{item.unit}", "1")
    name = words.label(item)
    if not more:
        return Note(f"{name.say}再增加{one.say}，数额不再增加", f"{one.say_en} more of {name.say_en} adds nothing")
    return words.money_note(f"{name.say}每增加{one.say}，多{{}}", f"{one.say_en} more of {name.say_en} adds {{}}", more)


def required_lines(policy: Policy, required: Required, language: str = "zh") -> list[str]:
    """A reverse answer as lines: the whole input, the rest, or why it cannot be said."""
    prepared = book(policy)
    english = language == "en"
    item = prepared.inputs.get(required.input)
    name = said(words.label(item), language) if item else ""
    goal = words.money(required.target, language)
    lines: list[str] = []
    if required.yuan is not None and item is not None:
        value = said(words.value_note(item, required.yuan), language)
        lines.append(f"To reach {goal}, {name} must come to {value}" if english else f"要达到{goal}，{name}需要{value}")
    if required.more is not None and item is not None:
        rest = said(words.value_note(item, required.more), language)
        lines.append(f"That is {rest} more" if english else f"还差{rest}")
    if required.at_least is not None and item is not None:
        least = said(words.value_note(item, required.at_least), language)
        if english:
            lines.append(f"{name} must be at least {least}, whatever the rate that is not stated")
        else:
            lines.append(f"{name}至少要{least}，是否足够取决于未载明的标准")
    if required.reason:
        lines.append(said(required.reason, language))
    lines += [f"{step.text}  {said(Note(step.say, step.say_en), language)}  [{step.clause}]" for step in required.steps]
    lines += [said(note, language) for note in required.assumptions]
    return lines


# ---------------------------------------------------------------- table


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a calculation sheet. `yuan` is empty where nothing can be said yet."""

    award: str
    title: str
    kind: str
    yuan: str
    sum: str
    says: str
    clause: str
    quote: str


def as_rows(policy: Policy, calculation: Calculation, language: str = "zh") -> list[Row]:
    """The trace as table rows: a line for each award, one for each of its steps, then the caps."""
    prepared = book(policy)
    rows: list[Row] = []
    for result in calculation.awards:
        title = _title(prepared, result.award, language)
        yuan = "" if result.yuan is None else plain(result.yuan)
        rows.append(Row(result.award, title, result.kind or "", yuan, "", headline(result, language), result.clause, ""))
        for step in result.steps:
            rows.append(Row(result.award, "", "", "", step.text, said(Note(step.say, step.say_en), language), step.clause, step.quote))
        for note in result.assumptions:
            rows.append(Row(result.award, "", "", "", "", said(note, language), result.clause, ""))
    for cap in calculation.caps:
        parts = " + ".join(plain(value) for _, value in cap.parts)
        text = f"{parts} = {plain(cap.before)}" if len(cap.parts) > 1 else plain(cap.before)
        if cap.cap is not None and cap.before > cap.cap:
            text += f"; min({plain(cap.before)}, {plain(cap.cap)}) = {plain(cap.after)}"
        quote = "" if cap.cap is None else prepared.quote(cap.clause, cap.cap)
        rows.append(Row(cap.group, _title(prepared, cap.group, language), "", plain(cap.after), text, "", cap.clause, quote))
    for part in (*calculation.cases, *calculation.years):
        label = part.label_en or part.label if language == "en" else part.label
        rows.append(Row("", label, part.total_kind or "", "" if part.total_yuan is None else plain(part.total_yuan), "", "", "", ""))
        rows += as_rows(policy, part, language)
    return rows


# ---------------------------------------------------------------- what bit, and what one more adds


@dataclass(frozen=True, slots=True)
class Bite:
    """A cap that cut something: an award's own, a group's or the total's. `cut` is what was lost to it."""

    level: str  # award, group, total
    name: str
    before: Decimal
    cap: Decimal
    cut: Decimal
    clause: str
    note: Note


def what_bit(policy: Policy, calculation: Calculation) -> list[Bite]:
    """The caps that bit, in the order they apply: each award's own, then groups, then the total."""
    prepared = book(policy)
    found: list[Bite] = []
    for result in calculation.awards:
        if result.cap_bit is not None and result.uncapped is not None:
            found.append(_bite(prepared, "award", result.award, result.uncapped, result.cap_bit, result.clause))
    for cap in calculation.caps:
        if cap.cap is not None and cap.before > cap.cap:
            level = "total" if cap.group == "total" else "group"
            found.append(_bite(prepared, level, cap.group, cap.before, cap.cap, cap.clause))
    return found


def _bite(prepared: Book, level: str, name: str, before: Decimal, cap: Decimal, clause: str) -> Bite:
    zh, en = _title(prepared, name, "zh"), _title(prepared, name, "en")
    note = words.money_note(f"{zh}：{{}}，封顶{{}}，超出的{{}}不计", f"{en}: {{}}, capped at {{}}, {{}} lost", before, cap, before - cap)
    return Bite(level, name, before, cap, before - cap, clause, note)


@dataclass(frozen=True, slots=True)
class Marginal:
    """What one more 万元 (or unit) of an input adds to its award, and to the total after all caps."""

    award: str
    input: str
    award_yuan: Decimal
    total_yuan: Decimal
    stopped_by: str  # the cap that keeps the total from growing: award, a group id, `total`, or empty
    note: Note


def one_more(policy: Policy, calculation: Calculation) -> list[Marginal]:
    """For every award computed from spending or a count: what one more step of it would change."""
    prepared = book(policy)
    found: list[Marginal] = []
    for place, result in enumerate(calculation.awards):
        if result.more is None or result.yuan is None or not result.base or calculation.total_yuan is None:
            continue
        changed = list(_plain(calculation.awards))
        changed[place] = changed[place]._replace(yuan=result.yuan + result.more)
        after = settle(prepared, changed)
        total = (after.total_yuan or ZERO) - calculation.total_yuan
        stopped = "" if total else _stopper(prepared, result, calculation)
        note = _more_note(prepared, result.base, result.more)
        if result.more and not total:
            title = Note(_title(prepared, stopped, "zh"), _title(prepared, stopped, "en"))
            note = Note(f"{note.say}；但{title.say}已封顶，总额不变", f"{note.say_en}; but {title.say_en} is at its cap, the total stays")
        found.append(Marginal(result.award, result.base, result.more, total, stopped, note))
    return found


def _plain(results: tuple[AwardResult, ...]) -> list[AwardResult]:
    return [one._replace(displaced_by="", exclusive=None) for one in results]


def _stopper(prepared: Book, result: AwardResult, calculation: Calculation) -> str:
    if not result.more:
        return result.award
    if result.displaced_by:
        return result.displaced_by
    group = prepared.awards[result.award].group
    at_cap: Mapping[str, bool] = {cap.group: cap.cap is not None and cap.before >= cap.cap for cap in calculation.caps}
    return group if at_cap.get(group) else "total"
