"""Backwards: the input that reaches an amount, to the fen; thresholds as stated; how far a pool goes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from award_policies import given, shapes, zone
from test_award_rules import haizhu

from corpus.award.result import Required, plain
from corpus.award.solve import required, served, thresholds
from corpus.errors import InputError, UnknownName


def need(award: str, target: str = "", by: str = "", **values: Any) -> Required:
    return required(shapes(), award, given(**values), target=Decimal(target) if target else None, input=by or None)


@pytest.mark.parametrize(
    ("award", "full"),
    [
        ("model-optimization", "3000000"),  # 1,500,000 ÷ 50%
        ("application-promotion", "16666666.67"),  # 5,000,000 ÷ 30% = 16,666,666.666…
        ("office-rent", "1111111.12"),  # 1,000,000 ÷ 90% = 1,111,111.111…
        ("office-rent-subsidiary", "1333333.34"),  # 800,000 ÷ 60% = 1,333,333.333…
    ],
)
def test_the_full_amount_of_the_shipped_policy(award: str, full: str) -> None:
    """What has to be spent for the whole ceiling, rounded up to the fen."""
    found = required(haizhu(), award, {})
    assert found.yuan == Decimal(full)


def test_the_rest_after_what_is_spent() -> None:
    """还要再花多少: the whole less what is spent, never below zero."""
    assert required(haizhu(), "model-optimization", given(optimization_cost="260万")).more == Decimal(400_000)
    assert required(haizhu(), "model-optimization", {}, spent=Decimal(4_000_000)).more == 0


def test_a_ratio_that_is_not_stated_gives_a_lower_bound() -> None:
    """Between the tiers nothing can be said but the least it takes at the highest ratio."""
    found = required(haizhu(), "office-rent", given(revenue="6000万"))
    assert (found.yuan, found.at_least) == (None, Decimal("1111111.12"))
    assert found.reason is not None and "未载明" in found.reason.say


def test_what_else_has_to_hold_is_said() -> None:
    """The rent for the full amount supposes the tier whose ratio is stated."""
    notes = [note.say for note in required(haizhu(), "office-rent", {}).assumptions]
    assert "前提：年度主营业务收入达到1亿元" in notes


@pytest.mark.parametrize(
    ("award", "target", "by", "values", "yuan"),
    [
        ("ratio", "300000", "", {}, "1000000"),
        ("ratio", "0.01", "", {}, "0.04"),  # 0.04 × 30% = 0.012; 0.03 gives 0.009
        ("capped", "", "", {}, "1666666.67"),
        ("slices", "50000", "", {}, "500000"),  # first slice, 10%
        ("slices", "100000", "", {}, "1000000"),  # its end
        ("slices", "500000", "", {}, "3000000"),  # second slice, 20%
        ("slices", "", "", {}, "7000000"),  # third slice, 5%
        ("per-unit", "12000", "", {}, "3"),  # two give 10,000
        ("per-unit", "", "", {}, "10"),
        ("per-unit-cap", "", "", {}, "7"),
        ("increment", "10000", "", {"before": "100万"}, "1200000"),  # 20% growth first, which gives 20,000
        ("increment", "30000", "", {"before": "100万"}, "1300000"),
        ("increment", "", "", {"before": "100万"}, "9000000"),
        ("tiers", "200000", "", {"a": "500万"}, "1000000"),
        ("tiers", "200000", "a", {"b": "100万"}, "5000000"),  # the tier that does it
        ("tiers", "100000", "a", {"b": "100万"}, "1000000"),
        ("steps", "500000", "a", {}, "50000000"),
        ("higher", "150000", "a", {"b": "100万"}, "1500000"),
        ("higher", "", "b", {"a": "100万"}, "10000000"),
        ("sum", "130000", "a", {"n": 3}, "1000000"),
        ("sum", "600000", "n", {"a": "500万"}, "10"),
        ("unknown", "120000", "done", {}, "120000"),
        ("above", "500000.01", "", {"share": "30%"}, "1000000.02"),
        ("above", "400000", "", {}, "1000000.01"),  # more than 1,000,000, the number itself excluded
        ("small", "499999.99", "", {}, "999999.98"),
        ("until", "500000", "", {}, "1000000"),
    ],
)
def test_every_shape_backwards(award: str, target: str, by: str, values: dict[str, Any], yuan: str) -> None:
    """The least input that reaches the target (default: the full amount), worked out by hand."""
    found = need(award, target, by, **values)
    assert found.yuan is not None and plain(found.yuan) == yuan


@pytest.mark.parametrize(
    ("award", "target", "values", "words"),
    [
        ("capped", "500000.01", {}, "50万元"),
        ("small", "500000", {}, "499,999.99元"),  # 999,999.99 × 50% = 499,999.995
        ("until", "500000.01", {}, "50万元"),
        ("shared", "1", {"share": "29%"}, "条件未满足"),
        ("fixed", "1", {}, "定额"),
        ("unknown", "", {}, "未载明"),
        ("ratio", "", {}, "没有载明封顶"),
        ("increment", "", {}, "before"),
    ],
)
def test_what_no_input_reaches(award: str, target: str, values: dict[str, Any], words: str) -> None:
    """Unreachable: no figure, and the reason with the most that is possible."""
    found = need(award, target, **values)
    assert found.yuan is None and found.at_least is None
    assert found.reason is not None and words in found.reason.say and found.reason.say_en


def test_a_missing_other_input_is_named() -> None:
    """What the reverse cannot do without is listed to be asked for."""
    assert need("increment").missing == ("before",)
    assert required(zone(), "rent", {}, input="revenue").missing == ("rent",)


def test_a_stated_tier_beyond_an_unstated_one() -> None:
    """Asked for the revenue: sure from the tier that is stated, possible from the one that is not."""
    found = required(zone(), "rent", given(rent="200万"), input="revenue")
    assert (found.yuan, found.at_least) == (Decimal(100_000_000), Decimal(20_000_000))


def test_a_case_that_is_handed_over() -> None:
    """With its own 80万 passed, a subsidiary reaches more only where the other award takes over."""
    found = required(zone(), "rent", given(rent="200万", is_branch=True, parent_filed=True), input="revenue", target=Decimal(900_000))
    assert (found.yuan, found.at_least) == (Decimal(100_000_000), Decimal(20_000_000))


def test_the_steps_go_there_and_back() -> None:
    """The division, then the rule forwards."""
    assert [step.text for step in required(haizhu(), "application-promotion", {}).steps] == [
        "5000000 ÷ 30% → 16666666.67",
        "16666666.67 × 30% = 5000000.001",
        "min(5000000.001, 5000000) = 5000000",
    ]


@pytest.mark.parametrize("target", ["0", "-1", "NaN"])
def test_a_target_must_be_an_amount(target: str) -> None:
    """Nothing, less than nothing and no number are refused."""
    with pytest.raises(InputError, match="target"):
        need("ratio", target)


def test_thresholds_as_stated() -> None:
    """Conditions, tiers, slices and the spending at which a cap is reached, in order."""
    assert [(t.kind, plain(t.value), t.inclusive, t.stated) for t in thresholds(zone(), "rent", "revenue")] == [
        ("condition", "20000000", True, True),
        ("tier", "20000000", True, False),
        ("tier", "100000000", True, True),
    ]
    assert [(t.kind, plain(t.value)) for t in thresholds(zone(), "training", "cost")] == [("cap", "3000000")]
    assert [(t.kind, plain(t.value)) for t in thresholds(shapes(), "slices", "a")] == [("slice", "1000000"), ("slice", "5000000")]
    assert [(t.kind, plain(t.value)) for t in thresholds(shapes(), "per-unit", "n")] == [("cap", "10")]
    assert [(t.kind, t.inclusive) for t in thresholds(shapes(), "above", "d")] == [("condition", False)]
    assert [plain(t.value) for t in thresholds(zone(), "rent", "rent_year")] == ["3"]
    assert thresholds(haizhu(), "revenue-growth", "revenue") == ()


def test_a_pool() -> None:
    """3000万 at 150万 each serves 20 enterprises; a remainder serves nobody in full."""
    found = served(haizhu(), "optimization-pool")
    assert (found.count, found.step.text) == (20, "30000000 ÷ 1500000 = 20")
    assert served(haizhu(), "optimization-pool", Decimal(1_400_000)).count == 21  # 21.43
    with pytest.raises(UnknownName, match="optimization-pool"):
        served(haizhu(), "pool")
    with pytest.raises(InputError):
        served(haizhu(), "annual-budget")
