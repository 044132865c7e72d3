"""Where in a clause's own text the words of a question stand."""

from __future__ import annotations

from collections.abc import Collection

from corpus.text import normalise
from index.tokens import figure_spans

Span = tuple[int, int]


def spans(text: str, marked: Collection[str]) -> tuple[Span, ...]:
    """The [start, end) stretches of the text that hold a marked unit, joined where they touch, in order."""
    plain = normalise(text)
    folded = plain.text.lower()
    hit = [False] * len(text)

    def mark(start: int, end: int) -> None:
        first, last = plain.original(start, end)
        hit[first:last] = [True] * (last - first)

    wanted = {unit for unit in marked if unit.startswith("¥") or unit.endswith("%")}
    for unit in set(marked) - wanted:
        start = folded.find(unit)
        while start >= 0:
            mark(start, start + len(unit))
            start = folded.find(unit, start + 1)
    if wanted:
        for value, start, end in figure_spans(folded):
            if value in wanted:
                mark(start, end)
    return _joined(hit)


def _joined(hit: list[bool]) -> tuple[Span, ...]:
    found: list[Span] = []
    start = None
    for i, on in enumerate([*hit, False]):
        if on and start is None:
            start = i
        elif not on and start is not None:
            found.append((start, i))
            start = None
    return tuple(found)
