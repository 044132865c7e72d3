"""From facts said this turn to inputs held: parts, additions, subtractions, several years, several cases.

An amount keeps its parts (unit price, area, months), so that a later turn may replace one of them. Several values of
one input in one turn are items to be summed unless years or a comparison set them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.state import Item, Known, Scenario
from assistant.understand.facts import Fact
from assistant.understand.items import applied
from corpus.model import Given, Input

_MONTHS = Decimal(12)
_DAYS = Decimal(365)
_PRICES = {"price": Decimal(12), "price_day": Decimal(365), "price_quarter": Decimal(4), "price_year": Decimal(1)}
"""Unit prices, and how many of their periods a year has."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The thread's inputs after a turn, and what makes it several years or cases."""

    inputs: dict[str, Known]
    changed: tuple[str, ...]
    scenarios: tuple[Scenario, ...] = ()
    mode: str = "single"


def annual(parts: Mapping[str, Decimal]) -> tuple[Decimal | None, str, str]:
    """The year's amount from its parts, with a note of how (zh, en); None while a part is missing."""
    months = parts.get("months")
    free = parts.get("free_months", Decimal(0))
    count = months if months is not None else _MONTHS - free
    area, out = parts.get("area"), parts.get("area_out")
    note: list[str] = []
    priced = next((name for name in _PRICES if name in parts), "")
    if priced:
        if area is None:
            return None, "", ""
        used = area - out if out is not None else area
        periods = _PRICES[priced] * count / _MONTHS
        value = parts[priced] * used * periods
        note.append(f"{_n(parts[priced])} × {_n(used)} × {_n(periods)} = {_n(value)}")
    elif "monthly" in parts:
        value = parts["monthly"] * count
        note.append(f"{_n(parts['monthly'])} × {_n(count)} = {_n(value)}")
    elif "daily" in parts:
        value = parts["daily"] * _DAYS * count / _MONTHS
        note.append(f"{_n(parts['daily'])} × {_n(_DAYS * count / _MONTHS)} = {_n(value)}")
    elif "quarterly" in parts:
        value = parts["quarterly"] * count / 3
        note.append(f"{_n(parts['quarterly'])} × {_n(count / 3)} = {_n(value)}")
    elif "half_yearly" in parts:
        value = parts["half_yearly"] * count / 6
        note.append(f"{_n(parts['half_yearly'])} × {_n(count / 6)} = {_n(value)}")
    elif "total" in parts:
        value = parts["total"]
        if free and months is None:
            value = value * count / _MONTHS
            note.append(f"{_n(parts['total'])} ÷ 12 × {_n(count)} = {_n(value)}")
    else:
        return None, "", ""
    if out is not None and area and not priced:
        before, value = value, value * (area - out) / area
        note.append(f"{_n(before)} × ({_n(area)} − {_n(out)}) ÷ {_n(area)} = {_n(value)}")
    if share := parts.get("share_out"):
        before, value = value, value * (1 - share)
        note.append(f"{_n(before)} × (1 − {_n(share * 100)}%) = {_n(value)}")
    text = ";".join(note)
    return value, text, text


def _summed(items: Sequence[Item]) -> str:
    """40万 + 65万 + 31万 = 136万, in 元."""
    terms = "".join(f" {'+' if item.value >= 0 else '−'} {_n(abs(item.value))}" for item in items).removeprefix(" + ").strip()
    return f"{terms} = {_n(sum((item.value for item in items), Decimal(0)))}"


def _n(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


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
            new = self._amount(held.get(name), group, turn) if entry.kind == "amount" else self._plain(group[-1], turn)
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
    def _plain(fact: Fact, turn: int) -> Known:
        return Known(given=Given(value=fact.value, relation=fact.relation, planned=fact.planned), turn=turn)

    @staticmethod
    def _amount(before: Known | None, group: Sequence[Fact], turn: int) -> Known | None:
        parts = dict(before.parts) if before else {}
        items = before.items if before else ()
        relation = before.given.relation if before and before.given else "exact"
        sets = [f for f in group if not f.part and f.op == "set"]
        fresh = [f for f in group if f.part in (*_PRICES, "daily", "monthly", "quarterly", "half_yearly")]
        if sets:
            parts = {k: v for k, v in parts.items() if k in ("area",)}
            items = tuple(Item(label=f.label, value=Decimal(f.value)) for f in sets)
            parts["total"] = sum((item.value for item in items), Decimal(0))
            relation = sets[-1].relation if len(sets) == 1 else "exact"
        elif fresh:
            items = ()
            keep = ("area", "months", "free_months", "share_out", "area_out")
            parts = {k: v for k, v in parts.items() if k in keep}
            relation = "exact"
        for fact in group:
            if fact.part:
                parts[fact.part] = Decimal(fact.value)
                if fact.part == "months":
                    parts.pop("free_months", None)
                if fact.part == "free_months" and not any(f.part == "months" for f in group):
                    parts.pop("months", None)
                if fact.part == "area" and len([f for f in group if f.part == "area"]) == 1:
                    parts.pop("area_out", None) if not any(f.part == "area_out" for f in group) else None
        value, note, note_en = annual(parts)
        if sets and len(items) > 1 and not note:
            note = note_en = _summed(items)
        for fact in group:
            if fact.part or fact.op == "set":
                continue
            base = value if value is not None else Decimal(0)
            if fact.op in ("item", "keep"):
                items = applied(items, fact)
                value = sum((item.value for item in items), Decimal(0))
                note = note_en = _summed(items) if len(items) > 1 else ""
                parts = {k: v for k, v in parts.items() if k in ("area",)} | {"total": value}
                continue
            items = items or ((Item(value=base),) if value is not None else ())
            items = (*items, Item(label=fact.label, value=Decimal(fact.value) if fact.op == "add" else -Decimal(fact.value)))
            amount = Decimal(fact.value)
            value = base + amount if fact.op == "add" else max(base - amount, Decimal(0))
            sign = "+" if fact.op == "add" else "−"
            note = note_en = f"{_n(base)} {sign} {_n(amount)} = {_n(value)}"
            parts = {k: v for k, v in parts.items() if k in ("area",)} | {"total": value}
        if value is None:
            if not parts:
                return None
            return Known(turn=turn, parts=parts)
        return Known(given=Given(value=value, relation=relation, note=note, note_en=note_en), turn=turn, parts=parts, items=items)
