"""Conditions: what was said, what is planned, what is taken as given, how far it is from holding, who is judged where."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from award_policies import ZONE, given, shapes, zone

from corpus.award.calculate import calculate, judged_under
from corpus.award.result import AwardResult
from corpus.errors import InputError, UnknownName
from corpus.model import Given, Policy


def one(award: str, **values: Any) -> AwardResult:
    return calculate(zone(), [award], given(**values)).awards[0]


def planned(value: Any) -> Given:
    return Given(value=value, planned=True)


class TestAlternatives:
    """One of several conditions is enough."""

    def test_nothing_said_is_answered_with_the_premise_named(self) -> None:
        """A premise counts as met while nothing at all is known of it."""
        found = one("training", cost="100万")
        assert (found.kind, found.yuan) == ("ceiling", Decimal(500_000))
        assert [note.say for note in found.assumptions] == ["前提：完成备案,或营业收入达到2000万元"]

    def test_one_denied_asks_for_the_other(self) -> None:
        """Once an alternative is denied the rest decides and has to be known."""
        assert one("training", cost="100万", filed=False).missing == ("revenue",)
        assert one("training", cost="100万", revenue="1999万").missing == ("filed",)

    def test_both_denied_fails_and_says_which(self) -> None:
        """Each failing alternative is listed, with how far its figure is."""
        found = one("training", cost="100万", filed=False, revenue="1500万")
        failed = next(check for check in found.checks if check.state == "failed")
        assert [(part.state, part.short_by) for part in failed.parts] == [("failed", None), ("failed", Decimal(5_000_000))]

    def test_without_premise_the_alternatives_are_asked_for(self) -> None:
        """A policy that does not call it a premise wants to know."""
        data = {**ZONE, "id": "strict", "awards": [{**ZONE["awards"][1]}]}
        data["awards"][0]["conditions"] = [{"any": ZONE["awards"][1]["conditions"][0]["any"]}]
        found = calculate(Policy.model_validate(data), ["training"], given(cost="100万")).awards[0]
        assert (found.kind, found.missing) == (None, ("revenue", "filed"))

    def test_a_planned_alternative_is_named_first(self) -> None:
        """A plan counts as met, and the condition leads the assumptions."""
        found = one("training", cost=planned("100万"), filed=planned(True))
        assert found.yuan == Decimal(500_000)
        assert found.assumptions[0].say.startswith("前提：完成备案")
        assert found.assumptions[1].say.startswith("前提：训练支出")

    def test_a_fact_beats_a_plan(self) -> None:
        """With one alternative met for certain the planned one is not needed."""
        assert one("training", cost="100万", filed=planned(True), revenue="3000万").assumptions == ()


class TestFarFromHolding:
    """How far a failing condition is from holding."""

    def test_short_by(self) -> None:
        """The distance is in the input's own unit."""
        check = next(c for c in one("rent", rent="80万", revenue="1800万").checks if c.state == "failed")
        assert check.short_by == Decimal(2_000_000)

    def test_too_much_is_a_distance_too(self) -> None:
        """A figure that must stay below says by how much it is above."""
        found = one("rent", rent="80万", revenue="1.2亿", rent_year=5)
        check = next(c for c in found.checks if c.state == "failed")
        assert check.short_by == Decimal(2)

    def test_what_follows_once_met(self) -> None:
        """A result of none says the most it would be; a window that is over does not come back."""
        assert one("rent", rent="80万", revenue="1800万").if_met == Decimal(720_000)
        assert one("rent", rent="80万", revenue="1.2亿", rent_year=4).if_met is None


class TestRelations:
    """Figures given roughly, exactly at a threshold."""

    @pytest.mark.parametrize(
        ("test", "relation", "holds"),
        [
            ("at_least", "exact", True), ("at_least", "about", True), ("at_least", "below", False), ("at_least", "at_least", True),
            ("more_than", "exact", False), ("more_than", "about", False), ("more_than", "below", False), ("more_than", "at_least", True),
            ("at_most", "exact", True), ("at_most", "about", True), ("at_most", "below", True), ("at_most", "at_least", False),
            ("below", "exact", False), ("below", "about", False), ("below", "below", True), ("below", "at_least", False),
        ],
    )  # fmt: skip
    def test_at_the_threshold(self, test: str, relation: Any, holds: bool) -> None:
        """不到 lies just below its number, 以上 and 多 at or just above it, 约 on it."""
        data = {**ZONE, "awards": [{"id": "x", "title": "x", "clause": "caps", "amount": {"shape": "fixed", "amount": 1},
                                    "conditions": [{"input": "revenue", test: "2000万"}]}]}  # fmt: skip
        found = calculate(Policy.model_validate(data), ["x"], {"revenue": Given(value="2000万", relation=relation)}).awards[0]
        assert (found.kind == "ceiling") is holds
        noted = any("确切数额会决定结论" in note.say for note in found.assumptions)
        assert noted is (relation != "exact")

    def test_away_from_the_threshold_it_is_noted_but_decides_nothing(self) -> None:
        """近3000万 is noted as an assumption; it does not stand at a threshold."""
        found = one("rent", rent="80万", revenue=Given(value="3000万", relation="below"))
        notes = [note.say for note in found.assumptions if "3000万元" in note.say]
        assert len(notes) == 1 and "决定" not in notes[0]


