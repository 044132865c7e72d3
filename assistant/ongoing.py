"""How a short turn goes on from the last: what it names itself, and what it takes over.

「西边呢」 after 「示范区东边到哪」 names a thing and asks nothing of its own: what is asked is what was asked before. 「涨了百分之几」
after the revenue of the industry asks for something and names no matter: it is the last one's. What a turn does not say itself
it takes from the last answer, its kind (clause, silence, foreign) included, unless its own words name another matter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from assistant.matters import Matters, general
from assistant.plan import Plan
from assistant.state import State
from assistant.understand.lexicon import DATA
from assistant.understand.reader import Reading
from assistant.understand.topics import Ranked, pairs
from corpus.amounts import find_figures
from corpus.model import Clause, Policy, Silence

_SHORT, _SHORT_LATIN = 14, 9  # Han letters, Latin words of a turn that may lean on the last one
_KNOWN = ("lookup", "eligibility", "silent", "basis", "list")  # plans that an answer from clauses came of
_WHOLE = ("list", "help", "thanks", "greet", "inject", "falsify")  # intents that lean on nothing
_OWN = ("award", "group", "option", "policy", "clause", "silence", "input", "yes", "no")
_SURE = 0.6  # likeness from which a topic is named by the turn's own words
_NEAR, _CLOSE = 0.28, 0.45  # … from which a matter left open may be meant, or is named, beside the last clause
_HELD = 0.5  # share of a turn's own words that must stand in a clause
_ELIGIBLE = 0.4  # probability from which conditions are asked for
_FEW = 1  # pairs of a turn's own words that may go unaccounted for
_SOME = 3
_COMMON = 0.25  # share of the clauses that words of the trade at large stand in (大模型)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|\D|$)")


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a short turn says itself: `own` its words beside those of asking, `aspects` what it asks for."""

    own: frozenset[str]  # pairs of characters and stems, see `topics.pairs`
    swaps: bool  # 西边呢: a thing in the place of another
    also: bool  # 房租也走这个通道?: whether what was said holds for it
    here: bool  # 那海珠呢: the policy's own place
    aspects: tuple[str, ...]
    awards: tuple[str, ...]  # named, or implied by what they are computed from
    named: frozenset[str]  # clauses and silences named by words of their own


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / "ongoing.yaml").read_text("utf-8"))
    return found


@cache
def _pattern(*words: str) -> re.Pattern[str]:
    parts = [rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(parts))


@cache
def _asking_words() -> tuple[str, ...]:
    """Words of asking and going on, longer than a character (one alone is as likely part of a name)."""
    listed = [word for entry in _words()["aspects"].values() for word in entry["asked"]]
    return tuple(word for word in (*listed, *_words()["filler"], *_words()["swap"], *_words()["also"]) if len(word) > 1)


_OPENS, _CLOSES = (
    "那这是有在我你他们咱个也都就还会不没又再来去要能可的咁噉嗰系唔和跟",
    "的了吗呢啊吧么嘛哦嗯个看行成走算管给报补也有是咧呐哩不没",
)
_EDGES = re.compile(rf"(?<![\u3400-\u9fff])[{_OPENS}]+|[{_CLOSES}]+(?![\u3400-\u9fff])")
"""Characters of asking, where a run of words begins or ends."""


def _says(text: str, name: str) -> bool:
    return _pattern(*_words()[name]).search(text) is not None


def _aspects(text: str) -> tuple[str, ...]:
    return tuple(name for name, entry in _words()["aspects"].items() if _pattern(*entry["asked"]).search(text))


