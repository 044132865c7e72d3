"""What a short turn does to the yes-and-no facts of the thread: it answers what was asked, or overturns what was supposed.

「有」 and 「全资的」 answer the question just put. 「结果没过」 overturns what was counted on, 「下来了」 confirms it. 「两个都有」 is said
of the two filings spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.state import State
from assistant.understand.booleans import ONLY
from assistant.understand.facts import Fact
from assistant.understand.lexicon import Mention
from assistant.understand.polarity import settled_alone
from assistant.understand.scan import Scan
from corpus.model import Award, Input

_SHORT = 16
_NO, _YES = frozenset(("没", "不", "否", "无", "n", "冇")), frozenset(("有", "是", "对", "嗯", "y", "系"))
_WH = re.compile("多久|多长|几|什么|啥|怎|哪|谁|吗|么|咩|没$|不$|\\b(?:when|how|what|who|where)\\b")
_AGAIN = re.compile(r"重新?(?:递|报|交|提|申|弄|备|办|走|补)|(?:又|再次?|补)(?:递|报|交|提|申)")
_ENDS = "。.!~ "
_NAMES = ("input", "yes", "no")


class Replies:
    """Reads replies against one family of policies. `claims`: the award that hangs on an input alone."""

    def __init__(self, inputs: Mapping[str, Input], claims: Mapping[str, str], awards: Mapping[str, Award]) -> None:
        self.inputs = {i.id: i for i in inputs.values() if i.kind == "boolean"}
        self.claims, self.awards = claims, awards

    def read(self, facts: list[Fact], found: Scan, state: State) -> list[Fact]:
        """The facts of a turn with what it says of the thread's."""
        facts = self._share_again([self._of_theirs(f, found, state) for f in facts], found, state)
        plain = not any(q.kind in ("amount", "bare", "percent", "area") for q in found.quantities)
        for rule, limit in ((self._of_both, 2 * _SHORT), (self._overturned, _SHORT), (self._confirmed, _SHORT)):
            if plain and len(found.text) <= limit and (said := rule(facts, found, state)):
                return said
        return self._answered(facts, found, state)

    def _of_theirs(self, fact: Fact, found: Scan, state: State) -> Fact:
        """算了还是有备案, after the parent's was said to be lost and where one's own was never spoken of: the parent's."""
        if fact.value is not True or fact.input in state.inputs or fact.input not in self.inputs or not self._held(state, False):
            return fact
        lost = [n for n in self._held(state, False) if self.inputs[n].owner == "parent"]
        said = [n for n in lost if any(word in found.text[fact.start : fact.end] for word in self.inputs[n].words if len(word) > 1)]
        return replace(fact, input=said[-1]) if said and self.inputs[fact.input].owner == "self" else fact

    def _share_again(self, facts: list[Fact], found: Scan, state: State) -> list[Fact]:
        """还是100%, 那八成呢: of a share that the thread speaks of, where none is named."""
        shares = [q for q in found.quantities if q.kind == "percent" and 0 < q.value <= 100 and "折" not in q.text]
        whole = [n for n in state.inputs if n in self.inputs and any("100%" in form for form in self.inputs[n].yes)]
        named = any(m.kind in ("input", "award", "yes", "no") and m.end - m.start > 1 for m in found.mentions)
        if facts or len(shares) != 1 or len(found.quantities) > 1 or len(found.text) > _SHORT or not whole or named:
            return facts
        recent = max(known.turn for known in state.inputs.values())
        q = shares[0]
        return [Fact(n, q.value == 100, start=q.start, end=q.end) for n in whole[:1] if state.inputs[n].turn >= recent - 1] or facts

    # ------------------------------------------------------------ what was asked

    def _answered(self, facts: list[Fact], found: Scan, state: State) -> list[Fact]:
        """A yes or no, or the asked input's own words, answer what was asked (有; 全资的; 有备案的)."""
        pending = [n for n in state.pending if n in self.inputs]
        if not pending:
            return facts
        short = not found.quantities and len(found.text.strip(_ENDS)) <= _SHORT
        denied = found.has("negation", "denied_end", "refused") or found.text.strip(_ENDS) in _NO
        for asked in pending:
            named = [m for m in found.mentions if m.kind in _NAMES and m.name == asked]
            if any(f.input == asked for f in facts):
                continue
            others = self._other_kinds(asked, found)
            if short and any(ONLY.search(found.text[: m.start]) for m in others):
                return [Fact(asked, False, start=others[0].start, end=others[0].end)]  # 只有算法备案
            for fact in facts:
                if isinstance(fact.value, bool) and (_same_words(fact, named) or self._said_in(asked, fact, found, others)):
                    return [f for f in facts if not isinstance(f.value, bool)] + [replace(fact, input=asked)]
            if not facts and short and named and not found.has("ask_yes_no"):
                return [Fact(asked, (named[0].kind != "no") != denied, start=named[0].start, end=named[0].end)]
        asked = pending[0]
        if facts or not short or state.pending[0] != asked:
            return facts
        if denied:
            return [Fact(asked, True, planned=True) if _comes_later(found) else Fact(asked, False)]
        if found.has("done", "agree") or settled_alone(found.text) or found.text.strip(_ENDS) in _YES:
            return [Fact(asked, True)]
        return facts

    def _other_kinds(self, asked: str, found: Scan) -> list[Mention]:
        """Names of another kind of what was asked of the parent: 算法备案, asked for the 大模型备案."""
        if self.inputs[asked].owner != "parent":
            return []
        words = {word.lower() for word in self.inputs[asked].words}
        return [m for m in found.mentions if m.kind in _NAMES and m.name in self.claims and m.term not in words]

    def _said_in(self, asked: str, fact: Fact, found: Scan, others: Sequence[Mention]) -> bool:
        """有备案的 answers whether the parent has one: a word of what was asked stands in the words of the fact."""
        if _same_words(fact, others):
            return False
        words = [w for w in self.inputs[asked].words if len(w) > 1] if self.inputs[asked].owner == "parent" else []
        return len(found.text) <= _SHORT and any(word in found.text[fact.start : fact.end] for word in words)

    # ------------------------------------------------------------ what was supposed

    def _held(self, state: State, value: bool, planned: bool | None = None) -> list[str]:
        """Yes-or-no inputs the thread holds with a value, most recent last."""
        kept = []
        for name, known in state.inputs.items():
            given = known.given
            if name in self.inputs and given is not None and given.value is value and planned in (None, given.planned):
                kept.append(name)
        return sorted(kept, key=lambda name: state.inputs[name].turn)

    def _overturned(self, facts: list[Fact], found: Scan, state: State) -> list[Fact]:
        """结果没通过, 备案被驳回了: what was counted on did not come, and what hangs on it neither."""
        if not found.has("refused", "denied_end") or found.has("ask_yes_no", "plan") or state.pending:
            return []
        said = {f.input for f in facts}
        if any(f.value is not False for f in facts) or any(not isinstance(f.value, bool) for f in facts):
            return []
        planned = self._held(state, True, planned=True)
        roots = [name for name in planned if not any(name in self.inputs[other].implies for other in planned)] or [
            n for n in self._held(state, True) if n in self.claims and (found.has("refused") or said)
        ]
        if said:
            roots = [name for name in roots if name in said or said & set(self.inputs[name].implies)]
        elif any(m.kind in ("award", *_NAMES) for m in found.mentions):
            return []
        if len(roots) > 1 and not found.has("both", "everyone"):
            roots = roots if all(name in planned for name in roots) else roots[-1:]
        if not roots:
            return []
        fallen = [Fact(name, False) for name in roots]
        implied = {name for root in roots for name in self.inputs[root].implies}
        left = [n for n in self._held(state, True) if n in self.claims and n not in roots]
        hung = implied if not any(name in self.inputs[other].implies for other in left for name in implied) else set()
        fallen += [Fact(name, False) for name in sorted(hung) if name in state.inputs]
        return [*(f for f in facts if f.input not in {x.input for x in fallen}), *fallen]

    def _confirmed(self, facts: list[Fact], found: Scan, state: State) -> list[Fact]:
        """后来下来了: what was denied or counted on is there now."""
        if (
            facts
            or state.pending
            or not (found.has("done", "again") or (found.has("plan") and _AGAIN.search(found.text)))
            or found.has("negation", "denied_end", "ask_yes_no")
        ):
            return []
        theirs = [n for n in self._held(state, False) if self.inputs[n].owner == "parent"]
        if theirs and found.has("parent"):
            return [Fact(theirs[-1], True, planned=found.has("plan"))]  # 要是母公司拿到了呢
        told = found.text.strip(_ENDS).endswith("了") or (found.has("plan") and not _WH.search(found.text))
        asides = () if told else ("silence",)  # 复议后又通过了, 还在排队,估计能下来 ask nothing
        if any(m.kind in ("award", "clause", *asides) for m in found.mentions):
            return []
        waiting = self._held(state, False) or (self._held(state, True, planned=True) if found.has("done") else [])
        return [Fact(waiting[-1], True, planned=found.has("plan"))] if waiting else []

    def _of_both(self, facts: list[Fact], found: Scan, state: State) -> list[Fact]:
        """两样都是首次, 两个都被驳回: said of all the claims that the thread speaks of."""
        if not found.has("both", "everyone") or any(f.input in self.claims for f in facts) or found.has("ask_yes_no", "compare"):
            return []
        spoken = [name for name in state.inputs if name in self.claims]
        for clause in state.recent:
            spoken += [n for n, a in self.claims.items() if clause.endswith(f"/{self.awards[a].clause}") and n not in spoken]
        if len(spoken) < 2 or any(m.kind == "award" for m in found.mentions):
            return []
        if found.has("refused", "denied_end"):
            return [Fact(name, False) for name in spoken]
        return [*facts, *(Fact(name, True) for name in spoken)] if found.has("first", "done", "agree") else []


def _same_words(fact: Fact, named: Sequence[Mention]) -> bool:
    return any(m.start <= fact.start < m.end or fact.start <= m.start < fact.end for m in named)


def _comes_later(found: Scan) -> bool:
    """还没有,估计年底能下来: after the denial a plan that it will be there."""
    denied = [s.index for s in found.segments if s.has("negation", "denied_end")]
    later = [s for s in found.segments if denied and s.index > denied[-1]]
    return not found.has("refused") and any(s.has("plan") for s in later) and any(s.has("done") for s in later)
