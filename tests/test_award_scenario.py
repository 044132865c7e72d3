"""More than one case: comparisons, two enterprises, ranges, years, the whole company, the maximum, curves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from award_policies import ZONE, given, shapes, zone
from test_award_rules import haizhu

from corpus.award.result import Note, plain
from corpus.award.scenario import at_maximum, beside, checkup, compare, curve, schedule, span, together, with_changes
from corpus.errors import InputError
from corpus.model import Given, Policy

WAN = Decimal(10_000)


def totals(parts: Any) -> list[str | None]:
    return [None if part.total_yuan is None else plain(part.total_yuan) for part in parts]


class TestCompare:
    """Two cases side by side."""

    def test_difference(self) -> None:
        """260万 against 200万 of spending: 1,300,000 − 1,000,000, whichever comes first."""
        for first, second in (("260万", "200万"), ("200万", "260万")):
            found = compare(haizhu(), ["model-optimization"], given(optimization_cost=first), given(optimization_cost=second))
            assert found.difference_yuan == 30 * WAN
            assert found.awards == () and found.compared and found.total_yuan is None

    def test_parent_against_subsidiary(self) -> None:
        """Rent of 100万: 900,000 for the parent at 1亿, 600,000 for the subsidiary."""
        parent = given(rent="100万", revenue="1亿")
        branch = given(rent="100万", revenue="500万", is_subsidiary=True, parent_has_model_filing=True, wholly_owned=True)
        found = compare(haizhu(), ["office-rent"], parent, branch, [Note("母公司", "parent"), Note("子公司", "subsidiary")])
        assert [case.awards[0].award for case in found.cases] == ["office-rent", "office-rent-subsidiary"]
        assert [case.label for case in found.cases] == ["母公司", "子公司"]
        assert found.difference_yuan == 30 * WAN

    def test_a_bound_cannot_be_subtracted(self) -> None:
        """An upper bound on either side: no difference, both amounts stay."""
        found = compare(haizhu(), ["office-rent"], given(rent="100万", revenue="6000万"), given(rent="100万", revenue="1亿"))
        assert found.difference_yuan is None
        assert totals(found.cases) == ["900000", "900000"]

    def test_none_is_zero_in_a_difference(self) -> None:
        """Not eligible counts as nothing, and can be subtracted."""
        found = compare(haizhu(), ["office-rent"], given(rent="100万", revenue="1000万"), given(rent="100万", revenue="1亿"))
        assert found.difference_yuan == 90 * WAN

    def test_a_missing_input_leaves_the_difference_open(self) -> None:
        """What is not yet computable is not subtracted."""
        found = compare(haizhu(), ["office-rent"], given(rent="100万"), given(rent="100万", revenue="1亿"))
        assert found.difference_yuan is None and found.missing == ("revenue",)

    def test_each_case_has_its_own_caps(self) -> None:
        """The group cap of 3,000,000 is applied to each by itself."""
        case = given(first_filing=True, cost="800万", rent="200万", revenue="1亿")
        found = compare(zone(), ["filing", "training", "rent"], case, given(first_filing=True, cost="800万"))
        assert totals(found.cases) == ["3000000", "2500000"]  # 100 + 150 + 100 cut to 300; 100 + 150


class TestWhatIf:
    """One input changed."""

    def test_change_and_take_away(self) -> None:
        """A given input is replaced; None takes one away, and the rest stays."""
        case = given(optimization_cost="260万", has_filing=True)
        found = with_changes(haizhu(), ["model-optimization"], case, {"optimization_cost": Given(value="400万")})
        assert totals(found.cases) == ["1300000", "1500000"] and found.difference_yuan == 20 * WAN
        assert found.inputs.keys() == {"has_filing"}
        gone = with_changes(haizhu(), ["model-optimization"], case, {"has_filing": None})
        assert gone.cases[1].awards[0].assumptions[0].say.startswith("前提")
        assert case["optimization_cost"].value == "260万"  # inputs are never changed


class TestTogether:
    """Several enterprises asked for together."""

    def test_the_total_is_the_sum_of_both(self) -> None:
        """Each under its own annual cap: 10,000,000 twice."""
        one = given(
            first_model_filing=True, optimization_cost="300万", promotion_investment="2000万", growth_award="400万", has_filing=True
        )
        names = ["model-filing", "model-optimization", "application-promotion", "revenue-growth"]
        found = together(haizhu(), names, [one, one])
        assert totals(found.cases) == ["10000000", "10000000"]  # 100 + 150 + 500 + 400 cut to 1000
        assert found.total_yuan == 2000 * WAN and found.total_kind == "ceiling"

    def test_each_with_its_own_awards(self) -> None:
        """A list of awards for each enterprise."""
        found = together(haizhu(), [["model-filing"], ["algorithm-filing"]], [{}, {}])
        assert totals(found.cases) == ["1000000", "200000"] and found.total_yuan == 120 * WAN

    def test_firms_alike(self) -> None:
        """8 × 1,000,000 + 15 × 200,000 = 11,000,000; each case keeps what one firm gets."""
        found = together(haizhu(), [["model-filing"], ["algorithm-filing"]], [{}, {}], counts=[8, 15])
        assert totals(found.cases) == ["1000000", "200000"] and found.total_yuan == 1100 * WAN
        with pytest.raises(InputError, match="one firm or more"):
            together(haizhu(), ["model-filing"], [{}], counts=[0])


class TestBeside:
    """Alternatives that are worked out already."""

    def test_one_year_against_two(self) -> None:
        """400万 in one year: 1,500,000; 200万 in each of two: 1,000,000 × 2; 500,000 apart."""
        names = ["model-optimization"]
        once = schedule(haizhu(), names, [given(optimization_cost="400万", has_filing=True)])
        twice = schedule(haizhu(), names, [given(optimization_cost="200万", has_filing=True)] * 2)
        found = beside(haizhu(), [once, twice], ["一年", "两年"])
        assert totals(found.cases) == ["1500000", "2000000"] and found.difference_yuan == 50 * WAN


class TestSpan:
    """A range as input."""

    def test_both_ends(self) -> None:
        """四五百万 of spending: 1,500,000 at both ends; 一二百万: 500,000 and 1,000,000."""
        high = span(haizhu(), ["model-optimization"], given(optimization_cost="400万"), given(optimization_cost="500万"))
        assert totals(high.cases) == ["1500000", "1500000"] and high.total_yuan == 150 * WAN
        low = span(haizhu(), ["model-optimization"], given(optimization_cost="100万"), given(optimization_cost="200万"))
        assert totals(low.cases) == ["500000", "1000000"] and low.total_yuan is None


class TestSchedule:
    """Several years."""

    def test_three_years_of_rent(self) -> None:
        """200万 a year at over 1亿: 1,000,000 three times; a fourth year gives nothing."""
        year = given(rent="200万", revenue="1.5亿")
        assert schedule(haizhu(), ["office-rent"], [year] * 3).total_yuan == 300 * WAN
        assert totals(schedule(haizhu(), ["office-rent"], [year] * 4).years) == ["1000000"] * 3 + ["0"]

    def test_the_window_runs_on_from_the_year_said(self) -> None:
        """Starting in year 2 only two years are left."""
        found = schedule(haizhu(), ["office-rent"], [given(rent="200万", revenue="1.5亿", rent_year=2)] * 3)
        assert totals(found.years) == ["1000000", "1000000", "0"]

    def test_years_given_one_by_one_stay(self) -> None:
        """A year's own place in the window is not overwritten."""
        years = [given(rent="200万", revenue="1.5亿", rent_year=n) for n in (1, 3, 4)]
        assert totals(schedule(haizhu(), ["office-rent"], years).years) == ["1000000", "1000000", "0"]

    def test_revenue_of_each_year_decides_that_year(self) -> None:
        """1000万, 6000万, 1.2亿 with rent of 80万: nothing, at most 720,000, 720,000."""
        years = [given(rent="80万", revenue=revenue) for revenue in ("1000万", "6000万", "1.2亿")]
        found = schedule(haizhu(), ["office-rent"], years)
        assert [(y.total_kind, plain(y.total_yuan or Decimal(0))) for y in found.years] == [
            ("none", "0"), ("bound", "720000"), ("ceiling", "720000"),
        ]  # fmt: skip
        assert found.total_yuan == 144 * WAN and found.total_kind == "bound"

    def test_one_off_awards_count_in_the_first_year(self) -> None:
        """A filing is paid once, however often it is listed."""
        found = schedule(haizhu(), ["model-filing", "algorithm-filing"], [given(first_model_filing=True)] * 3)
        assert totals(found.years) == ["1200000", "0", "0"]

    def test_an_unstated_period_counts_once(self) -> None:
        """In the first year, or the year named, unless the amounts are given by year."""
        same = [given(promotion_investment="1000万")] * 3
        assert totals(schedule(haizhu(), ["application-promotion"], same).years) == ["3000000", "0", "0"]
        named = schedule(haizhu(), ["application-promotion"], same, counted_once={"application-promotion": 2})
        assert totals(named.years) == ["0", "3000000", "0"]
        by_year = [given(promotion_investment=amount) for amount in ("1000万", "500万", "2000万")]
        assert totals(schedule(haizhu(), ["application-promotion"], by_year).years) == ["3000000", "1500000", "5000000"]
        only_second = [{}, given(promotion_investment="1000万"), {}]
        assert totals(schedule(haizhu(), ["application-promotion"], only_second).years) == ["0", "3000000", "0"]
        every = schedule(haizhu(), ["application-promotion"], same, per_year=["application-promotion"])
        assert totals(every.years) == ["3000000"] * 3

    def test_each_year_has_its_own_caps(self) -> None:
        """Group cap of 3,000,000 a year: 350万 cut in the first, 250万 in the second."""
        year = given(first_filing=True, cost="800万", rent="200万", revenue="1亿")
        found = schedule(zone(), ["filing", "training", "rent"], [year, year])
        assert totals(found.years) == ["3000000", "2500000"]
        assert found.total_yuan == 550 * WAN

    def test_no_year_is_refused(self) -> None:
        """Nothing to compute."""
        with pytest.raises(InputError):
            schedule(zone(), ["rent"], [])


