"""Goals: how far a pool goes, everything at its ceiling, what it takes to reach an amount, what room a ceiling leaves.

Each rule makes the plan of a turn that asks for one of these, or none. What is asked (an input or award money) is told by
`understand.asked`; how an amount stands in a pool (spent of it, left, for each) by the words at it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.gains import gained
from assistant.plan import Plan
from assistant.pools import shares
from assistant.state import Known, Scenario, State
from assistant.sums import Sums
from assistant.understand.asked import input_asked
from assistant.understand.facts import Fact
from assistant.understand.lexicon import group_names
from assistant.understand.reader import Reader, Reading, dropped
from assistant.understand.timeline import LONGEST, Mark, at, marks, span
from assistant.understand.topics import Ranked
from corpus.award.shapes import ceiling_of
from corpus.model import Policy

_FIRMS = re.compile(r"(?:几|多少|几多|多几)(?:家|间|户|个?企业|个?公司|厂|主体)")
_SHORT = 20


class Goals:
    """Plans goals for one policy. `clause_awards`: clause → awards that rest on it."""

    def __init__(self, main: Policy, reader: Reader, sums: Sums, clause_awards: dict[str, list[str]]) -> None:
        self.main, self.reader, self.sums, self.clause_awards = main, reader, sums, clause_awards

    def plan(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """The plan of a turn about a goal."""
        if (plan := gained(reading, state, self.sums)) is not None:
            return plan
        for rule in (self._pool, self._cut, self._room, self._maximum, self._reverse):
            if (plan := rule(reading, state, ranked)) is not None:
                return plan
        return None

    def _context(self, reading: Reading, state: State) -> tuple[str, ...]:
        """Awards a turn is about: named, else implied by its facts, else those of the thread."""
        return tuple(dict.fromkeys((*reading.awards, *reading.implied))) or state.awards or state.last.awards

    # ------------------------------------------------------------ pools

    def own_pool(self, reading: Reading) -> bool:
        """Whether the turn asks for how many a pool of this policy is enough, by its amount."""
        return self._counts_firms(reading) and any(m.value == p.amount for m in reading.money for p in self.main.pools)

    def _counts_firms(self, reading: Reading) -> bool:
        return reading.has("pool_count") or _FIRMS.search(reading.text) is not None

    def _pool(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """How many enterprises a pool, or what is left of it, is enough for."""
        spoken = state.last.plan == "pool" or (state.last.plan == "lookup" and self._pool_of(state))
        again = (
            state.last.plan == "pool" and (reading.has("cap_word") or bool(reading.facts or reading.money)) and len(reading.text) < _SHORT
        )
        counts = self._counts_firms(reading)
        if not counts and not again:
            return None
        share = shares(reading, self.main.pools)
        named = any(p.amount in share.pools for p in self.main.pools)
        if not again and not reading.has("pool_word") and not (share.pools or share.taken or share.left or share.each) and not spoken:
            return None
        if reading.has("pool_count") is False and not (named or reading.has("pool_word", "pool_taken", "pool_left") or spoken):
            return None
        bases = [f for f in reading.facts if f.input in self.sums.bases and f.start not in share.starts]
        per_case = [f for f in bases if reading.scan.segment_of(f.start).has("spend", "actual")]
        others = [f for f in reading.facts if f not in bases and f.start not in share.starts]
        inputs, changed = self.sums.merger.one({}, [*per_case, *others] if per_case else [], state.turn)
        awards = self._context(reading, state)
        if not awards and ranked and ranked[0].exact > 1.0:
            awards = tuple(self.clause_awards.get(ranked[0].id, ()))
        if not awards and spoken:
            awards = tuple(a for c in state.last.clauses[:1] for a in self.clause_awards.get(c, ()))
        return Plan("pool", awards=awards, inputs=inputs, changed=changed, share=share)

    def _pool_of(self, state: State) -> bool:
        """Whether the last answer was about a clause with a pool."""
        clauses = {f"{self.main.id}/{p.clause}" for p in self.main.pools}
        return bool(clauses & set(state.last.clauses[:1]))

    # ------------------------------------------------------------ ceilings of groups

    def _cut(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """那等于被砍掉多少: what the ceilings took off the last sum."""
        if not reading.has("cut_asked") or reading.facts or reading.money or not state.awards or state.mode != "single":
            return None
        return Plan("calculate", awards=state.awards, inputs=dict(state.inputs), total_wanted=True, group_sums=state.told, remark="cut")

    def _room(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """离年度上限还有多少空间: what a group's ceiling leaves beside the sum told or worked out."""
        if reading.has("remove") and dropped(reading, self.reader.users, self.reader.claims, self.reader.inputs):
            return None  # 先不管大模型那张,剩多少: what is left of the sum
        told = self.sums.group_sums(reading, asked=True)
        leaves = _LEAVES.search(reading.text) is not None and not input_asked(reading.scan, self.reader.roles)
        groups = [g.id for g in self.main.groups if any(n in reading.text for n in group_names(g))]
        told = told or self._listed(reading, groups)
        approved = bool(groups) and any(f.input in self.reader.roles.approved for f in reading.facts)
        still = (told or approved) and _STILL.search(reading.text) is not None
        if not reading.has("room_asked") and not (leaves and (groups or told)) and not still:
            return None
        awards = self._context(reading, state) if reading.facts or not told else tuple(dict.fromkeys(reading.awards))
        yearly = reading.has("annual") or bool(groups) or bool(told)
        if not yearly and len(awards) < 2:
            return None
        inputs, changed = self.sums.merger.one(state.inputs, reading.facts, state.turn)
        if reading.facts and (made := self.sums.plan(reading, state)) is not None:
            awards, inputs, changed = made.awards, made.inputs, made.changed
        within = {g for g, _ in told}
        if told and not reading.facts and not reading.awards:
            awards = ()
        awards = tuple(
            a
            for a in awards
            if a in reading.awards or not within or any(f.input in self.reader.users for f in reading.facts) or a in self._claimed(reading)
        )
        if not awards and not told:
            return None
        return Plan(
            "calculate", awards=awards, inputs=inputs, changed=changed, total_wanted=True, group_sums=told or state.told,
            remark="room", about_groups=tuple(groups),
        )  # fmt: skip

    def _listed(self, reading: Reading, groups: Sequence[str]) -> tuple[tuple[str, Decimal], ...]:
        """今年已拿推广500万、优化150万,产业奖励还能再拿多少: award money told award by award, as what the group has so far."""
        if len(groups) != 1 or reading.has("spend") or not _STILL.search(reading.text):
            return ()
        opened = [m.start for m in reading.scan.mentions if m.kind == "cue" and m.name in ("approved_money", "received")]
        name = max(reading.text.rfind(n) for g in self.main.groups if g.id in groups for n in group_names(g) if n in reading.text)
        amounts = [q.value for q in reading.quantities if q.kind == "amount" and not q.per and opened and opened[0] < q.start < name]
        return ((groups[0], sum(amounts, Decimal(0))),) if len(amounts) > 1 else ()

    def _claimed(self, reading: Reading) -> set[str]:
        return {self.reader.claims[f.input] for f in reading.facts if f.input in self.reader.claims and f.value is True}

    # ------------------------------------------------------------ everything at its ceiling

    def _maximum(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """Everything at its ceiling, or the awards named, where no base is given."""
        if self.sums.cases.told(reading) is not None or any(f.input in self.sums.bases for f in reading.facts) or reading.has("needed"):
            return None
        everything = tuple(a.id for a in self.main.awards if a.in_maximum)
        short = reading.content <= 3 and not reading.facts and not reading.awards
        most = reading.has("cap_word") and not reading.facts and not reading.awards and not reading.money
        rule = reading.has("annual") or not reading.has("for_award", "award_money", "how_much", "received")
        reached = state.last.plan == "reverse" and not reading.has("reverse") and not input_asked(reading.scan, self.reader.roles)
        if most and not rule and reached:
            return Plan("maximum", inputs=dict(state.inputs), awards=state.last.awards[:1])  # 最多能拿到多少, after a target
        if state.last.plan == "maximum" and not reading.facts and (kept := self._left(reading, state, everything)):
            return Plan("maximum", inputs=dict(state.inputs), awards=kept, total_wanted=True)
        if reading.has("compare") and short and len(state.recent) > 1 and state.last.plan == "lookup":
            last = [self.clause_awards[c][0] for c in state.recent[-2:]]
            return Plan("maximum", inputs=dict(state.inputs), awards=tuple(last), compared=True)
        told = marks(reading.scan)
        years = span(reading.scan, told)
        if years and reading.has("cap_word", "maximum") and (parts := self._by_year(reading, told, years)) is not None:
            wanted = tuple(dict.fromkeys(a for part in parts for a in part))
            scenarios = tuple(Scenario(awards=part) for part in parts)
            return Plan("maximum", inputs=dict(state.inputs), awards=wanted, mode="years", scenarios=scenarios, total_wanted=True)
        both = len(dict.fromkeys((*reading.awards, *reading.implied))) > 1
        if reading.has("maximum") and not both and not (reading.awards and (years or reading.has("sum", "schedule"))):
            count = self.sums.cases.count(reading, computed=True)
            return Plan("maximum", inputs=dict(state.inputs), awards=everything, total_wanted=True, count=count)
        named = tuple(dict.fromkeys((*reading.awards, *(reading.implied if both or len(reading.awards) < 2 else ()))))
        if not named and years and short and state.last.plan in ("lookup", "maximum") and not state.inputs:
            named = tuple(a for a in state.last.awards[:1])  # 房租补贴可以连拿几年 → 那三年最多一共多少
        if reading.has("subsidiary"):
            named = tuple(dict.fromkeys([*named, *(a.id for a in self.main.awards if a.variant_of in named)]))
        full = reading.has("cap_word", "maximum") or (
            reading.has("sum") and not reading.facts and self._all_fixed(named)
        )  # 两项备案一共能拿多少
        if (
            not full
            or not named
            or not (reading.has("sum", "compare") or (years and reading.has("schedule", "sum", "how_much", "maximum")))
        ):
            return None
        if len(named) == 1 and not years:
            return None
        scenarios = tuple(Scenario() for _ in range(years)) if years else ()
        return Plan(
            "maximum", inputs=dict(state.inputs), awards=named, mode="years" if years else "single", scenarios=scenarios,
            compared=reading.has("compare") and not reading.has("sum"), total_wanted=True,
        )  # fmt: skip

    def _left(self, reading: Reading, state: State, everything: Sequence[str]) -> tuple[str, ...]:
        """人才不要,剩下的呢, after everything at its ceiling: what is left of it."""
        if not reading.has("remove") and not _UNWANTED.search(reading.text):
            return ()
        groups = {g.id for g in self.main.groups if any(n in reading.text for n in group_names(g))}
        gone = {*reading.awards, *reading.implied, *(a.id for a in self.main.awards if a.group in groups)}
        kept = tuple(a for a in state.last.awards or everything if a not in gone)
        return kept if gone & set(state.last.awards or everything) else ()

    def _all_fixed(self, awards: Sequence[str]) -> bool:
        """Whether awards are each one fixed amount, so that their sum needs nothing said."""
        found = [self.main.award(a) for a in awards]
        return len(found) > 1 and all(a is not None and a.amount.shape == "fixed" for a in found)

    def _by_year(self, reading: Reading, told: Sequence[Mark], years: int) -> list[tuple[str, ...]] | None:
        """The awards at their ceiling of each year, where groups are meant (产业和人才每年都顶满), or years differ (后两年只剩优化)."""
        scan = reading.scan
        everything = [a for a in self.main.awards if a.in_maximum]
        lists: list[list[str]] = [[] for _ in range(min(years, LONGEST))]
        grouped = False
        for segment in scan.segments:
            groups = {g.id for g in self.main.groups if any(name in segment.text for name in group_names(g))}
            whole = [a.id for a in everything if a.group in groups] if groups and segment.has("cap_word", "maximum", "everyone") else []
            grouped = grouped or bool(whole)
            named = whole or [m.name for m in segment.mentions if m.kind == "award" and m.name in reading.awards]
            named = named or [u for m in segment.mentions if m.kind == "input" and (u := self.reader.users.get(m.name))]
            if not named:
                continue
            mark = at(scan, told, segment.end, segment.end)
            if mark is None or scan.segment_of(mark.start).index != segment.index:
                mark = None
            for place in _places(mark, len(lists)):
                lists[place] = list(dict.fromkeys([*lists[place], *named]))
        return [tuple(part) for part in lists] if grouped and all(lists) else None

    # ------------------------------------------------------------ what it takes

    def _asked_base(self, reading: Reading, award: str) -> str:
        """The input that a reverse question asks for: the one that it names, else what the award is chiefly computed from."""
        sources = self.reader.roles.sources.get(award, ())
        named = [m.name for m in reading.scan.mentions if m.kind == "input" and m.name in sources]
        return named[-1] if named else self.reader.roles.bases[award]

    def _reverse(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """What has to be spent to reach a target, or the full amount; how much of it is still to come."""
        target = next((m.value for m in reading.money if m.role == "target" and m.unit == "元"), None)
        asked_input = input_asked(reading.scan, self.reader.roles)
        again = state.last.plan == "reverse" and not set(reading.awards) - set(state.last.awards)
        rest = reading.has("rest_asked") or any(word in reading.text for word in ("再", "还", "差", "更多", "more", "缺"))
        given = [f for f in reading.facts if f.input in self.sums.bases and not f.weak]
        wanted = target is not None or reading.has("cap_word") or _SUFFICES.search(reading.text) is not None
        asked = self._asked(reading, wanted, asked_input)
        if (given or target is not None) and self._enough(reading, asked_input):
            told = any(f.input in self.sums.bases for f in reading.facts)
            made = self.sums.plan(reading, state) if told else self._tried(reading, state, target)
            alone = made is not None and made.mode == "single" and len(made.awards) == 1
            return replace(made, remark="enough", target=target if told else None) if made is not None and alone else made
        if again and not asked and (found := self._again(reading, state, rest)) is not None:
            target, reading = found
            asked = True
        if (
            asked
            and not again
            and not given
            and any(f.input in self.sums.bases and f.weak for f in reading.facts)
            and target is None
            and not asked_input
        ):
            return None
        if not asked or (given and not rest and target is None and not reading.has("needed") and not asked_input):
            return None
        named = [a for a in reading.awards if self._solvable(a)]
        context = named or [a for a in self._context(reading, state) if self._solvable(a)]
        context = context or self._capped_at(target)
        if not context or (reading.awards and not named):
            return None
        on_top = target is not None and self._on_top(reading, target)
        several = len(named) > 1 and reading.has("each", "both", "everyone")
        inputs, changed = self.sums.merger.one(state.inputs, reading.facts, state.turn)
        award = context[0] if named else context[-1]
        if (variant := self._variant(award, reading, state)) is not None:
            award, inputs = variant
        full = reading.has("cap_word") or any(
            m.kind == "cue" and m.name == "reverse" and m.term[-1] in "满顶足" for m in reading.scan.mentions
        )
        goal = target if target is not None else state.last.target if again and (rest or not full) else None
        return Plan(
            "reverse", awards=tuple(named) if several else (award,), inputs=inputs, changed=changed, target=goal,
            reverse_input=self._asked_base(reading, award), rest=rest or on_top, on_top=on_top,
        )  # fmt: skip

    @staticmethod
    def _on_top(reading: Reading, target: Decimal) -> bool:
        """想多拿20万: so much more than what is got already."""
        places = [m.start for m in reading.money if m.role == "target" and m.value == target]
        return any(_MORE.search(reading.scan.text[:place]) for place in places)

    def _asked(self, reading: Reading, wanted: bool, asked_input: str) -> bool:
        weak = reading.has("reverse_weak") and wanted and not reading.has("threshold")
        needed = reading.has("needed") and wanted
        aim = reading.has("goal") and any(m.role == "target" for m in reading.money) and not reading.facts and not reading.has("premise")
        if aim and any(self._solvable(a) for a in (*reading.awards, *reading.implied)):
            return True  # 优化补贴目标130万
        return reading.has("reverse") or weak or needed or bool(asked_input and wanted)

    def _again(self, reading: Reading, state: State, rest: bool) -> tuple[Decimal | None, Reading] | None:
        """The last target met by another one (拿90万呢), by what is spent already (眼下年租61万), or by a condition (营收只有6000万呢)."""
        bases = [f for f in reading.facts if f.input in self.sums.bases and isinstance(f.value, Decimal)]
        loose = next((m.value for m in reading.money if m.unit == "元"), None)
        loose = loose if loose is not None else next((Decimal(f.value) for f in bases if f.weak), None)
        award = self.main.award(state.last.awards[0]) if state.last.awards else None
        most = ceiling_of(award.amount)[0] if award is not None else None
        if bases and reading.has("rest_asked"):
            return state.last.target, reading  # 已投515万,还差?
        if loose is not None and most is not None and loose > most and not reading.has("for_award"):
            return None  # more than can be got is what is spent
        spent = reading.has("spend", "actual", "done", "rest_asked") or any(not f.weak for f in bases)
        if loose is not None and not spent and reading.has("award_money", "for_award", "cap_word", "future_supposition"):
            kept = [(f, who) for f, who in zip(reading.facts, reading.people, strict=True) if f.value != loose]
            facts, people = tuple(f for f, _ in kept), tuple(who for _, who in kept)
            return Decimal(loose), replace(reading, facts=facts, people=people, implied=())
        if bases and spent and not reading.has("award_money", "future_supposition"):
            return state.last.target, reading
        if not reading.facts:
            return (state.last.target, reading) if rest and reading.has("compare", "reverse", "needed", "rest_asked") else None
        conditions = self.sums.conditions.get(state.last.awards[0], frozenset()) if state.last.awards else frozenset()
        only = all(f.input in conditions and f.input not in self.sums.bases for f in reading.facts)
        return (state.last.target, reading) if only and not reading.has("award_money") else None

    def _enough(self, reading: Reading, asked_input: str) -> bool:
        """够不够拿满, 够拿满100万不: the amount given is tried, nothing is asked back."""
        enough = reading.has("enough_asked") or _ENOUGH.search(reading.text) is not None
        return enough and not asked_input and not reading.has("rest_asked")

    def _tried(self, reading: Reading, state: State, amount: Decimal | None) -> Plan | None:
        """那1500万刚好用不到封顶吧: the amount read as a goal is what is spent."""
        awards = [a for a in self._context(reading, state) if self._solvable(a)]
        if amount is None or not awards:
            return None
        fact = Fact(self.reader.roles.bases[awards[-1]], amount)
        return self.sums.plan(replace(reading, facts=(*reading.facts, fact), people=(*reading.people, "self")), state)

    def _variant(self, award: str, reading: Reading, state: State) -> tuple[str, dict[str, Known]] | None:
        """全资子公司那种要多少租金 after a sum for oneself: the variant, without what was said of oneself."""
        kind = next((a for a in self.main.awards if a.variant_of == award), None)
        name = getattr(kind.when, "input", "") if kind is not None and kind.when is not None else ""
        if kind is None or not name or not reading.has("subsidiary") or not self._solvable(kind.id):
            return None
        if name in state.inputs or not state.inputs:
            return None
        inputs, _ = self.sums.merger.one({}, reading.facts, state.turn)
        return kind.id, inputs

    def _capped_at(self, target: Decimal | None) -> list[str]:
        """The one award whose full amount a target is (拿满150万 alone says which)."""
        found = [a.id for a in self.main.awards if self._solvable(a.id) and target is not None and ceiling_of(a.amount)[0] == target]
        return found if len(found) == 1 else []

    def _solvable(self, award: str) -> bool:
        """Whether an award is computed from something (an approved amount is no spending to reach a target with)."""
        found = self.main.award(award)
        base = self.reader.inputs.get(self.reader.roles.bases.get(award, ""))
        return base is not None and base.kind in ("amount", "integer") and found is not None and found.amount.shape != "not_stated"


_UNWANTED = re.compile(r"(?<!要)不要(?!紧)")
_SUFFICES = re.compile(r"(?:就|才|便|算)(?:能)?够")
_MORE = re.compile(r"(?:再|还|想|要)?(?:多|再)(?:拿|补|领|得|报|要|申请|攞|奖)(?:个|到|够)?\s*$")
_LEAVES = re.compile(r"(?:离|距|距离|到)[^,,。;]{0,16}(?:上限|封顶|天花板|限额|额度|顶)[^,,。;]{0,4}(?:还|剩|空|差)")
_ENOUGH = re.compile(
    r"够[^,,。;不]{0,8}(?:不|吗|么|没|嘛|咩|未)\s*[?？]?$|(?:刚好|正好|恰好|是不是|能|可以)(?:拿|顶|封|用|吃|打|到|够)(?:满|顶|足|格|到顶|到封顶)(?:了)?(?:吗|不|没|吧|么|嘛)"
)
_STILL = re.compile(r"还(?:能|可以|可|够)?(?:再)?(?:拿|领|得|补|装|放|报|加|进|收|攞|申|批|发|给)(?:得下|到|进|落|账)?(?:多少|几多|几)")


def _places(mark: Mark | None, count: int) -> range:
    if mark is None:
        return range(count)
    if mark.kind == "first":
        return range(min(mark.years[0], count))
    if mark.kind == "last":
        return range(max(0, count - mark.years[0]), count)
    if mark.kind == "ordinal" and not mark.onwards:
        return range(max(0, mark.years[0] - 1), min(mark.years[-1], count))
    return range(max(0, mark.years[0] - 1), count) if mark.kind == "ordinal" else range(count)


def checked(plan: Plan, reading: Reading) -> Plan:
    """有人说投1000万能拿500万,对吗: the sum, set against the amount that was said."""
    said = [m.value for m in reading.money if m.role == "target" and m.unit == "元"]
    asked = reading.has("premise") or any(s.question and s.has("ask_yes_no", "premise") for s in reading.scan.segments)
    if plan.kind != "calculate" or plan.mode != "single" or plan.remark or plan.group_sums or len(said) != 1 or not asked:
        return plan
    return replace(plan, remark="check", target=said[0])
