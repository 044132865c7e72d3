"""Conditions against the facts of a case: met, planned, assumed, failed or unknown, and how far from holding.

A figure exactly at a threshold is judged by the relation it was given with: 「不到100万」 lies just below,
「100万以上」 at or just above. While nothing is known of a condition marked as a premise it counts as assumed
and is named; once one alternative of an `any` is denied the others have to be asked for.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from corpus.award import words
from corpus.award.facts import Fact, Facts
from corpus.award.result import Check, Note, State
from corpus.model import AllOf, AnyOf, Condition, Test

if TYPE_CHECKING:
    from corpus.award.book import Book

_BEST = ("met", "planned", "assumed")


def check(book: Book, condition: Condition, facts: Facts, clause: str) -> Check:
    """One condition against the facts; `clause` is the full id it rests on unless it names its own."""
    if isinstance(condition, Test):
        return _check_test(book, condition, facts, clause)
    clause = book.clause_id(condition.clause) or clause
    if isinstance(condition, AnyOf):
        parts = tuple(check(book, part, facts, clause) for part in condition.any)
        return _any(book, condition, parts, clause)
    parts = tuple(check(book, part, facts, clause) for part in condition.all)
    return _all(book, condition, parts, clause)


def holds(book: Book, condition: Condition, facts: Facts) -> bool | None:
    """Whether it holds as far as is known; None while it cannot be said."""
    state = check(book, condition, facts, "").state
    return None if state == "unknown" else state != "failed"


def _check_test(book: Book, test: Test, facts: Facts, clause: str) -> Check:
    said = book.test_words(test)
    clause = book.clause_id(test.clause) or clause
    names = (test.input,)
    fact = facts.get(test.input)
    if fact is None:
        if test.if_unknown == "premise":
            return Check("assumed", said.say, said.say_en, clause, names, premise=True)
        return Check("unknown", said.say, said.say_en, clause, names, unknown=names)
    ok, short_by, at = measure(test, fact)
    near = names if at and fact.relation != "exact" else ()
    if not ok:
        return Check("failed", said.say, said.say_en, clause, names, short_by=short_by, near=near)
    state: State = "planned" if fact.planned else "met" if fact.given else "assumed"
    return Check(state, said.say, said.say_en, clause, names, near=near)


def measure(test: Test, fact: Fact) -> tuple[bool, Decimal | None, bool]:
    """Whether the fact passes, by how much it falls short, and whether it stands right at a threshold."""
    if test.is_ is not None and fact.value != test.is_:
        return False, None, False
    if test.at_least is None and test.more_than is None and test.at_most is None and test.below is None:
        return True, None, False
    value, edge, at = fact.number, fact.edge, False
    if test.at_least is not None:
        at = value == test.at_least
        if value < test.at_least or (at and edge < 0):
            return False, test.at_least - value, at
    if test.more_than is not None:
        at = at or value == test.more_than
        if value < test.more_than or (value == test.more_than and edge <= 0):
            return False, test.more_than - value, at
    if test.at_most is not None:
        at = at or value == test.at_most
        if value > test.at_most or (value == test.at_most and edge > 0):
            return False, value - test.at_most, at
    if test.below is not None:
        at = at or value == test.below
        if value > test.below or (value == test.below and edge >= 0):
            return False, value - test.below, at
    return True, None, at


def _inputs(parts: tuple[Check, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.inputs))


def _near(parts: tuple[Check, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.near))


def _any(book: Book, condition: AnyOf, parts: tuple[Check, ...], clause: str) -> Check:
    said = book.nested_words(condition)
    inputs = _inputs(parts)
    states = [part.state for part in parts]
    for state in _BEST:
        if state in states:
            best = parts[states.index(state)]
            return Check(state, said.say, said.say_en, clause, inputs, near=best.near, premise=best.premise, mode="any", parts=parts)
    if "unknown" not in states:
        return Check("failed", said.say, said.say_en, clause, inputs, near=_near(parts), mode="any", parts=parts)
    if condition.if_unknown == "premise" and "failed" not in states:
        return Check("assumed", said.say, said.say_en, clause, inputs, premise=True, mode="any", parts=parts)
    unknown = tuple(dict.fromkeys(name for part in parts for name in part.unknown))
    return Check("unknown", said.say, said.say_en, clause, inputs, unknown=unknown, mode="any", parts=parts)


def _all(book: Book, condition: AllOf, parts: tuple[Check, ...], clause: str) -> Check:
    said = book.nested_words(condition)
    inputs = _inputs(parts)
    states = [part.state for part in parts]
    if "failed" in states:
        return Check("failed", said.say, said.say_en, clause, inputs, near=_near(parts), mode="all", parts=parts)
    if "unknown" in states:
        if condition.if_unknown == "premise" and set(states) == {"unknown"}:
            return Check("assumed", said.say, said.say_en, clause, inputs, premise=True, mode="all", parts=parts)
        unknown = tuple(dict.fromkeys(name for part in parts for name in part.unknown))
        return Check("unknown", said.say, said.say_en, clause, inputs, unknown=unknown, mode="all", parts=parts)
    state = next(s for s in ("planned", "assumed", "met") if s in states)
    premise = any(part.premise for part in parts)
    return Check(state, said.say, said.say_en, clause, inputs, near=_near(parts), premise=premise, mode="all", parts=parts)


def assumed_notes(book: Book, checks: tuple[Check, ...], facts: Facts) -> tuple[list[Note], list[Note], list[Note]]:
    """The notes that conditions leave behind: (planned, premises, inputs taken as given)."""
    planned: list[Note] = []
    premises: list[Note] = []
    taken: list[Note] = []
    for one in checks:
        _collect(book, one, facts, planned, premises, taken)
    return planned, premises, taken


def _collect(book: Book, one: Check, facts: Facts, planned: list[Note], premises: list[Note], taken: list[Note]) -> None:
    if one.state not in ("planned", "assumed"):
        return
    if one.mode == "any":
        carrier = next((part for part in one.parts if part.state == one.state), None)
    elif one.mode == "all" and any(part.state != "unknown" for part in one.parts):
        for part in one.parts:
            _collect(book, part, facts, planned, premises, taken)
        return
    else:
        carrier = None
    if carrier is not None:
        _collect(book, carrier, facts, planned, premises, taken)
    elif one.premise:
        premises.append(words.premise(Note(one.say, one.say_en)))
    elif one.state == "planned":
        planned.append(words.planned(Note(one.say, one.say_en)))
    else:
        taken.append(book.taken[one.inputs[0]])
