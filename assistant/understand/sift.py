"""After the fact: which of the values read are the asker's own, are said once, and stand for one case in one year.

Each function takes the facts of a turn and gives back those that hold; none reads a word of a policy.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.understand.facts import Fact
from assistant.understand.firms import ALL, MOVED, OTHER, PARENT, SELF, SUBSIDIARY
from assistant.understand.items import COUNTED, listed
from assistant.understand.scan import Scan, opens_a_rise, reaches
from assistant.understand.standing import bought, corrected, cues_in, lead, missed, own_noun
from assistant.understand.timeline import marks, set_apart


def sifted(facts: Sequence[Fact], scan: Scan, bases: Collection[str], firms: bool = False) -> list[Fact]:
    """The facts of a turn that count. `bases`: inputs that awards are computed from; `firms`: the thread is about several firms."""
    facts = [f for f in facts if not _superseded(f, facts, scan)]
    strong = {f.input for f in facts if not f.weak and not f.part}
    kept = [f for f in facts if not (f.weak and not f.part and f.input in strong and not (_listed(f, facts, scan) or _on_top(f, scan)))]
    kept = [f for f in kept if not (isinstance(f.value, Decimal) and scan.segment_of(f.start).has("unrelated"))]
    short = [f for f in kept if f.relation == "exact" and (_not_reached(scan.text, f.end) or missed(scan, f.start, f.end))]
    kept = [replace(f, relation="below") if f in short else f for f in kept]
    kept = kept if firms else _asker_only(kept, scan, bases)
    kept = _once(kept, scan)
    paid = {f.input for f in kept if f.actual and not f.part and f.op == "set"}
    if not scan.has("sum"):
        kept = [f for f in kept if f.actual or f.part or f.input not in paid or _on_top(f, scan) or _goes_on(f, kept, scan)]
    return kept


def of_another_year(fact: Fact, kept: Sequence[Fact]) -> bool:
    """去年主营1.3亿 beside 今年7600万."""
    others = [k.calendar for k in kept if k.input == fact.input]
    return fact.calendar is not None and not fact.part and any(year not in (None, fact.calendar) for year in others)


def _superseded(fact: Fact, facts: Sequence[Fact], scan: Scan) -> bool:
    """Whether a later value of the same thing in this turn stands for an amount: 从8000万涨到1.2亿, 原来80万,现在70万, 370万,哦不,37万."""
    if not isinstance(fact.value, Decimal):
        return False
    later = [f for f in facts if f.input == fact.input and f.part == fact.part and f.start >= fact.end]
    if not later:
        return False
    new, words = later[0], cues_in(scan, lead(scan, fact.start))
    if opens_a_rise(scan, fact.start) and any(reaches(scan, f.start) for f in later):
        return True
    if (
        missed(scan, fact.start, fact.end)
        or corrected(scan, fact.end, new.start)
        or _DENIED.search(scan.text[max(0, fact.start - 4) : fact.start])
    ):
        return True
    if "used_to" in words and "used_to" not in cues_in(scan, lead(scan, new.start)):
        return True
    return _said_closer(fact, new, scan)


_DENIED = re.compile(r"(?:不是|并非|而非|not )$")


def _said_closer(fact: Fact, new: Fact, scan: Scan) -> bool:
    """不到一个亿,八千万肯定有: one thing, estimated twice; the second figure is the closer one."""
    old, value = Decimal(fact.value), Decimal(new.value)
    if fact.relation == "exact" or not new.weak or not old or scan.segment_of(new.start).index - scan.segment_of(fact.start).index > 1:
        return False
    apart = value / old
    fits = {"below": apart < 1, "at_least": apart >= 1, "about": True}[fact.relation]
    return fits and Decimal("0.5") <= apart <= Decimal(2) and not cues_in(scan, lead(scan, new.start)) & {"spend", "actual", "more", "add"}


def _listed(fact: Fact, facts: Sequence[Fact], scan: Scan) -> bool:
    """A value without a word of its own that goes on a list: another year's, another firm's, another item's."""
    if scan.segment_of(fact.start).has("spend", "actual") and not _foreign(fact, scan):
        return True
    at = {q.start: q for q in scan.quantities}
    if any(
        f.start in at and fact.start in at and f is not fact and listed(scan, *sorted((at[f.start], at[fact.start]), key=lambda q: q.start))
        for f in facts
        if f.input == fact.input
    ):
        return True
    if _goes_on(fact, facts, scan):
        return True
    others = [f for f in facts if f.input == fact.input and not f.weak]
    if fact.calendar is not None and any(f.calendar not in (None, fact.calendar) for f in others):
        return True
    if fact.year is not None and any(f.year not in (None, fact.year) for f in others):
        return True
    if any(scan.subject_at(f.start) != scan.subject_at(fact.start) for f in others):
        return True
    if scan.text.count("一家") > 1:
        return True
    return scan.has("each") or (scan.has("compare") and not scan.has("premise"))


