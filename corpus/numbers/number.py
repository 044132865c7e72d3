"""One number as read, before anything is known of what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(slots=True)
class Number:
    """A number read from `start` to `end`; `low` equals `high` unless it is a range in itself (四五百万)."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    relation: str = "exact"
    scale: int = 1  # the last 万, 亿, w, k … said; 1 if none
    step: int = 1  # the unit of its leading figure (四百万: 百万), carried back to 三 in 三到四百万
    arabic: bool = False  # has Arabic digits
    plain: bool = False  # digits alone, no unit and no point: may be a year, an id, a list number
    vague: bool = False  # 几百万, 数十万
    units: bool = False  # any 十百千万亿
    implied: bool = False  # begins with a unit (百万, 千万): may be a word
    digits: str = ""  # the figures before the first unit
