"""Which input an amount is: decided by its neighbourhood, verified by what the awards need.

Every reading of every amount is weighed (`candidates`); the clearest one wins, and a word serves one quantity unless
a list runs on (50、70、90万).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from assistant.understand.candidates import Around, Candidate, candidates
from assistant.understand.facts import Fact, Money, Part, Role
from assistant.understand.gaps import without_gaps
from assistant.understand.items import listed
from assistant.understand.quantities import counted_out, in_full, is_marker, payments, periodic, plain_lists, runs_on, scaled, small_change
from assistant.understand.rows import in_rows
from assistant.understand.rules import Rules
from assistant.understand.scan import Scan, Segment, calendar_of, opens_a_rise, reaches, year_of
from assistant.understand.sift import of_another_year, sifted
from assistant.understand.standing import corrected, cues_in, lead, missed, own_noun
from assistant.understand.targets import SHORT, kept_share
from assistant.understand.timeline import marks, next_year
from assistant.understand.years import in_its_year
from corpus.amounts import Quantity

_PER_PART: dict[str, tuple[Part, Decimal]] = {
    "day": ("daily", Decimal(1)), "month": ("monthly", Decimal(1)), "quarter": ("quarterly", Decimal(1)),
    "half": ("half_yearly", Decimal(1)),
    "area_month": ("price", Decimal(1)), "area": ("price", Decimal(1)), "area_day": ("price_day", Decimal(1)),
    "area_year": ("price_year", Decimal(1)), "area_quarter": ("price_quarter", Decimal(1)),
}  # fmt: skip
_KINDS = ("amount", "percent", "count", "bare", "area", "duration", "ordinal")


@dataclass(frozen=True, slots=True)
class Roles:
    """What the amounts of a turn are."""

    facts: tuple[Fact, ...]
    money: tuple[Money, ...]
    currencies: tuple[str, ...] = ()
    elsewhere: tuple[Fact, ...] = ()  # amounts of other years than the one asked about


class RoleReader(Rules):
    """Reads roles against one family of policies."""

    def read(self, scan: Scan, context: Sequence[str], pending: Sequence[str], known: Mapping[str, Decimal], firms: bool = False) -> Roles:
        """Facts and other money of a turn.

        `context`: awards talked about (this turn's or the thread's); `pending`: inputs asked for; `known`: amounts the thread holds;
        `firms`: it is about several firms.
        """
        amounts = [
            self._counted(periodic(in_full(q), scan), scan) for q in scan.quantities if not is_marker(q, scan.text) and q.kind in _KINDS
        ]
        amounts = counted_out(sorted([*amounts, *small_change(scan)], key=lambda q: q.start), scan, self._spatial(scan, context))
        amounts = without_gaps(amounts, scan)
        chosen = self._chosen(amounts, scan, Around(context, pending, known))
        said = [number for number, q in enumerate(amounts) if q.kind != "ordinal"]
        for before, here in ((amounts[one], number) for one, number in pairwise(said)):
            later = amounts[here]
            same = before.per and not later.per and later.kind == before.kind
            if same and (_again(before, later, scan) or _next_years(before, later, scan)):
                amounts[here] = replace(later, per=before.per)  # 月租从6万涨到7万
        amounts = plain_lists(amounts, scan.text)
        facts: list[Fact] = []
        money: list[Money] = []
        for number, quantity in enumerate(amounts):
            taken = chosen.get(number)
            if taken is not None and taken.role == "input":
                facts += self._facts(quantity, taken, scan, known)
            elif taken is not None:
                role: Role = "target" if taken.role == "target" else "other"
                money.append(Money(role, quantity.value, quantity.unit, quantity.text, quantity.start, taken.name, quantity.per))
            elif quantity.kind in ("amount", "percent"):
                money.append(Money("none", quantity.value, quantity.unit, quantity.text, quantity.start, per=quantity.per))
        dated = in_its_year(facts, scan, self.increments)
        kept = sifted(dated, scan, self.computed, firms)
        money += [
            Money("none", f.value, "元", scan.text[f.start : f.end], f.start)
            for f in facts
            if isinstance(f.value, Decimal) and not any(k.start == f.start for k in kept)
        ]
        currencies = tuple(dict.fromkeys(q.currency for q in amounts if q.currency not in ("", "CNY")))
        return Roles(tuple(kept), tuple(money), currencies, tuple(f for f in dated if f not in kept and of_another_year(f, kept)))

    def _spatial(self, scan: Scan, context: Sequence[str]) -> bool:
        """Whether something told by the square metre is spoken of."""
        names = {m.name for m in scan.mentions if m.kind == "input"} | {self.bases.get(award, "") for award in context}
        return any("area" in self.inputs[name].per for name in names if name in self.inputs and self.inputs[name].kind == "amount")

    def _chosen(self, amounts: Sequence[Quantity], scan: Scan, around: Around) -> dict[int, Candidate]:
        """The reading of each amount, by its place: the clearest first, each word for one amount."""
        scored = [(number, c) for number, quantity in enumerate(amounts) for c in candidates(quantity, scan, around, self)]
        scored.sort(key=lambda item: -item[1].score)
        chosen: dict[int, Candidate] = {}
        used: dict[tuple[int, int], int] = {}
        for number, candidate in scored:
            if number in chosen:
                continue
            mention = candidate.mention
            if mention is not None and candidate.role in ("input", "other"):
                holder = used.get((mention.start, mention.end))
                if holder is not None and not runs_on(amounts, holder, number, scan.text):
                    continue
                used.setdefault((mention.start, mention.end), number)
            chosen[number] = candidate
        return in_rows(self._run_on(chosen, amounts, scan), amounts, scan, self)

    def _counted(self, q: Quantity, scan: Scan) -> Quantity:
        """两万册: a number in 万 before the measure word of an input is a count."""
        unit = next((u for u in self.measures if scan.text.startswith(u, q.end)), "")
        if not unit or q.kind not in ("amount", "bare") or q.text.endswith(("元", "块", "钱")):
            return q
        return replace(q, kind="count", measure=unit, unit=unit, currency="", end=q.end + len(unit))

    # ------------------------------------------------------------ lists and facts

    def _run_on(self, chosen: dict[int, Candidate], amounts: Sequence[Quantity], scan: Scan) -> dict[int, Candidate]:
        """A list keeps the role of its first item: 租金50万、70万、90万."""
        result = dict(chosen)
        told = marks(scan)
        for number in range(1, len(amounts)):
            here, last = amounts[number], number - 1
            while last > 0 and amounts[last].kind == "ordinal" and here.kind != "ordinal":
                last -= 1  # 第一年500万,第二年1500万
            before, mine, theirs = amounts[last], result.get(number), result.get(last)
            if theirs is None or theirs.role != "input" or (mine is not None and mine.role == "input" and _own_word(mine, here, scan)):
                continue
            if mine is not None and mine.role != "input":
                continue
            if (before.kind != here.kind and here.kind != "bare") or not self.fits(self.inputs[theirs.name], here):
                continue
            again = _again(before, here, scan)
            if again or listed(scan, before, here) or next_year(scan, told, before, here):
                result[number] = Candidate(1.0, "input", theirs.name, theirs.mention, weak=theirs.weak or again)
                continue
            between = scan.text[before.end : here.start].strip()
            if len(between) <= 2 and (
                not between
                or between in "、,,和跟及与/ 到+"
                or between in ("还有", "以及", "and", ", and", "vs", "vs.", "versus", "or", "还是", "或者", "或", "对")
            ):
                result[number] = Candidate(1.0, "input", theirs.name, theirs.mention, weak=theirs.weak)
        return result

    def _facts(self, q: Quantity, taken: Candidate, scan: Scan, known: Mapping[str, Decimal]) -> list[Fact]:
        entry = self.inputs[taken.name]
        segment = scan.segment_of(q.start)
        ranged = q.is_range
        fact = Fact(
            input=taken.name, value=q.value, relation="below" if scan.text[: q.start].endswith(SHORT) else q.relation,
            year=year_of(segment, q.start), calendar=calendar_of(segment, q.start), actual=_paid(scan, q, segment),
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
            share = Decimal(1) - q.value / 100 if kept_share(q, scan, known) else q.value / 100
            return [replace(fact, part="share_out", value=share)]
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


def _paid(scan: Scan, q: Quantity, segment: Segment) -> bool:
    """发票370万但银行回单只有228万: of several amounts in a stretch, the one that is led to by a word of paying."""
    others = [o.start for o in segment.quantities if o.kind in ("amount", "bare") and o.start != q.start]
    if not others:
        return segment.has("actual")
    last = all(start < q.start for start in others)
    return "actual" in cues_in(scan, lead(scan, q.start)) or (last and "actual" in cues_in(scan, (q.end, segment.end)))


def _next_years(before: Quantity, here: Quantity, scan: Scan) -> bool:
    """月租5万,第二年起涨到6万: another year's value of what is paid by the month."""
    told = [m for m in marks(scan) if before.end <= m.start and m.end <= here.start]
    named = [m for m in scan.mentions if m.kind == "input" and before.end <= m.start < here.start]
    near = bool(before.value) and Decimal("0.2") <= here.value / before.value <= 5
    return near and bool(told) and all(any(y.start <= m.start < y.end for y in told) for m in named)


def _own_word(mine: Candidate, here: Quantity, scan: Scan) -> bool:
    """Whether an amount has a word of its own; one that opens the next stretch (第三年2300万。三年租金…) goes on with that."""
    if mine.weak or mine.mention is None:
        return not mine.weak
    apart = scan.segment_of(mine.mention.start).index != scan.segment_of(here.start).index
    return not (apart and mine.mention.start >= here.end)


def _again(before: Quantity, here: Quantity, scan: Scan) -> bool:
    """Whether an amount is one more value of what the amount before it was: 370万,哦不,是37万; 从6万涨到7万; 不到一亿,八千万肯定有."""
    if corrected(scan, before.end, here.start) or (opens_a_rise(scan, before.start) and reaches(scan, here.start)):
        return True
    if missed(scan, before.start, before.end):
        return True
    if "used_to" in cues_in(scan, lead(scan, before.start)):
        return bool(cues_in(scan, lead(scan, here.start)) & {"now_is", "replace", "actual"}) or reaches(scan, here.start)
    near = before.relation != "exact" and before.value and Decimal("0.5") <= here.value / before.value <= 2
    return bool(near) and not own_noun(scan, here) and scan.hops(scan.segment_of(before.start), scan.segment_of(here.start)) == 1
