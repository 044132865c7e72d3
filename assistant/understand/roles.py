"""Which input an amount is: decided by its neighbourhood, verified by what the awards need.

Each quantity is scored against every mention around it (a word that names an input, an award whose base it could
be, a word for money that is something else, a word for award money); the nearest clear one wins, and a word
serves one quantity unless a list runs on (50、70、90万).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.understand.facts import Fact, Money, Part
from assistant.understand.lexicon import Mention
from assistant.understand.scan import Scan, Segment, calendar_of, year_of
from corpus.amounts import Quantity
from corpus.model import Amount, Award, Input, Policy

_PER_PART: dict[str, tuple[Part, Decimal]] = {
    "day": ("daily", Decimal(1)), "month": ("monthly", Decimal(1)), "quarter": ("quarterly", Decimal(1)), "half": ("half_yearly", Decimal(1)),
    "area_month": ("price", Decimal(1)), "area": ("price", Decimal(1)), "area_day": ("price_day", Decimal(1)),
    "area_year": ("price_year", Decimal(1)), "area_quarter": ("price_quarter", Decimal(1)),
}  # fmt: skip


def base_of(amount: Amount) -> str:
    """The input that an award's amount is computed from ('' for a fixed amount)."""
    for name in ("of", "count", "approved"):
        if value := getattr(amount, name, ""):
            return str(value)
    for name in ("options", "parts"):
        for part in getattr(amount, name, ()):
            if found := base_of(part):
                return found
    return ""


@dataclass(frozen=True, slots=True)
class Roles:
    """What the amounts of a turn are."""

    facts: tuple[Fact, ...]
    money: tuple[Money, ...]
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    role: str  # input | award | other | target
    name: str
    mention: Mention | None
    weak: bool = False


