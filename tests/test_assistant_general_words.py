"""General words that name an amount only where they touch it, and the ways of saying revenue and rent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from assistant.answer import Answer
from assistant.service import make_asker


@pytest.fixture(scope="module")
def ask() -> Callable[..., Answer]:
    asker = make_asker()

    def run(*turns: str) -> Answer:
        thread = asker.new_thread()
        for turn in turns[:-1]:
            asker.ask(turn, thread)
        return asker.ask(turns[-1], thread)

    return run


def given(answer: Answer, name: str) -> Decimal | None:
    value = (answer.calculation or {}).get("inputs", {}).get(name)
    return Decimal(value) if isinstance(value, str) else None


class TestGeneralWords:
    @pytest.mark.parametrize(
        "said",
        ["主业刚好1.3亿", "一年卖了1.3亿", "卖了1.3亿主营", "本业揽了1.3亿", "创收1.3亿", "主业进项1.3亿", "ARR 1.3亿", "销售总额1.3亿"],
    )
    def test_revenue_is_said_in_many_ways(self, ask: Callable[..., Answer], said: str) -> None:
        """Rent of 900,000 at revenue of 130 million: 90%, 810,000."""
        answer = ask(f"{said},办公室年租金90万,最高能补多少")
        assert given(answer, "revenue") == 130_000_000
        assert answer.calculation and answer.calculation["total_yuan"] == "810000"

    @pytest.mark.parametrize(
        "said", ["房东今年收了90万", "房东按年收90万", "整租一年90万", "租钱90万", "租赁合同写的租金90万", "rental cost 90万"]
    )
    def test_rent_is_said_in_many_ways(self, ask: Callable[..., Answer], said: str) -> None:
        """What the landlord takes is rent, though 收了 alone would be revenue."""
        answer = ask(f"营收1.3亿,{said},最高能补多少")
        assert (given(answer, "rent"), given(answer, "revenue")) == (900_000, 130_000_000)

    @pytest.mark.parametrize(("said", "year"), [("房租三个月一交,每次20万", 800_000), ("房东按半年收,每次30万", 600_000)])
    def test_how_often_is_paid_is_no_number_of_months(self, ask: Callable[..., Answer], said: str, year: int) -> None:
        """Four payments of 200,000; two of 300,000."""
        assert given(ask(f"营收1.3亿,{said},能补多少"), "rent") == year

    @pytest.mark.parametrize("said", ["主业是做模型的", "主业做训练", "我们卖算力的"])
    def test_a_general_word_that_touches_no_amount_says_nothing(self, ask: Callable[..., Answer], said: str) -> None:
        """The cost of 2 million stays the cost."""
        answer = ask(f"已备案,{said},训练花了200万,能补多少")
        assert (given(answer, "optimization_cost"), given(answer, "revenue")) == (2_000_000, None)

    def test_what_is_not_known_is_not_nothing(self, ask: Callable[..., Answer]) -> None:
        """Revenue that nobody has asked for yet is asked for."""
        assert "revenue" in ask("办公室年租88万,创收多少还没问到").ask_for

    @pytest.mark.parametrize(
        "said", ["项目实掏900万", "项目本钱900万", "试点一共900万", "项目上砸进去900万", "900万的项目款", "the pilot cost 900万"]
    )
    def test_a_project_is_named_beside_what_went_into_it(self, ask: Callable[..., Answer], said: str) -> None:
        """9 million × 30% beside rent of 800,000 × 90%: 2.7 million and 720,000."""
        answer = ask(f"{said},营收1.2亿,租金80万,一共能拿多少")
        assert answer.calculation and answer.calculation["total_yuan"] == "3420000"

    @pytest.mark.parametrize("said", ["推理优化项目付了260万", "训练提效砸了260万", "智算中心付了260万", "训推成本260万"])
    def test_a_project_of_optimising_is_optimising(self, ask: Callable[..., Answer], said: str) -> None:
        """The noun of its own speaks before the general word."""
        answer = ask(f"已备案,{said},能补多少")
        assert (given(answer, "optimization_cost"), given(answer, "promotion_investment")) == (2_600_000, None)

    @pytest.mark.parametrize("said", ["项目能拿到150万吗", "项目奖最高500万对吗", "项目收入900万", "项目合同900万"])
    def test_award_money_and_income_of_a_project_are_no_investment(self, ask: Callable[..., Answer], said: str) -> None:
        """None of these went into the project."""
        assert given(ask(said), "promotion_investment") is None

    @pytest.mark.parametrize("name", ["模型证", "网信那张证", "生成式登记", "大模型牌照", "LLM license"])
    def test_the_model_filing_goes_by_many_names(self, ask: Callable[..., Answer], name: str) -> None:
        """Called first it is the award of 1 million; the parent's opens the subsidiary's rent: 1 million × 60%."""
        assert "100万元" in ask(f"今年首次拿下{name},奖多少").answer
        answer = ask(f"母公司有{name},全资子公司年租100万,自己营收800万,补多少")
        assert answer.calculation and answer.calculation["total_yuan"] == "600000"
