"""Reading the figures of a data file: amounts, ratios and counts as people write them, to exact Decimal."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

_SCALE = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_YUAN = re.compile(r"^(\d[\d,]*(?:\.\d+)?)\s*(千万|百万|亿|万|千)?\s*元?$")
_RATIO = re.compile(r"^(\d+(?:\.\d+)?)\s*%$")
_TENTHS = "一二三四五六七八九"


def _text(value: Any) -> str:
    if isinstance(value, (bool, float)):
        raise ValueError(f"{value!r} is not exact: write the figure as text, such as 150万 or 90%")
    return str(value).strip()


def read_yuan(value: Any) -> Decimal:
    """Amount in 元 from `150万`, `1.2亿`, `800元`, `1,300,000`; ValueError says what is allowed."""
    if isinstance(value, Decimal):
        return value
    match = _YUAN.match(_text(value))
    if not match:
        raise ValueError(f"{value!r} is no amount: write it as 150万, 1.2亿 or 800元")
    return Decimal(match[1].replace(",", "")) * _SCALE[match[2] or ""]


def read_ratio(value: Any) -> Decimal:
    """Share between 0 and 1 from `50%` or `五成`."""
    if isinstance(value, Decimal):
        return value
    text = _text(value)
    if len(text) == 2 and text[1] == "成" and text[0] in _TENTHS:
        return Decimal(_TENTHS.index(text[0]) + 1) / 10
    match = _RATIO.match(text)
    if not match:
        raise ValueError(f"{value!r} is no ratio: write it as 50% or 五成")
    return Decimal(match[1]) / 100


def read_count(value: Any) -> Decimal:
    """A plain number, an amount or a share, `3`, `2000万` or `30%`."""
    try:
        return read_ratio(value) if isinstance(value, str) and value.strip().endswith(("%", "成")) else read_yuan(value)
    except (ValueError, InvalidOperation) as error:
        raise ValueError(f"{value!r} is no number: write it as 3, 2000万, 1.2亿 or 30%") from error
