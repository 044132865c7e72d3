"""Makes the plan of a turn from its reading and the thread: see `plan.Plan`.

What words of their own settle (a greeting, a word about the last answer, another place, a pool, a target) is settled first;
what all else wants is one scored decision (`decide`), and the likeliest want of which a plan can be made is planned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.decide import Want, decision, evidence
from assistant.goals import Goals, checked
from assistant.group_sums import by_firm
from assistant.matters import Matters, claims, own_matter, wants_list
from assistant.ongoing import Ongoing
from assistant.payers import Payers
from assistant.plan import Plan
from assistant.state import State
from assistant.sums import Sums
from assistant.surely import wants_rule, wants_sum
from assistant.survey import of_period, surveyed
from assistant.understand.reader import Reader, Reading
from assistant.understand.rules import stated_figures
from assistant.understand.scope import Scope
from assistant.understand.strange import strange
from assistant.understand.topics import Ranked, Topics
from assistant.undo import undone
from assistant.whether import whether
from corpus.model import Policy

_SMALL_TALK = ("greet", "thanks", "help")
_CITED = 5  # clauses that one answer cites at most, unless it sums up the policy
_SURE = -1.5  # score from which a topic is taken at its word
_CLOSE = 0.5  # topics this close to the best are said with it
_FEW = 4  # content of a turn that may speak to nobody and yet ask what there is to ask
_FOLLOW_UPS = ("explain", "basis", "promise", "others")


_Rule = Callable[[Reading, State, Sequence[Ranked]], Plan | None]


class Planner:
    """Plans turns against one family of policies; `main` is the policy that computes."""

    def __init__(self, main: Policy, family: Sequence[Policy], reader: Reader, topics: Topics) -> None:
        self.main, self.family, self.reader, self.topics = main, tuple(family), reader, topics
        self.sums = Sums(main, reader)
        self.scope = Scope(family)
        self.figures = stated_figures(family)
        self.decision = decision(topics.likely is not None)
        self._hellos = reader.lexicon.cue_forms("hello")
        self.matters = Matters(main, family)
        self.award_clause, self.clause_awards = self.matters.award_clause, self.matters.clause_awards
        self.ongoing = Ongoing(family, self.matters)
        self.goals = Goals(main, reader, self.sums, self.clause_awards)
        self.payers = Payers(family, self.sums)

    def plan(self, reading: Reading, state: State, boost: Mapping[str, float], foreign: bool) -> Plan:
        """The plan of a turn. `boost`: the index's view of clauses; `foreign`: the words place it elsewhere."""
        if reading.has("new_case"):
            state = State(policy=state.policy, turn=state.turn)
        ranked = self.ranked(reading, state, boost)
        if (plan := self.certain(reading, state, ranked, foreign)) is not None:
            return plan
        if (plan := self.ongoing.plan(reading, state, ranked)) is not None:
            return plan
        wants = self.decision.shares(self.evidence(reading, state, ranked))
        made: dict[Want, _Rule] = {
            "sum": self._sum, "clause": self._clause, "silence": self._silent, "foreign": self._foreign,
        }  # fmt: skip
        plans = (made[want](reading, state, ranked) for want in wants)
        return next((plan for plan in plans if plan is not None), self._refuse("foreign", state))

    def ranked(self, reading: Reading, state: State, boost: Mapping[str, float]) -> list[Ranked]:
        """Clauses and silences a turn may be about, best first."""
        return self.matters.kept(reading, state, self.topics.rank(reading.scan, self.matters.boost(reading, state, boost)))

    def evidence(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> dict[str, float]:
        """What the decision weighs."""
        told = strange(reading.scan, self.scope, self.topics)
        return evidence(reading, state, ranked, self.reader, self.figures, told, self.award_clause)

    def certain(self, reading: Reading, state: State, ranked: Sequence[Ranked], foreign: bool) -> Plan | None:
        """The plan of a turn that words of their own settle: a greeting, the last answer, another place, a pool, a target."""
        if (plan := self._small_talk(reading, state, ranked) or self._follow_up(reading, state, ranked)) is not None:
            return plan
        if (plan := self.sums.alike(reading, state) or undone(reading, state)) is not None:
            return plan
        if (plan := self.payers.plan(reading, state)) is not None:
            return plan
        outside = self.scope.outside(reading, ranked[0] if ranked else None)
        if (outside or foreign) and not self.goals.own_pool(reading):
            return self._refuse(outside or "foreign", state)
        for rule in (self._together, self._survey, self._whether, self.goals.plan, self._either):
            if (plan := rule(reading, state, ranked)) is not None:
                return plan
        told = (
            self.sums.group_sums(reading)
            or by_firm(reading, self.main)
            or self.sums.cases.wants(reading, state)
            or (reading.growth and state.mode == "years")
            or (reading.content <= 1 and not reading.facts and reading.has("sum", "all_known") and state.awards)  # 合计
            or self.sums.relists(reading, state)
            or any(f.op in ("item", "keep") for f in reading.facts)  # 只留游戏和金融: of a list that the thread holds
            or (state.mode == "years" and reading.has("stopped") and any(f.value == 0 for f in reading.facts))
            or self._claim_denied(reading)
            or (reading.currencies and (reading.awards or reading.implied or state.awards))
            or wants_sum(reading, self.reader)
        )
        if not told and not state.pending and wants_rule(reading, self.reader):
            return self._clause(reading, state, ranked)
        return self.sums.plan(reading, state) if told else None

    def _claim_denied(self, reading: Reading) -> bool:
        """第三个了,前面领过奖,这回多少: nothing is due, and why."""
        denied = any(f.value is False and not f.weak and f.input in self.reader.claims for f in reading.facts)
        return denied and reading.has("again", "refused", "received") and reading.has("how_much", "award_money")

    def _refuse(self, reason: str, state: State) -> Plan:
        return Plan("refuse", reason=reason, inputs=dict(state.inputs), awards=state.awards)

    # ------------------------------------------------------------ not a question, not ours

    def _small_talk(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        label = reading.intents.best
        asks = reading.has("how_much", "ask_yes_no", "cap_word", "premise") or "?" in reading.text or "?" in reading.text
        opens = reading.has("hello") and reading.text.startswith(self._hellos) and len(reading.text) <= 20
        if opens and not asks and not reading.quantities:
            return Plan("chat", intent="greet", inputs=dict(state.inputs), awards=state.awards)
        substance = bool(reading.facts or reading.awards or reading.quantities or (ranked and ranked[0].exact > 2.0))
        talked = reading.has("basis_q", "explain_q", "promise_q", "refused", "denied_end", "how_much", "cap_word", "reverse", "needed")
        substance = substance or (bool(state.last.plan) and talked)
        if reading.content > _FEW and not (label == "help" and reading.has("addressed")):
            substance = True  # 多谢, 市区对人才怎么支持: thanks around a matter; 那本人才名册是干什么用的: nobody is spoken to
        if label in _SMALL_TALK and reading.intents[label] > 0.35 and not substance:
            return Plan("chat", intent=label, inputs=dict(state.inputs), awards=state.awards)
        return None

    def _foreign(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        return None if wants_list(reading, ranked) else self._refuse("foreign", state)

    def _survey(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """哪项比例最高, 哪些有资金池: the awards that fit, by the policy's own data."""
        fitting = of_period(reading, state, self.main) or surveyed(reading, state, self.main)
        if not fitting:
            return None
        clauses = tuple(dict.fromkeys(self.award_clause[a] for a in fitting))
        if len(clauses) > _CITED:  # 从高到低排一下
            return Plan("list", inputs=dict(state.inputs), awards=state.awards, fitting=fitting)
        return Plan("lookup", intent="cap", clauses=clauses, inputs=dict(state.inputs), awards=state.awards, fitting=fitting)

    # ------------------------------------------------------------ sums

    def _together(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """研发补贴和临床奖励可以同时领吗: a rule of the policy on just these awards answers, and not its silence on others."""
        if reading.facts or reading.quantities or not reading.has("ask_yes_no"):
            return None
        rules = tuple(f"{self.main.id}/{e.clause}" for e in self.main.exclusives if len(set(e.awards) & set(reading.awards)) > 1)
        return Plan("lookup", inputs=dict(state.inputs), awards=state.awards, clauses=rules) if rules else None

    def _either(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        return self.sums.alternatives.plan(reading, state)

    def _whether(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        return whether(reading, state, self.sums, self.award_clause)

    def _sum(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if self.sums.turns_aside(reading, state):
            return self._clause(reading, state, ranked)
        plan = self.sums.plan(reading, state) or self.sums.open(reading, state)
        return None if plan is None else checked(plan, reading)

    # ------------------------------------------------------------ words about the last answer

    def _follow_up(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if not state.last.plan or reading.facts or reading.awards:
            return None
        label = next(
            (name for name, cue in (("promise", "promise_q"), ("explain", "explain_q"), ("basis", "basis_q")) if reading.has(cue)), ""
        )
        if reading.has("in_yuan") and state.awards:
            label = "explain"
        if label == "explain" and ranked and ranked[0].kind == "silence" and own_matter(reading):
            return None
        if not label:
            label = reading.intents.best
            if label not in _FOLLOW_UPS or reading.intents[label] < 0.45 or reading.content > 3 or reading.has("remove"):
                return None
        elif reading.content > 5 or (label != "promise" and not state.last.clauses):
            return None
        if label == "others" and self._within(reading, state):
            return Plan("lookup", intent="about", clauses=state.last.clauses, inputs=dict(state.inputs), awards=state.awards)
        return Plan(
            label,  # type: ignore[arg-type]  # a label of _FOLLOW_UPS, each of which is a kind of plan
            awards=state.awards, inputs=dict(state.inputs), mode=state.mode, scenarios=state.scenarios, compared=state.compared,
            cases=state.cases, apart=state.apart, about=state.about,
            clauses=state.last.clauses, in_yuan=reading.has("in_yuan"),
        )  # fmt: skip

    def _within(self, reading: Reading, state: State) -> bool:
        """还有啥, 还有别的要求: the rest of the matter talked about, not other awards."""
        if not state.last.clauses or state.last.plan not in ("lookup", "silent", "eligibility", "basis"):
            return False
        return reading.has("threshold") or not any(c in self.clause_awards for c in state.last.clauses)

    # ------------------------------------------------------------ clauses and silences

    def _silent(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """The best topic is one on which the sources are silent."""
        best = next((r for r in ranked if r.kind == "silence"), None)
        if best is None or wants_list(reading, ranked):
            return None
        named = [self.award_clause[a] for a in (*reading.awards, *reading.implied) if a in self.award_clause]
        close = [r.id for r in ranked[:4] if r.kind == "clause" and r.score > best.score - 1.0][:1]
        near = tuple(dict.fromkeys((*close, *named[:1])))
        return Plan("silent", silences=(best.id,), awards=state.awards, inputs=dict(state.inputs), clauses=near)

    def _clause(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        return self._eligibility(reading, state, ranked) or self._lookup(reading, state, ranked)

    def _eligibility(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if not reading.facts or not reading.awards:
            return None
        inputs, changed = self.sums.merger.one(state.inputs, reading.facts, state.turn)
        clauses = tuple(self.award_clause[a] for a in reading.awards if a in self.award_clause)
        return Plan("eligibility", awards=reading.awards, inputs=inputs, changed=changed, clauses=clauses)

    def _lookup(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if wants_list(reading, ranked):
            return Plan("list", inputs=dict(state.inputs), awards=state.awards)
        clauses = [r for r in ranked if r.kind == "clause"]
        if not clauses:
            return None
        top = clauses[0]
        weak = top.score < _SURE and not reading.awards and not reading.implied
        chosen = state.last.clauses if weak and state.last.clauses else self._chosen(reading, state, clauses)
        return Plan(
            "lookup", intent=reading.intents.best, clauses=chosen, inputs=dict(state.inputs), awards=state.awards,
            premise=reading.has("premise") or claims(reading), check=reading.money,
        )  # fmt: skip

    def _chosen(self, reading: Reading, state: State, clauses: Sequence[Ranked]) -> tuple[str, ...]:
        """The clauses to say: the best, those close to it, each award named, and its variant for another kind of applicant."""
        top = clauses[0]
        close = [top.id, *(c.id for c in clauses[1:4] if c.score > top.score - _CLOSE)]
        apart = reading.has("each", "compare", "both") or reading.intents["difference"] > 0.4
        awards = tuple(dict.fromkeys((*reading.awards, *reading.implied))) if apart else reading.awards
        named = [self.award_clause[a] for a in awards if a in self.award_clause]
        if len(named) > 1:
            shared = [f"{self.main.id}/{e.clause}" for e in self.main.exclusives if len(set(e.awards) & set(awards)) > 1]
            return tuple(dict.fromkeys([*shared, *named, *close]))[:5]  # whether both can be had is said first
        if reading.has("these") or apart:
            spoken = list(reversed(state.recent[-4:]))
            if len(spoken) > 1:
                return tuple(dict.fromkeys([*named, *spoken]))
        main, variants = self._main_of(top.id), self._variants(self._main_of(top.id))
        if reading.has("subsidiary") and top.id in (main, *variants):
            both = [main, *variants] if apart else [*variants, *close]
            return tuple(dict.fromkeys(both))
        if top.id != main and named and claims(reading):
            return tuple(dict.fromkeys([main, *close]))  # 房租封顶是80万: a figure of the variant, said of the award itself
        return tuple(dict.fromkeys([*close, *self._variants(top.id)])) if len(close) < 4 else tuple(close)

    def _main_of(self, clause: str) -> str:
        """The clause of the award of which this clause's award is a variant; the clause itself where it is none."""
        for award in self.clause_awards.get(clause, ()):
            found = self.main.award(award)
            if found is not None and found.variant_of:
                return self.award_clause[found.variant_of]
        return clause

    def _variants(self, clause: str) -> list[str]:
        """Clauses of the same benefit for another kind of applicant."""
        mains = set(self.clause_awards.get(clause, ()))
        return [self.award_clause[a.id] for a in self.main.awards if a.variant_of in mains]
