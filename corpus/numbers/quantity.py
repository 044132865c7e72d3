"""Quantities of a question: what was said, as a value with unit, kind, approximation, range and period."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from corpus.numbers import period, relation, series
from corpus.numbers.atom import Atom
from corpus.numbers.atoms import read_atoms

Relation = Literal["exact", "about", "below", "at_least"]
Kind = Literal["amount", "percent", "multiple", "count", "area", "duration", "year", "date", "ordinal", "bare"]

_MONTHS = {"年": Decimal(12), "个月": Decimal(1), "季度": Decimal(3)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity as said. `value` is `low` of a range; amounts in 元, percentages in hundredths, areas in ㎡.

    `kind`: amount · percent · multiple (三倍) · count (with `measure`) · area · duration (unit 年, 个月, 天 …) ·
    year (value 2024) · date (`date` ISO, `--07-02` without year) · ordinal (第二年: value 2, measure 年) · bare.
    `per`: "" · day · month · quarter · year · area · area_day · area_month · area_quarter · area_year · each.
    `currency` is "CNY" unless another one was said; its amounts are never converted.
    `vague`: a magnitude without a number (几百万, 数十万).
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    kind: Kind
    relation: Relation = "exact"
    low: Decimal | None = None
    high: Decimal | None = None
    per: str = ""
    currency: str = ""
    measure: str = ""
    date: str = ""
    fraction: Fraction | None = None
    vague: bool = False

    @property
    def is_range(self) -> bool:
        """Whether two ends were said (四五百万, 200到300万); 几百万 is vague instead."""
        return self.low is not None and not self.vague

    @property
    def share(self) -> Fraction | None:
        """A percentage as an exact fraction of one (三分之一 is 1/3), None for anything else."""
        if self.kind != "percent":
            return None
        return self.fraction if self.fraction is not None else Fraction(self.value) / 100

    @property
    def months(self) -> Decimal | None:
        """A duration of years, quarters or months in months, None for anything else."""
        return self.value * _MONTHS[self.unit] if self.kind == "duration" and self.unit in _MONTHS else None


def find_quantities(text: str) -> list[Quantity]:
    """All quantities of a normalised text, in order (see `corpus.text.normalise`)."""
    atoms = read_atoms(text)
    if not atoms:
        return []
    atoms = series.join(text, atoms)
    relation.relate(text, atoms)
    atoms = period.set_periods(text, atoms)
    return [_freeze(text, atom) for atom in atoms]


def _plain(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return Decimal(int(whole)) if value == whole else value.normalize()


def _freeze(text: str, atom: Atom) -> Quantity:
    ranged = atom.low != atom.high
    low = _plain(atom.low)
    return Quantity(
        atom.start, atom.end, text[atom.start : atom.end], low, atom.unit, atom.kind, atom.relation,  # type: ignore[arg-type]  # an atom keeps plain strings where a quantity has literals
        low if ranged else None, _plain(atom.high) if ranged else None, atom.per, atom.currency, atom.measure, atom.date,
        atom.fraction, atom.vague,
    )  # fmt: skip
