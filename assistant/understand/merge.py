"""From facts said this turn to inputs held: parts, items, additions, subtractions.

An amount keeps its parts (unit price, area, months) and its items (several payments, several sites with parts of their
own), so that a later turn may replace one of them. Several values of one input in one turn are items to be summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.state import Item, Known, Scenario
from assistant.understand.facts import Fact
from assistant.understand.items import applied
from assistant.understand.parts import RATES, annual, plain, summed
from corpus.model import Given, Input, Relation

_KEPT = ("area", "months", "free_months", "share_out", "area_out")
"""Parts that stay when a rate is replaced."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The thread's inputs after a turn, and what makes it several years or cases."""

    inputs: dict[str, Known]
    changed: tuple[str, ...]
    scenarios: tuple[Scenario, ...] = ()
    mode: str = "single"


class Merger:
    """Merges the facts of a turn into the thread's inputs."""

    def __init__(self, inputs: Mapping[str, Input]) -> None:
        self._inputs = inputs

    def one(
        self, known: Mapping[str, Known], facts: Sequence[Fact], turn: int, whole: bool = False
    ) -> tuple[dict[str, Known], tuple[str, ...]]:
        """Apply facts of a single case in order; returns the inputs and what changed. `whole`: sublet space was taken back."""
        held = dict(known)
        grouped: dict[str, list[Fact]] = {}
        for fact in facts:
            grouped.setdefault(fact.input, []).append(fact)
        changed = []
        for name, group in grouped.items():
            entry = self._inputs.get(name)
            if entry is None:
                continue
            new = self._amount(held.get(name), group, turn) if entry.kind == "amount" else self._plain(held.get(name), group[-1], turn)
            if new is not None:
                held[name] = new
                changed.append(name)
        if whole:
            for name, before in list(held.items()):
                parts = {k: v for k, v in before.parts.items() if k not in ("area_out", "share_out")}
                if parts != before.parts:
                    value, note, note_en = annual(parts)
                    held[name] = Known(
                        given=Given(value=value, note=note, note_en=note_en) if value is not None else None, turn=turn, parts=parts
                    )
        return held, tuple(changed)

    @staticmethod
    def _plain(before: Known | None, fact: Fact, turn: int) -> Known:
        known = before.given.value if before is not None and before.given is not None else None
        if fact.op in ("add", "subtract") and isinstance(known, int) and isinstance(fact.value, int):
            value = known + fact.value if fact.op == "add" else max(known - fact.value, 0)
            return Known(given=Given(value=value, relation=fact.relation), turn=turn)
        return Known(given=Given(value=fact.value, relation=fact.relation, planned=fact.planned), turn=turn)

    @staticmethod
    def _amount(before: Known | None, group: Sequence[Fact], turn: int) -> Known | None:
        if any(f.site is not None for f in group):
            return _sited(group, turn)
        parts = dict(before.parts) if before else {}
        items = before.items if before else ()
        relation = before.given.relation if before and before.given else "exact"
        sets = [f for f in group if not f.part and f.op == "set"]
        told = [f for f in group if f.part and f.op == "set"]
        if any(item.parts for item in items) and told and not sets and not any(f.part in RATES for f in told):
            return _items((_with(item, told) for item in items), relation, turn)  # 只租了10个月: of every site
        if sets:
            parts = {k: v for k, v in parts.items() if k in ("area",)}
            items = tuple(Item(label=f.label, value=Decimal(f.value)) for f in sets)
            items += tuple(Item(label=label, value=Decimal(0), was=was) for f in sets for label, was in f.voided)
            parts["total"] = sum((item.value for item in items), Decimal(0))
            relation = sets[-1].relation if len(sets) == 1 else "exact"
        elif any(f.part in RATES for f in told):
            items = ()
            parts = {k: v for k, v in parts.items() if k in _KEPT}
            relation = "exact"
        for fact in told:
            parts[fact.part] = Decimal(fact.value)
            if fact.part == "months":
                parts.pop("free_months", None)
            if fact.part == "free_months" and not any(f.part == "months" for f in told):
                parts.pop("months", None)
            if fact.part == "area" and not any(f.part == "area_out" for f in told):
                parts.pop("area_out", None)
        for fact in group:
            if fact.part and fact.op in ("add", "subtract"):
                parts = _moved(parts, fact)
        value, note, _ = annual(parts)
        if sets and sum(item.value != 0 for item in items) > 1 and not note:
            note = summed(items)
        for fact in group:
            if (fact.part and fact.op in ("add", "subtract")) or fact.op == "set":
                continue
            base = value if value is not None else Decimal(0)
            if fact.op in ("item", "keep"):
                items = applied(items, fact)
                value = max(sum((item.value for item in items), Decimal(0)), Decimal(0))
                note = summed(items) if sum(item.value != 0 for item in items) > 1 else ""
            else:
                amount = Decimal(fact.value) * (1 if fact.op == "add" else -1)
                items = (*(items or ((Item(value=base),) if value is not None else ())), Item(label=fact.label, value=amount))
                value = max(base + amount, Decimal(0))
                note = f"{plain(base)} {'+' if amount > 0 else '−'} {plain(abs(amount))} = {plain(value)}"
            parts = {k: v for k, v in parts.items() if k in ("area",)} | {"total": value}
        if value is None:
            return Known(turn=turn, parts=parts) if parts else None
        return Known(given=Given(value=value, relation=relation, note=note, note_en=note), turn=turn, parts=parts, items=items)


def _moved(parts: Mapping[str, Decimal], fact: Fact) -> dict[str, Decimal]:
    """A part that more or less was said of: 月租涨了5000; where only the year's total is known it moves by its months."""
    amount = Decimal(fact.value) * (1 if fact.op == "add" else -1)
    if fact.part not in parts and "total" in parts and fact.part == "monthly":
        count = parts.get("months", Decimal(12) - parts.get("free_months", Decimal(0)))
        return {**parts, "total": max(parts["total"] + amount * count, Decimal(0))}
    return {**parts, fact.part: max(parts.get(fact.part, Decimal(0)) + amount, Decimal(0))}


def _with(item: Item, told: Sequence[Fact]) -> Item:
    """An item with parts said of all."""
    for fact in told:
        item = applied((item,), replace(fact, op="item", item=0))[0] if item.parts else item
    return item


def _sited(group: Sequence[Fact], turn: int) -> Known | None:
    """Several sites (A座300平每平95块,B座180平每平120块), each with its parts; what is said of none is said of all."""
    shared: dict[str, Decimal] = {f.part: Decimal(f.value) for f in group if f.site is None and f.part and f.op == "set"}
    items = []
    for site in dict.fromkeys(f.site for f in group if f.site is not None):
        own = [f for f in group if f.site == site]
        parts: dict[str, Decimal] = {**shared}
        parts |= {f.part or "total": Decimal(f.value) for f in own}
        value, _, _ = annual(parts)
        if value is None:
            return None
        items.append(Item(label=next((f.label for f in own if f.label), ""), value=value, parts=parts))
    return _items(items, "exact", turn)


def _items(items: Iterable[Item], relation: Relation, turn: int) -> Known:
    items = tuple(items)
    total = max(sum((item.value for item in items), Decimal(0)), Decimal(0))
    notes = [note for item in items if (note := annual(item.parts)[1])]
    note = ";".join([*notes, summed(items)] if len(items) > 1 else notes)
    return Known(given=Given(value=total, relation=relation, note=note, note_en=note), turn=turn, parts={"total": total}, items=items)
