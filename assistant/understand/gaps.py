"""Two figures that make one amount: a round figure and by how much it is missed or passed.

差一块钱到两千万, 离一亿还差三万, 两千万差三万 and 比两千万少三万 are what is missing taken off the whole; 比两千万多一块钱 is
both together. The words between the two figures and right before the first one decide; an amount still owed or wished for
(还差多少到封顶) has no second figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from assistant.understand.files import words_of
from assistant.understand.scan import Scan
from corpus.amounts import Quantity

_Merge = Callable[[Decimal, Decimal], Decimal]


@cache
def _forms() -> tuple[tuple[re.Pattern[str], re.Pattern[str], bool, int], ...]:
    """(what leads to the first figure, what stands between, whether the gap comes first, sign), from `data/gaps.yaml`."""
    raw = words_of("gaps")
    words = {name: "|".join(sorted(map(str, listed), key=len, reverse=True)) for name, listed in raw["words"].items()}

    def filled(pattern: str) -> str:
        return pattern.format(**{name: f"(?:{forms})" for name, forms in words.items()})

    return tuple(
        (re.compile(f"{filled(form['before'])}$"), re.compile(filled(form["between"])), form["first"] == "gap", 1 if form["over"] else -1)
        for form in raw["forms"]
    )


@cache
def _missing() -> re.Pattern[str]:
    raw = words_of("gaps")
    return re.compile(f"(?:{'|'.join(raw['words']['short'])})$")


def missing(text: str) -> bool:
    """Whether words end in saying that something is missing: 就差."""
    return _missing().search(text) is not None


def without_gaps(amounts: Sequence[Quantity], scan: Scan) -> list[Quantity]:
    """The amounts of a turn, each whole with its gap made the one amount that is meant."""
    result = list(amounts)
    place = 0
    while place + 1 < len(result):
        one = _joined(result[place], result[place + 1], scan)
        if one is not None:
            result[place : place + 2] = [one]
        place += 1
    return result


def _joined(first: Quantity, second: Quantity, scan: Scan) -> Quantity | None:
    if {first.kind, second.kind} != {"amount"} or first.per not in ("", "year") or second.per not in ("", "year"):
        return None
    before, between = scan.text[: first.start], scan.text[first.end : second.start]
    for lead, link, gap_first, sign in _forms():
        led = lead.search(before)
        if led is None or link.fullmatch(between) is None:
            continue
        whole, gap = (second, first) if gap_first else (first, second)
        if gap.value >= whole.value:
            return None
        start = led.start() if led[0] else first.start
        text = scan.text[start : second.end]
        value = whole.value + sign * gap.value
        return replace(whole, start=start, end=second.end, text=text, value=value, relation="exact", low=None, high=None)
    return None
