"""A calculation on paper: the contract's JSON byte for byte, the text, the table, what bit, what one more adds."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from award_policies import given, zone
from test_award_rules import haizhu

from corpus.award.calculate import calculate
from corpus.award.explain import as_rows, as_text, headline, one_more, required_lines, what_bit
from corpus.award.result import AwardResult, Calculation, plain, to_json
from corpus.award.scenario import compare, schedule
from corpus.award.solve import required


def result(kind: Any, yuan: int | None, most: int | None = None) -> AwardResult:
    amount, at_most = (None if value is None else Decimal(value) for value in (yuan, most))
    return AwardResult("a", "p", "c", kind, amount, at_most=at_most)


FILED = given(optimization_cost="260万", has_filing=True)


class TestJson:
    """The JSON that the contract fixes."""

    def test_the_contract_fields(self) -> None:
        """Names, order and forms of the one award of the contract's example."""
        found = to_json(calculate(haizhu(), ["model-optimization"], FILED))
        assert list(found)[:6] == ["policy", "awards", "groups", "total_yuan", "total_kind", "inputs"]
        award = found["awards"][0]
        assert list(award)[:7] == ["award", "policy", "kind", "yuan", "steps", "assumptions", "missing"]
        assert (award["award"], award["policy"], award["kind"], award["yuan"]) == (
            "model-optimization", "haizhu-ai-2024", "ceiling", "1300000",
        )  # fmt: skip
        assert award["steps"][0]["text"] == "2600000 × 50% = 1300000"
        assert award["steps"][0]["clause"] == "haizhu-ai-2024/model-optimization"
        assert found["groups"] == {"industry": "1300000"} and found["total_yuan"] == "1300000" and found["total_kind"] == "ceiling"
        assert found["inputs"] == {"optimization_cost": "2600000", "has_filing": True}
        json.dumps(found)

    def test_integers_booleans_and_decimals(self) -> None:
        """Years are integers, yes and no booleans, amounts decimal strings without trailing zeros or exponents."""
        found = to_json(calculate(haizhu(), ["office-rent"], given(rent="80万", revenue=Decimal("1.20E+8"), rent_year="2", self_use=True)))
        assert found["inputs"] == {"revenue": "120000000", "rent": "800000", "rent_year": 2, "self_use": True}

    def test_missing_is_null(self) -> None:
        """No amount, no kind, in no group and no total; the most it can be is said."""
        found = to_json(calculate(haizhu(), ["office-rent"], given(rent="80万")))
        award = found["awards"][0]
        assert (award["kind"], award["yuan"], award["missing"], award["at_most"]) == (None, None, ["revenue"], "720000")
        assert (found["groups"], found["total_yuan"], found["total_kind"]) == ({}, None, None)

    def test_bound_and_none(self) -> None:
        """The bound says what is not stated; none is 0 with the check that fails."""
        bound = to_json(calculate(haizhu(), ["office-rent"], given(rent="100万", revenue="6000万")))
        assert (bound["awards"][0]["kind"], bound["total_kind"]) == ("bound", "bound") and "未载明" in bound["awards"][0]["unstated"]
        none = to_json(calculate(haizhu(), ["office-rent"], given(rent="100万", revenue="600万")))
        assert (none["awards"][0]["yuan"], none["total_yuan"], none["total_kind"]) == ("0", "0", "none")
        failed = [check for check in none["awards"][0]["checks"] if check["state"] == "failed"]
        assert failed[0]["short_by"] == "14000000"

    def test_cases_and_years(self) -> None:
        """A comparison has cases and a difference, null when a case is a bound; a schedule has years and a sum."""
        apart = to_json(compare(haizhu(), ["model-optimization"], FILED, given(optimization_cost="300万", has_filing=True)))
        assert apart["awards"] == [] and apart["difference_yuan"] == "200000" and len(apart["cases"]) == 2
        bound = to_json(compare(haizhu(), ["revenue-growth"], {}, {}))
        assert bound["difference_yuan"] is None
        assert "difference_yuan" not in to_json(calculate(haizhu(), ["model-optimization"], FILED))
        years = to_json(schedule(haizhu(), ["office-rent"], [given(rent="200万", revenue="1亿")] * 3))
        assert years["awards"] == [] and years["total_yuan"] == "3000000" and [y["total_yuan"] for y in years["years"]] == ["1000000"] * 3

    def test_required(self) -> None:
        """Whole input, rest, lower bound, reason: as the contract names them."""

        def reverse(award: str, **values: Any) -> dict[str, Any]:
            return to_json(Calculation("p", required=required(haizhu(), award, given(**values))))["required"]

        assert {"input": "optimization_cost", "yuan": "3000000", "more": "400000"}.items() <= reverse(
            "model-optimization", optimization_cost="260万"
        ).items()
        open_ratio = reverse("office-rent", revenue="6000万")
        assert (open_ratio["yuan"], open_ratio["at_least"]) == (None, "1111111.12") and open_ratio["reason"]

    def test_english(self) -> None:
        """The same figures, the words in English."""
        found = calculate(haizhu(), ["office-rent"], given(rent="100万", revenue="6000万"))
        zh, en = to_json(found), to_json(found, "en")
        assert zh["awards"][0]["yuan"] == en["awards"][0]["yuan"]
        assert zh["awards"][0]["steps"][0]["text"] == en["awards"][0]["steps"][0]["text"]
        words = json.dumps([en["awards"][0]["assumptions"], en["awards"][0]["unstated"], [s["say"] for s in en["awards"][0]["steps"]]])
        assert words.isascii()

    @pytest.mark.parametrize(
        ("value", "text"),
        [("1300000.00", "1300000"), ("0", "0"), ("0.10", "0.1"), ("1E+6", "1000000"), ("100", "100"), ("1111111.12", "1111111.12")],
    )
    def test_plain(self, value: str, text: str) -> None:
        """No exponent, no trailing zeros after the point, all zeros before it."""
        assert plain(Decimal(value)) == text


