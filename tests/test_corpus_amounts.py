"""Amounts as people write them, read back exactly; figures of answers, all of them; amounts written out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from corpus.amounts import Quantity, find_quantities
from corpus.text import normalise

TABLE = yaml.safe_load((Path(__file__).parent / "amounts.yaml").read_text(encoding="utf-8"))
ROWS = [(str(text), expected) for group in TABLE.values() for text, expected in group.items()]
SIGNS = {"exact": "", "about": "~", "below": "<", "at_least": ">="}


def shown(quantity: Quantity) -> str:
    """A quantity in the notation of amounts.yaml."""
    value = f"{quantity.value:f}" if quantity.high is None else f"{quantity.low:f}..{quantity.high:f}"
    sign, per = SIGNS[quantity.relation], f"/{quantity.per}" if quantity.per else ""
    match quantity.kind:
        case "year":
            return f"{sign}year {value}"
        case "date":
            return f"date {quantity.date}"
        case "ordinal":
            return f"第{value}{quantity.measure}"
        case "bare":
            return f"{sign}bare {value}{per}"
        case "percent" if quantity.fraction is not None and 100 % quantity.fraction.denominator and 1000 % quantity.fraction.denominator:
            return f"{sign}{quantity.fraction}"
        case "amount" if quantity.currency != "CNY":
            return f"{sign}{value} {quantity.currency}{per}"
    return f"{'vague ' if quantity.vague else ''}{sign}{value}{quantity.unit}{per}"


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text for text, _ in ROWS])
def test_form(text: str, expected: str) -> None:
    """Each written form says what the table says, and nothing else."""
    found = find_quantities(normalise(text).text)
    assert " | ".join(shown(q) for q in found) == expected


def test_table_is_large_enough() -> None:
    """The table holds at least 200 forms."""
    assert len(ROWS) >= 200