class TestJudgedUnder:
    """Which variant of an award a case falls under."""

    @pytest.mark.parametrize(
        ("asked", "values", "under"),
        [
            ("rent", {}, "rent"),
            ("rent", {"is_branch": True}, "rent-branch"),
            ("rent", {"is_branch": planned(True)}, "rent-branch"),
            ("rent", {"is_branch": False}, "rent"),
            ("rent-branch", {}, "rent-branch"),
            ("rent-branch", {"is_branch": False}, "rent"),
            ("rent", {"is_branch": True, "revenue": "1999万"}, "rent-branch"),
            ("rent", {"is_branch": True, "revenue": "2000万"}, "rent"),
            ("rent-branch", {"revenue": "2000万"}, "rent"),
            ("training", {}, "training"),
        ],
    )
    def test_judged_under(self, asked: str, values: dict[str, Any], under: str) -> None:
        """The variant whose `when` holds, unless it hands the case over."""
        assert judged_under(zone(), asked, given(**values)) == under

    def test_base_and_variant_asked_together_are_one_benefit(self) -> None:
        """The same benefit is not paid twice."""
        both = calculate(zone(), ["rent", "rent-branch"], given(rent="100万", revenue="1亿"))
        assert [result.award for result in both.awards] == ["rent"]
        branch = calculate(zone(), ["rent", "rent-branch"], given(rent="100万", revenue="500万", parent_filed=True))
        assert [(result.award, result.yuan) for result in branch.awards] == [("rent-branch", Decimal(600_000))]

    def test_the_award_asked_for_is_kept(self) -> None:
        """A result judged elsewhere says what was asked."""
        assert one("rent", is_branch=True, parent_filed=False).asked == "rent"

    def test_an_open_hand_over_widens_the_most_it_can_be(self) -> None:
        """While revenue is open the case may still go to the better award."""
        assert one("rent", rent="100万", is_branch=True, parent_filed=True).at_most == Decimal(900_000)


class TestInputs:
    """What the calculator takes, and what it refuses."""

    def test_implied_inputs_are_set_and_shown(self) -> None:
        """A true input makes true what it implies, even against an older denial."""
        found = calculate(zone(), ["training"], given(cost="100万", first_filing=True, filed=False))
        assert found.inputs["filed"].value is True and found.awards[0].kind == "ceiling"
        assert calculate(zone(), ["training"], given(cost="100万", first_filing=False)).inputs.keys() == {"cost", "first_filing"}

    def test_inputs_are_shown_in_the_policy_order(self) -> None:
        """The JSON does not depend on the order in which things were said."""
        assert list(calculate(zone(), ["rent"], given(rent="1万", revenue="1亿")).inputs) == ["revenue", "rent"]

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"cost": "-1"}, "cost"),
            ({"cost": Decimal("-0.01")}, "from 0 up"),
            ({"cost": Given.model_construct(value=Decimal("NaN"))}, "from 0 up"),
            ({"cost": Given.model_construct(value=Decimal("Infinity"))}, "from 0 up"),
            ({"cost": "1e9"}, "no number"),
            ({"cost": "一点"}, "no number"),
            ({"cost": True}, "no number"),
            ({"cost": Decimal("1E+15")}, "15 digits"),
            ({"cost": Decimal("0.0000001")}, "6 after"),
            ({"rent_year": 0}, "least value 1"),
            ({"rent_year": "1.5"}, "whole number"),
            ({"filed": "是"}, "neither true nor false"),
            ({"filed": 1}, "neither true nor false"),
        ],
    )
    def test_wrong_values_are_refused(self, values: dict[str, Any], words: str) -> None:
        """The error names the input and says what is wrong with the value."""
        with pytest.raises(InputError, match=words):
            calculate(zone(), ["training"], given(**values))

    def test_a_choice_must_be_one_of_its_options(self) -> None:
        """The options are listed."""
        with pytest.raises(InputError, match="national, provincial, other"):
            calculate(shapes(), ["choice"], given(level="city"))

    def test_unknown_names_list_the_known_ones(self) -> None:
        """A wrong award or input says which there are."""
        with pytest.raises(UnknownName, match="filing, training, rent"):
            calculate(zone(), ["trainning"], {})
        with pytest.raises(UnknownName, match="revenue, cost, rent"):
            calculate(zone(), ["training"], given(costs=1))


class TestDates:
    """Awards in force from, until."""

    def test_below_on_and_above_the_days(self) -> None:
        """First and last day are included."""
        data = {**ZONE, "awards": [{**ZONE["awards"][0], "valid": {"from": "2025-01-01", "until": "2025-12-31"}}]}
        policy = Policy.model_validate(data)
        kinds = {
            day: calculate(policy, ["filing"], {}, on=date.fromisoformat(day)).awards[0].kind
            for day in ("2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01")
        }
        assert kinds == {"2024-12-31": "none", "2025-01-01": "ceiling", "2025-12-31": "ceiling", "2026-01-01": "none"}
        assert calculate(policy, ["filing"], {}).awards[0].kind == "ceiling"
