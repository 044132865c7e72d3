"""Which input an amount is: decided by its neighbourhood, verified by what the awards need.

Each quantity is scored against every mention around it (a word that names an input, an award whose base it could
be, a word for money that is something else, a word for award money); the nearest clear one wins, and a word
serves one quantity unless a list runs on (50、70、90万).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.understand.facts import Fact, Money, Part
from assistant.understand.items import listed
from assistant.understand.lexicon import Mention
from assistant.understand.quantities import COMMON, fits, is_marker, payments, periodic, plain_lists, runs_on, scaled
from assistant.understand.rules import computed_from, increments, own_figures
from assistant.understand.scan import Scan, Segment, calendar_of, said_year, year_of
from assistant.understand.sift import sifted
from assistant.understand.years import in_its_year
from corpus.amounts import Quantity
from corpus.model import Award, Input, Policy

_PER_PART: dict[str, tuple[Part, Decimal]] = {
    "day": ("daily", Decimal(1)), "month": ("monthly", Decimal(1)), "quarter": ("quarterly", Decimal(1)),
    "half": ("half_yearly", Decimal(1)),
    "area_month": ("price", Decimal(1)), "area": ("price", Decimal(1)), "area_day": ("price_day", Decimal(1)),
    "area_year": ("price_year", Decimal(1)), "area_quarter": ("price_quarter", Decimal(1)),
}  # fmt: skip


_SHORT = ("不满", "未满")
_ONCE_MORE = frozenset(("replace", "this_year", "last_year", "year_before_last"))
"""Right before an amount these say that it is one more value of what was spoken of: 主营1.3亿,今年7600万."""


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
        self.sources = {a.id: computed_from(a.amount) for a in self.awards.values()}
        self.bases = {award: names[0] if names else "" for award, names in self.sources.items()}
        self.computed = frozenset(name for names in self.sources.values() for name in names)
        self.windows = frozenset(a.window.year for a in self.awards.values() if a.window)
        self.increments = increments(list(self.awards.values()))
        self.shares = frozenset(i.id for i in self.inputs.values() if i.kind == "percent")
        units = [i.unit for i in self.inputs.values() if i.kind == "integer" and i.unit]
        self.measures = tuple(dict.fromkeys(u for u in units if u not in COMMON))
        self.figures = own_figures(policies)
        self.approved = frozenset(name for a in self.awards.values() if (name := getattr(a.amount, "approved", "")))

    def read(self, scan: Scan, context: Sequence[str], pending: Sequence[str], known: Mapping[str, Decimal]) -> Roles:
        """Facts and other money of a turn.

        `context`: awards talked about (this turn's or the thread's); `pending`: inputs asked for; `known`: amounts the thread holds.
        """
        amounts = [
            self._counted(periodic(q, scan), scan)
            for q in scan.quantities
            if not is_marker(q, scan.text) and q.kind in ("amount", "percent", "count", "bare", "area", "duration", "ordinal")
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
                if holder is not None and not runs_on(amounts, holder, number, scan.text):
                    continue
                used.setdefault((mention.start, mention.end), number)
            chosen[number] = candidate
        chosen = self._run_on(chosen, amounts, scan)
        amounts = plain_lists(amounts, scan.text)
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
        kept = sifted(in_its_year(facts, scan, self.increments), scan, self.computed)
        money += [
            Money("none", f.value, "元", scan.text[f.start : f.end], f.start)
            for f in facts
            if isinstance(f.value, Decimal) and not any(k.start == f.start for k in kept)
        ]
        return Roles(tuple(kept), tuple(money), tuple(dict.fromkeys(q.currency for q in amounts if q.currency not in ("", "CNY"))))

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
            gap -= scan.aside(low, high)
            between = sum(1 for other in scan.quantities if low <= other.start < high and other.kind in ("amount", "bare"))
            floor = max(here.depth, there.depth)
            between -= sum(1 for s in scan.segments if s.depth > floor for o in s.quantities if low <= o.start < high)
            hops = scan.hops(here, there)
            if there.depth > here.depth and hops:
                continue  # what is said in brackets is said of what stands before them
            if hops > 2 or (hops and not before and (gap > 6 or role == "other")):
                continue
            score = weight - 0.07 * gap - 2.2 * between - 1.1 * hops - (0.0 if before else 0.25 if gap == 0 else 0.6)
            if hops and any(o.kind in ("amount", "bare") for o in there.quantities) and role in ("input", "other"):
                score -= 1.0
            found.append(_Candidate(score, role, name, mention))
        found += self._context(q, scan, here, context, pending, known)
        found += self._of_years(q, scan, context, pending, known)
        return [c for c in found if c.score > 0]

    def _meaning(self, mention: Mention, q: Quantity, scan: Scan) -> tuple[str, str, float]:
        if mention.kind in ("input", "yes"):
            entry = self.inputs.get(mention.name)
            if entry is None or entry.kind in ("boolean", "choice"):
                return "", "", 0.0
            if not self._fits(entry, q):
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
            if segment.has("approved_money") and mention.name in self.computed and q.kind in ("amount", "bare"):
                return "input", mention.name, 3.0
            entry = self.inputs.get(mention.name)
            same = [m for m in segment.mentions if (m.start, m.end) == (mention.start, mention.end) and m.name != mention.name]
            if any(m.kind == "input" or (m.name in self.approved and segment.has("approved_money")) for m in same):
                return "", "", 0.0  # what one input is not may be another's own word: 算力租赁 is no rent
            looks = entry is not None and entry.kind == "amount" and q.kind in ("amount", "bare")
            return ("other", "", 3.3 + 0.1 * (mention.end - mention.start)) if looks else ("", "", 0.0)
        if mention.kind == "award":
            base = next((n for n in self.sources.get(mention.name, ()) if n in self.inputs and self._fits(self.inputs[n], q)), "")
            entry = self.inputs.get(base)
            if (
                base in self.approved
                and not scan.segment_of(q.start).has("approved_money", "add", "more", "done", "each")
                and not scan.has("approved_money")
            ):
                return "", "", 0.0
            return ("input", base, 1.7) if entry is not None else ("", "", 0.0)
        if mention.kind == "group" and q.kind in ("amount", "bare"):
            return "other", "", 3.4  # what a whole group comes to
        if mention.kind == "cue" and q.kind in ("amount", "bare"):
            if mention.name == "other_money":
                own = any(m.kind in ("input", "award") and m.start <= mention.start and mention.end <= m.end for m in scan.mentions)
                return ("", "", 0.0) if own else ("other", "", 3.3)
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
        bases = [b for a in context if (b := self.bases.get(a, "")) and b in self.inputs and self._fits(self.inputs[b], q)]
        if self._is_target(q, scan, here, known):
            found.append(_Candidate(4.6, "target", next(iter(context), ""), None))
        answers = len(scan.text) <= 14 and not here.has("replace", "correction")
        for place, name in enumerate(pending):
            if name in self.inputs and self._fits(self.inputs[name], q):
                found.append(_Candidate((2.2 if answers else 1.4) - 0.1 * place, "input", name, None, weak=True))
        if (
            q.kind == "amount"
            and not q.per
            and any(m.kind == "cue" and m.name in _ONCE_MORE and 0 <= q.start - m.end <= 1 for m in here.mentions)
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
        if q.kind in ("count", "area"):
            for name in dict.fromkeys(n for a in context for n in self.sources.get(a, ())):
                if name in self.inputs and self.inputs[name].kind == "integer" and self._fits(self.inputs[name], q):
                    found.append(_Candidate(0.8, "input", name, None, weak=True))
            for entry in self.inputs.values():
                if entry.kind == "integer" and entry.unit == q.measure and q.measure in self.measures:
                    found.append(_Candidate(0.9, "input", entry.id, None, weak=True))
            for name in known:
                if name in self.inputs and self.inputs[name].kind == "integer" and self._fits(self.inputs[name], q):
                    found.append(_Candidate(1.2 if here.has("replace", "correction", "add") else 0.7, "input", name, None, weak=True))
        loose = (q.kind == "duration" and q.unit != "年") or (q.kind == "percent" and (here.has("sublet") or "%share_out" in known))
        if q.kind == "ordinal" or loose:
            for entry in self.inputs.values():
                said = any(m.kind == "input" and m.name == entry.id for m in scan.mentions)
                if self._fits(entry, q) and (entry.kind == "integer" or said or (loose and (entry.id in known or entry.id in bases))):
                    found.append(_Candidate(0.6 if said else 0.5, "input", entry.id, None, weak=True))
        pace = "month" if q.per == "month" else "quarter" if q.per or here.has("payment", "quarterly", "half_yearly") else ""
        rated = [i.id for i in self.inputs.values() if pace in i.per and i.kind == "amount"]
        if pace and q.kind == "amount" and len(rated) == 1:
            found.append(_Candidate(0.7, "input", rated[0], None, weak=True))
        if q.kind == "area" or q.per.startswith("area"):
            for entry in self.inputs.values():
                if entry.kind == "amount" and "area" in entry.per:
                    found.append(_Candidate(0.8, "input", entry.id, None, weak=True))
        return found

    def _nearest(self, q: Quantity, known: Mapping[str, Decimal]) -> str:
        """The known amount that a new value most likely replaces: the nearest in size (冲到2000多万 beside 1900万)."""
        value = scaled(q)
        if value <= 0:
            return ""
        amounts = {name: old for name, old in known.items() if name in self.inputs and self.inputs[name].kind == "amount" and old > 0}
        near = {name: max(value / old, old / value) for name, old in amounts.items()}
        best = min(near, key=lambda name: near[name], default="")
        return best if best and near[best] <= 12 else ""

    def _is_target(self, q: Quantity, scan: Scan, here: Segment, known: Mapping[str, Decimal]) -> bool:
        """An amount of award money: a goal to reach (拿满150万) or a figure to check (最高200万对吧), never a base."""
        if q.kind not in ("amount", "percent", "bare") or scan.text[: q.start].endswith(_SHORT):
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
        if q.kind == "percent" and self.shares & {*(m.name for m in scan.mentions if m.kind == "input"), *known}:
            return False
        if q.kind == "percent":
            return not here.has("sublet") and "%share_out" not in known and "%share_out" not in known
        if "reverse" in names or ("reverse" in scan.cues and names & {"award_money", "cap_word"}):
            return True
        if "reverse_weak" in names and (
            trailing & {"award_money"} or any(m.kind == "award" and 0 <= m.start - q.end <= 1 for m in here.mentions)
        ):
            return True  # 想拿30万补贴要…
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

    def _fits(self, entry: Input, q: Quantity) -> bool:
        """Whether a quantity can be a value of this input; only an input that counts an award's years is told by an ordinal."""
        if entry.kind == "integer" and self.windows and q.unit == "年" and q.kind in ("ordinal", "duration"):
            return fits(entry, q) and (entry.id in self.windows) == (q.kind == "ordinal")
        return fits(entry, q)

    def _counted(self, q: Quantity, scan: Scan) -> Quantity:
        """两万册: a number in 万 before the measure word of an input is a count."""
        unit = next((u for u in self.measures if scan.text.startswith(u, q.end)), "")
        if not unit or q.kind not in ("amount", "bare") or q.text.endswith(("元", "块", "钱")):
            return q
        return replace(q, kind="count", measure=unit, unit=unit, currency="", end=q.end + len(unit))

    def _of_years(
        self, q: Quantity, scan: Scan, context: Sequence[str], pending: Sequence[str], known: Mapping[str, Decimal]
    ) -> list[_Candidate]:
        """去年1亿 beside 今年产值2亿: an amount of the one year where this year is set against the last."""
        year = said_year(scan, q)
        if q.kind not in ("amount", "bare") or q.per or year is None:
            return []
        said = {m.name for m in scan.mentions if m.kind == "input"} | set(pending) | set(known)
        said |= {name for award in context for name in self.sources.get(award, ())}
        return [
            _Candidate(2.0, "input", over if year < 0 else of, None)
            for of, over in self.increments
            if {of, over} & said and year in (-1, 0)
        ]

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
            if (before.kind != here.kind and here.kind != "bare") or not self._fits(self.inputs[theirs.name], here):
                continue
            if listed(scan, before, here):
                result[number] = _Candidate(1.0, "input", theirs.name, theirs.mention, weak=theirs.weak)
                continue
            between = scan.text[before.end : here.start].strip()
            if len(between) <= 2 and (not between or between in "、,,和跟及与/ 到+" or between in ("还有", "以及", "and", ", and")):
                result[number] = _Candidate(1.0, "input", theirs.name, theirs.mention, weak=theirs.weak)
        return result

    def _facts(self, q: Quantity, taken: _Candidate, scan: Scan) -> list[Fact]:
        entry = self.inputs[taken.name]
        segment = scan.segment_of(q.start)
        ranged = q.is_range
        fact = Fact(
            input=taken.name, value=q.value, relation="below" if scan.text[: q.start].endswith(_SHORT) else q.relation,
            year=year_of(segment, q.start), calendar=calendar_of(segment, q.start), actual=segment.has("actual"),
            low=q.low if ranged else None,
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
        if q.per in ("", "quarter") and "quarter" in entry.per and segment.has("payment") and (count := payments(scan.text)):
            return [replace(fact, value=q.value * count)]
        if (not q.per and segment.has("half_yearly")) or (
            not q.per and "quarter" in entry.per and scan.has("half_yearly") and not taken.mention
        ):
            return [replace(fact, part="half_yearly")]
        if q.per in _PER_PART:
            part, factor = _PER_PART[q.per]
            return [replace(fact, part=part, value=q.value * factor)]
        return [fact]


_TIER = re.compile("(?:元)?(?:以上)?(?:的)?(?:那|这)?(?:一)?(?:档|级|挡|门槛)")
