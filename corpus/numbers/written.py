"""Amounts back and forth as a data file, a command line and an answer write them: strict reading, and 万元/亿元 or RMB writing."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Literal

from corpus.errors import AmountError
from corpus.numbers.quantity import find_quantities
from corpus.text import normalise

_SHOWN = 40  # characters of a refused text that its error repeats
_CENT = Decimal("0.01")
Unit = Literal["元", "万元", "亿元"]
_SCALES: dict[str, int] = {"元": 1, "万元": 10**4, "亿元": 10**8}


def parse_amount(text: str) -> Decimal:
    """The exact amount in 元 that the whole text says (`6000万`, `1.2亿`, `RMB 1.3 million`, `800`); AmountError otherwise."""
    written = normalise(text).text.strip()
    found = find_quantities(written)
    shown = written if len(written) <= _SHOWN else written[:_SHOWN] + "…"
    if len(found) != 1 or found[0].start != 0 or found[0].end != len(written) or found[0].kind not in ("amount", "bare"):
        raise AmountError(
            f"「{shown}」不是金额,请写成 6000万、1.2亿 或 800元 / not an amount: write 6000万, 1.2亿, 800元 or RMB 1.3 million"
        )
    quantity = found[0]
    if quantity.currency not in ("", "CNY"):
        raise AmountError(f"「{shown}」是外币({quantity.currency}),请折成人民币再写 / in {quantity.currency}: write it in RMB")
    if quantity.low is not None or quantity.relation != "exact" or quantity.per:
        raise AmountError(f"「{shown}」不是一个确数,请写一个准确金额,如 6000万 / not one exact amount: write one, such as 6000万")
    return quantity.value


def _digits(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _in(value: Decimal, scale: int) -> str | None:
    """The value in this scale, if four decimals say it exactly."""
    shown = value / scale
    return _digits(shown) if shown == shown.quantize(Decimal("0.0001"), ROUND_DOWN) else None


def format_yuan(value: Decimal, language: str = "zh", unit: Unit | None = None) -> str:
    """130万元, 1.2亿元, 16,666,666.67元; RMB 1.3 million, RMB 200,000. `unit` 元 asks for plain 元 (1300000元).

    Exact always: where 万元 would need more than four decimals, 元 are written, with fen and thousands separators.
    """
    value = Decimal(value)
    if language == "en":
        for scale, name in ((10**9, "billion"), (10**6, "million")):
            if unit is None and abs(value) >= scale and (shown := _in(value, scale)) is not None:
                return f"RMB {shown} {name}"
        return f"RMB {_grouped(value)}"
    if unit is not None and unit != "元":
        shown = _in(value, _SCALES[unit])
        return f"{shown}{unit}" if shown is not None else format_yuan(value)
    if unit == "元":
        return f"{_digits(value)}元" if value == value.to_integral_value() else f"{_grouped(value)}元"
    if abs(value) >= 10**8 and (shown := _in(value, 10**8)) is not None:
        return f"{shown}亿元"
    if abs(value) >= 10**4 and (shown := _in(value, 10**4)) is not None:
        return f"{shown}万元"
    return f"{_digits(value)}元" if value == value.to_integral_value() and abs(value) < 10**4 else f"{_grouped(value)}元"


def _grouped(value: Decimal) -> str:
    if value == value.to_integral_value():
        return f"{int(value):,}"
    return f"{value.quantize(_CENT, ROUND_DOWN):,}" if value == value.quantize(_CENT, ROUND_DOWN) else f"{value:,f}"


def format_percent(ratio: Decimal) -> str:
    """50% for 0.5, 33.33% for 0.3333."""
    return f"{_digits(Decimal(ratio) * 100)}%"
