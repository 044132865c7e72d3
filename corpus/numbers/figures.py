"""Every figure of an answer or a clause in canonical form, so that two texts in any wording or language can be compared.

A figure is an amount, a percentage (成 and 折 too), a date, a duration or a count with a measure word, in digits or in
Chinese numerals, compared as a whole. Not figures: ordinals, 首次, 一次性, 单家, clause ids, document and list numbers.
A guard that misses one lets it through, so a number before a noun that no list knows is a figure too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from corpus.numbers import series
from corpus.numbers.atom import Atom
from corpus.numbers.atoms import read_atoms
from corpus.text import normalise

_OPERATOR_BEFORE = re.compile(r"(?:[×x*÷+=−≤≥<>/][ ]?|[ ]-[ ]|(?:min|max)\(|[×x*÷+=−][ ]?\()$")
_OPERATOR_AFTER = re.compile(r"[ ]?[×*÷+=−≤≥<>/](?![A-Za-z])|[ ]-[ ]|\)?[ ]?[×*÷]")
_RATIO = re.compile(r"(?<![\dA-Za-z:.-])(\d{1,2}):(\d)(?![\d:.万亿%元])")
_LIST_MARKS = frozenset(".)、:")
_NUMBERED = re.compile(r"(?:^|\n)[ \t#>*+-]*$")  # a list number stands here
_NOUN = re.compile(
    r" (?!(?:is|are|was|and|or|of|to|in|for|at|per|the|a|an|on|by|from|if|so|as|it|we|you|with|not|than|times)\b)[a-z]{3,}", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:article|clause|section|step|no\.?|item|page|chapter|paragraph|version|rule|phase|annex|table|figure|year|class|type)[ ]?$",
    re.IGNORECASE,
)
_MEASURE = re.compile("[\u4e00-\u9fff]")
_NO_MEASURE = frozenset("号条款章节的是为等和与或在到至及即则后前起中里了不也又再就都还而但如若且并按从以于由对把被将给向让使、")
_SENTENCE = re.compile("[。\n;]")
_FAMILIES = {
    "人": "人", "名": "人", "位": "人", "家": "家", "企业": "家", "公司": "家", "户": "家", "个工作日": "工作日", "平方米": "㎡",
    **dict.fromkeys(("个", "项", "类", "种", "件", "款", "条", "方面", "份", "张", "台", "套", "大类", "部分", "处", "档", "级"), "个"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure from `start` to `end` of the text as given.

    `value`: decimal string without exponent or trailing zeros; ISO for dates (`2024`, `2024-07-02`, `--07-02` where no
    year is said); `1/3` for fractions that no decimal says; `1:1` for ratios. `unit`: 元 · % · date · 年 · 个月 · 天 · 家 ·
    个 · ㎡ · 倍 · 比 · a foreign currency code · "" for a fraction or a number in arithmetic. `article`: the 一 of 一年,
    一个, 一家, "one award", which says no more than "a".
    """

    start: int
    end: int
    text: str
    value: str
    unit: str
    article: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Equal for figures that say the same: measure words of things (个, 项, 类 …) and of persons count as one unit."""
        return self.value, _FAMILIES.get(self.unit, self.unit)


def find_figures(text: str) -> list[Figure]:
    """All figures of a text in either language, in order; a range gives its two ends."""
    return list(_figures(text))


@lru_cache(maxsize=1024)  # a guard reads the same clauses at every turn
def _figures(text: str) -> tuple[Figure, ...]:
    normal = normalise(text)
    plain = normal.text
    atoms = read_atoms(plain)
    series.lend_units(plain, atoms)
    _lend_years(plain, atoms)
    found: list[tuple[Atom | None, int, int, str, str]] = []
    for atom in atoms:
        found += [(atom, atom.start, atom.end, value, unit) for value, unit in _values(plain, atom)]
    if ":" in plain:
        found += [(None, *match.span(), match[0], "比") for match in _RATIO.finditer(plain)]
        found.sort(key=lambda entry: entry[1])
    figures = []
    for atom_or_none, begin, stop, value, unit in found:
        start, end = normal.original(begin, stop)
        figures.append(Figure(start, end, text[start:end], value, unit, atom_or_none is not None and _is_article(plain, atom_or_none)))
    return tuple(figures)


def _lend_years(text: str, atoms: list[Atom]) -> None:
    """2025年2月17日至3月20日, 17 February to 20 March 2025: the year is said once in a sentence."""
    dates = [atom for atom in atoms if atom.kind in ("date", "year")]
    for index, atom in enumerate(dates):
        if not atom.date.startswith("--"):
            continue
        before = dates[index - 1] if index else None
        after = dates[index + 1] if index + 1 < len(dates) else None
        if after is not None and after.kind == "date" and not after.date.startswith("--") and after.start - atom.end < 6:
            atom.date = after.date[:4] + atom.date[1:]
        elif before is not None and not before.date.startswith("--") and not _SENTENCE.search(text[before.end : atom.start]):
            atom.date = before.date[:4] + atom.date[1:]


def _is_article(text: str, atom: Atom) -> bool:
    return atom.kind in ("count", "duration") and atom.low == atom.high == 1 and text[atom.start] in "一oO"


def _decimal(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _values(text: str, atom: Atom) -> list[tuple[str, str]]:
    """The canonical (value, unit) of a quantity: none, one, or the two ends of a range."""
    if atom.kind == "ordinal":
        return []
    if atom.kind in ("date", "year"):
        return [(atom.date, "date")]
    if atom.kind == "bare":
        unit = _unit_of_bare(text, atom)
        return [] if unit is None else [(_decimal(end), unit) for end in dict.fromkeys((atom.low, atom.high))]
    share = atom.fraction
    if share is not None and _never_ends(share.denominator):
        return [(f"{share.numerator}/{share.denominator}", "")]
    return [(_decimal(end), atom.unit) for end in dict.fromkeys((atom.low, atom.high))]


def _never_ends(denominator: int) -> bool:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator != 1


def _unit_of_bare(text: str, atom: Atom) -> str | None:
    """The unit of a number that no list measures: arithmetic, an English noun, an unknown measure word; None: no figure."""
    before, after = text[max(0, atom.start - 12) : atom.start], text[atom.end : atom.end + 24]
    if _OPERATOR_BEFORE.search(before) or _OPERATOR_AFTER.match(after):
        return ""
    if atom.number is None or (after[:1] in _LIST_MARKS and _NUMBERED.search(before)):
        return None
    if atom.number.arabic and _NOUN.match(after) and not _NAMED.search(before):
        return "个"
    measure = after[:1]
    if atom.number.arabic and measure not in _NO_MEASURE and _MEASURE.match(measure):
        return measure
    return None
