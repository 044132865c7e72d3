"""Years told row by row, and goals set with whatever verb. Values by hand from the clauses.

Rent: 90 % up to 100万 with revenue of 1亿 or more (bound from 2000万), 60 % up to 80万 for the subsidiary below 2000万;
optimisation 50 % up to 150万 a year; promotion 30 % up to 500万.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.service import make_asker
from tests.told_sums import ask, totals


@pytest.fixture(scope="module")
def asker():
    return make_asker()


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("三年办公室租金:头年50万(营收6000万),次年80万(营收1.1亿),第三年140万(营收3亿),总计最高", 217),  # 45 + 72 + 100
        ("列出每年房补:Y1 营收1700万;Y2 5200万;Y3 1.4亿。租金每年都是70万", 126),  # 0 + 63 + 63
        ("新设全资子公司,母公司有大模型备案:首年营收600万租金80万,次年1500万租金90万,第三年2300万租金90万,三年累计", 183),  # 48 + 54 + 81
        ("有算法备案。25年训练花90万,26年250万,27年460万,三年求个和", 320),  # 45 + 125 + 150
        ("FY25 租金66万 营收1.3亿;FY26 88万 1.6亿。两个财年合计", 138.6),  # 59.4 + 79.2
        ("25、26、27年优化各花120万,备案早有,总共", 180),  # 60 a year
        ("月租4万,第二年起涨到5万,营收1.3亿,三年一共", 151.2),  # 43.2 + 54 + 54
    ],
)
def test_years_told_in_rows(asker, question: str, total: float) -> None:
    assert [Decimal(t) for t in totals(asker, question)] == [Decimal(str(total)) * 10_000]


def test_months_belong_to_the_rent_they_follow(asker) -> None:
    """9 × 7万 = 63万 of rent, 90 % of it 56.7万; optimisation 50 % of 204万; promotion 30 % of 430万; the filing 100万."""
    found = ask(asker, "全面算:营收1.15亿、首次大模型备案、优化204万、推广430万过评、租金7万/月、付了9个月")
    assert found["calculation"]["total_yuan"] == "3877000"


@pytest.mark.parametrize(
    "question",
    [
        "营收1.4亿 | 训练优化180万 | 年租50万 | 推广600万 | 合计",
        "• 营收:1.4亿 • 优化实付:180万 • 房租:50万 • 推广投资:600万 一共",
        "- 营收1.4亿\n- 优化180万\n- 房租50万\n- 推广600万\n总共多少",
    ],
)
def test_a_list_with_bars_dots_or_dashes(asker, question: str) -> None:
    """90 + 45 + 180."""
    assert totals(asker, question) == ["3150000"]


@pytest.mark.parametrize(
    ("question", "needed"),
    [
        ("想把行业推广那笔做到360万,项目起码要砸进去多少", "12000000"),
        ("想把优化那150个全吃下来,账上至少得砸多少", "3000000"),
        ("从优化这块薅够110万,算力得烧多少钱", "2200000"),
        ("推广已投1000万,离500万封顶还差投多少", "16666666.67"),
        ("What compute spend gets us the full 1.5 million?", "3000000"),
        ("调优补贴目标130万", "2600000"),
    ],
)
def test_a_goal_set_with_any_verb(asker, question: str, needed: str) -> None:
    assert ask(asker, question)["calculation"]["required"]["yuan"] == needed


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("营收做到1.2亿,年租60万,能拿多少", "540000"),
        ("训练费投到300万,备案有,补多少", "1500000"),
        ("租金涨到80万,营收2亿,最多补多少", "720000"),
    ],
)
def test_what_is_spent_is_no_goal(asker, question: str, total: str) -> None:
    assert totals(asker, question) == [total]


@pytest.mark.parametrize(
    ("turns", "total"),
    [
        (("首次大模型备案,推广投1700万,产业那块总共", "人才也按最高并上"), "11000000"),  # 100 + 500 + 500
        (("所有奖项全拿满,一家一年有多少", "人才不要,剩下的呢"), "10000000"),  # the group's ceiling
        (("算法备案首次,多少", "再加大模型备案也是头回"), "1200000"),
        (("优化:2024付190万,2025付140万,备案都在,两年合计",), "1650000"),  # 95 + 70
    ],
)
def test_sums_that_go_on(asker, turns: tuple[str, ...], total: str) -> None:
    assert totals(asker, *turns)[-1] == total


def test_two_spendings_for_two_awards_are_set_against_each_other(asker) -> None:
    """100万 and 90万."""
    found = ask(asker, "只能干一样:模型优化花200万(备案有),或者推广投300万,哪头拿得多")["calculation"]
    assert (found["difference_yuan"], [c["total_yuan"] for c in found["cases"]]) == ("100000", ["1000000", "900000"])


def test_more_of_an_amount_is_not_more_money(asker) -> None:
    """再多投60万多拿多少: 30万 more, from 105万 to 135万; 60万多 is at least 60万."""
    assert ask(asker, "优化花了210万有备案", "再多投60万多拿多少")["calculation"]["difference_yuan"] == "300000"
    assert totals(asker, "租金60万多,营收2亿,补多少") == ["540000"]


def test_the_ceiling_asked_for_after_a_target_is_a_rule(asker) -> None:
    assert ask(asker, "想让优化补到118万,得付多少", "顺便,这项一家一年封顶是?")["route"] == "lookup"
