"""Makes the plan of a turn from its reading and the thread: see `plan.Plan`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.plan import Plan
from assistant.state import Known, Scenario, State
from assistant.understand.facts import Fact
from assistant.understand.merge import Merger
from assistant.understand.reader import Reader, Reading, removed
from assistant.understand.topics import Ranked, Topics
from corpus.model import Award, Given, Policy

_WANTS_SUM = ("amount", "cap", "difference")
_SMALL_TALK = ("greet", "thanks", "help")
_FOLLOW_UPS = ("explain", "basis", "promise", "others")


class Planner:
    """Plans turns against one family of policies; `main` is the policy that computes."""

    def __init__(self, main: Policy, family: Sequence[Policy], reader: Reader, topics: Topics) -> None:
        self.main, self.family, self.reader, self.topics = main, tuple(family), reader, topics
        self.merger = Merger(reader.inputs)
        self.award_clause = {a.id: f"{main.id}/{a.clause}" for a in main.awards}
        self.clause_awards: dict[str, list[str]] = {}
        for award, clause in self.award_clause.items():
            self.clause_awards.setdefault(clause, []).append(award)

    # ------------------------------------------------------------ the order of rules

    def plan(self, reading: Reading, state: State, boost: Mapping[str, float], foreign: bool) -> Plan:
        """The plan of a turn. `boost`: the index's view of clauses; `foreign`: the words place it elsewhere."""
        ranked = self.topics.rank(reading.scan, self._boost(reading, boost))
        chat = self._small_talk(reading, state, ranked)
        if chat is not None:
            return chat
        refusal = self._refusal(reading, ranked, foreign)
        if refusal is not None:
            return refusal
        for rule in (self._pool, self._maximum, self._reverse, self._follow_up, self._sum, self._silent, self._eligibility, self._lookup):
            plan = rule(reading, state, ranked)
            if plan is not None:
                return plan
        return Plan("refuse", reason="foreign", inputs=dict(state.inputs), awards=state.awards)

    def _boost(self, reading: Reading, boost: Mapping[str, float]) -> dict[str, float]:
        """Awards named or implied speak for their clauses."""
        result = dict(boost)
        for award in reading.awards:
            clause = self.award_clause.get(award, "")
            result[clause] = result.get(clause, 0.0) + 2.5
        for award in reading.implied:
            clause = self.award_clause.get(award, "")
            result[clause] = result.get(clause, 0.0) + 1.2
        return result

    # ------------------------------------------------------------ not a question, not ours

    def _small_talk(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        label = reading.intents.best
        substance = bool(reading.facts or reading.awards or reading.quantities or (ranked and ranked[0].exact > 1.5))
        if label in _SMALL_TALK and reading.intents[label] > 0.35 and not substance:
            return Plan("chat", intent=label, inputs=dict(state.inputs), awards=state.awards)
        return None

    def _refusal(self, reading: Reading, ranked: Sequence[Ranked], foreign: bool) -> Plan | None:
        keep = {"inputs": dict(state_inputs := {}), "awards": ()}
        del state_inputs, keep
        intents = reading.intents
        top = ranked[0] if ranked else None
        if intents.best == "falsify" and intents["falsify"] > 0.5:
            return Plan("refuse", reason="falsify")
        if intents.best == "inject" and intents["inject"] > 0.5 and not reading.awards and not (top and top.exact > 2.5):
            return Plan("refuse", reason="inject")
        if foreign and not reading.facts:
            return Plan("refuse", reason="foreign")
        if intents.best == "foreign" and intents["foreign"] > 0.6 and not reading.awards and not reading.facts and not (top and top.exact > 2.0):
            return Plan("refuse", reason="foreign")
        return None

    # ------------------------------------------------------------ sums

    def _context(self, reading: Reading, state: State) -> tuple[str, ...]:
        """Awards a turn is about: named, else implied by its facts, else those of the thread."""
        return tuple(dict.fromkeys((*reading.awards, *reading.implied))) or state.awards or state.last.awards

    def _pool(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if not reading.has("pool_count"):
            return None
        return Plan("pool", awards=self._context(reading, state), inputs=dict(state.inputs), check=reading.money)

    def _maximum(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if not reading.has("maximum") or any(isinstance(f.value, Decimal) for f in reading.facts):
            return None
        return Plan("maximum", inputs=dict(state.inputs), awards=tuple(a.id for a in self.main.awards if a.in_maximum))

    def _reverse(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if not reading.has("reverse"):
            return None
        context = [a for a in self._context(reading, state) if self.reader.roles.bases.get(a)]
        if not context:
            return None
        named = [a for a in reading.awards if a in context] or context
        award = named[-1] if not reading.awards else named[0]
        inputs, changed = self.merger.one(state.inputs, reading.facts, state.turn)
        target = next((m.value for m in reading.money if m.role == "target" and m.unit == "元"), None)
        return Plan(
            "reverse", awards=(award,), inputs=inputs, changed=changed, target=target, reverse_input=self.reader.roles.bases[award],
            rest=any(word in reading.text for word in ("再", "还", "差", "更多", "more")),
        )  # fmt: skip

    def _sum(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        facts = self._relevant(reading, state)
        drops = removed(reading)
        listy = reading.has("sum", "each", "add", "extend", "all_known", "schedule", "compare", "back")
        if not facts and not drops and not (listy and (state.awards or len(reading.awards) > 1)):
            return None
        if not facts and not drops and not state.inputs and not self._claims_only(reading):
            return None
        wants = self._wants_sum(reading, state, facts)
        if not wants:
            return None
        awards = self._list(reading, state, facts, drops)
        if not awards:
            return None
        inputs, changed, mode, scenarios = self._scenarios(reading, state, facts)
        return Plan(
            "calculate", intent=reading.intents.best, awards=awards, inputs=inputs, changed=changed, mode=mode, scenarios=scenarios,
            compared=reading.has("compare") and mode == "cases", total_wanted=reading.has("sum", "all_known", "add", "extend"),
            currencies=reading.currencies, correction=reading.has("correction"),
        )  # fmt: skip

    def _relevant(self, reading: Reading, state: State) -> list[Fact]:
        """Facts of the asker's case; a weak amount counts only where something asks for it."""
        return list(reading.facts)

    def _claims_only(self, reading: Reading) -> bool:
        return len(reading.awards) > 1

    def _wants_sum(self, reading: Reading, state: State, facts: Sequence[Fact]) -> bool:
        amounts = [f for f in facts if isinstance(f.value, Decimal)]
        bases = [f for f in amounts if f.input in self.reader._users]
        if bases or state.pending:
            return True
        claims = [f for f in facts if f.value is True and f.input in self.reader._claims]
        asks = reading.intents.over("amount", "cap") > 0.3 or reading.has("how_much", "sum", "each", "checkup", "extend", "add")
        if claims and asks:
            return True
        if state.awards and (facts or reading.has("sum", "each", "extend", "all_known", "schedule", "compare", "remove", "add")):
            return True
        return bool(reading.awards and facts and asks)

    def _list(self, reading: Reading, state: State, facts: Sequence[Fact], drops: Sequence[str]) -> tuple[str, ...]:
        """The awards asked for after this turn."""
        said = [a for a in dict.fromkeys((*reading.awards, *self._from_facts(reading, facts, state))) if a not in drops]
        if reading.has("checkup"):
            said = list(dict.fromkeys([*said, *self._with_inputs(reading, state)]))
        extend = reading.has("add", "extend", "sum", "all_known")
        if drops and not said:
            return tuple(a for a in state.awards if a not in drops)
        if said and extend:
            base = [*state.awards] if not reading.has("all_known", "back") else [*state.seen, *state.awards]
            return tuple(a for a in dict.fromkeys([*base, *said]) if a not in drops)
        if said:
            changes_only = bool(set(said) & set(state.awards)) and not reading.awards
            if changes_only:
                return tuple(dict.fromkeys([*state.awards, *said]))
            return tuple(said)
        return tuple(a for a in state.awards if a not in drops)

    def _from_facts(self, reading: Reading, facts: Sequence[Fact], state: State) -> list[str]:
        names = []
        for fact in facts:
            user = self.reader._users.get(fact.input)
            if user is None and fact.value is True:
                user = self.reader._claims.get(fact.input)
            if user:
                names.append(self._family_member(user, reading, state))
        return list(dict.fromkeys(names))

    def _family_member(self, award: str, reading: Reading, state: State) -> str:
        """A variant named in this turn or the thread stands for its main award."""
        for other in (*reading.awards, *state.awards):
            declared = self.main.award(other)
            if declared is not None and declared.variant_of == award:
                return other
        return award

    def _with_inputs(self, reading: Reading, state: State) -> list[str]:
        names = []
        given = {f.input for f in reading.facts} | set(state.inputs)
        for award in self.main.awards:
            base = self.reader.roles.bases.get(award.id, "")
            if (base and base in given and not award.variant_of) or any(self.reader._claims.get(n) == award.id for n in given):
                names.append(award.id)
        return names

    def _scenarios(
        self, reading: Reading, state: State, facts: Sequence[Fact]
    ) -> tuple[dict[str, Known], tuple[str, ...], str, tuple[Scenario, ...]]:
        """Inputs after the turn, and the years or cases it sets apart."""
        inputs, changed = self.merger.one(state.inputs, facts, state.turn)
        return inputs, changed, "single", ()

    # ------------------------------------------------------------ words about the last answer

    def _follow_up(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        label = reading.intents.best
        if label not in _FOLLOW_UPS or not state.last.plan or reading.facts or reading.awards:
            return None
        if reading.intents[label] < 0.45 or (ranked and ranked[0].exact > 2.5):
            return None
        return Plan(
            label,  # type: ignore[arg-type]
            awards=state.awards, inputs=dict(state.inputs), mode=state.mode, scenarios=state.scenarios,
            clauses=state.last.clauses,
        )  # fmt: skip

    # ------------------------------------------------------------ clauses and silences

    def _silent(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        silences = [r for r in ranked if r.kind == "silence"]
        clauses = [r for r in ranked if r.kind == "clause"]
        if not silences or silences[0].score < 2.2:
            return None
        best = silences[0]
        if clauses and clauses[0].score > best.score + 0.3 and best.exact < 2.5:
            return None
        return Plan("silent", silences=(best.id,), awards=state.awards, inputs=dict(state.inputs), clauses=tuple(c.id for c in clauses[:1] if c.score > 2.5))

    def _eligibility(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if not reading.facts or not reading.awards:
            return None
        inputs, changed = self.merger.one(state.inputs, reading.facts, state.turn)
        return Plan("eligibility", awards=reading.awards, inputs=inputs, changed=changed, clauses=tuple(self.award_clause[a] for a in reading.awards if a in self.award_clause))

    def _lookup(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        if reading.intents.best == "list" and reading.intents["list"] > 0.4 and not reading.awards:
            return Plan("list", inputs=dict(state.inputs), awards=state.awards)
        clauses = [r for r in ranked if r.kind == "clause"]
        if not clauses:
            return None
        top = clauses[0]
        if top.score < 1.6:
            if state.last.clauses:
                return Plan("lookup", intent=reading.intents.best, clauses=state.last.clauses, inputs=dict(state.inputs), awards=state.awards, check=reading.money, premise=reading.has("premise"))
            return None
        chosen = [top.id] + [c.id for c in clauses[1:4] if c.score > 0.82 * top.score]
        return Plan(
            "lookup", intent=reading.intents.best, clauses=tuple(chosen), inputs=dict(state.inputs), awards=state.awards,
            premise=reading.has("premise"), check=reading.money,
        )  # fmt: skip


__all__ = ["Award", "Given", "Planner", "replace"]
