"""Several years over the turns of a thread: the years of a question as scenarios, and what a later turn does to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.state import Growth, Known, Scenario, State
from assistant.understand.facts import Fact
from assistant.understand.growth import replaced, stretched
from assistant.understand.merge import Merger
from assistant.understand.reader import Reading
from assistant.understand.schedule import Years
from assistant.understand.timeline import LONGEST, Mark, at, calendar_years, marks, ordinal_years, span
from corpus.model import Given


@dataclass(frozen=True, slots=True)
class Carried:
    """What the thread's years become: what all share, and each year's own."""

    inputs: dict[str, Known]
    changed: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    growth: tuple[Growth, ...] = ()


class Yearly:
    """Years of one policy's sums. `windows`: inputs that count years, and how many a window has."""

    def __init__(self, merger: Merger, bases: Collection[str], windows: Mapping[str, int]) -> None:
        self.merger, self.bases, self.windows = merger, frozenset(bases), dict(windows)

    def opened(self, years: Years, inputs: Mapping[str, Known], turn: int) -> tuple[Scenario, ...]:
        """The years of one question as scenarios."""
        scenarios = []
        for year, facts in zip(years.axis, years.parts, strict=True):
            own, changed = self.merger.one(inputs, facts, turn)
            held = {name: given for name in changed if (given := own[name].given) is not None}
            scenarios.append(_named(Scenario(inputs=held, calendar=year if years.calendar else None)))
        return self.filled(scenarios, inputs, years.growth, years.onwards)

    def filled(
        self, scenarios: Sequence[Scenario], inputs: Mapping[str, Known], growth: Sequence[Growth], onwards: Collection[str] = ()
    ) -> tuple[Scenario, ...]:
        """Years with what follows from the years before: by a rule, or because it goes on (what decides a condition always does)."""
        plain = [{n: g for n, g in s.inputs.items() if n not in s.filled} for s in scenarios]
        before = [set(s.filled) for s in scenarios]
        done = [dict(year) for year in plain]
        for name in dict.fromkeys(n for n in (*(n for year in plain for n in year), *(rule.input for rule in growth))):
            held = inputs.get(name)
            shared = held.given if held is not None else None
            ruled = any(rule.input == name for rule in growth)
            kept_up = name not in self.bases and shared is None  # 第二年营收1200万 beside 营收1.4亿: the other years keep theirs
            goes_on = kept_up or name in onwards or any(name in filled for filled in before)
            givens = [year.get(name) for year in plain]
            if ruled:
                values = [Decimal(g.value) if g is not None and isinstance(g.value, Decimal | int) else None for g in givens]
                if values and values[0] is None and shared is not None and isinstance(shared.value, Decimal | int):
                    values[0] = Decimal(shared.value)
                for year, given, value in zip(done, givens, stretched(values, growth, name), strict=True):
                    if given is None and value is not None:
                        year[name] = Given(value=value)
            elif goes_on and any(g is not None for g in givens):
                last: Given | None = None
                for year, given in zip(done, givens, strict=True):
                    last = given or last
                    if last is not None:
                        year[name] = last
        return tuple(
            s.model_copy(update={"inputs": year, "filled": tuple(n for n in year if n not in own)})
            for s, year, own in zip(scenarios, done, plain, strict=True)
        )

    # ------------------------------------------------------------ later turns

    def anew(self, years: Years | None) -> bool:
        """Whether a turn tells years of its own (or falls apart otherwise) and changes none of the thread's."""
        if years is None:
            return True
        told = [{f.input for f in part if f.input in self.bases} for part in years.parts]
        return bool(set.intersection(*told)) or any(f.input in self.bases for f in years.shared) or bool(years.growth)

    def carry(self, reading: Reading, state: State) -> Carried | None:
        """The years of the last turn after this one: a year changed, added or left out, or all of them; None where the turn leaves them."""
        told = marks(reading.scan)
        if state.mode != "years" or not state.scenarios:
            return self._looking_back(reading, state, told)
        count = self._count(reading, state, told)
        facts = [f for f in reading.facts if f.input not in self.windows]
        if (
            not facts
            and not reading.growth
            and count == len(state.scenarios)
            and not reading.has("sum", "extend", "remove", "in_yuan", "take_back")
        ):
            return None
        scenarios = self._resized(state, told, count)
        growth = replaced(state.growth, reading.growth)
        general: list[Fact] = []
        for fact in facts:
            mark = at(reading.scan, told, fact.start, fact.end) if isinstance(fact.value, Decimal) else None
            places = self._places(mark, state, scenarios) if mark is not None else ()
            if not places and fact.op in ("add", "subtract") and any(fact.input in s.inputs for s in scenarios):
                places = tuple(range(len(scenarios)))  # 每年少付5万
            if mark is not None and not places and fact.value == 0:
                continue  # 2025年没花钱: no year of the thread's
            if not places:
                general.append(fact)
            for place in places:
                known, _ = self.merger.one(
                    {}, [fact if fact.op in ("set", "item") else _absolute(fact, scenarios[place], state)], state.turn
                )
                given = known[fact.input].given if fact.input in known else None
                if given is not None:
                    one = scenarios[place]
                    left = tuple(n for n in one.filled if n != fact.input)
                    scenarios[place] = one.model_copy(update={"inputs": {**one.inputs, fact.input: given}, "filled": left})
        inputs, changed = self.merger.one(state.inputs, general, state.turn, whole=reading.has("take_back"))
        if general:
            scenarios = [
                s.model_copy(
                    update={
                        "inputs": {n: g for n, g in s.inputs.items() if n not in changed},
                        "filled": tuple(n for n in s.filled if n not in changed),
                    }
                )
                for s in scenarios
            ]
            growth = tuple(rule for rule in growth if rule.input not in changed or rule in reading.growth)
        done = self.filled(scenarios, inputs, growth)
        return Carried(inputs, tuple(dict.fromkeys((*changed, *(f.input for f in facts)))), done, growth)

    def _count(self, reading: Reading, state: State, told: Sequence[Mark]) -> int:
        """How many years the thread asks about after this turn."""
        now = len(state.scenarios)
        firsts = [m.years[0] for m in told if m.kind == "first"]
        if firsts and (reading.has("only_these", "replace", "sum") or not reading.facts):
            return max(1, min(firsts[0], LONGEST))
        spanned = span(reading.scan, told, max(self.windows.values(), default=0))
        if spanned and not ordinal_years(told) and not calendar_years(told):
            return spanned
        if state.scenarios[0].calendar is not None:
            last = max(s.calendar or 0 for s in state.scenarios)
            return now + sum(1 for y in calendar_years(told) if y > last and (y > 1000) == (last > 1000))
        start = self._start(state)
        return max(now, max(ordinal_years(told), default=0) - start + 1)

    def _start(self, state: State) -> int:
        held = [known.given.value for n in self.windows if (known := state.inputs.get(n)) is not None and known.given is not None]
        return int(held[0]) if held and isinstance(held[0], int) else 1

    def _resized(self, state: State, told: Sequence[Mark], count: int) -> list[Scenario]:
        """As many years as wanted; a further one goes on like the last."""
        years = list(state.scenarios[:count])
        new = [y for y in calendar_years(told) if all(s.calendar != y for s in years)]
        while len(years) < count:
            last = years[-1]
            calendar = new.pop(0) if last.calendar is not None and new else None if last.calendar is None else last.calendar + 1
            years.append(_named(last.model_copy(update={"calendar": calendar, "filled": tuple(last.inputs)})))
        return years

    def _places(self, mark: Mark, state: State, years: Sequence[Scenario]) -> tuple[int, ...]:
        """Which of the thread's years a word speaks of."""
        everything = range(len(years))
        if mark.kind == "first":
            return tuple(everything[: mark.years[0]])
        if mark.kind == "last":
            return tuple(everything[-mark.years[0] :])
        if mark.kind == "rest":
            return tuple(everything[1:])
        if mark.kind == "calendar":
            return tuple(p for p in everything if years[p].calendar in mark.years)
        start = self._start(state)
        lowest = mark.years[0] - start
        return tuple(p for p in everything if p + start in mark.years or (mark.onwards and p >= lowest))

    def _looking_back(self, reading: Reading, state: State, told: Sequence[Mark]) -> Carried | None:
        """呢两年夹埋: the years spoken of one by one, put together."""
        count = len(state.past) + 1
        asked = span(reading.scan, told)
        if not state.past or state.year is None or reading.facts or (asked and asked != count) or not reading.has("sum", "schedule"):
            return None
        if not asked and not reading.has("all_known", "both"):
            return None
        now = {name: known.given for name, known in state.inputs.items() if known.given is not None}
        years = sorted((*state.past, Scenario(inputs=now, calendar=state.year)), key=lambda s: s.calendar or 0)
        return Carried(dict(state.inputs), (), tuple(_named(s) for s in years))


def _absolute(fact: Fact, year: Scenario, state: State) -> Fact:
    """第二年多付5万: what it comes to in that year."""
    held = year.inputs.get(fact.input) if fact.input not in year.filled else None
    shared = state.inputs.get(fact.input)
    before = held or (shared.given if shared is not None else None)
    old = Decimal(before.value) if before is not None and isinstance(before.value, Decimal) else Decimal(0)
    delta = Decimal(fact.value) if fact.op == "add" else -Decimal(fact.value)
    return replace(fact, op="set", value=max(old + delta, Decimal(0)))


_RELATIVE = {
    -2: ("前年", "the year before last"),
    -1: ("去年", "last year"),
    0: ("今年", "this year"),
    1: ("明年", "next year"),
    2: ("后年", "the year after next"),
}


def _named(scenario: Scenario) -> Scenario:
    """A year with its name: 2024年, 今年; the calculator numbers those that are no calendar years."""
    year = scenario.calendar
    zh, en = ("", "") if year is None else (f"{year}年", str(year)) if year > 1000 else _RELATIVE.get(year, ("", ""))
    return scenario.model_copy(update={"label": zh, "label_en": en})