class RoleReader:
    """Reads roles against one family of policies."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self.inputs: dict[str, Input] = {i.id: i for p in policies for i in p.inputs}
        self.awards: dict[str, Award] = {a.id: a for p in policies for a in p.awards}
        self.bases = {a.id: base_of(a.amount) for a in self.awards.values()}
        self.figures = _own_figures(policies)
        self.approved = frozenset(name for a in self.awards.values() if (name := getattr(a.amount, "approved", "")))

    def read(self, scan: Scan, context: Sequence[str], pending: Sequence[str], known: Mapping[str, Decimal]) -> Roles:
        """Facts and other money of a turn.

        `context`: awards talked about (this turn's or the thread's); `pending`: inputs asked for; `known`: amounts the thread holds.
        """
        amounts = [
            _period(q, scan)
            for q in scan.quantities
            if not _marker(q, scan.text) and q.kind in ("amount", "percent", "count", "bare", "area", "duration", "ordinal")
        ]
        scored: list[tuple[float, int, _Candidate]] = []
        for number, quantity in enumerate(amounts):
            scored += [(c.score, number, c) for c in self._candidates(quantity, scan, context, pending, known)]
        scored.sort(key=lambda item: -item[0])
        chosen: dict[int, _Candidate] = {}
        used: dict[tuple[int, int], int] = {}
        for _, number, candidate in scored:
            if number in chosen:
                continue
            mention = candidate.mention
            if mention is not None and candidate.role in ("input", "other"):
                holder = used.get((mention.start, mention.end))
                if holder is not None and not _runs_on(amounts, holder, number, scan.text):
                    continue
                used.setdefault((mention.start, mention.end), number)
            chosen[number] = candidate
        chosen = self._run_on(chosen, amounts, scan)
        amounts = _plain_lists(amounts, scan.text)
        facts: list[Fact] = []
        money: list[Money] = []
        for number, quantity in enumerate(amounts):
            taken = chosen.get(number)
            if taken is None:
                if quantity.kind in ("amount", "percent"):
                    money.append(Money("none", quantity.value, quantity.unit, quantity.text, quantity.start))
                continue
            if taken.role == "input":
                facts += self._facts(quantity, taken, scan)
            else:
                money.append(
                    Money(
                        "target" if taken.role == "target" else "other",
                        quantity.value,
                        quantity.unit,
                        quantity.text,
                        quantity.start,
                        taken.name,
                    )
                )
        strong = {f.input for f in facts if not f.weak and not f.part}
        kept = [f for f in facts if not (f.weak and not f.part and f.input in strong and not self._listed(f, facts, scan))]
        kept = [f for f in kept if not (isinstance(f.value, Decimal) and scan.segment_of(f.start).has("unrelated"))]
        kept = [replace(f, relation="below") if _not_reached(scan.text, f.end) and f.relation == "exact" else f for f in kept]
        kept = _asker_only(kept, scan, set(self.bases.values()))
        kept = _once(kept, scan)
        paid = {f.input for f in kept if f.actual and not f.part and f.op == "set"}
        if not scan.has("sum"):
            kept = [f for f in kept if f.actual or f.part or f.input not in paid]
        money += [
            Money("none", f.value, "元", scan.text[f.start : f.end], f.start)
            for f in facts
            if f not in kept and isinstance(f.value, Decimal)
        ]
        return Roles(tuple(kept), tuple(money), tuple(dict.fromkeys(q.currency for q in amounts if q.currency not in ("", "CNY"))))

    @staticmethod
    def _listed(fact: Fact, facts: Sequence[Fact], scan: Scan) -> bool:
        """A value without a word of its own that goes on a list: another year's, another firm's, another item's."""
        if scan.segment_of(fact.start).has("spend", "actual"):
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

    # ------------------------------------------------------------ scoring

    def _candidates(
        self, q: Quantity, scan: Scan, context: Sequence[str], pending: Sequence[str], known: Mapping[str, Decimal]
    ) -> list[_Candidate]:
        here = scan.segment_of(q.start)
        found: list[_Candidate] = []
        for mention in scan.mentions:
            role, name, weight = self._meaning(mention, q, scan)
            if not role:
                continue
            there = scan.segment_of(mention.start)
            before = mention.end <= q.start
            gap = q.start - mention.end if before else mention.start - q.end
            if gap < 0 or (mention.end - mention.start == 1 and gap > 1):
                continue
            low, high = (mention.end, q.start) if before else (q.end, mention.start)
            between = sum(1 for other in scan.quantities if low <= other.start < high and other.kind in ("amount", "bare"))
            hops = abs(here.index - there.index)
            if hops > 2 or (hops and not before and (gap > 6 or role == "other")):
                continue
            score = weight - 0.07 * gap - 2.2 * between - 1.1 * hops - (0.0 if before else 0.25 if gap == 0 else 0.6)
            if hops and there.quantities and role in ("input", "other"):
                score -= 1.0
            found.append(_Candidate(score, role, name, mention))
        found += self._context(q, scan, here, context, pending, known)
        return [c for c in found if c.score > 0]

    def _meaning(self, mention: Mention, q: Quantity, scan: Scan) -> tuple[str, str, float]:
        if mention.kind in ("input", "yes"):
            entry = self.inputs.get(mention.name)
            if entry is None or entry.kind in ("boolean", "choice"):
                return "", "", 0.0
            if not _fits(entry, q):
                return "", "", 0.0
            if (
                mention.name in self.approved
                and not scan.segment_of(q.start).has("approved_money", "add", "more", "done", "each")
                and not scan.has("approved_money")
            ):
                return "", "", 0.0
            return "input", mention.name, 3.0 + 0.1 * (mention.end - mention.start)
        if mention.kind == "not":
            segment = scan.segment_of(mention.start)
            if segment.has("approved_money") and mention.name in self.bases.values() and q.kind in ("amount", "bare"):
                return "input", mention.name, 3.0
            entry = self.inputs.get(mention.name)
            looks = entry is not None and entry.kind == "amount" and q.kind in ("amount", "bare")
            return ("other", "", 3.3 + 0.1 * (mention.end - mention.start)) if looks else ("", "", 0.0)
        if mention.kind == "award":
            base = self.bases.get(mention.name, "")
            entry = self.inputs.get(base)
            if (
                base in self.approved
                and not scan.segment_of(q.start).has("approved_money", "add", "more", "done", "each")
                and not scan.has("approved_money")
            ):
                return "", "", 0.0
            return ("input", base, 1.7) if entry is not None and _fits(entry, q) else ("", "", 0.0)
        if mention.kind == "cue" and q.kind in ("amount", "bare"):
            if mention.name == "other_money":
                return "other", "", 3.3
            if (
                mention.name == "remove"
                and 0 <= q.start - mention.end <= 8
                and scan.segment_of(q.start).index == scan.segment_of(mention.start).index
            ):
                return "other", "", 3.6
        return "", "", 0.0

    def _context(
        self, q: Quantity, scan: Scan, here: Segment, context: Sequence[str], pending: Sequence[str], known: Mapping[str, Decimal]
    ) -> list[_Candidate]:
        """What an amount can be by what is being talked about."""
        found: list[_Candidate] = []
        bases = [b for a in context if (b := self.bases.get(a, "")) and b in self.inputs and _fits(self.inputs[b], q)]
        if self._is_target(q, scan, here, known):
            found.append(_Candidate(4.6, "target", next(iter(context), ""), None))
        answers = len(scan.text) <= 14 and not here.has("replace", "correction")
        for place, name in enumerate(pending):
            if name in self.inputs and _fits(self.inputs[name], q):
                found.append(_Candidate((2.2 if answers else 1.4) - 0.1 * place, "input", name, None, weak=True))
        if (
            q.kind == "amount"
            and not q.per
            and any(m.kind == "cue" and m.name == "replace" and 0 <= q.start - m.end <= 1 for m in here.mentions)
        ):
            before = [
                m
                for m in scan.mentions
                if m.kind == "input" and m.end <= q.start and m.name in self.inputs and self.inputs[m.name].kind == "amount"
            ]
            if before:  # 去年主营1.3亿,今年掉到7600万: the same thing again
                found.append(_Candidate(1.8, "input", before[-1].name, None, weak=True))
        if q.kind in ("amount", "bare") and not q.per and known and not here.has("spend"):
            nearest = self._nearest(q, known)
            if nearest:
                found.append(_Candidate(1.5, "input", nearest, None, weak=True))
        for place, name in enumerate(dict.fromkeys(bases)):
            spend = 0.5 if here.has("spend", "actual") else 0.0
            short = len(here.text) - (q.end - q.start) <= 6
            plain = (
                q.kind in ("amount", "area") or q.per or (q.kind == "bare" and ((name in known and short) or here.has("spend", "replace")))
            )
            if plain or spend:
                found.append(_Candidate(0.9 + spend - 0.2 * place, "input", name, None, weak=True))
        loose = q.kind == "duration" or (q.kind == "percent" and (here.has("sublet") or "%share_out" in known))
        if q.kind == "ordinal" or loose:
            for entry in self.inputs.values():
                said = any(m.kind == "input" and m.name == entry.id for m in scan.mentions)
                if _fits(entry, q) and (entry.kind == "integer" or said or (loose and (entry.id in known or entry.id in bases))):
                    found.append(_Candidate(0.6 if said else 0.5, "input", entry.id, None, weak=True))
        if q.kind == "area" or q.per.startswith("area"):
            for entry in self.inputs.values():
                if entry.kind == "amount" and "area" in entry.per:
                    found.append(_Candidate(0.8, "input", entry.id, None, weak=True))
        return found

    @staticmethod
    def _nearest(q: Quantity, known: Mapping[str, Decimal]) -> str:
        """The known amount that a new value most likely replaces: the nearest in size (冲到2000多万 beside 1900万)."""
        value = scaled(q)
        if value <= 0:
            return ""
        near = {name: max(value / old, old / value) for name, old in known.items() if old > 0 and not name.startswith("%")}
        best = min(near, key=lambda name: near[name], default="")
        return best if best and near[best] <= 12 else ""

    def _is_target(self, q: Quantity, scan: Scan, here: Segment, known: Mapping[str, Decimal]) -> bool:
        """An amount of award money: a goal to reach (拿满150万) or a figure to check (最高200万对吧), never a base."""
        if q.kind not in ("amount", "percent", "bare"):
            return False
        if q.kind == "amount" and _TIER.match(scan.text, q.end):
            return True  # 5000万那档: a threshold spoken of
        if q.kind == "amount" and q.value in self.figures and here.has("cap_word", "pool_word") and not here.has("spend", "actual", "self"):
            return True  # 三千万封顶是吧: a figure of the policy itself
        asked = here.question or scan.text[q.end : q.end + 1] in ("?", "?")
        held = any(
            m.kind == "input" and m.name in self.inputs and m.name not in self.approved and 0 <= q.start - m.end <= 2 for m in here.mentions
        )
        if (
            q.kind == "amount"
            and asked
            and not held
            and scan.has("cap_word", "pool_word")
            and not scan.has("spend", "actual", "self", "reverse", "needed")
            and not here.has("approved_money")
        ):
            return True  # 封顶是120万? 资金池是1亿吧: a figure to check
        lead = [m for m in here.mentions if m.kind == "cue" and m.end <= q.start and q.start - m.end <= 4]
        names = {m.name for m in lead if not any(m.end < o.end <= q.start and o.kind in ("input", "not") for o in here.mentions)}
        after = {m.name for m in here.mentions if m.kind in ("cue", "award") and 0 <= m.start - q.end <= 2 for m in [m]}
        trailing = {m.name for m in here.mentions if m.kind == "cue" and 0 <= m.start - q.end <= 1}
        if "needed" in scan.cues and names & {"for_award", "award_money"}:
            return True
        if q.kind == "percent":
            return not here.has("sublet") and "%share_out" not in known and "%share_out" not in known
        if "reverse" in names or ("reverse" in scan.cues and names & {"award_money", "cap_word"}):
            return True
        if names & {"cap_word"} and not here.has("spend"):
            return True
        if "reverse" in scan.cues and (
            "award_money" in trailing or any(m.kind == "award" and 0 <= m.start - q.end <= 1 for m in here.mentions)
        ):
            return True
        if names & {"award_money"} and not names & {"approved_money", "spend"} and (scan.has("premise", "demand_change") or here.question):
            return True
        if "needed" in scan.cues and not here.has("needed") and any(m.kind == "award" for m in here.mentions) and not here.has("spend"):
            return True
        if "needed" in scan.cues and any(m.kind == "award" and 0 <= m.start - q.end <= 2 for m in here.mentions):
            return True
        return bool(after and "award_money" in trailing and scan.has("reverse", "premise"))

    # ------------------------------------------------------------ lists and facts

    def _run_on(self, chosen: dict[int, _Candidate], amounts: Sequence[Quantity], scan: Scan) -> dict[int, _Candidate]:
        """A list keeps the role of its first item: 租金50万、70万、90万."""
        result = dict(chosen)
        for number in range(1, len(amounts)):
            before, here = amounts[number - 1], amounts[number]
            mine, theirs = result.get(number), result.get(number - 1)
            if theirs is None or theirs.role != "input" or (mine is not None and mine.role == "input" and not mine.weak):
                continue
            if mine is not None and mine.role != "input":
                continue
            if (before.kind != here.kind and here.kind != "bare") or not _fits(self.inputs[theirs.name], here):
                continue
            between = scan.text[before.end : here.start].strip()
            if len(between) <= 2 and (not between or between in "、,,和跟及与/ 到+" or between in ("还有", "以及", "and", ", and")):
                result[number] = _Candidate(1.0, "input", theirs.name, theirs.mention)
        return result

    def _facts(self, q: Quantity, taken: _Candidate, scan: Scan) -> list[Fact]:
        entry = self.inputs[taken.name]
        segment = scan.segment_of(q.start)
        ranged = q.is_range
        fact = Fact(
            input=taken.name, value=q.value, relation=q.relation, year=year_of(segment, q.start), calendar=calendar_of(segment, q.start), actual=segment.has("actual"), low=q.low if ranged else None,
            high=q.high if ranged else None, start=q.start, end=q.end, bare=q.kind == "bare", weak=taken.weak and q.kind != "ordinal",
        )  # fmt: skip
        if entry.kind == "integer":
            return [replace(fact, value=int(q.value), year=None)]
        if q.kind == "bare":
            fact = replace(fact, value=scaled(q))
        if entry.kind == "percent":
            return [replace(fact, value=q.value / 100)]
        if q.kind == "area":
            out = any(m.name == "sublet" and abs(m.start - q.end) <= 8 for m in segment.mentions)
            return [replace(fact, part="area_out" if out else "area")]
        if q.kind == "duration":
            free = any(m.name == "free_month" and min(abs(q.start - m.end), abs(m.start - q.end)) <= 4 for m in segment.mentions)
            return [replace(fact, part="free_months" if free else "months", value=q.months or Decimal(0))]
        if q.kind == "percent":
            return [replace(fact, part="share_out", value=q.value / 100)]
        if q.per in ("", "quarter") and "quarter" in entry.per and segment.has("payment") and (count := _payments(scan.text)):
            return [replace(fact, value=q.value * count)]
        if (not q.per and segment.has("half_yearly")) or (
            not q.per and "quarter" in entry.per and scan.has("half_yearly") and not taken.mention
        ):
            return [replace(fact, part="half_yearly")]
        if q.per in _PER_PART:
            part, factor = _PER_PART[q.per]
            return [replace(fact, part=part, value=q.value * factor)]
        return [fact]


