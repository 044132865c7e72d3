"""Goals: what it takes to reach an amount, whether an amount is enough, what a ceiling leaves or takes, how far a pool goes.

Expected values by hand, from the clauses: optimisation 50 % up to 150万, rent 90 % up to 100万 (60 % up to 80万 for a
subsidiary), promotion 30 % up to 500万; industry awards up to 1000万 a year, talent 500万; the optimisation pool is 3000万.
"""

from __future__ import annotations

import pytest

from assistant.service import make_asker
from tests.told_sums import ask


@pytest.fixture(scope="module")
def asker():
    return make_asker()


@pytest.mark.parametrize(
    ("question", "yuan"),
    [
        ("营收1.4亿,想拿90万房补,年租得交多少", "1000000"),  # 90 ÷ 90%
        ("推广奖要拿到300万,项目实际投入最少多少", "10000000"),  # 300 ÷ 30%
        ("应用推广要顶到四百五十万,项目投资至少几多", "15000000"),  # 450 ÷ 30%
        ("子公司房租补贴拿满80万要租多少", "1333333.34"),  # 80 ÷ 60%, rounded up to the fen
        ("主营2.1亿,目标房补45万,倒推年租", "500000"),  # 45 ÷ 90%
        ("训练优化想补到60万,得花多少钱", "1200000"),  # 60 ÷ 50%
        ("How much must we invest in the project to get the full 5 million?", "16666666.67"),  # 500 ÷ 30%
    ],
)
def test_what_it_takes(asker, question, yuan):
    assert ask(asker, question)["calculation"]["required"]["yuan"] == yuan


@pytest.mark.parametrize(
    ("turns", "yuan", "more"),
    [
        (("推广已经投了800万,要顶到450万还差多少投入",), "15000000", "7000000"),  # 1500 − 800
        (("优化补贴想补到120万,训练要花多少钱", "已经花了150万,还要加多少"), "2400000", "900000"),  # 240 − 150
        (("主营1.3亿,目标房补72万,倒推年租", "眼下年租60万,还差?"), "800000", "200000"),  # 80 − 60
        (("优化想多拿20万得再花多少,现在花了200万",), "2400000", "400000"),  # 100 + 20 = 120 → 240; 240 − 200
    ],
)
def test_the_rest_that_is_still_to_come(asker, turns, yuan, more):
    required = ask(asker, *turns)["calculation"]["required"]
    assert (required["yuan"], required["more"]) == (yuan, more)


def test_a_goal_with_another_condition(asker):
    """Below 1亿 the ratio is not stated: at the highest, 100 ÷ 90 % is the least it can be."""
    answer = ask(asker, "主营1.4亿,租金要到多少才能拿满百万", "营收只有6000万呢")
    assert answer["calculation"]["required"]["yuan"] is None
    assert answer["calculation"]["required"]["at_least"] == "1111111.12"


def test_a_goal_out_of_reach(asker):
    """600 is above the ceiling of 500."""
    required = ask(asker, "想拿600万推广奖要投多少")["calculation"]["required"]
    assert required["yuan"] is None and required["reason"]


@pytest.mark.parametrize(
    ("question", "total", "said"),
    [
        ("主营2亿,年租120万,够拿满吗", "1000000", "够"),  # 108, cut to 100
        ("投了1600万推广,够不够拿满500万", "4800000", "还差20万元"),  # 480
        ("推广投1500万刚好拿满吗", "4500000", "还差50万元"),  # 450
    ],
)
def test_whether_an_amount_is_enough(asker, question, total, said):
    answer = ask(asker, question)
    assert answer["calculation"]["total_yuan"] == total
    assert said in answer["answer"].split("\n")[0]


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (("产业奖励已核860万,年度上限还剩多少额度",), "140万元"),  # 1000 − 860
        (("人才已经批了350万,离人才上限还有多少",), "150万元"),  # 500 − 350
        (("首次大模型备案,优化花400万,推广投1200万,离产业封顶还有多少空间",), "390万元"),  # 1000 − (100 + 150 + 360)
        (("产业已经拿了900万,再报优化300万还能拿多少",), "100万元"),  # min(150, 1000 − 900)
        (("大模型首备、算法首备、优化400万、推广2000万、增量批了400万,一共", "被砍掉多少"), "170万元"),  # 1170 − 1000
    ],
)
def test_what_a_ceiling_leaves_or_takes(asker, turns, said):
    assert said in ask(asker, *turns)["answer"].split("\n")[0]


@pytest.mark.parametrize(
    ("turns", "count"),
    [
        (("优化补贴的池子,每家拿100万够几家",), "30家"),  # 3000 ÷ 100
        (("优化池子3000万,已经发掉2100万了,剩下的够几家拿满",), "6家"),  # 900 ÷ 150
        (("优化池还剩1200万,按每家120万,够几家",), "10家"),  # 1200 ÷ 120
        (("优化池3000万,已有12家各拿走150万,余下的够几间各拿100万",), "12家"),  # (3000 − 1800) ÷ 100
        (("优化补贴的池子一共多少钱", "够多少家拿满"), "20家"),  # 3000 ÷ 150
    ],
)
def test_how_far_a_pool_goes(asker, turns, count):
    assert count in ask(asker, *turns)["answer"].split("\n")[0]


def test_whole_groups_at_their_ceiling_over_years(asker):
    """(1000 + 500) × 2 = 3000; a first year at 1000, then 150 + 100 twice: 1500 (万元)."""
    assert ask(asker, "产业和人才都顶满,两年一共多少")["calculation"]["total_yuan"] == "30000000"
    said = "第一年产业奖励全部顶格,后两年只剩优化和租房顶格,三年上限一共多少"
    assert ask(asker, said)["calculation"]["total_yuan"] == "15000000"


def test_awards_said_by_their_amount(asker):
    """500 + 400 + 100 = 1000; 20 + 100 + 150 + 100 = 370 (万元)."""
    assert ask(asker, "推广顶格500、增量核定下来400、首次大模型备案,合计多少")["calculation"]["total_yuan"] == "10000000"
    assert ask(asker, "首次算法备案、首次大模型备案、优化补贴拿满、房补拿满,一共多少")["calculation"]["total_yuan"] == "3700000"


@pytest.mark.parametrize(
    ("question", "verdict"),
    [("有人说优化花200万能补150万,对吗,我们有备案", "不是这样"), ("同事说推广投1000万能拿300万,是不是", "是的")],  # 100; 300
)
def test_an_amount_that_somebody_said_is_checked(asker, question, verdict):
    assert ask(asker, question)["answer"].startswith(verdict)
