"""Exact piecewise-linear functions of one input: what reverse answers and pictures are read off.

A `Curve` covers every x from 0 up. Each piece starts where the one before ends; `open` says that its start
itself still belongs to the piece before (a threshold that excludes the number). Fractions keep the places
where cap and slope meet exact, such as 100 ÷ 30%.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor


@dataclass(frozen=True, slots=True)
class Piece:
    """From `start` on: slope · x + level. `bound`: only an upper bound, part of the formula is not stated."""

    start: Fraction
    slope: Fraction
    level: Fraction
    bound: bool = False
    open: bool = False

    def at(self, x: Fraction) -> Fraction:
        return self.slope * x + self.level


Curve = tuple[Piece, ...]
_Cut = tuple[Fraction, bool]
_NONE = Fraction(0)


def constant(value: Fraction, bound: bool = False) -> Curve:
    return (Piece(_NONE, _NONE, value, bound),)


def line(slope: Fraction, level: Fraction = _NONE, bound: bool = False) -> Curve:
    return (Piece(_NONE, slope, level, bound),)


def step(start: Fraction, *, open: bool = False, before: int = 0, after: int = 1) -> Curve:
    """0 before a threshold and 1 from it on (or the other way round): a condition as a curve."""
    if start == 0 and not open:
        return constant(Fraction(after))
    return Piece(_NONE, _NONE, Fraction(before)), Piece(start, _NONE, Fraction(after), open=open)


def _cuts(*curves: Curve) -> list[_Cut]:
    return sorted({(piece.start, piece.open) for curve in curves for piece in curve})


def _active(curve: Curve, cut: _Cut) -> Piece:
    return next(piece for piece in reversed(curve) if (piece.start, piece.open) <= cut)


def _tidy(pieces: list[Piece]) -> Curve:
    kept: list[Piece] = []
    for piece in pieces:
        last = kept[-1] if kept else None
        if last is None or (last.slope, last.level, last.bound) != (piece.slope, piece.level, piece.bound):
            kept.append(piece)
    return tuple(kept)


def _moved(piece: Piece, cut: _Cut) -> Piece:
    return Piece(cut[0], piece.slope, piece.level, piece.bound, cut[1])


def add(first: Curve, second: Curve) -> Curve:
    pieces = []
    for cut in _cuts(first, second):
        a, b = _active(first, cut), _active(second, cut)
        pieces.append(Piece(cut[0], a.slope + b.slope, a.level + b.level, a.bound or b.bound, cut[1]))
    return _tidy(pieces)


def _pick(first: Curve, second: Curve, better: Callable[[Fraction, Fraction], bool]) -> Curve:
    """Pointwise choice of two curves; where they are equal, the one whose formula is stated."""
    cuts = _cuts(first, second)
    pieces: list[Piece] = []
    for place, cut in enumerate(cuts):
        a, b = _active(first, cut), _active(second, cut)
        end = cuts[place + 1][0] if place + 1 < len(cuts) else None
        inner = [cut]
        if a.slope != b.slope:
            cross = (b.level - a.level) / (a.slope - b.slope)
            if cross > cut[0] and (end is None or cross < end):
                inner.append((cross, False))
        for number, part in enumerate(inner):
            stop = inner[number + 1][0] if number + 1 < len(inner) else end
            probe = part[0] + 1 if stop is None else (part[0] + stop) / 2
            x = probe if stop is None or stop > part[0] else part[0]
            left, right = a.at(x), b.at(x)
            chosen = (a if not a.bound else b) if left == right else a if better(left, right) else b
            pieces.append(_moved(chosen, part))
    return _tidy(pieces)


def higher(first: Curve, second: Curve) -> Curve:
    return _pick(first, second, lambda a, b: a > b)


def lower(first: Curve, second: Curve) -> Curve:
    return _pick(first, second, lambda a, b: a < b)


def capped(curve: Curve, cap: Fraction | None) -> Curve:
    """Cut at a cap. A capped upper bound stays an upper bound."""
    if cap is None:
        return curve
    pieces: list[Piece] = []
    cuts = _cuts(curve)
    for place, cut in enumerate(cuts):
        piece = _active(curve, cut)
        end = cuts[place + 1][0] if place + 1 < len(cuts) else None
        flat = Piece(cut[0], _NONE, cap, piece.bound, cut[1])
        cross = (cap - piece.level) / piece.slope if piece.slope else None
        if cross is None or cross <= cut[0] or (end is not None and cross >= end):
            middle = cut[0] + 1 if end is None else (cut[0] + end) / 2
            pieces.append(flat if piece.at(middle) > cap else piece)
        elif piece.slope > 0:
            pieces += [piece, Piece(cross, _NONE, cap, piece.bound)]
        else:
            pieces += [flat, Piece(cross, piece.slope, piece.level, piece.bound)]
    return _tidy(pieces)


def select(condition: Curve, yes: Curve, no: Curve) -> Curve:
    """`yes` where the condition curve is 1, `no` where it is 0."""
    return _tidy([_moved(_active(yes if _active(condition, cut).level else no, cut), cut) for cut in _cuts(condition, yes, no)])


def spans(curve: Curve) -> Iterator[tuple[Piece, Fraction | None, bool]]:
    """Each piece with its end (None: it goes on for ever) and whether the end itself belongs to it."""
    for place, piece in enumerate(curve):
        after = curve[place + 1] if place + 1 < len(curve) else None
        yield piece, (after.start if after else None), bool(after and after.open)


def first_reaching(curve: Curve, target: Fraction, grid: Fraction, *, exact: bool) -> Fraction | None:
    """The least x on the grid (multiples of `grid`) whose value is at least `target`; None if there is none.

    `exact`: only pieces whose formula is stated count.
    """
    for piece, end, end_in in spans(curve):
        if exact and piece.bound:
            continue
        x = ceil(piece.start / grid) * grid
        if x == piece.start and piece.open:
            x += grid
        if piece.at(x) < target:
            if piece.slope <= 0:
                continue
            x = max(x, ceil((target - piece.level) / piece.slope / grid) * grid)
        if end is None or x < end or (x == end and end_in):
            return x
    return None


def highest(curve: Curve, grid: Fraction) -> Fraction | None:
    """The greatest value on the grid; None where it grows without end."""
    best = _NONE
    for piece, end, end_in in spans(curve):
        first = ceil(piece.start / grid) * grid
        if first == piece.start and piece.open:
            first += grid
        if end is None:
            if piece.slope > 0:
                return None
            best = max(best, piece.at(first))
            continue
        last = floor(end / grid) * grid
        if last == end and not end_in:
            last -= grid
        if last >= first:
            best = max(best, piece.at(first), piece.at(last))
    return best