_CURRENCIES = {
    "港币": "HKD",
    "港元": "HKD",
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
    "hkd": "HKD",
    "usd": "USD",
    "eur": "EUR",
}
_PAID_TIMES = re.compile(r"(?:付|交|缴)了?([两二三四六]|\d)次")
_PAYMENTS = re.compile(r"(?:一年|全年|每年|年)(?:分)?([两二三四六234612])(?:次|期|笔)?(?:付|交|缴|给)?")
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "六": 6}


def _payments(text: str) -> int:
    """一年两付, 每年分四次交: how many payments make the year; 0 where none is said."""
    found = _PAID_TIMES.search(text) or _PAYMENTS.search(text)
    return (_COUNTS.get(found[1]) or int(found[1])) if (found and found[1] in _COUNTS) or (found and found[1].isdigit()) else 0


def _marker(q: Quantity, text: str) -> bool:
    """A list marker (1) 主营, 2、…) or a numbered thing (来电2) is no value."""
    if q.kind != "bare" or not q.text.isdigit() or len(q.text) > 2:
        return False
    after, before = text[q.end : q.end + 1], text[max(0, q.start - 1) : q.start]
    return (
        after in (")", "）", ".")
        or (after in ("、", ":") and before in ("", " ", "\n", ";"))
        or before in ("电", "号", "第", "#", "楼", "项")
    )


