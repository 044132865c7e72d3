"""Ranges and lists that say their unit once: 200到300万, 三到四百万, 50、70、90万."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from corpus.numbers.atom import Atom
from corpus.numbers.numerals import WAN, YI

_RANGE_GAP = re.compile("(?:元|块)?[ ]?(?:-|–|—|——|~|～|〜|−|至|到|to|and)[ ]?(?:人民币|¥|RMB[ ]?)?", re.IGNORECASE)
_LIST_GAP = re.compile("[ ]?(?:[、,;/+]|和|跟|与|加|及|以及|还有|再加|或|, and|and|&|,?第[二三四五]年|[ ])[ ]?", re.IGNORECASE)
_BETWEEN = re.compile("between[ ](?:RMB[ ]?|¥)?$", re.IGNORECASE)
_HEADING = re.compile("(?:(?P<all>单位(?:都?[是为:])?[ ]?|(?:都是|均为|全是))|(?P<own>\\())(?P<unit>万元?|亿元?|千元)(?![\\d一-龥])")
_SCALES = {"千": 1000, "万": WAN, "亿": YI}
_WIDEST = 100  # ends with a unit each and further apart than this are no range (差1元到2000万)
_UNRANGED = ("date", "ordinal")
_DAY = re.compile("[日号]$")
_MONTH = re.compile("--\\d\\d$")


def join(text: str, atoms: list[Atom]) -> list[Atom]:
    """Carry units back over lists and ranges; a range becomes one quantity."""
    _lend_headings(text, atoms)
    _lend_lists(text, atoms)
    joined: list[Atom] = []
    for atom in atoms:
        if joined and _is_range(text, joined[-1], atom):
            first = joined[-1]
            first.high, first.end, first.relation = atom.high, atom.end, "exact"
        else:
            joined.append(atom)
    return joined


def _lend_headings(text: str, atoms: list[Atom]) -> None:
    """单位:万元, 营业收入(万元):12,345, 租60优化100(都是万): the unit of bare numbers, said once."""
    for match in _HEADING.finditer(text):
        scale, end = Decimal(_SCALES[match["unit"][0]]), match.end()
        bare = [atom for atom in atoms if atom.kind == "bare" and not _numbers_row(text, atom)]
        own = [atom for atom in bare if end <= atom.start <= end + 2] or [atom for atom in bare if atom.start < end]
        for atom in bare if match["all"] else own or bare:  # before one number, behind a list, or over a column
            if atom.number is not None and atom.number.scale == 1 and atom.low:
                atom.low, atom.high, atom.number.scale = atom.low * scale, atom.high * scale, int(scale)
                atom.kind, atom.unit, atom.currency = "amount", "元", "CNY"


def _numbers_row(text: str, atom: Atom) -> bool:
    return text[atom.end : atom.end + 1] in ("|", ".", "、", "\t") and _opens_line(text, atom.start)


def lend_units(text: str, atoms: list[Atom]) -> None:
    """Carry units back as `join` does, and leave the ends of a range apart."""
    _lend_lists(text, atoms)
    for first, second in pairwise(atoms):
        _is_range(text, first, second)


def _is_range(text: str, first: Atom, second: Atom) -> bool:
    """Whether `first` and `second` are the ends of one range; lends `first` the unit of `second` where it has none."""
    if second.start - first.end <= 8 and (first.kind == "date" or second.kind == "date"):
        _lend_date(text, first, second)
    if second.start - first.end > 8 or first.low != first.high or second.low != second.high or second.kind in _UNRANGED:
        return False
    gap = _RANGE_GAP.fullmatch(text, first.end, second.start)
    if gap is None or (gap[0].strip().lower() == "and" and not _BETWEEN.search(text[max(0, first.start - 12) : first.start])):
        return False
    if first.kind == "bare" and second.kind == "year" and (year := _as_year(first)) is not None:
        _make_year(first, year)
    elif first.kind == second.kind == "bare" and _are_years(first, second):
        for atom in (first, second):
            atom.kind, atom.unit, atom.date = "year", "年", f"{atom.low:f}"
    elif first.kind == second.kind == "amount" and first.number is not None and second.number is not None and _prefixed(text, first):
        if first.number.scale == 1 and first.low < 1000 < second.number.scale:  # RMB 2-3 million
            first.low = first.high = first.low * second.number.scale
    elif first.kind == "bare" and second.kind not in ("bare", "year"):
        _lend(first, second)
    elif first.kind == "percent" and second.kind == "bare" and first.number is not None and first.low < second.low <= 100:
        second.kind, second.unit, second.fraction = "percent", "%", Fraction(second.low) / 100  # 百分之三十到五十
    if first.kind != second.kind or first.unit != second.unit or first.kind in _UNRANGED:
        return False
    if first.start and text[first.start - 1] in "从由" and second.kind == "amount" and not text.startswith("之间", second.end):
        return False  # 从3000万到6000万: a change
    return first.low < second.high and not (first.unit_said and second.high > _WIDEST * first.low)


def _are_years(first: Atom, second: Atom) -> bool:
    return all(a.number is not None and a.number.plain and a.number.arabic and 2010 <= a.low <= 2035 for a in (first, second))


def _prefixed(text: str, atom: Atom) -> bool:
    """Whether the currency stands before the amount."""
    return atom.unit_said and not text[atom.start].isdigit() and text[atom.end - 1].isdigit()


def _lend_date(text: str, first: Atom, second: Atom) -> None:
    """2月17日至20日, 3-6月: the month or the year is said once."""
    if not _RANGE_GAP.fullmatch(text, first.end, second.start):
        return
    day_said = second.kind in ("duration", "bare") and second.low <= 31 and _DAY.search(text[first.end : second.end])
    if first.kind == "date" and len(first.date) > 7 - 2 * (first.date[0] == "-") and day_said:
        second.kind, second.unit, second.measure, second.date = "date", "date", "", f"{first.date[:-2]}{int(second.low):02d}"
        second.low = second.high = first.low
    elif first.kind == "bare" and _MONTH.match(second.date) and 1 <= first.low <= 12 and first.low == int(first.low):
        first.kind, first.unit, first.date = "date", "date", f"--{int(first.low):02d}"
        first.low = first.high = Decimal(0)


def _lend(first: Atom, second: Atom) -> None:
    """Give a bare number the unit and the scale of the quantity that closes its range or list."""
    said, shared = first.number, second.number
    if second.kind == "percent":
        if shared is not None and second.low >= 10 > shared.low:  # 三到五成
            first.low = first.high = first.low * 10
    elif second.kind == "amount" and shared is not None and said is not None and said.scale == 1:
        scale = Decimal(shared.scale)
        if not said.units and first.low < 10 and shared.step > shared.scale and (shared.step < 10**8 or shared.scale == YI):
            scale = Decimal(shared.step)  # 三到四百万
        first.low, first.high = first.low * scale, first.high * scale
    first.kind, first.unit, first.measure = second.kind, second.unit, second.measure
    first.currency, first.unit_said = second.currency, second.unit_said


def _lend_lists(text: str, atoms: list[Atom]) -> None:
    """50、70、90万: the bare numbers before an amount in a list take its scale."""
    for first, second in pairwise(atoms):
        if first.kind == "year" and second.kind == "bare" and (year := _next_year(text, first, second)) is not None:
            _make_year(second, year)
    for second, first in pairwise(reversed(atoms)):
        if second.kind == "year" and first.kind == "bare" and _next_year(text, first, second) is not None:
            _make_year(first, _as_year(first) or first.low)
    for index in range(len(atoms) - 1, 0, -1):
        before, last = atoms[index - 1], atoms[index]
        if before.kind != "bare" or last.kind != "amount" or last.number is None or before.number is None or last.number.scale < 1000:
            continue
        gap = _LIST_GAP.fullmatch(text, before.end, last.start)
        if gap is None or before.number.scale > 1 or not 0 < before.low < WAN:
            continue
        if not gap[0].strip() and not _third(atoms, index):
            continue  # a stray number beside an amount is no list: blanks need three
        if gap[0].startswith("、") and before.low < 10 and last.low >= 10 * WAN and _opens_line(text, before.start):
            continue  # 1、50万 opens a numbered list
        _lend(before, last)
        before.number.scale = last.number.scale


def _as_year(atom: Atom) -> Decimal | None:
    """2026, or 26 for short."""
    if atom.kind == "year":
        return atom.low
    if atom.number is None or not atom.number.plain or atom.low != int(atom.low):
        return None
    return atom.low if 1990 < atom.low < 2100 else atom.low + 2000 if 19 <= atom.low <= 35 and len(atom.number.digits) == 2 else None


def _make_year(atom: Atom, year: Decimal) -> None:
    atom.kind, atom.unit, atom.low, atom.high, atom.date = "year", "年", year, year, f"{year:f}"


def _next_year(text: str, first: Atom, second: Atom) -> Decimal | None:
    """2023、2024、2025 and 25、26、27年: each a year when one of them is; the later one, or None."""
    one, other = _as_year(first), _as_year(second)
    if one is None or other is None or not 0 < other - one < 10 or _LIST_GAP.fullmatch(text, first.end, second.start) is None:
        return None
    return other


def _third(atoms: list[Atom], index: int) -> bool:
    near = atoms[max(0, index - 2) : index + 2]
    return any(a.kind in ("bare", "amount") and (a.end == atoms[index - 1].start - 1 or a.start == atoms[index].end + 1) for a in near)


def _opens_line(text: str, start: int) -> bool:
    head = text[max(0, start - 4) : start].rstrip(" \t")
    return head.endswith("\n") if head else start < 4
