"""Where in a clause's own text the words of a question stand."""

from __future__ import annotations

from collections.abc import Collection

from index.tokens import figure_spans, normal

Span = tuple[int, int]


def spans(text: str, marked: Collection[str]) -> tuple[Span, ...]:
    """The [start, end) stretches of the text that hold a marked unit, joined where they touch, in order."""
    folded, origin = _folded(text)
    hit = [False] * len(text)
    for unit in marked:
        if unit.startswith("¥") or unit.endswith("%"):
            continue
        start = folded.find(unit)
        while start >= 0:
            for i in range(start, start + len(unit)):
                hit[origin[i]] = True
            start = folded.find(unit, start + 1)
    for start, end in _figure_spans(folded, {u for u in marked if u.startswith("¥") or u.endswith("%")}):
        for i in range(start, end):
            hit[origin[i]] = True
    return _joined(hit)


def _folded(text: str) -> tuple[str, list[int]]:
    """The normalised text, character by character, with the place each character came from."""
    out: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(text):
        for folded in normal(char):
            out.append(folded)
            origin.append(place)
    return "".join(out), origin


def _figure_spans(text: str, wanted: Collection[str]) -> list[Span]:
    return [(start, end) for value, start, end in figure_spans(text) if value in wanted] if wanted else []


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
