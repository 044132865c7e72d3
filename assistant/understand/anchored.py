"""One year at a time over the turns of a thread: in which year the enterprise was new, which year is asked about, what was
said of other years.

「2024年新设进来的,2026年租金69万」 asks for the third year of a window; 「2027年呢」 then for the fourth. 「去年主营1.3亿,今年7600万」
asks for this year, and keeps last year's for 「去年能拿多少」.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.state import Scenario, State
from assistant.understand.facts import Fact
from assistant.understand.scan import Scan
from assistant.understand.timeline import LONGEST, Mark
from corpus.model import Given

_LONG_AGO = 30  # years


@dataclass(frozen=True, slots=True)
class Anchored:
    """`since`: the calendar year of being new; `year`: the one asked about; `facts`: what follows for this turn; `past`: other years."""

    since: int | None
    year: int | None
    facts: tuple[Fact, ...]
    past: tuple[Scenario, ...]


def anchored(
    facts: Sequence[Fact], elsewhere: Sequence[Fact], scan: Scan, told: Sequence[Mark], state: State, windows: Collection[str]
) -> Anchored:
    """Where a turn stands among the years. `elsewhere`: amounts said of other years than the one asked about."""
    counted = _counted_from(facts, scan, told, windows)
    founded = counted if counted is not None else _founded(scan, told)
    since = founded if founded is not None else state.since
    others = [m for m in told if not _opens(scan, m)]
    further = state.year + 1 if scan.has("one_more_year") and state.year is not None else None
    asked = _asked(facts, others, scan, since, state) if further is None else further
    if asked is None:
        asked = _moved(facts, state, windows)
    if state.mode == "years" or _several(others):
        return Anchored(since, state.year, (), state.past)
    year = asked if asked is not None else state.year if state.year is not None else _default(since)
    said = counted is None and any(f.input in windows for f in facts)
    added = [] if said else _in_window(year, since, founded is not None, asked, state, windows)
    moved = asked is not None and state.year is not None and asked != state.year and _alike(asked, state.year)
    past = {s.calendar: s for s in state.past}
    if moved and asked is not None:
        given = {f.input for f in facts}
        known = past.pop(asked, None)
        if known is not None:
            added += [Fact(n, g.value, relation=g.relation) for n, g in known.inputs.items() if n not in given and n not in windows]
        now = {n: k.given for n, k in state.inputs.items() if k.given is not None}
        past[state.year] = Scenario(calendar=state.year, inputs=now)
    for fact in elsewhere:
        if fact.calendar is not None and isinstance(fact.value, Decimal):
            before = past.get(fact.calendar, Scenario(calendar=fact.calendar))
            past[fact.calendar] = before.model_copy(update={"inputs": {**before.inputs, fact.input: Given(value=fact.value)}})
    return Anchored(since, year, tuple(added), tuple(past.values())[-LONGEST:])


def _opens(scan: Scan, mark: Mark) -> bool:
    """2024年新设进来的: when the enterprise was new."""
    here = scan.segment_of(mark.start)
    new = [m for m in here.mentions if m.kind == "cue" and m.name == "came_new" and m.start >= mark.end]
    if mark.kind != "calendar" or not new or any(q.kind == "amount" for q in here.quantities):
        return False
    if any(q.kind == "ordinal" and q.unit == "年" and q.value > 1 and q.start >= new[0].end for q in here.quantities):
        return False  # 今年系新增之后第二年
    return not any(m.start >= mark.end and m.end <= new[0].start for m in here.mentions if m.kind == "cue" and m.name == "this_year")


def _founded(scan: Scan, told: Sequence[Mark]) -> int | None:
    for mark in told:
        if len(mark.years) == 1 and _opens(scan, mark):
            return mark.years[0]
    for q in scan.quantities:
        ago = q.kind == "duration" and q.unit == "年" and scan.text.startswith(("前", "以前", "之前"), q.end)
        if ago and q.value == int(q.value) <= _LONG_AGO and scan.segment_of(q.start).has("came_new"):
            return -int(q.value)
    return None


def _counted_from(facts: Sequence[Fact], scan: Scan, told: Sequence[Mark], windows: Collection[str]) -> int | None:
    """去年已经是第三年, beside what is asked of this year: the year of being new, counted back from the year that was numbered."""
    numbered = [f for f in facts if f.input in windows and isinstance(f.value, int) and not isinstance(f.value, bool)]
    dated = [m for m in told if m.kind == "calendar" and len(m.years) == 1]
    if len(numbered) != 1 or len({m.years for m in dated}) < 2:
        return None
    fact, here = numbered[0], scan.segment_of(numbered[0].start)
    before = [m for m in dated if here.start <= m.start and m.end <= fact.start]
    if not before or any(before[-1].end <= q.start < fact.start for q in here.quantities if q.kind in ("amount", "bare")):
        return None
    return before[-1].years[0] - int(fact.value) + 1


def _default(since: int | None) -> int | None:
    """This year, unless the years are told as numbers."""
    return 0 if since is None or since <= 0 else None


def _several(others: Sequence[Mark]) -> bool:
    return any(len(m.years) > 1 for m in others)


def _asked(facts: Sequence[Fact], others: Sequence[Mark], scan: Scan, since: int | None, state: State) -> int | None:
    """The calendar year asked about: of amounts given, the one they stand in; else the last one named."""
    kept = {f.calendar for f in facts if f.calendar is not None and isinstance(f.value, Decimal)}
    absolute = (since is not None and since > 1000) or (state.year or 0) > 1000
    named = [m.years[0] for m in others if m.kind == "calendar"]
    numbered = [y for y in named if y > 1000]
    if numbered:
        dated = [y for y in numbered if y in kept]
        return (dated or numbered)[-1]
    if absolute or not named:
        return None
    questions = [
        m.years[0] for m in others if m.kind == "calendar" and (s := scan.segment_of(m.start)) and (s.question or s.has("how_much"))
    ]
    undated = any(f.calendar is None and isinstance(f.value, Decimal) for f in facts)
    if not questions and 0 in named and undated:
        return 0  # 今年是第三年,年租47万,去年收入1.02亿: last year's revenue, and this year's rent
    in_facts = [y for y in named if y in kept]
    return (questions or in_facts or named)[-1]


def _moved(facts: Sequence[Fact], state: State, windows: Collection[str]) -> int | None:
    """第二年租金涨到90万呢 after a first year: the next year is asked about."""
    said = next((f for f in facts if f.input in windows and isinstance(f.value, int)), None)
    if said is None or state.year is None:
        return None
    held = state.inputs.get(said.input)
    before = held.given.value if held is not None and held.given is not None else None
    return state.year + int(said.value) - before if isinstance(before, int) else None


def _alike(one: int, other: int) -> bool:
    return (one > 1000) == (other > 1000)


def _in_window(year: int | None, since: int | None, said: bool, asked: int | None, state: State, windows: Collection[str]) -> list[Fact]:
    """The place in a window: from the year of being new, else moved on from the one known."""
    found: list[Fact] = []
    for name in windows:
        if since is not None and year is not None and _alike(since, year) and (said or asked is not None):
            found.append(Fact(name, max(year - since + 1, 1)))
            continue
        held = state.inputs.get(name)
        moves = asked is not None and state.year is not None and _alike(asked, state.year) and asked != state.year
        if moves and held is not None and held.given is not None and isinstance(held.given.value, int) and asked is not None:
            found.append(Fact(name, max(int(held.given.value) + asked - (state.year or 0), 1)))
    return found
