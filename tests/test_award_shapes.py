"""Every named shape by hand: its amount below, on and above each figure, and the sum it writes down."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from award_policies import SHAPES, given, shapes

from corpus.award.calculate import calculate
from corpus.award.result import AwardResult, plain
from corpus.model import Policy


def one(award: str, **values: Any) -> AwardResult:
    return calculate(shapes(), [award], given(**values)).awards[0]


AMOUNTS: list[tuple[str, dict[str, Any], str | None]] = [
    ("fixed", {}, "300000"),
    ("ratio", {"a": "100万"}, "300000"),  # 1,000,000 × 30%
    ("ratio", {"a": "0.01"}, "0"),  # 0.003 cut down
    ("ratio", {"a": "9亿"}, "270000000"),  # no cap
    ("capped", {"a": "1666666.66"}, "499999.99"),  # 499,999.998 cut down
    ("capped", {"a": "1666666.67"}, "500000"),  # 500,000.001 cut at the cap
    ("tiers", {"a": "999999.99", "b": "100万"}, "0"),  # below the lowest tier
    ("tiers", {"a": "100万", "b": "100万"}, "100000"),  # 1,000,000 × 10%
    ("tiers", {"a": "4999999.99", "b": "100万"}, "100000"),
    ("tiers", {"a": "500万", "b": "100万"}, "200000"),  # 1,000,000 × 20%, the whole of it
    ("tiers", {"a": "500万", "b": "300万"}, "400000"),  # 600,000 cut
    ("steps", {"a": "1000万"}, "100000"),
    ("steps", {"a": "4999.9999万"}, "100000"),
    ("steps", {"a": "5000万"}, "500000"),
    ("open-tier", {"a": "100万", "b": "100万"}, "600000"),  # ratio not stated: the cap is all that follows
    ("open-tier", {"a": "500万", "b": "100万"}, "200000"),
    ("slices", {"a": "0"}, "0"),
    ("slices", {"a": "100万"}, "100000"),  # 1,000,000 × 10%
    ("slices", {"a": "1000000.10"}, "100000.02"),  # 100,000 + 0.10 × 20%
    ("slices", {"a": "300万"}, "500000"),  # 100,000 + 2,000,000 × 20%
    ("slices", {"a": "500万"}, "900000"),  # 100,000 + 4,000,000 × 20%
    ("slices", {"a": "600万"}, "950000"),  # 900,000 + 1,000,000 × 5%
    ("slices", {"a": "700万"}, "1000000"),  # 900,000 + 100,000, on the cap
    ("slices", {"a": "701万"}, "1000000"),
    ("per-unit", {"n": 0}, "0"),
    ("per-unit", {"n": 9}, "45000"),  # 9 × 5,000
    ("per-unit", {"n": 10}, "50000"),
    ("per-unit", {"n": 11}, "50000"),  # ten count
    ("per-unit-cap", {"n": 6}, "30000"),
    ("per-unit-cap", {"n": 7}, "32000"),  # 35,000 cut
    ("increment", {"a": "119.9999万", "before": "100万"}, "0"),  # growth just below 20%
    ("increment", {"a": "120万", "before": "100万"}, "20000"),  # 200,000 × 10%
    ("increment", {"a": "90万", "before": "100万"}, "0"),
    ("increment", {"a": "100万", "before": "100万"}, "0"),
    ("increment", {"a": "900万", "before": "100万"}, "800000"),  # 8,000,000 × 10%, on the cap
    ("increment", {"a": "901万", "before": "100万"}, "800000"),
    ("increment", {"a": "100万", "before": 0}, "100000"),  # from nothing, any growth is enough
    ("choice", {"level": "national"}, "1000000"),
    ("choice", {"level": "provincial"}, "500000"),
    ("choice", {"level": "other"}, "0"),
    ("higher", {"a": "150万", "b": "200万"}, "150000"),  # 150,000 against 100,000
    ("higher", {"a": "100万", "b": "300万"}, "150000"),  # 100,000 against 150,000
    ("higher", {"a": "900万", "b": "2000万"}, "500000"),  # 200,000 against 500,000, both cut
    ("sum", {"a": "100万", "n": 3}, "130000"),  # 100,000 + 30,000
    ("sum", {"a": "400万", "n": 20}, "600000"),  # 400,000 + 200,000, on the cap
    ("sum", {"a": "400万", "n": 21}, "600000"),
    ("unknown", {}, "700000"),
    ("unknown", {"done": "12万"}, "120000"),
    ("unknown", {"done": "71万"}, "700000"),
    ("shared", {"d": "10万", "share": Decimal("0.2999")}, "0"),
    ("shared", {"d": "10万", "share": "30%"}, "50000"),
    ("small", {"d": "999999.99"}, "499999.99"),
    ("small", {"d": "100万"}, "0"),  # below excludes the number
    ("until", {"d": "100万"}, "500000"),  # at most includes it
    ("until", {"d": "1000000.01"}, "0"),
    ("above", {"d": "100万"}, "0"),  # more than excludes it
    ("above", {"d": "1000000.01"}, "500000"),
]


@pytest.mark.parametrize(("award", "values", "yuan"), AMOUNTS, ids=[f"{a}-{v}" for a, v, _ in AMOUNTS])
def test_amount(award: str, values: dict[str, Any], yuan: str) -> None:
    """The amount is the one worked out by hand."""
    found = one(award, **values).yuan
    assert found is not None and plain(found) == yuan


@pytest.mark.parametrize(
    ("award", "values", "kind"),
    [
        ("ratio", {"a": 1}, "ceiling"),
        ("ratio", {"a": 0}, "ceiling"),
        ("tiers", {"a": "99万", "b": 1}, "none"),
        ("increment", {"a": 1, "before": 1}, "none"),
        ("choice", {"level": "other"}, "none"),
        ("unknown", {}, "bound"),
        ("unknown", {"done": 1}, "ceiling"),
        ("open-tier", {"a": "100万", "b": 1}, "bound"),
        ("open-tier", {"a": "500万", "b": 1}, "ceiling"),
        ("ratio", {}, None),
    ],
)
def test_kind(award: str, values: dict[str, Any], kind: str | None) -> None:
    """A stated formula gives a ceiling, an unstated one a bound, a failing condition none, a missing input nothing."""
    assert one(award, **values).kind == kind


@pytest.mark.parametrize(
    ("award", "values", "texts"),
    [
        ("capped", {"a": "200万"}, ["2000000 × 30% = 600000", "min(600000, 500000) = 500000"]),
        ("tiers", {"a": "500万", "b": "100万"}, ["5000000 ≥ 5000000", "1000000 × 20% = 200000"]),
        ("slices", {"a": "300万"}, ["1000000 × 10% = 100000", "(3000000 − 1000000) × 20% = 400000", "100000 + 400000 = 500000"]),
        ("per-unit", {"n": 12}, ["min(12, 10) = 10", "10 × 5000 = 50000"]),
        ("increment", {"a": "120万", "before": "100万"}, ["1200000 − 1000000 = 200000", "200000 × 10% = 20000"]),
        ("higher", {"a": "150万", "b": "200万"}, ["1500000 × 10% = 150000", "2000000 × 5% = 100000", "max(150000, 100000) = 150000"]),
        ("sum", {"a": "100万", "n": 3}, ["1000000 × 10% = 100000", "3 × 10000 = 30000", "100000 + 30000 = 130000"]),
        ("ratio", {"a": "0.05"}, ["0.05 × 30% = 0.015", "0.015 → 0.01"]),
        ("unknown", {}, ["≤ 700000"]),
    ],
)
def test_the_sum_is_written_down(award: str, values: dict[str, Any], texts: list[str]) -> None:
    """Each step is arithmetic that a person can check, in digits and signs."""
    assert [step.text for step in one(award, **values).steps] == texts


@pytest.mark.parametrize(
    ("award", "values", "missing", "most"),
    [
        ("ratio", {}, ("a",), None),
        ("capped", {}, ("a",), "500000"),
        ("tiers", {"b": "100万"}, ("a",), "200000"),  # at best 20%
        ("tiers", {"a": "100万"}, ("b",), "400000"),
        ("tiers", {}, ("a", "b"), "400000"),
        ("per-unit", {}, ("n",), "50000"),
        ("increment", {"before": 1}, ("a",), "800000"),
        ("increment", {"a": "100万"}, ("before",), "100000"),  # at best the whole of it is increment
        ("rising", {"c": "100万"}, ("before",), "100000"),
        ("choice", {}, ("level",), "1000000"),
        ("higher", {"a": "100万"}, ("b",), "500000"),
        ("sum", {"a": "100万"}, ("n",), "300000"),  # 100,000 + 200,000
        ("shared", {"d": "10万"}, ("share",), "50000"),
    ],
)
def test_missing_inputs_are_asked_for(award: str, values: dict[str, Any], missing: tuple[str, ...], most: str | None) -> None:
    """What is missing is named, with the most that the award can be anyway."""
    found = one(award, **values)
    assert (found.kind, found.yuan, found.missing) == (None, None, missing)
    assert found.at_most == (None if most is None else Decimal(most))


def test_a_known_part_at_the_cap_needs_no_more() -> None:
    """When one option reaches what the other never can, the other need not be asked for."""
    assert one("higher", b="2000万").yuan == Decimal(500_000)
    assert one("sum", a="600万").yuan == Decimal(600_000)


def test_of_equal_options_the_stated_one_counts() -> None:
    """A bound beside a stated formula of the same amount leaves nothing open."""
    data = {**SHAPES, "awards": [{"id": "x", "title": "x", "clause": "all", "amount": {"shape": "higher_of", "options": [
        {"shape": "not_stated", "at_most": "10万"}, {"shape": "ratio", "of": "a", "ratio": "10%"}]}}], "exclusives": []}  # fmt: skip
    kinds = [calculate(Policy.model_validate(data), ["x"], given(a=a)).awards[0].kind for a in ("99万", "100万", "101万")]
    assert kinds == ["bound", "ceiling", "ceiling"]


def test_the_cap_that_bit_is_named() -> None:
    """A result knows which cap cut it and what it was before."""
    found = one("capped", a="200万")
    assert (found.cap_bit, found.uncapped) == (Decimal(500_000), Decimal(600_000))
    assert one("capped", a="100万").cap_bit is None
    assert one("per-unit", n=12).uncapped == Decimal(60_000)


@pytest.mark.parametrize(
    ("award", "values", "more"),
    [
        ("capped", {"a": "100万"}, "3000"),  # 10,000 × 30%
        ("capped", {"a": "1663333.33"}, "1000.01"),  # only 1,000.01 is left below the cap of 500,000
        ("capped", {"a": "200万"}, "0"),
        ("slices", {"a": "99.5万"}, "1500"),  # 5,000 × 10% + 5,000 × 20%
        ("per-unit", {"n": 9}, "5000"),
        ("per-unit", {"n": 10}, "0"),
        ("increment", {"a": "200万", "before": "100万"}, "1000"),
        ("higher", {"a": "150万", "b": "200万"}, "1000"),
        ("higher", {"a": "150万", "b": "400万"}, "0"),  # the other one is higher
    ],
)
def test_one_more(award: str, values: dict[str, Any], more: str) -> None:
    """What one more 万元, or one more unit, of the base adds to the award."""
    assert one(award, **values).more == Decimal(more)


def test_only_the_higher_of_exclusive_awards_counts() -> None:
    """Awards that may not be claimed together: the others keep their amount and enter no sum."""
    found = calculate(shapes(), ["fixed", "choice", "per-unit", "capped"], given(level="provincial", n=10, a="100万"))
    assert [(one.award, one.displaced_by) for one in found.awards] == [
        ("fixed", "choice"), ("choice", ""), ("per-unit", "choice"), ("capped", ""),
    ]  # fmt: skip
    assert found.total_yuan == Decimal(800_000)  # 500,000 + 300,000


def test_of_equal_exclusive_awards_the_first_counts() -> None:
    """A tie is decided by the order asked in."""
    policy = shapes().model_copy(update={"exclusives": (shapes().exclusives[0].model_copy(update={"awards": ("fixed", "capped")}),)})
    found = calculate(policy, ["capped", "fixed"], given(a="100万"))
    assert [one.displaced_by for one in found.awards] == ["", "capped"]
    assert found.total_yuan == Decimal(300_000)
