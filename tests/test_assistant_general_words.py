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
