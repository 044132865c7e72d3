"""Dates in Chinese and English text, as ISO: `2024-07-02`, `2024-07`, `2024`, and `--07-02` where no year can be told.

A month and day takes the year of the date it is joined to (2025年2月17日至3月20日; 17 February to 20 March 2025).
"""

from __future__ import annotations

import re
from itertools import pairwise

from eval.numerals import read

_NAMES = ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep",
          "october oct", "november nov", "december dec")  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:(?:19|20)\d\d|[二一][〇零九][〇零一二三四五六七八九]{2})"
_N = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_PATTERNS = (
    re.compile(rf"(?P<y>{_YEAR})[ \t]*年[ \t]*(?:(?P<m>{_N})[ \t]*月份?(?:[ \t]*(?P<d>{_N})[ \t]*[日号])?)?(?!产)"),
    re.compile(r"(?<![\d.])(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d.]*\d)"),
    re.compile(rf"(?<![\d.])(?<!个)(?P<m>{_N})[ \t]*月份?[ \t]*(?P<d>{_N})[ \t]*[日号]"),
    re.compile(rf"\b(?P<m>{_MONTH})\.?[ \t]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?[ \t]*(?P<y>(?:19|20)\d\d))?(?!\d)", re.IGNORECASE),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ \t]+(?:of[ \t]+)?(?P<m>{_MONTH})\b\.?(?:,?[ \t]*(?P<y>(?:19|20)\d\d))?(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\.?,?[ \t]+(?P<y>(?:19|20)\d\d)(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![\d.个第])(?P<m>1[0-2]|[1-9])[ \t]*月(?:份|底|初|中旬)?(?![\d])"),
)
_JOIN = re.compile(r"^[ \t]*(?:起)?[ \t]*(?:至|到|[-–—~～]+|to|until|through|and|、|和)[ \t]*$", re.IGNORECASE)


def find(text: str) -> list[tuple[int, int, str]]:
    """(start, end, ISO) of every date, in order, no two overlapping."""
    found: list[tuple[int, int, dict[str, str | None]]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end, _ in found):
                continue
            parts = {"y": None, "m": None, "d": None} | match.groupdict()
            if _plausible(parts):
                found.append((match.start(), match.end(), parts))
    found.sort(key=lambda item: item[0])
    for (_, end, before), (start, _, after) in pairwise(found):
        if _JOIN.match(text[end:start]):
            after["y"] = after["y"] or before["y"]
    for (_, end, before), (start, _, after) in reversed(list(pairwise(found))):
        if _JOIN.match(text[end:start]):
            before["y"] = before["y"] or after["y"]
    return [(start, end, _iso(parts)) for start, end, parts in found]


def _number(text: str) -> int:
    if text.lower() in _MONTHS:
        return _MONTHS[text.lower()]
    value = read(text)
    return int(value) if value is not None else 0


def _plausible(parts: dict[str, str | None]) -> bool:
    month, day = parts["m"], parts["d"]
    return (month is None or 1 <= _number(month) <= 12) and (day is None or 1 <= _number(day) <= 31)


def _iso(parts: dict[str, str | None]) -> str:
    year, month, day = parts["y"], parts["m"], parts["d"]
    head = f"{_number(year):04d}" if year else "-"
    return head + (f"-{_number(month):02d}" if month else "") + (f"-{_number(day):02d}" if day else "")
