"""What the amounts of a turn do to each other and to what is known: they set it, add to it, go off it, or count for nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.state import Item, State
from assistant.understand.facts import Fact, Money, Op
from assistant.understand.items import label, meant
from assistant.understand.refit import refitted
from assistant.understand.scan import Scan, Segment, reaches
from assistant.understand.standing import cues_in, is_part, lead, standing


def moved(facts: Sequence[Fact], money: Sequence[Money], found: Scan, state: State, base: str) -> list[Fact]:
    """Facts with what each does. `base`: the amount that loose money is taken off, where words say that it is."""
    result: list[Fact] = []
    void: list[Fact] = []
    told = facts
    facts = refitted(_without_noted(facts, found), found, state)
    fixed = {f.input for f in facts if isinstance(f.value, Decimal) and not f.part and not _relative(found, f)}
    for fact in facts:
        relative = _relative(found, fact) if isinstance(fact.value, Decimal) else None
        held = _held(fact, state)
        known = state.inputs[fact.input].parts if fact.input in state.inputs else {}
        if fact.part and relative and (fact.part in known or (fact.part == "monthly" and "total" in known)):
            result.append(replace(fact, op=relative))  # 月租涨了5000
            continue
        if isinstance(fact.value, int) and not isinstance(fact.value, bool) and held and (counted := _relative(found, fact)):
            result.append(replace(fact, op=counted))  # 再多来10家
            continue
        if isinstance(fact.value, Decimal) and _pointed_at(found, fact, state):
            continue
        if not isinstance(fact.value, Decimal) or fact.part or fact.site is not None:
            result.append(fact)
            continue
        if (supposed := _supposed(fact, facts, found)) is not None:
            result.append(replace(fact, op=supposed))
            continue
        if relative and fact.input in fixed and not _joins(found, fact):
            continue
        if relative and fact.weak and any(f is not fact and _beside(found, f, fact) for f in facts):
            continue  # 少一分钱不到一亿: by how much the other amount is missed
        relative = None if fact.input in fixed else relative
        op = _op(fact, facts, result, found, state) if not (relative and held) else relative
        if op is not None:
            result.append(replace(fact, op=op))
        elif not held and standing(found, fact.start, fact.end) == "void":
            void.append(fact)
    void += [f for f in told if isinstance(f.value, Decimal) and not f.part and all(f.start != k.start for k in facts)]
    void += [Fact(base, one.value, label=label(found, one.start)) for one in money if base and _not_yet(one, found)]
    if base:
        result += _off(result, money, found, base, state)
    return _with_voided(_without_restated(result, found), void)


def _not_yet(one: Money, found: Scan) -> bool:
    """蒸馏50万还没付: an amount that is no input only because it is not paid."""
    segment = found.segment_of(one.start)
    if one.unit != "元" or one.per or one.role not in ("none", "other") or segment.has("other_money", "part_of"):
        return False
    return segment.has("unpaid", "tail_pay") and standing(found, one.start, one.start + len(one.text)) == "void"


def _with_voided(facts: Sequence[Fact], void: Sequence[Fact]) -> list[Fact]:
    """首款70万已付,尾款50万明年付: what does not count yet is kept beside what does, so that a later turn may say that it does."""
    result = list(facts)
    for name in dict.fromkeys(f.input for f in void):
        place = next((n for n, f in enumerate(result) if f.input == name and f.op == "set" and not f.part and f.site is None), None)
        if place is not None:
            kept = tuple((f.label, Decimal(f.value)) for f in void if f.input == name)
            result[place] = replace(result[place], voided=kept)
    return result


def _supposed(fact: Fact, facts: Sequence[Fact], found: Scan) -> Op | None:
    """今年付了180万,再投100万能多拿多少: what is put on top of an amount told before it, to see what that changes."""
    before = [f for f in facts if f.input == fact.input and not f.part and f.end <= fact.start and isinstance(f.value, Decimal)]
    if not found.has("gain_asked") or not before:
        return None
    words = cues_in(found, lead(found, fact.start))
    if words & {"less", "less_by"}:
        return "subtract"
    return "add" if words & {"more", "more_by", "add"} else None


def _beside(found: Scan, other: Fact, fact: Fact) -> bool:
    """Whether an amount of another input stands in the same segment."""
    same = found.segment_of(other.start).index == found.segment_of(fact.start).index
    return same and other.input != fact.input and isinstance(other.value, Decimal) and not other.part


def _held(fact: Fact, state: State) -> bool:
    """Whether the thread knows the amount, as one or by years."""
    return fact.input in state.inputs or any(fact.input in year.inputs for year in state.scenarios)


_POINTING = re.compile("(?:这|那|该|上述|刚才的|前面的|原来的)(?:个|笔|一笔|项)?$")


def _pointed_at(found: Scan, fact: Fact, state: State) -> bool:
    """这6.5万里头还含8000块物业: an amount that is known already, pointed at."""
    held = state.inputs.get(fact.input)
    if held is None or not _POINTING.search(found.text[: fact.start]):
        return False
    known = {*held.parts.values(), *(abs(item.value) for item in held.items)}
    return fact.value in known or (held.given is not None and fact.value == held.given.value)


def _op(fact: Fact, facts: Sequence[Fact], said: Sequence[Fact], found: Scan, state: State) -> Op | None:
    """What an amount does; None where it counts for nothing."""
    held = _held(fact, state)
    segment = found.segment_of(fact.start)
    others = [f for f in facts if f is not fact and f.input == fact.input and not f.part]
    counted = [f for f in others if isinstance(f.value, Decimal) and standing(found, f.start, f.end) == "counted"]
    before = [f for f in counted if f.start < fact.start]
    if any(f.actual and f.start > fact.start for f in others):
        return "set"
    match standing(found, fact.start, fact.end):
        case "off" if before or (held and not counted):
            return "subtract"
        case "void" if "rest" in cues_in(found, lead(found, fact.start)):
            return None  # 剩下24万没付: what is known holds
        case "void":
            # 发票200万,60万没付: part of the one amount; 推理30万(没付) beside others is an item of its own
            alone = len(before) == 1 and not before[0].actual and not fact.label and Decimal(before[0].value) > Decimal(fact.value)
            return "subtract" if (alone and before) or (held and not counted) else None
    if held and fact.weak and not counted and is_part(found, fact.start, fact.end) and fact.calendar not in (None, 0):
        return "subtract"  # 这里头60万是去年的
    if (is_part(found, fact.start, fact.end) or _part_goes_on(fact, before, found)) and before and not fact.actual:
        other_year = fact.calendar not in (None, before[-1].calendar)  # 230万,含去年的50万
        return "subtract" if fact.weak or other_year else None
    if held and fact.weak and ((fact.bare and segment.has("add")) or found.text[: fact.start].strip() in ("加", "+", "再加", "plus")):
        return "add"
    items = state.inputs[fact.input].items if fact.input in state.inputs else ()
    joins = fact.weak and fact.label and segment.has("paid_out", "actual", "spend") and not found.has("correction", "replace")
    if len(items) > 1 and joins and meant(found.text, items) is None:
        return "add"  # 二期付了60万: one more of a list
    more = bool({"more", "rest"} & cues_in(found, lead(found, fact.start))) or _said_after(segment, found, "more")
    more = more or _announced(segment, found)
    if held and more and not found.has("correction") and not reaches(found, fact.start):
        return "add"
    return "set"


def _part_goes_on(fact: Fact, before: Sequence[Fact], found: Scan) -> bool:
    """一共150万,其中训练90万、推理60万: what goes on a list of parts is a part too, as long as the whole holds them."""
    parts, here = [fact], found.segment_of(fact.start)
    while here.index and found.text[here.start - 1 : here.start] == "、":
        here = found.segments[here.index - 1]
        parts += [f for f in before if here.start <= f.start < here.end]
    total = sum((Decimal(f.value) for f in parts), Decimal(0))
    return is_part(found, parts[-1].start, parts[-1].end) and any(f not in parts and Decimal(f.value) >= total for f in before)


def _of_a_month(base: str, facts: Sequence[Fact], state: State, found: Scan) -> bool:
    """Whether what goes off is part of a monthly amount: 每月11万,里头物业1.2万; 这7万2里头含6千物业."""
    if any(f.input == base and f.part == "monthly" for f in facts):
        return True
    month = state.inputs[base].parts.get("monthly") if base in state.inputs else None
    return month is not None and any(q.value == month and _POINTING.search(found.text[: q.start]) for q in found.quantities)


def _off(facts: Sequence[Fact], money: Sequence[Money], found: Scan, base: str, state: State) -> list[Fact]:
    """Money that no input is, said to be part of the base or to go off it: 其中物业10万, 扣掉还没付的60万."""
    taken: list[Fact] = []
    monthly = _of_a_month(base, facts, state, found)
    bases = [f for f in facts if f.input == base and f.op == "set" and isinstance(f.value, Decimal)]
    for one in sorted(money, key=lambda m: m.start):
        end = one.start + len(one.text)
        if one.unit != "元" or one.role not in ("other", "none") or any(f.start == one.start for f in facts):
            continue
        paid = [f.value for f in bases if f.actual and f.start > one.start]  # 退回42万,净付276万: gone already
        net = bool(paid) and not any(not f.actual and Decimal(f.value) - one.value in paid for f in bases)
        part = is_part(found, one.start, end) or _goes_on(taken, one, found)
        after = _said_after(found.segment_of(one.start), found, "less")
        if bases and one.role == "other" and "less" not in cues_in(found, lead(found, one.start)):
            after = False  # 标注工资80万不算, beside what counts
        if not net and (part or standing(found, one.start, end) == "off" or after):
            taken.append(
                Fact(
                    base,
                    one.value,
                    op="subtract",
                    part="monthly" if one.per == "month" or monthly else "",
                    start=one.start,
                    end=end,
                    label=label(found, one.start),
                )
            )
    return taken


def _goes_on(taken: Sequence[Fact], one: Money, found: Scan) -> bool:
    """里头物业费1.2万、水电8千: the second goes off with the first; one that no word calls other money only right in the list."""
    between = found.text[taken[-1].end : one.start] if taken else ""
    if one.role != "other" and between[:1] != "、":
        return False
    return bool(taken) and len(between) <= 8 and not set(between[1:]) & set(",。;:") and between[:1] not in "。;:"


def _without_restated(facts: Sequence[Fact], found: Scan) -> list[Fact]:
    """A sum or a difference said beside what it comes from counts once: 训练120万、推理80万,一共200万."""
    result = list(facts)
    for fact in facts:
        amounts = [f for f in result if f.input == fact.input and not f.part and f.year == fact.year and isinstance(f.value, Decimal)]
        others = [f for f in amounts if f is not fact and f.op == "set"]
        off = [f for f in amounts if f.op == "subtract"]
        if fact not in amounts or fact.op != "set" or len(others) + len(off) < 2 or not others:
            continue
        told = {"sum", "actual", "restated", "rest"} & cues_in(found, lead(found, fact.start)) or any(
            is_part(found, f.start, f.end) for f in others
        )
        total = sum((Decimal(f.value) for f in others), Decimal(0)) - sum((Decimal(f.value) for f in off), Decimal(0))
        if told and total == fact.value:
            result.remove(fact)
    return result


def _without_noted(facts: Sequence[Fact], found: Scan) -> list[Fact]:
    """训练58万、推理42万,其中推理那笔还没付: a remark that names one of the items of this turn."""
    result = list(facts)
    for segment in found.segments:
        if not segment.has("unpaid", "void") or any(q.kind in ("amount", "bare") for q in segment.quantities):
            continue
        for name in dict.fromkeys(f.input for f in result):
            own = [f for f in result if f.input == name and isinstance(f.value, Decimal) and not f.part and f.end <= segment.start]
            place = meant(segment.text, [Item(label=f.label, value=Decimal(f.value)) for f in own]) if len(own) > 1 else None
            if place is not None:
                result.remove(own[place])
    return result


def _relative(found: Scan, fact: Fact) -> Op | None:
    """少花10万 takes off, 再贵1万 adds: said right before the amount."""
    segment = found.segment_of(fact.start)
    if any(m.kind == "cue" and m.name == "replace" and len(m.term) > 1 and m.end == fact.start for m in segment.mentions):
        return None  # 涨到90万 says how much it is, not by how much it rose
    if reaches(found, fact.start):
        return None
    for mention in segment.mentions:
        if mention.kind == "cue" and mention.name in ("less_by", "more_by") and 0 <= fact.start - mention.end <= 1:
            return "subtract" if mention.name == "less_by" else "add"
    return None


def _joins(found: Scan, fact: Fact) -> bool:
    """优化88万,再加20万: one more, and no change of what was said (租金90万,比去年涨了10万)."""
    return any(m.kind == "cue" and m.name == "more" and 0 <= fact.start - m.end <= 1 for m in found.segment_of(fact.start).mentions)


_ONE_MORE = re.compile(r"[一两个](?:个|笔|处|项|张|批|份|单|块|层|间|栋|套|期|次)?[\u4e00-\u9fff]|\b(?:one|another)\b")


def _announced(segment: Segment, found: Scan) -> bool:
    """再加一个金融的项目,实投780万: one more thing, told in the stretch before its amount."""
    before = found.segments[segment.index - 1] if segment.index else None
    if before is None or any(q.kind in ("amount", "bare") for q in before.quantities):
        return False
    return before.has("more") and _ONE_MORE.search(before.text) is not None


def _said_after(segment: Segment, found: Scan, cue: str) -> bool:
    """Whether a cue stands in an amount's segment, or in the next one that holds no other amount."""
    if segment.has(cue):
        return True
    following = found.segments[segment.index + 1] if segment.index + 1 < len(found.segments) else None
    named = following is not None and any(m.kind in ("award", "input") for m in following.mentions)
    return following is not None and following.has(cue) and not following.quantities and not named
