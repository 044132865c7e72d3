"""Every figure of an answer or a clause in canonical form, so that two texts in any wording or language can be compared.

A figure is an amount, a percentage (成 and 折 too), a date, a duration or a count with a measure word, in digits or in
Chinese numerals, compared as a whole. Not figures: ordinals, 首次, 一次性, 单家, clause ids, document and list numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.numbers import series
from corpus.numbers.atom import Atom
from corpus.numbers.atoms import read_atoms
from corpus.text import normalise

_OPERATOR_BEFORE = re.compile(r"[×x*÷/+=−≤≥<>(-][ ]?$|(?:min|max)\($")
_OPERATOR_AFTER = re.compile(r"[ ]?[×*÷/+=−≤≥<>-]")
_RATIO = re.compile(r"(?<![\d:.])(\d{1,2}):(\d{1,2})(?![\d:])")
_ISO_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?|\d{4}|--\d{2}(?:-\d{2})?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure from `start` to `end` of the text as given.

    `value`: decimal string without exponent or trailing zeros, ISO for dates (`2024`, `2024-07-02`, `--07-02`), `1/3` for
    fractions that no decimal says. `unit`: 元 · % · date · 年 · 个月 · 天 · 家 · 个 · ㎡ · 倍 · a foreign currency code · "" for a
    number in arithmetic. `article`: the 一 of 一年, 一个, 一家, "one award", which says no more than "a".
    """

    start: int
    end: int
    text: str
    value: str
    unit: str
    article: bool = False


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def find_figures(text: str) -> list[Figure]:
    """All figures of a text in either language, in order; a range gives its two ends."""
    normal = normalise(text)
    atoms = read_atoms(normal.text)
    series.lend_units(normal.text, atoms)
    figures: list[Figure] = []
    year = ""
    for index, atom in enumerate(atoms):
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        if atom.date.startswith("--") and following is not None and following.kind == "date" and following.start - atom.end < 6:
            atom.date = following.date[:4] + atom.date[1:] if not following.date.startswith("--") else atom.date  # 17 February to 20 March 2025
        if atom.kind == "date" and atom.date.startswith("--") and year and _same_sentence(normal.text, atom):
            atom.date = year + atom.date[1:]
        if atom.kind in ("date", "year") and not atom.date.startswith("--"):
            year = atom.date[:4]
        for value, unit in _values(normal.text, atom):
            start, end = normal.original(atom.start, atom.end)
            figures.append(Figure(start, end, text[start:end], value, unit, _article(normal.text, atom)))
    for match in _RATIO.finditer(normal.text):
        start, end = normal.original(*match.span())
        if match[2][0] != "0" and len(match[2]) == 1:
            figures.append(Figure(start, end, text[start:end], f"{match[1]}:{match[2]}", "比"))
    figures.sort(key=lambda figure: (figure.start, figure.end))
    return figures


def _same_sentence(text: str, atom: Atom) -> bool:
    window = text[max(0, atom.start - 30) : atom.start]
    return not re.search("[。\n;]", window) and bool(re.search(r"\d{4}|年", window)) or bool(re.search(r"\d{4}", text[atom.end : atom.end + 30].partition("\n")[0]))


def _article(text: str, atom: Atom) -> bool:
    return atom.kind in ("count", "duration") and atom.low == atom.high == 1 and text[atom.start] in "一oOaA"


def _values(text: str, atom: Atom) -> list[tuple[str, str]]:
    if atom.kind == "ordinal":
        return []
    if atom.kind in ("date", "year"):
        return [(atom.date, "date")]
    if atom.kind == "bare":
        before = text[max(0, atom.start - 5) : atom.start]
        if not (_OPERATOR_BEFORE.search(before) or _OPERATOR_AFTER.match(text, atom.end)):
            return []
        return [(_decimal(atom.low), "")]
    if atom.fraction is not None and Decimal(str(atom.low)) * 3 != 100 and atom.low == atom.low.quantize(Decimal("0.00001")):
        return [(_decimal(atom.low), "%")]
    if atom.kind == "percent" and atom.fraction is not None:
        return [(f"{atom.fraction.numerator}/{atom.fraction.denominator}", "")]
    ends = [atom.low] if atom.low == atom.high else [atom.low, atom.high]
    return [(_decimal(end), atom.unit or atom.measure) for end in ends]