def leaning(reading: Reading) -> Leaning | None:
    """What a turn says itself; None where it is too long, or tells too much, to lean on the last one."""
    text = reading.scan.text.lower()
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    if (reading.intents.best in _WHOLE and reading.intents[reading.intents.best] > 0.4) or reading.has("extend", "sum"):
        return None
    if han > _SHORT or len(re.findall(r"[a-z']+", text)) > _SHORT_LATIN or any(not f.weak for f in reading.facts):
        return None
    asking = general(reading)
    for found in _pattern(*_asking_words()).finditer(text):
        asking[found.start() : found.end()] = [True] * (found.end() - found.start())
    bare = _EDGES.sub(" ", "".join(" " if done else char for char, done in zip(text, asking, strict=False)))
    matters = [m for m in reading.scan.mentions if m.kind in ("clause", "silence") and m.end - m.start >= 2]
    named = {m.name for m in matters if not all(asking[i] or not text[i].isalnum() for i in range(m.start, m.end))}
    also = _says(text, "also")
    if reading.has("add") and not also:
        return None
    return Leaning(
        frozenset(pair for pair in pairs(bare) if len(pair) > 1), _says(text, "swap"), also, _says(text, "here"), _aspects(text),
        tuple(dict.fromkeys((*reading.awards, *reading.implied))), frozenset(named),
    )  # fmt: skip


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
        if said is None:
            return None
        if state.last.aside == "foreign":
            return Plan("refuse", reason="foreign", **_kept(state)) if self._outside(said, reading, state, ranked) else None
        if state.last.plan not in _KNOWN or not (state.last.clauses or state.last.silences):
            return None
        if state.last.silences:
            return self._after_silence(said, state, ranked)
        return self._after_clause(said, reading, state, ranked)

    # ------------------------------------------------------------ after a foreign matter

    def _outside(self, said: Leaning, reading: Reading, state: State, ranked: Sequence[Ranked]) -> bool:
        """深圳呢 after another district: nothing of the policy's own is named."""
        if said.here or said.awards or said.named or any(m.kind in _OWN and m.end - m.start > 1 for m in reading.scan.mentions):
            return False
        if any(r.soft > _SURE and r.prob > _SURE for r in ranked[:3]):
            return False
        return bool(said.own) or not state.last.plan

    # ------------------------------------------------------------ after a matter left open

    def _after_silence(self, said: Leaning, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        last = self._silences[state.last.silences[0]]
        if last.id in said.named and not said.awards:
            return self._open(last.id, state)
        if said.awards:
            of_any = not last.near or last.near[0] not in self._key_awards
            leans = (said.swaps or said.also) and not said.aspects
            return self._open(last.id, state) if of_any and leans else None
        if said.named or any(r.id != last.id and r.soft > _SURE for r in ranked[:3]):
            return None
        if said.aspects and any(self._states(clause, name) for clause in state.last.clauses[:1] for name in said.aspects):
            return None
        if ranked and ranked[0].id == last.id:
            return self._open(last.id, state)
        few = said.swaps or said.also or len(said.own) <= _SOME
        return self._open(last.id, state) if said.own and few else None

    # ------------------------------------------------------------ after a clause

    def _after_clause(self, said: Leaning, reading: Reading, state: State, ranked: Sequence[Ranked]) -> Plan | None:
        last = state.last.clauses[0]
        if (plan := self._of_year(said, reading, last, state, ranked)) is not None:
            return plan
        held = self._holds(last, said.own)
        if said.awards or said.named & self._matters.clause_awards.keys():
            return self._for_award(said, reading, last, held, state, ranked)
        if said.named - {last} and not (held and (said.swaps or said.also)):
            return None
        if self._beside(last, ranked) or (_asks_money(reading) and "元" not in self._units[last]):
            return None
        if held and (said.swaps or said.also):
            return self._told((last,), reading, state)
        if said.aspects and (held or len(said.own) <= _FEW):
            asked = ("end",) if "end" in said.aspects else said.aspects
            if any(self._states(last, name) for name in asked):
                return self._told((last,), reading, state)
            return self._unsaid(last, state, ranked) if "end" in asked and self._states(last, "date") else None
        if held:
            return self._told((last,), reading, state)
        if (
            said.swaps
            and said.own
            and not _says(reading.text.lower(), "points")
            and not any(r.soft > 0.4 or r.prob > 0.4 for r in ranked[:4])
        ):
            return self._unsaid(last, state, ranked)
        return None

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

    def _beside(self, clause: str, ranked: Sequence[Ranked]) -> bool:
        """Whether what the sources leave open beside a clause fits better than the clause itself."""
        key = clause.rpartition("/")[2]
        order = [r for r in ranked if r.id == clause or (r.kind == "silence" and key in self._silences[r.id].near)]
        return bool(order) and order[0].kind == "silence" and order[0].soft > _NEAR

    def _holds(self, clause: str, own: frozenset[str]) -> bool:
        """Whether a clause has the words that a turn names."""
        rare = own - self._common
        return bool(rare) and len(rare & self._held[clause]) >= _HELD * len(rare)

    def _states(self, clause: str, aspect: str) -> bool:
        """Whether a clause states a figure of what is asked; an end takes two dates."""
        entry = _words()["aspects"][aspect]
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