def _period(q: Quantity, scan: Scan) -> Quantity:
    """Periods the amount reader leaves open: 房租一月三万六, 150k each quarter; and one it takes from a count of months."""
    if q.kind != "amount":
        return q
    lead = scan.text[max(0, q.start - 3) : q.start].strip()
    for word, code in _CURRENCIES.items():
        if lead.endswith(word) and q.currency in ("", "CNY"):
            return replace(q, currency=code)
    segment = scan.segment_of(q.start)
    if not q.per:
        for cue in segment.mentions:
            if (
                cue.kind == "cue"
                and cue.name in ("monthly", "quarterly")
                and (0 <= q.start - cue.end <= 4 or (0 <= cue.start - q.end <= 14 and cue.term.isascii()))
            ):
                return replace(q, per="month" if cue.name == "monthly" else "quarter")
    elif (
        q.per == "month"
        and segment.has("sum")
        and any(d.kind == "duration" and d.unit == "个月" and d.end <= q.start for d in segment.quantities)
    ):
        return replace(q, per="")
    return q


_SHORT_OF = re.compile(r"(?:都|还|也|元|块)*(?:不到|没到|不足|未到|没有到|差一点|差点)")


def _not_reached(text: str, end: int) -> bool:
    """2000万都不到: said after the number."""
    return _SHORT_OF.match(text, end) is not None


