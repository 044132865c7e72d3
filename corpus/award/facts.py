"""The inputs of one case, checked against what the policy declares and ready to compute with.

A `Fact` is a value with how sure it is: given, planned, implied by another, or taken as given. Wrong values
are refused here (`InputError`, `UnknownName`), so that nothing below has to doubt its numbers. Amounts are
limited to 15 digits before and 6 after the point, which keeps every product with a ratio exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import InputError, UnknownName
from corpus.figures import read_ratio, read_yuan
from corpus.model import Given, Input, Relation

if TYPE_CHECKING:
    from corpus.award.book import Book

Value = Decimal | int | bool | str
_TOO_LARGE = Decimal(10) ** 15
_EDGE = {"exact": 0, "about": 0, "below": -1, "at_least": 1}


class Fact(NamedTuple):
    """One value. `edge` says on which side of its own number it lies: -1 just below, 1 just above, 0 on it."""

    value: Value
    edge: int = 0
    given: bool = True  # False: taken as given because the policy says so
    planned: bool = False
    relation: Relation = "exact"
    note: str = ""
    note_en: str = ""
    source: Given | None = None  # the value as it was given, where it was

    @property
    def number(self) -> Decimal:
        return self.value if isinstance(self.value, Decimal) else Decimal(str(self.value))


class Facts:
    """What is known of a case: the inputs given (and implied), then those the policy takes as given."""

    __slots__ = ("assumed", "given")

    def __init__(self, given: dict[str, Fact], assumed: Mapping[str, Fact]) -> None:
        self.given, self.assumed = given, assumed

    def get(self, name: str) -> Fact | None:
        return self.given.get(name) or self.assumed.get(name)

    def with_value(self, name: str, value: Value) -> Facts:
        """The same case with one input replaced by an exact value."""
        return Facts({**self.given, name: Fact(value)}, self.assumed)


def read_facts(book: Book, inputs: Mapping[str, Given]) -> Facts:
    """Check the inputs of a case; a true input makes true what it implies, even against an older denial."""
    given: dict[str, Fact] = {}
    for name, item in inputs.items():
        declared = book.inputs.get(name)
        if declared is None:
            raise UnknownName(f"no input {name!r} in {book.policy.id}; known: {', '.join(book.inputs)}")
        value = read_value(declared, item.value)
        source = item if type(value) is type(item.value) else None
        given[name] = Fact(value, _EDGE[item.relation], True, item.planned, item.relation, item.note, item.note_en, source)
    if book.implying:
        _imply(book, given)
    return Facts(given, book.assumed)


def facts_of(book: Book, values: Mapping[str, Value]) -> Facts:
    """The facts of exact values that `read_value` has already read: the quick way in for tables."""
    given = {name: Fact(value) for name, value in values.items()}
    if book.implying:
        _imply(book, given)
    return Facts(given, book.assumed)


def _imply(book: Book, given: dict[str, Fact]) -> None:
    waiting = [name for name in book.implying if name in given]
    while waiting:
        name = waiting.pop()
        cause = given[name]
        if cause.value is not True:
            continue
        for effect, value in book.inputs[name].implies.items():
            known = given.get(effect)
            if known is None or (known.value is not value and value):
                given[effect] = Fact(value, planned=cause.planned)
                if effect in book.implying:
                    waiting.append(effect)


def read_value(item: Input, value: Value) -> Value:
    """The value in the type that the input's kind asks for; InputError says what would fit."""
    kind = item.kind
    if kind == "boolean":
        if not isinstance(value, bool):
            raise InputError(f"{item.id} ({item.label}): {value!r} is neither true nor false")
        return value
    if kind == "choice":
        if value not in {option.id for option in item.options}:
            raise InputError(f"{item.id} ({item.label}): {value!r} is none of {', '.join(o.id for o in item.options)}")
        return value
    number = value if type(value) is Decimal else _number(item, value)
    if not number.is_finite() or number < 0:
        raise InputError(f"{item.id} ({item.label}): {value!r} must be a number from 0 up")
    if number >= _TOO_LARGE or (number % 1 and number.as_tuple().exponent < -6):  # type: ignore[operator]  # finite, so the exponent is a number
        raise InputError(f"{item.id} ({item.label}): {value!r} is beyond 15 digits before or 6 after the point")
    if kind == "integer" and number != number.to_integral_value():
        raise InputError(f"{item.id} ({item.label}): {value!r} is no whole number")
    if item.minimum is not None and number < item.minimum:
        raise InputError(f"{item.id} ({item.label}): {value!r} is below the least value {item.minimum}")
    if item.maximum is not None and number > item.maximum:
        raise InputError(f"{item.id} ({item.label}): {value!r} is above the greatest value {item.maximum}")
    return int(number) if kind == "integer" else number


def _number(item: Input, value: Value) -> Decimal:
    """Integers and text; a share may be written with a percent sign, an amount with 万 and 亿."""
    try:
        if isinstance(value, bool | float):
            raise ValueError
        if isinstance(value, int):
            return Decimal(value)
        text = str(value).strip()
        if item.kind == "percent":
            return read_ratio(text) if text.endswith(("%", "成")) else Decimal(text)
        return Decimal(text) if item.kind == "integer" else read_yuan(text)
    except (ValueError, InvalidOperation) as error:
        raise InputError(f"{item.id} ({item.label}): {value!r} is no number that fits") from error
