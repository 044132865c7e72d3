"""The year's amount from its parts: unit price, area, months, payments, a share let out; and sums of several items.

A part keeps its own name, so that a later turn may replace one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from assistant.state import Item

_MONTHS = Decimal(12)
_DAYS = Decimal(365)
PRICES = {"price": Decimal(12), "price_day": Decimal(365), "price_quarter": Decimal(4), "price_year": Decimal(1)}
"""Unit prices, and how many of their periods a year has."""
RATES = (*PRICES, "daily", "monthly", "quarterly", "half_yearly")
"""Parts that are money: so much a square metre or so much a period."""


def annual(parts: Mapping[str, Decimal]) -> tuple[Decimal | None, str, str]:
    """The year's amount from its parts, with a note of how (zh, en); None while a part is missing."""
    months = parts.get("months")
    free = parts.get("free_months", Decimal(0))
    count = months if months is not None else _MONTHS - free
    area, out = parts.get("area"), parts.get("area_out")
    note: list[str] = []
    priced = next((name for name in PRICES if name in parts), "")
    if priced:
        if area is None:
            return None, "", ""
        used = area - out if out is not None else area
        periods = PRICES[priced] * count / _MONTHS
        value = parts[priced] * used * periods
        note.append(f"{plain(parts[priced])} × {plain(used)} × {plain(periods)} = {plain(value)}")
    elif "monthly" in parts:
        value = parts["monthly"] * count
        note.append(f"{plain(parts['monthly'])} × {plain(count)} = {plain(value)}")
    elif "daily" in parts:
        value = parts["daily"] * _DAYS * count / _MONTHS
        note.append(f"{plain(parts['daily'])} × {plain(_DAYS * count / _MONTHS)} = {plain(value)}")
    elif "quarterly" in parts:
        value = parts["quarterly"] * count / 3
        note.append(f"{plain(parts['quarterly'])} × {plain(count / 3)} = {plain(value)}")
    elif "half_yearly" in parts:
        value = parts["half_yearly"] * count / 6
        note.append(f"{plain(parts['half_yearly'])} × {plain(count / 6)} = {plain(value)}")
    elif "total" in parts:
        value = parts["total"]
        if free and months is None:
            value = value * count / _MONTHS
            note.append(f"{plain(parts['total'])} ÷ 12 × {plain(count)} = {plain(value)}")
    else:
        return None, "", ""
    if out is not None and area and not priced:
        before, value = value, value * (area - out) / area
        note.append(f"{plain(before)} × ({plain(area)} − {plain(out)}) ÷ {plain(area)} = {plain(value)}")
    if share := parts.get("share_out"):
        before, value = value, value * (1 - share)
        note.append(f"{plain(before)} × (1 − {plain(share * 100)}%) = {plain(value)}")
    text = ";".join(note)
    return value, text, text


def summed(items: Sequence[Item]) -> str:
    """40万 + 65万 + 31万 = 136万, in 元."""
    terms = (
        "".join(f" {'+' if item.value >= 0 else '−'} {plain(abs(item.value))}" for item in items if item.value).removeprefix(" + ").strip()
    )
    return f"{terms} = {plain(sum((item.value for item in items), Decimal(0)))}"


def plain(value: Decimal) -> str:
    """A number without trailing zeros or exponent."""
    text = format(value.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
