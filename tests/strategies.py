"""Hypothesis strategies shared by the tests: amounts, and every way of writing them that must read back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from hypothesis import strategies as st

_COMMON = ("零一二三四五六七八九", "十百千", "万亿")
_FINANCIAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万亿")


def _section(value: int, digits: str, units: str) -> str:
    """1 to 9999 in numerals: 1050 is 一千零五十."""
    out, zero = "", False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit:
            out += ("零" if zero and out else "") + digits[digit] + (units[power - 1] if power else "")
            zero = False
        else:
            zero = True
    return out


def numerals(value: int, financial: bool = False) -> str:
    """A whole number below 10^12 in Chinese numerals, as schools teach it."""
    digits, units, big = _FINANCIAL if financial else _COMMON
    if value == 0:
        return digits[0]
    out, skipped = "", False
    for scale, name in ((10**8, big[1]), (10**4, big[0]), (1, "")):
        section = value // scale % 10**4
        if section:
            out += ("零" if out and (section < 1000 or skipped) else "") + _section(section, digits, units) + name
        skipped = not section
    return out


def plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


WRITERS: dict[str, Callable[[Decimal], str]] = {
    "元": lambda v: f"{plain(v)}元",
    "grouped": lambda v: f"{v:,f}元",
    "full width": lambda v: f"{plain(v)}元".translate({i: i + 0xFEE0 for i in range(0x21, 0x7F)}),
    "万": lambda v: f"{plain(v / 10**4)}万",
    "万元": lambda v: f"{plain(v / 10**4)}万元",
    "blank": lambda v: f"{plain(v / 10**4)} 万元",
    "w": lambda v: f"{plain(v / 10**4)}w",
    "W块": lambda v: f"{plain(v / 10**4)}W块",
    "kw": lambda v: f"{plain(v / 10**7)}kw",
    "k": lambda v: f"{plain(v / 1000)}k",
    "亿": lambda v: f"{plain(v / 10**8)}亿",
    "个亿": lambda v: f"{plain(v / 10**8)}个亿",
    "萬": lambda v: f"{plain(v / 10**4)}萬元",
    "¥": lambda v: f"¥{plain(v)}",
    "RMB": lambda v: f"RMB {v:,f}",
    "million": lambda v: f"RMB {plain(v / 10**6)} million",
    "million yuan": lambda v: f"{plain(v / 10**6)} million yuan",
}
WHOLE_WRITERS: dict[str, Callable[[Decimal], str]] = {
    "numerals": lambda v: f"{numerals(int(v))}元",
    "financial": lambda v: f"人民币{numerals(int(v), financial=True)}元整",
}

fen = st.integers(min_value=1, max_value=10**14).map(lambda n: Decimal(n) / 100)
"""Amounts in 元 down to the 分."""
yuan = st.integers(min_value=1, max_value=10**12 - 1).map(Decimal)
"""Whole amounts in 元."""
round_yuan = st.builds(lambda n, p: Decimal(n) * 10**p, st.integers(min_value=1, max_value=9999), st.integers(min_value=2, max_value=8))
"""Amounts as people have them: few digits, many zeros."""
amounts = st.one_of(fen, yuan, round_yuan)
