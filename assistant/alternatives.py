"""Alternatives of one firm that are cases of the thread: two awards one amount could go to, one spending at two paces."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from assistant.plan import Plan
from assistant.state import Case, Known, State
from assistant.understand.merge import Merger
from assistant.understand.paces import paces
from assistant.understand.reader import Reader, Reading
from corpus.model import Given, Policy

_FEN = Decimal("0.01")


class Alternatives:
    """Plans comparisons of alternatives for one policy. `bases`: inputs that awards are computed from."""

    def __init__(self, main: Policy, reader: Reader, merger: Merger, bases: tuple[str, ...]) -> None:
        self.main, self.reader, self.merger, self.bases = main, reader, merger, bases

    def plan(self, reading: Reading, state: State) -> Plan | None:
        """The comparison that a turn asks for, or None."""
        return self._pace(reading, state) or self._award(reading, state) or self._spendings(reading, state)

    def _spendings(self, reading: Reading, state: State) -> Plan | None:
        """优化花200万还是推广投300万,哪头拿得多: two spendings, each for its own award, set against each other."""
        amounts = [f for f in reading.facts if isinstance(f.value, Decimal) and f.op == "set" and f.input in self.bases]
        whose = {f.input: self.reader.users.get(f.input, "") for f in amounts}
        if not reading.has("which_better") or reading.has("sum") or len(set(whose.values())) != 2 or len(set(reading.people)) > 1:
            return None
        inputs, changed = self.merger.one(state.inputs, [f for f in reading.facts if f not in amounts], state.turn)
        inputs = {name: known for name, known in inputs.items() if name not in self.bases}
        cases = []
        for name in dict.fromkeys(whose.values()):
            award = self.main.award(name)
            if award is None:
                return None
            own, _ = self.merger.one({}, [f for f in amounts if whose[f.input] == name], state.turn)
            cases.append(Case(who=name, label=award.title, label_en=award.title_en, inputs=own, awards=(name,)))
        return Plan(
            "calculate", intent=reading.intents.best, awards=tuple(c.who for c in cases), inputs=inputs, changed=changed, mode="cases",
            cases=tuple(cases), apart="awards", compared=True,
        )  # fmt: skip

    def _award(self, reading: Reading, state: State) -> Plan | None:
        """One amount and two awards it could go to (投优化还是投推广): a case each."""
        amounts = [f for f in reading.facts if isinstance(f.value, Decimal) and not f.part and f.input in self.bases]
        loose = [m for m in reading.money if m.unit == "元" and m.role in ("none", "other")]
        named = [a for a in dict.fromkeys((*reading.awards, *reading.implied)) if self._takes_money(a)]
        if not reading.has("compare") or len(named) != 2 or len(amounts) + len(loose) != 1:
            return None
        value = amounts[0].value if amounts else loose[0].value
        inputs, changed = self.merger.one(state.inputs, [f for f in reading.facts if f not in amounts], state.turn)
        cases = []
        for name in named:
            award = self.main.award(name)
            assert award is not None and isinstance(value, Decimal)
            given = {self.reader.roles.bases[name]: Known(given=Given(value=value), turn=state.turn)}
            cases.append(Case(who=name, label=award.title, label_en=award.title_en, inputs=given, awards=(name,)))
        return Plan(
            "calculate", intent=reading.intents.best, awards=tuple(named), inputs=inputs, changed=changed, mode="cases",
            cases=tuple(cases), apart="awards", compared=True,
        )  # fmt: skip

    def _takes_money(self, award: str) -> bool:
        """Whether an award is computed from an amount: a level or a count is no place for one."""
        base = self.reader.inputs.get(self.reader.roles.bases.get(award, ""))
        return base is not None and base.kind == "amount"

    def _pace(self, reading: Reading, state: State) -> Plan | None:
        """All in one year, or spread over several: a case each, one of them with its years."""
        found = paces(reading, self.bases)
        if found is None:
            return None
        base, one, two = found
        named = [a for a in (*reading.awards, *reading.implied, *state.awards) if self.reader.roles.bases.get(a)]
        base = base or (self.reader.roles.bases[named[0]] if named else "")
        if not base:
            return None
        awards = tuple(a for a in named if self.reader.roles.bases[a] == base)[:1] or tuple(filter(None, [self.reader.users.get(base)]))
        rest = [f for f in reading.facts if f.input != base]
        inputs, changed = self.merger.one({n: k for n, k in state.inputs.items() if n != base}, rest, state.turn)
        cases = []
        for number, pace in enumerate((one, two), start=1):
            years = tuple({base: Given(value=year.quantize(_FEN, ROUND_DOWN) if year % 1 else year)} for year in pace.years)
            cases.append(Case(who=f"{number}", label=pace.label, label_en=pace.label_en, years=years))
        return Plan(
            "calculate", intent=reading.intents.best, awards=awards, inputs=inputs, changed=changed, mode="cases", cases=tuple(cases),
            apart="paces", compared=True,
        )  # fmt: skip
