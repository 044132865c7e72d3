"""A policy prepared for computing: everything that does not depend on the case, worked out once.

Loading gives a `Policy`; the first calculation under it builds its `Book` and keeps it as long as the policy
stays in use, so that one award takes microseconds. Nothing here changes after it was built, apart from the
cache of quoted passages.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from corpus.award import words
from corpus.award.facts import Fact
from corpus.award.result import Note, plain
from corpus.errors import UnknownName
from corpus.model import (
    AllOf,
    Amount,
    AnyOf,
    Award,
    Choice,
    Condition,
    HigherOf,
    Increment,
    Input,
    NotStated,
    PerUnit,
    Policy,
    Share,
    Slices,
    SumOf,
    Test,
    Tiers,
    Window,
)
from corpus.numbers.figures import find_figures

FigureKind = Literal["yuan", "ratio", "count"]
_KEPT = 128
_SENTENCE = re.compile(r"[^。;;!?!?\n]*[。;;!?!?\n]?")


def condition_inputs(condition: Condition) -> tuple[str, ...]:
    """The inputs a condition looks at, in its own order."""
    if isinstance(condition, Test):
        return (condition.input,)
    parts = condition.any if isinstance(condition, AnyOf) else condition.all
    return tuple(dict.fromkeys(name for part in parts for name in condition_inputs(part)))


def amount_inputs(amount: Amount) -> tuple[str, ...]:
    """The inputs an amount is computed from."""
    found: list[str] = []
    if isinstance(amount, Share | Slices):
        found = [amount.of]
    elif isinstance(amount, Tiers):
        found = [amount.by, *([amount.of] if amount.of else [])]
    elif isinstance(amount, PerUnit):
        found = [amount.count]
    elif isinstance(amount, Increment):
        found = [amount.of, amount.over]
    elif isinstance(amount, Choice):
        found = [amount.by]
    elif isinstance(amount, NotStated):
        found = [amount.approved] if amount.approved else []
    elif isinstance(amount, HigherOf | SumOf):
        parts = amount.options if isinstance(amount, HigherOf) else amount.parts
        found = [name for part in parts for name in amount_inputs(part)]
    return tuple(dict.fromkeys(found))


def base_of(amount: Amount) -> str:
    """The input that the amount grows with: spending, or a count; empty where there is none."""
    if isinstance(amount, Share | Slices | Increment):
        return amount.of
    if isinstance(amount, Tiers):
        return amount.of
    if isinstance(amount, PerUnit):
        return amount.count
    if isinstance(amount, HigherOf | SumOf):
        parts = amount.options if isinstance(amount, HigherOf) else amount.parts
        return next((base for part in parts if (base := base_of(part))), "")
    return ""


def _window_test(window: Window, item: Input) -> Test:
    """A window as the condition that it is: the year counted is at most its last."""
    return Test(
        input=window.year,
        at_most=Decimal(window.years),
        say=window.say or f"{item.label}在第1至第{window.years}年内",
        say_en=window.say_en or f"{item.label_en or item.label} within years 1 to {window.years}",
    )


class Book:
    """One policy, prepared. Use `book(policy)`."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.inputs: dict[str, Input] = {item.id: item for item in policy.inputs}
        self.order: dict[str, int] = {name: place for place, name in enumerate(self.inputs)}
        self.awards: dict[str, Award] = {award.id: award for award in policy.awards}
        self.groups = {group.id: group for group in policy.groups}
        self.assumed: dict[str, Fact] = {
            item.id: Fact(Decimal(item.assume) if item.kind in ("amount", "percent") else item.assume, given=False)
            for item in policy.inputs
            if item.assume is not None
        }
        self.labels: dict[str, Note] = {item.id: words.label(item) for item in policy.inputs}
        self.taken: dict[str, Note] = {name: words.taken(self.inputs[name], fact.value) for name, fact in self.assumed.items()}
        self.standing = {award.id: [(one, Note(one.say, one.say_en or one.say)) for one in award.assumptions] for award in policy.awards}
        self.implying: tuple[str, ...] = tuple(item.id for item in policy.inputs if item.implies)
        self.variants: dict[str, tuple[Award, ...]] = {}
        for award in policy.awards:
            if award.variant_of:
                self.variants[award.variant_of] = (*self.variants.get(award.variant_of, ()), award)
        self.clauses: dict[str, str] = {award.id: self.clause_id(award.clause) for award in policy.awards}
        self.also: dict[str, tuple[str, ...]] = {award.id: tuple(self.clause_id(key) for key in award.also) for award in policy.awards}
        self.bases: dict[str, str] = {award.id: base_of(award.amount) for award in policy.awards}
        self.amount_inputs: dict[str, tuple[str, ...]] = {a.id: self.sorted(amount_inputs(a.amount)) for a in policy.awards}
        self.conditions: dict[str, tuple[str, ...]] = {
            award.id: self.sorted(name for condition in award.conditions for name in condition_inputs(condition)) for award in policy.awards
        }
        self.uses: dict[str, tuple[str, ...]] = {
            award.id: self.sorted(
                (*self.conditions[award.id], *self.amount_inputs[award.id], *((award.window.year,) if award.window else ()))
            )
            for award in policy.awards
        }
        self.sharing: dict[str, int] = {name: sum(name in used for used in self.uses.values()) for name in self.inputs}
        self.telling: dict[str, frozenset[str]] = {award.id: self._telling(award) for award in policy.awards}
        self.roots: tuple[Award, ...] = tuple(award for award in policy.awards if not award.variant_of)
        self.windows: dict[str, Test] = {
            award.id: _window_test(award.window, self.inputs[award.window.year]) for award in policy.awards if award.window
        }
        self._texts = {clause.id: clause.text for clause in policy.clauses}
        self._quotes: dict[tuple[str, Decimal, str], str] = {}
        self._sentences: dict[str, list[tuple[str, set[tuple[str, str]]]]] = {}
        self._shares: dict[tuple[str, Decimal], Note] = {}
        self._tiers: dict[tuple[str, Decimal], Note] = {}
        self._words: dict[int, Note] = {}

    def _telling(self, award: Award) -> frozenset[str]:
        """The inputs that speak of this award: all of them where it is computed from inputs.

        Otherwise a condition that others share must not claim it: a fixed amount is told by the conditions that are
        most its own, an unstated one by the amount approved and by conditions that nothing else looks at.
        """
        conditions, amounts = self.conditions[award.id], self.amount_inputs[award.id]
        if isinstance(award.amount, NotStated) and amounts:
            return frozenset((*amounts, *(name for name in conditions if self.sharing[name] == 1)))
        if amounts:
            return frozenset((*amounts, *conditions))
        least = min((self.sharing[name] for name in conditions), default=0)
        return frozenset(name for name in conditions if self.sharing[name] == least)

    def reach(self, award: Award, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The inputs that can change what a case judged under this award comes to, hand-overs included."""
        if award.hand_over is None or award.id in seen:
            return self.uses[award.id]
        beyond = self.reach(self.award(award.hand_over.to), seen | {award.id})
        return self.sorted((*self.uses[award.id], *condition_inputs(award.hand_over.when), *beyond))

    def sorted(self, names: Iterable[str]) -> tuple[str, ...]:
        """These inputs in the order the policy declares them, each once."""
        return tuple(sorted(dict.fromkeys(names), key=lambda name: self.order.get(name, len(self.order))))

    def award(self, name: str) -> Award:
        found = self.awards.get(name)
        if found is None:
            raise UnknownName(f"no award {name!r} in {self.policy.id}; known: {', '.join(self.awards)}")
        return found

    def input(self, name: str) -> Input:
        found = self.inputs.get(name)
        if found is None:
            raise UnknownName(f"no input {name!r} in {self.policy.id}; known: {', '.join(self.inputs)}")
        return found

    def clause_id(self, key: str) -> str:
        """The full id of a clause key; full ids and empty keys stay as they are."""
        return key if not key or "/" in key else f"{self.policy.id}/{key}"

    def root(self, award: Award) -> str:
        """The award of which this one is a variant, or itself."""
        return award.variant_of or award.id

    def share_words(self, name: str, ratio: Decimal) -> Note:
        """“30% of the rent”, kept because every sum says it again."""
        found = self._shares.get((name, ratio))
        if found is None:
            label, share = self.labels[name], words.percent(ratio)
            found = self._shares[name, ratio] = Note(f"{label.say}的{share}", f"{share} of {label.say_en}")
        return found

    def tier_words(self, name: str, at_least: Decimal) -> Note:
        """“revenue reaches the tier of …”, kept likewise."""
        found = self._tiers.get((name, at_least))
        if found is None:
            label, said = self.labels[name], words.value_note(self.inputs[name], at_least)
            note = Note(f"{label.say}达到{said.say}这一档", f"{label.say_en} reaches the tier of {said.say_en}")
            found = self._tiers[name, at_least] = note
        return found

    def test_words(self, test: Test) -> Note:
        found = self._words.get(id(test))
        if found is None:
            found = self._words[id(test)] = words.test_note(test, self.input(test.input))
        return found

    def nested_words(self, condition: AnyOf | AllOf) -> Note:
        found = self._words.get(id(condition))
        if found is None:
            found = self._words[id(condition)] = self._nested(condition)
        return found

    def condition_words(self, condition: Condition) -> Note:
        return self.test_words(condition) if isinstance(condition, Test) else self.nested_words(condition)

    def _nested(self, condition: AnyOf | AllOf) -> Note:
        if condition.say:
            return Note(condition.say, condition.say_en or condition.say)
        if isinstance(condition, AnyOf):
            return words.joined([self.condition_words(part) for part in condition.any], "，或", ", or ")
        return words.joined([self.condition_words(part) for part in condition.all], "，且", ", and ")

    def quote(self, clause: str, figure: Decimal, kind: FigureKind = "yuan") -> str:
        """The sentence of the clause that states this figure; empty if none does."""
        key = (clause, figure, kind)
        found = self._quotes.get(key)
        if found is None:
            value = plain(figure * 100) if kind == "ratio" else plain(figure)
            found = self._quotes[key] = next((said for said, figures in self._stated(clause) if (value, kind) in figures), "")
        return found

    def statement(self, clause: str, also: tuple[str, ...], figure: Decimal, kind: FigureKind) -> tuple[str, str]:
        """The first of these clauses that states the figure, with its sentence; the first one if none does."""
        for one in (clause, *also):
            if quote := self.quote(one, figure, kind):
                return one, quote
        return clause, ""

    def _stated(self, clause: str) -> list[tuple[str, set[tuple[str, str]]]]:
        """The sentences of a clause, each with the figures it states."""
        found = self._sentences.get(clause)
        if found is None:
            sentences = [part.strip() for part in _SENTENCE.findall(self._texts.get(clause, "")) if part.strip()]
            found = self._sentences[clause] = [(part, _figures(part)) for part in sentences]
        return found


def _figures(sentence: str) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for figure in find_figures(sentence):
        kind = {"元": "yuan", "%": "ratio"}.get(figure.unit, "count")
        found |= {(figure.value, kind), (figure.value, "count")}
    return found


_BOOKS: OrderedDict[int, Book] = OrderedDict()


def book(policy: Policy) -> Book:
    """The prepared form of this policy, built on first use and kept while it is among the last used."""
    found = _BOOKS.get(id(policy))
    if found is not None and found.policy is policy:
        return found
    found = Book(policy)
    _BOOKS[id(policy)] = found
    while len(_BOOKS) > _KEPT:
        _BOOKS.popitem(last=False)
    return found
