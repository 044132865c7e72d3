"""Which matter a turn is about, beyond what its words say: awards named, figures quoted, the thread.

Topics are ranked by words alone (`understand.topics`). What speaks for a topic besides is added here as a boost, in one
place; a turn that names no matter of its own stays with the last one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from assistant.state import State
from assistant.understand.reader import Reading
from assistant.understand.topics import Ranked
from corpus.amounts import find_figures
from corpus.award.book import amount_inputs, condition_inputs
from corpus.model import Policy, Silence

_GOES_ON = 12.0  # what speaks for the last matter where a turn names none of its own
_NAMED, _IMPLIED = 3.5, 2.4  # an award by its own words, by what it is computed from
_QUOTED = 2.5  # a figure of the question that only one clause states
_BESIDE, _BESIDE_SILENCE = 3.0, 5.5  # a matter of its own named beside an award: another clause's, a silence
_FIGURE = 0.5  # how sure the intent must be that a figure is asked for
_OWN_WORD = 3  # characters of a word that names a matter by itself
_GROUP = 8.0  # the awards of a group, in a question for their ceiling
_OTHERS = -2.0  # a silence about one award, where another is named
_LIST_FROM, _LIST_SLOPE = 4.0, 5.2  # score below which a topic gives way to a summary, by how sure the intent is
_GENERAL = frozenset(
    (
        "facet", "cap_word", "how_much", "ask_yes_no", "award_money", "threshold", "for_award", "sum", "schedule", "premise", "compare",
        "explain_q", "basis_q", "promise_q", "approved_money", "done", "agree", "negation", "needed", "reverse", "reverse_weak", "each",
        "maximum", "checkup", "in_yuan", "replace", "add", "extend", "plan", "future_supposition", "english_question", "denied_end",
    )
)  # fmt: skip
"""Cues that any matter is asked about with."""
_LIGHT = frozenset(" 的了吗呢啊吧么几要能给谁?,")


class Matters:
    """What speaks for the clauses and silences of one family of policies."""

    def __init__(self, main: Policy, family: Sequence[Policy]) -> None:
        self.award_clause = {a.id: f"{main.id}/{a.clause}" for a in main.awards}
        self.clause_awards: dict[str, list[str]] = {}
        for award, clause in self.award_clause.items():
            self.clause_awards.setdefault(clause, []).append(award)
        self.silences: tuple[Silence, ...] = tuple(s for p in family for s in p.silences)
        keys = {clause.rpartition("/")[2] for clause in self.award_clause.values()}
        self._of_awards = {s.id: keys.intersection(s.near) for s in self.silences if s.near and s.near[0] in keys}
        self.bases = {a.id: amount_inputs(a.amount) for a in main.awards}
        made_of = {i.id: {i.id, *(o.id for o in main.inputs if i.id in o.implies)} for i in main.inputs}
        self.looked_at = {a.id: {n for c in a.conditions for name in condition_inputs(c) for n in made_of[name]} for a in main.awards}
        self._of_group = {g.id: f"{main.id}/{g.clause}" for g in main.groups}
        self._stating: dict[tuple[str, str], list[str]] = {}
        for policy in family:
            for entry in policy.clauses:
                for figure in {(f.value, f.unit) for f in find_figures(entry.text)}:
                    self._stating.setdefault(figure, []).append(entry.id)

    def boost(self, reading: Reading, state: State, boost: Mapping[str, float]) -> dict[str, float]:
        """Awards named or implied speak for their clauses; a turn that names no matter of its own goes on with the last."""
        result = dict(boost)
        self._last(reading, state, result)
        named: set[str] = set()
        for weight, awards in ((_NAMED, reading.awards), (_IMPLIED, reading.implied)):
            for award in awards:
                clause = self.award_clause.get(award, "")
                result[clause] = result.get(clause, 0.0) + weight
                key = clause.rpartition("/")[2]
                named.add(key)
                share = 0.3 if claims(reading) else 1.0  # a figure stated of an award is checked against its clause
                for silence in (s for s in self.silences if key in s.near):
                    beside = share * weight * (1.0 if key == silence.near[0] else 0.5)
                    result[silence.id] = max(result.get(silence.id, 0.0), beside)
        for mention in reading.scan.mentions:
            if mention.kind == "group" and reading.has("cap_word"):  # 设施类一年封顶多少
                result[self._of_group[mention.name]] = result.get(self._of_group[mention.name], 0.0) + _GROUP
        if named:
            for name, keys in self._of_awards.items():
                if not named & keys:
                    result[name] = result.get(name, 0.0) + _OTHERS
            for name, weight in self._beside(reading).items():
                result[name] = result.get(name, 0.0) + weight
        else:
            for clause in self.quoted(reading):
                result[clause] = result.get(clause, 0.0) + _QUOTED / len(self.quoted(reading))
        return result

    def _beside(self, reading: Reading) -> dict[str, float]:
        """Matters of their own that a turn names beside an award (推广奖要不要交税): the award is only whose."""
        asking = general(reading)
        whose = [m for m in reading.scan.mentions if m.kind in ("award", "input", "yes", "no")]
        found = {}
        for mention in reading.scan.mentions:
            if mention.kind not in ("clause", "silence") or mention.name in self.clause_awards or len(mention.term) < _OWN_WORD:
                continue
            if all(asking[mention.start : mention.end]) or any(m.start < mention.end and mention.start < m.end for m in whose):
                continue
            found[mention.name] = _BESIDE_SILENCE if mention.kind == "silence" else _BESIDE
        return found

    def _last(self, reading: Reading, state: State, result: dict[str, float]) -> None:
        if not (state.last.clauses or state.last.silences) or reading.awards or reading.implied:
            return
        weight = _GOES_ON if reading.content <= 1 else 4.5 if reading.content <= 3 else 0.8
        weight = 0.8 if own_matter(reading) else weight
        open_still = () if _facet_asked(reading) else state.last.silences
        for clause in () if open_still else state.last.clauses[:1]:
            result[clause] = result.get(clause, 0.0) + weight
        for name in open_still:  # 东边到哪条路? 西边呢: what is not stated of one is not stated of the other
            result[name] = result.get(name, 0.0) + (0.0 if weight < 1 else weight + 1.0)
        key = state.last.clauses[0].rpartition("/")[2] if state.last.clauses else ""
        spoken = {m.name for m in reading.scan.mentions if m.kind == "silence"}
        for silence in (s for s in self.silences if key in s.near):
            share = 0.8 if key == silence.near[0] and silence.id in spoken else 0.5
            result[silence.id] = result.get(silence.id, 0.0) + share * weight

    def quoted(self, reading: Reading) -> tuple[str, ...]:
        """Clauses that state a figure of the question (那80万说的是谁: the one that says 80万元)."""
        given = {f.value for f in reading.facts}
        figures = [(_plain(m.value), m.unit) for m in reading.money if m.value not in given]
        for bare in (q.value for q in reading.quantities if q.kind == "bare" and q.value not in given):
            figures += [(_plain(bare), "%"), (_plain(bare * 10_000), "元")]
        return tuple(dict.fromkeys(clause for figure in figures for clause in self._stating.get(figure, ())))

    def stating(self, value: Decimal, kind: str) -> tuple[str, ...]:
        """Clauses that state an amount, a share, or, of a number alone, either (那50是哪个: 50%)."""
        plain = _plain(value)
        keys = {"amount": [(plain, "元")], "percent": [(plain, "%")]}.get(kind) or [(plain, "%"), (_plain(value * 10_000), "元")]
        return tuple(dict.fromkeys(clause for key in keys for clause in self._stating.get(key, ())))

    def kept(self, reading: Reading, state: State, ranked: list[Ranked]) -> list[Ranked]:
        """A turn that names no matter of its own (什么条件?) can only be about the last one, or a silence beside it."""
        if reading.content > 1 or not state.last.clauses or reading.awards or reading.implied or reading.facts or own_matter(reading):
            return ranked
        key = state.last.clauses[0].rpartition("/")[2]
        near = {state.last.clauses[0], *state.last.silences, *(s.id for s in self.silences if key in s.near)}
        return [r for r in ranked if r.id in near] or ranked


def _facet_asked(reading: Reading) -> bool:
    """Whether a short turn asks for a figure of the matter (封顶呢, 按几成给), which its clause may have."""
    return reading.has("cap_word") or reading.intents.over("cap", "ratio", "amount", "recurrence") > _FIGURE


def general(reading: Reading) -> list[bool]:
    """For each character, whether it belongs to words that any matter is asked about with."""
    general = [False] * len(reading.scan.text)
    for mention in reading.scan.mentions:
        if mention.kind == "cue" and mention.name in _GENERAL:
            general[mention.start : mention.end] = [True] * (mention.end - mention.start)
    return general


def own_matter(reading: Reading) -> bool:
    """Whether a short turn names a matter by words of its own (第一批呢), beyond words that any matter is asked about with (最高多少呢)."""
    asking = general(reading)
    bare = "".join(char for char in reading.scan.text if char not in _LIGHT)
    for mention in reading.scan.mentions:
        if mention.kind in ("clause", "silence") and mention.term == bare and not asking[mention.start]:
            return True  # 首批: nothing else is said
        if mention.kind in ("clause", "silence") and mention.end - mention.start >= (3 if mention.term[0] >= "\u3400" else 6):
            span = range(mention.start, mention.end)
            if any(not asking[i] and reading.scan.text[i] not in _LIGHT for i in span):
                return True
    return False


def claims(reading: Reading) -> bool:
    """Whether the turn states a figure of a rule (房租封顶是80万), to be checked though no question mark says so."""
    return any(m.role == "target" and m.unit in ("元", "%") for m in reading.money) and not reading.has("reverse", "needed", "how_much")


def wants_list(reading: Reading, ranked: Sequence[Ranked]) -> bool:
    """Whether everything is asked for at once: the surer the intent, the better a topic must match to be meant alone."""
    share = reading.intents["list"]
    if reading.intents.best != "list" or share <= 0.4 or reading.awards:
        return False
    return not ranked or ranked[0].score < _LIST_FROM + _LIST_SLOPE * share


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