class TestCheckup:
    """The whole company at once."""

    def test_awards_with_a_given_input_are_listed(self) -> None:
        """A bare filing claims no filing award; growth and talent are not summed unless approved."""
        found = checkup(haizhu(), given(revenue="1.2亿", rent="80万", has_filing=True, optimization_cost="260万"))
        assert [(one.award, plain(one.yuan or Decimal(0))) for one in found.calculation.awards] == [
            ("model-optimization", "1300000"), ("office-rent", "720000"),
        ]  # fmt: skip
        assert found.calculation.total_yuan == 202 * WAN
        others = {prospect.result.award: plain(prospect.most or Decimal(0)) for prospect in found.prospects}
        assert others == {
            "model-filing": "1000000", "algorithm-filing": "200000", "application-promotion": "5000000",
            "revenue-growth": "4000000", "talent": "5000000",
        }  # fmt: skip

    def test_a_first_filing_counts(self) -> None:
        """Called first, it is claimed."""
        assert checkup(haizhu(), given(first_model_filing=True)).calculation.total_yuan == 100 * WAN

    def test_a_failing_award_says_what_would_change_it(self) -> None:
        """Rent fails for revenue: listed with none, and again among what it would need."""
        found = checkup(haizhu(), given(rent="80万", revenue="1500万"))
        assert found.calculation.awards[-1].kind == "none"
        prospect = next(one for one in found.prospects if one.result.award == "office-rent")
        assert prospect.most == 72 * WAN and "2000万元" in prospect.needs[0].say

    def test_a_subsidiary_is_one_benefit(self) -> None:
        """The variant it falls under stands for the base award."""
        case = given(rent="100万", revenue="500万", is_subsidiary=True, parent_has_model_filing=True, wholly_owned=True)
        awards = [one.award for one in checkup(haizhu(), case).calculation.awards]
        assert "office-rent-subsidiary" in awards and "office-rent" not in awards

    def test_a_condition_shared_by_all_claims_no_fixed_award(self) -> None:
        """Being in the district is needed for every award here; it does not make the first filing one's own."""
        data = {**ZONE, "id": "shared", "inputs": [*ZONE["inputs"], {"id": "here", "label": "在本区", "kind": "boolean", "ask": "?"}]}
        data["awards"] = [
            {**award, "conditions": [*award.get("conditions", []), {"input": "here", "is": True}]} for award in ZONE["awards"]
        ]
        policy = Policy.model_validate(data)
        assert [one.award for one in checkup(policy, given(here=True)).calculation.awards if one.yuan] == []
        assert checkup(policy, given(here=True, first_filing=True)).calculation.total_yuan == 100 * WAN