def _plain_lists(amounts: Sequence[Quantity], text: str) -> list[Quantity]:
    """In 四个季度:38、52、27、63万 the items are the quarters' amounts: a period said before the list belongs to no item."""
    result = list(amounts)
    run = [0]
    for number in range(1, len(amounts) + 1):
        if number < len(amounts) and amounts[number].kind == "amount" and _runs_on(amounts, number - 1, number, text):
            run.append(number)
            continue
        if len(run) > 1 and amounts[run[0]].per in ("month", "quarter") and not any(amounts[n].per for n in run[1:]):
            result[run[0]] = replace(amounts[run[0]], per="")
        run = [number]
    return result


def _asker_only(facts: Sequence[Fact], scan: Scan, bases: Collection[str]) -> list[Fact]:
    """Amounts of the parent or of another firm are not the asker's, unless two firms are asked about with bases of their own."""
    people = {scan.subject_at(f.start) for f in facts if isinstance(f.value, Decimal)}
    by_input: dict[str, set[str]] = {}
    for f in facts:
        if isinstance(f.value, Decimal) and f.input in bases:
            by_input.setdefault(f.input, set()).add(scan.subject_at(f.start))
    if any(len(who) > 1 for who in by_input.values()):
        return list(facts)  # both firms give what an award is computed from
    foreign = people & {"parent", "other"}
    mine = people - foreign
    rich = {s for s in people if len({f.input for f in facts if isinstance(f.value, Decimal) and scan.subject_at(f.start) == s}) > 1}
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
    if scan.has("sum", "schedule", "compare", "each"):
        return kept
    years = {
        f.input: max(g.calendar for g in kept if g.input == f.input and g.calendar is not None) for f in kept if f.calendar is not None
    }
    dated = {name for name in years if len({f.calendar for f in kept if f.input == name and f.calendar is not None and not f.part}) > 1}
    future = scan.has("plan")
    return [
        f
        for f in kept
        if f.input not in dated
        or f.calendar is None
        or f.calendar == (years[f.input] if not future or years[f.input] <= 0 else years[f.input])
    ]


