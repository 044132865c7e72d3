"""How a short turn goes on from the last: what it names itself, and what it takes over.

「西边呢」 after 「示范区东边到哪」 names a thing and asks nothing of its own: what is asked is what was asked before. 「涨了百分之几」
after the revenue of the industry asks for something and names no matter: it is the last one's. What a turn does not say itself
it takes from the last answer, its kind (clause, silence, foreign) included, unless its own words name another matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.matters import Matters
from assistant.plan import Plan
from assistant.state import State
from assistant.understand.leaning import Leaning, leaning, says, words
from assistant.understand.reader import Reading
from assistant.understand.scope import places
from assistant.understand.topics import Ranked, pairs
from corpus.amounts import find_figures
from corpus.model import Clause, Policy, Silence

_KNOWN = ("lookup", "eligibility", "silent", "basis", "list")  # plans that an answer from clauses came of
_OWN = ("award", "group", "option", "policy", "clause", "silence", "input", "yes", "no")
_SURE = 0.6  # likeness from which a topic is named by the turn's own words
_NEAR, _CLOSE = 0.28, 0.45  # … from which a matter left open may be meant, or is named, beside the last clause
_HELD = 0.5  # share of a turn's own words that must stand in a clause
_ELIGIBLE = 0.4  # probability from which conditions are asked for
_FIGURE = 2  # clauses that may state a figure asked about
_FEW = 1  # pairs of a turn's own words that may go unaccounted for
_SOME = 3
_COMMON = 0.25  # share of the clauses that words of the trade at large stand in (大模型)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|\D|$)")


class Ongoing:
    """Plans the turns that lean on the last one, against one family of policies."""

    def __init__(self, family: Sequence[Policy], matters: Matters) -> None:
        self._clauses: Mapping[str, Clause] = {c.id: c for p in family for c in p.clauses}
        self._silences: Mapping[str, Silence] = {s.id: s for p in family for s in p.silences}
        self._held = {c.id: frozenset(pairs(f"{c.title} {c.text} {c.title_en} {c.text_en}")) for c in self._clauses.values()}
        counts = Counter(pair for held in self._held.values() for pair in held)
        self._common = frozenset(pair for pair, n in counts.items() if n > _COMMON * len(self._held))
        self._units = {c.id: [f.unit for f in find_figures(c.text)] for c in self._clauses.values()}
        self._years = {c.id: frozenset(_YEAR.findall(c.text)) for c in self._clauses.values()}
        self._key_awards = {c.rpartition("/")[2]: c for c in matters.clause_awards}
        self._matters = matters

    def plan(self, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """The plan of a turn that takes its kind or its matter from the last answer; None where its own words settle both."""
        said = leaning(reading)
        if said is None or self._supposes(reading, state):
            return None
        if state.last.aside == "foreign":
            return Plan("refuse", reason="foreign", **_kept(state)) if self._outside(said, reading, state, ranked) else None
        if (plan := self._of_cost(said, reading, state, ranked)) is not None:
            return plan
        if state.last.plan not in _KNOWN or not (state.last.clauses or state.last.silences):
            return None
        if state.last.silences:
            return self._after_silence(said, reading, state, ranked)
        return self._after_clause(said, reading, state, ranked)

    @staticmethod
    def _supposes(reading: Reading, state: State) -> bool:
        """如果过亿呢, after a question aside: an amount of the thread's sum is another."""
        told = [f for f in reading.facts if isinstance(f.value, Decimal) and f.input in state.inputs]
        return bool(told and state.awards) and reading.has("plan", "future_supposition", "correction")

    # ------------------------------------------------------------ after a foreign matter

    def _outside(self, said: Leaning, reading: Reading, state: State, ranked: Sequence[Ranked]) -> bool:
        """深圳呢 after another district: nothing of the policy's own is named."""
        if said.here or said.awards or said.named or any(m.kind in _OWN and m.end - m.start > 1 for m in reading.scan.mentions):
            return False
        if any(r.soft > _SURE and r.prob > _SURE for r in ranked[:3]):
            return False
        return bool(said.own) or not state.last.plan

    # ------------------------------------------------------------ after a matter left open

    def _after_silence(self, said: Leaning, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        last = self._silences[state.last.silences[0]]
        if self._of_threshold(reading, last, state):
            return self._told(state.last.clauses[:1], reading, state)
        if last.id in said.named and not said.awards:
            return self._open(last.id, state)
        if said.awards:
            of_any = not last.near or last.near[0] not in self._key_awards
            leans = (said.swaps or said.also) and not said.aspects
            return self._open(last.id, state) if of_any and leans else None
        if said.named or any(r.id != last.id and r.soft > _SURE for r in ranked[:3]):
            return None
        if said.aspects and any(self._states_any(clause, said.aspects) for clause in state.last.clauses[:1]):
            return None
        if ranked and ranked[0].id == last.id:
            return self._open(last.id, state)
        few = said.swaps or said.also or len(said.own) <= _SOME
        return self._open(last.id, state) if said.own and few else None

    def _of_threshold(self, reading: Reading, last: Silence, state: State) -> bool:
        """那门槛总有吧 after a ratio that is left open: what the award beside it asks for is stated."""
        asked = {m.term for m in reading.scan.mentions if m.kind == "cue" and m.name == "threshold"}
        clause = state.last.clauses[0] if state.last.clauses else ""
        awards = self._matters.clause_awards.get(clause, ())
        open_too = any(term in word for term in asked for word in (last.topic, *last.words))
        return bool(asked) and not open_too and any(self._matters.looked_at[a] for a in awards) and "元" in self._units[clause]

    # ------------------------------------------------------------ after a clause

    def _after_clause(self, said: Leaning, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        last = state.last.clauses[0]
        for rule in (self._of_place, self._of_figure, self._of_year, self._of_condition):
            if (plan := rule(said, reading, last, state, ranked)) is not None:
                return plan
        held = self._holds(last, said.own)
        if said.awards or said.named & self._matters.clause_awards.keys():
            return self._for_award(said, reading, last, held, state, ranked)
        if said.named - {last} and not (held and (said.swaps or said.also)):
            return None
        asked = ("end",) if "end" in said.aspects else said.aspects
        other = next((c for c in state.last.clauses[1:3] if self._states_any(c, asked)), "")
        if other and not said.own and not self._states_any(last, asked):
            return self._told((other,), reading, state)  # 哪天关, after both batches were told
        if beside := self._beside(last, ranked):
            meant = ranked[0].id == beside or not self._states_any(last, asked)
            return self._open(beside, state) if asked and meant and not said.own else None
        if _asks_money(reading) and "元" not in self._units[last]:
            return None
        if held and (said.swaps or said.also):
            return self._told((last,), reading, state)
        if said.aspects and (held or len(said.own) <= (_SOME if said.also else _FEW)):
            if self._states_any(last, asked):
                return self._told((last,), reading, state)
            return self._unsaid(last, state, ranked) if "end" in asked and self._states(last, "date") else None
        if held:
            return self._told((last,), reading, state)
        if (
            said.swaps
            and said.own
            and not said.aspects
            and not says(reading.text.lower(), "points")
            and not any(r.soft > 0.4 or r.prob > 0.4 for r in ranked[:4])
        ):
            return self._unsaid(last, state, ranked)
        return None

    def _of_place(self, said: Leaning, reading: Reading, last: str, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """番禺呢: another place and nothing else, of which the last clause does not speak."""
        named = next((place for place in places() if said.swaps and said.own and said.own == frozenset(pairs(place))), "")
        if not named or said.here or named in self._clauses[last].text:
            return None
        return Plan("refuse", reason="foreign", **_kept(state))

    def _of_figure(self, said: Leaning, reading: Reading, last: str, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """那150万是什么: the clauses that state a figure which the last one does not."""
        if said.awards or said.named or not says(reading.text.lower(), "which"):
            return None
        figures = [(q.value, q.kind) for q in reading.quantities if q.kind in ("amount", "percent", "bare")]
        stating = self._matters.stating(*figures[0]) if len(figures) == 1 else ()
        if not stating or len(stating) > _FIGURE or last in stating:
            return None
        return self._told(stating, reading, state)

    def _of_condition(self, said: Leaning, reading: Reading, last: str, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """那是要营收多少 after an award: an input that its conditions look at."""
        named = {m.name for m in reading.scan.mentions if m.kind == "input" and m.end - m.start > 1}
        asks = _asks_money(reading) or said.also or reading.has("threshold")
        if not asks or reading.awards or not named or reading.facts or self._beside(last, ranked):
            return None
        looked_at = {name for award in self._matters.clause_awards.get(last, ()) for name in self._matters.looked_at[award]}
        return self._told((last,), reading, state) if named <= looked_at else None

    def _of_cost(self, said: Leaning, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """装修费给不给 after rent: a cost that an input does not count, with no amount to take off."""
        bases = {m.name for m in reading.scan.mentions if m.kind == "not"}
        if not bases or said.awards or reading.quantities or not says(reading.text.lower(), "whether"):
            return None
        recent = (*state.awards, *state.last.awards)
        award = next((a for a in recent if bases & set(self._matters.bases.get(a, ()))), None)
        clause = self._matters.award_clause.get(award or "", "")
        if not clause or self._beside(clause, ranked):
            return None
        return self._told((clause,), reading, state)

    def _of_year(self, said: Leaning, reading: Reading, last: str, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """2025年的数有没有 after figures of 2023: the clause of that year, where there is one; else it is not stated."""
        asked = set(_YEAR.findall(reading.text))
        relative = reading.has("this_year", "last_year") and said.swaps
        if not self._years[last] or said.awards or said.named or not (asked or relative) or asked & self._years[last]:
            return None
        if any(r.kind == "clause" and r.soft > 0.3 and asked & self._years[r.id] for r in ranked[:4]):
            return None
        return self._unsaid(last, state, ranked)

    def _for_award(self, said: Leaning, reading: Reading, last: str, held: bool, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        """房租那块也走这个通道?: whether a rule on no award's amount holds for an award."""
        if any(name != last and name not in self._matters.clause_awards for name in said.named):
            return None  # 首批备案奖专项启动呢: another matter is named
        if last in {self._matters.award_clause[a] for a in said.awards} and "money" in said.aspects and not self._beside(last, ranked):
            return self._told((last,), reading, state)  # 那正经租,顶格多少: the award spoken of
        last = next((c for c in state.last.clauses if c not in self._matters.clause_awards), last)
        held = held or self._holds(last, said.own)
        if held and said.also and not _asks_money(reading):
            return self._told((last,), reading, state)
        if not said.also and (reading.has("threshold") or reading.intents["eligibility"] > _ELIGIBLE):
            return None  # 算法备案要什么条件: the award's own
        if said.aspects or last in self._matters.clause_awards or "元" in self._units[last] or _asks_money(reading):
            return None
        if held:
            return self._told((last,), reading, state)
        if not (said.swaps or said.also):
            return None
        key = last.rpartition("/")[2]
        open_ = next((r.id for r in ranked[:4] if r.kind == "silence" and self._silences[r.id].near[:1] == (key,)), None)
        if open_ is not None:
            return self._open(open_, state, (last,))
        own = [*(self._matters.award_clause[a] for a in said.awards), *sorted(said.named)]
        return self._told(tuple(dict.fromkeys([last, *own]))[:5], reading, state)

    # ------------------------------------------------------------ what clauses state

    def _beside(self, clause: str, ranked: Sequence[Ranked]) -> str:
        """What the sources leave open beside a clause, where it fits better than the clause itself."""
        key = clause.rpartition("/")[2]
        order = [r for r in ranked if r.id == clause or (r.kind == "silence" and key in self._silences[r.id].near)]
        return order[0].id if order and order[0].kind == "silence" and order[0].soft > _NEAR else ""

    def _holds(self, clause: str, own: frozenset[str]) -> bool:
        """Whether a clause has the words that a turn names."""
        rare = own - self._common
        return bool(rare) and len(rare & self._held[clause]) >= _HELD * len(rare)

    def _states_any(self, clause: str, aspects: Sequence[str]) -> bool:
        return any(self._states(clause, name) for name in aspects)

    def _states(self, clause: str, aspect: str) -> bool:
        """Whether a clause states a figure of what is asked; an end takes two dates."""
        entry = words()["aspects"][aspect]
        return self._units.get(clause, []).count(entry["unit"]) > int(entry.get("range", False))

    # ------------------------------------------------------------ plans

    def _told(self, clauses: tuple[str, ...], reading: Reading, state: State) -> Plan:
        return Plan("lookup", intent=reading.intents.best, clauses=clauses, **_kept(state))

    def _open(self, silence: str, state: State, clauses: tuple[str, ...] = ()) -> Plan:
        return Plan("silent", silences=(silence,), clauses=clauses, **_kept(state))

    def _unsaid(self, clause: str, state: State, ranked: Sequence[Ranked]) -> Plan:
        """Not in the clause: a matter beside it that the sources leave open, or simply this point."""
        key = clause.rpartition("/")[2]
        near = next((r.id for r in ranked[:4] if r.kind == "silence" and r.soft > _CLOSE and key in self._silences[r.id].near), None)
        return Plan("silent", silences=() if near is None else (near,), clauses=(clause,), **_kept(state))


_MONEY = re.compile(r"多少|几多|几万|几钱|\bhow much\b|\bworth\b")


def _asks_money(reading: Reading) -> bool:
    return _MONEY.search(reading.text.lower()) is not None or reading.has("cap_word")


def _kept(state: State) -> dict[str, Any]:
    """What a look-up leaves as it was."""
    return {"awards": state.awards, "inputs": dict(state.inputs)}
