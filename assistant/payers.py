"""What each of those who pay the awards bears of an amount: 区里一共要掏多少, after a sum or of an amount that is told.

Who pays which part stands in the policy's data; a question for the ratio alone is left to its clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from assistant.plan import Kind, Plan
from assistant.state import State
from assistant.sums import Sums
from assistant.understand.files import words_of
from assistant.understand.reader import Reading
from corpus.model import Policy, Sharing

_COMPUTED = ("calculate", "maximum", "explain", "promise", "basis")
_NEAR = 20
_SHORT = 12


@cache
def _words() -> dict[str, re.Pattern[str]]:
    raw = words_of("payers")
    return {name: _any_of(forms) for name, forms in raw.items()}


def _any_of(forms: Sequence[str]) -> re.Pattern[str]:
    longest = sorted((form.lower() for form in forms), key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(f)}\b" if f.isascii() else re.escape(f) for f in longest))


def sharing_of(family: Sequence[Policy]) -> Sharing | None:
    """How the awards of a policy and its supplements are paid, where one of them says so."""
    return next((policy.sharing for policy in family if policy.sharing is not None), None)


class Payers:
    """Plans questions for what each payer bears."""

    def __init__(self, family: Sequence[Policy], sums: Sums) -> None:
        self.sharing, self.sums = sharing_of(family), sums
        self.clause = next((f"{p.id}/{p.sharing.clause}" for p in family if p.sharing is not None), "")
        self._named = {p.id: _any_of(p.words) for p in self.sharing.payers} if self.sharing else {}
        self._all = _any_of(self.sharing.words) if self.sharing and self.sharing.words else None

    def plan(self, reading: Reading, state: State) -> Plan | None:
        """The amount of which the payers named bear their parts, or None where the turn asks no such thing."""
        if not reading.facts and not reading.money and self._split_asked(reading.scan.text):
            return Plan("lookup", intent=reading.intents.best, clauses=(self.clause,), awards=state.awards, inputs=dict(state.inputs))
        goes_on = self.clause in state.last.clauses[:1] and state.last.plan in _COMPUTED
        asked = self._asked(reading.scan.text) or (self._named_in(reading.scan.text) if goes_on and len(reading.text) <= _SHORT else ())
        if not asked:
            return None
        loose = [m.value for m in reading.money if m.unit == "元" and m.per in ("", "year")]
        weak = [Decimal(f.value) for f in reading.facts if f.weak and isinstance(f.value, Decimal)]
        sure = [f for f in reading.facts if not f.weak]
        if len({*loose, *weak}) == 1 and not any(f.input in self.sums.bases for f in sure):
            told = (loose or weak)[0] * (self.sums.cases.count(reading, True) if reading.has("each") else 1)  # 两家各拿1000万
            return Plan("calculate", awards=state.awards, inputs=dict(state.inputs), target=told, remark="shares", fitting=asked)
        if reading.facts:
            made = self.sums.plan(reading, state)
            return replace(made, remark="shares", fitting=asked, total_wanted=True) if made is not None and not loose else made
        if goes_on and state.last.target is not None:  # 那市里呢, after an amount that was told
            return Plan(
                "calculate", awards=state.awards, inputs=dict(state.inputs), target=state.last.target, remark="shares", fitting=asked
            )
        if state.last.plan not in _COMPUTED or not (state.awards or state.cases):
            return None
        kind: Kind = "maximum" if state.last.plan == "maximum" else "calculate"
        return Plan(
            kind, awards=state.awards, inputs=dict(state.inputs), mode=state.mode, scenarios=state.scenarios, growth=state.growth,
            cases=state.cases, apart=state.apart, about=state.about, group_sums=state.told, total_wanted=True, remark="shares",
            fitting=asked,
        )  # fmt: skip

    def _asked(self, text: str) -> tuple[str, ...]:
        """The payers whose part is asked for, as an amount."""
        words = _words()
        if self.sharing is None or not words["amount"].search(text) or words["ratio"].search(text) or words["towards"].search(text):
            return ()
        found = [m for pattern in self._named.values() for m in pattern.finditer(text)]
        both = list(self._all.finditer(text)) if self._all is not None else []
        near = [text[m.end() : m.end() + _NEAR] for m in (*found, *both)] + [text[max(0, m.start() - _NEAR) : m.start()] for m in found]
        if not any(words["bears"].search(part) or words["portion"].search(part) for part in near):
            return ()
        named = self._named_in(text)
        return tuple(self._named) if both or not named else named

    def _split_asked(self, text: str) -> bool:
        """市区怎么分摊, 市里和区里各掏几成: how those named together share it."""
        both = [(m.start(), m.end()) for m in self._all.finditer(text)] if self._all is not None else []
        if len(places := [m for pattern in self._named.values() if (m := pattern.search(text))]) == len(self._named) > 1:
            both.append((min(m.start() for m in places), max(m.end() for m in places)))
        return any(_words()["ratio"].search(text[end : end + _NEAR]) for _, end in both)

    def _named_in(self, text: str) -> tuple[str, ...]:
        """The payers of a text, in order."""
        places = {name: found.start() for name, pattern in self._named.items() if (found := pattern.search(text))}
        return tuple(sorted(places, key=lambda name: places[name]))