class TestMaximum:
    """Everything at its ceiling."""

    def test_the_shipped_policy(self) -> None:
        """100 + 20 + 150 + 100 + 500 + 400 = 1270 → 1000 of industry, 500 of talent, 1500 in all."""
        found = at_maximum(haizhu())
        assert [plain((one.yuan or Decimal(0)) / WAN) for one in found.awards] == ["100", "20", "150", "100", "500", "400", "500"]
        assert found.groups == {"industry": 1000 * WAN, "talent": 500 * WAN}
        assert found.total_yuan == 1500 * WAN and found.total_kind == "bound"
        assert next(cap.before for cap in found.caps if cap.group == "industry") == 1270 * WAN

    def test_named_awards(self) -> None:
        """Only those asked for; an award without a ceiling gives no figure."""
        assert at_maximum(haizhu(), ["model-filing", "talent"]).total_yuan == 600 * WAN
        found = at_maximum(shapes(), ["ratio", "slices"])
        assert [one.yuan for one in found.awards] == [None, 100 * WAN]


class TestCurve:
    """The corners of an award against one input."""

    def test_up_to_the_cap(self) -> None:
        """Straight to the cap, then flat."""
        points = curve(haizhu(), "model-optimization", "optimization_cost", given(has_filing=True), 500 * WAN)
        assert [(plain(p.x), plain(p.yuan)) for p in points] == [("0", "0"), ("3000000", "1500000"), ("5000000", "1500000")]

    def test_jumps_have_two_points(self) -> None:
        """At a tier the amount jumps: both values at the same x, the unstated part marked."""
        points = curve(haizhu(), "office-rent", "revenue", given(rent="80万"), 20_000 * WAN)
        assert [(plain(p.x / WAN), plain(p.yuan / WAN), p.bound) for p in points] == [
            ("0", "0", False), ("2000", "0", False), ("2000", "72", True), ("10000", "72", True),
            ("10000", "72", False), ("20000", "72", False),
        ]  # fmt: skip

    def test_slices_bend(self) -> None:
        """Each slice is a straight line of its own."""
        points = curve(shapes(), "slices", "a", {}, 800 * WAN)
        assert [(plain(p.x / WAN), plain(p.yuan / WAN)) for p in points] == [
            ("0", "0"), ("100", "10"), ("500", "90"), ("700", "100"), ("800", "100"),
        ]  # fmt: skip

    def test_a_missing_input_gives_no_curve(self) -> None:
        """No picture rather than a wrong one."""
        assert curve(haizhu(), "office-rent", "revenue", {}, WAN) == []
        with pytest.raises(InputError):
            curve(haizhu(), "office-rent", "revenue", {}, Decimal(0))
