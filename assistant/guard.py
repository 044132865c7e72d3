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
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
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
    ) -> None:
        self._calculated = _calculation_values(calculation) if calculation else set()
        self._user = {(f.value, f.unit) for text in user_texts for f in find_figures(text)}
        self._user_values = {plain(value) for value in user_values}
        self._clauses = {clause: {(f.value, f.unit) for f in find_figures(text)} for clause, text in clauses.items()}

    def origin(self, figure: Figure) -> str | None:
        """Where a figure comes from, or None."""
        key = (figure.value, figure.unit)
        if figure.unit in ("元", "") and figure.value in self._calculated:
            return "calculation"
        for clause, figures in self._clauses.items():
            if key in figures:
                return f"clause:{clause}"
        if key in self._user or (figure.unit in ("元", "㎡", "") and figure.value in self._user_values):
            return "user"
        if figure.value in self._calculated:
            return "calculation"
        if figure.article:
            return "article"
        return None


def _calculation_values(part: Any) -> set[str]:
    """Every amount a calculation states, and every number of its steps."""
    found: set[str] = set()
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key in ("text", "note") and isinstance(value, str):
                found.update(_normal(n) for n in _DIGITS.findall(value))
            elif isinstance(value, str) and (key in _MONEY_KEYS or key in ("inputs",)):
                found.add(_normal(value))
            elif key in ("groups", "inputs", "parts") and isinstance(value, Mapping):
                found.update(_normal(v) for v in value.values() if isinstance(v, str))
            elif key == "count" and isinstance(value, int):
                found.add(str(value))
            if isinstance(value, (Mapping, list, tuple)):
                found |= _calculation_values(value)
    elif isinstance(part, (list, tuple)):
        for item in part:
            found |= _calculation_values(item)
    return found


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