_TIER = re.compile("(?:元)?(?:以上)?(?:的)?(?:那|这)?(?:一)?(?:档|级|挡|门槛)")


def _own_figures(policies: Sequence[Policy]) -> frozenset[Decimal]:
    """Ceilings, pools and group caps that the policies state."""
    found: set[Decimal] = set()
    for policy in policies:
        found.update(p.amount for p in policy.pools)
        found.update(g.cap for g in policy.groups if g.cap is not None)
        if policy.total is not None:
            found.add(policy.total.cap)
        for award in policy.awards:
            for name in ("amount", "cap", "at_most"):
                value = getattr(award.amount, name, None)
                if isinstance(value, Decimal):
                    found.add(value)
    return frozenset(found)


_BARE_LIMIT = Decimal(100_000)


def scaled(q: Quantity) -> Decimal:
    """The value in 元; a number jotted without a unit is in 万元 unless it is far too large for that."""
    return q.value * 10_000 if q.kind == "bare" and q.value < _BARE_LIMIT else q.value


def _fits(entry: Input, q: Quantity) -> bool:
    """Whether a quantity can be a value of this input at all."""
    if q.currency not in ("", "CNY"):
        return False
    if entry.kind == "amount":
        if q.kind == "amount":
            return q.per in ("", "year", "each") or bool(entry.per)
        if q.kind == "bare":
            return True
        if q.kind == "duration":
            return "month" in entry.per and q.unit in ("个月", "月") and q.value < 13
        return (q.kind == "area" and "area" in entry.per) or (q.kind == "percent" and "area" in entry.per)
    if entry.kind == "integer":
        if q.kind == "ordinal":
            return bool(entry.unit) and q.measure == entry.unit
        people = {"人", "名", "个", "位"}
        return (
            q.kind == "count" and (not entry.unit or q.measure in ("", entry.unit) or {q.measure, entry.unit} <= people)
        ) or q.kind == "bare"
    return entry.kind == "percent" and q.kind == "percent"


def _runs_on(amounts: Sequence[Quantity], holder: int, number: int, text: str) -> bool:
    """Whether two quantities belong to one list."""
    if abs(holder - number) != 1:
        return False
    first, second = sorted((amounts[holder], amounts[number]), key=lambda q: q.start)
    return text[first.end : second.start].strip() in ("", "、", ",", "和", "跟", "及", "与", "到", "/", "+", "and")
