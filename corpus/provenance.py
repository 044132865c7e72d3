"""Where every figure of a policy folder stands in its clauses, and which figures of the clauses nothing uses.

`figures_used` lists each amount, ratio, threshold, count, period and date that decides something, with the
clauses that must state it; `unproven` and `unused` compare the two sides as whole figures, so that 150万 =
1,500,000元 = 一百五十万, and 20万 is not found inside 120万.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from corpus.amounts import Figure, find_figures
from corpus.award.result import plain
from corpus.dated import with_figure
from corpus.model import Amount, Award, Clause, Condition, HigherOf, Policy, SumOf, Validity
from corpus.references import tests

Kind = Literal["money", "ratio", "date", "count"]
_KINDS: dict[str, Kind] = {"元": "money", "%": "ratio", "date": "date"}
Place = tuple[str | int, ...]
_BOUNDS = ("at_least", "more_than", "at_most", "below")
_MONEY = ("amount", "cap", "bound_amount", "at_most")
_RATIOS = ("ratio", "bound_ratio", "min_growth")
_TIME = {"年", "个月", "月", "天", "日", "周", "小时", "季度", "季"}


@dataclass(frozen=True, slots=True)
class Used:
    """A figure that decides something: where it is written, what it is, which clauses must state it."""

    file: str
    place: Place
    kind: Kind
    value: str
    unit: str
    clauses: tuple[str, ...]

    def says(self) -> str:
        """The figure as a person writes it."""
        if self.kind == "money":
            amount = Decimal(self.value)
            return f"{plain(amount / 10000)}万元" if amount >= 10000 else f"{self.value}元"
        return self.value + {"ratio": "%", "date": ""}.get(self.kind, self.unit)


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the data files that a person reads: its figures must stand in these clauses."""

    file: str
    place: Place
    text: str
    clauses: tuple[str, ...]


Figures = tuple[Figure, ...]


@lru_cache(maxsize=4096)
def figures_in(text: str) -> Figures:
    """The figures of a text, read once: a check looks at the same clauses from several sides."""
    return tuple(find_figures(text))


def kind_of(figure: Figure) -> Kind:
    """What a figure found in running text is."""
    return _KINDS.get(figure.unit, "count")


def states(text_figures: Figures, kind: Kind, value: str, unit: str) -> bool:
    """Whether one of these figures is the one meant; units of counts are compared, save those of persons and things."""
    for figure in text_figures:
        same = figure.value == value or (kind == "date" and figure.value.startswith(value + "-"))
        if kind_of(figure) != kind or not same:
            continue
        if kind != "count" or not unit or figure.unit == unit or not ({figure.unit, unit} & _TIME):
            return True
    return False


def unproven(policy: Policy) -> list[tuple[Used, str]]:
    """Figures that the clauses they rest on do not state, each with what those clauses state instead."""
    figures = {clause.key: figures_in(clause.text) for clause in policy.clauses}
    missing = []
    for used in figures_used(policy):
        stated = tuple(figure for key in used.clauses for figure in figures.get(key, ()))
        if not states(stated, used.kind, used.value, used.unit):
            same = dict.fromkeys(figure.text for figure in stated if kind_of(figure) == used.kind)
            missing.append((used, "、".join(same) or "no figure of this kind"))
    return missing


def unused(policy: Policy) -> list[tuple[Clause, Figure]]:
    """Amounts, shares and full dates of the clauses that no award, cap, pool or listed fact accounts for."""
    accounted: dict[str, list[Used]] = {}
    for used in figures_used(policy):
        for key in used.clauses:
            accounted.setdefault(key, []).append(used)
    found = []
    for clause in policy.clauses:
        for figure in figures_in(clause.text):
            kind = kind_of(figure)
            if kind == "count" or (kind == "date" and len(figure.value) < 10):
                continue
            if not any(used.kind == kind and used.value == figure.value for used in accounted.get(clause.key, [])):
                found.append((clause, figure))
    return found


