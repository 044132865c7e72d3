"""Makes the plan of a turn from its reading and the thread: see `plan.Plan`.

The rules stand in order of certainty: what is surely no question, what is surely not ours, what asks for a sum, words
about the last answer, what the sources are silent on, what a clause answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.plan import Plan
from assistant.state import Scenario, State
from assistant.sums import Sums
from assistant.understand.facts import Money
from assistant.understand.lexicon import cues
from assistant.understand.reader import Reader, Reading
from assistant.understand.scope import Scope
from assistant.understand.topics import Ranked, Topics
from corpus.model import Policy

_SMALL_TALK = ("greet", "thanks", "help")
_SURE = -1.5  # score from which a topic is taken at its word
_CLOSE = 0.5  # topics this close to the best are said with it
_GOES_ON = 12.0  # what speaks for the last matter where a turn names none of its own
_NEEDS = re.compile(r"(?:总额|金额|费用?)?(?:要|得|需要?|应该?|该)(?:达|做|花|投|交|租|付|是|有)?到?(?:多少|多大|几)")
_LIST_FROM, _LIST_SLOPE = 4.0, 5.2  # score below which a topic gives way to a summary, by how sure the intent is
_FOLLOW_UPS = ("explain", "basis", "promise", "others")
_GENERAL = frozenset(
    (
        "facet", "cap_word", "how_much", "ask_yes_no", "award_money", "threshold", "for_award", "sum", "schedule", "premise", "compare",
        "explain_q", "basis_q", "promise_q", "approved_money", "done", "agree", "negation", "needed", "reverse", "reverse_weak", "each",
        "maximum", "checkup", "in_yuan", "replace", "add", "extend", "plan", "future_supposition", "english_question", "denied_end",
    )
)  # fmt: skip
"""Cues that any matter is asked about with."""
_LIGHT = frozenset(" 的了吗呢啊吧么几要能给谁?,")


class Planner:
    """Plans turns against one family of policies; `main` is the policy that computes."""

    def __init__(self, main: Policy, family: Sequence[Policy], reader: Reader, topics: Topics) -> None:
        self.main, self.family, self.reader, self.topics = main, tuple(family), reader, topics
        self.sums = Sums(main, reader)
        self.scope = Scope(family)
        self._hellos = tuple(cues()["hello"])
        self.award_clause = {a.id: f"{main.id}/{a.clause}" for a in main.awards}
        self.clause_awards: dict[str, list[str]] = {}
        for award, clause in self.award_clause.items():
            self.clause_awards.setdefault(clause, []).append(award)

    def plan(self, reading: Reading, state: State, boost: Mapping[str, float], foreign: bool) -> Plan:
        """The plan of a turn. `boost`: the index's view of clauses; `foreign`: the words place it elsewhere."""
        ranked = self.topics.rank(reading.scan, self.boost(reading, state, boost))
        ranked = self._kept_to_the_matter(reading, state, ranked)
        outside = self.scope.outside(reading, ranked, self.topics.coverage(reading.text), bool(state.last.plan))
        for rule in (
            self._small_talk, self._follow_up, self._pool, self._maximum, self._reverse, self._sum, self._silent,
            self._eligibility, self._lookup,
        ):  # fmt: skip
            if rule == self._pool and (outside or foreign) and not self._own_pool(reading):
                return self._refuse(outside or "foreign", state)
            plan = rule(reading, state, ranked)
            if plan is not None:
                return plan
        if reading.facts:
            return self.sums.open(reading, state) or self._refuse("foreign", state)
        return self._refuse("foreign", state)

    def _kept_to_the_matter(self, reading: Reading, state: State, ranked: list[Ranked]) -> list[Ranked]:
        """A turn that names no matter of its own (什么条件?) can only be about the last one, or a silence beside it."""
        if reading.content > 1 or not state.last.clauses or reading.awards or reading.implied or reading.facts or _own_matter(reading):
            return ranked
        key = state.last.clauses[0].rpartition("/")[2]
        near = {state.last.clauses[0], *(s.id for p in self.family for s in p.silences if key in s.near)}
        return [r for r in ranked if r.id in near] or ranked

    def _refuse(self, reason: str, state: State) -> Plan:
        return Plan("refuse", reason=reason, inputs=dict(state.inputs), awards=state.awards)

    def boost(self, reading: Reading, state: State, boost: Mapping[str, float]) -> dict[str, float]:
        """Awards named or implied speak for their clauses; a turn that names no matter of its own goes on with the last."""
        result = dict(boost)
        if state.last.clauses and not reading.awards and not reading.implied:
            weight = _GOES_ON if reading.content <= 1 else 4.5 if reading.content <= 3 else 0.8
            weight = 0.8 if _own_matter(reading) else weight
            for clause in state.last.clauses[:1]:
                result[clause] = result.get(clause, 0.0) + weight
            key = state.last.clauses[0].rpartition("/")[2]
            spoken = {m.name for m in reading.scan.mentions if m.kind == "silence"}
            for silence in (s for p in self.family for s in p.silences if key in s.near):
                share = 0.8 if key == silence.near[0] and silence.id in spoken else 0.5
                result[silence.id] = result.get(silence.id, 0.0) + share * weight
        silences = [s for p in self.family for s in p.silences]
        for weight, awards in ((3.5, reading.awards), (2.4, reading.implied)):
            for award in awards:
                clause = self.award_clause.get(award, "")
                result[clause] = result.get(clause, 0.0) + weight
                key = clause.rpartition("/")[2]
                for silence in (s for s in silences if key in s.near):
                    result[silence.id] = max(result.get(silence.id, 0.0), weight * (1.0 if key == silence.near[0] else 0.5))
        return result

    # ------------------------------------------------------------ not a question, not ours

    def _small_talk(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        label = reading.intents.best
        asks = reading.has("how_much", "ask_yes_no", "cap_word", "premise") or "?" in reading.text or "?" in reading.text
        if (
            reading.has("hello")
            and reading.scan.mentions
            and reading.text.startswith(self._hellos)
            and not asks
            and not reading.quantities
            and len(reading.text) <= 20
        ):
            return Plan("chat", intent="greet", inputs=dict(state.inputs), awards=state.awards)
        substance = bool(reading.facts or reading.awards or reading.quantities or (ranked and ranked[0].exact > 2.0))
        if label in _SMALL_TALK and reading.intents[label] > 0.35 and not substance:
            return Plan("chat", intent=label, inputs=dict(state.inputs), awards=state.awards)
        return None

    # ------------------------------------------------------------ sums

    def _context(self, reading: Reading, state: State) -> tuple[str, ...]:
        """Awards a turn is about: named, else implied by its facts, else those of the thread."""
        return tuple(dict.fromkeys((*reading.awards, *reading.implied))) or state.awards or state.last.awards

    def _pool(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        again = state.last.plan == "pool" and (reading.has("cap_word") or bool(reading.facts or reading.money)) and len(reading.text) < 20
        if not reading.has("pool_count") and not again:
            return None
        if not again and not reading.has("pool_word") and not any(q.kind in ("amount", "bare") for q in reading.quantities):
            return None
        bases = [f for f in reading.facts if f.input in self.sums.bases and not any(p.amount == f.value for p in self.main.pools)]
        per_case = [f for f in bases if reading.scan.segment_of(f.start).has("spend", "actual")]
        inputs, changed = self.sums.merger.one(
            {}, [*per_case, *(f for f in reading.facts if f not in bases)] if per_case else [], state.turn
        )
        figures = [
            *reading.money,
            *(Money("other", f.value, "元", "", f.start) for f in reading.facts if isinstance(f.value, Decimal) and f not in per_case),
        ]
        awards = self._context(reading, state)
        if not awards and ranked and ranked[0].exact > 1.0:
            awards = tuple(self.clause_awards.get(ranked[0].id, ()))
        return Plan("pool", awards=awards, inputs=inputs, changed=changed, check=tuple(figures))

    def _own_pool(self, reading: Reading) -> bool:
        """Whether the turn asks for how many a pool of this policy is enough, by its amount."""
        return reading.has("pool_count") and any(m.value == p.amount for m in reading.money for p in self.main.pools)

    def _maximum(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """Everything at its ceiling, or the awards named, where no base is given."""
        if any(f.input in self.sums.bases for f in reading.facts) or reading.has("needed"):
            return None
        everything = tuple(a.id for a in self.main.awards if a.in_maximum)
        if (
            reading.has("compare")
            and reading.content <= 3
            and not reading.facts
            and not reading.awards
            and len(state.recent) > 1
            and state.last.plan == "lookup"
        ):
            last = [self.clause_awards[c][0] for c in state.recent[-2:]]
            return Plan("maximum", inputs=dict(state.inputs), awards=tuple(last), compared=True)
        both = len(dict.fromkeys((*reading.awards, *reading.implied))) > 1
        if reading.has("maximum") and not both and not (reading.awards and reading.has("sum", "schedule")):
            return Plan("maximum", inputs=dict(state.inputs), awards=everything, total_wanted=True)
        span = next((int(q.value) for q in reading.quantities if q.kind == "duration" and q.unit == "年" and 2 <= q.value <= 10), 0)
        named = tuple(dict.fromkeys((*reading.awards, *(reading.implied if both or len(reading.awards) < 2 else ()))))
        if reading.has("subsidiary"):
            named = tuple(dict.fromkeys([*named, *(a.id for a in self.main.awards if a.variant_of in named)]))
        full = reading.has("cap_word", "maximum")
        if not full or not named or not (reading.has("sum", "compare") or (span and reading.has("schedule", "sum"))):
            return None
        if len(named) == 1 and not span:
            return None
        scenarios = tuple(Scenario() for _ in range(span)) if span else ()
        return Plan(
            "maximum", inputs=dict(state.inputs), awards=named, mode="years" if span else "single", scenarios=scenarios,
            compared=reading.has("compare") and not reading.has("sum"), total_wanted=True,
        )  # fmt: skip

    def _reverse(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        target = next((m.value for m in reading.money if m.role == "target" and m.unit == "元"), None)
        again = state.last.plan == "reverse" and not reading.awards and not reading.implied
        rest = any(word in reading.text for word in ("再", "还", "差", "更多", "more", "缺"))
        weak = reading.has("reverse_weak") and (target is not None or reading.has("cap_word")) and not reading.has("threshold")
        asked = reading.has("reverse") or weak or (target is not None and self._asks_input(reading))
        asked = asked or (reading.has("needed") and (target is not None or reading.has("cap_word")))
        if again and not asked:
            loose = next((m.value for m in reading.money if m.unit == "元"), None) or next(
                (f.value for f in reading.facts if f.weak and isinstance(f.value, Decimal)), None
            )
            if loose is not None and reading.has("award_money", "for_award", "cap_word"):
                target, asked = Decimal(loose), True
                reading = replace(reading, facts=tuple(f for f in reading.facts if f.value != loose), implied=())
            elif not reading.facts and reading.has("compare", "reverse", "needed") and rest:
                target, asked = state.last.target, True
        if not asked:
            return None
        given = [f for f in reading.facts if f.input in self.sums.bases and not f.weak]
        if given and not rest and target is None and not reading.has("needed"):
            return None
        named = [a for a in reading.awards if self._solvable(a)]
        context = named or [a for a in self._context(reading, state) if self._solvable(a)]
        if not context or (reading.awards and not named):
            return None
        several = len(named) > 1 and reading.has("each", "both", "everyone")
        inputs, changed = self.sums.merger.one(state.inputs, reading.facts, state.turn)
        award = context[0] if named else context[-1]
        return Plan(
            "reverse", awards=tuple(named) if several else (award,), inputs=inputs, changed=changed,
            target=target if target is not None else (state.last.target if again and rest else None),
            reverse_input=self.reader.roles.bases[award], rest=rest,
        )  # fmt: skip

    def _asks_input(self, reading: Reading) -> bool:
        """要多少房租, 博士要几个: how much of an input that an award is computed from."""
        for mention in reading.scan.mentions:
            if mention.kind == "input" and mention.name in self.sums.bases:
                before, after = reading.scan.text[: mention.start], reading.scan.text[mention.end :]
                if before.endswith(("多少", "几个", "几名", "几场", "多大", "多高的", "多少个", "多少名")) or _NEEDS.match(after):
                    return True
        return False

    def _solvable(self, award: str) -> bool:
        """Whether an award is computed from something (an approved amount is no spending to reach a target with)."""
        found = self.main.award(award)
        base = self.reader.inputs.get(self.reader.roles.bases.get(award, ""))
        return base is not None and base.kind in ("amount", "integer") and found is not None and found.amount.shape != "not_stated"

    def _sum(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        return self.sums.plan(reading, state)

    # ------------------------------------------------------------ words about the last answer

    def _follow_up(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if not state.last.plan or reading.facts or reading.awards:
            return None
        label = next(
            (name for name, cue in (("promise", "promise_q"), ("explain", "explain_q"), ("basis", "basis_q")) if reading.has(cue)), ""
        )
        if reading.has("in_yuan") and state.awards:
            label = "explain"
        if label == "explain" and ranked and ranked[0].kind == "silence" and _own_matter(reading):
            return None
        if not label:
            label = reading.intents.best
            if label not in _FOLLOW_UPS or reading.intents[label] < 0.45 or reading.content > 3:
                return None
        elif reading.content > 5 or (label != "promise" and not state.last.clauses):
            return None
        return Plan(
            label,  # type: ignore[arg-type]
            awards=state.awards, inputs=dict(state.inputs), mode=state.mode, scenarios=state.scenarios, compared=state.compared,
            cases=state.cases, apart=state.apart, about=state.about,
            clauses=state.last.clauses, in_yuan=reading.has("in_yuan"),
        )  # fmt: skip

    # ------------------------------------------------------------ clauses and silences

    def _silent(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """The best topic is one on which the sources are silent."""
        if not ranked or ranked[0].kind != "silence" or ranked[0].score < _SURE:
            return None
        if _wants_list(reading, ranked):
            return None
        rival = next((r.score for r in ranked if r.kind == "clause"), -9.0)
        if ranked[0].score < rival + (0.3 if ranked[0].exact < 2.0 else 0.0):
            return None
        near = tuple(r.id for r in ranked[:4] if r.kind == "clause" and r.score > ranked[0].score - 1.0)[:1]
        return Plan("silent", silences=(ranked[0].id,), awards=state.awards, inputs=dict(state.inputs), clauses=near)

    def _eligibility(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if not reading.facts or not reading.awards:
            return None
        inputs, changed = self.sums.merger.one(state.inputs, reading.facts, state.turn)
        clauses = tuple(self.award_clause[a] for a in reading.awards if a in self.award_clause)
        return Plan("eligibility", awards=reading.awards, inputs=inputs, changed=changed, clauses=clauses)

    def _lookup(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if _wants_list(reading, ranked):
            return Plan("list", inputs=dict(state.inputs), awards=state.awards)
        clauses = [r for r in ranked if r.kind == "clause"]
        if not clauses:
            return None
        top = clauses[0]
        weak = top.score < _SURE and not reading.awards and not reading.implied
        if weak and state.last.clauses:
            chosen: tuple[str, ...] = state.last.clauses
        else:
            chosen = (top.id, *(c.id for c in clauses[1:4] if c.score > top.score - _CLOSE))
            named = [self.award_clause[a] for a in reading.awards if a in self.award_clause]
            if (reading.has("compare") or reading.intents["difference"] > 0.4) and len(state.recent) > 1 and len(named) < 2:
                chosen = tuple(dict.fromkeys([*named, *reversed(state.recent[-4:])]))
            elif reading.has("subsidiary"):
                chosen = tuple(dict.fromkeys([*self._variants(chosen[0]), *chosen]))
            elif len(chosen) < 4:
                chosen = tuple(dict.fromkeys([*chosen, *self._variants(chosen[0])]))
            if len(named) > 1:
                chosen = tuple(dict.fromkeys([*named, *chosen]))[:5]
        return Plan(
            "lookup", intent=reading.intents.best, clauses=chosen, inputs=dict(state.inputs), awards=state.awards,
            premise=reading.has("premise"), check=reading.money,
        )  # fmt: skip

    def _variants(self, clause: str) -> list[str]:
        """Clauses of the same benefit for another kind of applicant."""
        mains = set(self.clause_awards.get(clause, ()))
        return [self.award_clause[a.id] for a in self.main.awards if a.variant_of in mains]


def _own_matter(reading: Reading) -> bool:
    """Whether a short turn names a matter by words of its own (第一批呢), beyond words that any matter is asked about with (最高多少呢)."""
    general = [False] * len(reading.scan.text)
    for mention in reading.scan.mentions:
        if mention.kind == "cue" and mention.name in _GENERAL:
            general[mention.start : mention.end] = [True] * (mention.end - mention.start)
    for mention in reading.scan.mentions:
        if mention.kind in ("clause", "silence") and mention.end - mention.start >= (3 if mention.term[0] >= "\u3400" else 8):
            span = range(mention.start, mention.end)
            if any(not general[i] and reading.scan.text[i] not in _LIGHT for i in span):
                return True
    return False


def _wants_list(reading: Reading, ranked: Sequence[Ranked]) -> bool:
    """Whether everything is asked for at once: the surer the intent, the better a topic must match to be meant alone."""
    share = reading.intents["list"]
    if reading.intents.best != "list" or share <= 0.4 or reading.awards:
        return False
    return not ranked or ranked[0].score < _LIST_FROM + _LIST_SLOPE * share
