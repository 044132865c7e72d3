"""One quantity while it is being read: a value, a kind and a unit; money and percentages are made here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from corpus.numbers import lexicon
from corpus.numbers.number import Number
from corpus.numbers.numerals import DIGITS

_FIGURE = "[\\d零一二三四五六七八九两壹贰叁肆伍陆柒捌玖]"
_CHANGE = re.compile(f"零?(?:({_FIGURE})[角毛])?(?:零?({_FIGURE})分(?!之|钟))?")
_CHANGE_SHORT = re.compile("([\\d一二两三四五六七八九])(?![\\d个家年万千百十亿%平月天.])")


@dataclass(slots=True)
class Atom:
    """One quantity while it is being read; its neighbourhood completes it, `quantity` freezes it."""

    start: int
    end: int
    kind: str
    low: Decimal
    high: Decimal
    unit: str = ""
    measure: str = ""
    currency: str = ""
    relation: str = "exact"
    date: str = ""
    fraction: Fraction | None = None
    vague: bool = False
    number: Number | None = None
    per: str = ""
    unit_said: bool = False  # 元, 块, RMB … stands there


def percent(number: Number, end: int, each: Fraction, start: int | None = None) -> Atom:
    """The number times `each` as a percentage."""
    low, high = Fraction(number.low) * each, Fraction(number.high) * each
    return Atom(
        number.start if start is None else start, end, "percent", decimal(low * 100), decimal(high * 100), "%",
        relation=number.relation, fraction=low if low == high else None, number=number,
    )  # fmt: skip


def decimal(value: Fraction) -> Decimal:
    """The fraction as Decimal: exact where a decimal says it."""
    result = Decimal(value.numerator) / Decimal(value.denominator)
    return result.normalize() if len(str(result)) < 20 else result


def money(text: str, number: Number, currency: str = "") -> Atom:
    """The number as an amount, with the currency named before it or after it (元 if none)."""
    end, said = number.end, bool(currency)
    low, high = number.low, number.high
    if suffix := lexicon.MONEY.match(text, end):
        name = suffix[0].strip().lower().removesuffix("整")
        found = lexicon.CURRENCY_OF[name]
        currency, end, said = (found if found != "CNY" or not currency else currency), suffix.end(), True
        if found == "CNY" and low == high and name in ("元", "块", "圆", "蚊", "块钱"):
            low, end = _small_change(text, low, end, name)
            high = low
    currency = currency or "CNY"
    return Atom(
        number.start, end, "amount", low, high, "元" if currency == "CNY" else currency, currency=currency,
        relation=number.relation, vague=number.vague, number=number, unit_said=said,
    )  # fmt: skip


def _small_change(text: str, value: Decimal, end: int, name: str) -> tuple[Decimal, int]:
    """3元5角, 三块八, 壹仟元零伍分."""
    match = _CHANGE.match(text, end)
    if match and (match[1] or match[2]):
        tenth, cent = (Decimal(DIGITS[g] if g in DIGITS else int(g)) if g else Decimal(0) for g in match.groups())
        return value + tenth / 10 + cent / 100, match.end()
    if name == "块" and value < 1000 and (short := _CHANGE_SHORT.match(text, end)):
        return value + Decimal(DIGITS[short[1]] if short[1] in DIGITS else int(short[1])) / 10, short.end()
    return value, end