def _goes_on(fact: Fact, facts: Sequence[Fact], scan: Scan) -> bool:
    """时尚项目320万、工业质检480万: the list goes on, from an amount with a word of its own (打印机3万、官网8万 is of nothing)."""
    here = scan.segment_of(fact.start)
    while here.index and scan.text[here.start - 1 : here.start] == "、":
        here = scan.segments[here.index - 1]
        own = [f for f in facts if f.input == fact.input and here.start <= f.start < here.end]
        if not own:
            return False
        if not all(f.weak for f in own):
            return True
    return False


def _foreign(fact: Fact, scan: Scan) -> bool:
    """请顾问花了30万: a noun of its own that no input has, on no list."""
    noun = next((own_noun(scan, q) or bought(scan, q) for q in scan.quantities if q.start == fact.start), "")
    return len(noun) > 1 and not any(q.kind == "count" and q.unit in COUNTED and q.value >= 2 for q in scan.quantities)


def _on_top(fact: Fact, scan: Scan) -> bool:
    """训练已付170万,再砸60万能多拿几多: what is supposed beside what was paid."""
    return scan.has("gain_asked") and bool(cues_in(scan, lead(scan, fact.start)) & {"more", "more_by"})


_SHORT_OF = re.compile(r"(?:都|还|也|元|块)*(?:不到|没到|不足|未到|没有到|差一点|差点)")


def _not_reached(text: str, end: int) -> bool:
    """2000万都不到: said after the number."""
    return _SHORT_OF.match(text, end) is not None


def _asker_only(facts: Sequence[Fact], scan: Scan, bases: Collection[str]) -> list[Fact]:
    """Amounts of the parent or of another firm are not the asker's, unless two firms are asked about with bases of their own."""
    people = {scan.subject_at(f.start) for f in facts if isinstance(f.value, Decimal)}
    relation = scan.has("sum", "each", "compare") or any(n.who == ALL or n.count > 1 for n in scan.namings)
    relation = relation or MOVED.search(scan.text) is not None or sum(s.question for s in scan.segments) > 1
    aside = {who for who in people if who in (PARENT, OTHER) or (len(who) > 1 and who not in (SELF, SUBSIDIARY, ALL) and who[0] != "+")}
    if people - aside and aside and not relation:  # 隔壁花了200万,我们花了300万能补多少
        return [f for f in facts if not (isinstance(f.value, Decimal) and scan.subject_at(f.start) in aside)]
    by_input: dict[str, set[str]] = {}
    for f in facts:
        if isinstance(f.value, Decimal) and f.input in bases:
            by_input.setdefault(f.input, set()).add(scan.subject_at(f.start))
    if any(len(who) > 1 for who in by_input.values()):
        return list(facts)  # both firms give what an award is computed from
    foreign = people & {"parent", "other"}
    mine = people - foreign
    if people == {OTHER}:
        return list(facts)  # 朋友公司让我问: asked on its behalf
    rich = {s for s in people if len({f.input for f in facts if isinstance(f.value, Decimal) and scan.subject_at(f.start) == s}) > 1}
    if (
        mine
        and scan.has("sum", "each", "compare")
        and any(f.input in bases and not f.weak for f in facts if scan.subject_at(f.start) in foreign)
    ):
        return list(facts)  # 母公司优化投200万,子公司租金80万,合起来
    if not foreign or (foreign <= rich and (not mine or mine & rich)) or (foreign and mine and scan.has("compare")):
        return list(facts)
    return [f for f in facts if not (isinstance(f.value, Decimal) and scan.subject_at(f.start) in foreign)]


def _once(facts: Sequence[Fact], scan: Scan) -> list[Fact]:
    """A figure said again in brackets or after 即 counts once; of last year's and this year's, this year's counts."""
    kept: list[Fact] = []
    for fact in facts:
        twin = next((k for k in kept if k.input == fact.input and k.value == fact.value and not k.part and not fact.part), None)
        moved = next((k for k in kept if k.input == fact.input and not k.part and not fact.part and k.end <= fact.start), None)
        if moved is not None and "从" in scan.text[max(0, moved.start - 4) : moved.start] and fact.start - moved.end <= 4:
            kept.remove(moved)  # 从200万涨到1400万
        if twin is not None and any(word in scan.text[twin.end : fact.start] for word in ("(", "即", "就是", "等于", "也就")):
            continue
        kept.append(fact)
    if scan.has("sum", "schedule", "compare", "each") or set_apart(scan, marks(scan)):
        return kept
    asked = any(s.has("next_year") and (s.question or s.has("how_much")) for s in scan.segments)
    years: dict[str, int] = {}
    for name in {f.input for f in kept}:
        said = [f.calendar for f in kept if f.input == name and f.calendar is not None]
        if said:
            years[name] = max(said) if asked else max((year for year in said if year <= 0), default=max(said))
    dated = {name for name in years if len({f.calendar for f in kept if f.input == name and f.calendar is not None and not f.part}) > 1}
    return [f for f in kept if f.input not in dated or f.calendar is None or f.calendar == years[f.input]]
