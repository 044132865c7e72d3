"""What a turn wants: a sum, a clause, a matter left open, or nothing that is ours. One scored decision.

Everything the reading and the thread tell is laid out as evidence (which facts are given and how surely, whether an amount
is a figure of the policy itself, how it is asked, what the thread computes, how well topics match) and weighed by a linear
model (`data/decision.json`, fitted by `python -m eval.fit_decision SETS…`). The evidence knows no policy, so that the same
weights serve one that nobody has seen. A plain list of rules came first: each new wording needed an exception to another.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.state import State
from assistant.understand.facts import Fact
from assistant.understand.files import DATA
from assistant.understand.reader import Reader, Reading
from assistant.understand.topics import Ranked

Want = Literal["sum", "clause", "silence", "foreign"]
WANTS: tuple[Want, ...] = ("sum", "clause", "silence", "foreign")
WEIGHTS = DATA / "decision.json"

_CUES = (
    "how_much", "sum", "each", "compare", "checkup", "extend", "add", "all_known", "cap_word", "threshold", "premise", "ask_yes_no",
    "award_money", "spend", "actual", "self", "subsidiary", "parent", "negation", "denied_end", "reverse", "reverse_weak", "needed",
    "schedule", "done", "plan", "refused", "again", "first", "replace", "correction", "remove", "less", "more", "less_by", "more_by",
    "pool_word", "for_award", "approved_money", "other_money", "unpaid", "sublet", "only_these", "doubled", "halved", "take_back",
    "year1", "year2", "year3", "year4", "explain_q", "basis_q", "promise_q", "in_yuan", "back", "unrelated", "agree", "wh_word",
    "this_year", "last_year", "monthly", "free_month", "hearsay",
)  # fmt: skip
_WH = re.compile(
    r"谁|哪|什么|啥|咩|怎|咋|如何|为何|为什么|几号|几时|何时|多久|几年|何|意思|\b(?:what|who|which|when|where|why|how|whose)\b"
)
_HOW_MUCH = re.compile(r"多少|几多|几个?(?:万|钱|块)|\bhow much\b")
_SHARE = re.compile(r"几成|几折|几个点|百分|比例|比率|\b(?:ratio|percent|percentage|share)\b")
_THEN = re.compile(r"^(?:那|噢|哦|啊|so|and|then|那么)")
_ENDS = re.compile(r"(?:呢|吗|么|吧|不|没|咩|嘛)[?？。!！]*$")
_RULE_FORM = re.compile(
    r"每家|每个|每项|一家企业|单家|每企|per (?:company|enterprise|project)|必须|得有|还是|两样|是指|算不算|是不是|所谓|≤|≥"
)


def evidence(
    reading: Reading, state: State, ranked: Sequence[Ranked], reader: Reader, figures: frozenset[Decimal],
    strange: Mapping[str, float], award_clause: Mapping[str, str],
) -> dict[str, float]:  # fmt: skip
    """What speaks for one want or another, by name.

    `figures`: amounts the policies state; `strange`: what speaks for another matter; `award_clause`: the clause of each award.
    """
    found: dict[str, float] = {}
    _of_facts(found, reading, state, reader, figures)
    _of_form(found, reading)
    _of_thread(found, reading, state, reader)
    found.update(strange)
    _of_topics(found, ranked, {award_clause.get(a, "") for a in (*reading.awards, *reading.implied, *state.awards)})
    _beside_award(found, reading, ranked)
    for name, share in reading.intents.scores:
        found[f"intent {name}"] = share
    for cue in _CUES:
        if reading.has(cue):
            found[f"cue {cue}"] = 1.0
    _together(found)
    return {name: value for name, value in found.items() if value}


def _of_facts(found: dict[str, float], reading: Reading, state: State, reader: Reader, figures: frozenset[Decimal]) -> None:
    bases = {name for names in reader.roles.sources.values() for name in names}
    for fact in reading.facts:
        for name in (*_kinds(fact, bases, reader, figures), *_beside(fact, reading, state)):
            found[name] = 1.0
    found["facts"] = min(len({f.input for f in reading.facts}), 4) / 2
    found["no fact"] = float(not reading.facts)
    found["conditions only"] = float(bool(reading.facts) and not any(f.input in bases or f.input in reader.claims for f in reading.facts))
    for money in reading.money:
        found[f"money {money.role}{' share' if money.unit == '%' else ' figure' if money.value in figures else ''}"] = 1.0
    found["foreign currency"] = float(bool(reading.currencies))
    found["awards named"] = min(len(reading.awards), 2)
    found["awards implied"] = min(len(reading.implied), 2)
    found["no award"] = float(not reading.awards and not reading.implied)


def _kinds(fact: Fact, bases: set[str], reader: Reader, figures: frozenset[Decimal]) -> list[str]:
    sure = "weak " if fact.weak else ""
    if isinstance(fact.value, Decimal):
        stated = "stated " if fact.value in figures and fact.op == "set" and not fact.part and fact.relation == "exact" else ""
        kind = "base" if fact.input in bases else "amount"
        names = [f"{sure}{stated}{kind}"]
        if fact.part:
            names.append("months only" if fact.part in ("months", "free_months") else "part")
        if fact.op != "set":
            names.append("changes")
        return names
    if fact.input in reader.claims:
        return [f"{sure}{'denied ' if fact.value is False else ''}claim"]
    if isinstance(fact.value, bool):
        return [f"{sure}{'unmet' if fact.value is False else 'met'}"]
    return [f"{sure}{'base' if fact.input in bases else 'number'}"]  # a count that an award is computed from tells as an amount does


def _beside(fact: Fact, reading: Reading, state: State) -> list[str]:
    names = []
    if fact.planned:
        names.append("planned")
    if fact.input in state.pending:
        names.append("answers")
    if fact.input in state.inputs:
        names.append("known before")
    segment = reading.scan.segment_of(fact.start)
    if isinstance(fact.value, Decimal | int) and not isinstance(fact.value, bool):
        if segment.has("spend", "actual"):
            names.append("said as spent")
        if segment.question or _WH.search(segment.text):
            names.append("amount in the question")
        else:
            names.append("amount told")
        if segment.has("premise", "threshold", "cap_word"):
            names.append("amount as a rule")
    elif segment.question:
        names.append("condition asked")
    return names


def _of_form(found: dict[str, float], reading: Reading) -> None:
    text = reading.text
    found["question mark"] = float("?" in text or "？" in text)
    found["asks what"] = float(_WH.search(text.lower()) is not None)
    found["asks how much"] = float(_HOW_MUCH.search(text.lower()) is not None)
    found["asks a share"] = float(_SHARE.search(text.lower()) is not None)
    found["goes on"] = float(_THEN.match(text.lower()) is not None)
    found["ends asking"] = float(_ENDS.search(text) is not None)
    found["form of a rule"] = float(_RULE_FORM.search(text.lower()) is not None)
    found["long"] = min(len(text), 80) / 40
    found["very short"] = float(len(text) <= 8)
    found["content"] = min(reading.content, 20) / 10
    found["no matter of its own"] = float(reading.content <= 2)
    found["amounts"] = min(sum(q.kind in ("amount", "bare") for q in reading.quantities), 3) / 2
    found["shares"] = float(any(q.kind == "percent" for q in reading.quantities))
    found["several segments"] = min(len(reading.scan.segments) - 1, 4) / 2
    found["years"] = float(any(q.kind == "duration" and q.unit == "年" and q.value >= 2 for q in reading.quantities))
    asked = [s for s in reading.scan.segments if s.question]
    kinds = {m.kind for m in reading.scan.mentions}
    found["policy named"] = float("policy" in kinds or "place" in kinds)
    found["own words"] = float(bool(kinds & {"input", "yes", "no", "award", "option", "group"}))
    found["told before asking"] = float(bool(asked) and not reading.scan.segments[0].question)


def _of_thread(found: dict[str, float], reading: Reading, state: State, reader: Reader) -> None:
    held = {*state.inputs, *(n for year in state.scenarios for n in year.inputs), *(n for case in state.cases for n in case.inputs)}
    bases = {name for names in reader.roles.sources.values() for name in names}
    found["computing"] = float(bool(state.awards) and any(n in bases or n in reader.claims for n in held))
    found["pending"] = float(bool(state.pending))
    found["first turn"] = float(not state.last.plan)
    found[f"after {state.last.plan or 'nothing'}"] = 1.0
    named = set(reading.awards) | set(reading.implied)
    found["another award"] = float(bool(state.awards) and bool(named) and not named & set(state.awards))


_WHOSE = ("award", "input", "yes", "no")


def _beside_award(found: dict[str, float], reading: Reading, ranked: Sequence[Ranked]) -> None:
    """A matter that the sources leave open, named beside an award (租金补贴多久能到账): the award only says whose."""
    silence = next((r for r in ranked if r.kind == "silence"), None)
    if silence is None or not (reading.awards or reading.implied):
        return
    whose = [m for m in reading.scan.mentions if m.kind in _WHOSE]
    said = [m for m in reading.scan.mentions if m.kind == "silence" and m.name == silence.id]
    apart = [m for m in said if not any(w.start < m.end and m.start < w.end for w in whose)]
    found["silence beside"] = float(any(m.end - m.start >= 2 for m in apart))
    found["silence phrase beside"] = min(silence.exact, 5.0) / 4


def _of_topics(found: dict[str, float], ranked: Sequence[Ranked], own: Collection[str]) -> None:
    """`own`: clauses of the awards in play, named now or computed before."""
    clause = next((r for r in ranked if r.kind == "clause"), None)
    if clause is not None and clause.id not in own:
        found["another clause"] = max(0.0, min(clause.score, 8.0)) / 4
    silence = next((r for r in ranked if r.kind == "silence"), None)
    for name, best in (("clause", clause), ("silence", silence)):
        if best is not None:
            found[f"{name} score"] = max(-3.0, min(best.score, 8.0)) / 4
            found[f"{name} phrase"] = min(best.exact, 5.0) / 4
            found[f"{name} likeness"] = best.soft
            found[f"{name} found"] = best.prob
    if clause is not None and silence is not None:
        gap = max(-4.0, min(silence.score - clause.score, 4.0)) / 2
        found["silence ahead"] = gap
        found["silence first"] = float(gap > 0)


_PAIRS = (
    ("base", "asks what"), ("base", "form of a rule"), ("base", "cue premise"), ("base", "computing"), ("base", "first turn"),
    ("stated base", "question mark"), ("stated base", "asks what"), ("stated base", "cue cap_word"), ("stated base", "cue premise"),
    ("stated base", "said as spent"), ("stated base", "form of a rule"), ("stated base", "told before asking"), ("stated base", "cue self"),
    ("stated base", "cue replace"), ("stated base", "computing"), ("stated base", "goes on"), ("stated base", "asks how much"),
    ("weak stated base", "computing"), ("weak stated base", "asks what"), ("weak stated base", "goes on"),
    ("weak stated base", "said as spent"), ("weak stated base", "first turn"), ("weak stated base", "cue replace"),
    ("weak base", "computing"), ("weak base", "asks what"), ("weak base", "first turn"), ("weak base", "said as spent"),
    ("weak base", "pending"), ("amount", "computing"), ("amount", "asks what"), ("amount", "first turn"), ("amount", "asks how much"),
    ("stated amount", "asks what"), ("stated amount", "computing"), ("stated amount", "first turn"), ("stated amount", "asks how much"),
    ("met", "computing"), ("met", "asks how much"), ("met", "asks what"), ("met", "pending"), ("unmet", "computing"),
    ("unmet", "asks how much"), ("unmet", "asks what"), ("claim", "asks how much"), ("claim", "cue sum"), ("claim", "asks what"),
    ("claim", "question mark"), ("claim", "computing"), ("claim", "first turn"), ("weak claim", "computing"), ("no fact", "computing"),
    ("no fact", "cue sum"), ("no fact", "asks how much"), ("no fact", "very short"), ("no fact", "pending"),
    ("denied claim", "asks how much"), ("denied claim", "cue again"), ("denied claim", "cue refused"), ("denied claim", "cue award_money"),
    ("denied claim", "computing"), ("denied claim", "asks what"), ("denied claim", "cue ask_yes_no"), ("number", "computing"),
    ("number", "asks what"), ("facts", "asks how much"), ("facts", "computing"),
    ("facts", "asks what"), ("facts", "several segments"), ("no award", "first turn"), ("amounts", "no fact"), ("amounts", "no award"),
    ("cue sum", "computing"), ("cue remove", "computing"), ("cue add", "computing"), ("cue extend", "computing"), ("years", "computing"),
    ("asks a share", "facts"), ("asks a share", "conditions only"), ("conditions only", "asks how much"), ("conditions only", "first turn"),
    ("another clause", "no fact"), ("another clause", "computing"), ("another clause", "facts"), ("intent ratio", "facts"),
    ("policy named", "no award"), ("intent list", "first turn"), ("intent list", "policy named"), ("coverage poor", "no award"),
    ("own words", "first turn"), ("intent foreign", "own words"), ("after lookup", "no award"), ("after calculate", "no award"),
    ("coverage", "first turn"), ("coverage", "no award"), ("clause score", "no fact"), ("silence ahead", "no fact"),
    ("silence first", "facts"), ("intent foreign", "first turn"), ("intent foreign", "no fact"), ("intent foreign", "no award"),
    ("intent amount", "facts"), ("intent cap", "facts"), ("intent check", "facts"), ("intent eligibility", "facts"),
    ("intent check", "amounts"), ("intent amount", "amounts"), ("intent tell", "facts"), ("intent tell", "computing"),
    ("elsewhere named", "no support said"), ("unknown name", "no support said"), ("intent foreign", "no support said"),
    ("no support said", "first turn"), ("own share", "first turn"), ("learned silence", "first turn"), ("learned silence", "no fact"),
    ("learned elsewhere", "first turn"), ("learned elsewhere", "no fact"), ("learned far", "no award"), ("learned sure", "first turn"),
    ("learned silence", "learned sure"), ("other nearer", "no fact"), ("other nearer", "first turn"), ("learned other", "first turn"),
    ("learned other", "no fact"), ("learned other", "no support said"), ("silence nearer", "no fact"), ("silence nearer", "first turn"),
    ("elsewhere named", "no fact"), ("own share", "no award"),
)  # fmt: skip
"""Pieces of evidence that mean something else together than alone: a stated figure is a figure to check, unless it was spent."""


def _together(found: dict[str, float]) -> None:
    for one, other in _PAIRS:
        if (value := found.get(one, 0.0) * found.get(other, 0.0)) != 0.0:
            found[f"{one} + {other}"] = value


class Decision:
    """The linear model: a weight of each piece of evidence for each want."""

    def __init__(self, weights: Mapping[str, Sequence[float]], bias: Sequence[float]) -> None:
        self._weights, self._bias = weights, tuple(bias)

    @classmethod
    def load(cls, kind: str = "plain", path: Path = WEIGHTS) -> Decision:
        raw = json.loads(path.read_text("utf-8"))[kind]
        return cls(raw["weights"], raw["bias"])

    def shares(self, found: Mapping[str, float]) -> dict[Want, float]:
        """How likely each want is, likeliest first."""
        scores = list(self._bias)
        for name, value in found.items():
            for place, weight in enumerate(self._weights.get(name, ())):
                scores[place] += weight * value
        top = max(scores)
        grown = [math.exp(score - top) for score in scores]
        total = sum(grown)
        shares = {want: value / total for want, value in zip(WANTS, grown, strict=True)}
        return dict(sorted(shares.items(), key=lambda item: -item[1]))


@cache
def decision(learned: bool = False) -> Decision:
    """The shipped model, read once: that of policies that bring questions asked before (`learned`), or of the others."""
    return Decision.load("learned" if learned else "plain")
