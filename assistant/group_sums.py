"""What the awards of a group come to already, told as done: 产业奖已经算了1000万; of several firms: 甲产业奖1200万,乙800万."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.understand.firms import ALL, COUNTED
from assistant.understand.lexicon import group_names
from assistant.understand.reader import Reading
from corpus.model import Policy


@dataclass(frozen=True, slots=True)
class OfFirm:
    """A firm with what its groups were said to come to."""

    who: str
    label: str
    sums: tuple[tuple[str, Decimal], ...]


def told_sums(reading: Reading, policy: Policy, asked: bool = False) -> tuple[tuple[str, Decimal], ...]:
    """(group, 元) of a question for a sum, or `asked` for otherwise."""
    summed = reading.has("sum", "extend", "all_known", "annual") and not reading.has("room_asked")
    if not asked and not (summed and (reading.has("how_much", "ask_yes_no", "cap_word") or reading.has("sum", "extend", "all_known"))):
        return ()
    found: dict[str, Decimal] = {}
    for money in reading.money:
        segment = reading.scan.segment_of(money.start)
        done = segment.has("done", "approved_money", "worked_out")
        if money.unit != "元" or ((money.role == "target" or segment.has("cap_word")) and not done):
            continue
        if group := _group_before(reading, money.start, policy):
            found[group] = money.value
    return tuple(found.items())


def by_firm(reading: Reading, policy: Policy) -> tuple[OfFirm, ...]:
    """The firms of a turn, where two or more are told by what their groups come to.

    An amount without a word stands for the group that the first firm had in its place (甲产业1200万,乙800万).
    """
    said = {m.start: m.value for m in reading.money if m.unit == "元"}
    loose = {f.start: f.value for f in reading.facts if f.weak and isinstance(f.value, Decimal)}
    sums: dict[str, dict[str, Decimal]] = {}
    for start, value in sorted((said | loose).items()):
        who = reading.scan.subject_at(start)
        if who == ALL or who.startswith(COUNTED):
            continue
        own, model = sums.setdefault(who, {}), next(iter(sums.values()), {})
        group = _group_before(reading, start, policy) or next((g for g in model if g not in own), "")
        if group:
            own[group] = value
    labels = {n.who: n.label for n in reversed(reading.scan.namings)}
    firms = tuple(OfFirm(who, labels.get(who, f"第{n}家"), tuple(own.items())) for n, (who, own) in enumerate(sums.items(), start=1))
    named = all(who in labels or who in reading.scan.owners.values() for who in sums)
    return firms if len(firms) > 1 and named and all(firm.sums for firm in firms) else ()


def _group_before(reading: Reading, start: int, policy: Policy) -> str:
    """The group whose name stands in the stretch before an amount."""
    lead = reading.scan.text[reading.scan.segment_of(start).start : start]
    return next((group.id for group in policy.groups if any(name in lead for name in group_names(group))), "")