class TestText:
    """The trace as text, in both languages."""

    def test_one_award(self) -> None:
        """Headline, step with words, clause and quotation, total."""
        text = as_text(haizhu(), calculate(haizhu(), ["model-optimization"], FILED))
        assert text.startswith("模型优化补贴：最高可得130万元")
        assert "2600000 × 50% = 1300000" in text and "[haizhu-ai-2024/model-optimization]「" in text
        assert text.endswith("合计：最高130万元")

    @pytest.mark.parametrize(
        ("kind", "zh", "en"),
        [
            (result("ceiling", 10_000), "最高可得1万元", "up to RMB 10,000"),
            (result("bound", 10_000), "至多1万元（部分标准未载明）", "at most RMB 10,000, part of the rule is not stated"),
            (result("none", 0), "不能享受（0元）", "nothing (RMB 0)"),
            (result(None, None, 10_000), "暂不能算出（最多1万元）", "cannot be computed yet (at most RMB 10,000)"),
        ],
        ids=["ceiling", "bound", "none", "missing"],
    )  # fmt: skip
    def test_an_amount_is_never_a_promise(self, kind: AwardResult, zh: str, en: str) -> None:
        """Always the most one can get, never what one will get."""
        assert (headline(kind), headline(kind, "en")) == (zh, en)

    def test_english_text_is_english(self) -> None:
        """Nothing Chinese but the quotation and the brackets around it."""
        lines = as_text(haizhu(), calculate(haizhu(), ["office-rent", "talent"], given(rent="100万", revenue="6000万")), "en").split("\n")
        for line in lines:
            unquoted = line.split("「")[0]
            assert not any("一" <= letter <= "鿿" for letter in unquoted), line

    def test_a_reverse_answer(self) -> None:
        """The whole input and the rest."""
        lines = required_lines(haizhu(), required(haizhu(), "model-optimization", FILED))
        assert "需要300万元" in lines[0] and lines[1] == "还差40万元"


class TestTable:
    """The trace as rows."""

    def test_rows(self) -> None:
        """A row for the award, one for each step and assumption, one for each cap."""
        rows = as_rows(zone(), calculate(zone(), ["training"], given(cost="800万", filed=True)))
        assert [(row.award, row.yuan, row.sum) for row in rows] == [
            ("training", "1500000", ""),
            ("training", "", "8000000 × 50% = 4000000"),
            ("training", "", "min(4000000, 1500000) = 1500000"),
            ("works", "1500000", "1500000"),
            ("total", "1500000", "1500000"),
        ]
        assert rows[1].quote == "按实付的最高50%。" and rows[2].quote == "每年最高150万元。"

    def test_a_cap_that_cut_shows_its_sum(self) -> None:
        """100 + 150 + 100 = 350万, cut to 300万."""
        case = given(first_filing=True, cost="800万", rent="200万", revenue="1亿")
        rows = as_rows(zone(), calculate(zone(), ["filing", "training", "rent"], case))
        assert rows[-2].sum == "1000000 + 1500000 + 1000000 = 3500000; min(3500000, 3000000) = 3000000"


class TestCaps:
    """What bit, in the order it bites, and what one more 万元 changes."""

    CASE = given(first_filing=True, cost="800万", rent="100万", revenue="1亿", granted="600万")
    NAMES = ("filing", "training", "rent", "talent")

    def test_what_bit(self) -> None:
        """The award's own cap, the group's, then the total's, each with what was lost to it."""
        found = what_bit(zone(), calculate(zone(), self.NAMES, self.CASE))
        assert [(bite.level, bite.name, plain(bite.cut)) for bite in found] == [
            ("award", "training", "2500000"),  # 4,000,000 − 1,500,000
            ("award", "talent", "1000000"),  # 6,000,000 − 5,000,000
            ("group", "works", "400000"),  # 100 + 150 + 90 = 340万 − 300万
            ("total", "total", "1000000"),  # 300 + 500 = 800万 − 700万
        ]

    def test_one_more_stopped_by_the_award(self) -> None:
        """At its own cap nothing is added."""
        training = one_more(zone(), calculate(zone(), self.NAMES, self.CASE))[0]
        assert (training.award_yuan, training.total_yuan, training.stopped_by) == (0, 0, "training")

    def test_one_more_stopped_by_the_group(self) -> None:
        """The award would grow by 9,000, the group is full."""
        rent = one_more(zone(), calculate(zone(), self.NAMES, self.CASE))[1]
        assert (rent.award_yuan, rent.total_yuan, rent.stopped_by) == (Decimal(9_000), 0, "works")
        assert "不变" in rent.note.say and "stays" in rent.note.say_en

    def test_one_more_reaches_the_total(self) -> None:
        """Below every cap, 10,000 × 50% arrives."""
        found = one_more(zone(), calculate(zone(), ["training"], given(cost="100万", filed=True)))[0]
        assert (found.award_yuan, found.total_yuan, found.stopped_by) == (Decimal(5_000), Decimal(5_000), "")

    def test_a_cap_reached_exactly_did_not_bite(self) -> None:
        """On the cap nothing is lost."""
        assert what_bit(zone(), calculate(zone(), ["training"], given(cost="300万", filed=True))) == []
