"""Calendar dates, read from a position: 2024年7月2日, 二〇二四年六月, 2024-07-02, 7月2号, July 2, 2024, 17 February."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.numbers.numerals import DIGITS

_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTHS = {name: i + 1 for i, name in enumerate(_NAMES)}
_MONTHS |= {name[:3]: i for name, i in _MONTHS.items()} | {"sept": 9}
_NAME = "|".join(sorted((n.capitalize() for n in _MONTHS), key=len, reverse=True))
_H = "[〇○零一二三四五六七八九十廿卅]"
_Z = "[〇○零一二三四五六七八九]"
_HAN_YEAR = rf"\d{{4}}|\d{{2}}|{_Z}{{4}}|[一二]{_Z}"
_HAN = re.compile(
    rf"(?:({_HAN_YEAR})\s?年度?\s?)?(\d{{1,2}}|{_H}{{1,3}})\s?月份?"
    rf"(?:\s?(\d{{1,2}}|{_H}{{1,3}})(?:\s?[日号]|(?=\s?(?:[到至~—,。;)-]|截|前|起|是|的|都|就|那|$))))?"
)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?!\d|[-/.]\d)(?:\s?[日号])?")
_FISCAL = "(?:财务|会计|财政|财)?年度?"
_YEAR = re.compile(rf"(\d{{4}}|[一二]{_Z}{{3}})\s?{_FISCAL}")
_SHORT_YEAR = re.compile(rf"((?:19|2\d|3[0-5])|二{_Z}){_FISCAL}(?!内|后|前|间|期|租期|来|以|多|半|的?历史|经验|了)")
_ORDINAL = "(?:st|nd|rd|th)?"
_AMOUNT_NEXT = re.compile("[ ]?(?:大概|大约|约|租金|就|是|要|交|付)?[ ]?[\\d二两三四五六七八九十百千]")
_DAY_FIRST = re.compile(rf"(\d{{1,2}}){_ORDINAL}(?: of)? ({_NAME})\b\.?(?:,? (\d{{4}}))?", re.IGNORECASE)
_MONTH_FIRST = re.compile(
    rf"({_NAME})\b\.? (?:(\d{{1,2}}){_ORDINAL}(?![\d%]|[.,]\d|[ ]?(?:million|percent|万|k\b))(?:,? (\d{{4}}))?|(\d{{4}})(?!\d))",
    re.IGNORECASE,
)
MONTH_NAMES = rf"(?i:(?:{_NAME})\b\.? \d)"


@dataclass(frozen=True, slots=True)
class Date:
    """A date from `start` to `end`; parts that were not said are 0."""

    start: int
    end: int
    year: int
    month: int = 0
    day: int = 0

    def iso(self) -> str:
        """2024-07-02, 2024-07, 2024; --07-02 and --07 where the year was not said."""
        tail = (f"-{self.month:02d}" if self.month else "") + (f"-{self.day:02d}" if self.day else "")
        return (f"{self.year:04d}" if self.year else "-") + tail


def _int(text: str | None) -> int:
    if not text:
        return 0
    if text.isdecimal():
        return int(text)
    if any(c in text for c in "十廿卅"):
        text = text.replace("廿", "二十").replace("卅", "三十")
        head, _, tail = text.partition("十")
        return (DIGITS.get(head, 1) if head else 1) * 10 + (DIGITS.get(tail, 0) if tail else 0)
    return int("".join(str(DIGITS[c]) for c in text))


def _make(start: int, end: int, year: int, month: int = 0, day: int = 0) -> Date | None:
    if year and year < 100:
        year += 2000
    if not (0 <= month <= 12 and 0 <= day <= 31) or (year and not 1900 <= year <= 2100):
        return None
    return Date(start, end, year, month, day)


def read_date(text: str, start: int) -> Date | None:
    """The date that starts at `start`, or None. 三年 and 3个月 are durations, 2024年 is a year."""
    if match := _HAN.match(text, start):
        year, month, day = (_int(g) for g in match.groups())
        if match[2] == "一" and not match[1] and not match[3] and _AMOUNT_NEXT.match(text, match.end()):
            return None  # 房租一月三万六
        if 1 <= month <= 12 and (match[3] is None or 1 <= day <= 31):
            return _make(start, match.end(), year, month, day)
    if match := _ISO.match(text, start):
        year, month, day = int(match[1]), int(match[3]), _int(match[4])
        if 1900 <= year <= 2100 and 1 <= month <= 12 and (day or (len(match[3]) == 2 and match[2] != ".")):
            return _make(start, match.end(), year, month, day)
    if match := _YEAR.match(text, start):
        return _make(start, match.end(), _int(match[1]))
    if match := _SHORT_YEAR.match(text, start):
        return _make(start, match.end(), _int(match[1]))
    if (match := _DAY_FIRST.match(text, start)) and match[2] != "may":
        return _make(start, match.end(), _int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    return None


def read_month_name(text: str, start: int) -> Date | None:
    """July 2, 2024 · Jul 2 · July 2024."""
    match = _MONTH_FIRST.match(text, start)
    if match is None:
        return None
    if match[4]:
        return _make(start, match.end(), int(match[4]), _MONTHS[match[1].lower()])
    return _make(start, match.end(), _int(match[3]), _MONTHS[match[1].lower()], int(match[2]))