def twins_differ(chinese: str, english: str) -> list[str]:
    """Figures that only one of two texts says that must say the same.

    Amounts, shares, dates and periods are compared as often as they occur. Of counts (三类, three kinds) the
    number must occur on the other side: English often counts in words that have no unit.
    """
    zh, en = figures_in(chinese), figures_in(english)
    bag_zh, bag_en = Counter(_measured(zh)), Counter(_measured(en))
    differ = {*(bag_zh - bag_en), *(bag_en - bag_zh)}
    numbers = {match.replace(",", "") for match in _DIGITS.findall(english)}
    numbers |= {_WORDS[word] for word in _LETTERS.findall(english.lower()) if word in _WORDS}
    differ |= {value for value in _counted(zh) if value not in numbers}
    differ |= set(_counted(en)) - set(_counted(zh))
    return sorted(differ)


_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LETTERS = re.compile(r"[a-z]+")
_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "fifty": "50", "hundred": "100",
    "both": "2", "twice": "2", "pair": "2", "dozen": "12",
}  # fmt: skip


def _measured(figures: Figures) -> Iterator[str]:
    for figure in figures:
        if not figure.article and (kind_of(figure) != "count" or figure.unit in _TIME or figure.unit == "比"):
            yield figure.value + ("" if figure.unit == "date" else figure.unit)


def _counted(figures: Figures) -> list[str]:
    return [f.value for f in figures if kind_of(f) == "count" and f.value != "1" and f.unit not in _TIME and f.unit != "比"]


# ---------------------------------------------------------------- what is used


def figures_used(policy: Policy) -> list[Used]:
    """Every figure that decides something, older values of dated figures included."""
    found = list(_figures(policy))
    for figure in policy.dated:
        for number, (since, value) in enumerate(figure.values):
            place = (*figure.path, number, "value")
            if number < len(figure.values) - 1:
                then = with_figure(policy, figure.path, value)
                found += [_moved(used, place) for used in _figures(then) if used.place == figure.path]
            if since is not None:
                clauses = next((used.clauses for used in found if used.place == figure.path), ())
                found.append(Used("awards.yaml", (*figure.path, number, "from"), "date", since.isoformat(), "", clauses))
    return found


def _moved(used: Used, place: Place) -> Used:
    return Used(used.file, place, used.kind, used.value, used.unit, used.clauses)


def _figures(policy: Policy) -> Iterator[Used]:
    every = tuple(clause.key for clause in policy.clauses)
    yield from _dates(policy.valid, "policy.yaml", ("valid",), every)
    for number, award in enumerate(policy.awards):
        yield from _award(policy, award, ("awards", number))
    for number, group in enumerate(policy.groups):
        if group.cap is not None:
            yield _money(("groups", number, "cap"), group.cap, (group.clause,))
    if policy.total:
        yield _money(("total", "cap"), policy.total.cap, (policy.total.clause,))
    for number, pool in enumerate(policy.pools):
        yield _money(("pools", number, "amount"), pool.amount, (pool.clause,))
    for number, fact in enumerate(policy.facts):
        for figure in figures_in(fact.figure)[:1]:
            yield Used("awards.yaml", ("facts", number, "figure"), kind_of(figure), figure.value, figure.unit, (fact.clause,))


def _award(policy: Policy, award: Award, here: Place) -> Iterator[Used]:
    clauses = (award.clause, *award.also)
    conditions: list[tuple[Place, Condition]] = [((*here, "conditions", n), c) for n, c in enumerate(award.conditions)]
    if award.when is not None:
        conditions.append(((*here, "when"), award.when))
    if award.hand_over:
        conditions.append(((*here, "hand_over", "when"), award.hand_over.when))
    for place, condition in conditions:
        for at, test in tests(condition, place):
            own = (test.clause or condition.clause,) if test.clause or condition.clause else clauses
            for name in _BOUNDS:
                value = getattr(test, name)
                if value is not None:
                    yield _by_input(policy, test.input, (*at, name), value, own)
    if award.window:
        yield Used("awards.yaml", (*here, "window", "years"), "count", str(award.window.years), "年", clauses)
    yield from _dates(award.valid, "awards.yaml", (*here, "valid"), clauses)
    yield from _amount(policy, award.amount, (*here, "amount"), clauses)


