"""The guard: every figure of an answer is proven against a clause, a calculation or the person's own words.

It runs on the finished text. A sentence with a figure that nothing proves is taken out; when that leaves no answer, a
fixed sentence without figures is given instead. It knows nothing of how the text came about, so that it holds for any
composer, a language model included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.answer import FigureOrigin
from corpus.amounts import Figure, find_figures
from corpus.award.result import plain

_PIECES = re.compile(r"[^。;;!\n]*[。;;!\n]?")
_DIGITS = re.compile(r"(\d+(?:\.\d+)?)(%?)")
_VALUED = ("元", "㎡", "", "立方米")  # units of a value given as an input, whatever word it was given with (8000方)
_COUNTED = ("家", "个")
_MONEY_KEYS = (
    "yuan",
    "total_yuan",
    "difference_yuan",
    "more",
    "at_least",
    "target",
    "highest",
    "before",
    "after",
    "cap",
    "cap_bit",
    "uncapped",
    "at_most",
    "if_met",
    "short_by",
    "value",
    "left",
    "each",
    "amount",
)


@dataclass(frozen=True, slots=True)
class Proven:
    """A text whose every figure has an origin; `removed` are the sentences that had none."""

    text: str
    figures: tuple[FigureOrigin, ...]
    removed: tuple[str, ...]


class Evidence:
    """What may prove a figure: clause texts, a calculation, what the person said."""

    def __init__(
        self,
        clauses: Mapping[str, str],
        calculation: Mapping[str, Any] | None,
        user_texts: Iterable[str],
        user_values: Iterable[Decimal] = (),
        sums: Iterable[str] = (),
    ) -> None:
        self._calculated = _calculation_values(calculation) if calculation else set()
        for text in sums:
            self._calculated |= _calculation_values({"text": text})
        self._user = {(f.value, f.unit) for text in user_texts for f in find_figures(text)}
        self._user_values = {plain(value) for value in user_values}
        self._clauses = {clause: {(f.value, f.unit) for f in find_figures(text)} for clause, text in clauses.items()}

    def origin(self, figure: Figure) -> str | None:
        """Where a figure comes from, or None."""
        key = (figure.value, figure.unit)
        if key in self._calculated:
            return "calculation"
        for clause, figures in self._clauses.items():
            if key in figures:
                return f"clause:{clause}"
        if figure.article:  # 一个年度: nobody's figure, though somebody may have said 一年
            return "article"
        said = key in self._user or (figure.unit in _VALUED and figure.value in self._user_values)
        return "user" if said else None


def _calculation_values(part: Any) -> set[tuple[str, str]]:
    """Every amount a calculation states, every number of its steps, and counts it makes, each with its unit.

    A number of a step proves an amount (or itself in arithmetic), one with a percent sign a percentage, a count a count;
    a 50% in a step proves no 50 days.
    """
    found: set[tuple[str, str]] = set()
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                for number, percent in _DIGITS.findall(value):
                    found |= _amounts(number) if not percent else {(_normal(number), "%")}
            elif key in _MONEY_KEYS and isinstance(value, str):
                found |= _amounts(value)
            elif key in ("groups", "inputs", "parts") and isinstance(value, Mapping):
                for amount in value.values():
                    found |= _amounts(amount) if isinstance(amount, str) else set()
            elif key == "count" and isinstance(value, int):
                found |= {(str(value), unit) for unit in _COUNTED}
            if isinstance(value, Mapping | list | tuple):
                found |= _calculation_values(value)
    elif isinstance(part, list | tuple):
        for item in part:
            found |= _calculation_values(item)
    return found


def _amounts(text: str) -> set[tuple[str, str]]:
    value = _normal(text)
    return {(value, "元"), (value, "")}


def _normal(text: str) -> str:
    try:
        return plain(Decimal(text))
    except InvalidOperation:
        return text


def prove(text: str, evidence: Evidence, fallback: str) -> Proven:
    """The text with every unproven sentence taken out, and its figures with their origins."""
    removed: list[str] = []
    while True:
        figures = find_figures(text)
        bad = [f for f in figures if evidence.origin(f) is None]
        if not bad:
            break
        pieces = _pieces(text)
        drop = next(((start, end) for start, end in pieces if start <= bad[0].start < end), None)
        if drop is None:
            return Proven(fallback, (), (*removed, text))
        removed.append(text[drop[0] : drop[1]].strip())
        text = text[: drop[0]] + text[drop[1] :]
    if not text.strip() or not text.split("\n")[0].strip():
        text = (fallback + "\n\n" + text.strip()).strip()
        return Proven(text, _origins(text, evidence), tuple(removed))
    return Proven(text, _origins(text, evidence), tuple(removed))


def _origins(text: str, evidence: Evidence) -> tuple[FigureOrigin, ...]:
    seen: dict[tuple[str, str, str], FigureOrigin] = {}
    for figure in find_figures(text):
        origin = evidence.origin(figure)
        if origin and origin != "article":
            seen.setdefault(
                (figure.text, figure.value, figure.unit),
                FigureOrigin(text=figure.text, value=figure.value, unit=figure.unit, origin=origin),
            )
    return tuple(seen.values())


def _pieces(text: str) -> Sequence[tuple[int, int]]:
    return [m.span() for m in _PIECES.finditer(text) if m.group()]