def _amount(policy: Policy, amount: Amount, here: Place, clauses: tuple[str, ...]) -> Iterator[Used]:
    yield from _own_figures(amount, here, clauses)
    if amount.shape == "tiers":
        for number, tier in enumerate(amount.tiers):
            place = (*here, "tiers", number)
            yield _by_input(policy, amount.by, (*place, "at_least"), tier.at_least, clauses)
            yield from _own_figures(tier, place, clauses)
    elif amount.shape == "slices":
        for number, piece in enumerate(amount.slices):
            place = (*here, "slices", number)
            if piece.up_to is not None:
                yield _by_input(policy, amount.of, (*place, "up_to"), piece.up_to, clauses)
            yield from _own_figures(piece, place, clauses)
    elif amount.shape == "per_unit" and amount.max_count is not None:
        unit = next((item.unit for item in policy.inputs if item.id == amount.count), "")
        yield Used("awards.yaml", (*here, "max_count"), "count", str(amount.max_count), unit, clauses)
    elif amount.shape == "choice":
        for name, value in amount.amounts.items():
            yield _money((*here, "amounts", name), value, clauses)
    elif isinstance(amount, HigherOf):
        for number, option in enumerate(amount.options):
            yield from _amount(policy, option, (*here, "options", number), clauses)
    elif isinstance(amount, SumOf):
        for number, part in enumerate(amount.parts):
            yield from _amount(policy, part, (*here, "parts", number), clauses)


def _own_figures(model: Any, here: Place, clauses: tuple[str, ...]) -> Iterator[Used]:
    for name in _MONEY:
        if isinstance(value := getattr(model, name, None), Decimal):
            yield _money((*here, name), value, clauses)
    for name in _RATIOS:
        if isinstance(value := getattr(model, name, None), Decimal):
            yield _ratio((*here, name), value, clauses)


def _by_input(policy: Policy, name: str, place: Place, value: Decimal, clauses: tuple[str, ...]) -> Used:
    item = next((item for item in policy.inputs if item.id == name), None)
    if item is None or item.kind == "amount":
        return _money(place, value, clauses)
    if item.kind == "percent":
        return _ratio(place, value, clauses)
    return Used("awards.yaml", place, "count", plain(value), item.unit, clauses)


def _money(place: Place, value: Decimal, clauses: tuple[str, ...]) -> Used:
    return Used("awards.yaml", place, "money", plain(value), "元", clauses)


def _ratio(place: Place, value: Decimal, clauses: tuple[str, ...]) -> Used:
    return Used("awards.yaml", place, "ratio", plain(value * 100), "%", clauses)


def _dates(valid: Validity, file: str, here: Place, clauses: tuple[str, ...]) -> Iterator[Used]:
    days: list[tuple[str, date | None]] = [("from", valid.since), ("until", valid.until)]
    for name, day in days:
        if day is not None:
            yield Used(file, (*here, name), "date", day.isoformat(), "", clauses)


# ---------------------------------------------------------------- what is said


def texts_said(policy: Policy) -> Iterator[Said]:
    """Labels, questions, conditions, assumptions, hints: texts outside the clauses that a person reads."""
    every = tuple(clause.key for clause in policy.clauses)
    for number, award in enumerate(policy.awards):
        own = (award.clause, *award.also, *(test.clause for test in _award_tests(award) if test.clause))
        yield from _texts(award, "awards.yaml", ("awards", number), own)
    for name in ("inputs", "groups", "pools", "exclusives"):
        for number, item in enumerate(getattr(policy, name)):
            yield from _texts(item, "awards.yaml", (name, number), every)
    for number, fact in enumerate(policy.facts):
        yield from _texts(fact, "awards.yaml", ("facts", number), (fact.clause,))
    for number, silence in enumerate(policy.silences):
        yield from _texts(silence, "policy.yaml", ("silences", number), every)


def _award_tests(award: Award) -> Iterator[Any]:
    for condition in award.conditions:
        yield condition
        yield from (test for _, test in tests(condition, ()))


_SAID = ("title", "label", "ask", "say", "assume_say", "topic", "hint")


def _texts(node: Any, file: str, here: Place, clauses: tuple[str, ...]) -> Iterator[Said]:
    for name, field in type(node).model_fields.items():
        value = getattr(node, name)
        place = (*here, field.alias or name)
        if isinstance(value, str):
            if value and name.removesuffix("_en") in _SAID:
                yield Said(file, place, value, clauses)
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if hasattr(type(item), "model_fields"):
                    yield from _texts(item, file, (*place, number), clauses)
        elif hasattr(type(value), "model_fields"):
            yield from _texts(value, file, place, clauses)
